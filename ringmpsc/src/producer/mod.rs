//! The producer of a ring: it claims slots, writes messages, publishes them, loads the doorbell,
//! and counts.
//!
//! It is the same for all four kinds. Two things differ: how the consumer is notified, and what
//! happens when the producer leaves. The producer's [`Registration`] decides both.

mod batch;
pub(crate) mod blocking;
mod closed;
#[cfg(feature = "futures")]
pub(crate) mod futures;
pub(crate) mod patience;
pub(crate) mod reservation;
mod reserve;
mod settle;
mod status;
mod write_claim;

use core::cell::{Cell, OnceCell};

use ringmpsc_runtime::numa::Placement;

use crate::error::TrySendError;
use crate::ring::doorbell::Flags;
use crate::ring::handle::RingRef;
use crate::ring::index;
use crate::ring::layout::{Message, Ring};
use crate::ring::slip::Slip;
use crate::ring::slots::Buffer;
use crate::wait::Interrupt;
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
    /// when the ring seems full, or when a caller asks for the free space. It is in a cell, so that
    /// a method with `&self` can keep what it has found.
    cached_head: Cell<u64>,
    slip: Slip,
    registration: S,
    /// Set by its [unparker](crate::Unparker). Empty if it has none.
    interrupt: OnceCell<Interrupt>,
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
            slip: Slip::new::<R::Slots>(tail),
            registration,
            interrupt: OnceCell::new(),
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
        // Load the flags, after a light fence. If one is set, wake consumers or settle a close.
        let flags = self.ring.lines().cold.doorbell.load_after_publish();
        let returned = if flags.is_quiet() { 0 } else { self.answer(flags, n) };
        // Count a batch. `tail` counts the messages, so a single one costs nothing here.
        if let Some(sent) = self.ring.sent_line() {
            sent.count(n - returned);
        }
        returned
    }

    /// Returns the slots, and the cursor from which on they belong to the producer.
    #[inline]
    pub(crate) fn write_position(&self) -> (&R::Slots, u64) {
        (self.ring.slots(), self.tail)
    }

    /// See the generated method of this name.
    #[inline]
    pub fn is_closed(&self) -> bool {
        self.ring.lines().cold.doorbell.load().refuses()
    }

    /// As [`is_closed`](Self::is_closed), for a wait for the close: the caller sees what the
    /// closing thread did before. Acquire: pairs with the Release of [`Doorbell::close`] and of
    /// [`Doorbell::set_consumer_gone`].
    ///
    /// [`Doorbell::close`]: crate::ring::doorbell::Doorbell::close
    /// [`Doorbell::set_consumer_gone`]: crate::ring::doorbell::Doorbell::set_consumer_gone
    pub(crate) fn sees_close(&self) -> bool {
        self.ring.lines().cold.doorbell.load_when_empty().refuses()
    }

    /// Returns the ring, for a control handle.
    pub(crate) fn ring(&self) -> &RingRef<R> {
        &self.ring
    }

    /// Removes the task that waits in this `way`.
    #[cfg(feature = "futures")]
    pub(crate) fn stop_listening(&mut self, way: Way) {
        self.ring.space_waiters().cancel(&mut self.listener, way);
    }

    /// Returns the registration.
    pub(crate) fn registration(&self) -> &S {
        &self.registration
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
