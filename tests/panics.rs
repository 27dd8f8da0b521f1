//! A panic in the k-th callback, or in the k-th drop, of every operation: no other message is lost,
//! none is dropped twice, and the ring goes on working.

use std::cell::RefCell;
use std::ops::ControlFlow;

use ringmpsc_tests::{Ledger, Tracked, caught, panic_wanted};

/// Which messages a callback was given.
type Seen = RefCell<Vec<usize>>;

/// A callback that panics when it is called for the `k`-th time, counted from 0.
fn seeing(seen: &Seen, number: usize, k: usize) {
    let mut numbers = seen.borrow_mut();
    numbers.push(number);
    if numbers.len() == k + 1 {
        drop(numbers);
        panic_wanted();
    }
}

/// One ring, or several: the operations are the same.
macro_rules! kinds {
    ($($kind:ident: $channel:ident, $rings:literal, $open:expr;)*) => {
        $(
            mod $kind {
                use super::*;
                use ringmpsc_tests::channels::$channel::{MessageConsumer, MessageProducer};

                /// How many producers there are.
                const RINGS: usize = $rings;

                /// Their ends, with cursors that start at `start`.
                fn open(start: u64) -> ([MessageProducer; RINGS], MessageConsumer) {
                    $open(start)
                }

                include!("panics/operations.rs");
            }
        )*
    };
}

kinds! {
    spsc: spsc_4, 1, |start| {
        let (producer, consumer) = ringmpsc_tests::channels::spsc_4::open_at(start);
        ([producer], consumer)
    };
    mpsc: mpsc_4, 3, |start| {
        let (channel, consumer) = ringmpsc_tests::channels::mpsc_4::open_at(start);
        ([(); 3].map(|()| channel.register().unwrap()), consumer)
    };
}

/// Consumers that share one ring, or several.
macro_rules! sharing {
    ($($kind:ident: $channel:ident, $rings:literal;)*) => {
        $(
            mod $kind {
                use super::*;
                use ringmpsc_tests::channels::$channel::{
                    MessageChannel, MessageConsumer, MessageProducer, open_at,
                };

                /// How many producers there are.
                const RINGS: usize = $rings;

                /// The first producer, and more where there may be more.
                fn open(start: u64) -> (MessageChannel, Vec<MessageProducer>) {
                    let (channel, first) = open_at(start);
                    let more = more(&channel);
                    (channel, [first].into_iter().chain(more).collect())
                }

                sharing!(@more $kind);
                include!("panics/sharing.rs");
            }
        )*
    };
    (@more spmc) => {
        fn more(_channel: &MessageChannel) -> Option<MessageProducer> {
            None
        }
    };
    (@more mpmc) => {
        fn more(channel: &MessageChannel) -> [MessageProducer; RINGS - 1] {
            [(); RINGS - 1].map(|()| channel.register().unwrap())
        }

        #[test]
        fn a_callback_of_steal_batch_panics() {
            a_callback_panics_of("steal_batch", |consumer, seen, k| {
                while consumer.steal_batch(|message| seeing(seen, message.number(), k)) > 0 {}
            });
        }
    };
}

sharing! {
    spmc: spmc_4, 1;
    mpmc: mpmc_4, 3;
}

/// What may be lent to, or moved into, `catch_unwind`.
mod unwinding {
    use std::cell::RefCell;
    use std::panic::{RefUnwindSafe, UnwindSafe, catch_unwind};
    use std::pin::pin;
    use std::rc::Rc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::task::{Context, Waker};

    use ringmpsc::pool::{BufferPool, Handle, Local, Pool, Slab};
    use ringmpsc::{EventLoop, EventNotifier, Unparker, WaitStrategy, ring_channel};
    use ringmpsc_tests::panic_wanted;

    /// Messages that are not unwind safe themselves.
    #[ring_channel(kind = spsc, bits = 2, wait, notify, futures, name = Solo)]
    #[ring_channel(kind = mpsc, bits = 2, wait, notify, futures, name = Many)]
    #[ring_channel(kind = spmc, bits = 2, wait, notify, futures, name = Single)]
    #[ring_channel(kind = mpmc, bits = 2, wait, notify, futures, name = Shard)]
    pub(super) struct Unsafe(
        #[expect(dead_code, reason = "it is there for its type")] Rc<RefCell<u32>>,
    );

    /// Messages that are.
    #[ring_channel(kind = spsc, bits = 2, metrics, contention, futures)]
    #[ring_channel(kind = mpsc, bits = 2, futures, name = ManyNumber)]
    #[ring_channel(kind = spmc, bits = 2, futures, name = SingleNumber)]
    #[ring_channel(kind = mpmc, bits = 2, futures, name = ShardNumber)]
    pub(super) type Number = u64;

    fn is_unwind_safe<T: UnwindSafe + RefUnwindSafe>() {}

    /// For a type that has no name of its own.
    fn check<T: UnwindSafe + RefUnwindSafe>(_: &T) {}

    #[test]
    fn every_end_is_unwind_safe_whatever_the_messages() {
        is_unwind_safe::<SoloProducer>();
        is_unwind_safe::<SoloConsumer>();
        is_unwind_safe::<SoloChannel>();
        is_unwind_safe::<ManyProducer>();
        is_unwind_safe::<ManyConsumer>();
        is_unwind_safe::<ManyChannel>();
        is_unwind_safe::<SingleProducer>();
        is_unwind_safe::<SingleConsumer>();
        is_unwind_safe::<SingleChannel>();
        is_unwind_safe::<ShardProducer>();
        is_unwind_safe::<ShardConsumer>();
        is_unwind_safe::<ShardChannel>();
        is_unwind_safe::<NumberProducer>();
        is_unwind_safe::<NumberConsumer>();
        is_unwind_safe::<NumberChannel>();
        is_unwind_safe::<Unparker>();
        is_unwind_safe::<EventNotifier>();
        is_unwind_safe::<Pool>();
        is_unwind_safe::<BufferPool<64, 1>>();
        is_unwind_safe::<Slab>();
        is_unwind_safe::<Local>();
        is_unwind_safe::<Handle>();
    }

    #[test]
    fn a_view_is_as_unwind_safe_as_its_messages() {
        is_unwind_safe::<NumberReservation<'_>>();
        is_unwind_safe::<NumberReadable<'_>>();
        is_unwind_safe::<NumberPeekIter<'_>>();
        is_unwind_safe::<NumberDrain<'_>>();
        is_unwind_safe::<ManyNumberReservation<'_>>();
        is_unwind_safe::<ManyNumberDrain<'_>>();
        is_unwind_safe::<SingleNumberReservation<'_>>();
        is_unwind_safe::<SingleNumberClaim<'_>>();
        is_unwind_safe::<ShardNumberClaim<'_>>();
    }

    /// Whatever the messages, but for a send, which holds one.
    macro_rules! futures {
        ($($name:ident: $of_unsafe:expr, $of_numbers:expr;)*) => {
            $(
                #[test]
                fn $name() {
                    let (mut producer, mut consumer) = $of_unsafe;
                    check(&producer.reserve_async(1));
                    check(&producer.closed());
                    check(&consumer.recv_async());
                    let (mut producer, mut consumer) = $of_numbers;
                    check(&producer.send_async(1));
                    check(&consumer.recv_many_async(&mut Vec::new(), 1));

                    let recv = consumer.recv_async();
                    assert!(panics_after_a_poll(recv), "it waits, and unwinds");
                    assert_eq!(producer.send_slice(&[1, 2, 3, 4]), 4);
                    assert!(panics_after_a_poll(producer.send_async(5)));
                    assert!(panics_after_a_poll(producer.reserve_async(1)));
                    assert_eq!(consumer.try_recv(), Ok(1));
                    producer.try_send(5).unwrap();
                    assert_eq!(consumer.consume_up_to(4, |_| ()), 4);
                }
            )*
        };
    }

    futures! {
        futures_of_one_ring_are_unwind_safe: SoloChannel::open(), NumberChannel::open();
        futures_of_many_rings_are_unwind_safe:
            ringmpsc_tests::ends!(mpsc, ManyChannel),
            ringmpsc_tests::ends!(mpsc, ManyNumberChannel);
        futures_of_competing_consumers_are_unwind_safe:
            ringmpsc_tests::ends!(spmc, SingleChannel),
            ringmpsc_tests::ends!(spmc, SingleNumberChannel);
        futures_of_many_rings_with_competing_consumers_are_unwind_safe:
            ringmpsc_tests::ends!(mpmc, ShardChannel),
            ringmpsc_tests::ends!(mpmc, ShardNumberChannel);
    }

    /// Moves a future into `catch_unwind`. It waits there, and the closure panics.
    fn panics_after_a_poll(future: impl Future + UnwindSafe) -> bool {
        let waits = AtomicBool::new(false);
        let result = catch_unwind(|| {
            let mut context = Context::from_waker(Waker::noop());
            let poll = pin!(future).poll(&mut context);
            waits.store(poll.is_pending(), Ordering::Relaxed);
            panic_wanted();
        });
        result.is_err() && waits.into_inner()
    }

    #[test]
    fn an_event_loops_handle_and_a_look_at_messages_are_unwind_safe() {
        let (mut producer, mut consumer) = NumberChannel::open();
        assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
        let mut iter = consumer.peek_iter();
        check(&iter);
        check(&(&mut iter).into_iter());
        let event_loop = EventLoop::spawn(consumer, drop, WaitStrategy::Blocking).unwrap();
        check(&event_loop);
        drop(producer);
        assert_eq!(catch_unwind(|| event_loop.join().unwrap().stats.processed).unwrap(), 3);
    }

    #[test]
    fn ends_go_through_catch_unwind_without_ado() {
        let (mut producer, mut consumer) = NumberChannel::open();
        let channel = consumer.channel();
        assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
        assert_eq!(catch_unwind(|| channel.len()).unwrap(), 3);
        let panicked = catch_unwind(move || {
            consumer.consume_batch(|&number| {
                if number == 2 {
                    panic_wanted();
                }
            });
        });
        assert!(panicked.is_err());
        let closed = catch_unwind(move || producer.try_send(4).unwrap_err().is_closed());
        assert!(closed.unwrap(), "the consumer was dropped");
    }
}
