//! What the model checker replaces. Nothing outside this module knows of it.
//!
//! A normal build takes its primitives from `core` and `std`. The package `ringmpsc-models`
//! (`tests/models`) compiles these same sources with `cfg(ringmpsc_loom)`, and takes them from
//! loom. So a model runs the shipped code. Two things have no counterpart and are defined here for
//! both builds:
//!
//! * [`Track`] tells loom which slots are read and written. The slots themselves stay plain memory.
//! * [`edge`] gives every ordering that matters a name. A model can weaken one by its name
//!   (`weaken`) and must then fail: that is how each ordering shows that it is needed.
//!
//! `StdArc` is the reference count of values that no model checks: std's own under loom, too. A
//! build for `ThreadSanitizer` adds to `Mutex` and `Arc` what the sanitizer does not see of std
//! (`sync/tsan.rs`, `cfg(ringmpsc_tsan)`).

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

/// A number that decides what costs less, and nothing that must be right. So the model checker does
/// not try what other values it could have.
pub(crate) use core::sync::atomic::AtomicU32 as AtomicHint;

/// The lock, unless somebody has it. For tables that a panic cannot leave in between two states:
/// poison is no reason.
pub(crate) fn try_lock<T>(mutex: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    match mutex.try_lock() {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}
