//! The operations that let a task wait: the option `futures`.
//!
//! They follow the steps of [`blocking`](super::blocking), with a waker in place of the sleeping
//! thread: leave the waker with the waiters, set the doorbell, execute the fence, poll again.
//!
//! An end has one waker for its stream or sink, and one for a future. The two are independent: a
//! future that is dropped removes its own waker, and keeps the stream's.
//!
//! A poll is also pending when the end has been ready for many polls. Then it wakes its own task:
//! see [`budget`](crate::wait::budget).
//!
//! A task that is no longer polled leaves a waker behind, and a doorbell that is set. The next
//! message wakes it in vain. Where consumers compete, another consumer may wait for that message.
//!
//! * A **future** that is dropped removes its waker. If the waker was woken already, the drop
//!   notifies another consumer. A future that was never polled has no waker, and dropping it
//!   changes nothing.
//! * A **stream** has no such moment: the future `next()` of the usual crates may be dropped while
//!   the consumer stays. So a stream's waker is woken in addition to the consumer that is notified.
//!   Every message wakes all consumers that wait as streams.
//! * The future of a **send or reservation** that is dropped leaves its waker. The waker stays
//!   until there is space, or until the producer waits with another one. Then its task is woken in
//!   vain. No other producer waits for that space.
//! * A future that is **forgotten** after it was polled, or kept and not polled again, is notified
//!   as if its task would poll it. That notification is answered when its consumer is polled again.
//!   It is passed on when the consumer closes or is dropped, and not before.

use crate::consumer::{Consumer, Source};
use crate::error::{RecvError, TryRecvError};
use crate::ring::layout::{HasFutures, Message};
use crate::wait::{Recalled, Way};
use core::fmt;
use core::future::Future;
use core::mem;
use core::num::NonZeroUsize;
use core::pin::Pin;
use core::task::{Context, Poll};

impl<S: Source<Ring: HasFutures>> Consumer<S> {
    /// Returns one message, or pending, and wakes the task when there is one. Other consumers that
    /// wait for the message are not delayed, because this stream may never be polled again.
    #[inline]
    pub fn poll_recv(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Message<S::Ring>, RecvError>> {
        // A forgotten future may have been notified. This poll answers that notification.
        self.stop_awaiting();
        if self.budget.is_spent() {
            return self.give_way(Way::Stream, context);
        }
        let listens = self.listens(Way::Stream);
        if !listens && let Some(message) = self.take_in_poll() {
            return Poll::Ready(Ok(message));
        }
        let poll = self.poll(Way::Stream, !listens, context, Self::try_recv);
        self.is_terminated = matches!(poll, Poll::Ready(Err(_)));
        poll
    }

    /// `FusedStream::is_terminated`: returns whether the stream has returned `None`. This is final.
    pub fn is_terminated(&self) -> bool {
        self.is_terminated
    }

    /// Whether an earlier poll may have left a waker, which this poll must remove first.
    #[inline]
    fn listens(&self, way: Way) -> bool {
        self.rings.waiters().may_listen(&self.notified.listener, way)
    }

    /// Takes one message, for a poll that is ready with it.
    #[inline]
    fn take_in_poll(&mut self) -> Option<Message<S::Ring>> {
        let message = self.rings.take()?;
        self.notified.has_taken(&mut self.rings, false);
        self.budget.spend();
        Some(message)
    }

    /// Calls `attempt` until it receives something, the channel has ended, or the task has
    /// registered its waker.
    ///
    /// `is_empty`: the caller had no waker to remove, and has found no message. Then this does not
    /// poll the rings again. Not inlined, so that a poll which finds a message at once can be.
    #[inline(never)]
    fn poll<T>(
        &mut self,
        way: Way,
        mut is_empty: bool,
        context: &mut Context<'_>,
        mut attempt: impl FnMut(&mut Self) -> Result<T, TryRecvError>,
    ) -> Poll<Result<T, RecvError>> {
        loop {
            // Remove the waker before the poll. A competing consumer that polls must not be
            // notified: it would return with the message that it found, and not poll again. If it
            // was notified before, the poll sees the message, and so answers the notification.
            // An exclusive consumer that was notified before is woken, and polls again.
            let waker;
            let reason = if mem::take(&mut is_empty) {
                waker = Recalled::default();
                match self.nothing() {
                    Ok(()) => continue,
                    Err(reason) => reason,
                }
            } else {
                waker = self.rings.waiters().recall(&mut self.notified.listener, way);
                match attempt(self) {
                    Ok(received) => {
                        self.budget.spend();
                        return Poll::Ready(Ok(received));
                    }
                    Err(reason) => reason,
                }
            };
            if reason == TryRecvError::Closed {
                return Poll::Ready(Err(RecvError::Closed));
            }
            // If the waker cannot be registered, a notifying thread wakes the task.
            let waiters = self.rings.waiters();
            if !waiters.listen_by_waker(&mut self.notified.listener, way, waker, context)
                || self.rings.prepare_park()
            {
                self.budget.renew();
                return Poll::Pending;
            }
        }
    }

    /// Yields. It waits for nothing, so it leaves no waker, and no message notifies it.
    #[cold]
    fn give_way<T>(&mut self, way: Way, context: &Context<'_>) -> Poll<T> {
        self.rings.waiters().cancel(&mut self.notified.listener, way);
        self.budget.give_way(context)
    }

    /// Returns a future of one message.
    pub fn recv_async(&mut self) -> Recv<'_, S> {
        Recv { wait: TaskWait::new(self) }
    }

    /// Returns a future of up to `max` messages, which it appends to a vector.
    pub fn recv_many_async<'a>(
        &'a mut self,
        messages: &'a mut Vec<Message<S::Ring>>,
        max: usize,
    ) -> RecvMany<'a, S> {
        RecvMany { wait: TaskWait::new(self), messages, max }
    }
}

impl<S: Source> Consumer<S> {
    /// Ends the wait of a future. Returns whether the future was notified and has not polled since.
    fn stop_awaiting(&mut self) -> bool {
        mem::take(&mut self.awaited)
            && !self.rings.waiters().cancel(&mut self.notified.listener, Way::Future)
    }
}

/// Why a poll has not taken a message at once.
#[derive(PartialEq, Eq)]
enum Untaken {
    /// The end must yield, or may have a waker to remove.
    NotTried,
    /// There is none. The end has no waker to remove.
    Empty,
}

/// The wait of a future for messages. Dropping it ends the wait.
struct TaskWait<'a, S: Source> {
    consumer: &'a mut Consumer<S>,
    /// Whether the last poll was pending and left a waker.
    waits: bool,
}

impl<'a, S: Source> TaskWait<'a, S> {
    fn new(consumer: &'a mut Consumer<S>) -> Self {
        Self { consumer, waits: false }
    }
}

impl<S: Source<Ring: HasFutures>> TaskWait<'_, S> {
    /// Takes one message, if this poll need not yield and has no waker to remove. Most polls of a
    /// busy channel end here.
    #[inline]
    fn take_at_once(&mut self) -> Result<Message<S::Ring>, Untaken> {
        let Self { consumer, waits } = self;
        if consumer.budget.is_spent() || consumer.listens(Way::Future) {
            return Err(Untaken::NotTried);
        }
        let message = consumer.take_in_poll().ok_or(Untaken::Empty)?;
        consumer.awaited = false;
        *waits = false;
        Ok(message)
    }

    /// Polls the future: receives by `attempt`, or waits. `is_empty` is that of
    /// [`Consumer::poll`].
    #[inline]
    fn poll<T>(
        &mut self,
        is_empty: bool,
        context: &mut Context<'_>,
        attempt: impl FnMut(&mut Consumer<S>) -> Result<T, TryRecvError>,
    ) -> Poll<Result<T, RecvError>> {
        let Self { consumer, waits } = self;
        // No future of this consumer waits here. None was notified without a poll since: a poll
        // that was ready came after the notification, and has answered it.
        if consumer.budget.is_spent() {
            return consumer.give_way(Way::Future, context);
        }
        // Set these before the poll, because the poll may panic. From here on the consumer may hold
        // the waker.
        consumer.awaited = true;
        *waits = true;
        let poll = consumer.poll(Way::Future, is_empty, context, attempt);
        if poll.is_ready() {
            consumer.awaited = false;
            *waits = false;
        }
        poll
    }
}

/// If the future was notified of a message and was not polled since, its drop passes the
/// notification on.
impl<S: Source> Drop for TaskWait<'_, S> {
    fn drop(&mut self) {
        if self.waits && self.consumer.stop_awaiting() {
            self.consumer.pass_notification_on();
        }
    }
}

/// A future of one message: `recv_async` of a consumer with the option `futures`.
///
/// After 128 polls of the consumer that were ready, one poll yields to other tasks. It is pending
/// although there may be a message, and wakes its own task.
///
/// # Cancel safety
///
/// Dropping it before it is ready loses nothing: the message is still in the channel.
///
/// ```
/// use std::pin::pin;
/// use std::task::{Context, Poll, Waker};
/// use ringmpsc::spsc;
///
/// let (mut producer, mut consumer) = spsc::channel::<u32>();
/// let context = &mut Context::from_waker(Waker::noop());
/// let mut receiving = pin!(consumer.recv_async());
/// assert!(receiving.as_mut().poll(context).is_pending());
/// producer.send(7).unwrap();
/// assert_eq!(receiving.poll(context), Poll::Ready(Ok(7)));
/// ```
#[must_use = "a future does nothing unless it is polled"]
pub struct Recv<'a, S: Source> {
    wait: TaskWait<'a, S>,
}

impl<S: Source> fmt::Debug for Recv<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recv").finish_non_exhaustive()
    }
}

impl<S: Source<Ring: HasFutures>> Future for Recv<'_, S> {
    type Output = Result<Message<S::Ring>, RecvError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let is_empty = match self.wait.take_at_once() {
            Ok(message) => return Poll::Ready(Ok(message)),
            Err(reason) => reason == Untaken::Empty,
        };
        self.wait.poll(is_empty, context, Consumer::try_recv)
    }
}

/// A future of the available messages: `recv_many_async` of a consumer with the option `futures`.
///
/// It is ready when it has appended at least one message to the vector, and returns their number.
/// If `max` is 0, it is ready at once. A poll that is ready counts as one of the 128 polls after
/// which one yields, as for [`Recv`].
///
/// # Cancel safety
///
/// Dropping it before it is ready loses nothing: the messages are still in the channel, and the
/// vector is as before.
///
/// ```
/// use std::pin::pin;
/// use std::task::{Context, Poll, Waker};
/// use ringmpsc::spsc;
///
/// let (mut producer, mut consumer) = spsc::channel::<u32>();
/// assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
/// let context = &mut Context::from_waker(Waker::noop());
/// let mut received = Vec::new();
/// let poll = pin!(consumer.recv_many_async(&mut received, 2)).poll(context);
/// assert_eq!((poll, received), (Poll::Ready(Ok(2)), vec![1, 2]));
/// ```
#[must_use = "a future does nothing unless it is polled"]
pub struct RecvMany<'a, S: Source> {
    wait: TaskWait<'a, S>,
    messages: &'a mut Vec<Message<S::Ring>>,
    max: usize,
}

impl<S: Source> fmt::Debug for RecvMany<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecvMany").field("max", &self.max).finish_non_exhaustive()
    }
}

impl<S: Source<Ring: HasFutures>> Future for RecvMany<'_, S> {
    type Output = Result<usize, RecvError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { wait, messages, max } = &mut *self;
        if *max == 0 {
            return Poll::Ready(Ok(0));
        }
        let attempt = |consumer: &mut Consumer<S>| {
            consumer.try_drain_with(*max, |message| messages.push(message)).map(NonZeroUsize::get)
        };
        wait.poll(false, context, attempt)
    }
}
