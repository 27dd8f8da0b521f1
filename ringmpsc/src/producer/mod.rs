//! The producer of a ring: it claims slots, writes messages, publishes them, loads the doorbell,
//! and counts.
//!
//! It is the same for all four kinds. Two things differ: how the consumer is notified, and what
//! happens when the producer leaves. The producer's [`Registration`] decides both.

pub(crate) mod blocking;
mod closed;
#[cfg(feature = "futures")]
pub(crate) mod futures;
pub(crate) mod patience;
pub(crate) mod reservation;

use core::cell::Cell;
use core::fmt;

use ringmpsc_runtime::numa::Placement;

use crate::error::{ReserveError, TrySendError};
use crate::id::ProducerId;
use crate::metrics::{Contention, ContentionCounters, ProducerStats};
use crate::producer::reservation::{Reservation, WriteClaim};
use crate::ring::counts;
use crate::ring::doorbell::Flags;
use crate::ring::handle::RingRef;
use crate::ring::index;
use crate::ring::layout::{HasContention, HasMetrics, HasPlacement, Message, Ring};
use crate::ring::slip::Slip;
use crate::ring::slots::Buffer;
use crate::sync::Ordering;
use crate::wait::Backoff;
#[cfg(feature = "futures")]
use crate::wait::budget::Budget;
#[cfg(feature = "futures")]
use crate::wait::{ListenerId, Way};

/// The registration of a producer in its channel.
pub trait Registration<R: Ring> {
    /// Wakes consumers. The producer has just published `n` messages, and has found `DORMANT` in
    /// the doorbell: a consumer has stopped polling the ring. `flags` are what it has found.
    /// Returns the flags as this call has found them.
    fn notify_consumer(&self, ring: &RingRef<R>, n: usize, flags: Flags) -> Flags;

    /// Returns where the ring's memory was wanted for this producer, and where it is.
    fn ring_placement<'a>(&'a self, ring: &'a RingRef<R>) -> Option<&'a Placement> {
        ring.placement()
    }

    /// Closes the channel.
    fn close(&self, ring: &RingRef<R>);

    /// The producer sends nothing more, and no longer counts as a producer. It keeps its ring until
    /// it [leaves](Self::leave). All its publishes happen before this call. Only
    /// [`Producer::resign`] calls this, once.
    fn resign(&mut self, ring: &RingRef<R>);

    /// The producer leaves. It may have [resigned](Self::resign) before. All its publishes happen
    /// before this call.
    fn leave(&mut self, ring: &RingRef<R>);
}

/// The producer of a ring. Only the producer writes `tail`.
pub struct Producer<R: Ring, S: Registration<R>> {
    ring: RingRef<R>,
    /// The next slot to write. It equals the ring's `tail`, except after messages of competing
    /// consumers were taken back.
    tail: u64,
    /// The slots before this cursor are free again. It is a private copy of the ring's `head`, or
    /// the result of following the [receipts](crate::ring::receipts). The producer refreshes it
    /// when the ring looks full, or when a caller asks for the free space. It is in a cell, so that
    /// a method with `&self` can keep what it has found.
    cached_head: Cell<u64>,
    slip: Slip,
    registration: S,
    /// Its entry in the ring's [`Waiters`](crate::wait::Waiters), where its tasks wait for space.
    #[cfg(feature = "futures")]
    listener: ListenerId,
    /// Counts the polls that were ready since one was pending.
    #[cfg(feature = "futures")]
    pub(crate) budget: Budget,
}

impl<R: Ring, S: Registration<R>> Producer<R, S> {
    /// Makes the producer of `ring`.
    ///
    /// The caller ensures that the ring has no other producer. If it had one before, that producer
    /// has left, and its leaving happens before this call. The new producer follows the receipts
    /// from where the earlier producer stopped.
    pub(crate) fn new(ring: RingRef<R>, registration: S) -> Self {
        let tail = ring.lines().producer.position();
        let cached_head = Cell::new(ring.free_before(ring.lines().producer.reclaimed(), tail));
        #[cfg(feature = "futures")]
        let listener = if R::CAN_WAIT {
            ring.space_waiters().register_owner(false)
        } else {
            ListenerId::default()
        };
        Self {
            ring,
            tail,
            cached_head,
            slip: Slip::new(tail, Self::CAPACITY),
            registration,
            #[cfg(feature = "futures")]
            listener,
            #[cfg(feature = "futures")]
            budget: Budget::default(),
        }
    }

    const CAPACITY: usize = <R::Slots as Buffer>::CAPACITY;

    /// Returns the number of free slots, by `cached_head`. Refreshes `cached_head` first if it
    /// shows fewer than `wanted`.
    #[inline]
    fn free_slots(&mut self, wanted: usize) -> usize {
        let cached_free_slots = self.cached_free_slots();
        if cached_free_slots >= wanted { cached_free_slots } else { self.refresh_slipping(wanted) }
    }

    /// Returns the number of free slots, by `cached_head`.
    #[inline]
    fn cached_free_slots(&self) -> usize {
        Self::CAPACITY - index::distance(self.cached_head.get(), self.tail)
    }

    /// Refreshes `cached_head` and returns the number of free slots. If both sides are busy, this
    /// may pause first: see [`Slip`].
    #[inline(never)]
    fn refresh_slipping(&mut self, wanted: usize) -> usize {
        // Load the other side's cursor. If it shows few slots, pause, then load it again.
        let found = self.refresh(wanted);
        if !R::SLIP || !self.slip.paused(self.tail, found) {
            return found;
        }
        let now = self.refresh(wanted);
        self.slip.gained(now - found);
        now
    }

    /// Refreshes `cached_head` and returns the number of free slots. With receipts it may stop once
    /// it has found `wanted`.
    #[inline]
    fn refresh(&self, wanted: usize) -> usize {
        // The cursor at which `wanted` slots are free.
        let enough = self.tail.wrapping_add(wanted as u64).wrapping_sub(Self::CAPACITY as u64);
        self.cached_head.set(self.ring.free_before(self.cached_head.get(), enough));
        let free = self.cached_free_slots();
        if let Some(contention) = self.ring.contention_line() {
            contention.found(free);
        }
        free
    }

    /// Sends one message.
    ///
    /// # Errors
    ///
    /// `Full` or `Closed`, with the message.
    #[inline]
    pub fn try_send(&mut self, message: Message<R>) -> Result<(), TrySendError<Message<R>>> {
        // Refuse if the channel is closed, or this producer has resigned.
        if self.is_closed() {
            return Err(TrySendError::Closed(message));
        }

        // Find a free slot: by the cached `head`, and if that shows none, by the ring's.
        if self.free_slots(1) == 0 {
            self.count_failure();
            return Err(TrySendError::Full(message));
        }

        // Write the message. No other thread reads the slot yet.
        let tail = self.tail;
        // SAFETY: `free_slots` found at least one free slot, so the slot at `tail` belongs to the
        // producer. `&mut self` is the only access to the producer. The slot holds no message.
        unsafe { self.ring.slots().write(tail, message) };

        // Publish it: the consumer may receive it from now on. Then load the flags, to wake a
        // consumer that waits and to notice a close.
        if self.publish(tail, 1) == 0 { Ok(()) } else { Err(self.take_back()) }
    }

    /// Takes back the message that was just published: the consumer had finished before it could
    /// see it. Only [`try_send`](Self::try_send) calls this, after `publish` has returned the
    /// message's slot.
    #[cold]
    #[inline(never)]
    fn take_back(&mut self) -> TrySendError<Message<R>> {
        // SAFETY: `publish` returned the slot with the message in it, and moved the producer's
        // `tail` back to it. The consumer no longer reads the slot. The next send writes over it
        // without a drop. So the message is read once.
        TrySendError::Closed(unsafe { self.ring.slots().read(self.tail) })
    }

    /// As [`try_send`](Self::try_send), for an operation that waits while the ring is full. `Full`
    /// is not counted as a failure.
    #[inline]
    pub(crate) fn attempt_send(
        &mut self,
        message: Message<R>,
    ) -> Result<(), TrySendError<Message<R>>> {
        // Only this producer takes free slots. So `try_send` finds the slot that is found here.
        if self.free_slots(1) > 0 || self.is_closed() {
            self.try_send(message)
        } else {
            Err(TrySendError::Full(message))
        }
    }

    /// Claims up to `n` slots, across the wrap. Returns `None` if the channel is closed or the ring
    /// is full. A full ring is counted as a failure.
    #[inline]
    fn claim_up_to(&mut self, n: usize) -> Option<WriteClaim<'_, R, S>> {
        if self.is_closed() {
            return None;
        }
        let granted = self.free_slots(n.min(Self::CAPACITY)).min(n);
        if granted == 0 && n > 0 {
            self.count_failure();
            return None;
        }
        Some(WriteClaim::new(self, granted))
    }

    /// Reserves exactly `n` slots, across the wrap.
    #[inline]
    pub fn reserve(&mut self, n: usize) -> Result<Reservation<'_, R, S>, ReserveError> {
        self.reserve_between(n, n)
    }

    /// Reserves between one and `n` slots, across the wrap: as many as are free.
    #[inline]
    pub fn reserve_up_to(&mut self, n: usize) -> Result<Reservation<'_, R, S>, ReserveError> {
        self.reserve_between(1, n)
    }

    /// Reserves between one and `n` slots that lie side by side: as many as are free before the end
    /// of the ring.
    #[inline]
    pub fn reserve_contiguous(&mut self, n: usize) -> Result<Reservation<'_, R, S>, ReserveError> {
        let most = index::contiguous(self.tail, n, Self::CAPACITY);
        self.reserve_between(1, most)
    }

    /// Returns whether `reserve(n)` will succeed. `Full` is the only error that can pass. Counts no
    /// failure.
    ///
    /// This is for loops that wait. A loop cannot return a reservation from one iteration and go on
    /// in another.
    pub(crate) fn may_reserve(&mut self, n: usize) -> Result<(), ReserveError> {
        self.find_between(n, n).map(drop)
    }

    /// Returns `cached_head`: the slots before it were free when the producer last refreshed it.
    pub(crate) fn returned(&self) -> u64 {
        self.cached_head.get()
    }

    /// Returns `tail`: the cursor after the last message.
    pub(crate) fn written(&self) -> u64 {
        self.tail
    }

    /// Refreshes `cached_head` and returns whether `n` slots are free.
    pub(crate) fn has_space(&mut self, n: usize) -> bool {
        self.refresh(n) >= n
    }

    /// Reserves between `least` and `most` slots. `Full` is counted as a failure.
    #[inline]
    fn reserve_between(
        &mut self,
        least: usize,
        most: usize,
    ) -> Result<Reservation<'_, R, S>, ReserveError> {
        match self.find_between(least, most) {
            Ok(free) => Ok(Reservation::new(WriteClaim::new(self, free.min(most)))),
            Err(error) => {
                if error == ReserveError::Full {
                    self.count_failure();
                }
                Err(error)
            }
        }
    }

    /// Finds at least `least` free slots, and returns how many it has found. Counts no failure.
    #[inline]
    fn find_between(&mut self, least: usize, most: usize) -> Result<usize, ReserveError> {
        if most == 0 {
            return Err(ReserveError::Zero);
        }
        if least > Self::CAPACITY {
            return Err(ReserveError::TooLarge);
        }
        if self.is_closed() {
            return Err(ReserveError::Closed);
        }
        let free = self.free_slots(most.min(Self::CAPACITY));
        if free < least { Err(ReserveError::Full) } else { Ok(free) }
    }

    /// Like [`reserve`](Self::reserve), but waits briefly for space: it spins, yields, then gives
    /// up.
    pub fn reserve_with_backoff(
        &mut self,
        n: usize,
    ) -> Result<Reservation<'_, R, S>, ReserveError> {
        let mut backoff = Backoff::new();
        loop {
            match self.may_reserve(n) {
                Ok(()) => return self.reserve(n),
                Err(ReserveError::Full) if !backoff.is_completed() => {}
                Err(error) => {
                    self.end_wait(error == ReserveError::Full);
                    return Err(error);
                }
            }
            self.begin_wait(n);
            self.count_spin();
            backoff.snooze();
        }
    }

    /// Copies as many messages as fit, across the wrap, and publishes them together. Returns how
    /// many were sent.
    #[inline]
    pub fn send_slice(&mut self, messages: &[Message<R>]) -> usize
    where
        Message<R>: Copy,
    {
        let Some(mut claim) = self.claim_up_to(messages.len()) else {
            return 0;
        };
        claim.copy_from_slice(messages);
        claim.publish_rest_dropped()
    }

    /// As [`send_slice`](Self::send_slice), for an operation that waits while the ring is full. A
    /// full ring is not counted as a failure.
    pub(crate) fn attempt_slice(&mut self, messages: &[Message<R>]) -> usize
    where
        Message<R>: Copy,
    {
        if self.free_slots(1) > 0 { self.send_slice(messages) } else { 0 }
    }

    /// Takes messages from an iterator while there is space for them, and publishes them together.
    /// Returns how many were sent.
    ///
    /// If the channel is closed meanwhile, this drops the messages that the consumer did not
    /// accept.
    #[inline]
    pub fn send_iter(&mut self, messages: impl IntoIterator<Item = Message<R>>) -> usize {
        let Some(mut claim) = self.claim_up_to(Self::CAPACITY) else {
            return 0;
        };
        claim.fill_from(messages);
        claim.publish_rest_dropped()
    }

    /// Publishes the `n` messages that were written from `tail` on, loads the doorbell, and counts
    /// the messages. `tail` is the producer's own cursor, as the caller has kept it.
    ///
    /// Returns how many messages were taken back, because the consumer had finished with the ring.
    /// These are the last of the `n`, and never more than `n`. They lie from the new `tail` on, and
    /// belong to the caller again.
    #[inline]
    pub(crate) fn publish(&mut self, tail: u64, n: usize) -> usize {
        debug_assert_eq!(tail, self.tail, "a claim borrows the producer");
        // Publish: the consumer may receive the messages from now on.
        self.tail = tail.wrapping_add(n as u64);
        self.ring.lines().producer.publish(self.tail);
        // Load the flags, after a light fence.
        let flags = self.ring.lines().cold.doorbell.load_after_publish();
        let returned = if flags.is_quiet() { 0 } else { self.answer(flags, n) };
        if let Some(sent) = self.ring.sent_line() {
            sent.count(n - returned);
        }
        returned
    }

    /// The doorbell was not zero after a publish of `n` messages. If it asks for a fence, this
    /// executes it and loads the flags again. Returns how many messages were taken back.
    #[cold]
    fn answer(&mut self, flags: Flags, n: usize) -> usize {
        let lines = self.ring.lines();
        // If `FULL_FENCE` is set, execute a full fence and load the flags again. A sleeping
        // exclusive consumer needs no fence: the read-modify-write that clears `DORMANT` is the
        // later load.
        let flags = if flags.is_dormant() && !RingRef::<R>::SHARED {
            lines.producer.spent.renew();
            flags
        } else {
            lines.cold.doorbell.load_fenced(flags, &lines.producer.spent)
        };
        if flags.is_quiet() { 0 } else { self.answer_set(flags, n) }
    }

    /// Handles the flags that were set at a publish of `n` messages: notifies the consumer, and
    /// settles a close. Returns how many messages were taken back.
    #[inline(never)]
    fn answer_set(&mut self, flags: Flags, n: usize) -> usize {
        // Wake consumers.
        let flags = if flags.is_dormant() {
            self.registration.notify_consumer(&self.ring, n, flags)
        } else {
            flags
        };
        // Settle a close.
        let returned = if flags.is_closed() { self.settle() } else { 0 };
        // The caller reads this many messages from the slots that it has just written.
        assert!(returned <= n, "what was accepted stays accepted");
        returned
    }

    /// Settles a close at the last publish. Returns how many messages the consumer will not
    /// receive.
    ///
    /// If the consumer has not set `FINISHED`, it loads `tail` once more before it does. Then every
    /// published message counts as sent. If the consumer has set `FINISHED`, it never reads the
    /// slots from its last `head` on again. Then the producer takes them back.
    ///
    /// A competing consumer that does not know of `FINISHED` may still claim some of these
    /// messages. The producer claims the rest.
    fn settle(&mut self) -> usize {
        // Set `SETTLED`. If the consumer has not finished, it will find the messages.
        if !self.ring.lines().cold.doorbell.settle().is_finished() {
            return 0;
        }
        // The consumer has finished. Take back the messages that it has not received: with
        // competing consumers by a claim, else by moving `tail` back to `head`.
        let shared = self.ring.receipts().is_some();
        let end = if shared {
            self.ring.claim_rest(self.tail)
        } else {
            let end = self.ring.lines().consumer.observe();
            self.ring.lines().producer.publish(end);
            end
        };
        // This returns no message of an earlier publish. After such a publish, one of two cases
        // holds. Either the producer saw `CLOSED` and settled. Or the consumer's fence came after
        // it, and the consumer saw its messages before it finished.
        let returned = index::distance(end, self.tail);
        self.tail = end;
        // With competing consumers the ring's `tail` stays where it is. It must not be behind the
        // claimed messages. So the counter needs a correction.
        if shared && let Some(sent) = self.ring.sent_line() {
            sent.claimed_back(returned);
        }
        returned
    }

    /// Ends sending: from now on every send is refused as after a close, and the producer counts as
    /// gone. A second call does nothing.
    pub fn resign(&mut self) {
        // Only this producer sets the flag in its ring.
        if !self.ring.lines().cold.doorbell.load().is_producer_gone() {
            self.registration.resign(&self.ring);
        }
    }

    /// Returns the slots, and the cursor from which on they belong to the producer.
    #[inline]
    pub(crate) fn write_position(&self) -> (&R::Slots, u64) {
        (self.ring.slots(), self.tail)
    }

    /// Counts a send or a reservation that was refused because the ring is full.
    #[cold]
    fn count_failure(&self) {
        if let Some(contention) = self.ring.contention_line() {
            contention.refused();
        }
    }

    /// An operation was refused, and waits for `n` free slots. A [refresh](Self::refresh) that
    /// finds them ends the wait.
    pub(crate) fn begin_wait(&self, n: usize) {
        if let Some(contention) = self.ring.contention_line() {
            contention.begin_stall(n);
        }
    }

    /// One iteration of the wait has spun or yielded.
    pub(crate) fn count_spin(&self) {
        if let Some(contention) = self.ring.contention_line() {
            contention.spun();
        }
    }

    /// A wait ends without space. This is a failure if the operation has given up. It is none if
    /// the channel was closed.
    pub(crate) fn end_wait(&self, gave_up: bool) {
        if let Some(contention) = self.ring.contention_line() {
            contention.end_stall();
            if gave_up {
                contention.refused();
            }
        }
    }

    /// Drops an operation that may have been waiting for space. If it was, and the channel is open,
    /// this is a failure.
    pub(crate) fn abandon_wait(&self) {
        if let Some(contention) = self.ring.contention_line()
            && contention.end_stall()
            && !self.is_closed()
        {
            contention.refused();
        }
    }

    /// See the generated method of this name.
    #[inline]
    pub fn capacity(&self) -> usize {
        Self::CAPACITY
    }

    /// See the generated method of this name.
    #[inline]
    pub fn len(&self) -> usize {
        index::snapshot(self.ring.lines().consumer.position(), self.tail, Self::CAPACITY)
    }

    /// See the generated method of this name.
    #[inline]
    pub fn available_capacity(&self) -> usize {
        self.refresh(Self::CAPACITY)
    }

    /// See the generated method of this name.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// See the generated method of this name.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.cached_free_slots() == 0 && self.refresh(1) == 0
    }

    /// See the generated method of this name.
    #[inline]
    pub fn is_closed(&self) -> bool {
        self.ring.lines().cold.doorbell.load().refuses()
    }

    /// See the generated method of this name.
    pub fn id(&self) -> ProducerId {
        ProducerId::new(self.ring.lines().cold.id.load(Ordering::Relaxed))
    }

    /// Returns the ring, for a control handle.
    pub(crate) fn ring(&self) -> &RingRef<R> {
        &self.ring
    }

    /// Removes the task that waits in this `way`.
    #[cfg(feature = "futures")]
    pub(crate) fn stop_listening(&mut self, way: Way) {
        self.ring.space_waiters().leave(&mut self.listener, way);
    }

    /// Returns the registration.
    pub(crate) fn registration(&self) -> &S {
        &self.registration
    }

    /// Writes the `Debug` text of an endpoint called `name`.
    pub fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("id", &self.id())
            .field("len", &self.len())
            .field("capacity", &Self::CAPACITY)
            .field("closed", &self.is_closed())
            .finish()
    }
}

impl<R: HasMetrics, S: Registration<R>> Producer<R, S> {
    /// See the generated method of this name.
    pub fn metrics(&self) -> ProducerStats {
        counts::sent(&*self.ring)
    }

    /// See the generated method of this name.
    pub fn reset_metrics(&mut self) {
        if let Some(sent) = self.ring.sent_line() {
            sent.restart(self.ring.lines().producer.position());
        }
    }
}

impl<R: HasContention, S: Registration<R>> Producer<R, S> {
    /// See the generated method of this name.
    pub fn contention(&self) -> Contention {
        self.ring.contention_line().map(ContentionCounters::read).unwrap_or_default()
    }

    /// See the generated method of this name.
    pub fn reset_contention(&mut self) {
        if let Some(contention) = self.ring.contention_line() {
            contention.clear();
        }
    }
}

impl<R: HasPlacement, S: Registration<R>> Producer<R, S> {
    /// See the generated method of this name.
    ///
    /// # Panics
    ///
    /// Panics if the ring was made without a NUMA placement. The macro implements [`HasPlacement`]
    /// for no such ring.
    pub fn placement(&self) -> &Placement {
        self.registration.ring_placement(&self.ring).expect("the option `numa` places every ring")
    }
}

impl<R: Ring, S: Registration<R>> Drop for Producer<R, S> {
    fn drop(&mut self) {
        // A task that was waiting for space has given up. The ring's next producer must not inherit
        // the wait.
        self.abandon_wait();
        // Another producer may get the ring. So remove this producer's tasks from it.
        #[cfg(feature = "futures")]
        self.ring.space_waiters().deregister(&mut self.listener);
        self.ring.lines().producer.leave(self.cached_head.get());
        self.registration.leave(&self.ring);
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
