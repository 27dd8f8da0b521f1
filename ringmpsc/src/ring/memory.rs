//! The memory of a ring: where it lies, how it becomes an empty ring, and what its end drops.

use core::alloc::Layout;
use core::ptr::{self, NonNull};

use ringmpsc_runtime::numa::{Placement, Policy, Region, Topology};

use crate::fence::Mode;
use crate::ring::alloc::Heap;
use crate::ring::doorbell::Doorbell;
use crate::ring::index;
use crate::ring::layout::{Place, Ring};
use crate::ring::lines::{ColdLine, ConsumerLine, ProducerLine};
use crate::ring::ready_stack::ReadyStack;
use crate::ring::receipts::Receipt;
use crate::ring::slots::Buffer;
use crate::ring::vacancy::Vacancy;
use crate::sync::{MODELLED, StdArc};
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
    pub(super) only_node: Option<u32>,
    /// With [`Place::Consumer`]: the node on which to place the next ring. `None` if it is unknown.
    pub(super) wanted: Option<u32>,
}

impl Start {
    /// Makes the initial state for rings `R`. Reads the nodes of the machine if the rings' memory
    /// is to be placed.
    pub(crate) fn new<R: Ring>(cursor: u64, dormant: bool) -> Self {
        let topology = (R::PLACE != Place::Anywhere).then(Topology::discover);
        let only_node = topology.as_ref().and_then(only_node);
        Self { cursor, mode: Mode::choose(R::FENCE), dormant, only_node, wanted: None }
    }

    /// Returns the state of a ring that is wanted on `node`.
    pub(crate) fn wanted_on(self, node: Option<u32>) -> Self {
        Self { wanted: node, ..self }
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

/// The memory of a ring. Dropping it frees the memory.
pub(super) enum Home {
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
pub(super) struct RingMemory<R: Ring> {
    pub(super) ring: NonNull<R>,
    pub(super) home: Home,
    /// The waiters for space. They lie outside the ring's lines: only a producer that waits and a
    /// consumer that finds `space` set use them. Counted, because an unparker keeps them and not
    /// the ring.
    pub(super) space: StdArc<Waiters>,
    /// The stack to which consumers report the ring, if it has one producer after another.
    pub(super) reported: Option<StdArc<ReadyStack>>,
}

// SAFETY: `RingMemory` owns its ring, as a `Box` would.
unsafe impl<R: Ring + Send> Send for RingMemory<R> {}
// SAFETY: it gives out only the ring's address. See `RingRef`.
unsafe impl<R: Ring + Send + Sync> Sync for RingMemory<R> {}

impl<R: Ring> RingMemory<R> {
    /// Allocates memory where it is wanted, and makes an empty ring in it.
    pub(super) fn new(
        start: Start,
        reported: Option<StdArc<ReadyStack>>,
    ) -> Result<Self, OutOfMemory> {
        let layout = Layout::new::<R>();
        // Decide where the memory is wanted.
        let policy = match R::PLACE {
            Place::Anywhere => None,
            Place::Producer => Some(Policy::Local),
            Place::Consumer => Some(start.wanted.map_or(Policy::Local, Policy::Node)),
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
        Ok(Self { ring, home, space: StdArc::new(Waiters::default()), reported })
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
