//! What counts as contention, for every kind and every way of sending.

#[path = "contention/future.rs"]
mod future;
#[path = "contention/given_up.rs"]
mod given_up;
#[path = "contention/many.rs"]
mod many;
#[path = "contention/waiting.rs"]
mod waiting;

use std::time::Duration;

use ringmpsc::{Contention, ring_channel};

/// The message. Two slots, and nothing else is counted.
#[ring_channel(kind = spsc, bits = 1, wait, futures, contention, name = One)]
#[ring_channel(kind = mpsc, bits = 1, wait, futures, contention, name = Many)]
#[ring_channel(kind = spmc, bits = 1, wait, futures, contention, name = Shared)]
#[ring_channel(kind = mpmc, bits = 1, wait, futures, contention, name = ManyShared)]
/// The same without the option `wait`.
#[ring_channel(kind = spsc, bits = 1, contention, name = PlainOne)]
#[ring_channel(kind = mpsc, bits = 1, contention, name = PlainMany)]
#[ring_channel(kind = spmc, bits = 1, contention, name = PlainShared)]
#[ring_channel(kind = mpmc, bits = 1, contention, name = PlainManyShared)]
pub type Number = u64;

/// Runs a module of tests, which are written for one kind, for all four.
macro_rules! kinds {
    ($($test:ident),*) => {
        $crate::kinds! { @ [$($test)*]
            one: OneChannel, OneProducer, OneConsumer,
                ringmpsc_tests::open!(spsc, OneChannel);
            many: ManyChannel, ManyProducer, ManyConsumer,
                ringmpsc_tests::open!(mpsc, ManyChannel);
            shared: SharedChannel, SharedProducer, SharedConsumer,
                ringmpsc_tests::open!(spmc, SharedChannel);
            many_shared: ManySharedChannel, ManySharedProducer, ManySharedConsumer,
                ringmpsc_tests::open!(mpmc, ManySharedChannel);
        }
    };
    (@ $tests:tt $(
        $kind:ident: $channel:ident, $producer:ident, $consumer:ident, $open:expr;
    )*) => {
        $(
            mod $kind {
                use super::*;
                use $crate::{$channel as Channel, $consumer as Consumer, $producer as Producer};
                #[allow(unused_imports, reason = "what opens the channel names it")]
                use $crate::$channel;

                /// A channel whose ring is full.
                fn full() -> (Channel, Producer, Consumer) {
                    let (channel, mut producer, consumer) = $open;
                    assert_eq!(producer.send_slice(&[0, 1]), 2);
                    assert_eq!(producer.contention(), Contention::default());
                    (channel, producer, consumer)
                }

                $crate::kinds! { # $tests }
            }
        )*
    };
    (# [$($test:ident)*]) => {
        $(
            #[test]
            fn $test() {
                super::$test!(full, Channel, Producer, Consumer);
            }
        )*
    };
}
use kinds;

/// Spins, failures, and whether any time was waited.
fn counted(contention: Contention) -> (u64, u64, bool) {
    (contention.spins, contention.failures, contention.waited > Duration::ZERO)
}
