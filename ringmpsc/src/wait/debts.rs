//! A lock with debts. A debt is a notification that a thread leaves to the lock's holder, so that
//! it need not wait for the lock. The holder delivers it after it has unlocked.
//!
//! One word holds the state of the lock, and the debts:
//!
//! ```text
//!   LOCKED │ WAITING │ END │ ALL │ LOOSE │ notifications
//!                     └──────────── Debts ───────────────┘
//! ```
//!
//! # Protocol
//!
//! ```text
//!   a thread that must not wait: owe(what)         a thread that may wait: lock()
//!     not LOCKED?  word = LOCKED, and the            not LOCKED?  word |= LOCKED
//!                  caller has all debts              LOCKED?      word |= WAITING, sleep, again
//!     LOCKED?      word += what, and it returns
//!                                                  the holder: unlock()
//!                                                    word &= !(LOCKED | WAITING)
//!                                                    WAITING was set?    wake all that sleep
//!                                                    there were debts?   the holder delivers them
//! ```
//!
//! Every step is one read-modify-write of the word, so all steps have one order. A thread that adds
//! a debt has found the lock taken. So the holder's unlock comes later, and finds the debt. The
//! holder then calls [`take_over`](DebtMutex::take_over). If that finds the lock taken again, the
//! next holder's unlock finds the debt. So no debt is lost.
//!
//! # Orderings
//!
//! Locking is an Acquire, and unlocking a Release. All changes of the word are read-modify-writes,
//! so a lock synchronises with every earlier unlock. It also synchronises with every earlier `owe`
//! that added a debt, which is a Release. So the thread that delivers a debt sees what its debtor
//! did before: the message that was published. A thread that locks later sees it as well.
//!
//! # A thread that stalls, panics or forks
//!
//! * *Stalls*: `owe` and `take_over` are lock-free. They never wait for the holder, so they may run
//!   in a signal handler that has interrupted it. `lock` waits.
//! * *Panics*: the guard unlocks, and leaves the debts to the next holder.
//! * *Forks*: in the child the holder may not exist. There `lock` returns `None`, and debts stay
//!   where they are.

use std::hint;
use std::mem;
use std::panic::RefUnwindSafe;

use crate::fork::Process;
use crate::sync::{self, AtomicU32, MODELLED, Ordering, UnsafeCell, edge, futex};

/// The notifications that the holder must deliver, in addition to those that it owed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Debts(u32);

impl Debts {
    /// The largest number of notifications. More of them become [`ALL`](Self::ALL).
    const MOST: u32 = (1 << 27) - 1;
    pub(super) const NONE: Self = Self(0);
    /// All streams and armed notifiers. All other debts include this one.
    pub(super) const LOOSE: Self = Self(1 << 27);
    /// As `LOOSE`, and all futures.
    pub(super) const ALL: Self = Self(1 << 28);
    /// As `ALL`, and all attached notifiers.
    pub(super) const END: Self = Self(1 << 29);
    const MASK: u32 = (1 << 30) - 1;

    /// `n` futures, and all that is `LOOSE`.
    pub(super) fn notifications(n: usize) -> Self {
        match u32::try_from(n) {
            Ok(n @ 1..=Self::MOST) => Self(n),
            Ok(0) => Self::LOOSE,
            _ => Self::ALL,
        }
    }

    /// Both debts. Notifications add up.
    fn and(self, other: Self) -> Self {
        let flags = (self.0 | other.0) & !Self::MOST;
        let n = (self.0 & Self::MOST) + (other.0 & Self::MOST);
        if n > Self::MOST { Self(flags | Self::ALL.0) } else { Self(flags | n) }
    }

    pub(super) fn is_none(self) -> bool {
        self == Self::NONE
    }

    pub(super) fn has_end(self) -> bool {
        self.0 & Self::END.0 != 0
    }

    /// How many futures must be notified.
    pub(super) fn futures(self) -> usize {
        if self.0 >= Self::ALL.0 { usize::MAX } else { (self.0 & Self::MOST) as usize }
    }
}

const LOCKED: u32 = 1 << 31;
/// A thread sleeps until the lock is free, or is about to.
const WAITING: u32 = 1 << 30;

/// How often a thread loads the word of a lock that is taken before it sleeps. The lock is held for
/// about 20 ns.
const LOADS: u32 = if MODELLED { 0 } else { 64 };

/// The lock, the debts, and the value behind the lock.
pub(super) struct DebtMutex<T> {
    word: AtomicU32,
    process: Process,
    value: UnsafeCell<T>,
}

// SAFETY: the value is accessed through a guard. There is one guard at a time, and its accesses
// happen before those of the next one. So sharing the mutex sends the value from thread to thread,
// which `T: Send` allows.
unsafe impl<T: Send> Sync for DebtMutex<T> {}

/// As for a [`std::sync::Mutex`] that ignores poison: the value is whole between two steps, and no
/// user code runs under the lock.
impl<T> RefUnwindSafe for DebtMutex<T> {}

/// The lock is held. Dropping it unlocks.
pub(super) struct DebtGuard<'a, T>(&'a DebtMutex<T>);

impl<T> DebtMutex<T> {
    pub(super) fn new(value: T) -> Self {
        Self { word: AtomicU32::new(0), process: Process::current(), value: UnsafeCell::new(value) }
    }

    /// Adds a debt. If the lock is free, locks it and returns all debts: the caller must deliver
    /// them. If the lock is taken, the holder has the debt. Lock-free.
    pub(super) fn owe(&self, what: Debts) -> Option<(DebtGuard<'_, T>, Debts)> {
        // Guess that the lock is free and has no debts. If not, the exchange returns the word.
        let mut word = 0;
        loop {
            let owed = Debts(word & Debts::MASK).and(what);
            let taken = word & LOCKED != 0;
            let (next, ordering) = if taken {
                // Its partner is the Acquire of the holder that takes the debt over.
                (word & !Debts::MASK | owed.0, Ordering::Release)
            } else {
                // Its partners are the Release above, and that of `unlock`.
                (LOCKED, edge("listeners.lock", Ordering::Acquire))
            };
            match self.word.compare_exchange_weak(word, next, ordering, Ordering::Relaxed) {
                Ok(_) => return (!taken).then(|| (DebtGuard(self), owed)),
                Err(now) => word = now,
            }
        }
    }

    /// Locks and takes over all debts. Returns `None` if another thread has the lock. That thread's
    /// unlock comes later than the caller's last unlock, and finds the debts that are left.
    /// Lock-free.
    pub(super) fn take_over(&self) -> Option<(DebtGuard<'_, T>, Debts)> {
        let mut word = 0;
        while word & LOCKED == 0 {
            let acquire = edge("listeners.lock", Ordering::Acquire);
            match self.word.compare_exchange_weak(word, LOCKED, acquire, Ordering::Relaxed) {
                Ok(_) => return Some((DebtGuard(self), Debts(word & Debts::MASK))),
                Err(now) => word = now,
            }
        }
        None
    }

    /// Locks, and waits if another thread has the lock. Debts stay where they are.
    ///
    /// Returns `None` only in a forked child that finds the lock taken.
    pub(super) fn lock(&self) -> Option<DebtGuard<'_, T>> {
        let mut loads = 0;
        let mut word = 0;
        loop {
            if word & LOCKED == 0 {
                // Its partner is the Release of `unlock`.
                let acquire = edge("listeners.lock", Ordering::Acquire);
                let locked = word | LOCKED;
                match self.word.compare_exchange_weak(word, locked, acquire, Ordering::Relaxed) {
                    Ok(_) => return Some(DebtGuard(self)),
                    Err(now) => word = now,
                }
                continue;
            }
            if loads < LOADS {
                loads += 1;
                hint::spin_loop();
            } else if !MODELLED && self.process.was_forked() {
                // The model checker forks no process.
                return None;
            } else {
                self.sleep(word);
            }
            word = self.word.load(Ordering::Relaxed);
        }
    }

    /// Sleeps until the lock may be free. `word` is the value with which the lock was found taken.
    fn sleep(&self, word: u32) {
        let waiting = word | WAITING;
        // Relaxed: only the kernel acts on the bit, by comparing the word, and the holder, by an
        // RMW.
        let relaxed = Ordering::Relaxed;
        if word == waiting || self.word.compare_exchange(word, waiting, relaxed, relaxed).is_ok() {
            futex::wait(&self.word, waiting, None);
        }
    }

    /// Unlocks. Returns whether there are debts.
    fn unlock(&self) -> bool {
        // Its partners are the Acquires of all later locks.
        let release = edge("listeners.unlock", Ordering::Release);
        let word = self.word.fetch_and(!(LOCKED | WAITING), release);
        if word & WAITING != 0 {
            futex::wake_all(&self.word);
        }
        sync::present("owed.load") && word & Debts::MASK != 0
    }
}

impl<T> DebtGuard<'_, T> {
    pub(super) fn with<R>(&mut self, f: impl FnOnce(&mut T) -> R) -> R {
        self.0.value.with_mut(|value| {
            // SAFETY: the caller has the lock, so no other guard exists, and it lends the only
            // guard exclusively. The previous holder has unlocked with Release, and this thread has
            // locked with Acquire.
            f(unsafe { &mut *value })
        })
    }

    /// Unlocks. Returns whether there are debts. Then the caller must [take them
    /// over](DebtMutex::take_over), after its work without the lock.
    #[must_use = "the caller must take over the debts that are left"]
    pub(super) fn unlock(self) -> bool {
        let mutex = self.0;
        mem::forget(self);
        mutex.unlock()
    }
}

/// Unlocks after a panic. The next holder finds the debts.
impl<T> Drop for DebtGuard<'_, T> {
    fn drop(&mut self) {
        self.0.unlock();
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
