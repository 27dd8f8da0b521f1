//! The primitives under the model checker, and how a model can change them.

mod eventfd;
pub(crate) mod futex;
mod late;
pub(crate) mod membarrier;

use core::mem::MaybeUninit;
pub(crate) use std::sync::Arc as StdArc;
use std::sync::Mutex as StdMutex;

pub(crate) use loom::cell::UnsafeCell;
pub(crate) use loom::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
pub(crate) use loom::sync::{Arc, Mutex, MutexGuard};

pub(crate) use self::eventfd::EventFd;
#[cfg(feature = "shared")]
pub(crate) use self::futex as futex_shared;
pub(crate) use self::late::{clear_late, load_own, store_late};
pub use self::late::{delay_stores, write_out};
#[cfg(feature = "shared")]
pub(crate) use self::membarrier as membarrier_global;
pub(crate) use self::membarrier::drain;
pub use self::membarrier::{RunningThread, offer_membarrier};

/// Whether this build is for the model checker.
pub(crate) const MODELLED: bool = true;

/// The orderings and fences that a model can weaken, by name.
pub const EDGES: &[&str] = &[
    "tail.publish",
    "tail.observe",
    "head.publish",
    "head.observe",
    "claim.publish",
    "claim.observe",
    "claim.last",
    "receipt.file",
    "receipt.follow",
    "orphan.put",
    "orphan.take",
    "doorbell.close",
    "doorbell.settle.acquire",
    "doorbell.settle.release",
    "doorbell.take_dormant",
    "doorbell.producer_gone",
    "doorbell.load_when_empty",
    "fence.full",
    "fence.heavy",
    "fence.drain",
    "fence.arm",
    "fence.confirm",
    "fence.rearm",
    "doorbell.confirmed",
    "count.key",
    "count.notify",
    "interrupt.set",
    "interrupt.take",
    "fence.listen",
    "fence.sleep",
    "fence.wake",
    "patience.limit",
    "fence.report",
    "vacancy.collect",
    "owed.load",
    "listeners.lock",
    "listeners.unlock",
    "waker.put",
    "waker.take",
    "waker.taken",
    "waker.empty",
    "waker.busy",
    "biased.claimed",
    "owners.none",
    "ready.push",
    "ready.take",
    "pool.push",
    "pool.pop",
    "pool.head.publish",
    "pool.head.observe",
    "pool.tail.publish",
    "pool.tail.observe",
    "pool.catch_up",
    "pool.lap",
    "pool.generation",
    "pool.send",
    "pool.redeem",
    "pool.retire",
    "pool.last",
    "process.publish",
    "process.observe",
    "process.close",
    "process.closed",
    "process.fence.wait",
    "process.fence.answer",
    "process.fence.arm",
    "process.fence.heavy",
];

static WEAKENED: StdMutex<Option<&'static str>> = StdMutex::new(None);

/// Weakens one edge for all models that run until the next call. An ordering becomes `Relaxed`, and
/// a fence is removed. `None` restores the protocol.
///
/// # Panics
///
/// Panics if no edge has this name.
pub fn weaken(name: Option<&'static str>) {
    if let Some(name) = name {
        assert!(EDGES.contains(&name), "no edge is called {name}");
    }
    *WEAKENED.lock().expect("never poisoned") = name;
}

pub(crate) fn present(name: &'static str) -> bool {
    debug_assert!(EDGES.contains(&name), "{name} is missing in EDGES");
    *WEAKENED.lock().expect("never poisoned") != Some(name)
}

pub(crate) fn edge(name: &'static str, ordering: Ordering) -> Ordering {
    if matches!(ordering, Ordering::Release | Ordering::AcqRel) {
        write_out();
    }
    weakened(name, ordering)
}

fn weakened(name: &'static str, ordering: Ordering) -> Ordering {
    membarrier::interrupt();
    if present(name) { ordering } else { Ordering::Relaxed }
}

pub(crate) fn edges(acquire: &'static str, release: &'static str) -> Ordering {
    write_out();
    membarrier::interrupt();
    match (present(acquire), present(release)) {
        (true, true) => Ordering::AcqRel,
        (true, false) => Ordering::Acquire,
        (false, true) => Ordering::Release,
        (false, false) => Ordering::Relaxed,
    }
}

/// Loom runs the code in program order, so a compiler barrier orders nothing more here. The thread
/// may be interrupted at this point.
pub(crate) fn compiler_fence(_ordering: Ordering) {
    membarrier::interrupt();
}

/// Yields to other threads.
pub(crate) fn rest() {
    loom::thread::yield_now();
}

/// Yields to other threads.
pub(crate) fn let_others_run() {
    loom::thread::yield_now();
}

loom::lazy_static! {
    static ref FENCES: AtomicUsize = AtomicUsize::new(0);
}

/// A fence that loom sees.
///
/// A fence is no step to loom: threads never switch right before one, and loom does not try
/// different orders of two fences. An RMW of one common word makes it a step that depends on every
/// other fence. This adds no ordering beyond what fences of sequential consistency have among
/// themselves.
pub(crate) fn fence(ordering: Ordering) {
    write_out();
    // A weaker fence after this read-modify-write would be ordered after the fences of other
    // threads.
    if ordering == Ordering::SeqCst {
        FENCES.fetch_add(1, Ordering::Relaxed);
    }
    loom::sync::atomic::fence(ordering);
}

/// A fence with Acquire, which a model can remove. It is ordered with no other fence, and flushes
/// no store. So it is no step of its own.
pub(crate) fn acquire_loads_before(name: &'static str) {
    if present(name) {
        loom::sync::atomic::fence(Ordering::Acquire);
    }
}

/// A full fence, as on a processor whose read-modify-writes are not full barriers.
pub(crate) fn fence_after_rmw() {
    fence(Ordering::SeqCst);
}

/// Slot accesses, as the model checker sees them: one tracked cell for each slot.
pub(crate) struct Track<const N: usize>([loom::cell::UnsafeCell<()>; N]);

impl<const N: usize> Track<N> {
    pub(crate) fn init(place: *mut Self) {
        let cells = place.cast::<MaybeUninit<loom::cell::UnsafeCell<()>>>();
        for slot in 0..N {
            // SAFETY: the caller allocated all `N` cells, so this one is in bounds.
            let cell = unsafe { cells.add(slot) };
            // SAFETY: the caller owns the place exclusively, and `MaybeUninit` has no drop.
            unsafe { cell.write(MaybeUninit::new(loom::cell::UnsafeCell::new(()))) };
        }
    }

    pub(crate) fn read(&self, slot: usize) {
        self.0[slot].with(|_| ());
    }

    pub(crate) fn write(&self, slot: usize) {
        self.0[slot].with_mut(|_| ());
    }
}
