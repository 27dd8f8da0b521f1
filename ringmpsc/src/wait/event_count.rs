//! Sleeping until an event that may happen at any moment.
//!
//! An event count lets a thread check a condition and sleep without a lost wake-up. The thread
//! takes the [key](EventCount::key), checks, then [waits](EventCount::wait) with the key. If the
//! count has changed since then, waiting returns at once. (D. P. Reed and R. K. Kanodia,
//! *Synchronization with eventcounts and sequencers*, 1979.)

use std::time::Instant;

use crate::sync::{self, AtomicU32, Ordering, edge, futex};

#[derive(Default)]
pub(crate) struct EventCount {
    /// The number of events. A `u32` because it is the word of the futex. It would be mistaken only
    /// if it wrapped around entirely between a key and a wait.
    count: AtomicU32,
    /// How many threads sleep, or are about to.
    sleepers: AtomicU32,
}

/// The count at one moment.
#[derive(Clone, Copy)]
pub(crate) struct Key(u32);

impl EventCount {
    /// The count before a check. Acquire pairs with [`notify`](Self::notify): the check sees what
    /// happened before each counted event.
    pub(crate) fn key(&self) -> Key {
        Key(self.count.load(edge("count.key", Ordering::Acquire)))
    }

    /// Sleeps until the count differs from the key, or until the deadline. It may also return
    /// without a reason.
    ///
    /// [`futex::wait`] compares the count twice a second. So if the kernel refuses the notifying
    /// thread its wake, this returns up to half a second late. A thread that
    /// [`notify_some`](Self::notify_some) does not wake also returns then.
    pub(crate) fn wait(&self, Key(key): Key, deadline: Option<Instant>) {
        self.sleepers.fetch_add(1, Ordering::Relaxed);
        // Its partner is the fence in `advance`: the kernel sees the new count, or the notifying
        // thread sees the sleeper.
        if sync::present("fence.sleep") {
            sync::fence(Ordering::SeqCst);
        }
        let _ = futex::wait(&self.count, key, deadline);
        self.sleepers.fetch_sub(1, Ordering::Relaxed);
    }

    /// Counts an event, and wakes all threads that sleep or are about to. Makes a system call only
    /// if there is such a thread.
    pub(crate) fn notify(&self) {
        if self.advance() {
            futex::wake_all(&self.count);
        }
    }

    /// Counts `n` messages as one event. Wakes up to `n` sleeping threads, and returns how many it
    /// has woken. A thread that is about to sleep finds its key stale.
    pub(crate) fn notify_some(&self, n: usize) -> usize {
        if self.advance() { futex::wake_some(&self.count, n) } else { 0 }
    }

    /// Counts an event. Returns whether a thread sleeps, or is about to.
    fn advance(&self) -> bool {
        self.count.fetch_add(1, edge("count.notify", Ordering::Release));
        if sync::present("fence.wake") {
            sync::fence(Ordering::SeqCst);
        }
        self.sleepers() > 0
    }

    /// How many threads sleep, are about to, or have been woken and do not run yet.
    pub(crate) fn sleepers(&self) -> usize {
        self.sleepers.load(Ordering::Relaxed) as usize
    }
}
