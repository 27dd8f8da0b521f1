//! What counts as received, in a snapshot of any kind: what a consumer has taken, or dropped at its
//! user's request. What is dropped because the last consumer has left does not.

use std::mem::forget;

use ringmpsc_tests::channels::{mpmc_copy_4, mpsc_copy_4, spmc_copy_4, spsc_copy_4};

/// What a consumer does with some of the numbers 0 to 3, and how many messages are received then.
struct Case<C> {
    name: &'static str,
    does: fn(&mut C),
    /// After it, while the consumer lives.
    received: u64,
    pending: usize,
    /// After another receive, while the consumer lives.
    after_another: u64,
    /// After the consumer has left, with everything else that could receive, without another
    /// receive.
    after_the_end: u64,
}

fn case<C>(name: &'static str, does: fn(&mut C), counts: [usize; 4]) -> Case<C> {
    let [received, pending, after_another, after_the_end] = counts;
    let [received, after_another, after_the_end] =
        [received, after_another, after_the_end].map(|n| n as u64);
    Case { name, does, received, pending, after_another, after_the_end }
}

/// What consumers of all kinds do.
macro_rules! of_all_kinds {
    () => {
        [
            case("nothing", |_| (), [0, 4, 1, 0]),
            case("try_recv", |consumer| _ = consumer.try_recv(), [1, 3, 2, 1]),
            case("consume_up_to", |consumer| _ = consumer.consume_up_to(3, |_| ()), [3, 1, 4, 3]),
            case("everything", |consumer| _ = consumer.consume_batch(|_| ()), [4, 0, 4, 4]),
        ]
    };
}

/// What exclusive consumers do.
macro_rules! exclusive {
    () => {
        [
            case("skip", |consumer| _ = consumer.skip(2), [2, 2, 3, 2]),
            case("consume_count", |consumer| _ = consumer.consume_count(), [4, 0, 4, 4]),
            case("recv_slice", |consumer| _ = consumer.recv_slice(&mut [0; 3]), [3, 1, 4, 3]),
            case("peek", |consumer| _ = consumer.peek_many(3), [0, 4, 1, 0]),
            case("advance", |consumer| consumer.readable().unwrap().advance(2), [2, 2, 3, 2]),
            case("a look at some", |consumer| _ = consumer.peek_iter().next(), [0, 4, 1, 0]),
            case("a dropped drain", |consumer| drop(consumer.drain()), [4, 0, 4, 4]),
            case("a forgotten drain", |consumer| forget(consumer.drain()), [0, 4, 1, 0]),
            case(
                "a forgotten drain of which one was taken",
                |consumer| {
                    let mut drain = consumer.drain();
                    assert_eq!(drain.next(), Some(0));
                    forget(drain);
                },
                [1, 3, 2, 1],
            ),
        ]
    };
}

/// What competing consumers do. What a claim holds counts when the claim has ended.
macro_rules! competing {
    () => {
        [
            case("steal_slice", |consumer| _ = consumer.steal_slice(&mut [0; 3]), [3, 1, 4, 3]),
            case("a dropped claim", |consumer| drop(consumer.steal(3)), [3, 1, 4, 3]),
            case("a forgotten claim", |consumer| forget(consumer.steal(3)), [0, 1, 1, 0]),
            case(
                "a forgotten claim of which two were taken",
                |consumer| {
                    let mut claim = consumer.steal(3).unwrap();
                    assert_eq!((claim.next(), claim.next()), (Some(0), Some(1)));
                    forget(claim);
                },
                [0, 1, 3, 2],
            ),
            case(
                "a forgotten claim of which all were taken",
                |consumer| {
                    let mut claim = consumer.steal(3).unwrap();
                    assert_eq!(claim.by_ref().count(), 3);
                    forget(claim);
                },
                [0, 1, 4, 3],
            ),
        ]
    };
}

macro_rules! check {
    ($kind:ident, $open:expr, $cases:expr) => {
        let cases: &[Case<$kind::MessageConsumer>] = &$cases;
        for case in cases {
            for another in [false, true] {
                let (channel, mut consumer, mut producer) = $open;
                assert_eq!(producer.send_slice(&[0, 1, 2, 3]), 4);
                (case.does)(&mut consumer);
                let stats = channel.snapshot();
                assert_eq!(
                    (stats.sent, stats.received, stats.pending),
                    (Some(4), Some(case.received), case.pending),
                    "{}",
                    case.name
                );
                let mut received = case.after_the_end;
                if another {
                    _ = consumer.try_recv();
                    received = case.after_another;
                    assert_eq!(channel.snapshot().received, Some(received), "{}", case.name);
                }
                drop(consumer);
                channel.close();
                let handle = channel.clone();
                drop(channel);
                // An exclusive consumer drops what is left; competing ones leave it to the handles.
                let stats = handle.snapshot();
                assert_eq!(
                    (stats.sent, stats.received),
                    (Some(4), Some(received)),
                    "{}",
                    case.name
                );
                drop(producer);
                assert_eq!(handle.snapshot().received, Some(received), "{}", case.name);
            }
        }
    };
}

#[test]
fn of_one_ring() {
    let open = || {
        let (producer, consumer) = spsc_copy_4::open_at(0);
        (consumer.channel(), consumer, producer)
    };
    check!(spsc_copy_4, open(), of_all_kinds!());
    check!(spsc_copy_4, open(), exclusive!());
}

#[test]
fn of_many_rings() {
    let open = || {
        let (channel, consumer) = mpsc_copy_4::open_at(0);
        let producer = channel.register().unwrap();
        (channel, consumer, producer)
    };
    check!(mpsc_copy_4, open(), of_all_kinds!());
    check!(mpsc_copy_4, open(), exclusive!());
}

#[test]
fn of_one_ring_with_competing_consumers() {
    let open = || {
        let (channel, producer) = spmc_copy_4::open_at(0);
        let consumer = channel.register_consumer().unwrap();
        (channel, consumer, producer)
    };
    check!(spmc_copy_4, open(), of_all_kinds!());
    check!(spmc_copy_4, open(), competing!());
}

#[test]
fn of_many_rings_with_competing_consumers() {
    let open = || {
        let (channel, producer) = mpmc_copy_4::open_at(0);
        let consumer = channel.register_consumer().unwrap();
        (channel, consumer, producer)
    };
    check!(mpmc_copy_4, open(), of_all_kinds!());
    check!(mpmc_copy_4, open(), competing!());
}
