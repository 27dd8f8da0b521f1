//! What the option `wait` adds: operations that block until they can do what they are for, until
//! the time is up, or until the other side has ended.
//!
//! A test that needs somebody who waits makes sure that they sleep; none waits for time to pass.

use std::borrow::Borrow;
use std::ops::ControlFlow;
use std::thread;
use std::time::{Duration, Instant};

use ringmpsc::{RecvError, RecvTimeoutError, SendError, SendTimeoutError, WaitError, WaitStrategy};
use ringmpsc_tests::{Ledger, PARKING, Waiting, Watchdog, caught, open};

/// Looks once, and gives up.
const IMPATIENT: WaitStrategy = WaitStrategy::TimedBlocking { timeout: Duration::ZERO };

/// A deadline that has passed.
fn past() -> Instant {
    Instant::now().checked_sub(Duration::from_secs(1)).expect("the machine is up for a second")
}

/// A deadline that no test lives to see.
fn far() -> Instant {
    Instant::now() + Duration::from_secs(3600)
}

/// A number that was handed over, or lent.
fn value(number: impl Borrow<u64>) -> u64 {
    *number.borrow()
}

/// One ring, or several, with an owner or shared, with either kind of fences: the operations are
/// the same.
macro_rules! kinds {
    ($($name:ident: $kind:ident, $numbers:ident, $parcels:ident, $receivers:literal;)*) => {
        $(
            mod $name {
                use super::*;
                use ringmpsc_tests::channels::$numbers::*;
                use ringmpsc_tests::channels::$parcels as parcels;

                /// For numbers, four at a time.
                fn open() -> (MessageChannel, MessageProducer, MessageConsumer) {
                    open!($kind, MessageChannel)
                }

                /// With the numbers 0 to 3 inside.
                fn full() -> (MessageChannel, MessageProducer, MessageConsumer) {
                    let (channel, mut producer, consumer) = open();
                    assert_eq!(producer.send_slice(&[0, 1, 2, 3]), 4);
                    (channel, producer, consumer)
                }

                /// For messages that are accounted for, two at a time.
                fn open_parcels() -> (
                    parcels::MessageChannel,
                    parcels::MessageProducer,
                    parcels::MessageConsumer,
                ) {
                    open!($kind, parcels::MessageChannel)
                }

                include!($receivers);
                include!("blocking/sending.rs");
                include!("blocking/receiving.rs");
                include!("blocking/ends.rs");
                include!("blocking/traffic.rs");
            }
        )*
    };
}

kinds! {
    spsc: spsc, spsc_copy_wait_4, spsc_wait_2, "blocking/owned.rs";
    mpsc: mpsc, mpsc_copy_wait_4, mpsc_wait_2, "blocking/owned.rs";
    spmc: spmc, spmc_copy_wait_4, spmc_wait_2, "blocking/shared.rs";
    mpmc: mpmc, mpmc_copy_wait_4, mpmc_wait_2, "blocking/shared.rs";
    spsc_fenced: spsc, spsc_copy_wait_fenced_4, spsc_wait_2, "blocking/owned.rs";
    mpsc_fenced: mpsc, mpsc_copy_wait_fenced_4, mpsc_wait_2, "blocking/owned.rs";
    spmc_fenced: spmc, spmc_copy_wait_fenced_4, spmc_wait_2, "blocking/shared.rs";
    mpmc_fenced: mpmc, mpmc_copy_wait_fenced_4, mpmc_wait_2, "blocking/shared.rs";
}

#[path = "blocking/many.rs"]
mod many;
