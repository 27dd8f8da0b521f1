//! Code over any channel's ends: [`Produce`] and [`Consume`].

use std::time::Instant;

use crate::consumer::{Consumer, Source};
use crate::error::{SendTimeoutError, TryRecvError, TrySendError};
use crate::producer::{Producer, Registration};
use crate::ring::layout::{Message, Ring};
use crate::sync::{AtomicBool, Ordering, StdArc as Arc, edge};
use crate::wait::{Waiter, Waiters};

/// The end that sends: every generated producer.
///
/// ```
/// use ringmpsc::{Produce, ring_channel};
///
/// #[ring_channel(kind = spsc)]
/// type Number = u64;
///
/// fn count_up(mut producer: impl Produce<u64>) -> u64 {
///     (0..).take_while(|&number| producer.try_send(number).is_ok()).count() as u64
/// }
///
/// let (producer, _consumer) = NumberChannel::open();
/// assert_eq!(count_up(producer), NumberChannel::CAPACITY as u64);
/// ```
pub trait Produce<T> {
    /// Sends one message if there is room. Never blocks.
    ///
    /// # Errors
    ///
    /// `Full` if there is no room now, `Closed` if nobody can receive any more; the message comes
    /// back.
    fn try_send(&mut self, message: T) -> Result<(), TrySendError<T>>;

    /// Sleeps until there may be room, the channel is closed, or the deadline has passed. It may
    /// return for no reason: try again.
    ///
    /// With the option `wait` the consumer wakes it. Without, nobody would, and it naps for a
    /// millisecond.
    fn park(&mut self, deadline: Option<Instant>);

    /// What [`blocking::send`](crate::blocking::send) does: tries, and waits as `waiter` says.
    /// Generated producers count it as one attempt.
    #[doc(hidden)]
    fn send_with(&mut self, message: T, waiter: Waiter) -> Result<(), SendTimeoutError<T>> {
        let (mut message, mut waiter) = (message, waiter);
        loop {
            message = match self.try_send(message) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Closed(message)) => {
                    return Err(SendTimeoutError::Closed(message));
                }
                Err(TrySendError::Full(message)) => message,
            };
            if !waiter.wait(|deadline| self.park(deadline)) {
                return Err(SendTimeoutError::Timeout(message));
            }
        }
    }
}

/// The end that receives: every generated consumer.
///
/// ```
/// use ringmpsc::{Consume, ring_channel};
///
/// #[ring_channel(kind = mpsc)]
/// type Number = u64;
///
/// fn sum(consumer: &mut impl Consume<u64>) -> u64 {
///     let mut sum = 0;
///     consumer.consume_batch_owned(|number| sum += number);
///     sum
/// }
///
/// let (channel, mut consumer) = NumberChannel::open();
/// let mut producer = channel.register().unwrap();
/// producer.send_slice(&[1, 2, 3]);
/// assert_eq!(sum(&mut consumer), 6);
/// ```
pub trait Consume<T> {
    /// Receives one message if there is one. Never blocks.
    ///
    /// # Errors
    ///
    /// `Empty` if there is none now, `Closed` if there will be none.
    fn try_recv(&mut self) -> Result<T, TryRecvError>;

    /// Hands everything available to `f` by value, and returns how many messages that were.
    fn consume_batch_owned(&mut self, f: impl FnMut(T)) -> usize;

    /// Sleeps until there may be a message, the end has come, or the deadline has passed. It may
    /// return for no reason: try again.
    fn park(&mut self, deadline: Option<Instant>);

    /// Wants no more messages than there are, and then is told `Closed`. What is sent from now on
    /// is refused, unless the channel is one that consumers share: others go on, or may come, and
    /// `is_closed` and `is_fully_drained` tell about the channel as before.
    fn close(&mut self);

    /// What ends a [`park`](Self::park) from another thread.
    fn unparker(&self) -> Unparker;
}

/// Wakes a consumer that is [parked](Consume::park). From any thread, also when the consumer is
/// gone.
#[derive(Clone)]
pub struct Unparker {
    waiters: Arc<Waiters>,
    /// Seen by the one consumer that the clock is of; those that it shares an alarm with are woken
    /// in passing.
    interrupted: Arc<AtomicBool>,
}

impl Unparker {
    /// Ends the park that is going on, or, if there is none, the next one at the latest.
    ///
    /// What the calling thread did before is visible to the consumer's thread after that park. So a
    /// flag that says why may be `Relaxed`.
    pub fn unpark(&self) {
        // Release pairs with the Acquire of `Consumer::take_interrupt`: a consumer that takes this
        // ring sees what the caller did before, for example that it set a flag to stop. An
        // exchange, not a store, so that a later ring of another thread does not hide this one: an
        // Acquire reads from the whole release sequence, and a plain store would begin a new one.
        self.interrupted.swap(true, edge("clock.ring", Ordering::Release));
        self.waiters.signal();
    }
}

impl core::fmt::Debug for Unparker {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Unparker").finish_non_exhaustive()
    }
}

/// A generated producer is a half with a name. Implemented by the expansion.
#[doc(hidden)]
pub trait ProducerEnd {
    type Half;
    fn half(&self) -> &Self::Half;
    fn half_mut(&mut self) -> &mut Self::Half;
}

/// A generated consumer is rings with a name. Implemented by the expansion.
#[doc(hidden)]
pub trait ConsumerEnd {
    type Rings;
    fn rings(&self) -> &Self::Rings;
    fn rings_mut(&mut self) -> &mut Self::Rings;
}

impl<R, S, E> Produce<Message<R>> for E
where
    R: Ring,
    S: Registration<R>,
    E: ProducerEnd<Half = Producer<R, S>>,
{
    #[inline]
    fn try_send(&mut self, message: Message<R>) -> Result<(), TrySendError<Message<R>>> {
        self.half_mut().try_send(message)
    }

    fn park(&mut self, deadline: Option<Instant>) {
        self.half_mut().park(1, deadline);
    }

    fn send_with(
        &mut self,
        message: Message<R>,
        waiter: Waiter,
    ) -> Result<(), SendTimeoutError<Message<R>>> {
        self.half_mut().send_with(message, waiter)
    }
}

impl<S, E> Consume<Message<S::Ring>> for E
where
    S: Source,
    E: ConsumerEnd<Rings = Consumer<S>>,
{
    #[inline]
    fn try_recv(&mut self) -> Result<Message<S::Ring>, TryRecvError> {
        self.rings_mut().try_recv()
    }

    #[inline]
    fn consume_batch_owned(&mut self, f: impl FnMut(Message<S::Ring>)) -> usize {
        self.rings_mut().consume_batch_owned(f)
    }

    fn park(&mut self, deadline: Option<Instant>) {
        self.rings_mut().park(deadline);
    }

    fn close(&mut self) {
        self.rings_mut().close();
    }

    fn unparker(&self) -> Unparker {
        let consumer = self.rings();
        let waiters = Arc::clone(consumer.rings.waiters());
        Unparker { waiters, interrupted: Arc::clone(&consumer.interrupted) }
    }
}
