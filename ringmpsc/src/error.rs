//! All public errors.
//!
//! They follow the conventions of `std::sync::mpsc` and crossbeam. A message that could not be sent
//! comes back. `Debug` and `Display` need no bound on the message type. All of them implement
//! `Error`.

use core::error::Error;
use core::fmt;

/// What the errors of an interrupted wait say.
const INTERRUPTED: &str = "the wait was interrupted by an unparker";

/// Why an operation stops waiting, though the other side has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GaveUp {
    /// The time is up.
    TimedOut,
    /// The end's unparker was used.
    Interrupted,
}

/// A message could not be sent now.
///
/// ```
/// use ringmpsc::{TrySendError, spsc};
///
/// let (mut producer, consumer) = spsc::channel::<u32>();
/// drop(consumer);
/// let error = producer.try_send(7).unwrap_err();
/// assert_eq!(error, TrySendError::Closed(7));
/// assert!(error.is_closed() && !error.is_full());
/// assert_eq!(error.into_inner(), 7);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TrySendError<T> {
    /// All slots hold messages. Receive some, or try again later.
    Full(T),
    /// No consumer can receive the message any more.
    Closed(T),
}

impl<T> TrySendError<T> {
    /// Returns the message.
    pub fn into_inner(self) -> T {
        match self {
            Self::Full(message) | Self::Closed(message) => message,
        }
    }

    /// Returns whether all slots held messages.
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::Full(_))
    }

    /// Returns whether no consumer can receive any more.
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed(_))
    }
}

impl<T> fmt::Debug for TrySendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_full() { "Full(..)" } else { "Closed(..)" })
    }
}

impl<T> fmt::Display for TrySendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_full() { "the ring is full" } else { "the channel is closed" })
    }
}

impl<T> Error for TrySendError<T> {}

/// Slots could not be reserved now.
///
/// ```
/// use ringmpsc::{ReserveError, spsc};
///
/// let (mut producer, consumer) = spsc::channel::<u32>();
/// assert_eq!(producer.reserve(0).unwrap_err(), ReserveError::Zero);
/// drop(consumer);
/// let error = producer.reserve(1).unwrap_err();
/// assert!(error.is_closed() && !error.is_full());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReserveError {
    /// Fewer slots are free. Receive some messages, reserve fewer with `reserve_up_to`, or try
    /// again later.
    Full,
    /// No consumer can receive messages any more.
    Closed,
    /// More slots were requested than the ring has: the wait for space would never end.
    TooLarge,
    /// No slots were requested.
    Zero,
}

impl ReserveError {
    /// Returns whether there may be space later.
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::Full)
    }

    /// Returns whether no consumer can receive any more.
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed)
    }
}

impl fmt::Display for ReserveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "the ring has too few free slots",
            Self::Closed => "the channel is closed",
            Self::TooLarge => "more slots than the ring has: reserve at most `CAPACITY`",
            Self::Zero => "no slots were asked for: reserve at least one",
        })
    }
}

impl Error for ReserveError {}

/// The channel was closed while a reservation was held, and not all of its messages will be
/// received.
///
/// ```
/// use ringmpsc::spsc;
///
/// let (mut producer, consumer) = spsc::channel::<u32>();
/// let mut slots = producer.reserve(2).unwrap();
/// slots.fill_from([1, 2]);
/// drop(consumer);
/// let error = slots.commit().unwrap_err();
/// assert!(error.is_closed());
/// assert_eq!(error.committed(), 0);
/// assert_eq!(error.into_inner(), [1, 2]);
/// ```
pub struct CommitError<T> {
    committed: usize,
    returned: Vec<T>,
}

impl<T> CommitError<T> {
    pub(crate) fn new(committed: usize, returned: Vec<T>) -> Self {
        Self { committed, returned }
    }

    /// Returns how many messages will be received, or dropped with the consumer.
    pub const fn committed(&self) -> usize {
        self.committed
    }

    /// Returns the messages that will not be received, in order.
    pub fn into_inner(self) -> Vec<T> {
        self.returned
    }

    /// Returns true: a commit fails for no other reason.
    pub const fn is_closed(&self) -> bool {
        true
    }
}

impl<T> fmt::Debug for CommitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommitError")
            .field("committed", &self.committed)
            .field("returned", &self.returned.len())
            .finish()
    }
}

impl<T> fmt::Display for CommitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the channel is closed: {} messages were returned", self.returned.len())
    }
}

impl<T> Error for CommitError<T> {}

/// There was no message to receive.
///
/// ```
/// use ringmpsc::{TryRecvError, spsc};
///
/// let (producer, mut consumer) = spsc::channel::<u32>();
/// assert!(consumer.try_recv().unwrap_err().is_empty());
/// drop(producer);
/// let error = consumer.try_recv().unwrap_err();
/// assert!(error.is_closed());
/// assert_eq!(error, TryRecvError::Closed);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryRecvError {
    /// No message is waiting, but one may still be sent.
    Empty,
    /// All messages that were sent have been received, and no more can be sent.
    Closed,
}

impl TryRecvError {
    /// Returns whether a message may still be sent.
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// Returns whether no message can be sent any more.
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed)
    }
}

impl fmt::Display for TryRecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "no message is waiting",
            Self::Closed => "the channel is closed and drained",
        })
    }
}

impl Error for TryRecvError {}

/// A producer or a consumer could not be registered.
///
/// ```
/// use ringmpsc::{RegisterError, ring_channel};
///
/// #[ring_channel(kind = mpsc, max_producers = 1)]
/// type Number = u64;
///
/// let (channel, consumer) = NumberChannel::open();
/// let producer = channel.register().unwrap();
/// assert_eq!(channel.register().unwrap_err(), RegisterError::LimitReached { limit: 1 });
/// drop((producer, consumer));
/// assert!(channel.register().unwrap_err().is_closed());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegisterError {
    /// For a producer: the channel was closed, or no consumer can receive any more. For a consumer:
    /// no message is left to receive.
    Closed,
    /// `max_producers` producers are registered already. Drop one first, or raise the limit.
    LimitReached {
        /// The limit.
        limit: usize,
    },
    /// `max_consumers` consumers are registered already. Drop one first, or raise the limit.
    ConsumerLimitReached {
        /// The limit.
        limit: usize,
    },
    /// There was no memory for another ring. Use fewer `bits`, or fewer producers.
    OutOfMemory,
    /// This process is a child that was forked after the channel was opened. Its copy of the
    /// channel registers no new ends, because another thread of the parent may have held a lock at
    /// the fork. Open a channel in the child.
    Forked,
}

impl RegisterError {
    /// Returns whether the channel was closed.
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed)
    }
}

impl fmt::Display for RegisterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str("the channel is closed"),
            Self::LimitReached { limit } => {
                write!(f, "{limit} producers are registered: drop one, or raise `max_producers`")
            }
            Self::ConsumerLimitReached { limit } => {
                write!(f, "{limit} consumers are registered: drop one, or raise `max_consumers`")
            }
            Self::OutOfMemory => {
                f.write_str("no memory for another ring: use fewer `bits`, or fewer producers")
            }
            Self::Forked => {
                f.write_str("the channel was opened before this process was forked: open another")
            }
        }
    }
}

impl Error for RegisterError {}

/// A message could not be sent, by an operation that waits without a limit.
///
/// ```
/// use ringmpsc::spsc;
///
/// let (mut producer, consumer) = spsc::channel::<u32>();
/// drop(consumer);
/// let error = producer.send(7).unwrap_err();
/// assert!(error.is_closed() && !error.is_interrupted());
/// assert_eq!(error.into_inner(), 7);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SendError<T> {
    /// No consumer can receive the message any more.
    Closed(T),
    /// The producer's [`Unparker`](crate::Unparker) ended the wait for space. A future is never
    /// interrupted.
    Interrupted(T),
}

impl<T> SendError<T> {
    /// Returns the message.
    pub fn into_inner(self) -> T {
        match self {
            Self::Closed(message) | Self::Interrupted(message) => message,
        }
    }

    /// Returns whether no consumer can receive any more.
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed(_))
    }

    /// Returns whether an [`Unparker`](crate::Unparker) ended the wait.
    pub const fn is_interrupted(&self) -> bool {
        matches!(self, Self::Interrupted(_))
    }
}

impl<T> fmt::Debug for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_closed() { "Closed(..)" } else { "Interrupted(..)" })
    }
}

impl<T> fmt::Display for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_closed() { "the channel is closed" } else { INTERRUPTED })
    }
}

impl<T> Error for SendError<T> {}

/// A message could not be sent in time.
///
/// ```
/// use std::time::Duration;
/// use ringmpsc::ring_channel;
///
/// #[ring_channel(kind = spsc, bits = 1, wait)]
/// type Number = u64;
///
/// let (mut producer, _consumer) = NumberChannel::open();
/// assert_eq!(producer.send_slice(&[1, 2]), 2);
/// let error = producer.send_timeout(3, Duration::from_millis(1)).unwrap_err();
/// assert!(error.is_timeout() && !error.is_closed() && !error.is_interrupted());
/// assert_eq!(error.into_inner(), 3);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SendTimeoutError<T> {
    /// Timed out waiting for space.
    Timeout(T),
    /// No consumer can receive the message any more.
    Closed(T),
    /// The producer's [`Unparker`](crate::Unparker) ended the wait for space.
    Interrupted(T),
}

impl<T> SendTimeoutError<T> {
    pub(crate) fn gave_up(reason: GaveUp, message: T) -> Self {
        match reason {
            GaveUp::TimedOut => Self::Timeout(message),
            GaveUp::Interrupted => Self::Interrupted(message),
        }
    }

    /// Returns the message.
    pub fn into_inner(self) -> T {
        match self {
            Self::Timeout(message) | Self::Closed(message) | Self::Interrupted(message) => message,
        }
    }

    /// Returns whether the wait timed out.
    pub const fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Returns whether no consumer can receive any more.
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed(_))
    }

    /// Returns whether an [`Unparker`](crate::Unparker) ended the wait.
    pub const fn is_interrupted(&self) -> bool {
        matches!(self, Self::Interrupted(_))
    }
}

impl<T> fmt::Debug for SendTimeoutError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Timeout(_) => "Timeout(..)",
            Self::Closed(_) => "Closed(..)",
            Self::Interrupted(_) => "Interrupted(..)",
        })
    }
}

impl<T> fmt::Display for SendTimeoutError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Timeout(_) => "timed out waiting for space",
            Self::Closed(_) => "the channel is closed",
            Self::Interrupted(_) => INTERRUPTED,
        })
    }
}

impl<T> Error for SendTimeoutError<T> {}

impl<T> From<SendTimeoutError<T>> for SendError<T> {
    /// For a wait without a deadline, which does not time out.
    fn from(error: SendTimeoutError<T>) -> Self {
        match error {
            SendTimeoutError::Closed(message) => Self::Closed(message),
            SendTimeoutError::Timeout(message) | SendTimeoutError::Interrupted(message) => {
                Self::Interrupted(message)
            }
        }
    }
}

/// A sink accepts no more messages, because no consumer can receive any more.
///
/// ```
/// # #[cfg(feature = "futures")] {
/// use std::pin::Pin;
/// use std::task::{Context, Poll, Waker};
/// # mod futures { pub use ringmpsc::__private::Sink; }
/// use futures::Sink;
/// use ringmpsc::spsc;
///
/// let (mut producer, consumer) = spsc::channel::<u32>();
/// drop(consumer);
/// let context = &mut Context::from_waker(Waker::noop());
/// let Poll::Ready(Err(error)) = Pin::new(&mut producer).poll_ready(context) else {
///     panic!("no consumer can receive");
/// };
/// assert!(error.is_closed());
/// assert_eq!(error.into_inner(), None);
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SinkError<T>(pub(crate) Option<T>);

impl<T> SinkError<T> {
    /// Returns the message, if the sink already had one.
    pub fn into_inner(self) -> Option<T> {
        self.0
    }

    /// Returns true: a sink fails for no other reason.
    pub const fn is_closed(&self) -> bool {
        true
    }
}

impl<T> fmt::Debug for SinkError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SinkError(..)")
    }
}

impl<T> fmt::Display for SinkError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the channel is closed")
    }
}

impl<T> Error for SinkError<T> {}

/// Not all messages could be sent.
///
/// ```
/// use std::time::Duration;
/// use ringmpsc::{WaitError, WaitStrategy, ring_channel};
///
/// #[ring_channel(kind = spsc, bits = 1, wait)]
/// type Number = u64;
///
/// let (mut producer, _consumer) = NumberChannel::open();
/// let strategy = WaitStrategy::TimedBlocking { timeout: Duration::from_millis(1) };
/// let error = producer.send_all(&[1, 2, 3], strategy).unwrap_err();
/// assert_eq!((error.sent(), error.reason()), (2, WaitError::TimedOut));
/// assert!(!error.is_closed());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendAllError {
    sent: usize,
    reason: WaitError,
}

impl SendAllError {
    pub(crate) fn new(sent: usize, reason: WaitError) -> Self {
        Self { sent, reason }
    }

    /// Returns how many messages were sent: the first ones.
    pub const fn sent(&self) -> usize {
        self.sent
    }

    /// Returns why the other messages were not sent.
    pub const fn reason(&self) -> WaitError {
        self.reason
    }

    /// Returns whether no consumer can receive any more.
    pub const fn is_closed(&self) -> bool {
        self.reason.is_closed()
    }
}

impl fmt::Display for SendAllError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} after {} messages were sent", self.reason, self.sent)
    }
}

impl Error for SendAllError {}

/// Not all messages of an iterator could be sent.
///
/// It has the message that was taken from the iterator and not sent. The iterator has the others.
///
/// ```
/// use ringmpsc::{WaitStrategy, spsc};
///
/// let (mut producer, consumer) = spsc::channel::<String>();
/// drop(consumer);
/// let mut words = ["a", "b", "c"].map(String::from).into_iter();
/// let error = producer.send_all_iter(&mut words, WaitStrategy::Blocking).unwrap_err();
/// assert_eq!(error.sent(), 0);
/// assert!(error.is_closed() && !error.is_timeout() && !error.is_interrupted());
/// let unsent: Vec<_> = std::iter::once(error.into_inner()).chain(words).collect();
/// assert_eq!(unsent, ["a", "b", "c"]);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SendIterError<T> {
    sent: usize,
    error: SendTimeoutError<T>,
}

impl<T> SendIterError<T> {
    pub(crate) fn new(sent: usize, error: SendTimeoutError<T>) -> Self {
        Self { sent, error }
    }

    /// Returns how many messages were sent: the first ones.
    pub const fn sent(&self) -> usize {
        self.sent
    }

    /// Returns the message that was taken and not sent.
    pub fn into_inner(self) -> T {
        self.error.into_inner()
    }

    /// Returns whether the wait timed out.
    pub const fn is_timeout(&self) -> bool {
        self.error.is_timeout()
    }

    /// Returns whether no consumer can receive any more.
    pub const fn is_closed(&self) -> bool {
        self.error.is_closed()
    }

    /// Returns whether an [`Unparker`](crate::Unparker) ended the wait.
    pub const fn is_interrupted(&self) -> bool {
        self.error.is_interrupted()
    }
}

impl<T> fmt::Debug for SendIterError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendIterError")
            .field("sent", &self.sent)
            .field("error", &self.error)
            .finish()
    }
}

impl<T> fmt::Display for SendIterError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} after {} messages were sent", self.error, self.sent)
    }
}

impl<T> Error for SendIterError<T> {}

/// No message was received, by an operation that waits without a limit.
///
/// ```
/// use ringmpsc::spsc;
///
/// let (producer, mut consumer) = spsc::channel::<u32>();
/// consumer.unparker().unpark();
/// assert!(consumer.recv().unwrap_err().is_interrupted());
/// drop(producer);
/// assert!(consumer.recv().unwrap_err().is_closed());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecvError {
    /// All messages have been received, and no more can be sent.
    Closed,
    /// The consumer's [`Unparker`](crate::Unparker) ended the wait. Messages may still come. A
    /// future is never interrupted.
    Interrupted,
}

impl RecvError {
    /// Returns whether all messages have been received, and no more can be sent.
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed)
    }

    /// Returns whether an [`Unparker`](crate::Unparker) ended the wait.
    pub const fn is_interrupted(&self) -> bool {
        matches!(self, Self::Interrupted)
    }
}

impl fmt::Display for RecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Closed => "the channel is closed and drained",
            Self::Interrupted => INTERRUPTED,
        })
    }
}

impl Error for RecvError {}

/// No message was received in time.
///
/// ```
/// use std::time::Duration;
/// use ringmpsc::spsc;
///
/// let (producer, mut consumer) = spsc::channel::<u32>();
/// let error = consumer.recv_timeout(Duration::from_millis(1)).unwrap_err();
/// assert!(error.is_timeout() && !error.is_interrupted());
/// drop(producer);
/// assert!(consumer.recv_timeout(Duration::MAX).unwrap_err().is_closed());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecvTimeoutError {
    /// Timed out waiting for a message.
    Timeout,
    /// All messages have been received, and no more can be sent.
    Closed,
    /// The consumer's [`Unparker`](crate::Unparker) ended the wait. Messages may still come.
    Interrupted,
}

impl RecvTimeoutError {
    /// Returns whether the wait timed out.
    pub const fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout)
    }

    /// Returns whether all messages have been received, and no more can be sent.
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed)
    }

    /// Returns whether an [`Unparker`](crate::Unparker) ended the wait.
    pub const fn is_interrupted(&self) -> bool {
        matches!(self, Self::Interrupted)
    }
}

impl fmt::Display for RecvTimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Timeout => "timed out waiting for a message",
            Self::Closed => "the channel is closed and drained",
            Self::Interrupted => INTERRUPTED,
        })
    }
}

impl Error for RecvTimeoutError {}

impl From<RecvTimeoutError> for RecvError {
    /// For a wait without a deadline, which does not time out.
    fn from(error: RecvTimeoutError) -> Self {
        match error {
            RecvTimeoutError::Closed => Self::Closed,
            RecvTimeoutError::Timeout | RecvTimeoutError::Interrupted => Self::Interrupted,
        }
    }
}

impl From<GaveUp> for RecvTimeoutError {
    fn from(reason: GaveUp) -> Self {
        match reason {
            GaveUp::TimedOut => Self::Timeout,
            GaveUp::Interrupted => Self::Interrupted,
        }
    }
}

/// A wait ended without success.
///
/// ```
/// use std::time::Duration;
/// use ringmpsc::spsc;
///
/// let (mut producer, _consumer) = spsc::channel::<u32>();
/// let error = producer.wait_closed(Duration::from_millis(1)).unwrap_err();
/// assert!(error.is_timeout() && !error.is_closed() && !error.is_interrupted());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitError {
    /// The wait timed out.
    TimedOut,
    /// The other side has ended: no more messages, or no more space, will come.
    Closed,
    /// The end's [`Unparker`](crate::Unparker) ended the wait.
    Interrupted,
    /// More slots were requested than the ring has: the wait for space would never end.
    TooLarge,
    /// No slots were requested.
    Zero,
}

impl WaitError {
    /// Returns whether the wait timed out.
    pub const fn is_timeout(&self) -> bool {
        matches!(self, Self::TimedOut)
    }

    /// Returns whether the other side has ended.
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed)
    }

    /// Returns whether an [`Unparker`](crate::Unparker) ended the wait.
    pub const fn is_interrupted(&self) -> bool {
        matches!(self, Self::Interrupted)
    }
}

impl From<GaveUp> for WaitError {
    fn from(reason: GaveUp) -> Self {
        match reason {
            GaveUp::TimedOut => Self::TimedOut,
            GaveUp::Interrupted => Self::Interrupted,
        }
    }
}

impl From<RecvTimeoutError> for WaitError {
    /// The same reason, by the name that it has here.
    fn from(error: RecvTimeoutError) -> Self {
        match error {
            RecvTimeoutError::Timeout => Self::TimedOut,
            RecvTimeoutError::Closed => Self::Closed,
            RecvTimeoutError::Interrupted => Self::Interrupted,
        }
    }
}

impl From<ReserveError> for WaitError {
    /// For a wait that is over: a ring that is still full means that the wait timed out.
    fn from(error: ReserveError) -> Self {
        match error {
            ReserveError::Full => Self::TimedOut,
            ReserveError::Closed => Self::Closed,
            ReserveError::TooLarge => Self::TooLarge,
            ReserveError::Zero => Self::Zero,
        }
    }
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TimedOut => "the time was up",
            Self::Closed => "the channel is closed",
            Self::Interrupted => INTERRUPTED,
            Self::TooLarge => "more slots than the ring has: reserve at most `CAPACITY`",
            Self::Zero => "no slots were asked for: reserve at least one",
        })
    }
}

impl Error for WaitError {}

/// A channel could not be reset.
///
/// ```
/// use ringmpsc::{ResetError, ring_channel};
///
/// #[ring_channel(kind = spsc)]
/// type Number = u64;
///
/// let (mut producer, mut consumer) = NumberChannel::open();
/// let (mut foreign, _other) = NumberChannel::open();
/// assert_eq!(consumer.reset(&mut foreign), Err(ResetError::Foreign));
/// assert_eq!(consumer.reset(&mut producer), Ok(()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResetError {
    /// The producer belongs to another channel.
    Foreign,
    /// Producers are registered. Drop them first.
    ProducersAlive,
}

impl fmt::Display for ResetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Foreign => "the producer belongs to another channel",
            Self::ProducersAlive => "producers are registered: drop them first",
        })
    }
}

impl Error for ResetError {}

#[cfg(test)]
mod tests;
