//! Consumers that share: what their ends do, whether they share one ring or many.

use std::mem;
use std::sync::mpsc;
use std::thread;

use ringmpsc::{ChannelStats, Consume, RegisterError, TryRecvError};
use ringmpsc_tests::{Ledger, Tracked};

/// Takes up to so many numbers.
type Taking<C> = fn(&mut C, usize) -> Vec<u64>;

/// One ring, or several: the operations are the same.
macro_rules! kinds {
    ($($kind:ident: $parcels:ident, $numbers:ident, $busy:ident;)*) => {
        $(
            mod $kind {
                use super::*;
                use ringmpsc_tests::channels;
                use channels::$numbers::{MessageChannel, MessageConsumer, MessageProducer};
                use channels::{$busy as busy, $numbers as numbers, $parcels as parcels};

                /// A channel with one producer, for numbers: four at a time.
                fn open() -> (MessageChannel, MessageProducer) {
                    numbers::open_at(0)
                }

                /// With the numbers 0 to 3 inside.
                fn full() -> (MessageChannel, MessageProducer) {
                    let (channel, mut producer) = open();
                    assert_eq!(producer.send_slice(&[0, 1, 2, 3]), 4);
                    (channel, producer)
                }

                /// Consumers of a channel.
                fn consumers<const N: usize>(channel: &MessageChannel) -> [MessageConsumer; N] {
                    [(); N].map(|()| channel.register_consumer().unwrap())
                }

                include!("api/sharing/taking.rs");
                include!("api/sharing/claims.rs");
                include!("api/sharing/ends.rs");
                include!("api/sharing/counting.rs");
                include!("api/sharing/resigning.rs");
                include!("api/sharing/leaving.rs");
            }
        )*
    };
}

kinds! {
    spmc: spmc_4, spmc_copy_4, spmc_8;
    mpmc: mpmc_4, mpmc_copy_4, mpmc_8;
}

#[path = "api/sharing/limits.rs"]
mod limits;
#[path = "api/sharing/shards.rs"]
mod shards;
