//! The reference to a ring: it keeps the ring's memory alive, releases slots, and closes the ring.

use core::fmt;
use core::ops::Deref;
use core::ptr::NonNull;

use ringmpsc_runtime::numa::{Obtained, Placement};

use crate::fence::Fence;
use crate::ring::doorbell::Flags;
use crate::ring::index;
use crate::ring::layout::Ring;
pub(crate) use crate::ring::memory::Start;
use crate::ring::memory::{Home, OutOfMemory, RingMemory};
use crate::ring::ready_stack::ReadyStack;
use crate::ring::receipts;
use crate::ring::slots::Buffer;
use crate::sync::{Arc, Ordering, StdArc};
use crate::wait::Waiters;

/// A counted reference to a ring.
pub struct RingRef<R: Ring> {
    /// A copy of `memory.ring`. It saves one load on every access.
    ring: NonNull<R>,
    memory: Arc<RingMemory<R>>,
}

// SAFETY: a `RingRef` gives shared references to a ring. The last `RingRef` drops the ring's
// content. The ring is `Sync` and `Send`, which allows both from any thread.
unsafe impl<R: Ring + Send + Sync> Send for RingRef<R> {}
// SAFETY: as above. `&RingRef` gives no more than `RingRef` does.
unsafe impl<R: Ring + Send + Sync> Sync for RingRef<R> {}

impl<R: Ring> RingRef<R> {
    /// Makes a ring directly in its final memory. Even a large ring is never on the stack.
    pub(crate) fn new(start: Start) -> Result<Self, OutOfMemory> {
        Self::make(start, None)
    }

    /// As [`new`](Self::new), for a ring that has one producer after another. Consumers push the
    /// ring to `reported` when they have emptied it after its producer has left: see
    /// [`vacancy`](crate::ring::vacancy).
    pub(crate) fn recycled(
        start: Start,
        reported: StdArc<ReadyStack>,
    ) -> Result<Self, OutOfMemory> {
        const { assert!(R::RECYCLED, "this ring is for one producer") };
        Self::make(start, Some(reported))
    }

    /// Allocates a ring and starts its counters.
    fn make(start: Start, reported: Option<StdArc<ReadyStack>>) -> Result<Self, OutOfMemory> {
        const { R::LAYOUT.check() };
        let memory = RingMemory::new(start, reported)?;
        let ring = Self { ring: memory.ring, memory: Arc::new(memory) };
        if let Some(sent) = ring.sent_line() {
            sent.restart(start.cursor);
        }
        if let Some(received) = ring.received_line() {
            received.restart(start.cursor);
        }
        Ok(ring)
    }

    /// Returns whether both references are to the same ring.
    pub(crate) fn same_ring(&self, other: &Self) -> bool {
        self.ring == other.ring
    }

    /// Returns where the ring's memory was wanted, and where it is. `None` without the option
    /// `numa`.
    pub(crate) fn placement(&self) -> Option<&Placement> {
        match &self.memory.home {
            Home::Region(region) => Some(region.placement()),
            Home::Heap { placement, .. } => placement.as_ref(),
        }
    }

    /// Returns the node of the ring's memory: that of most of its pages, as far as it is known,
    /// else the wanted one. `None` without the option `numa`.
    pub(crate) fn node(&self) -> Option<u32> {
        let placement = self.placement()?;
        let found = match placement.obtained() {
            Obtained::Sampled(sample) => sample.nodes().iter().max_by_key(|on| on.pages),
            Obtained::Unknown(_) => None,
        };
        found.map(|on| on.node).or_else(|| placement.target())
    }

    /// Returns the waiters for space: the producer's thread and tasks.
    pub(crate) fn space_waiters(&self) -> &StdArc<Waiters> {
        &self.memory.space
    }

    /// Releases the slots before `head`, for an exclusive consumer. Wakes the producer if it waits
    /// for space. `emptied` tells whether the caller knows of no more messages in the ring.
    #[inline]
    pub(crate) fn release(&self, head: u64, emptied: bool) {
        self.lines().consumer.publish(head);
        self.after_release(emptied);
    }

    /// Releases the slots in `from..to`, for competing consumers. Wakes the producer if it waits
    /// for space.
    ///
    /// # Panics
    ///
    /// Panics if the ring has no receipts.
    #[inline]
    pub(crate) fn release_part(&self, from: u64, to: u64) {
        let receipts = self.receipts().expect("a shared ring has receipts");
        receipts::file(receipts, from, to);
        self.after_release(true);
    }

    /// Does what follows a release. `emptied` tells whether the release may have emptied the ring.
    #[inline]
    fn after_release(&self, emptied: bool) {
        // This comes first: with `CAN_WAIT` and full fences it executes the fence that the load of
        // the vacancy needs.
        self.notify_producer();
        if R::RECYCLED && emptied && self.lines().cold.vacancy.wants_report() {
            self.report_if_vacant();
        }
    }

    /// Reports the ring if its producer has left and all messages are claimed.
    #[cold]
    fn report_if_vacant(&self) {
        let lines = self.lines();
        // The first condition executes a fence that the second condition needs.
        if !lines.cold.vacancy.is_vacant()
            || lines.consumer.load_relaxed() != lines.producer.position()
            || !lines.cold.vacancy.report()
        {
            return;
        }
        // This call set `REPORTED`, so it pushes the ring.
        if let Some(reported) = &self.memory.reported {
            let index = lines.cold.index.load(Ordering::Relaxed);
            reported.push(index, &lines.cold.next_reported);
        }
    }

    /// Claims all messages before `end` that no consumer has claimed. Returns the cursor of the
    /// first of them. The ring gets no messages after these, so their slots need no receipts.
    ///
    /// Lock-free: an exchange fails only if a consumer has claimed messages.
    pub(crate) fn claim_rest(&self, end: u64) -> u64 {
        let line = self.lines().consumer;
        // Start from a first guess. A failed exchange returns the current `head`.
        let mut from = line.load_relaxed();
        while let Err(now) = line.claim(from, end) {
            from = now;
        }
        from
    }

    /// Whether the ring has competing consumers.
    pub(crate) const SHARED: bool = R::RECEIPTS.is_some();

    /// Whether an end that arms a doorbell may ask the publishing end for fences.
    pub(crate) const ADAPTIVE: bool = matches!(R::FENCE, Fence::Adaptive);

    /// Answers a doorbell that has `DORMANT`, after a publish of `n` messages. `flags` are those
    /// that the producer has loaded. Returns the flags as this call has found them, and whether it
    /// cleared `DORMANT`. The caller must then wake all waiters.
    ///
    /// If more competing consumers wait than there are new messages, this notifies `n` of them, and
    /// `DORMANT` stays set for the others.
    pub(crate) fn answer_doorbell(
        &self,
        messages: &Waiters,
        n: usize,
        flags: Flags,
    ) -> (Flags, bool) {
        // Fewer messages than waiting consumers: notify one for each message.
        if Self::SHARED && messages.waiting() > n {
            messages.notify(n);
            return (flags, false);
        }
        let found = self.lines().cold.doorbell.take_dormant();
        (found, found.is_dormant())
    }

    /// Wakes the producer if it waits for space.
    #[inline]
    fn notify_producer(&self) {
        if R::CAN_WAIT {
            let flags = self.lines().cold.space.load_after_publish();
            if !flags.is_quiet() {
                self.answer_space(flags);
            }
        }
    }

    /// Answers a `space` that is not zero: the producer waits, or each release must execute a full
    /// fence.
    #[cold]
    fn answer_space(&self, flags: Flags) {
        let lines = self.lines();
        let space = &lines.cold.space;
        // If `FULL_FENCE` is set, execute a full fence and load the flags again. A producer that
        // sleeps without a limit needs no fence: the read-modify-write that clears `DORMANT` is the
        // later load.
        let flags = if flags.is_dormant() {
            lines.consumer.spent.renew();
            flags
        } else {
            space.load_fenced(flags, &lines.consumer.spent)
        };
        // Wake the producer if it sleeps without a limit, or if enough slots are free for a patient
        // one.
        let wakes = flags.is_dormant() || flags.is_patient() && self.ends_patience();
        if wakes && space.clear_dormant() {
            self.space_waiters().notify_all();
        }
    }

    /// Refuses messages from now on. Wakes all waiters for space and for messages.
    pub(crate) fn close(&self, messages: &Waiters) {
        self.refuse();
        self.space_waiters().end();
        messages.end();
    }

    /// Refuses messages from now on.
    pub(crate) fn refuse(&self) {
        self.lines().cold.doorbell.close();
    }

    /// Returns a cursor before which all slots are free. The caller passes an earlier such cursor
    /// as `head`. With receipts the search may stop once it has found `enough`.
    ///
    /// Acquire, in [`ConsumerLine::observe`] or [`receipts::follow`]: the consumers no longer read
    /// the slots before the returned cursor.
    #[inline]
    pub(crate) fn free_before(&self, head: u64, enough: u64) -> u64 {
        match self.receipts() {
            None => self.lines().consumer.observe(),
            Some(receipts) => receipts::follow(receipts, head, enough),
        }
    }

    /// Returns how many slots are not free: they hold messages, or are claimed. Stores the cursor
    /// before which all slots are free as `reclaimed`.
    ///
    /// The caller is the producer that leaves, or the registry under its lock while the ring is
    /// vacant. So `tail` is final, and only the caller writes `reclaimed`.
    pub(crate) fn outstanding(&self) -> usize {
        let line = self.lines().producer;
        let tail = line.position();
        let head = self.free_before(line.reclaimed(), tail);
        // The next call, or the next producer, need not follow the same receipts again.
        line.leave(head);
        index::distance(head, tail)
    }

    /// Returns how many messages are in the ring, for any thread. Once the consumer has finished
    /// this is zero, even if the producer has published messages that it is about to take back.
    pub(crate) fn occupied(&self) -> usize {
        let lines = self.lines();
        if lines.cold.doorbell.load().is_finished() {
            return 0;
        }
        let head = lines.consumer.position();
        index::snapshot(head, lines.producer.position(), R::Slots::CAPACITY)
    }
}

impl<R: Ring> Clone for RingRef<R> {
    fn clone(&self) -> Self {
        Self { ring: self.ring, memory: Arc::clone(&self.memory) }
    }
}

impl<R: Ring> Deref for RingRef<R> {
    type Target = R;

    #[inline]
    fn deref(&self) -> &R {
        // SAFETY: `memory` holds the ring's allocation, which `RingMemory::new` initialised. It
        // never moves the allocation, and frees it when the last reference is dropped. It gives out
        // no exclusive reference before that.
        unsafe { self.ring.as_ref() }
    }
}

impl<R: Ring> fmt::Debug for RingRef<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ring")
            .field("id", &self.lines().cold.id)
            .field("len", &self.occupied())
            .field("capacity", &R::Slots::CAPACITY)
            .field("closed", &self.lines().cold.doorbell.load().is_closed())
            .finish()
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
