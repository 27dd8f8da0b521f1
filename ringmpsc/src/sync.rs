//! The only file that knows about the model checker.
//!
//! A normal build takes its primitives from `core` and `std`. Under `--cfg ringmpsc_loom` the same
//! names come from loom, so a model runs the shipped code and not a copy of it. Two things have no
//! counterpart and are defined here for both builds:
//!
//! * [`Track`] tells loom which slots are read and written. The slots themselves stay plain memory.
//! * [`edge`] gives every ordering that matters a name. A model can weaken one by its name
//!   ([`weaken`]) and must then fail: that is how each ordering shows that it is needed.

#[cfg(ringmpsc_loom)]
pub(crate) use self::model::*;
#[cfg(ringmpsc_loom)]
pub use self::model::{EDGES, weaken};
#[cfg(not(ringmpsc_loom))]
pub(crate) use self::native::*;

#[cfg(not(ringmpsc_loom))]
mod native {
    pub(crate) use core::sync::atomic::{
        AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering, compiler_fence, fence,
    };
    pub(crate) use std::sync::{Arc, Mutex, MutexGuard};

    /// Whether this build is for the model checker.
    pub(crate) const MODELLED: bool = false;

    /// The name of an ordering and the ordering itself.
    #[inline(always)]
    pub(crate) const fn edge(_name: &'static str, ordering: Ordering) -> Ordering {
        ordering
    }

    /// Whether the fence of this name is there; only a model can take it away.
    #[inline(always)]
    pub(crate) const fn present(_name: &'static str) -> bool {
        true
    }

    /// Slot accesses, as the model checker sees them: nothing in a normal build.
    pub(crate) struct Track<const N: usize>;

    impl<const N: usize> Track<N> {
        #[inline(always)]
        pub(crate) const fn init(_place: *mut Self) {}
        #[inline(always)]
        pub(crate) const fn read(&self, _slot: usize) {}
        #[inline(always)]
        pub(crate) const fn write(&self, _slot: usize) {}
    }
}

#[cfg(ringmpsc_loom)]
mod model {
    use core::mem::MaybeUninit;
    use std::sync::Mutex as StdMutex;

    pub(crate) use loom::sync::atomic::{
        AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
    };
    pub(crate) use loom::sync::{Arc, Mutex, MutexGuard};

    /// Whether this build is for the model checker.
    pub(crate) const MODELLED: bool = true;

    /// Never called: without asymmetric fences no side relies on the compiler alone.
    pub(crate) fn compiler_fence(_ordering: Ordering) {
        unreachable!("a model always uses full fences")
    }

    /// The orderings and fences that a model can weaken, by name.
    pub const EDGES: &[&str] = &[
        "tail.publish",
        "tail.observe",
        "head.publish",
        "head.observe",
        "bell.settle",
        "bell.finish",
        "bell.end",
        "bell.ended",
        "fence.light",
        "fence.heavy",
        "ready.push",
        "ready.take",
        "over.set",
        "over.seen",
    ];

    static WEAKENED: StdMutex<Option<&'static str>> = StdMutex::new(None);

    /// Weakens one edge for all models that run until the next call; `None` restores the protocol.
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
        if present(name) { ordering } else { Ordering::Relaxed }
    }

    /// Slot accesses, as the model checker sees them: one tracked cell a slot.
    pub(crate) struct Track<const N: usize>([loom::cell::UnsafeCell<()>; N]);

    impl<const N: usize> Track<N> {
        pub(crate) fn init(place: *mut Self) {
            let cells = place.cast::<MaybeUninit<loom::cell::UnsafeCell<()>>>();
            for slot in 0..N {
                // SAFETY: the caller allocated all N cells, so this one is in bounds.
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
}
