//! Sleeping until something has happened that may happen at any moment.
//!
//! An event count turns “look, and sleep if there is nothing” into something that loses no wake-up:
//! take the [key](EventCount::key), look, then [wait](EventCount::wait) with the key. If the count
//! has moved on since then, waiting returns at once. (D. P. Reed and R. K. Kanodia,
//! *Synchronization with eventcounts and sequencers*, 1979.)

use std::time::Instant;

use crate::sync::{self, AtomicU32, Ordering, edge, futex};

#[derive(Default)]
pub(crate) struct EventCount {
    /// How often something has happened. A `u32` because it is the word of the futex; it would have
    /// to wrap around entirely between a key and a wait to be mistaken.
    count: AtomicU32,
    /// How many threads sleep, or are about to.
    sleepers: AtomicU32,
}

/// The count at one moment.
#[derive(Clone, Copy)]
pub(crate) struct Key(u32);

impl EventCount {
    /// The count before a look. Acquire pairs with [`notify`](Self::notify): what happened before
    /// an event that is counted here is seen by the look.
    pub(crate) fn key(&self) -> Key {
        Key(self.count.load(edge("count.key", Ordering::Acquire)))
    }

    /// Sleeps until the count is no longer that of the key, or until the deadline. It may also
    /// return for no reason.
    ///
    /// [`futex::wait`] looks at the count twice a second. So if the kernel refuses the notifying
    /// thread its wake, this returns half a second late. A thread that is not among the `n` that
    /// [`notify_some`](Self::notify_some) wakes returns then, too.
    pub(crate) fn wait(&self, Key(key): Key, deadline: Option<Instant>) {
        self.sleepers.fetch_add(1, Ordering::Relaxed);
        // Its partner is the one in `notify`: either the kernel sees the new count, or they see the
        // sleeper.
        if sync::present("fence.sleep") {
            sync::fence(Ordering::SeqCst);
        }
        let _ = futex::wait(&self.count, key, deadline);
        self.sleepers.fetch_sub(1, Ordering::Relaxed);
    }

    /// Something has happened: wakes everybody who sleeps, or is about to. A system call only if
    /// there is somebody.
    pub(crate) fn notify(&self) {
        if self.advance() {
            futex::wake_all(&self.count);
        }
    }

    /// Something has happened `n` times: of those who sleep, wakes so many, and returns how many
    /// they were; and everybody who is about to sleep.
    pub(crate) fn notify_some(&self, n: usize) -> usize {
        if self.advance() { futex::wake_some(&self.count, n) } else { 0 }
    }

    /// Counts, and returns whether somebody sleeps.
    fn advance(&self) -> bool {
        self.count.fetch_add(1, edge("count.notify", Ordering::Release));
        if sync::present("fence.wake") {
            sync::fence(Ordering::SeqCst);
        }
        self.sleepers() > 0
    }

    /// How many threads sleep, or are about to, or have been woken and do not run yet.
    pub(crate) fn sleepers(&self) -> usize {
        self.sleepers.load(Ordering::Relaxed) as usize
    }
}
