//! How one side of a channel notifies the waiting ends of the other side.
//!
//! # Three ways
//!
//! * A **thread** sleeps on the [event count](crate::wait::event_count).
//! * A **task of an end without competitors** leaves its waker in a
//!   [cell](crate::wait::waker_cell). Such an end is the *owner* of the `Waiters`: the only
//!   consumer of a channel, or the producer of a ring, which waits for space. No lock is taken.
//! * **Tasks of competing consumers, and all notifiers**, are listed in slots behind a lock.
//!   [`listeners`](crate::wait::listeners) says which of them are notified. The sections below are
//!   about these slots.
//!
//! # A notifying thread never waits
//!
//! A send, a receive or a close may have to notify listeners, which are behind a lock. The
//! notifying thread never waits for that lock. It may run in a signal handler that has interrupted
//! the thread which holds the lock. If the lock is taken, the notifying thread adds its
//! notifications to the debts of the lock, and the holder delivers them. Lock and debts are one
//! word: see [`debts`](crate::wait::debts). So a notifying thread that finds the lock free executes
//! two read-modify-writes, one to lock and one to unlock. An end that begins to listen executes two
//! as well.
//!
//! A debt carries the message that was published before it was added. A task that the holder wakes
//! sees this message.
//!
//! # When an end takes no lock
//!
//! An end that begins to poll must no longer be notified, so it empties its slot. Most
//! of the time the slot is empty: the end never listened, or it was notified. If `listener_count`
//! is 0, all slots are empty, and the end takes no lock.
//!
//! * *The 0 is not too old.* Only the end itself fills its slot, under the lock, and the unlock
//!   stores `listener_count > 0`. The end's later load returns this value or a later one. A later 0
//!   was stored under the lock by a thread that had found or made all slots empty. No thread has
//!   filled the end's slot since.
//! * *What a notification was about is visible.* The notifying thread stores `listener_count`
//!   (Release) after it has taken over the debt. The end's load is an Acquire. So a check after it
//!   finds the message. A future that is dropped can tell whether another future must be notified
//!   instead.
//!
//! # A listener and a notifying thread at the same time
//!
//! A notifying thread loads `listener_count` after it has found the doorbell set. It takes no lock
//! if `listener_count` is 0. A listener fills its slot, stores `listener_count`, sets the doorbell,
//! and checks the channel. What follows applies to the owner's cells as well: they are full in
//! place of `listener_count > 0`. And to a thread that sleeps: it is in `sleepers`.
//!
//! * *The listener sets the doorbell.* The notifying thread that clears it reads from that, both
//!   with `AcqRel`. So the notifying thread sees the slot.
//! * *The doorbell is set already, from an earlier wait.* The listener executes a full fence
//!   ([`fence_after_listening`]), and loads the doorbell again. The partner is [`fence_notifying`].
//!   The notifying thread executes it after it has cleared the doorbell, and before it loads
//!   `listener_count`. So the notifying thread sees the slot, or the listener sees the doorbell
//!   cleared, and sets it. An end of many rings checks instead whether the doorbell of one of them
//!   was cleared.
//! * *Competing consumers.* The doorbell may be set by another consumer, and cleared by a producer
//!   that wakes all waiters. So a listener executes a full fence before it loads the doorbell and
//!   the list of rings ([`Waiters::fence_if_listening`]). The partner is again
//!   [`fence_notifying`]. If a load finds an old value, a `DORMANT` that was cleared since or a
//!   list without a new ring, then the fence of the listener came first: the thread that cleared
//!   the doorbell, or that published to the new ring, sees the slot.
//!
//! # No user code runs under the lock
//!
//! Under the lock no memory is allocated, and no waker is cloned, woken or dropped. A notifying
//! thread takes a few listeners out, unlocks, notifies them, and comes again. The set of listeners
//! to notify is fixed when the debt is taken over. So a waker that listens again at once does not
//! keep the notifying thread busy. If a thread has taken over a debt and has not delivered all of
//! it, the next thread that locks delivers the rest.

mod ends;

#[cfg(feature = "futures")]
pub(crate) use self::ends::Recalled;

use std::time::Instant;

use crate::sync::{self, AtomicBool, AtomicUsize, MODELLED, Ordering};
use crate::wait::catch_panic::catch_panic;
use crate::wait::debts::{DebtGuard, DebtMutex, Debts};
use crate::wait::event_count::{EventCount, Key, fence_notifying};
use crate::wait::listeners::{Index, Listener, Listeners};
#[cfg(feature = "futures")]
use crate::wait::waker_cell::WakerCell;

/// The waiting ends of one side. The other side notifies them when it finds the doorbell set, and
/// when it ends.
///
/// Every way of waiting is notified: a sleeping thread, an armed notifier, a task that was polled.
///
/// Competing consumers wait for the same messages. A burst of `n` messages notifies `n` of them:
/// [`notify`](Self::notify). [`notify_all`](Self::notify_all) notifies all. A consumer that was
/// notified by `notify` checks the channel afterwards, or [passes the notification
/// on](crate::consumer::Consumer).
pub struct Waiters {
    count: EventCount,
    /// How many slots are filled. Written under the lock, with Release. A notifying thread loads it
    /// with Relaxed. An end that loads it without the lock uses Acquire: see the head of the
    /// module.
    listener_count: AtomicUsize,
    /// How many of these are futures. Written under the lock. Relaxed: the fence of the doorbell
    /// orders it.
    futures: AtomicUsize,
    /// Locked by an end that begins or stops to listen, and by a notifying thread if the lock is
    /// free.
    listeners: DebtMutex<Listeners>,
    /// The wakers of the owner: of its stream and of its future.
    #[cfg(feature = "futures")]
    wakers: [WakerCell; 2],
    /// Whether there is an owner.
    owned: AtomicBool,
}

/// How many listeners a notifying thread takes out at a time.
const HANDFUL: usize = if MODELLED { 2 } else { 4 };

/// An end's place in the [`Waiters`] with which it has registered. It is of use with no others.
#[derive(Default)]
pub(crate) struct ListenerId {
    /// Its slots. `None` if it never listens with them.
    node: Option<Index>,
    /// Whether the end is the owner.
    owner: bool,
}

impl Default for Waiters {
    fn default() -> Self {
        Self {
            count: EventCount::default(),
            listener_count: AtomicUsize::new(0),
            futures: AtomicUsize::new(0),
            listeners: DebtMutex::new(Listeners::default()),
            #[cfg(feature = "futures")]
            wakers: Default::default(),
            owned: AtomicBool::new(false),
        }
    }
}

impl Waiters {
    /// Announces that this thread is about to sleep. The caller then sets the doorbell.
    pub(crate) fn announce(&self) -> Key {
        self.count.announce()
    }

    /// Sleeps until a notification after the key was taken, or until the deadline.
    pub(crate) fn wait(&self, key: Key, deadline: Option<Instant>) {
        self.count.wait(key, deadline);
    }

    /// The thread that has announced itself does not sleep.
    pub(crate) fn withdraw(&self, key: Key) {
        self.count.withdraw(key);
    }

    /// Notifies all waiting ends. The caller has found the doorbell set, and has cleared it. Its
    /// last access was a read-modify-write.
    pub(crate) fn notify_all(&self) {
        fence_notifying();
        self.count.notify();
        #[cfg(feature = "futures")]
        self.wake_owner();
        if self.listener_count.load(Ordering::Relaxed) > 0 {
            self.deliver(Debts::ALL);
        }
    }

    /// The other side has ended. Notifies all waiting ends and every attached notifier, armed or
    /// not.
    ///
    /// No doorbell orders this and a listener that comes at the same time. For a slot the lock
    /// does: a listener that fills its slot before this is notified, and a listener that fills it
    /// after this sees the end. For the owner the fences do.
    pub(crate) fn end(&self) {
        self.count.fence_and_notify();
        #[cfg(feature = "futures")]
        self.wake_owner();
        self.deliver(Debts::END);
    }

    /// There are `n` more messages. Notifies `n` threads and futures; the others continue to wait.
    /// Also notifies all streams and armed notifiers, because they may not answer.
    pub(crate) fn notify(&self, n: usize) {
        if sync::present("fence.wake") {
            sync::fence(Ordering::SeqCst);
        }
        let woken = self.count.notify_some(n);
        if self.listener_count.load(Ordering::Relaxed) > 0 {
            self.deliver(Debts::notifications(n.saturating_sub(woken)));
        }
    }

    /// How many threads and futures wait, or more: some may just have been notified.
    pub(crate) fn waiting(&self) -> usize {
        self.count.sleepers() + self.futures.load(Ordering::Relaxed)
    }

    /// Wakes the tasks of the owner, if it has some that wait.
    #[cfg(feature = "futures")]
    #[inline]
    fn wake_owner(&self) {
        for cell in &self.wakers {
            if let Some(waker) = cell.take() {
                catch_panic(|| waker.wake());
            }
        }
    }

    /// Delivers `what` and all debts, or leaves them to the thread that has the lock. Lock-free.
    fn deliver(&self, what: Debts) {
        if let Some((listeners, owed)) = self.listeners.owe(what) {
            self.serve(listeners, owed);
        }
    }

    /// Notifies the listeners that are owed a notification. Stops when no debt is left, or when
    /// another thread has the lock: that thread notifies the rest. It continues only as long as
    /// other threads add debts.
    fn serve<'a>(&'a self, listeners: DebtGuard<'a, Listeners>, owed: Debts) {
        let mut taken = Some((listeners, owed));
        while let Some((mut listeners, owed)) = taken {
            let mut notified = [const { None }; HANDFUL];
            listeners.with(|listeners| {
                if owed.has_end() {
                    listeners.owe_end();
                } else if !owed.is_none() {
                    listeners.owe(owed.futures());
                }
                for listener in &mut notified {
                    *listener = listeners.next();
                    if listener.is_none() {
                        break;
                    }
                }
            });
            let more = self.unlock(listeners);
            notified.iter_mut().map_while(Option::take).for_each(notify);
            taken = if more { self.listeners.take_over() } else { None };
        }
    }

    /// Lets an end change the listeners. Waits for the lock, which no thread holds for long.
    ///
    /// Returns `None` only in a forked child, if the lock was held at the fork: its holder does not
    /// exist in the child.
    fn change<T>(&self, change: impl FnOnce(&mut Listeners) -> T) -> Option<T> {
        let mut listeners = self.listeners.lock()?;
        let result = listeners.with(change);
        if self.unlock(listeners)
            && let Some((listeners, owed)) = self.listeners.take_over()
        {
            self.serve(listeners, owed);
        }
        Some(result)
    }

    /// Unlocks. Returns whether notifications are left to deliver.
    fn unlock(&self, mut listeners: DebtGuard<'_, Listeners>) -> bool {
        let (len, futures, more) = listeners
            .with(|listeners| (listeners.len(), listeners.futures(), listeners.is_in_debt()));
        self.futures.store(futures, Ordering::Relaxed);
        // Its partner is the load in `has_no_slot_filled`.
        self.listener_count.store(len, Ordering::Release);
        // Not `||`: the call must unlock in any case.
        listeners.unlock() | more
    }

    /// For a competing consumer that may listen, before it loads the doorbell, and for a producer's
    /// task that waits for the close, before it loads the flag. See the head of the module, and
    /// `producer/closed.rs`.
    pub(crate) fn fence_if_listening(&self) {
        if !self.has_no_listener() {
            fence_after_listening();
        }
    }

    /// Whether no end listens with a slot or a waker. Then the caller's end does not listen either.
    /// See the head of the module.
    pub(crate) fn has_no_listener(&self) -> bool {
        #[cfg(feature = "futures")]
        if self.owner_waits() {
            return false;
        }
        self.has_no_slot_filled()
    }

    /// Whether all slots are empty.
    fn has_no_slot_filled(&self) -> bool {
        self.listener_count.load(Ordering::Acquire) == 0
    }

    /// Whether a task of the owner waits.
    #[cfg(feature = "futures")]
    fn owner_waits(&self) -> bool {
        self.wakers.iter().any(WakerCell::is_full)
    }
}

/// For an end that listens and finds the doorbell set already. It loads the doorbell again after
/// this: see the head of the module. An end that sets the doorbell needs the fence of the doorbell,
/// and not this one.
pub(crate) fn fence_after_listening() {
    if sync::present("fence.listen") {
        sync::fence(Ordering::SeqCst);
    }
}

fn notify(listener: Listener) {
    catch_panic(|| listener.notify());
}

fn discard(listener: Option<Listener>) {
    if let Some(listener) = listener {
        catch_panic(|| drop(listener));
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
