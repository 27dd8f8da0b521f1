//! Threads that wait while signals interrupt every system call: nothing is lost, nothing comes
//! twice, and no time is up too early.

#[path = "signals/handler.rs"]
mod handler;
#[path = "signals/storm.rs"]
mod storm;

use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

use ringmpsc::{EventLoop, WaitError, WaitStrategy, ring_channel};
use ringmpsc_tests::{PARKING, Watchdog, block_on, ends, epoll_loop};

/// The message.
#[ring_channel(kind = spsc, bits = 1, wait, notify, futures, name = One)]
#[ring_channel(kind = mpsc, bits = 1, wait, notify, futures, name = Many)]
pub type Number = u64;

/// Messages of one stream.
const MESSAGES: u64 = 256;

/// The least that is a storm.
const STORM: u64 = 32;

/// What a thread has received, and how many signals it had handled by then.
type Sight = (u64, u64);

/// Rests at the numbers at which the other side does not, for longer than from one signal to the
/// next: so each of the two is waited for by turns.
fn rest(number: u64, parity: u64) {
    if number / 16 % 2 == parity {
        thread::sleep(Duration::from_micros(250));
    }
}

/// What the receiving thread does with a message.
fn look(sights: Sender<Sight>) -> impl FnMut(u64) + Send + 'static {
    move |number| {
        storm::begin();
        rest(number, 1);
        sights.send((number, storm::handled())).expect("the test listens");
    }
}

/// Waits in a storm until a timeout is over.
fn is_not_early(what: &str, mut wait: impl FnMut(Duration)) {
    let timeout = Duration::from_millis(20);
    storm::begin();
    loop {
        let (before, start) = (storm::handled(), Instant::now());
        wait(timeout);
        let elapsed = start.elapsed();
        assert!(elapsed >= timeout, "{what}: {elapsed:?} instead of {timeout:?}");
        // Another time if the storm has passed this one by.
        if storm::handled() - before >= STORM {
            return;
        }
    }
}

/// One ring, or several.
macro_rules! kinds {
    ($($kind:ident: $producer:ident, $consumer:ident, $open:expr;)*) => {
        $(
            mod $kind {
                use super::*;

                fn open() -> ($producer, $consumer) {
                    $open
                }

                /// Sends with `send`, and has `receive` pass on everything until the end.
                fn stream(
                    send: fn(&mut $producer, u64),
                    receive: impl FnOnce($consumer, Box<dyn FnMut(u64) + Send>),
                ) {
                    let _watchdog = Watchdog::start();
                    let (mut producer, consumer) = open();
                    let (sights, seen) = mpsc::channel();
                    let sending = thread::spawn(move || {
                        storm::begin();
                        for number in 0..MESSAGES {
                            rest(number, 0);
                            send(&mut producer, number);
                        }
                        storm::handled()
                    });
                    receive(consumer, Box::new(look(sights)));
                    let (numbers, handled): (Vec<_>, Vec<_>) = seen.iter().unzip();
                    assert!(numbers.iter().copied().eq(0..MESSAGES), "{numbers:?}");
                    assert!(handled[handled.len() - 1] >= STORM, "the receiver was left alone");
                    assert!(sending.join().unwrap() >= STORM, "the sender was left alone");
                }

                #[test]
                fn send_to_recv() {
                    stream(
                        |producer, number| producer.send(number).unwrap(),
                        |mut consumer, mut see| {
                            while let Ok(number) = consumer.recv() {
                                see(number);
                            }
                        },
                    );
                }

                #[test]
                fn send_timeout_to_recv_timeout() {
                    stream(
                        |producer, number| producer.send_timeout(number, Duration::MAX).unwrap(),
                        |mut consumer, mut see| loop {
                            match consumer.recv_timeout(Duration::MAX) {
                                Ok(number) => see(number),
                                Err(error) => return assert!(error.is_closed(), "{error}"),
                            }
                        },
                    );
                }

                #[test]
                fn reserve_wait_to_consume_batch_wait() {
                    stream(
                        |producer, number| {
                            let mut slots = producer.reserve_wait(1, PARKING).unwrap();
                            slots.push(number).unwrap();
                            slots.commit().unwrap();
                        },
                        |mut consumer, mut see| loop {
                            match consumer.consume_batch_wait(|number| see(*number), PARKING) {
                                Ok(n) => assert!((1..=2).contains(&n), "there is space for two"),
                                Err(error) => return assert_eq!(error, WaitError::Closed),
                            }
                        },
                    );
                }

                #[test]
                fn send_all_to_an_event_loop() {
                    stream(
                        |producer, number| producer.send_all(&[number], PARKING).unwrap(),
                        |consumer, see| {
                            let event_loop = EventLoop::spawn(consumer, see, PARKING).unwrap();
                            assert_eq!(event_loop.join().unwrap().stats.processed, MESSAGES);
                        },
                    );
                }

                #[test]
                fn send_to_an_epoll_loop() {
                    stream(
                        |producer, number| producer.send(number).unwrap(),
                        |mut consumer, see| {
                            epoll_loop(&mut consumer, |it, by| it.set_notifier(Some(by)), see);
                        },
                    );
                }

                #[test]
                fn send_async_to_recv_async() {
                    stream(
                        |producer, number| block_on(producer.send_async(number)).unwrap(),
                        |mut consumer, mut see| {
                            while let Ok(number) = block_on(consumer.recv_async()) {
                                see(number);
                            }
                        },
                    );
                }

                #[test]
                fn a_timeout_is_not_early() {
                    let _watchdog = Watchdog::start();
                    let (_producer, mut empty) = open();
                    is_not_early("recv_timeout", |timeout| {
                        assert!(empty.recv_timeout(timeout).unwrap_err().is_timeout());
                    });
                    is_not_early("recv_deadline", |timeout| {
                        let deadline = Instant::now() + timeout;
                        assert!(empty.recv_deadline(deadline).unwrap_err().is_timeout());
                    });
                    is_not_early("consume_batch_wait", |timeout| {
                        let strategy = WaitStrategy::TimedBlocking { timeout };
                        let result = empty.consume_batch_wait(|_| unreachable!(), strategy);
                        assert_eq!(result, Err(WaitError::TimedOut));
                    });

                    let (mut full, mut consumer) = open();
                    assert_eq!(full.send_slice(&[1, 2]), 2);
                    is_not_early("send_timeout", |timeout| {
                        assert!(full.send_timeout(3, timeout).unwrap_err().is_timeout());
                    });
                    is_not_early("send_deadline", |timeout| {
                        let deadline = Instant::now() + timeout;
                        assert!(full.send_deadline(3, deadline).unwrap_err().is_timeout());
                    });
                    is_not_early("send_all", |timeout| {
                        let strategy = WaitStrategy::TimedBlocking { timeout };
                        let error = full.send_all(&[3], strategy).unwrap_err();
                        assert_eq!((error.sent(), error.reason()), (0, WaitError::TimedOut));
                    });
                    is_not_early("reserve_wait", |timeout| {
                        let strategy = WaitStrategy::TimedBlocking { timeout };
                        let result = full.reserve_wait(1, strategy).map(drop);
                        assert_eq!(result, Err(WaitError::TimedOut));
                    });
                    assert!(consumer.drain().eq([1, 2]), "a send that fails sends nothing");
                }

                #[test]
                fn no_time_at_all_is_over() {
                    let _watchdog = Watchdog::start();
                    let (mut producer, mut consumer) = open();
                    storm::begin();
                    let past = Instant::now();
                    while storm::handled() < STORM {
                        let error = consumer.recv_timeout(Duration::ZERO).unwrap_err();
                        assert!(error.is_timeout());
                        assert!(consumer.recv_deadline(past).unwrap_err().is_timeout());
                        assert_eq!(producer.send_slice(&[1, 2]), 2);
                        assert!(producer.send_timeout(3, Duration::ZERO).unwrap_err().is_timeout());
                        assert!(producer.send_deadline(3, past).unwrap_err().is_timeout());
                        // What can be done at once is done, whatever the time.
                        assert_eq!(consumer.recv_timeout(Duration::ZERO), Ok(1));
                        producer.send_deadline(3, past).unwrap();
                        assert_eq!(consumer.recv_deadline(past), Ok(2));
                        assert_eq!(consumer.recv_timeout(Duration::ZERO), Ok(3));
                    }
                }
            }
        )*
    };
}

kinds! {
    one: OneProducer, OneConsumer, OneChannel::open();
    many: ManyProducer, ManyConsumer, ends!(mpsc, ManyChannel);
}
