//! All operations mixed, in any order, against a `VecDeque` for each producer.

use std::collections::VecDeque;
use std::mem;
use std::ops::ControlFlow;

use proptest::collection::vec;
use proptest::prelude::*;
use ringmpsc::{ReserveError, TryRecvError, TrySendError};
use ringmpsc_tests::{Ledger, Tracked, caught, panic_wanted};

/// What becomes of a reservation.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Commit,
    /// Commit so many of what was pushed, and drop the rest.
    CommitInit(usize),
    /// Write the remaining slots as memory, and commit all.
    InPlace,
    Drop,
    Forget,
}

/// One step of either side. Numbers are beyond what some capacities have.
#[derive(Clone, Copy, Debug)]
enum Op {
    Send,
    SendIter(usize),
    SendSlice(usize),
    Reserve(usize, usize, Fate),
    ReserveUpTo(usize, usize, Fate),
    ReserveContiguous(usize, usize, Fate),
    Recv,
    RecvSlice(usize),
    DrainInto(usize),
    Batch,
    BatchOwned,
    UpTo(usize),
    While(usize),
    Count,
    Skip(usize),
    Peek,
    PeekMany(usize),
    Readable(usize),
    Iter(usize, bool),
    Drain(usize),
    Reset,
    /// Many producers: another one takes the place of this one.
    Replace,
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        4 => Just(Fate::Commit),
        2 => (0..9_usize).prop_map(Fate::CommitInit),
        2 => Just(Fate::InPlace),
        1 => Just(Fate::Drop),
        1 => Just(Fate::Forget),
    ]
}

/// Numbers on both sides of the capacity.
fn count() -> impl Strategy<Value = usize> {
    prop_oneof![8 => 0..9_usize, 1 => 9..80_usize]
}

/// A step of a producer.
fn send() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => Just(Op::Send),
        4 => count().prop_map(Op::SendIter),
        4 => count().prop_map(Op::SendSlice),
        3 => (count(), count(), fate()).prop_map(|(n, pushed, fate)| Op::Reserve(n, pushed, fate)),
        3 => (count(), count(), fate())
            .prop_map(|(n, pushed, fate)| Op::ReserveUpTo(n, pushed, fate)),
        1 => (count(), count(), fate())
            .prop_map(|(n, pushed, fate)| Op::ReserveContiguous(n, pushed, fate)),
    ]
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        18 => send(),
        4 => Just(Op::Recv),
        1 => count().prop_map(Op::RecvSlice),
        1 => count().prop_map(Op::DrainInto),
        1 => Just(Op::Batch),
        1 => Just(Op::BatchOwned),
        1 => count().prop_map(Op::UpTo),
        1 => count().prop_map(Op::While),
        1 => Just(Op::Count),
        1 => count().prop_map(Op::Skip),
        1 => Just(Op::Peek),
        1 => count().prop_map(Op::PeekMany),
        1 => count().prop_map(Op::Readable),
        1 => (count(), any::<bool>()).prop_map(|(n, finish)| Op::Iter(n, finish)),
        1 => count().prop_map(Op::Drain),
        1 => Just(Op::Reset),
        1 => Just(Op::Replace),
    ]
}

/// One step of a channel whose consumers share it.
#[derive(Clone, Copy, Debug)]
enum Act {
    Send(Op),
    Recv,
    /// Claim so many, take so many of them, and drop the claim or forget it.
    Steal(usize, usize, bool),
    StealInto(usize),
    StealSlice(usize),
    Batch,
    UpTo(usize),
    StealBatch,
    /// The handler panics when it is called for the so manieth time, counted from 0.
    HandlerPanics(usize),
    /// Claim so many and drop them. The so manieth drop panics, if there is one.
    DropPanics(usize, usize),
    Join,
    Leave,
    /// Many producers: another one takes the place of this one.
    Replace,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        16 => send().prop_map(Act::Send),
        4 => Just(Act::Recv),
        4 => (count(), count(), prop::bool::weighted(0.2))
            .prop_map(|(n, taken, forgotten)| Act::Steal(n, taken, forgotten)),
        2 => count().prop_map(Act::StealInto),
        2 => count().prop_map(Act::StealSlice),
        2 => Just(Act::Batch),
        2 => count().prop_map(Act::UpTo),
        2 => Just(Act::StealBatch),
        1 => count().prop_map(Act::HandlerPanics),
        1 => (count(), count()).prop_map(|(n, k)| Act::DropPanics(n, k)),
        1 => Just(Act::Join),
        1 => Just(Act::Leave),
        1 => Just(Act::Replace),
    ]
}

/// Where the cursors start: near what wraps.
fn start() -> impl Strategy<Value = u64> {
    (prop_oneof![Just(0), Just(1 << 32), Just(0_u64)], 0..9_u64)
        .prop_map(|(wrap, below): (u64, u64)| wrap.wrapping_sub(below))
}

/// Makes messages with the numbers 0, 1, 2, …
trait Source {
    type Message;

    fn new() -> Self;
    fn next(&mut self) -> Self::Message;
    fn number(message: &Self::Message) -> usize;
    /// How many were made.
    fn made(&self) -> usize;
    /// Does something during which the `k`-th drop panics, if messages are dropped.
    fn with_panic_at_drop(&self, k: usize, f: impl FnOnce());
    /// `leaked` messages were leaked, and all others must have been dropped once.
    fn settle(self, leaked: usize);
}

/// Messages whose drops are counted.
impl Source for Ledger {
    type Message = Tracked;

    fn new() -> Self {
        Ledger::new()
    }

    fn next(&mut self) -> Tracked {
        self.message()
    }

    fn number(message: &Tracked) -> usize {
        message.number()
    }

    fn made(&self) -> usize {
        Ledger::made(self)
    }

    fn with_panic_at_drop(&self, k: usize, f: impl FnOnce()) {
        self.panic_at_drop(k);
        caught(f);
        self.calm();
    }

    fn settle(self, leaked: usize) {
        self.assert_none_twice();
        assert_eq!(self.dropped() + leaked, Ledger::made(&self), "messages were lost");
    }
}

/// Messages that can be copied.
impl Source for u64 {
    type Message = u64;

    fn new() -> Self {
        0
    }

    fn next(&mut self) -> u64 {
        *self += 1;
        *self - 1
    }

    fn number(message: &u64) -> usize {
        usize::try_from(*message).unwrap()
    }

    fn made(&self) -> usize {
        usize::try_from(*self).unwrap()
    }

    fn with_panic_at_drop(&self, _k: usize, f: impl FnOnce()) {
        f();
    }

    fn settle(self, _leaked: usize) {}
}

/// How the tests of slices are done with messages that can be copied, and instead of them with
/// others.
macro_rules! slices {
    (Ledger) => {
        fn send_slice(producer: &mut MessageProducer, source: &mut Ledger, n: usize) -> usize {
            let mut n = n;
            let items = std::iter::from_fn(|| {
                n = n.checked_sub(1)?;
                Some(source.next())
            });
            producer.send_iter(items)
        }
    };
    (Ledger, receiving) => {
        slices!(Ledger);

        fn recv_slice(consumer: &mut MessageConsumer, n: usize) -> Vec<Tracked> {
            let mut messages = Vec::new();
            let received = consumer.drain_into(&mut messages, n);
            assert_eq!(received, messages.len());
            messages
        }
    };
    (Ledger, stealing) => {
        slices!(Ledger);

        fn steal_slice(consumer: &mut MessageConsumer, n: usize) -> Vec<Tracked> {
            let mut messages = Vec::new();
            let received = consumer.steal_into(&mut messages, n);
            assert_eq!(received, messages.len());
            messages
        }
    };
    (u64) => {
        fn send_slice(producer: &mut MessageProducer, source: &mut u64, n: usize) -> usize {
            let messages: Vec<_> = (*source..).take(n).collect();
            let sent = producer.send_slice(&messages);
            *source += sent as u64;
            sent
        }
    };
    (u64, receiving) => {
        slices!(u64);

        fn recv_slice(consumer: &mut MessageConsumer, n: usize) -> Vec<u64> {
            let mut messages = vec![u64::MAX; n];
            let received = consumer.recv_slice(&mut messages);
            assert!(messages[received..].iter().all(|&message| message == u64::MAX));
            messages.truncate(received);
            messages
        }
    };
    (u64, stealing) => {
        slices!(u64);

        fn steal_slice(consumer: &mut MessageConsumer, n: usize) -> Vec<u64> {
            let mut messages = vec![u64::MAX; n];
            let stolen = consumer.steal_slice(&mut messages);
            assert!(messages[stolen..].iter().all(|&message| message == u64::MAX));
            messages.truncate(stolen);
            messages
        }
    };
}

/// Channels, the source of their messages, how they are received, and the file of the property they
/// have.
macro_rules! properties {
    ($($channel:ident: $source:ident, $how:ident, $file:literal;)*) => {
        $(
            mod $channel {
                use super::*;
                use ringmpsc_tests::channels::$channel::*;

                type Origin = $source;

                slices!($source, $how);
                include!("properties/producer.rs");
                include!($file);
            }
        )*
    };
}

/// As `properties`, for consumers that share one ring or many.
macro_rules! sharing {
    ($($channel:ident: $kind:ident, $source:ident;)*) => {
        $(
            mod $channel {
                use super::*;
                use ringmpsc_tests::channels::$channel::*;

                type Origin = $source;

                slices!($source, stealing);
                sharing!(@ $kind);
                include!("properties/producer.rs");
                include!("properties/sharing.rs");
            }
        )*
    };
    (@ spmc) => {
        /// How many producers there are at most.
        const PRODUCERS: usize = 1;

        fn register(_channel: &MessageChannel) -> MessageProducer {
            unreachable!("there is one already")
        }

        fn steal_batch(consumer: &mut MessageConsumer, f: impl FnMut(Message)) -> usize {
            consumer.consume_batch(f)
        }
    };
    (@ mpmc) => {
        const PRODUCERS: usize = 6;

        fn register(channel: &MessageChannel) -> MessageProducer {
            channel.register().unwrap()
        }

        fn steal_batch(consumer: &mut MessageConsumer, f: impl FnMut(Message)) -> usize {
            consumer.steal_batch(f)
        }
    };
}

properties! {
    spsc_2: Ledger, receiving, "properties/one.rs";
    spsc_4: Ledger, receiving, "properties/one.rs";
    spsc_8: Ledger, receiving, "properties/one.rs";
    spsc_16: Ledger, receiving, "properties/one.rs";
    spsc_64: Ledger, receiving, "properties/one.rs";
    spsc_copy_4: u64, receiving, "properties/one.rs";
    spsc_copy_16: u64, receiving, "properties/one.rs";
    mpsc_2: Ledger, receiving, "properties/many.rs";
    mpsc_4: Ledger, receiving, "properties/many.rs";
    mpsc_8: Ledger, receiving, "properties/many.rs";
    mpsc_16: Ledger, receiving, "properties/many.rs";
    mpsc_64: Ledger, receiving, "properties/many.rs";
    mpsc_copy_4: u64, receiving, "properties/many.rs";
    mpsc_copy_16: u64, receiving, "properties/many.rs";
}

sharing! {
    spmc_2: spmc, Ledger;
    spmc_4: spmc, Ledger;
    spmc_8: spmc, Ledger;
    spmc_16: spmc, Ledger;
    spmc_64: spmc, Ledger;
    spmc_copy_4: spmc, u64;
    spmc_copy_16: spmc, u64;
    mpmc_2: mpmc, Ledger;
    mpmc_4: mpmc, Ledger;
    mpmc_8: mpmc, Ledger;
    mpmc_16: mpmc, Ledger;
    mpmc_64: mpmc, Ledger;
    mpmc_copy_4: mpmc, u64;
    mpmc_copy_16: mpmc, u64;
}
