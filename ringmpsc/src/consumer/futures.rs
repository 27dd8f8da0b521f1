//! The operations that let a task wait: the option `futures`.
//!
//! They are what [`blocking`](super::blocking) is, with a waker in place of the sleeping thread:
//! leave it with the alarm, set the bell, fence, look again.
//!
//! An end has one waker for its stream or sink, and one for a future. Each is used by itself: a
//! future that is dropped takes its own waker back, and leaves that of the stream.
//!
//! A poll is also pending, and wakes its own task, when the end has been ready for many polls: see
//! [`budget`](super::budget).
//!
//! A task that is not polled any more leaves a waker and a bell that is set: the next message wakes
//! it for nothing. Where consumers compete, that message may be one that another consumer waits
//! for.
//!
//! * A **future** that is dropped takes its waker back, and if that was woken already, has another
//!   consumer called. A future that was never polled has no waker there, and dropping it changes
//!   nothing.
//! * A **stream** has no such moment: `next()` of the usual crates may be dropped, and the consumer
//!   stays behind. So its waker is woken in addition to the consumer that is called. Every message
//!   wakes all consumers that wait as streams.
//! * The future of a **send or reservation** that is dropped leaves its waker until there is room,
//!   or the producer waits with another one. Then its task is woken for nothing. No other producer
//!   waits for that room.
//! * A future that is **forgotten** after it was polled, or kept and not polled again, is called
//!   like one that comes. Then that call is answered when its consumer is polled anew, or handed on
//!   when it closes or is dropped, and not before.

use crate::consumer::{Consumer, Source};
use crate::error::{RecvError, TryRecvError};
use crate::ring::layout::{HasFutures, Message};
use crate::wait::Way;
use core::fmt;
use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};

impl<S: Source<Ring: HasFutures>> Consumer<S> {
    /// One message, or the task is woken when there is one. If others wait for it too, they are not
    /// kept waiting: this one may never be polled again.
    pub fn poll_recv(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Message<S::Ring>, RecvError>> {
        // A future that was forgotten may have been called. This look answers it.
        self.stop_awaiting();
        if self.budget.is_spent() {
            return self.give_way(Way::Stream, context);
        }
        self.poll(Way::Stream, context)
    }

    fn poll(
        &mut self,
        way: Way,
        context: &mut Context<'_>,
    ) -> Poll<Result<Message<S::Ring>, RecvError>> {
        loop {
            // Whatever it has been told of, it looks after that. And it is not called any more: it
            // would come back with what it finds, and not look again.
            let waker = self.rings.waiters().recall(&self.notified.listener, way);
            match self.try_recv() {
                Ok(message) => {
                    self.budget.spend();
                    return Poll::Ready(Ok(message));
                }
                Err(TryRecvError::Closed) => return Poll::Ready(Err(RecvError)),
                Err(TryRecvError::Empty) => {}
            }
            let ear = waker.renewed(context.waker());
            self.rings.waiters().listen(&self.notified.listener, way, ear);
            if self.rings.prepare_park() {
                self.budget.renew();
                return Poll::Pending;
            }
        }
    }

    /// Yields. It waits for nothing, so it leaves no waker, and is called for no message.
    fn give_way<T>(&mut self, way: Way, context: &Context<'_>) -> Poll<T> {
        self.rings.waiters().leave(&self.notified.listener, way);
        self.budget.give_way(context)
    }

    /// A future of one message.
    pub fn recv_async(&mut self) -> Recv<'_, S> {
        Recv { consumer: self, waits: false }
    }
}

impl<S: Source> Consumer<S> {
    /// No future waits any more. Returns whether one has been called and has not looked.
    fn stop_awaiting(&mut self) -> bool {
        mem::take(&mut self.awaited)
            && !self.rings.waiters().leave(&self.notified.listener, Way::Future)
    }
}

/// A future of one message: `recv_async` of a consumer with the option `futures`.
///
/// Dropping it before it is ready loses nothing: the message is still in the channel.
///
/// After 128 polls of the consumer that were ready, one yields to other tasks. It is pending
/// although there may be a message, and wakes its own task.
#[must_use = "a future does nothing unless it is polled"]
pub struct Recv<'a, S: Source> {
    consumer: &'a mut Consumer<S>,
    /// Whether it was polled, and not ready.
    waits: bool,
}

impl<S: Source> fmt::Debug for Recv<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recv").finish_non_exhaustive()
    }
}

/// It may have been told of a message, and not have come for it.
impl<S: Source> Drop for Recv<'_, S> {
    fn drop(&mut self) {
        if self.waits && self.consumer.stop_awaiting() {
            self.consumer.pass_call_on();
        }
    }
}

impl<S: Source<Ring: HasFutures>> Future for Recv<'_, S> {
    type Output = Result<Message<S::Ring>, RecvError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { consumer, waits } = &mut *self;
        // No future of this consumer waits here, nor was one called and has not looked: a poll that
        // was ready has come after it, and has answered its call.
        if consumer.budget.is_spent() {
            return consumer.give_way(Way::Future, context);
        }
        // The waker is the consumer's before it is known whether the poll succeeds: it may panic.
        consumer.awaited = true;
        *waits = true;
        let poll = consumer.poll(Way::Future, context);
        if poll.is_ready() {
            consumer.awaited = false;
            *waits = false;
        }
        poll
    }
}
