//! Iterators that receive by value, for all kinds: `try_iter`, `iter`, `for` over a consumer.

use std::thread;
use std::time::Duration;

use ringmpsc::{TryRecvError, ring_channel};
use ringmpsc_tests::{Ledger, Tracked, Watchdog, caught, ends};

/// The message.
#[ring_channel(kind = spsc, bits = 2, wait, name = One)]
#[ring_channel(kind = mpsc, bits = 2, wait, name = Many)]
#[ring_channel(kind = spmc, bits = 2, wait, name = Shared)]
#[ring_channel(kind = mpmc, bits = 2, wait, name = ManyShared)]
pub type Message = Tracked;

macro_rules! kinds {
    ($($kind:ident: $producer:ident, $consumer:ident, $open:expr;)*) => {
        $(
            mod $kind {
                use super::*;

                /// The ends, and no handle that keeps the channel open.
                fn open() -> ($producer, $consumer) {
                    $open
                }

                #[test]
                fn try_iter_receives_what_is_available_and_can_go_on() {
                    let ledger = Ledger::new();
                    let (mut producer, mut consumer) = open();
                    assert_eq!(consumer.try_iter().count(), 0);
                    assert_eq!(producer.send_iter(ledger.messages(3)), 3);
                    let mut messages = consumer.try_iter();
                    for expected in 0..3 {
                        assert_eq!(messages.next().unwrap().number(), expected);
                    }
                    assert!(messages.next().is_none());
                    producer.try_send(ledger.message()).unwrap();
                    assert_eq!(messages.next().unwrap().number(), 3);
                    drop(producer);
                    assert!(messages.next().is_none());
                    assert!(matches!(consumer.try_recv(), Err(TryRecvError::Closed)));
                }

                #[test]
                fn a_message_that_no_iterator_returned_stays() {
                    let ledger = Ledger::new();
                    let (mut producer, mut consumer) = open();
                    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
                    assert_eq!(consumer.try_iter().next().unwrap().number(), 0);
                    assert_eq!(consumer.iter().next().unwrap().number(), 1);
                    for message in &mut consumer {
                        assert_eq!(message.number(), 2);
                        break;
                    }
                    assert_eq!(consumer.len(), 1);
                    drop(consumer.into_iter());
                    assert!(producer.try_send(ledger.message()).unwrap_err().is_closed());
                }

                /// What a compiler's hints lead to.
                #[test]
                fn a_loop_over_a_borrowed_iterator_consumes() {
                    let ledger = Ledger::new();
                    let (mut producer, mut consumer) = open();
                    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
                    drop(producer);
                    assert_eq!((&mut consumer.iter()).count(), 4);
                    assert!(consumer.iter().next().is_none());
                    assert_eq!((&mut consumer.try_iter()).count(), 0);
                }

                #[test]
                fn a_loop_waits_for_each_message_and_ends_with_the_channel() {
                    let _watchdog = Watchdog::start();
                    let ledger = Ledger::new();
                    let (mut producer, consumer) = open();
                    let receiver = thread::spawn(move || {
                        consumer.into_iter().map(|message| message.number()).collect::<Vec<_>>()
                    });
                    for _ in 0..3 {
                        thread::sleep(Duration::from_millis(1));
                        // It may wait for space: the receiver may have had no CPU yet.
                        ledger.messages(2).for_each(|message| producer.send(message).unwrap());
                    }
                    drop(producer);
                    assert!(receiver.join().unwrap().into_iter().eq(0..6));
                }

                #[test]
                fn a_close_ends_a_loop_that_waits() {
                    let _watchdog = Watchdog::start();
                    let (mut producer, mut consumer) = open();
                    let ledger = Ledger::new();
                    let receiver = thread::spawn(move || (&mut consumer).into_iter().count());
                    producer.send(ledger.message()).unwrap();
                    thread::sleep(Duration::from_millis(2));
                    drop(producer);
                    assert_eq!(receiver.join().unwrap(), 1);
                }

                /// The message that panics in its drop is gone, and no other.
                #[test]
                fn a_panic_in_a_loop_loses_no_other_message() {
                    let ledger = Ledger::new();
                    let (mut producer, mut consumer) = open();
                    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
                    ledger.panic_at_drop(1);
                    let mut seen = 0;
                    assert!(caught(|| {
                        for _message in &mut consumer {
                            seen += 1;
                        }
                    }));
                    assert_eq!(seen, 2);
                    assert_eq!(consumer.len(), 2);
                    assert!(consumer.try_iter().map(|message| message.number()).eq(2..4));
                }
            }
        )*
    };
}

kinds! {
    spsc: OneProducer, OneConsumer, OneChannel::open();
    mpsc: ManyProducer, ManyConsumer, ends!(mpsc, ManyChannel);
    spmc: SharedProducer, SharedConsumer, ends!(spmc, SharedChannel);
    mpmc: ManySharedProducer, ManySharedConsumer, ends!(mpmc, ManySharedChannel);
}

/// A loop over an `mpsc` consumer takes the rings in turn, as `recv` does.
#[test]
fn rings_have_their_turns() {
    let ledger = Ledger::new();
    let (channel, mut consumer) = ManyChannel::open();
    let mut producers = [(); 3].map(|()| channel.register().unwrap());
    drop(channel);
    for producer in &mut producers {
        assert_eq!(producer.send_iter(ledger.messages(2)), 2);
    }
    drop(producers);
    let mut numbers: Vec<_> = consumer.iter().map(|message| message.number()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [0, 1, 2, 3, 4, 5]);
}
