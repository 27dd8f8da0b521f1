//! All operations mixed, in any order, against a `VecDeque` for each producer.

use std::collections::VecDeque;
use std::mem;
use std::ops::ControlFlow;

use proptest::collection::vec;
use proptest::prelude::*;
use ringmpsc::{ReserveError, TryRecvError, TrySendError};
use ringmpsc_tests::{Ledger, Tracked};

/// What becomes of a reservation.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Commit,
    /// Commit so many of what was pushed, and drop the rest.
    CommitInit(usize),
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
        1 => Just(Fate::Drop),
        1 => Just(Fate::Forget),
    ]
}

/// Numbers on both sides of the capacity.
fn count() -> impl Strategy<Value = usize> {
    prop_oneof![8 => 0..9_usize, 1 => 9..80_usize]
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => Just(Op::Send),
        4 => count().prop_map(Op::SendIter),
        4 => count().prop_map(Op::SendSlice),
        3 => (count(), count(), fate()).prop_map(|(n, pushed, fate)| Op::Reserve(n, pushed, fate)),
        3 => (count(), count(), fate()).prop_map(|(n, pushed, fate)| Op::ReserveUpTo(n, pushed, fate)),
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

    fn settle(self, _leaked: usize) {}
}

/// How the tests of slices are done with messages that can be copied, and instead of them with others.
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

        fn recv_slice(consumer: &mut MessageConsumer, n: usize) -> Vec<Tracked> {
            let mut messages = Vec::new();
            let received = consumer.drain_into(&mut messages, n);
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

        fn recv_slice(consumer: &mut MessageConsumer, n: usize) -> Vec<u64> {
            let mut messages = vec![u64::MAX; n];
            let received = consumer.recv_slice(&mut messages);
            assert!(messages[received..].iter().all(|&message| message == u64::MAX));
            messages.truncate(received);
            messages
        }
    };
}

/// Channels, the source of their messages, and the file of the property they have.
macro_rules! properties {
    ($($channel:ident: $source:ident, $file:literal;)*) => {
        $(
            mod $channel {
                use super::*;
                use ringmpsc_tests::channels::$channel::*;

                type Origin = $source;

                slices!($source);
                include!("properties/producer.rs");
                include!($file);
            }
        )*
    };
}

properties! {
    spsc_2: Ledger, "properties/one.rs";
    spsc_4: Ledger, "properties/one.rs";
    spsc_8: Ledger, "properties/one.rs";
    spsc_16: Ledger, "properties/one.rs";
    spsc_64: Ledger, "properties/one.rs";
    spsc_copy_4: u64, "properties/one.rs";
    spsc_copy_16: u64, "properties/one.rs";
    mpsc_2: Ledger, "properties/many.rs";
    mpsc_4: Ledger, "properties/many.rs";
    mpsc_8: Ledger, "properties/many.rs";
    mpsc_16: Ledger, "properties/many.rs";
    mpsc_64: Ledger, "properties/many.rs";
    mpsc_copy_4: u64, "properties/many.rs";
    mpsc_copy_16: u64, "properties/many.rs";
}
