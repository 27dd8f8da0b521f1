//! Tests of when a consumer wakes a producer's thread that sleeps patiently.

use ringmpsc_macros::ring_channel;

use crate::producer::{Producer, Registration};
use crate::ring::doorbell::Flags;
use crate::ring::layout::Ring;
use crate::sync::Ordering;
use crate::traits::Consume;

#[ring_channel(crate = crate, kind = spsc, bits = 6, wait, name = One)]
#[ring_channel(crate = crate, kind = mpsc, bits = 6, wait, name = Many)]
#[ring_channel(crate = crate, kind = spmc, bits = 6, wait, name = Shared)]
#[ring_channel(crate = crate, kind = mpmc, bits = 6, wait, name = ManyShared)]
#[ring_channel(crate = crate, kind = spsc, bits = 2, wait, name = Small)]
type Number = u64;

/// Takes the steps of a thread before it sleeps patiently.
fn ask<R: Ring, S: Registration<R>>(producer: &Producer<R, S>, n: usize) {
    let lines = producer.ring().lines();
    lines.cold.wake_at.store(producer.wake_at(n), Ordering::Relaxed);
    lines.cold.space.set_patient();
}

fn space<R: Ring, S: Registration<R>>(producer: &Producer<R, S>) -> Flags {
    producer.ring().lines().cold.space.load()
}

macro_rules! kinds {
    ($($kind:ident: $open:expr;)*) => {
        $(
            mod $kind {
                use super::*;

                /// Returns how many releases of one slot do not wake a producer that waits for `n`
                /// slots.
                fn slept_through(n: usize) -> usize {
                    let (_channel, mut producer, mut consumer) = $open;
                    // Start in the middle of a lap, and measure twice.
                    assert_eq!(producer.send_iter(0..40), 40);
                    assert_eq!(consumer.consume_batch_owned(drop), 40);
                    assert_eq!(producer.send_iter(0..64), 64);
                    let slept = [(); 2].map(|()| {
                        ask(&producer.producer, n);
                        let mut slept = 0;
                        loop {
                            consumer.try_recv().unwrap();
                            if !space(&producer.producer).is_patient() {
                                break;
                            }
                            slept += 1;
                        }
                        assert_eq!(producer.send_iter(0..64), slept + 1);
                        slept
                    });
                    assert_eq!(slept[0], slept[1]);
                    slept[0]
                }

                #[test]
                fn it_sleeps_until_a_quarter_is_free_or_more_if_it_needs_more() {
                    assert_eq!(slept_through(1), 15);
                    assert_eq!(slept_through(16), 15);
                    assert_eq!(slept_through(17), 16);
                    assert_eq!(slept_through(64), 63);
                }

                #[test]
                fn one_release_of_many_slots_wakes_it() {
                    let (_channel, mut producer, mut consumer) = $open;
                    assert_eq!(producer.send_iter(0..64), 64);
                    ask(&producer.producer, 1);
                    assert_eq!(consumer.consume_batch_owned(drop), 64);
                    assert!(!space(&producer.producer).is_patient());
                }

                #[test]
                fn what_waits_without_a_limit_is_woken_by_the_first_slot() {
                    let (_channel, mut producer, mut consumer) = $open;
                    assert_eq!(producer.send_iter(0..64), 64);
                    ask(&producer.producer, 1);
                    assert!(producer.producer.prepare_park_for_space(1), "the ring is full");
                    assert!(space(&producer.producer).is_dormant());
                    consumer.try_recv().unwrap();
                    let space = space(&producer.producer);
                    assert!(!space.is_dormant() && !space.is_patient());
                }
            }
        )*
    };
}

kinds! {
    one: {
        let (producer, consumer) = OneChannel::open();
        (producer.channel(), producer, consumer)
    };
    many: {
        let (channel, consumer) = ManyChannel::open();
        let producer = channel.register().unwrap();
        (channel, producer, consumer)
    };
    shared: {
        let (producer, channel) = SharedChannel::open();
        let consumer = channel.register_consumer().unwrap();
        (channel, producer, consumer)
    };
    many_shared: {
        let channel = ManySharedChannel::open();
        let (producer, consumer) =
            (channel.register().unwrap(), channel.register_consumer().unwrap());
        (channel, producer, consumer)
    };
}

#[test]
fn in_a_small_ring_the_first_slot_wakes_it() {
    let (mut producer, mut consumer) = SmallChannel::open();
    assert_eq!(producer.send_iter(0..4), 4);
    ask(&producer.producer, 1);
    consumer.try_recv().unwrap();
    assert!(!space(&producer.producer).is_patient());
}
