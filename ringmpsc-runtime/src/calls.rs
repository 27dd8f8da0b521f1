//! How many system calls the process has made to sleep and to wake, for tests: a ring that is kept
//! busy must make none, and one that may not use membarrier(2) must not try to.
//!
//! Counted are the calls of [`futex`](crate::futex), [`eventfd`](crate::eventfd) and
//! [`membarrier`](crate::membarrier), whatever came of them, and of no other user of futex(2) such
//! as the standard library. The counters belong to the process, so a test that compares them needs a
//! process of its own, and a difference is only exact if the calls of other threads happened before,
//! or happen after, both readings.

use std::sync::atomic::{AtomicU64, Ordering};

/// A number of system calls. They cost far more than counting them.
pub(crate) struct Counter(AtomicU64);

impl Counter {
    const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// One more.
    pub(crate) fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Of [`crate::futex`].
pub(crate) static FUTEX: Counter = Counter::new();

/// Of [`crate::eventfd`].
pub(crate) static EVENTFD: Counter = Counter::new();

/// Of [`crate::membarrier`].
pub(crate) static MEMBARRIER: Counter = Counter::new();

/// The number of futex(2) calls since the process began, restarts after a signal included.
///
/// ```
/// use ringmpsc_runtime::{calls, futex};
/// use std::sync::atomic::AtomicU32;
///
/// let before = calls::futex();
/// futex::wake_one(&AtomicU32::new(0));
/// assert_eq!(calls::futex() - before, 1);
/// ```
pub fn futex() -> u64 {
    FUTEX.get()
}

/// The number of eventfd(2) calls, and of read(2) and write(2) on what they made, since the process
/// began.
///
/// ```
/// use ringmpsc_runtime::calls;
/// use ringmpsc_runtime::eventfd::EventFd;
///
/// let before = calls::eventfd();
/// EventFd::new()?.signal()?;
/// assert_eq!(calls::eventfd() - before, 2);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn eventfd() -> u64 {
    EVENTFD.get()
}

/// The number of membarrier(2) calls since the process began, queries and registrations included.
///
/// ```
/// use ringmpsc_runtime::{calls, membarrier};
///
/// let before = calls::membarrier();
/// let _ = membarrier::heavy();
/// assert_eq!(calls::membarrier() - before, 1);
/// ```
pub fn membarrier() -> u64 {
    MEMBARRIER.get()
}
