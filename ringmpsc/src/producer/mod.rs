//! The producer's half of a ring: claim, write, publish, count, look at the bell.
//!
//! It is the same for all four kinds. What differs is who has to be told when the bell rings, and
//! what happens when the producer leaves: that is its [`Registration`].

pub(crate) mod blocking;
#[cfg(feature = "futures")]
pub(crate) mod futures;
pub(crate) mod patience;
pub(crate) mod reservation;

use core::cell::Cell;
use core::fmt;
use core::marker::PhantomData;

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

/// A producer's place in its channel.
pub trait Registration<R: Ring> {
    /// The bell of this ring is set: somebody has stopped polling it, and there are `n` messages
    /// more in it now.
    fn notify_consumer(&self, ring: &RingRef<R>, n: usize);

    /// Where the ring's memory was wanted for this producer, and where it is.
    fn ring_placement<'a>(&'a self, ring: &'a RingRef<R>) -> Option<&'a Placement> {
        ring.placement()
    }

    /// The producer sends nothing more, and does not count any more. It keeps its ring until it
    /// [leaves](Self::leave). Everything it published happens before this call. Only
    /// [`Producer::resign`] calls it, once.
    fn resign(&mut self, ring: &RingRef<R>);

    /// The producer leaves; it may have [resigned](Self::resign) before. Everything it published
    /// happens before this call.
    fn leave(&mut self, ring: &RingRef<R>);
}

/// The producer's half. It alone writes `tail`.
pub struct Producer<R: Ring, S: Registration<R>> {
    ring: RingRef<R>,
    /// The next slot to write; equal to the ring's `tail`.
    tail: u64,
    /// The slots before this cursor have come back: a private copy of the ring's `head`, or what
    /// its [receipts](crate::ring::receipts) say. Refreshed only when the ring looks full, or
    /// somebody asks; in a cell, so that who asks need not follow the same receipts again.
    cached_head: Cell<u64>,
    slip: Slip,
    registration: S,
    /// Its place at the ring's alarm, where its tasks wait for room.
    #[cfg(feature = "futures")]
    listener: ListenerId,
    /// How many polls were ready one after another.
    #[cfg(feature = "futures")]
    pub(crate) budget: Budget,
    /// Two threads must not share a single writer, not even for reading its private cursors.
    not_sync: PhantomData<Cell<()>>,
}

impl<R: Ring, S: Registration<R>> Producer<R, S> {
    /// Takes the role of the producer.
    ///
    /// The caller makes sure that no other producer has it, and that an earlier producer has left,
    /// which happens before this call. This producer follows the receipts from where the earlier
    /// one stopped.
    pub(crate) fn new(ring: RingRef<R>, registration: S) -> Self {
        let tail = ring.lines().producer.position();
        let cached_head = Cell::new(ring.free_before(ring.lines().producer.reclaimed(), tail));
        #[cfg(feature = "futures")]
        let listener =
            if R::WAIT { ring.space_waiters().register() } else { ListenerId::default() };
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
            not_sync: PhantomData,
        }
    }

    const CAPACITY: usize = <R::Slots as Buffer>::CAPACITY;

    /// Free slots as far as this side knows; it looks at the ring only if that is less than
    /// `wanted`.
    #[inline]
    fn free_slots(&mut self, wanted: usize) -> usize {
        let cached_free_slots = self.cached_free_slots();
        if cached_free_slots >= wanted { cached_free_slots } else { self.refresh_slipping(wanted) }
    }

    /// Free slots as far as this side knows.
    #[inline]
    fn cached_free_slots(&self) -> usize {
        Self::CAPACITY - index::distance(self.cached_head.get(), self.tail)
    }

    /// Free slots, counted anew; in full flow, at a distance from the consumer.
    #[inline(never)]
    fn refresh_slipping(&mut self, wanted: usize) -> usize {
        let found = self.refresh(wanted);
        if !R::SLIP || !self.slip.paused(self.tail, found) {
            return found;
        }
        let now = self.refresh(wanted);
        self.slip.gained(now - found);
        now
    }

    /// Free slots, counted anew; with receipts, perhaps only until there are `wanted`.
    #[inline]
    fn refresh(&self, wanted: usize) -> usize {
        let enough = self.tail.wrapping_add(wanted as u64).wrapping_sub(Self::CAPACITY as u64);
        self.cached_head.set(self.ring.free_before(self.cached_head.get(), enough));
        let room = self.cached_free_slots();
        if let Some(contention) = self.ring.contention_line() {
            contention.found(room);
        }
        room
    }

    /// Sends one message. Gives it back if the ring is full or the channel is closed.
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

        // Write the message. No other thread looks at the slot yet.
        let tail = self.tail;
        // SAFETY: `room` found at least one free slot, so the slot at `tail` is the producer's, and
        // `&mut self` is the producer. It holds no message.
        unsafe { self.ring.slots().write(tail, message) };

        // Publish it: the consumer may receive it from now on. Then load the flags, to wake a
        // consumer that waits and to notice a close.
        if self.publish(tail, 1) == 0 { Ok(()) } else { Err(self.take_back()) }
    }

    /// The consumer had finished before it could see the message that was just published. Only
    /// [`try_send`](Self::try_send) calls it, once `publish` has given the message back.
    #[cold]
    #[inline(never)]
    fn take_back(&mut self) -> TrySendError<Message<R>> {
        // SAFETY: `publish` gave the slot back with the message in it, and moved the producer's
        // `tail` back to it. The consumer does not look at it, and the next send writes over it
        // without a drop: so the message is read once.
        TrySendError::Closed(unsafe { self.ring.slots().read(self.tail) })
    }

    /// As [`try_send`](Self::try_send), for an operation that waits while the ring is full: that is
    /// not counted as a failure.
    #[inline]
    pub(crate) fn attempt_send(
        &mut self,
        message: Message<R>,
    ) -> Result<(), TrySendError<Message<R>>> {
        // Only this producer uses free slots up, so the send finds the one that this finds.
        if self.free_slots(1) > 0 || self.is_closed() {
            self.try_send(message)
        } else {
            Err(TrySendError::Full(message))
        }
    }

    /// Claims up to `n` slots, across the wrap. A refusal because the ring is full is counted.
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

    /// Reserves `n` slots that lie side by side, fewer only where the ring wraps.
    #[inline]
    pub fn reserve(&mut self, n: usize) -> Result<Reservation<'_, R, S>, ReserveError> {
        self.reserve_between(n, n)
    }

    /// Reserves between one and `n` slots that lie side by side.
    #[inline]
    pub fn reserve_up_to(&mut self, n: usize) -> Result<Reservation<'_, R, S>, ReserveError> {
        self.reserve_between(1, n)
    }

    /// Whether `reserve(n)` will succeed. `Full` is the only error that can pass. Counts no
    /// refusal.
    ///
    /// For loops that wait: a loop cannot return a reservation from one round and go on in another.
    pub(crate) fn may_reserve(&mut self, n: usize) -> Result<(), ReserveError> {
        self.find_between(n, n).map(drop)
    }

    /// The slots before this cursor had come back when this side last looked.
    pub(crate) fn returned(&self) -> u64 {
        self.cached_head.get()
    }

    /// The cursor behind the last message.
    pub(crate) fn written(&self) -> u64 {
        self.tail
    }

    /// Whether `n` slots are free, counted anew.
    pub(crate) fn has_space(&mut self, n: usize) -> bool {
        self.refresh(n) >= n
    }

    #[inline]
    fn reserve_between(
        &mut self,
        least: usize,
        most: usize,
    ) -> Result<Reservation<'_, R, S>, ReserveError> {
        match self.find_between(least, most) {
            Ok(room) => {
                let n = index::contiguous(self.tail, room.min(most), Self::CAPACITY);
                Ok(Reservation::new(WriteClaim::new(self, n)))
            }
            Err(error) => {
                if error == ReserveError::Full {
                    self.count_failure();
                }
                Err(error)
            }
        }
    }

    /// Finds at least `least` free slots. Counts no refusal.
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
        let room = self.free_slots(most.min(Self::CAPACITY));
        if room < least { Err(ReserveError::Full) } else { Ok(room) }
    }

    /// Like [`reserve`](Self::reserve), but waits a little for room: spins, yields, then gives up.
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

    /// Copies as many messages as fit, across the wrap, and publishes them at once.
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

    /// As [`send_slice`](Self::send_slice), for an operation that waits when the ring is full: a
    /// refusal is not counted.
    pub(crate) fn attempt_slice(&mut self, messages: &[Message<R>]) -> usize
    where
        Message<R>: Copy,
    {
        if self.free_slots(1) > 0 { self.send_slice(messages) } else { 0 }
    }

    /// Takes messages from an iterator while there is room for them, and publishes them at once.
    ///
    /// If the channel is closed meanwhile, the messages beyond the returned count are dropped.
    #[inline]
    pub fn send_iter(&mut self, messages: impl IntoIterator<Item = Message<R>>) -> usize {
        let Some(mut claim) = self.claim_up_to(Self::CAPACITY) else {
            return 0;
        };
        claim.fill_from(messages);
        claim.publish_rest_dropped()
    }

    /// Publishes `n` messages that were written behind `tail`, which is this side's own as the
    /// caller has kept it, counts them, and looks at the bell.
    ///
    /// Returns how many were taken back because the consumer had declared the ring finished: they
    /// are the last of the `n`, never more than these, they lie behind the new `tail`, and they
    /// belong to the caller again.
    #[inline]
    pub(crate) fn publish(&mut self, tail: u64, n: usize) -> usize {
        debug_assert_eq!(tail, self.tail, "a claim borrows the producer");
        self.tail = tail.wrapping_add(n as u64);
        self.ring.lines().producer.publish(self.tail);
        let flags = self.ring.lines().cold.doorbell.load_after_publish();
        let returned = if flags.is_quiet() { 0 } else { self.answer(flags, n) };
        if let Some(sent) = self.ring.sent_line() {
            sent.count(n - returned);
        }
        returned
    }

    /// The bell was not quiet after a publish of `n` messages.
    #[cold]
    fn answer(&mut self, flags: Flags, n: usize) -> usize {
        let lines = self.ring.lines();
        let flags = lines.cold.doorbell.load_fenced(flags, &lines.producer.spent);
        if flags.is_quiet() { 0 } else { self.answer_set(flags, n) }
    }

    /// An end wants to know of a publish of `n` messages.
    #[inline(never)]
    fn answer_set(&mut self, flags: Flags, n: usize) -> usize {
        if flags.is_dormant() {
            self.registration.notify_consumer(&self.ring, n);
        }
        let returned = if flags.is_closed() { self.settle() } else { 0 };
        // The caller reads as many messages out of the slots that it has just written.
        assert!(returned <= n, "what was accepted stays accepted");
        returned
    }

    /// The channel was closed around the last publish: what of it will be received?
    ///
    /// Either the consumer has not declared the ring finished; then it will look at `tail` again
    /// before it does, and everything stands. Or it has, and then it never touches the slots behind
    /// its last `head` again: they are taken back. Consumers that share the ring may claim some of
    /// them all the same, those that have not heard of it; the rest is claimed back.
    fn settle(&mut self) -> usize {
        if !self.ring.lines().cold.doorbell.settle().is_finished() {
            return 0;
        }
        let shared = self.ring.receipts().is_some();
        let end = if shared {
            self.ring.claim_rest(self.tail)
        } else {
            let end = self.ring.lines().consumer.observe();
            self.ring.lines().producer.publish(end);
            end
        };
        // No more than this publish: after an earlier one this side either saw `CLOSED` and
        // settled, or the consumer's fence came after it, and then the consumer has seen its
        // messages before it finished.
        let returned = index::distance(end, self.tail);
        self.tail = end;
        // The ring's `tail` stays where it is if it is shared: it must not be behind what is
        // claimed.
        if shared && let Some(sent) = self.ring.sent_line() {
            sent.claimed_back(returned);
        }
        returned
    }

    /// Sends nothing more: from now on every send is refused as after a close, and the producer
    /// counts as gone. A second call does nothing.
    pub fn resign(&mut self) {
        // Only this producer sets the bit of its ring.
        if !self.ring.lines().cold.doorbell.load().is_producer_gone() {
            self.registration.resign(&self.ring);
        }
    }

    /// The slots and the cursor behind which they are the producer's.
    #[inline]
    pub(crate) fn write_position(&self) -> (&R::Slots, u64) {
        (self.ring.slots(), self.tail)
    }

    #[cold]
    fn count_failure(&self) {
        if let Some(contention) = self.ring.contention_line() {
            contention.refused();
        }
    }

    /// An operation was refused, and waits for `n` free slots. Finding them [ends](Self::refresh)
    /// the wait.
    pub(crate) fn begin_wait(&self, n: usize) {
        if let Some(contention) = self.ring.contention_line() {
            contention.begin_stall(n);
        }
    }

    /// A round of the wait paused or yielded.
    pub(crate) fn count_spin(&self) {
        if let Some(contention) = self.ring.contention_line() {
            contention.spun();
        }
    }

    /// An operation that waits ends without room. It is a failure if the operation has given up,
    /// and none if the channel was closed.
    pub(crate) fn end_wait(&self, gave_up: bool) {
        if let Some(contention) = self.ring.contention_line() {
            contention.end_stall();
            if gave_up {
                contention.refused();
            }
        }
    }

    /// What may have been waiting for room is dropped. If it was, and the channel is open, this is
    /// a failure.
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

    /// The ring, for a control handle.
    pub(crate) fn ring(&self) -> &RingRef<R> {
        &self.ring
    }

    /// Its place at the ring's alarm.
    #[cfg(feature = "futures")]
    pub(crate) fn listener(&self) -> &ListenerId {
        &self.listener
    }

    /// No task waits in this way any more.
    #[cfg(feature = "futures")]
    pub(crate) fn stop_listening(&mut self, way: Way) {
        self.ring.space_waiters().leave(&self.listener, way);
    }

    pub(crate) fn registration(&self) -> &S {
        &self.registration
    }

    /// What `Debug` shows of an endpoint called `name`.
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
    /// Panics if the ring was made without a wish for a place. The macro marks no such ring.
    pub fn placement(&self) -> &Placement {
        self.registration.ring_placement(&self.ring).expect("the option `numa` places every ring")
    }
}

impl<R: Ring, S: Registration<R>> Drop for Producer<R, S> {
    fn drop(&mut self) {
        // A task that was waiting for room has given up. The next producer of the ring begins at
        // zero.
        self.abandon_wait();
        // The ring may go to another one, and should not keep a task of this one.
        #[cfg(feature = "futures")]
        self.ring.space_waiters().deregister(&mut self.listener);
        self.ring.lines().producer.leave(self.cached_head.get());
        self.registration.leave(&self.ring);
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
