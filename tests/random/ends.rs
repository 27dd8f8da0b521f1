//! The ends of a channel of any kind, without its types. Messages are numbers here.
//!
//! A method that a kind or a set of options lacks returns `None`.
#![expect(clippy::option_option, reason = "the outer one says whether there is such a method")]

use std::any::Any;
use std::sync::Arc;
use std::task::{Poll, Waker};

use ringmpsc::{
    ChannelStats, EventNotifier, ProducerStats, RegisterError, ReserveError, TryRecvError,
};

/// What a send came to. The adapter has looked at the message that came back, and dropped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    Ok,
    Full,
    Closed,
}

/// How a reservation is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    Exact,
    UpTo,
    Contiguous,
    Backoff,
    /// With the option `wait`, and no time.
    Wait,
}

/// How one message is sent or received that may be waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// The operation without a limit: the caller knows that it does not wait.
    Unlimited,
    Timeout,
    Deadline,
    /// Of the module `blocking`.
    Generic,
}

/// A control handle.
pub(crate) trait Handle {
    fn close(&self);
    fn is_closed(&self) -> bool;
    fn is_fully_drained(&self) -> bool;
    fn len(&self) -> usize;
    fn is_empty(&self) -> bool;
    fn producer_count(&self) -> usize;
    fn consumer_count(&self) -> usize;
    fn register(&self) -> Option<Result<Box<dyn Tx>, RegisterError>>;
    fn register_consumer(&self) -> Option<Result<Box<dyn Rx>, RegisterError>>;
    fn duplicate(&self) -> Box<dyn Handle>;
    fn snapshot(&self) -> Option<ChannelStats>;
}

/// What a producer says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TxStatus {
    pub(crate) len: usize,
    pub(crate) available: usize,
    pub(crate) is_empty: bool,
    pub(crate) is_full: bool,
    pub(crate) is_closed: bool,
}

/// A producer. What it returns that is boxed borrows it, though no lifetime says so: the caller
/// uses nothing else of the producer before that is dropped, or consumed, or forgotten.
pub(crate) trait Tx {
    fn try_send(&mut self, number: u32) -> Sent;
    /// `Produce::try_send`.
    fn produce(&mut self, number: u32) -> Sent;
    /// Sends up to `n` messages. `f` is called before each one is made.
    fn send_iter(&mut self, n: usize, f: &mut dyn FnMut()) -> usize;
    fn send_slice(&mut self, number: u32, n: usize) -> Option<usize>;
    /// With the strategy `TimedBlocking` and no time. Returns how many were sent.
    fn send_all(&mut self, number: u32, n: usize) -> Option<usize>;
    /// With the same strategy. Each message is a publish.
    fn send_all_iter(&mut self, number: u32, n: usize) -> Option<usize>;
    fn send(&mut self, number: u32, patience: Patience) -> Option<Sent>;
    /// Without time. Returns whether the channel is closed.
    fn wait_closed(&mut self) -> Option<bool>;
    fn reserve(&mut self, ask: Ask, n: usize)
    -> Option<Result<Box<dyn Reservation>, ReserveError>>;
    fn park(&mut self);
    fn poll_ready(&mut self, waker: &Waker) -> Option<Poll<bool>>;
    fn start_send(&mut self, number: u32) -> Sent;
    /// Returns whether there is such a method.
    fn close_sink(&mut self) -> bool;
    fn send_async(&mut self, number: u32) -> Option<Box<dyn Sending>>;
    fn reserve_async(&mut self, n: usize) -> Option<Box<dyn Reserving>>;
    fn status(&self) -> TxStatus;
    fn metrics(&self) -> Option<ProducerStats>;
    fn channel(&self) -> Option<Box<dyn Handle>>;
    /// The producer itself, for `reset`.
    fn end(&mut self) -> &mut dyn Any;
}

/// A reservation, or what it is made of.
pub(crate) trait Reservation {
    /// How many slots are not written.
    fn left(&self) -> usize;
    /// Returns whether there was a slot.
    fn push(&mut self, number: u32) -> bool;
    fn fill(&mut self, n: usize, f: &mut dyn FnMut()) -> usize;
    /// Returns how many are sent, and the numbers of those that came back.
    fn commit(self: Box<Self>) -> (usize, Vec<u32>);
    /// Commits the first `n` of what was written.
    fn commit_init(self: Box<Self>, n: usize) -> (usize, Vec<u32>);
    fn forget(self: Box<Self>);
}

/// A future of a send.
pub(crate) trait Sending {
    fn poll(&mut self, waker: &Waker) -> Poll<Sent>;
}

/// A future of a reservation.
pub(crate) trait Reserving {
    fn poll(&mut self, waker: &Waker) -> Poll<Result<Box<dyn Reservation>, ReserveError>>;
}

/// A future of a message.
pub(crate) trait Receiving {
    fn poll(&mut self, waker: &Waker) -> Poll<Option<u32>>;
    fn forget(self: Box<Self>);
}

/// Batches with a handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Batch {
    /// `consume_batch`.
    All,
    /// `consume_batch_owned`: of the consumer that owns its rings.
    Owned,
    /// `Consume::consume_batch_owned`.
    Generic,
    UpTo(usize),
    /// Until the handler returns `false`.
    While,
    /// `consume_all` and the like, of the mpsc consumer.
    ConsumeAll,
    ConsumeAllOwned,
    ConsumeAllUpTo(usize),
    DrainAll,
    /// `steal_batch`, of the mpmc consumer.
    Steal,
    /// `consume_batch_wait`, without time.
    Wait,
}

/// What a consumer says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RxStatus {
    pub(crate) len: usize,
    pub(crate) is_empty: bool,
    pub(crate) is_closed: bool,
}

/// A consumer. What it returns that is boxed borrows it, as with [`Tx`].
pub(crate) trait Rx {
    fn try_recv(&mut self) -> Result<u32, TryRecvError>;
    /// `Consume::try_recv`.
    fn consume(&mut self) -> Result<u32, TryRecvError>;
    /// The first message of `try_iter`.
    fn next(&mut self) -> Option<u32>;
    /// Calls `f` for each message. Returns how many the method says it has handed out.
    fn batch(&mut self, how: Batch, f: &mut dyn FnMut(u32) -> bool) -> Option<usize>;
    /// `drain_into` or `steal_into`.
    fn take_into(&mut self, max: usize) -> Vec<u32>;
    /// The caller knows that there is a message, or that none can come.
    fn recv_many(&mut self, max: usize) -> Option<Vec<u32>>;
    /// `recv_slice` or `steal_slice`.
    fn take_slice(&mut self, max: usize) -> Option<Vec<u32>>;
    fn skip(&mut self, max: usize) -> Option<usize>;
    fn consume_count(&mut self) -> Option<usize>;
    fn peek(&mut self) -> Option<Option<u32>>;
    fn peek_many(&mut self, n: usize) -> Option<Option<Vec<u32>>>;
    fn view(&mut self, how: Look) -> Option<Option<Box<dyn View>>>;
    /// `steal`.
    fn steal(&mut self, max: usize) -> Option<Option<Box<dyn View>>>;
    fn recv(&mut self, patience: Patience) -> Option<Result<u32, TryRecvError>>;
    fn park(&mut self);
    fn unpark(&self);
    fn poll_next(&mut self, waker: &Waker) -> Option<Poll<Option<u32>>>;
    fn recv_async(&mut self) -> Option<Box<dyn Receiving>>;
    /// Returns whether there is such a method.
    fn set_notifier(&mut self, notifier: Option<Arc<EventNotifier>>) -> bool;
    fn close(&mut self);
    fn reset(&mut self, producer: Option<&mut dyn Any>) -> Option<bool>;
    fn status(&self) -> RxStatus;
    fn is_fully_drained(&self) -> Option<bool>;
    /// How many it has received, of the option `metrics`.
    fn received(&self) -> Option<u64>;
}

/// Which view of the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Readable,
    Iter,
    Drain,
}

/// A guard of a consumer: a readable, an iterator, a drain or a claim.
pub(crate) trait View {
    /// How many messages are in it, if it says so.
    fn left(&self) -> Option<usize>;
    /// The numbers of a readable.
    fn slice(&self) -> Vec<u32>;
    /// The next message, looked at or taken.
    fn next(&mut self) -> Option<u32>;
    /// Advances a readable by `n`, or finishes an iterator; drops others. Returns how many an
    /// iterator has consumed.
    fn finish(self: Box<Self>, n: usize) -> Option<usize>;
    fn forget(self: Box<Self>);
}
