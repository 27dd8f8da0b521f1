//! The primitives of a normal build, from `core`, `std` and the kernel.

pub(crate) use core::sync::atomic::{
    AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering, compiler_fence, fence,
};
#[cfg(not(ringmpsc_tsan))]
pub(crate) use std::sync::{Arc, Arc as StdArc, Mutex, MutexGuard};

#[cfg(ringmpsc_tsan)]
pub(crate) use super::tsan::{Arc, Arc as StdArc, Mutex, MutexGuard};
pub(crate) use ringmpsc_runtime::eventfd::EventFd;
#[cfg(feature = "shared")]
pub(crate) use ringmpsc_runtime::futex::shared as futex_shared;
#[cfg(feature = "shared")]
pub(crate) use ringmpsc_runtime::membarrier::global as membarrier_global;
pub(crate) use ringmpsc_runtime::{futex, membarrier};

/// [`core::cell::UnsafeCell`], with the interface that the model checker needs to see accesses.
pub(crate) struct UnsafeCell<T>(core::cell::UnsafeCell<T>);

impl<T> UnsafeCell<T> {
    #[inline]
    pub(crate) const fn new(value: T) -> Self {
        Self(core::cell::UnsafeCell::new(value))
    }

    #[inline]
    pub(crate) fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        f(self.0.get())
    }
}

/// A full fence directly after a read-modify-write of the same thread.
///
/// x86 executes a read-modify-write as a locked instruction, which is a full barrier. So there this
/// costs nothing: it only keeps the compiler from moving later accesses before it. On other
/// processors this is [`fence`].
#[inline]
pub(crate) fn fence_after_rmw() {
    if cfg!(any(target_arch = "x86", target_arch = "x86_64")) {
        compiler_fence(Ordering::SeqCst);
    } else {
        fence(Ordering::SeqCst);
    }
}

/// A fence with Acquire: makes the loads before it Acquire. The name is for the model checker.
#[inline]
pub(crate) fn acquire_loads_before(_name: &'static str) {
    fence(Ordering::Acquire);
}

/// Whether this build is for the model checker.
pub(crate) const MODELLED: bool = false;

/// Returns the ordering. The name is for the model checker.
#[inline]
pub(crate) const fn edge(_name: &'static str, ordering: Ordering) -> Ordering {
    ordering
}

/// Returns both halves of an RMW's ordering, each with a name: [`Ordering::AcqRel`].
#[inline]
pub(crate) const fn edges(_acquire: &'static str, _release: &'static str) -> Ordering {
    Ordering::AcqRel
}

/// Whether the fence of this name is present. Only a model can remove it.
#[inline]
pub(crate) const fn present(_name: &'static str) -> bool {
    true
}

/// A Release store, for the edge of this name. A model can make it visible late.
#[inline]
pub(crate) fn store_late(target: &AtomicU64, value: u64, _name: &'static str) {
    target.store(value, Ordering::Release);
}

/// A Release store of `false`. A model can make it visible late.
#[inline]
pub(crate) fn clear_late(target: &AtomicBool) {
    target.store(false, Ordering::Release);
}

/// A load that sees what this thread has [stored late](store_late).
#[inline]
pub(crate) fn load_own(target: &AtomicU64, ordering: Ordering) -> u64 {
    target.load(ordering)
}

/// Called before a read-modify-write of a word that this thread may have [stored late](store_late).
#[inline]
pub(crate) const fn write_out() {}

/// Sleeps briefly, so that a thread within a few instructions can continue. A yield would not
/// suffice: that thread may have a lower priority.
pub(crate) fn rest() {
    std::thread::sleep(core::time::Duration::from_micros(50));
}

/// Called where a task is about to wake itself because another thread is within a few instructions.
/// Only the model checker must run that thread here.
#[cfg(feature = "futures")]
pub(crate) const fn let_others_run() {}

/// Sleeps while the store buffers of all cores drain. Only the elapsed time ensures that they do.
pub(crate) fn drain(time: core::time::Duration) {
    std::thread::sleep(time);
}

/// Slot accesses, as the model checker sees them. Empty in a normal build.
pub(crate) struct Track<const N: usize>;

#[expect(clippy::unused_self, reason = "the model's tracker uses it")]
impl<const N: usize> Track<N> {
    #[inline]
    pub(crate) const fn init(_place: *mut Self) {}
    #[inline]
    pub(crate) const fn read(&self, _slot: usize) {}
    #[inline]
    pub(crate) const fn write(&self, _slot: usize) {}
}
