//! The primitives that the model checker replaces. Other modules use the same names in both builds.
//!
//! A normal build takes its primitives from `core` and `std`. The package `ringmpsc-models`
//! (`tests/models`) compiles the same sources with `cfg(ringmpsc_loom)`, and takes the primitives
//! from loom. So a model runs the shipped code. Two things have no counterpart and are defined here
//! for both builds:
//!
//! * [`Track`] tells loom which slots are read and written. The slots themselves stay plain memory.
//! * [`edge`] gives every ordering that matters a name. A model can weaken an ordering by its name
//!   (`weaken`) and must then fail. So each ordering is shown to be necessary.
//!
//! `StdArc` is the reference count of values that no model checks: std's own under loom, too. A
//! build for `ThreadSanitizer` adds to `Mutex` and `Arc` the edges of std that the sanitizer does
//! not see (`sync/tsan.rs`, `cfg(ringmpsc_tsan)`).

use std::sync::TryLockError;

#[cfg(ringmpsc_loom)]
pub mod loom;
#[cfg(not(ringmpsc_loom))]
mod native;
#[cfg(ringmpsc_tsan)]
mod tsan;

#[cfg(ringmpsc_loom)]
pub(crate) use self::loom::*;
#[cfg(not(ringmpsc_loom))]
pub(crate) use self::native::*;

/// A number that affects cost only, and not correctness. So the model checker does not try other
/// values of it.
pub(crate) use core::sync::atomic::AtomicU32 as AtomicHint;

/// Locks, unless another thread has the lock. Ignores poison: use it for tables that a panic cannot
/// leave between two states.
pub(crate) fn try_lock<T>(mutex: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    match mutex.try_lock() {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}
