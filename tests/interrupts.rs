//! An unparker ends each operation that waits, of every kind, with every strategy. The error says
//! so, and no message is lost.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ringmpsc::blocking::{self, Timeout};
use ringmpsc::{
    Consume, EventLoop, Produce, RecvError, RecvTimeoutError, SendError, SendTimeoutError,
    Unparker, WaitError, WaitStrategy, ring_channel,
};
use ringmpsc_tests::{Waiting, Watchdog, ends};

/// Two slots.
#[ring_channel(kind = spsc, bits = 1, wait, name = One)]
#[ring_channel(kind = mpsc, bits = 1, wait, name = Many)]
#[ring_channel(kind = spmc, bits = 1, wait, name = Shared)]
#[ring_channel(kind = mpmc, bits = 1, wait, name = ManyShared)]
pub type Message = u64;

const LONG: Duration = Duration::from_secs(3600);

const PARKING: [WaitStrategy; 3] = [
    WaitStrategy::Blocking,
    WaitStrategy::TimedBlocking { timeout: LONG },
    WaitStrategy::PhasedBackoff { spins: 3, yields: 3 },
];

const NOT_PARKING: [WaitStrategy; 3] = [
    WaitStrategy::BusySpin,
    WaitStrategy::Yielding,
    WaitStrategy::Sleeping { sleep: Duration::from_micros(10) },
];

fn far() -> Instant {
    Instant::now() + LONG
}

/// Runs `wait` twice: an unpark comes while it waits, and before it waits. Each time it returns
/// whether it was interrupted.
fn both<End: Send>(
    end: &mut End,
    what: &str,
    unparker: &Unparker,
    sleeps: bool,
    wait: impl Fn(&mut End) -> bool + Sync,
) {
    thread::scope(|scope| {
        let (wait, end) = (&wait, &mut *end);
        let interrupted = if sleeps {
            let waiting = Waiting::start(scope, move || wait(end));
            unparker.unpark();
            waiting.end()
        } else {
            let waiting = scope.spawn(move || wait(end));
            thread::sleep(Duration::from_millis(1));
            unparker.unpark();
            waiting.join().unwrap()
        };
        assert!(interrupted, "{what}: an unpark during the wait");
    });
    unparker.unpark();
    unparker.unpark();
    assert!(wait(end), "{what}: an unpark before the wait");
}

macro_rules! kinds {
    ($($kind:ident: $producer:ident, $consumer:ident, $open:expr;)*) => {
        $(
            mod $kind {
                use super::*;

                fn open() -> ($producer, $consumer) {
                    $open
                }

                fn full() -> ($producer, $consumer) {
                    let (mut producer, consumer) = open();
                    assert_eq!(producer.send_slice(&[0, 1]), 2);
                    (producer, consumer)
                }

                /// A way to wait for a message, and whether it was interrupted.
                type Receive = (&'static str, fn(&mut $consumer) -> bool);

                const RECEIVES: &[Receive] = &[
                    ("recv", |consumer| consumer.recv() == Err(RecvError::Interrupted)),
                    ("recv_timeout", |consumer| {
                        consumer.recv_timeout(LONG) == Err(RecvTimeoutError::Interrupted)
                    }),
                    ("recv_deadline", |consumer| {
                        consumer.recv_deadline(far()) == Err(RecvTimeoutError::Interrupted)
                    }),
                    ("recv_many", |consumer| {
                        let mut received = Vec::new();
                        let result = consumer.recv_many(&mut received, 3);
                        received.is_empty() && result == Err(RecvError::Interrupted)
                    }),
                    ("iter", |consumer| {
                        let mut iter = consumer.iter();
                        // It stays at its end.
                        iter.next().is_none() && iter.next().is_none()
                    }),
                    ("blocking::recv", |consumer| {
                        let result = blocking::recv(consumer, Timeout::Unlimited);
                        result == Err(RecvTimeoutError::Interrupted)
                    }),
                    ("blocking::steal", |consumer| {
                        let result = blocking::steal(consumer, drop, Timeout::After(LONG));
                        result == Err(WaitError::Interrupted)
                    }),
                    ("park", |consumer| Consume::park(consumer, None)),
                ];

                type Send = (&'static str, fn(&mut $producer) -> bool);

                const SENDS: &[Send] = &[
                    ("send", |producer| producer.send(2) == Err(SendError::Interrupted(2))),
                    ("send_timeout", |producer| {
                        producer.send_timeout(2, LONG) == Err(SendTimeoutError::Interrupted(2))
                    }),
                    ("send_deadline", |producer| {
                        producer.send_deadline(2, far()) == Err(SendTimeoutError::Interrupted(2))
                    }),
                    ("blocking::send", |producer| {
                        let result = blocking::send(producer, 2, Timeout::Unlimited);
                        result == Err(SendTimeoutError::Interrupted(2))
                    }),
                    ("wait_closed", |producer| {
                        producer.wait_closed(Duration::MAX) == Err(WaitError::Interrupted)
                    }),
                    ("park", |producer| Produce::park(producer, None)),
                ];

                #[test]
                fn each_way_to_wait_for_a_message_is_interrupted() {
                    let _watchdog = Watchdog::start();
                    for (name, wait) in RECEIVES {
                        let (mut producer, mut consumer) = open();
                        let unparker = consumer.unparker();
                        both(&mut consumer, name, &unparker, true, *wait);
                        producer.send(7).unwrap();
                        assert_eq!(consumer.recv(), Ok(7), "{name}");
                        assert!(consumer.recv_timeout(Duration::ZERO).unwrap_err().is_timeout());
                    }
                }

                #[test]
                fn each_way_to_wait_for_space_is_interrupted() {
                    let _watchdog = Watchdog::start();
                    for (name, wait) in SENDS {
                        let (mut producer, mut consumer) = full();
                        let unparker = producer.unparker();
                        both(&mut producer, name, &unparker, true, *wait);
                        let error = producer.send_timeout(9, Duration::ZERO).unwrap_err();
                        assert!(error.is_timeout(), "{name}");
                        assert_eq!(consumer.try_recv(), Ok(0), "{name}");
                        producer.send(2).unwrap();
                        assert!(consumer.try_iter().eq([1, 2]), "{name}");
                    }
                }

                #[test]
                fn each_strategy_is_interrupted() {
                    let _watchdog = Watchdog::start();
                    for (strategy, sleeps) in PARKING
                        .map(|strategy| (strategy, true))
                        .into_iter()
                        .chain(NOT_PARKING.map(|strategy| (strategy, false)))
                    {
                        let what = format!("{strategy:?}");
                        let (mut producer, mut consumer) = open();
                        let unparker = consumer.unparker();
                        both(&mut consumer, &what, &unparker, sleeps, |consumer| {
                            consumer.recv_with(strategy) == Err(RecvTimeoutError::Interrupted)
                        });
                        both(&mut consumer, &what, &unparker, sleeps, |consumer| {
                            let result = consumer.consume_batch_wait(|_| (), strategy);
                            result == Err(WaitError::Interrupted)
                        });

                        let unparker = producer.unparker();
                        assert_eq!(producer.send_slice(&[0, 1]), 2);
                        both(&mut producer, &what, &unparker, sleeps, |producer| {
                            producer.send_with(2, strategy) == Err(SendTimeoutError::Interrupted(2))
                        });
                        both(&mut producer, &what, &unparker, sleeps, |producer| {
                            let error = producer.send_all(&[2, 3], strategy).unwrap_err();
                            (error.sent(), error.reason()) == (0, WaitError::Interrupted)
                        });
                        both(&mut producer, &what, &unparker, sleeps, |producer| {
                            let mut messages = [2, 3].into_iter();
                            let result = producer.send_all_iter(&mut messages, strategy);
                            let error = result.unwrap_err();
                            error.is_interrupted() && messages.eq([3])
                        });
                        both(&mut producer, &what, &unparker, sleeps, |producer| {
                            let result = producer.reserve_wait(1, strategy).map(drop);
                            result == Err(WaitError::Interrupted)
                        });
                    }
                }

                #[test]
                fn an_operation_that_need_not_wait_leaves_the_interrupt() {
                    let (mut producer, mut consumer) = open();
                    producer.unparker().unpark();
                    consumer.unparker().unpark();
                    producer.send(0).unwrap();
                    producer.send(1).unwrap();
                    assert_eq!(producer.send(2), Err(SendError::Interrupted(2)));
                    assert_eq!([consumer.recv(), consumer.recv()], [Ok(0), Ok(1)]);
                    assert_eq!(consumer.recv(), Err(RecvError::Interrupted));
                }

                #[test]
                fn the_end_of_the_channel_comes_before_an_interrupt() {
                    let (mut producer, consumer) = full();
                    let unparker = producer.unparker();
                    drop(consumer);
                    unparker.unpark();
                    assert_eq!(producer.send(2), Err(SendError::Closed(2)));
                    assert_eq!(producer.wait_closed(Duration::MAX), Ok(()));
                    drop(producer);
                    unparker.unpark();

                    let (producer, mut consumer) = open();
                    let unparker = consumer.unparker();
                    drop(producer);
                    unparker.unpark();
                    assert_eq!(consumer.recv(), Err(RecvError::Closed));
                    drop(consumer);
                    unparker.unpark();
                }

                #[test]
                fn the_unparker_of_one_end_does_not_end_a_wait_of_the_other() {
                    let (mut producer, mut consumer) = open();
                    consumer.unparker().unpark();
                    assert_eq!(producer.send_slice(&[0, 1]), 2);
                    assert!(producer.send_timeout(2, Duration::ZERO).unwrap_err().is_timeout());
                    producer.unparker().unpark();
                    assert_eq!(consumer.try_iter().count(), 2);
                    assert_eq!(consumer.recv(), Err(RecvError::Interrupted));
                    assert!(consumer.recv_timeout(Duration::ZERO).unwrap_err().is_timeout());
                }

                /// A loop that was not stopped leaves the interrupts of other unparkers.
                #[test]
                fn an_unpark_after_a_loop_has_ended_ends_the_next_wait() {
                    let _watchdog = Watchdog::start();
                    let (mut producer, consumer) = open();
                    let unparker = consumer.unparker();
                    producer.send(1).unwrap();
                    let handler = |_| panic!("the first message");
                    let event_loop =
                        EventLoop::spawn(consumer, handler, WaitStrategy::Blocking).unwrap();
                    while !event_loop.is_finished() {
                        thread::yield_now();
                    }
                    unparker.unpark();
                    let mut consumer = event_loop.join().unwrap_err().consumer;
                    let result = consumer.recv_timeout(Duration::ZERO);
                    assert_eq!(result, Err(RecvTimeoutError::Interrupted));
                    drop(producer);
                }

                /// The stop interrupts the loop, and no wait of the consumer that the loop returns.
                #[test]
                fn the_stop_of_a_loop_does_not_end_a_later_wait() {
                    let _watchdog = Watchdog::start();
                    let (mut producer, consumer) = open();
                    producer.send(1).unwrap();
                    let handler = |_| panic!("the first message");
                    let event_loop =
                        EventLoop::spawn(consumer, handler, WaitStrategy::Blocking).unwrap();
                    while !event_loop.is_finished() {
                        thread::yield_now();
                    }
                    event_loop.stop();
                    let mut consumer = event_loop.join().unwrap_err().consumer;
                    assert!(consumer.recv_timeout(Duration::ZERO).unwrap_err().is_timeout());
                    consumer.unparker().unpark();
                    assert_eq!(consumer.recv(), Err(RecvError::Interrupted));
                    drop(producer);
                }
            }
        )*
    };
}

kinds! {
    one: OneProducer, OneConsumer, OneChannel::open();
    many: ManyProducer, ManyConsumer, ends!(mpsc, ManyChannel);
    shared: SharedProducer, SharedConsumer, ends!(spmc, SharedChannel);
    many_shared: ManySharedProducer, ManySharedConsumer, ends!(mpmc, ManySharedChannel);
}

/// Two consumers that compete. Only the one whose unparker is used is interrupted.
#[test]
fn a_competing_consumer_sleeps_on() {
    let _watchdog = Watchdog::start();
    let (mut producer, channel) = SharedChannel::open();
    let [mut one, mut other] = [(); 2].map(|()| channel.register_consumer().unwrap());
    let unparker = one.unparker();
    thread::scope(|scope| {
        let other = Waiting::start(scope, move || other.recv());
        for _ in 0..100 {
            unparker.unpark();
            assert_eq!(one.recv(), Err(RecvError::Interrupted));
        }
        producer.send(1).unwrap();
        assert_eq!(other.end(), Ok(1));
    });
}

/// The next producer of a ring does not inherit an interrupt of the producer before it.
#[test]
fn the_next_producer_of_a_ring_is_not_interrupted() {
    let (channel, mut consumer) = ManyChannel::open();
    let mut producer = channel.register().unwrap();
    let unparker = producer.unparker();
    producer.send(0).unwrap();
    unparker.unpark();
    drop(producer);
    assert_eq!(consumer.recv(), Ok(0));
    assert!(consumer.recv_timeout(Duration::ZERO).unwrap_err().is_timeout());
    let mut producer = channel.register().unwrap();
    unparker.unpark();
    assert_eq!(producer.send_slice(&[0, 1]), 2);
    assert!(producer.send_timeout(2, Duration::ZERO).unwrap_err().is_timeout());
}

/// The thread whose wait ends sees what the unparking thread did before.
#[test]
fn the_reason_may_be_relaxed() {
    let _watchdog = Watchdog::start();
    let (_producer, mut consumer) = OneChannel::open();
    for _ in 0..1000 {
        let stopped = AtomicBool::new(false);
        let unparker = consumer.unparker();
        thread::scope(|scope| {
            let stopped = &stopped;
            scope.spawn(move || {
                stopped.store(true, Ordering::Relaxed);
                unparker.unpark();
            });
            assert_eq!(consumer.recv(), Err(RecvError::Interrupted));
            assert!(stopped.load(Ordering::Relaxed));
        });
    }
}
