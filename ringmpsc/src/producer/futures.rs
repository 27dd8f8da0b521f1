//! The operations by which a task waits for space: the option `futures`.
//!
//! [`crate::consumer::futures`] says what they have in common with the operations of a consumer.

use crate::error::{ReserveError, SendError, SinkError, TrySendError, WaitError};
use crate::producer::reservation::Reservation;
use crate::producer::{Producer, Registration};
use crate::ring::layout::{HasFutures, Message, Ring};
use crate::wait::Way;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

impl<R: HasFutures, S: Registration<R>> Producer<R, S> {
    /// Polls for space for `n` messages. If there is none, the task is woken when there may be.
    #[inline]
    fn poll_space(
        &mut self,
        n: usize,
        way: Way,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), WaitError>> {
        // Most polls of a producer whose ring is not full know of a free slot, and have no waker to
        // take back.
        if n > 0
            && self.cached_free_slots() >= n
            && !self.budget.is_spent()
            && !self.ring.space_waiters().may_listen(&self.listener, way)
            && !self.is_closed()
        {
            self.budget.spend();
            return Poll::Ready(Ok(()));
        }
        self.poll_space_slowly(n, way, context)
    }

    /// As [`poll_space`](Self::poll_space), in every case. Not inlined, so that a poll which finds
    /// space at once can be inlined.
    #[inline(never)]
    fn poll_space_slowly(
        &mut self,
        n: usize,
        way: Way,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), WaitError>> {
        // After enough ready polls, yield to other tasks.
        if self.budget.is_spent() {
            self.stop_listening(way);
            return self.budget.give_way(context);
        }
        loop {
            // Take back the waker of an earlier poll. If a consumer has taken it, that consumer
            // wakes the task, and the poll that follows sees the release.
            let waker = self.ring.space_waiters().recall(&mut self.listener, way);
            // Load the slots.
            match self.may_reserve(n) {
                Ok(()) => {
                    self.budget.spend();
                    return Poll::Ready(Ok(()));
                }
                Err(ReserveError::Full) => self.begin_wait(n),
                Err(error) => {
                    self.end_wait(false);
                    return Poll::Ready(Err(WaitError::from(error)));
                }
            }
            // The ring is full. Register the waker, set `DORMANT`, and load the slots once more.
            // If the waker cannot be registered, a notifying thread wakes the task.
            let waiters = self.ring.space_waiters();
            if !waiters.listen_by_waker(&mut self.listener, way, waker, context)
                || self.prepare_park_for_space(n)
            {
                self.budget.renew();
                return Poll::Pending;
            }
        }
    }

    /// Polls a send of one message. If the ring is full, the task is woken when it should try
    /// again. Takes the message only when it returns `Ready`.
    ///
    /// # Errors
    ///
    /// If the channel is closed, with the message.
    ///
    /// # Panics
    ///
    /// Panics if there is no message: the send was ready before.
    #[inline]
    pub fn poll_send(
        &mut self,
        message: &mut Option<Message<R>>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), SendError<Message<R>>>> {
        let space = ready!(self.poll_space(1, Way::Future, context));
        let message = message.take().expect("a future is not polled after it was ready");
        Poll::Ready(match space {
            Ok(()) => self.send_into_space(message),
            Err(_) => Err(SendError::Closed(message)),
        })
    }

    /// Sends one message. The caller has found a free slot.
    #[inline]
    fn send_into_space(&mut self, message: Message<R>) -> Result<(), SendError<Message<R>>> {
        match self.try_send(message) {
            Ok(()) => Ok(()),
            Err(TrySendError::Closed(message)) => Err(SendError::Closed(message)),
            Err(TrySendError::Full(_)) => {
                unreachable!("only this producer takes space in its ring")
            }
        }
    }

    /// `Sink::poll_ready`: polls for space for one message.
    #[inline]
    pub fn poll_ready(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), SinkError<Message<R>>>> {
        self.poll_space(1, Way::Stream, context).map_err(|_| SinkError(None))
    }

    /// `Sink::start_send`: sends one message.
    ///
    /// # Panics
    ///
    /// Panics if the ring is full, because the sink was not ready.
    #[inline]
    pub fn start_send(&mut self, message: Message<R>) -> Result<(), SinkError<Message<R>>> {
        match self.try_send(message) {
            Ok(()) => Ok(()),
            Err(TrySendError::Closed(message)) => Err(SinkError(Some(message))),
            Err(TrySendError::Full(_)) => panic!("`start_send` without `poll_ready`"),
        }
    }

    /// Returns a future that sends one message.
    pub fn send_async(&mut self, message: Message<R>) -> Send<'_, R, S> {
        Send { producer: self, message: Some(message) }
    }

    /// Returns a future of the close.
    pub fn closed(&mut self) -> Closed<'_, R, S> {
        Closed { producer: self }
    }

    /// Returns a future of a reservation. Each release of slots may wake its task, even if fewer
    /// than `n` slots are free then. The next poll continues to wait.
    pub fn reserve_async(&mut self, n: usize) -> Reserve<'_, R, S> {
        Reserve { producer: Some(self), n }
    }
}

/// A future of the close: `closed` of a producer with the option `futures`. It is ready once the
/// channel is closed, or no consumer can receive any more.
///
/// # Cancel safety
///
/// Dropping it has no effect.
///
/// ```
/// use std::pin::pin;
/// use std::task::{Context, Waker};
/// use ringmpsc::spsc;
///
/// let (mut producer, consumer) = spsc::channel::<u32>();
/// let context = &mut Context::from_waker(Waker::noop());
/// let mut closed = pin!(producer.closed());
/// assert!(closed.as_mut().poll(context).is_pending());
/// drop(consumer);
/// assert!(closed.poll(context).is_ready());
/// ```
#[must_use = "a future does nothing unless it is polled"]
pub struct Closed<'a, R: Ring, S: Registration<R>> {
    producer: &'a mut Producer<R, S>,
}

impl<R: Ring, S: Registration<R>> fmt::Debug for Closed<'_, R, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Closed").finish_non_exhaustive()
    }
}

/// Removes the waker.
impl<R: Ring, S: Registration<R>> Drop for Closed<'_, R, S> {
    fn drop(&mut self) {
        self.producer.stop_listening(Way::Future);
    }
}

impl<R: HasFutures, S: Registration<R>> Future for Closed<'_, R, S> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let producer = &mut *self.producer;
        let waiters = producer.ring.space_waiters();
        // Take back the waker of an earlier poll, then load the flag. `closed.rs` explains why the
        // second load loses no close.
        let waker = waiters.recall(&mut producer.listener, Way::Future);
        if producer.sees_close() {
            return Poll::Ready(());
        }
        let waiters = producer.ring.space_waiters();
        if !waiters.listen_by_waker(&mut producer.listener, Way::Future, waker, context) {
            // A notifying thread wakes the task.
            return Poll::Pending;
        }
        // A full fence, whose partner is the fence of `Waiters::end`.
        waiters.fence_if_listening();
        if producer.sees_close() { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// A future that sends one message: `send_async` of a producer with the option `futures`.
///
/// Dropping it before it is ready drops the message, which was not sent. To keep the message, await
/// `reserve_async(1)` first, then push the message.
///
/// After 128 polls of the producer that were ready, one poll yields to other tasks. It is pending
/// although there may be space, and wakes its own task.
///
/// ```
/// use std::pin::pin;
/// use std::task::{Context, Poll, Waker};
/// use ringmpsc::spsc;
///
/// let (mut producer, mut consumer) = spsc::channel::<u32>();
/// let context = &mut Context::from_waker(Waker::noop());
/// assert_eq!(pin!(producer.send_async(7)).poll(context), Poll::Ready(Ok(())));
/// assert_eq!(consumer.try_recv(), Ok(7));
/// ```
#[must_use = "a future does nothing unless it is polled"]
pub struct Send<'a, R: Ring, S: Registration<R>> {
    producer: &'a mut Producer<R, S>,
    /// `None` once it was ready.
    message: Option<Message<R>>,
}

impl<R: Ring, S: Registration<R>> fmt::Debug for Send<'_, R, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Send").finish_non_exhaustive()
    }
}

/// No field is pinned.
impl<R: Ring, S: Registration<R>> Unpin for Send<'_, R, S> {}

/// Gives up a send that was waiting for space.
impl<R: Ring, S: Registration<R>> Drop for Send<'_, R, S> {
    fn drop(&mut self) {
        if self.message.is_some() {
            self.producer.abandon_wait();
        }
    }
}

impl<R: HasFutures, S: Registration<R>> Future for Send<'_, R, S> {
    type Output = Result<(), SendError<Message<R>>>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { producer, message } = &mut *self;
        producer.poll_send(message, context)
    }
}

/// A future of a reservation: `reserve_async` of a producer with the option `futures`.
///
/// Dropping it before it is ready has no effect. It yields as [`Send`] does.
///
/// Its task may be woken while fewer slots are free than it waits for. A consumer that releases
/// slots does not know how many the producer needs. So a large reservation may be polled several
/// times.
///
/// ```
/// use std::pin::pin;
/// use std::task::{Context, Poll, Waker};
/// use ringmpsc::spsc;
///
/// let (mut producer, mut consumer) = spsc::channel::<u32>();
/// let context = &mut Context::from_waker(Waker::noop());
/// let Poll::Ready(Ok(mut slots)) = pin!(producer.reserve_async(2)).poll(context) else {
///     panic!("the ring is empty");
/// };
/// slots.fill_from([1, 2]);
/// slots.commit().unwrap();
/// assert!(consumer.try_iter().eq([1, 2]));
/// ```
#[must_use = "a future does nothing unless it is polled"]
pub struct Reserve<'a, R: Ring, S: Registration<R>> {
    /// `None` once it was ready.
    producer: Option<&'a mut Producer<R, S>>,
    n: usize,
}

impl<R: Ring, S: Registration<R>> fmt::Debug for Reserve<'_, R, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reserve").field("n", &self.n).finish_non_exhaustive()
    }
}

/// Gives up a reservation that was waiting for space.
impl<R: Ring, S: Registration<R>> Drop for Reserve<'_, R, S> {
    fn drop(&mut self) {
        if let Some(producer) = &self.producer {
            producer.abandon_wait();
        }
    }
}

impl<'a, R: HasFutures, S: Registration<R>> Future for Reserve<'a, R, S> {
    type Output = Result<Reservation<'a, R, S>, WaitError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let n = self.n;
        let producer = self.producer.as_mut().expect("a future is not polled after it was ready");
        ready!(producer.poll_space(n, Way::Future, context))?;
        let producer = self.producer.take().expect("it was there just now");
        Poll::Ready(producer.reserve(n).map_err(WaitError::from))
    }
}
