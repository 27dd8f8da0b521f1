//! A notifier tells an event loop of everything, and of nothing twice.

use std::fs::File;
use std::io::ErrorKind;
use std::mem;
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::thread;

use ringmpsc::{EventNotifier, TryRecvError, ring_channel};
use ringmpsc_runtime::calls;
use ringmpsc_tests::{Watched, alone, open};

/// The message.
#[ring_channel(kind = spsc, bits = 4, notify, name = One)]
#[ring_channel(kind = mpsc, bits = 4, notify, name = Many)]
#[ring_channel(kind = spmc, bits = 4, notify, name = Shared)]
#[ring_channel(kind = mpmc, bits = 4, notify, name = ManyShared)]
pub type Number = u64;

/// One ring, or several, with an owner or shared.
macro_rules! kinds {
    ($($kind:ident: $channel:ident, $producer:ident, $consumer:ident, $open:expr;)*) => {
        $(
            mod $kind {
                use super::*;

                fn open() -> ($channel, $producer, $consumer) {
                    $open
                }

                #[test]
                fn a_message_is_an_event_once() {
                    for edge_triggered in [false, true] {
                        let watched = Watched::new(edge_triggered);
                        let (_channel, mut producer, mut consumer) = open();
                        consumer.set_notifier(Some(watched.shared()));
                        assert!(!watched.is_ready(), "there is nothing");
                        for round in 0..3 {
                            for number in 0..10 {
                                producer.try_send(number).unwrap();
                            }
                            watched.wait();
                            let writes = watched.notifier.consume().unwrap();
                            assert_eq!(writes, 1, "round {round}: one write");
                            assert!(!watched.is_ready(), "it was consumed");
                            for number in 0..9 {
                                assert_eq!(consumer.try_recv(), Ok(number));
                            }
                            producer.try_send(10).unwrap();
                            assert!(!watched.is_ready(), "a busy consumer is not told");
                            assert_eq!(consumer.try_recv(), Ok(9));
                            assert!(watched.is_ready(), "another message is in the ring");
                            assert_eq!(consumer.try_recv(), Ok(10));
                            watched.consume();
                            assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
                            assert!(!watched.is_ready());
                        }
                    }
                }

                #[test]
                fn messages_that_wait_are_an_event_when_it_is_attached() {
                    let watched = Watched::new(true);
                    let (_channel, mut producer, mut consumer) = open();
                    producer.try_send(1).unwrap();
                    consumer.set_notifier(Some(watched.shared()));
                    watched.wait();
                    assert_eq!(consumer.try_recv(), Ok(1));

                    // Another one, and this time the messages are known to the consumer.
                    assert_eq!(producer.send_slice(&[2, 3]), 2);
                    assert_eq!(consumer.try_recv(), Ok(2));
                    let other = Watched::new(true);
                    consumer.set_notifier(Some(other.shared()));
                    other.wait();
                    assert_eq!(consumer.try_recv(), Ok(3));
                }

                #[test]
                fn the_end_is_an_event() {
                    let watched = Watched::new(true);
                    let (channel, producer, mut consumer) = open();
                    consumer.set_notifier(Some(watched.shared()));
                    channel.close();
                    watched.wait();
                    assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));
                    drop(producer);

                    let watched = Watched::new(true);
                    let (channel, producer, mut consumer) = open();
                    consumer.set_notifier(Some(watched.shared()));
                    drop(channel);
                    assert!(!watched.is_ready());
                    drop(producer);
                    watched.wait();
                    assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));

                    let watched = Watched::new(true);
                    let (channel, producer, mut consumer) = open();
                    channel.close();
                    consumer.set_notifier(Some(watched.shared()));
                    watched.wait();
                    assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));
                    drop(producer);
                }

                #[test]
                fn what_is_detached_is_let_go_of() {
                    let watched = Watched::new(true);
                    let (_channel, mut producer, mut consumer) = open();
                    consumer.set_notifier(Some(watched.shared()));
                    consumer.set_notifier(None);
                    producer.try_send(1).unwrap();
                    assert!(!watched.is_ready());
                    assert_eq!(Arc::strong_count(&watched.notifier), 1);
                    consumer.set_notifier(Some(watched.shared()));
                    drop(consumer);
                    assert_eq!(Arc::strong_count(&watched.notifier), 1, "its consumer is gone");
                }

                #[test]
                fn the_descriptor_is_nobody_elses_while_the_channel_may_write_to_it() {
                    let (_channel, mut producer, mut consumer) = open();
                    let notifier = Arc::new(EventNotifier::new().unwrap());
                    let number = notifier.as_raw_fd();
                    consumer.set_notifier(Some(Arc::clone(&notifier)));
                    drop(notifier);
                    let files: Vec<_> = (0..8).map(|_| File::open("/dev/null").unwrap()).collect();
                    assert!(files.iter().all(|file| file.as_raw_fd() != number));
                    producer.try_send(1).unwrap();
                    assert_eq!(consumer.try_recv(), Ok(1));
                }

                #[test]
                fn nothing_is_lost_between_looks() {
                    const MESSAGES: u64 = 20_000;

                    for edge_triggered in [false, true] {
                        let watched = Watched::new(edge_triggered);
                        let (channel, mut producer, mut consumer) = open();
                        consumer.set_notifier(Some(watched.shared()));
                        drop(channel);
                        let sending = thread::spawn(move || {
                            for number in 0..MESSAGES {
                                while producer.try_send(number).is_err() {
                                    thread::yield_now();
                                }
                                // Bursts of every length, so that the consumer falls asleep in
                                // between.
                                if number % 7 == 0 {
                                    (0..number % 512).for_each(|_| std::hint::spin_loop());
                                }
                            }
                        });
                        let mut next = 0;
                        loop {
                            watched.wait();
                            watched.consume();
                            let end = loop {
                                match consumer.try_recv() {
                                    Ok(number) => {
                                        assert_eq!(number, next);
                                        next += 1;
                                    }
                                    Err(end) => break end,
                                }
                            };
                            if end.is_closed() {
                                break;
                            }
                        }
                        assert_eq!(next, MESSAGES);
                        sending.join().unwrap();
                    }
                }
            }
        )*
    };
}

kinds! {
    one: OneChannel, OneProducer, OneConsumer, open!(spsc, OneChannel);
    many: ManyChannel, ManyProducer, ManyConsumer, open!(mpsc, ManyChannel);
    shared: SharedChannel, SharedProducer, SharedConsumer, open!(spmc, SharedChannel);
    many_shared: ManySharedChannel, ManySharedProducer, ManySharedConsumer,
        open!(mpmc, ManySharedChannel);
}

/// Steals into slices and vectors. What is full leaves messages, and the notifier as it is.
macro_rules! steals {
    ($producer:expr, $channel:expr) => {{
        let (mut producer, channel) = ($producer, $channel);
        let mut consumer = channel.register_consumer().unwrap();
        let watched = Watched::new(false);
        consumer.set_notifier(Some(watched.shared()));
        let (mut slice, mut vector) = ([0; 2], Vec::new());
        assert_eq!(consumer.steal_into(&mut vector, 2), 0);
        for in_slice in [true, false] {
            assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
            watched.consume();
            let mut steal = || match in_slice {
                true => consumer.steal_slice(&mut slice),
                false => consumer.steal_into(&mut vector, 2),
            };
            assert_eq!(steal(), 2);
            assert!(!watched.is_ready(), "it was given what it asked for, and knows of more");
            assert_eq!(steal(), 1);
            assert!(!watched.is_ready());
            assert_eq!(steal(), 0);
            assert!(!watched.is_ready(), "nothing was taken");
        }
        assert_eq!((slice, vector), ([3, 2], vec![1, 2, 3]));
    }};
}

#[test]
fn what_is_stolen_in_full_is_no_event() {
    let (producer, channel) = SharedChannel::open();
    steals!(producer, channel);
    let channel = ManySharedChannel::open();
    steals!(channel.register().unwrap(), channel);
}

/// A consumer that uses a claim up, forgets it, and then waits without another look.
macro_rules! falls_asleep {
    ($producer:expr, $channel:expr) => {{
        let (mut producer, channel) = ($producer, $channel);
        let mut consumer = channel.register_consumer().unwrap();
        assert_eq!(producer.send_slice(&[0; 16]), 16);
        let mut claim = consumer.steal(16).unwrap();
        assert_eq!(claim.by_ref().count(), 16);
        mem::forget(claim);
        assert!(producer.is_full());
        consumer.set_notifier(Some(Watched::new(false).shared()));
        assert_eq!(producer.available_capacity(), 16);
    }};
}

#[test]
fn who_falls_asleep_keeps_no_slots() {
    let (producer, channel) = SharedChannel::open();
    falls_asleep!(producer, channel);
    let channel = ManySharedChannel::open();
    falls_asleep!(channel.register().unwrap(), channel);
}

#[test]
fn one_notifier_serves_several_channels() {
    let watched = Watched::new(true);
    let (mut first, mut of_one) = OneChannel::open();
    let (channel, mut of_many) = ManyChannel::open();
    let mut second = channel.register().unwrap();
    of_one.set_notifier(Some(watched.shared()));
    of_many.set_notifier(Some(watched.shared()));
    for round in 0..100 {
        let (a, b) = (round % 3 != 0, round % 3 != 1);
        if a {
            first.try_send(round).unwrap();
        }
        if b {
            second.try_send(round).unwrap();
        }
        watched.wait();
        watched.consume();
        assert_eq!(of_one.try_recv().is_ok(), a, "round {round}");
        assert_eq!(of_many.try_recv().is_ok(), b, "round {round}");
        assert!(of_one.try_recv().is_err() && of_many.try_recv().is_err());
    }
}

#[test]
fn a_notifier_is_a_signal_of_its_own() {
    let watched = Watched::new(false);
    assert_eq!(watched.notifier.consume().unwrap(), 0);
    for _ in 0..3 {
        watched.notifier.signal().unwrap();
        watched.notifier.signal().unwrap();
        watched.wait();
        assert_eq!(watched.notifier.consume().unwrap(), 2, "both were written");
        assert!(!watched.is_ready());
    }
    watched.notifier.unregister_epoll(&watched.epoll).unwrap();
    watched.notifier.signal().unwrap();
    assert!(!watched.is_ready());
    assert!(watched.notifier.unregister_epoll(&watched.epoll).is_err(), "it is not there any more");
}

/// Level-triggered, epoll tells of a notifier as long as it is signalled. Edge-triggered, once.
#[test]
fn an_edge_is_told_once() {
    for edge_triggered in [false, true] {
        let watched = Watched::new(edge_triggered);
        for _ in 0..2 {
            watched.notifier.signal().unwrap();
            assert!(watched.is_ready());
            assert_eq!(watched.is_ready(), !edge_triggered);
            assert_eq!(watched.notifier.consume().unwrap(), 1);
            assert!(!watched.is_ready());
        }
    }
}

#[test]
fn a_consumer_that_keeps_up_costs_no_system_call() {
    alone("a_consumer_that_keeps_up_costs_no_system_call", || {
        let watched = Watched::new(false);
        let (mut producer, mut consumer) = OneChannel::open();
        consumer.set_notifier(Some(watched.shared()));
        producer.try_send(0).unwrap();
        let before = (calls::futex(), calls::eventfd());
        for number in 1..=1_000_000 {
            producer.try_send(number).unwrap();
            assert_eq!(consumer.try_recv(), Ok(number - 1));
        }
        assert_eq!((calls::futex(), calls::eventfd()), before);
    });
}

/// A loop as tokio's `AsyncFd::try_io` documents it: readiness stays until the operation says that
/// it would block.
#[test]
fn readiness_is_cleared_by_an_operation_that_would_block() {
    let watched = Watched::new(true);
    let (mut producer, mut consumer) = OneChannel::open();
    consumer.set_notifier(Some(watched.shared()));
    let mut received = 0;
    for round in 1..=10 {
        producer.try_send(round).unwrap();
        watched.wait();
        let mut looks = 0;
        loop {
            looks += 1;
            match watched.notifier.try_consume() {
                Ok(n) => assert_eq!(n, 1),
                Err(error) => break assert_eq!(error.kind(), ErrorKind::WouldBlock),
            }
            while consumer.try_recv().is_ok() {
                received += 1;
            }
        }
        assert_eq!(looks, 2, "one that consumes, and one that would block");
    }
    assert_eq!(received, 10);
}

#[test]
fn a_direct_read_does_not_swallow_the_next_signal() {
    let watched = Watched::new(false);
    for _ in 0..3 {
        watched.notifier.signal().unwrap();
        assert!(watched.is_ready());
        let mut count = [0; 8];
        assert_eq!(rustix::io::read(&*watched.notifier, &mut count), Ok(8));
        assert!(!watched.is_ready());
    }
}
