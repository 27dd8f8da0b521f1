//! The operations that let a task wait: the option `futures`.
//!
//! They are what [`blocking`](super::blocking) is, with a waker in place of the sleeping thread: leave it with the
//! alarm, set the bell, fence, look again.
//!
//! An end has one waker for its stream or sink, and one for a future. Each is used by itself: a future that is
//! dropped takes its own waker back, and leaves that of the stream.
//!
//! A poll is also pending, and wakes its own task, when the end has been ready for many polls: see
//! [`budget`](super::budget).
//!
//! A task that is not polled any more leaves a waker and a bell that is set: the next message wakes it for nothing.
//! Where consumers compete, that message may be one that another consumer waits for.
//!
//! * A **future** that is dropped takes its waker back, and if that was woken already, has another consumer called. A
//!   future that was never polled has no waker there, and dropping it changes nothing.
//! * A **stream** has no such moment: `next()` of the usual crates may be dropped, and the consumer stays behind. So its
//!   waker is woken in addition to the consumer that is called. Every message wakes all consumers that wait as streams.
//! * The future of a **send or reservation** that is dropped leaves its waker until there is room, or the producer waits
//!   with another one. Then its task is woken for nothing. No other producer waits for that room.
//! * A future that is **forgotten** after it was polled, or kept and not polled again, is called like one that comes. Then
//!   that call is answered when its consumer is polled anew, or handed on when it closes or is dropped, and not before.

use core::fmt;
use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use crate::error::{
    RecvError, ReserveError, SendError, SinkError, TryRecvError, TrySendError, WaitError,
};
use crate::ring::claim::Reservation;
use crate::ring::parts::{Message, Parts, Wakes};
use crate::ring::producer::{Producer, Seat};
use crate::ring::source::{Consumer, Source};
use crate::wait::Way;

impl<S: Source<Ring: Wakes>> Consumer<S> {
    /// One message, or the task is woken when there is one. If others wait for it too, they are not kept waiting: this
    /// one may never be polled again.
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
            let waker = self.rings.alarm().recall(&self.notified.listener, way);
            match self.try_recv() {
                Ok(message) => {
                    self.budget.spend();
                    return Poll::Ready(Ok(message));
                }
                Err(TryRecvError::Closed) => return Poll::Ready(Err(RecvError)),
                Err(TryRecvError::Empty) => {}
            }
            let ear = waker.renewed(context.waker());
            self.rings.alarm().listen(&self.notified.listener, way, ear);
            if self.rings.fall_asleep() {
                self.budget.renew();
                return Poll::Pending;
            }
        }
    }

    /// Yields. It waits for nothing, so it leaves no waker, and is called for no message.
    fn give_way<T>(&mut self, way: Way, context: &Context<'_>) -> Poll<T> {
        self.rings.alarm().leave(&self.notified.listener, way);
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
            && !self.rings.alarm().leave(&self.notified.listener, Way::Future)
    }
}

/// A future of one message: `recv_async` of a consumer with the option `futures`.
///
/// Dropping it before it is ready loses nothing: the message is still in the channel.
///
/// After 128 polls of the consumer that were ready, one yields to other tasks. It is pending although
/// there may be a message, and wakes its own task.
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
            self.consumer.hand_on();
        }
    }
}

impl<S: Source<Ring: Wakes>> Future for Recv<'_, S> {
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

impl<R: Wakes, S: Seat<R>> Producer<R, S> {
    /// Room for `n` messages, or the task is woken when there is.
    fn poll_room(
        &mut self,
        n: usize,
        way: Way,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), WaitError>> {
        if self.budget.is_spent() {
            self.stop_listening(way);
            return self.budget.give_way(context);
        }
        loop {
            // Whatever it has been told of, it looks after that.
            let waker = self.ring().room().recall(self.listener(), way);
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
            let ear = waker.renewed(context.waker());
            self.ring().room().listen(self.listener(), way, ear);
            if self.await_room(n) {
                self.budget.renew();
                return Poll::Pending;
            }
        }
    }

    /// Sends one message, or the task is woken when it should try again. The message is taken only if it was
    /// sent, or if nobody can receive it.
    ///
    /// # Panics
    ///
    /// If there is no message: the send was ready before.
    pub fn poll_send(
        &mut self,
        message: &mut Option<Message<R>>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), SendError<Message<R>>>> {
        let room = ready!(self.poll_room(1, Way::Future, context));
        let message = message.take().expect("a future is not polled after it was ready");
        Poll::Ready(match room {
            Ok(()) => self.send_into_room(message),
            Err(_) => Err(SendError(message)),
        })
    }

    fn send_into_room(&mut self, message: Message<R>) -> Result<(), SendError<Message<R>>> {
        match self.try_send(message) {
            Ok(()) => Ok(()),
            Err(TrySendError::Closed(message)) => Err(SendError(message)),
            Err(TrySendError::Full(_)) => unreachable!("nobody else takes room from this producer"),
        }
    }

    /// `Sink::poll_ready`: room for one message.
    pub fn poll_ready(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), SinkError<Message<R>>>> {
        self.poll_room(1, Way::Stream, context).map_err(|_| SinkError(None))
    }

    /// `Sink::start_send`: sends one message.
    ///
    /// # Panics
    ///
    /// If there is no room, because the sink was not ready.
    pub fn start_send(&mut self, message: Message<R>) -> Result<(), SinkError<Message<R>>> {
        match self.try_send(message) {
            Ok(()) => Ok(()),
            Err(TrySendError::Closed(message)) => Err(SinkError(Some(message))),
            Err(TrySendError::Full(_)) => panic!("`start_send` without `poll_ready`"),
        }
    }

    /// A future that sends one message.
    pub fn send_async(&mut self, message: Message<R>) -> Send<'_, R, S> {
        Send { producer: self, message: Some(message) }
    }

    /// A future of a reservation. Each release of slots may wake its task, even if fewer than `n`
    /// slots are free then. The next poll waits on.
    pub fn reserve_async(&mut self, n: usize) -> Reserve<'_, R, S> {
        Reserve { producer: Some(self), n }
    }
}

/// A future that sends one message: `send_async` of a producer with the option `futures`.
///
/// Dropping it before it is ready drops the message, which was not sent. To keep it, await `reserve_async(1)` and
/// push the message then.
///
/// After 128 polls of the producer that were ready, one yields to other tasks. It is pending although
/// there may be room, and wakes its own task.
#[must_use = "a future does nothing unless it is polled"]
pub struct Send<'a, R: Parts, S: Seat<R>> {
    producer: &'a mut Producer<R, S>,
    /// `None` once it was ready.
    message: Option<Message<R>>,
}

impl<R: Parts, S: Seat<R>> fmt::Debug for Send<'_, R, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Send").finish_non_exhaustive()
    }
}

/// Nothing in it is pinned.
impl<R: Parts, S: Seat<R>> Unpin for Send<'_, R, S> {}

/// A send that was waiting for room is given up.
impl<R: Parts, S: Seat<R>> Drop for Send<'_, R, S> {
    fn drop(&mut self) {
        if self.message.is_some() {
            self.producer.abandon_wait();
        }
    }
}

impl<R: Wakes, S: Seat<R>> Future for Send<'_, R, S> {
    type Output = Result<(), SendError<Message<R>>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { producer, message } = &mut *self;
        producer.poll_send(message, context)
    }
}

/// A future of a reservation: `reserve_async` of a producer with the option `futures`.
///
/// Dropping it before it is ready changes nothing. It yields like [`Send`].
///
/// Its task may be woken while there are fewer free slots than it waits for: a consumer that frees
/// slots does not know how many the producer wants. So a large reservation may be polled several times.
#[must_use = "a future does nothing unless it is polled"]
pub struct Reserve<'a, R: Parts, S: Seat<R>> {
    /// `None` once it was ready.
    producer: Option<&'a mut Producer<R, S>>,
    n: usize,
}

impl<R: Parts, S: Seat<R>> fmt::Debug for Reserve<'_, R, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reserve").field("n", &self.n).finish_non_exhaustive()
    }
}

/// A reservation that was waiting for room is given up.
impl<R: Parts, S: Seat<R>> Drop for Reserve<'_, R, S> {
    fn drop(&mut self) {
        if let Some(producer) = &self.producer {
            producer.abandon_wait();
        }
    }
}

impl<'a, R: Wakes, S: Seat<R>> Future for Reserve<'a, R, S> {
    type Output = Result<Reservation<'a, R, S>, WaitError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let n = self.n;
        let producer = self.producer.as_mut().expect("a future is not polled after it was ready");
        ready!(producer.poll_room(n, Way::Future, context))?;
        let producer = self.producer.take().expect("it was there just now");
        Poll::Ready(producer.reserve(n).map_err(WaitError::from))
    }
}
