//! What the ends of all channels have in common.

use std::fmt::Debug;

use ringmpsc::{
    ChannelStats, CommitError, RegisterError, ReserveError, TryRecvError, TrySendError,
};

use crate::books::Books;
use crate::message::Message;

/// Where cursors start: at zero, and so that they soon pass 2^32 and 2^64.
pub(crate) const STARTS: [u64; 3] = [0, (1 << 32) - 5, u64::MAX - 4];

/// How a reservation is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reserving {
    Exactly,
    UpTo,
    WithBackoff,
}

/// What becomes of a reservation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Writing {
    /// Messages are pushed one by one.
    Push,
    /// Messages come from an iterator, or, if they can be copied, from a slice.
    Fill,
    /// Messages are written in place.
    InPlace,
    /// Messages are pushed, and the reservation is dropped.
    Abandon,
    /// The reservation is forgotten.
    Forget,
}

pub(crate) type Committed<M> = Result<Result<usize, CommitError<M>>, ReserveError>;

/// The sending end of any channel.
pub(crate) trait Sends: Debug + Send + 'static {
    type Message: Message;

    fn capacity(&self) -> usize;
    fn len(&self) -> usize;
    fn is_closed(&self) -> bool;
    fn try_send(&mut self, message: Self::Message) -> Result<(), TrySendError<Self::Message>>;

    /// Sends up to `n` messages, from a slice if they can be copied.
    fn send_slice(&mut self, n: usize, next: &mut dyn FnMut() -> Self::Message) -> usize;

    /// Sends up to `n` messages from an iterator.
    fn send_iter(&mut self, n: usize, next: &mut dyn FnMut() -> Self::Message) -> usize;

    /// Reserves `n` slots, and writes up to `n` messages.
    fn reserve(
        &mut self,
        n: usize,
        reserving: Reserving,
        writing: Writing,
        next: &mut dyn FnMut() -> Self::Message,
    ) -> Committed<Self::Message>;
}

/// How messages are received.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Receiving {
    One,
    Readable,
    ReadableLooked,
    DrainInto,
    Slice,
    Batch,
    BatchOwned,
    UpTo,
    While,
    Count,
    Skip,
    Peek,
    PeekMany,
    Iter,
    IterLooked,
    Drain,
    DrainDropped,
    DrainForgotten,
    /// What only the consumer of many producers has.
    Others,
}

impl Receiving {
    pub(crate) const ALL: [Self; 19] = [
        Self::One,
        Self::Readable,
        Self::ReadableLooked,
        Self::DrainInto,
        Self::Slice,
        Self::Batch,
        Self::BatchOwned,
        Self::UpTo,
        Self::While,
        Self::Count,
        Self::Skip,
        Self::Peek,
        Self::PeekMany,
        Self::Iter,
        Self::IterLooked,
        Self::Drain,
        Self::DrainDropped,
        Self::DrainForgotten,
        Self::Others,
    ];
}

/// The receiving end of any channel.
pub(crate) trait Receives: Debug + Send + 'static {
    type Message: Message;

    fn capacity(&self) -> usize;
    fn len(&self) -> usize;
    fn try_recv(&mut self) -> Result<Self::Message, TryRecvError>;

    /// Hands everything available to `f`, and returns how many messages that was.
    fn consume_all(&mut self, f: &mut dyn FnMut(Self::Message)) -> usize;

    /// Receives about `n` messages in one operation, enters them in the books, and returns how many
    /// there were.
    fn receive(&mut self, how: Receiving, n: usize, books: &mut Books) -> usize;
}

/// A control handle, of which there can be many.
pub(crate) trait Controls: Clone + Debug + Send + Sync + 'static {
    fn close(&self);
    fn is_closed(&self) -> bool;
    fn len(&self) -> usize;
    /// With the option `metrics`.
    fn stats(&self) -> Option<ChannelStats>;
}

/// A channel with one producer.
pub(crate) trait Single: 'static {
    type Producer: Sends;
    type Consumer: Receives;
    type Handle: Controls;

    fn open_at(cursor: u64) -> (Self::Producer, Self::Consumer);
    fn handle(producer: &Self::Producer) -> Self::Handle;
}

/// The control handle of a channel with many producers.
pub(crate) trait Many: Controls {
    type Producer: Sends;
    type Consumer: Receives;

    fn open_at(cursor: u64) -> (Self, Self::Consumer);
    fn register(&self) -> Result<Self::Producer, RegisterError>;
    fn producer_count(&self) -> usize;
}
