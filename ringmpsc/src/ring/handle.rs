//! The reference to a ring: it keeps the ring's memory alive, releases slots, and closes the ring.

use core::alloc::Layout;
use core::fmt;
use core::ops::Deref;
use core::ptr::{self, NonNull};

use ringmpsc_runtime::numa::{Placement, Policy, Region, Topology};

use crate::fence::{Fence, Mode};
use crate::ring::alloc::Heap;
use crate::ring::doorbell::{Doorbell, Flags};
use crate::ring::index;
use crate::ring::layout::{Place, Ring};
use crate::ring::lines::{ColdLine, ConsumerLine, ProducerLine};
use crate::ring::ready_stack::ReadyStack;
use crate::ring::receipts::{self, Receipt};
use crate::ring::slots::Buffer;
use crate::ring::vacancy::Vacancy;
use crate::sync::{Arc, MODELLED, Ordering, StdArc};
use crate::wait::Waiters;

/// No memory for a ring.
#[derive(Debug)]
pub(crate) struct OutOfMemory;

/// The initial state of a ring.
#[derive(Clone, Copy)]
pub(crate) struct Start {
    /// The initial value of both cursors. Zero, except in tests of wrapping.
    pub(crate) cursor: u64,
    pub(crate) mode: Mode,
    /// Whether the ring starts with `DORMANT`: the consumer does not poll it yet.
    pub(crate) dormant: bool,
    /// The only NUMA node of the machine. `None` if there may be several, or if the ring's memory
    /// may lie on any node.
    only_node: Option<u32>,
}

impl Start {
    /// Makes the initial state for rings `R`. Reads the nodes of the machine if the rings' memory
    /// is to be placed.
    pub(crate) fn new<R: Ring>(cursor: u64, dormant: bool) -> Self {
        let topology = (R::PLACE != Place::Anywhere).then(Topology::discover);
        let only_node = topology.as_ref().and_then(only_node);
        Self { cursor, mode: Mode::choose(R::FENCE), dormant, only_node }
    }

    /// Returns the state as on a machine with several nodes.
    #[cfg(all(test, not(ringmpsc_loom)))]
    pub(crate) fn on_several_nodes(self) -> Self {
        Self { only_node: None, ..self }
    }

    /// Returns whether there may be several nodes to place memory on.
    pub(crate) fn has_several_nodes(self) -> bool {
        self.only_node.is_none()
    }
}

/// Returns the node of a machine that is known to have only one.
fn only_node(topology: &Topology) -> Option<u32> {
    // An assumed topology proves nothing: there may be several nodes.
    match topology.nodes() {
        [node] if !topology.is_assumed() => Some(node.id),
        _ => None,
    }
}

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

    /// Returns the waiters for space: the producer's thread and tasks.
    pub(crate) fn space_waiters(&self) -> &Waiters {
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
            messages.call(n);
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
            self.space_waiters().signal();
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

/// The memory of a ring. Dropping it frees the memory.
enum Home {
    /// With the option `numa`.
    Region(Region),
    /// Without `numa`, or on a machine with one node, where no memory needs to be placed.
    Heap {
        #[expect(dead_code, reason = "it is there to be dropped")]
        heap: Heap,
        placement: Option<Placement>,
    },
}

/// The allocation of one ring. Dropping it drops the messages that are still in the ring.
struct RingMemory<R: Ring> {
    ring: NonNull<R>,
    home: Home,
    /// The waiters for space. They lie outside the ring's lines: only a producer that waits and a
    /// consumer that finds `space` set use them.
    space: Waiters,
    /// The stack to which consumers report the ring, if it has one producer after another.
    reported: Option<StdArc<ReadyStack>>,
}

// SAFETY: `RingMemory` owns its ring, as a `Box` would.
unsafe impl<R: Ring + Send> Send for RingMemory<R> {}
// SAFETY: it gives out only the ring's address. See `RingRef`.
unsafe impl<R: Ring + Send + Sync> Sync for RingMemory<R> {}

impl<R: Ring> RingMemory<R> {
    fn new(start: Start, reported: Option<StdArc<ReadyStack>>) -> Result<Self, OutOfMemory> {
        let layout = Layout::new::<R>();
        // Decide where the memory is wanted.
        let policy = match R::PLACE {
            Place::Anywhere => None,
            Place::Local => Some(Policy::Local),
            Place::Node(node) => Some(Policy::Node(node)),
        };
        // On a machine with one node, the placement is known without asking the kernel.
        let known = policy.zip(start.only_node);
        let placement = known.map(|(policy, only)| Placement::on_only_node(policy, only));
        let (home, base) = if let Some(policy) = policy.filter(|_| placement.is_none()) {
            let region = Region::new(layout, policy).map_err(|_| OutOfMemory)?;
            let base = region.as_ptr();
            (Home::Region(region), base)
        } else {
            // Receipts must start as zeroes. Zeroed memory needs no pages until it is used.
            let allocate = if R::RECEIPTS.is_some() { Heap::zeroed } else { Heap::new };
            // SAFETY: a ring has three lines, so the size of its layout is not zero.
            let (heap, base) = unsafe { allocate(layout) }.ok_or(OutOfMemory)?;
            (Home::Heap { heap, placement }, base)
        };
        let ring = base.cast::<R>();
        // SAFETY: `base` is an allocation of `R`'s layout that no other code knows. If the ring has
        // receipts, the memory is zero: it is a region, which comes from the kernel, or a zeroed
        // heap allocation.
        unsafe { Self::init(ring, start) };
        Ok(Self { ring, home, space: Waiters::default(), reported })
    }

    /// Turns memory into an empty ring. This writes no slot: the kernel provides their pages with
    /// the first messages.
    ///
    /// # Safety
    ///
    /// `ring` points at memory of `R`'s layout that no other code knows. The receipts in it, if
    /// any, are zero.
    unsafe fn init(ring: NonNull<R>, start: Start) {
        // SAFETY: `Ring` promises that the slots begin at this offset, inside the allocation. The
        // fields before them are valid as zeroes, or are written below.
        unsafe { ring.cast::<u8>().write_bytes(0, R::LAYOUT.slots) };
        let doorbell = Doorbell::new(start.mode, start.dormant);
        let space = Doorbell::new(start.mode, false);
        // With `R::CAN_WAIT` the load of `space`, which comes first after a release, executes the
        // full fence.
        let vacancy = Vacancy::new(start.mode, R::CAN_WAIT);
        let at = |offset: usize| {
            // SAFETY: `Ring` promises that the offsets are those of fields, so they are inside the
            // allocation.
            unsafe { ring.byte_add(offset) }
        };
        let producer = at(R::LAYOUT.producer).cast::<ProducerLine>();
        let consumer = at(R::LAYOUT.consumer).cast::<ConsumerLine>();
        let cold = at(R::LAYOUT.cold).cast::<ColdLine>();
        let slots = at(R::LAYOUT.slots).cast::<R::Slots>();
        // SAFETY: `Ring` promises a field of this type at this offset. So the place is aligned and
        // in bounds. By contract no other code knows it.
        unsafe { producer.write(ProducerLine::new(start.cursor)) };
        // SAFETY: as above.
        unsafe { consumer.write(ConsumerLine::new(start.cursor)) };
        // SAFETY: as above.
        unsafe { cold.write(ColdLine::new(doorbell, space, vacancy)) };
        // SAFETY: as above. Uninitialised slots are valid slots.
        unsafe { <R::Slots as Buffer>::init(slots.as_ptr()) };
        // Zeroes are the receipts of a ring whose cursors start at zero. The model checker must
        // construct each receipt.
        if let Some(offset) = R::RECEIPTS.filter(|_| MODELLED || start.cursor != 0) {
            let receipts = at(offset).cast::<Receipt>();
            for slot in 0..R::Slots::CAPACITY {
                // SAFETY: `Ring` promises as many receipts as there are slots, at this offset.
                let receipt = unsafe { receipts.add(slot) };
                // SAFETY: as above.
                unsafe { receipt.write(Receipt::new(start.cursor)) };
            }
        }
    }
}

impl<R: Ring> Drop for RingMemory<R> {
    fn drop(&mut self) {
        /// Drops the ring even if a message's drop panics. The memory is freed after this, in any
        /// case.
        struct End<'a, R: Ring>(&'a RingMemory<R>);
        impl<R: Ring> Drop for End<'_, R> {
            fn drop(&mut self) {
                // SAFETY: no other code has the ring. It was initialised, and its messages are
                // gone.
                unsafe { ptr::drop_in_place(self.0.ring.as_ptr()) };
            }
        }

        let end = End(self);
        // SAFETY: the last reference is being dropped. So the ring is alive, and only this code has
        // it.
        let ring = unsafe { self.ring.as_ref() };
        let head = ring.lines().consumer.observe();
        let left = index::distance(head, ring.lines().producer.observe());
        // SAFETY: the producer and the consumers are gone, so all messages in `head..tail` belong
        // to this code. Each was published and not taken.
        unsafe { ring.slots().discard(head, left) };
        drop(end);
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
