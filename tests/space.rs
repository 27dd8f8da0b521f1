//! A thread that waits for space is woken once for many slots, and goes on when one is free.

use std::thread;

use ringmpsc::ring_channel;
use ringmpsc_runtime::calls;
use ringmpsc_tests::{PARKING, Waiting, Watchdog, alone, open};

/// The message.
#[ring_channel(kind = spsc, bits = 6, wait, name = One)]
#[ring_channel(kind = mpsc, bits = 6, wait, name = Many)]
#[ring_channel(kind = spmc, bits = 6, wait, name = Shared)]
#[ring_channel(kind = mpmc, bits = 6, wait, name = ManyShared)]
pub type Number = u64;

const CAPACITY: u64 = 64;

macro_rules! kinds {
    ($($kind:ident: $open:expr;)*) => {
        $(
            mod $kind {
                use super::*;

                /// The consumer takes one message, and does not call again.
                #[test]
                fn one_slot_lets_a_send_go_on() {
                    let _watchdog = Watchdog::start();
                    let (_channel, mut producer, mut consumer) = $open;
                    for n in [1, 5] {
                        assert_ne!(producer.send_iter(0..CAPACITY), 0);
                        thread::scope(|scope| {
                            let waiting = Waiting::start(scope, || {
                                drop(producer.reserve_wait(n, PARKING).unwrap());
                            });
                            for _ in 0..n {
                                consumer.try_recv().unwrap();
                            }
                            waiting.end();
                        });
                    }
                }

                /// As above, where the consumer takes it before the thread sleeps without a limit.
                #[test]
                fn one_slot_lets_a_send_go_on_at_any_time() {
                    let _watchdog = Watchdog::start();
                    let (_channel, mut producer, mut consumer) = $open;
                    for pauses in 0..300_u32 {
                        while producer.try_send(1).is_ok() {}
                        thread::scope(|scope| {
                            let sending = scope.spawn(|| producer.send(2).unwrap());
                            (0..pauses * 100).for_each(|_| std::hint::spin_loop());
                            consumer.try_recv().unwrap();
                            sending.join().unwrap();
                        });
                    }
                }
            }
        )*
    };
}

kinds! {
    one: open!(spsc, OneChannel);
    many: open!(mpsc, ManyChannel);
    shared: open!(spmc, SharedChannel);
    many_shared: open!(mpmc, ManySharedChannel);
}

/// A consumer that is slower than its producer makes few system calls. A busy machine may delay any
/// message, so one of many rounds has to show it.
#[test]
fn a_slow_consumer_seldom_wakes_its_producer() {
    const MESSAGES: u64 = 2_000;
    alone("a_slow_consumer_seldom_wakes_its_producer", || {
        let _watchdog = Watchdog::start();
        let few = |_| {
            let (mut producer, mut consumer) = OneChannel::open();
            let before = calls::futex();
            let sending = thread::spawn(move || {
                (0..MESSAGES).for_each(|number| producer.send(number).unwrap());
            });
            for number in 0..MESSAGES {
                assert_eq!(consumer.recv(), Ok(number));
                (0..400).for_each(|_| std::hint::spin_loop());
            }
            sending.join().unwrap();
            calls::futex() - before < MESSAGES / 4
        };
        assert!((0..50).any(few), "the producer is woken for almost every message");
    });
}
