//! The channels that the library has ready: `ringmpsc::{spsc, mpsc, spmc, mpmc}`.

use std::pin::Pin;
use std::thread;

use ringmpsc::__private::Sink;
use ringmpsc::{RecvError, RegisterError, TryRecvError};
use ringmpsc_tests::{Ledger, Task, Tracked};

/// The default channel of a kind and those of its presets.
macro_rules! kinds {
    ($($kind:ident: $default:literal, $low:literal, $high:literal, receipt $receipt:literal;)*) => {
        $(
            mod $kind {
                use super::*;

                mod default {
                    use super::super::*;
                    kinds! { @channel ringmpsc::$kind, $default, $receipt }
                }

                mod low_latency {
                    use super::super::*;
                    kinds! { @channel ringmpsc::$kind::low_latency, $low, $receipt }
                }

                mod high_throughput {
                    use super::super::*;
                    kinds! { @channel ringmpsc::$kind::high_throughput, $high, $receipt }
                }

                /// The ends in threads. No handle keeps the channel open.
                #[test]
                fn messages_pass_between_threads_and_the_channel_ends_with_its_producer() {
                    let (mut producer, mut consumer) = ringmpsc::$kind::channel::<String>();
                    let sender = thread::spawn(move || {
                        for n in 0..1000 {
                            producer.send(n.to_string()).unwrap();
                        }
                    });
                    for n in 0..1000 {
                        assert_eq!(consumer.recv().unwrap(), n.to_string());
                    }
                    assert_eq!(consumer.recv(), Err(RecvError::Closed));
                    sender.join().unwrap();
                }
            }
        )*
    };

    (@channel $channel:path, $bits:literal, $receipt:literal) => {
        use $channel as ready;

        #[test]
        fn the_sizes_are_those_of_the_documentation() {
            const { assert!(ready::Channel::<u64>::CAPACITY == 1 << $bits) };
            let lines = ready::Channel::<u64>::TOTAL_MEMORY - (8 + $receipt) * (1 << $bits);
            assert!((1..=1024).contains(&lines), "{lines}");
        }

        #[test]
        fn every_message_is_dropped_once() {
            let ledger = Ledger::new();
            let (mut producer, mut consumer) = ready::channel::<Tracked>();
            assert_eq!(producer.send_iter(ledger.messages(5)), 5);
            assert_eq!(consumer.try_recv().unwrap().number(), 0);
            drop(producer);
            assert_eq!(consumer.try_recv().unwrap().number(), 1);
            drop(consumer);
        }

        #[test]
        fn a_producer_is_told_that_the_consumer_is_gone() {
            let (mut producer, consumer) = ready::channel::<u8>();
            drop(consumer);
            assert!(producer.try_send(1).unwrap_err().is_closed());
        }

        #[test]
        fn the_counters_of_metrics_count() {
            let (mut producer, mut consumer) = ready::channel::<u8>();
            producer.try_send(1).unwrap();
            consumer.try_recv().unwrap();
            assert_eq!(producer.metrics().sent, 1);
        }
    };
}

kinds! {
    spsc: 16, 12, 18, receipt 0;
    mpsc: 16, 12, 18, receipt 0;
    spmc: 16, 12, 18, receipt 8;
    mpmc: 14, 12, 16, receipt 8;
}

/// The producers of `mpsc` and `mpmc`.
macro_rules! producers {
    ($($name:ident: $kind:ident;)*) => {
        $(
            mod $name {
                use super::*;

                #[test]
                fn a_clone_keeps_the_channel_open_and_has_a_ring_of_its_own() {
                    let (mut producer, mut consumer) = ringmpsc::$kind::channel::<u64>();
                    let mut other = producer.try_clone().unwrap();
                    assert_ne!(producer.id(), other.id());
                    producer.try_send(1).unwrap();
                    assert_eq!((producer.len(), other.len()), (1, 0));
                    drop(producer);
                    assert_eq!(consumer.try_recv(), Ok(1));
                    assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
                    other.try_send(2).unwrap();
                    drop(other);
                    assert_eq!(consumer.try_recv(), Ok(2));
                    assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));
                }

                #[test]
                fn a_clone_beyond_the_limit_is_refused() {
                    let (producer, _consumer) = ringmpsc::$kind::low_latency::channel::<u64>();
                    let others = [(); 15].map(|()| producer.try_clone().unwrap());
                    let error = producer.try_clone().unwrap_err();
                    assert_eq!(error, RegisterError::LimitReached { limit: 16 });
                    drop(others);
                    producer.try_clone().unwrap();
                }

                #[test]
                fn no_producer_is_cloned_after_the_consumer_is_gone() {
                    let (producer, consumer) = ringmpsc::$kind::channel::<u64>();
                    drop(consumer);
                    assert_eq!(producer.try_clone().unwrap_err(), RegisterError::Closed);
                }

                /// A sink that was closed counts as dropped. If its clone could send, the consumer
                /// would have been told `Closed` too early.
                #[test]
                fn a_closed_sink_is_not_cloned() {
                    let (mut producer, mut consumer) = ringmpsc::$kind::channel::<u64>();
                    let task = Task::new();
                    let closed = Pin::new(&mut producer).poll_close(&mut task.context());
                    assert!(closed.is_ready());
                    assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));
                    assert_eq!(producer.try_clone().unwrap_err(), RegisterError::Closed);
                    assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));
                }
            }
        )*
    };
}

producers! {
    mpsc_producers: mpsc;
    mpmc_producers: mpmc;
}

/// The consumers of `spmc` and `mpmc`.
macro_rules! consumers {
    ($($name:ident: $kind:ident;)*) => {
        $(
            mod $name {
                use super::*;

                #[test]
                fn a_clone_competes_for_the_messages_and_keeps_the_channel_open() {
                    let (mut producer, mut consumer) = ringmpsc::$kind::channel::<u64>();
                    let mut other = consumer.try_clone().unwrap();
                    assert_eq!(producer.send_slice(&[1, 2]), 2);
                    assert_eq!(other.try_recv(), Ok(1));
                    assert_eq!(consumer.try_recv(), Ok(2));
                    drop(consumer);
                    producer.try_send(3).unwrap();
                    assert_eq!(other.try_recv(), Ok(3));
                    drop(other);
                    assert!(producer.try_send(4).unwrap_err().is_closed());
                }

                #[test]
                fn a_consumer_that_has_received_everything_is_not_cloned() {
                    let (mut producer, mut consumer) = ringmpsc::$kind::channel::<u64>();
                    producer.try_send(1).unwrap();
                    drop(producer);
                    let mut other = consumer.try_clone().unwrap();
                    assert_eq!(other.try_recv(), Ok(1));
                    assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));
                    assert_eq!(consumer.try_clone().unwrap_err(), RegisterError::Closed);
                }
            }
        )*
    };
}

consumers! {
    spmc_consumers: spmc;
    mpmc_consumers: mpmc;
}

#[test]
fn consumers_beyond_the_limit_are_refused() {
    let (_producer, consumer) = ringmpsc::mpmc::high_throughput::channel::<u64>();
    let _others = [(); 15].map(|()| consumer.try_clone().unwrap());
    let error = consumer.try_clone().unwrap_err();
    assert_eq!(error, RegisterError::ConsumerLimitReached { limit: 16 });
}

#[test]
fn a_message_may_borrow() {
    let text = String::from("a message");
    let (mut producer, mut consumer) = ringmpsc::spsc::channel::<&str>();
    producer.try_send(&text).unwrap();
    assert_eq!(consumer.try_recv(), Ok("a message"));
}
