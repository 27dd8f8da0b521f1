//! Sleeping until an event that may happen at any moment.
//!
//! An event count lets a thread check a condition and sleep without a lost wake-up. The thread
//! [announces](EventCount::announce) itself and gets a key, checks, then [waits](EventCount::wait)
//! with the key. If the count has changed since then, waiting returns at once. (D. P. Reed and R.
//! K. Kanodia, *Synchronization with eventcounts and sequencers*, 1979.)
//!
//! # Protocol
//!
//! ```text
//!   the waiting thread: announce, check, wait      the notifying thread: notify
//!     sleepers += 1                                  makes the condition true
//!     full fence                                     full fence
//!     key = count               (Acquire)            sleepers == 0?  done
//!     check the condition; true? sleepers -= 1       count += 1            (Release)
//!     FUTEX_WAIT while count == key                  FUTEX_WAKE
//!     sleepers -= 1
//! ```
//!
//! * *The fences.* The waiting thread sees the condition, or the notifying thread sees the sleeper.
//!   So a notifying thread that sees no sleeper leaves the count alone: the thread that comes next
//!   checks after it.
//! * *The count.* A notifying thread that sees a sleeper moves the count first. If it does so
//!   before the waiting thread is in the kernel's queue, the key is stale and the kernel does not
//!   put the thread to sleep. If it does so later, `FUTEX_WAKE` finds the thread in the queue.
//! * *The orderings of the count.* A thread whose key is the new count sees the condition.
//!
//! A thread that stalls between `announce` and `wait` costs notifying threads one system call for
//! each event, and delays nothing. No thread waits for another one.

use std::time::Instant;

use crate::sync::{self, AtomicU32, Ordering, edge, futex};

#[derive(Default)]
pub(crate) struct EventCount {
    /// The number of events that have found a sleeper. A `u32` because it is the word of the futex.
    /// It would be mistaken only if it wrapped around entirely between a key and a wait.
    count: AtomicU32,
    /// How many threads sleep, or are about to.
    sleepers: AtomicU32,
}

/// The count at one moment, for a thread that has announced itself. The thread must
/// [wait](EventCount::wait) or [withdraw](EventCount::withdraw). If it does neither, only notifying
/// threads are slower from then on.
#[must_use = "an announced thread waits or withdraws"]
pub(crate) struct Key(u32);

impl EventCount {
    /// Announces that the calling thread may sleep, and executes a full fence. Returns the count
    /// before the check that follows. Acquire pairs with [`notify`](Self::notify): the check sees
    /// what happened before each counted event.
    pub(crate) fn announce(&self) -> Key {
        self.sleepers.fetch_add(1, Ordering::Relaxed);
        // Its partner is the fence of the notifying thread: see the head of the module.
        if sync::present("fence.sleep") {
            sync::fence_after_rmw();
        }
        Key(self.count.load(edge("count.key", Ordering::Acquire)))
    }

    /// Sleeps until the count differs from the key, or until the deadline. It may also return
    /// without a reason.
    ///
    /// [`futex::wait`] compares the count after half a second, and then ever more rarely, at last
    /// every two seconds. So if the kernel refuses the notifying thread its wake, this returns up
    /// to two seconds late. A thread that [`notify_some`](Self::notify_some) does not wake also
    /// returns then.
    pub(crate) fn wait(&self, Key(key): Key, deadline: Option<Instant>) {
        let _ = futex::wait(&self.count, key, deadline);
        self.sleepers.fetch_sub(1, Ordering::Relaxed);
    }

    /// The announced thread does not sleep.
    pub(crate) fn withdraw(&self, _key: Key) {
        self.sleepers.fetch_sub(1, Ordering::Relaxed);
    }

    /// Wakes all threads that sleep or are about to. Makes a system call only if there is such a
    /// thread. The caller has executed a full fence after it made their condition true.
    pub(crate) fn notify(&self) {
        if self.sleepers() > 0 {
            self.advance();
            futex::wake_all(&self.count);
        }
    }

    /// As [`notify`](Self::notify), for a caller that has executed no fence.
    pub(crate) fn fence_and_notify(&self) {
        self.advance();
        fence_notifying();
        if self.sleepers() > 0 {
            futex::wake_all(&self.count);
        }
    }

    /// There are `n` new messages. Wakes up to `n` sleeping threads, and returns how many it has
    /// woken. A thread that is about to sleep finds its key stale. The caller has executed a full
    /// fence, as for [`notify`](Self::notify).
    pub(crate) fn notify_some(&self, n: usize) -> usize {
        if self.sleepers() == 0 {
            return 0;
        }
        self.advance();
        futex::wake_some(&self.count, n)
    }

    /// Counts an event.
    fn advance(&self) {
        self.count.fetch_add(1, edge("count.notify", Ordering::Release));
    }

    /// How many threads sleep, are about to, or have been woken and do not run yet.
    pub(crate) fn sleepers(&self) -> usize {
        self.sleepers.load(Ordering::Relaxed) as usize
    }
}

/// The fence of a notifying thread, directly after a read-modify-write. It comes after the
/// condition is true, and before the notifying thread loads `sleepers`, the slots of listeners, or
/// wakers.
pub(crate) fn fence_notifying() {
    if sync::present("fence.wake") {
        sync::fence_after_rmw();
    }
}
