//! The process that made a channel, and locks that do not block a forked child.
//!
//! A child made by fork(2) has a copy of the channel, and one thread: the one that called fork. If
//! another thread of the parent held a lock at that moment, the child's copy of the lock is locked
//! for ever. So a channel keeps the id of the process that opened it. A thread compares this id
//! with getpid(2) on slow paths only: when it registers, and when it finds a lock taken.

use std::process;
use std::sync::PoisonError;

use crate::sync::{MODELLED, Mutex, MutexGuard, try_lock};

/// The process that made an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Process(u32);

impl Process {
    /// The process of the caller.
    pub(crate) fn current() -> Self {
        Self(process::id())
    }

    /// Whether the caller is in a child that was forked since then. One system call.
    pub(crate) fn was_forked(self) -> bool {
        process::id() != self.0
    }
}

/// A mutex for which a forked child does not wait. It ignores poison: use it for values that a
/// panic cannot leave between two states.
pub(crate) struct ForkMutex<T> {
    mutex: Mutex<T>,
    process: Process,
}

impl<T> ForkMutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { mutex: Mutex::new(value), process: Process::current() }
    }

    /// Whether the caller is in a child that was forked since the mutex was made. One system call.
    pub(crate) fn was_forked(&self) -> bool {
        self.process.was_forked()
    }

    /// Locks, and waits if another thread has the lock.
    ///
    /// Returns `None` only in a forked child that finds the mutex locked: its holder may not exist
    /// in the child.
    pub(crate) fn lock(&self) -> Option<MutexGuard<'_, T>> {
        // The model checker forks no process. There the attempt would only add states.
        if !MODELLED {
            if let Some(guard) = self.try_lock() {
                return Some(guard);
            }
            if self.was_forked() {
                return None;
            }
        }
        Some(self.mutex.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Locks, unless another thread has the lock.
    pub(crate) fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        try_lock(&self.mutex)
    }
}
