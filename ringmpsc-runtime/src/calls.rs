//! The number of system calls that the process has made to sleep and to wake. For tests: a busy
//! ring must make none, and a ring that may not use membarrier(2) must not try it.
//!
//! The counters count the calls of [`futex`](crate::futex), [`eventfd`](crate::eventfd) and
//! [`membarrier`](crate::membarrier), whether they succeed or fail. They do not count other users
//! of futex(2), such as the standard library.
//!
//! The counters belong to the process, so a test that compares them needs a process of its own. The
//! difference of two readings is exact only if no other thread makes a call in between.

use std::sync::atomic::{AtomicU64, Ordering};

/// A number of system calls. Counting costs far less than the call.
pub(crate) struct Counter(AtomicU64);

impl Counter {
    const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// Adds one call.
    pub(crate) fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The calls of [`crate::futex`].
pub(crate) static FUTEX: Counter = Counter::new();

/// The calls of [`crate::eventfd`].
pub(crate) static EVENTFD: Counter = Counter::new();

/// The calls of [`crate::membarrier`].
pub(crate) static MEMBARRIER: Counter = Counter::new();

/// The sleeps in futex(2) that reached the longest time of one sleep.
pub(crate) static EXPIRED_SLEEPS: Counter = Counter::new();

/// Returns the number of sleeps that reached the longest time that [`futex::wait`] allows one
/// sleep.
///
/// After each such sleep the waiting thread makes one more call. The counter starts at 0 when the
/// process starts.
///
/// [`futex::wait`]: crate::futex::wait
///
/// ```
/// use ringmpsc_runtime::calls;
///
/// assert_eq!(calls::expired_sleeps(), 0);
/// ```
pub fn expired_sleeps() -> u64 {
    EXPIRED_SLEEPS.get()
}

/// Returns the number of futex(2) calls since the process started.
///
/// This includes the calls that continue a wait: after a signal, and after an [expired
/// sleep](expired_sleeps).
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

/// Returns the number of eventfd(2) calls since the process started, together with the read(2) and
/// write(2) calls on eventfds.
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

/// Returns the number of membarrier(2) calls since the process started, including queries and
/// registrations.
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
