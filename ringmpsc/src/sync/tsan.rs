//! Two edges of the standard library that `ThreadSanitizer` does not see.
//!
//! The sanitizer sees an atomic operation only in code that was compiled for it, and std was not.
//! It also does not model fences. So it misses:
//!
//! * the contended path of `Mutex::lock` and the wake-up in its unlock, which are functions of std,
//! * the `fence(Acquire)` that the last owner of an `Arc` executes before it drops the value.
//!
//! [`Mutex`] is std's own with a pair of atomic operations that the sanitizer sees. [`Arc`] is a
//! reference count without a fence. Both order exactly what std's types order, and no more. A
//! critical section comes before the next one. The actions of each owner before its drop come
//! before the drop of the value. Nothing is suppressed. So a race on a slot is reported like any
//! other, even below a lock or a drop.
//!
//! Only a build with `cfg(ringmpsc_tsan)` uses this module.

use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{self as std_sync, LockResult, PoisonError, TryLockError, TryLockResult};

/// [`std::sync::Mutex`], and the edge from each unlock to the next lock.
#[derive(Default)]
pub(crate) struct Mutex<T> {
    /// Written before each unlock, read after each lock.
    unlocked: AtomicUsize,
    mutex: std_sync::Mutex<T>,
}

/// [`std::sync::MutexGuard`].
pub(crate) struct MutexGuard<'a, T> {
    unlocked: &'a AtomicUsize,
    guard: std_sync::MutexGuard<'a, T>,
}

impl<T> Mutex<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self { unlocked: AtomicUsize::new(0), mutex: std_sync::Mutex::new(value) }
    }

    fn guard<'a>(&'a self, guard: std_sync::MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        // Its partner is the store in the drop of the previous guard.
        self.unlocked.load(Ordering::Acquire);
        MutexGuard { unlocked: &self.unlocked, guard }
    }

    fn poisoned<'a>(
        &'a self,
        poisoned: PoisonError<std_sync::MutexGuard<'a, T>>,
    ) -> PoisonError<MutexGuard<'a, T>> {
        PoisonError::new(self.guard(poisoned.into_inner()))
    }

    pub(crate) fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        match self.mutex.lock() {
            Ok(guard) => Ok(self.guard(guard)),
            Err(poisoned) => Err(self.poisoned(poisoned)),
        }
    }

    pub(crate) fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        match self.mutex.try_lock() {
            Ok(guard) => Ok(self.guard(guard)),
            Err(TryLockError::Poisoned(poisoned)) => Err(self.poisoned(poisoned).into()),
            Err(TryLockError::WouldBlock) => Err(TryLockError::WouldBlock),
        }
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.guard
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.guard
    }
}

impl<T> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        // The lock is still held: its own guard is dropped after this. So there is one writer.
        self.unlocked.store(0, Ordering::Release);
    }
}

/// A reference count that drops its value as [`std::sync::Arc`] does. std decrements with Release
/// and fences with Acquire. This one decrements with both.
///
/// It is public in a private module, as std's is: the fields of the ready-made ends contain it.
#[allow(unreachable_pub, reason = "a public type may contain it only if it is public")]
pub struct Arc<T>(NonNull<Counted<T>>);

struct Counted<T> {
    /// The number of owners.
    owners: AtomicUsize,
    value: T,
}

// SAFETY: an owner lends `&T` to its thread, for which `T` must be `Sync`. The last owner drops the
// value on its thread, for which `T` must be `Send`.
unsafe impl<T: Send + Sync> Send for Arc<T> {}
// SAFETY: as above: from `&Arc<T>` a thread gets `&T`, or a clone that is the last owner.
unsafe impl<T: Send + Sync> Sync for Arc<T> {}

impl<T> Arc<T> {
    pub(crate) fn new(value: T) -> Self {
        let counted = Box::new(Counted { owners: AtomicUsize::new(1), value });
        Self(NonNull::from(Box::leak(counted)))
    }

    /// Whether both own the same value.
    pub(crate) fn ptr_eq(this: &Self, other: &Self) -> bool {
        this.0 == other.0
    }

    fn counted(&self) -> &Counted<T> {
        // SAFETY: the box is freed when the count reaches 0, and this owner is counted.
        unsafe { self.0.as_ref() }
    }
}

impl<T: Default> Default for Arc<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> Clone for Arc<T> {
    fn clone(&self) -> Self {
        let owners = self.counted().owners.fetch_add(1, Ordering::Relaxed);
        assert!(
            owners < usize::MAX / 2,
            "owners are forgotten, and the count is about to overflow"
        );
        Self(self.0)
    }
}

impl<T> Deref for Arc<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.counted().value
    }
}

impl<T> Drop for Arc<T> {
    fn drop(&mut self) {
        // The last decrement reads from all others. So the actions of each owner come before the
        // drop of the value, and before the memory is freed.
        if self.counted().owners.fetch_sub(1, Ordering::AcqRel) == 1 {
            // SAFETY: the pointer is that of the box in `new`. This was the last owner. No other
            // owner can be cloned from it, and nothing refers to the box any more.
            drop(unsafe { Box::from_raw(self.0.as_ptr()) });
        }
    }
}
