//! How often a channel calls membarrier(2), which interrupts every running thread of the process.

use std::future::Future;
use std::iter;
use std::pin::pin;
use std::task::{Context, Waker};

use ringmpsc::ring_channel;
use ringmpsc_runtime::calls;
use ringmpsc_tests::alone;

#[ring_channel(kind = spsc, bits = 8, wait, futures, name = One)]
#[ring_channel(kind = mpsc, bits = 8, wait, futures, name = Many)]
#[ring_channel(kind = spmc, bits = 8, wait, futures, name = Shared)]
#[ring_channel(kind = mpmc, bits = 8, wait, futures, name = ManyShared)]
#[ring_channel(kind = spsc, bits = 8, wait, futures, fence = adaptive, name = AdaptiveOne)]
#[ring_channel(kind = spsc, bits = 8, wait, futures, fence = asymmetric, name = AsymmetricOne)]
#[ring_channel(kind = mpsc, bits = 8, wait, futures, fence = asymmetric, name = AsymmetricMany)]
#[ring_channel(kind = spmc, bits = 8, wait, futures, fence = asymmetric, name = AsymmetricShared)]
#[ring_channel(
    kind = mpmc, bits = 8, wait, futures, fence = asymmetric, name = AsymmetricManyShared
)]
#[ring_channel(kind = spsc, bits = 8, wait, futures, fence = full, name = FullOne)]
type Number = u64;

/// More fences than a lease has: see `ringmpsc::fence`.
const DENSE: u64 = 200;

/// More than an end ever waits before it sets the flag again.
const REST: usize = 64;

fn calls_during(body: impl FnOnce()) -> u64 {
    let before = calls::membarrier();
    body();
    calls::membarrier() - before
}

/// Polls a future once. It waits, and is dropped. The doorbell that it has set stays set.
macro_rules! waits {
    ($future:expr) => {{
        let mut context = Context::from_waker(Waker::noop());
        assert!(pin!($future).poll(&mut context).is_pending());
    }};
}

/// The consumer waits, and then a message comes.
macro_rules! wait_for_one {
    ($producer:ident, $consumer:ident) => {{
        waits!($consumer.recv_async());
        $producer.try_send(7).unwrap();
        assert_eq!($consumer.try_recv(), Ok(7));
    }};
}

/// The producer waits, and then there is space.
macro_rules! wait_for_room {
    ($producer:ident, $consumer:ident) => {{
        waits!($producer.send_async(7));
        assert_eq!($consumer.try_recv(), Ok(7));
        $producer.try_send(7).unwrap();
    }};
}

/// So many messages, one at a time, while no end waits.
macro_rules! flow {
    ($producer:ident, $consumer:ident, $n:expr) => {
        for _ in 0..$n {
            $producer.try_send(7).unwrap();
            assert_eq!($consumer.try_recv(), Ok(7));
        }
    };
}

/// `$open` is an expression for a handle and two ends.
macro_rules! fences {
    ($kind:ident, $open:expr, $asymmetric:expr) => {
        mod $kind {
            use super::*;

            fn alone(test: &str, body: impl FnOnce()) {
                super::alone(&format!("{}::{test}", stringify!($kind)), body);
            }

            #[test]
            fn a_consumer_that_often_waits_calls_it_once() {
                alone("a_consumer_that_often_waits_calls_it_once", || {
                    let (_channel, mut producer, mut consumer) = $open;
                    // The first message finds the doorbell of a new ring.
                    flow!(producer, consumer, 1);
                    assert_eq!(calls_during(|| wait_for_one!(producer, consumer)), 1);
                    let calls = calls_during(|| {
                        for _ in 0..1_000 {
                            wait_for_one!(producer, consumer);
                        }
                    });
                    assert_eq!(calls, 0);
                });
            }

            #[test]
            fn a_producer_that_often_waits_calls_it_once() {
                alone("a_producer_that_often_waits_calls_it_once", || {
                    let (_channel, mut producer, mut consumer) = $open;
                    assert_eq!(producer.send_slice(&[7; 256]), 256);
                    assert_eq!(calls_during(|| wait_for_room!(producer, consumer)), 1);
                    let calls = calls_during(|| {
                        for _ in 0..1_000 {
                            wait_for_room!(producer, consumer);
                        }
                    });
                    assert_eq!(calls, 0);
                });
            }

            #[test]
            fn a_dense_flow_takes_the_flag_away_and_it_comes_back() {
                alone("a_dense_flow_takes_the_flag_away_and_it_comes_back", || {
                    let (_channel, mut producer, mut consumer) = $open;
                    flow!(producer, consumer, 1);
                    wait_for_one!(producer, consumer);
                    for _ in 0..1_000 {
                        flow!(producer, consumer, DENSE);
                        assert_eq!(calls_during(|| wait_for_one!(producer, consumer)), 1);
                    }
                    let calls = calls_during(|| {
                        for _ in 0..1_000 {
                            wait_for_one!(producer, consumer);
                        }
                    });
                    assert!(calls <= REST as u64, "{calls} calls");
                });
            }

            #[test]
            fn asymmetric_fences_call_it_each_time() {
                alone("asymmetric_fences_call_it_each_time", || {
                    let (_channel, mut producer, mut consumer) = $asymmetric;
                    flow!(producer, consumer, 1);
                    let calls = calls_during(|| {
                        for _ in 0..100 {
                            wait_for_one!(producer, consumer);
                        }
                    });
                    assert_eq!(calls, 100);
                });
            }
        }
    };
}

macro_rules! one {
    ($channel:ident) => {{
        let (producer, consumer) = $channel::open();
        (producer.channel(), producer, consumer)
    }};
}

macro_rules! many {
    ($channel:ident) => {{
        let (channel, consumer) = $channel::open();
        let producer = channel.register().unwrap();
        (channel, producer, consumer)
    }};
}

macro_rules! shared {
    ($channel:ident) => {{
        let (producer, channel) = $channel::open();
        let consumer = channel.register_consumer().unwrap();
        (channel, producer, consumer)
    }};
}

macro_rules! many_shared {
    ($channel:ident) => {{
        let channel = $channel::open();
        let producer = channel.register().unwrap();
        let consumer = channel.register_consumer().unwrap();
        (channel, producer, consumer)
    }};
}

fences!(spsc, one!(OneChannel), one!(AsymmetricOneChannel));
fences!(mpsc, many!(ManyChannel), many!(AsymmetricManyChannel));
fences!(spmc, shared!(SharedChannel), shared!(AsymmetricSharedChannel));
fences!(mpmc, many_shared!(ManySharedChannel), many_shared!(AsymmetricManySharedChannel));

#[test]
fn the_default_can_be_written() {
    alone("the_default_can_be_written", || {
        let (_channel, mut producer, mut consumer) = one!(AdaptiveOneChannel);
        let calls = calls_during(|| {
            for _ in 0..100 {
                wait_for_one!(producer, consumer);
            }
        });
        assert_eq!(calls, 1);
    });
}

#[test]
fn full_fences_never_call_it() {
    alone("full_fences_never_call_it", || {
        let (_channel, mut producer, mut consumer) = one!(FullOneChannel);
        let calls = calls_during(|| {
            for _ in 0..10 {
                wait_for_one!(producer, consumer);
                flow!(producer, consumer, DENSE);
            }
        });
        assert_eq!(calls, 0);
    });
}

/// A ring keeps its flag when it goes to another producer. A new ring has none.
#[test]
fn a_flag_belongs_to_a_ring() {
    alone("a_flag_belongs_to_a_ring", || {
        let (channel, mut producer, mut consumer) = many!(ManyChannel);
        flow!(producer, consumer, 1);
        wait_for_one!(producer, consumer);
        drop(producer);
        let mut second = channel.register().unwrap();
        assert_eq!(calls_during(|| wait_for_one!(second, consumer)), 0);
        let mut third = channel.register().unwrap();
        // This consumer waits for both. The other ring is armed already.
        flow!(third, consumer, 1);
        assert_eq!(calls_during(|| wait_for_one!(third, consumer)), 1);
        assert_eq!(calls_during(|| wait_for_one!(third, consumer)), 0);
        assert_eq!(calls_during(|| wait_for_one!(second, consumer)), 0);
    });
}

/// Consumers arm one after another. The first one sets the flag.
#[test]
fn competing_consumers_share_the_flag() {
    alone("competing_consumers_share_the_flag", || {
        let (channel, mut producer, mut consumer) = shared!(SharedChannel);
        let mut another = channel.register_consumer().unwrap();
        assert_eq!(calls_during(|| waits!(consumer.recv_async())), 1);
        assert_eq!(calls_during(|| waits!(another.recv_async())), 0);
        producer.try_send(7).unwrap();
        assert_eq!(another.try_recv(), Ok(7));
        assert_eq!(calls_during(|| waits!(another.recv_async())), 0);
        assert_eq!(calls_during(|| waits!(consumer.recv_async())), 0);
    });
}

/// `$open` is an expression for a channel with many producers.
macro_rules! silent {
    ($test:ident, $open:expr) => {
        /// The doorbell of the ring of a silent producer stays set. It has the flag all the same.
        #[test]
        fn $test() {
            alone(stringify!($test), || {
                let (channel, mut producer, mut consumer) = $open;
                let silent = channel.register().unwrap();
                flow!(producer, consumer, 1);
                wait_for_one!(producer, consumer);
                let calls = calls_during(|| {
                    for _ in 0..1_000 {
                        wait_for_one!(producer, consumer);
                    }
                });
                assert!(calls <= 1, "{calls} calls");
                drop(silent);
            });
        }
    };
}

silent!(a_silent_producer_of_many_costs_no_calls, many!(ManyChannel));
silent!(a_silent_producer_of_shared_rings_costs_no_calls, many_shared!(ManySharedChannel));

/// `$open` is an expression for a channel with competing consumers.
macro_rules! waiting {
    ($test:ident, $open:expr, $dense:expr) => {
        /// The doorbell stays set as long as more consumers wait than there are messages.
        #[test]
        fn $test() {
            alone(stringify!($test), || {
                let (channel, mut producer, mut consumer) = $open;
                // Leases run out, so the next end that waits does not set the flag with the
                // doorbell.
                for () in iter::repeat_n((), $dense) {
                    wait_for_one!(producer, consumer);
                    flow!(producer, consumer, DENSE);
                }
                let mut others = [(); 2].map(|()| channel.register_consumer().unwrap());
                let mut waiting = others.each_mut().map(|other| Box::pin(other.recv_async()));
                for other in &mut waiting {
                    waits!(other.as_mut());
                }
                let calls = calls_during(|| {
                    for _ in 0..1_000 {
                        wait_for_one!(producer, consumer);
                        // One of the others was called. It finds nothing, and waits again.
                        for other in &mut waiting {
                            waits!(other.as_mut());
                        }
                    }
                });
                assert!(calls <= REST as u64, "{calls} calls");
            });
        }
    };
}

waiting!(consumers_of_one_ring_share_the_call, shared!(SharedChannel), 0);
waiting!(consumers_of_one_ring_share_the_call_after_a_rest, shared!(SharedChannel), 5);
waiting!(consumers_of_shared_rings_share_the_call, many_shared!(ManySharedChannel), 0);
waiting!(consumers_of_shared_rings_share_the_call_after_a_rest, many_shared!(ManySharedChannel), 5);
