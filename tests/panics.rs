//! A panic in the k-th callback, or in the k-th drop, of every operation: no other message is lost, none is
//! dropped twice, and the ring goes on working.

use std::cell::RefCell;
use std::ops::ControlFlow;

use ringmpsc_tests::{Ledger, Tracked, caught, panic_wanted};

/// Which messages a callback was given.
type Seen = RefCell<Vec<usize>>;

/// A callback that panics when it is called for the `k`-th time, counted from 0.
fn seeing(seen: &Seen, number: usize, k: usize) {
    let mut numbers = seen.borrow_mut();
    numbers.push(number);
    if numbers.len() == k + 1 {
        drop(numbers);
        panic_wanted();
    }
}

/// One ring, or several: the operations are the same.
macro_rules! kinds {
    ($($kind:ident: $channel:ident, $rings:literal, $open:expr;)*) => {
        $(
            mod $kind {
                use super::*;
                use ringmpsc_tests::channels::$channel::{MessageConsumer, MessageProducer};

                /// How many producers there are.
                const RINGS: usize = $rings;

                /// Their ends, with cursors that start at `start`.
                fn open(start: u64) -> ([MessageProducer; RINGS], MessageConsumer) {
                    $open(start)
                }

                include!("panics/operations.rs");
            }
        )*
    };
}

kinds! {
    spsc: spsc_4, 1, |start| {
        let (producer, consumer) = ringmpsc_tests::channels::spsc_4::open_at(start);
        ([producer], consumer)
    };
    mpsc: mpsc_4, 3, |start| {
        let (channel, consumer) = ringmpsc_tests::channels::mpsc_4::open_at(start);
        ([(); 3].map(|()| channel.register().unwrap()), consumer)
    };
}

/// Consumers that share one ring, or several.
macro_rules! sharing {
    ($($kind:ident: $channel:ident, $rings:literal;)*) => {
        $(
            mod $kind {
                use super::*;
                use ringmpsc_tests::channels::$channel::{
                    MessageChannel, MessageConsumer, MessageProducer, open_at,
                };

                /// How many producers there are.
                const RINGS: usize = $rings;

                /// The first producer, and more where there may be more.
                fn open(start: u64) -> (MessageChannel, Vec<MessageProducer>) {
                    let (channel, first) = open_at(start);
                    let more = more(&channel);
                    (channel, [first].into_iter().chain(more).collect())
                }

                sharing!(@more $kind);
                include!("panics/sharing.rs");
            }
        )*
    };
    (@more spmc) => {
        fn more(_channel: &MessageChannel) -> Option<MessageProducer> {
            None
        }
    };
    (@more mpmc) => {
        fn more(channel: &MessageChannel) -> [MessageProducer; RINGS - 1] {
            [(); RINGS - 1].map(|()| channel.register().unwrap())
        }

        #[test]
        fn a_callback_of_steal_batch_panics() {
            a_callback_panics_of("steal_batch", |consumer, seen, k| {
                while consumer.steal_batch(|message| seeing(seen, message.number(), k)) > 0 {}
            });
        }
    };
}

sharing! {
    spmc: spmc_4, 1;
    mpmc: mpmc_4, 3;
}
