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

/// Sleeps in futex(2) that ended because they had lasted as long as one may.
pub(crate) static EXPIRED_SLEEPS: Counter = Counter::new();

/// How many sleeps have ended since the process began because [`futex::wait`](crate::futex::wait)
/// lets none last longer. After each, the waiting thread makes one call more than if it had slept on.
///
/// ```
/// use ringmpsc_runtime::calls;
///
/// assert_eq!(calls::expired_sleeps(), 0);
/// ```
pub fn expired_sleeps() -> u64 {
    EXPIRED_SLEEPS.get()
}

/// The number of futex(2) calls since the process began. Those that go on with a wait are included:
/// after a signal, and after an [expired sleep](expired_sleeps).
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
