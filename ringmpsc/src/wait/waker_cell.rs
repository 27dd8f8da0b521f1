//! A place for the waker of an end that has no competitors: its *owner*.
//!
//! The owner puts its waker in. A thread that notifies the owner takes the waker out and wakes it.
//! Neither of them takes a lock. Putting a waker in costs no read-modify-write, and taking it out
//! costs one.
//!
//! # Protocol
//!
//! ```text
//!                  the owner puts a waker in (store)
//!         ┌──────────────────────────────────────────────► FULL
//!       EMPTY ◄──── the owner takes it back (exchange) ────┘  │
//!         ▲                                                   │ a notifying thread (exchange)
//!         │                                                   ▼
//!         └───────── it has moved the waker out (store) ── TAKING
//! ```
//!
//! The state says which thread may touch the waker: in `EMPTY` the owner, in `FULL` no thread, and
//! in `TAKING` the notifying thread that has set it. Only the owner leaves `EMPTY`, so it needs no
//! exchange there. Several threads may leave `FULL`, and one exchange succeeds.
//!
//! | edge | says |
//! |---|---|
//! | the owner's Release store of `FULL` → the Acquire exchange to `TAKING` | the notifying thread sees the waker |
//! | the Release store of `EMPTY` → the owner's Acquire load | the notifying thread no longer touches the waker |
//!
//! No wake-up is lost because both sides execute a full fence, as [`Waiters`](crate::wait::Waiters)
//! says: the owner between `FULL` and its check of the channel, and the notifying thread between
//! its change of the channel and its load of the state. A notifying thread that finds `TAKING`
//! leaves the waker to the thread that takes it. The owner cannot miss what either of them has to
//! tell: it checks the channel when it is woken, and its next `FULL` comes after `TAKING`.
//!
//! # A thread that stalls
//!
//! * *The owner*: notifying threads do not wait for it.
//! * *A notifying thread in `TAKING`*: other notifying threads do not wait for it. The owner cannot
//!   put a waker in meanwhile, and [`put`](WakerCell::put) fails. `TAKING` lasts for a few
//!   instructions, without user code.
//!
//! The owner does not spin until that thread goes on. It keeps the address of the last waker that
//! it has put in. The thread in `TAKING` wakes exactly that waker.
//!
//! * *The new waker has the same address*: it wakes the same task. The poll is pending, and the
//!   owner puts nothing in. The notifying thread wakes the task after that, and the next poll
//!   checks the channel.
//! * *The new waker has another address*: no thread is about to wake its task. The task wakes
//!   itself and is polled again. This happens only to an end that moves to another task while it is
//!   notified.
//!
//! The owner cannot load an old `TAKING` and wait for a wake-up that has gone by. The notifying
//! thread stores `EMPTY` before it wakes and drops the waker. So a poll that answers this wake-up
//! sees `EMPTY`, and so does an owner whose new waker uses the old one's memory again: the executor
//! and the allocator order both.
//!
//! A task whose waker was taken sleeps until the notifying thread wakes it, in `TAKING` and after
//! it. So in a forked child it is not woken if that thread was at work at the fork: the thread does
//! not exist in the child.

use std::ptr;
use std::task::Waker;

use crate::sync::{AtomicU32, Ordering, UnsafeCell, edge, present};

const EMPTY: u32 = 0;
const FULL: u32 = 1;
const TAKING: u32 = 2;

/// The cell. The head of the module says what its owner is.
pub(super) struct WakerCell {
    state: AtomicU32,
    waker: UnsafeCell<Option<Waker>>,
    /// The address of the last waker that was put in. Only the owner accesses it.
    last: UnsafeCell<Address>,
}

/// What [`Waker::will_wake`] compares: the addresses of a waker's data and of its vtable.
type Address = (usize, usize);

fn address(waker: &Waker) -> Address {
    (waker.data().addr(), ptr::from_ref(waker.vtable()).addr())
}

/// A waker that was not put in, because a notifying thread is taking the last one.
pub(super) struct Refused {
    pub(super) waker: Waker,
    /// Whether that thread is about to wake the task of this waker.
    pub(super) will_be_woken: bool,
}

// SAFETY: a waker is `Send` and `Sync`. The state decides which one thread accesses it, and every
// change of that thread is a Release store with an Acquire partner: see the head of the module.
// Only `put` accesses `last`, and its contract lets one thread at a time call it.
unsafe impl Sync for WakerCell {}

/// The waker is whole between two steps, and no user code runs while a thread may touch it.
impl std::panic::RefUnwindSafe for WakerCell {}

impl Default for WakerCell {
    fn default() -> Self {
        Self {
            state: AtomicU32::new(EMPTY),
            waker: UnsafeCell::new(None),
            last: UnsafeCell::new((0, 0)),
        }
    }
}

impl WakerCell {
    /// Whether there is a waker that no thread has taken. Relaxed, also for a notifying thread: its
    /// fence orders this load.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.state.load(Ordering::Relaxed) == FULL
    }

    /// Puts this waker in. The cell is empty: the owner has [taken](Self::take_back) its last waker
    /// back, or a notifying thread has taken it. Returns the waker if that thread is not done.
    ///
    /// # Safety
    ///
    /// The caller is the owner: no other thread calls `put` or `take_back` at the same time, and
    /// what an earlier owner did happens before this call.
    #[inline]
    pub(super) unsafe fn put(&self, waker: Waker) -> Result<(), Refused> {
        let address = address(&waker);
        // Its partner is the store of `EMPTY` in `take`.
        if self.state.load(edge("waker.empty", Ordering::Acquire)) != EMPTY {
            // SAFETY: only the owner accesses `last`, and it is the caller.
            let is_last = self.last.with_mut(|last| unsafe { *last == address });
            let will_be_woken = is_last || !present("waker.busy");
            return Err(Refused { waker, will_be_woken });
        }
        // SAFETY: only the owner accesses `last`, and it is the caller.
        self.last.with_mut(|last| unsafe { *last = address });
        // SAFETY: in `EMPTY` only the owner touches the waker, and the Acquire load has seen the
        // end of the last access.
        self.waker.with_mut(|place| unsafe { *place = Some(waker) });
        // Its partner is the exchange in `take`.
        self.state.store(FULL, edge("waker.put", Ordering::Release));
        Ok(())
    }

    /// Takes the waker back, if no notifying thread has taken it.
    ///
    /// # Safety
    ///
    /// As for [`put`](Self::put).
    #[inline]
    pub(super) unsafe fn take_back(&self) -> Option<Waker> {
        // Relaxed: the owner has put the waker in itself.
        if !self.is_full() || !self.leave_full(EMPTY, Ordering::Relaxed) {
            return None;
        }
        // SAFETY: in `EMPTY` only the owner touches the waker. It has put it in, and no other
        // thread has touched it since.
        self.waker.with_mut(|place| unsafe { (*place).take() })
    }

    /// Takes the waker out, for a thread that notifies the owner. The caller has executed a full
    /// fence since it changed the channel.
    #[inline]
    pub(super) fn take(&self) -> Option<Waker> {
        if !self.is_full() || !self.leave_full(TAKING, edge("waker.take", Ordering::Acquire)) {
            return None;
        }
        // SAFETY: this thread has set `TAKING`, so no other thread touches the waker. The exchange
        // has read the owner's Release store of `FULL`, so the waker is visible.
        let waker = self.waker.with_mut(|place| unsafe { (*place).take() });
        // Its partner is the load in `put`.
        self.state.store(EMPTY, edge("waker.taken", Ordering::Release));
        waker
    }

    /// Stops as a notifying thread that is stopped in `TAKING`. Returns what that thread does when
    /// it goes on.
    #[cfg(all(test, not(ringmpsc_loom)))]
    pub(super) fn stop_in_taking(&self) -> impl FnOnce() {
        assert!(self.leave_full(TAKING, Ordering::Acquire), "the cell is full");
        || {
            // SAFETY: as in `take`.
            let waker = self.waker.with_mut(|place| unsafe { (*place).take() });
            self.state.store(EMPTY, Ordering::Release);
            waker.expect("the cell was full").wake();
        }
    }

    fn leave_full(&self, next: u32, success: Ordering) -> bool {
        self.state.compare_exchange(FULL, next, success, Ordering::Relaxed).is_ok()
    }
}
