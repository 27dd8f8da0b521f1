//! Generic code over the ends of any channel: [`Produce`] and [`Consume`].

use std::time::Instant;

use crate::consumer::{Consumer, Source};
use crate::error::{SendTimeoutError, TryRecvError, TrySendError};
use crate::producer::{Producer, Registration};
use crate::ring::layout::Ring;
use crate::ring::slots::Buffer;
use crate::wait::{Unparker, Waiter};

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
///
/// // There is space, so a park does not sleep.
/// let (mut producer, _consumer) = ringmpsc::spsc::channel::<u64>();
/// assert!(!Produce::park(&mut producer, None));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot send messages of type `{T}`",
    label = "not a producer of such messages",
    note = "a producer implements `ringmpsc::Produce<T>` for the message type `T` of its channel",
    note = "pass the producer that `open()` or `register()` returns: by value, not by reference, \
            and not the control handle"
)]
pub trait Produce<T> {
    /// Sends one message if there is space. Never blocks.
    ///
    /// # Errors
    ///
    /// `Full` if there is no space now. `Closed` if no consumer can receive any more. Both return
    /// the message.
    fn try_send(&mut self, message: T) -> Result<(), TrySendError<T>>;

    /// Sleeps until there may be space, the channel is closed, or the deadline has passed. It may
    /// return without a reason: try again.
    ///
    /// Returns whether an [`Unparker`] of the producer ended the park.
    ///
    /// With the option `wait` the consumer wakes the thread. Without it no thread does, so this
    /// sleeps for a millisecond.
    fn park(&mut self, deadline: Option<Instant>) -> bool;

    /// The implementation of [`blocking::send`](crate::blocking::send): tries, and waits as
    /// `waiter` says. Generated producers count it as one attempt.
    #[doc(hidden)]
    fn send_waiting(&mut self, message: T, waiter: Waiter) -> Result<(), SendTimeoutError<T>> {
        let (mut message, mut waiter) = (message, waiter);
        loop {
            message = match self.try_send(message) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Closed(message)) => {
                    return Err(SendTimeoutError::Closed(message));
                }
                Err(TrySendError::Full(message)) => message,
            };
            if let Err(reason) = waiter.step(false, |deadline| self.park(deadline)) {
                return Err(SendTimeoutError::gave_up(reason, message));
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
///
/// let unparker = Consume::unparker(&consumer);
/// unparker.unpark();
/// assert!(Consume::park(&mut consumer, None), "it does not sleep");
/// Consume::close(&mut consumer);
/// assert!(producer.is_closed());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot receive messages of type `{T}`",
    label = "not a consumer of such messages",
    note = "a consumer implements `ringmpsc::Consume<T>` for the message type `T` of its channel",
    note = "pass the consumer that `open()` or `register_consumer()` returns: by value, not by \
            reference, and not the control handle"
)]
pub trait Consume<T> {
    /// Receives one message if there is one. Never blocks.
    ///
    /// # Errors
    ///
    /// `Empty` if there is no message now. `Closed` if there will be none.
    fn try_recv(&mut self) -> Result<T, TryRecvError>;

    /// Passes the available messages to `f` by value, and returns their number. A consumer of many
    /// producers may skip idle rings. It returns 0 only if every ring is empty.
    fn consume_batch_owned(&mut self, f: impl FnMut(T)) -> usize;

    /// Sleeps until there may be a message, the channel has ended, or the deadline has passed. It
    /// may return without a reason: try again.
    ///
    /// Returns whether an [`unparker`](Self::unparker) ended the park.
    fn park(&mut self, deadline: Option<Instant>) -> bool;

    /// Stops this consumer after the queued messages. Then it is told `Closed`.
    ///
    /// Without competing consumers this closes the channel: later sends fail. With competing
    /// consumers the channel stays open for the other consumers, and for those that register later.
    /// `is_closed` and `is_fully_drained` still describe the channel.
    fn close(&mut self);

    /// Returns an object with which another thread ends a [`park`](Self::park), or an operation
    /// that waits for a message.
    fn unparker(&self) -> Unparker;
}

/// A generated producer: the library's `Producer` with a name. The expansion implements this. `T`
/// is the message, so that the compiler names it if another message is wanted.
#[doc(hidden)]
pub trait ProducerEnd<T> {
    type Producer;
    fn producer(&self) -> &Self::Producer;
    fn producer_mut(&mut self) -> &mut Self::Producer;
}

/// A generated consumer: the library's `Consumer` with a name. The expansion implements this.
#[doc(hidden)]
pub trait ConsumerEnd<T> {
    type Consumer;
    fn consumer(&self) -> &Self::Consumer;
    fn consumer_mut(&mut self) -> &mut Self::Consumer;
}

// Without `do_not_recommend`, the compiler would name the hidden trait.
#[diagnostic::do_not_recommend]
impl<T, R, S, E> Produce<T> for E
where
    R: Ring,
    R::Slots: Buffer<Message = T>,
    S: Registration<R>,
    E: ProducerEnd<T, Producer = Producer<R, S>>,
{
    #[inline]
    fn try_send(&mut self, message: T) -> Result<(), TrySendError<T>> {
        self.producer_mut().try_send(message)
    }

    fn park(&mut self, deadline: Option<Instant>) -> bool {
        self.producer_mut().park(1, deadline)
    }

    fn send_waiting(&mut self, message: T, waiter: Waiter) -> Result<(), SendTimeoutError<T>> {
        self.producer_mut().send_waiting(message, waiter)
    }
}

#[diagnostic::do_not_recommend]
impl<T, R, S, E> Consume<T> for E
where
    R: Ring,
    R::Slots: Buffer<Message = T>,
    S: Source<Ring = R>,
    E: ConsumerEnd<T, Consumer = Consumer<S>>,
{
    #[inline]
    fn try_recv(&mut self) -> Result<T, TryRecvError> {
        self.consumer_mut().try_recv()
    }

    #[inline]
    fn consume_batch_owned(&mut self, f: impl FnMut(T)) -> usize {
        self.consumer_mut().consume_batch_owned(f)
    }

    fn park(&mut self, deadline: Option<Instant>) -> bool {
        self.consumer_mut().park(deadline)
    }

    fn close(&mut self) {
        self.consumer_mut().close();
    }

    fn unparker(&self) -> Unparker {
        self.consumer().unparker()
    }
}
