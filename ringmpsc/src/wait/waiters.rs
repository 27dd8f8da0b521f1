//! How one side of a channel is told that there is something to look at.
//!
//! # No teller waits
//!
//! A send, a receive or a close may have to tell listeners, which are behind a lock. It never waits
//! for that lock: it may run in a signal handler that has interrupted the thread which holds it. If
//! the lock is taken, the teller adds what is to be told to the debts of the lock, and the holder
//! tells it. Lock and debts are one word: see [`debts`](crate::wait::debts). So a teller that finds
//! the lock free executes two read-modify-writes, one to lock and one to unlock. An end that begins
//! to listen executes two as well.
//!
//! A debt carries the message that was published before it was added: a task that is woken by the
//! holder sees it.
//!
//! # When an end takes no lock
//!
//! An end that begins to look for messages must not be called any more, so it leaves its slot. Most
//! of the time its slot is empty: it never listened, or it was told. If `listening` is 0, all slots
//! are empty, and it takes no lock.
//!
//! * *The 0 is not too old.* Only the end itself fills its slot, under the lock, and the unlock
//!   stores `listening > 0`. The end's later load returns this value or a later one. A later 0 was
//!   stored under the lock by a thread that had found or made all slots empty. Nobody has filled
//!   the end's slot since.
//! * *What it was told of is visible.* A teller stores `listening` (Release) after it has taken
//!   over the debt. The end's load is an Acquire. So a look after it finds the message, and a
//!   future that is dropped can tell whether another future is to be called instead.
//!
//! # A listener and a teller that look past each other
//!
//! A teller looks at `listening` after it has found the bell set, and takes no lock if it is 0. A
//! listener fills its slot, stores `listening`, sets the bell, and looks at the channel.
//!
//! * *The listener sets the bell.* The teller that clears it reads from that, both with `AcqRel`.
//!   So the teller sees the slot.
//! * *The bell is set already, from an earlier wait.* The listener executes a full fence
//!   ([`fence_listening`]), and looks at the bell again. The partner is the fence in
//!   [`EventCount::notify`], which the teller executes after it has cleared the bell, and before it
//!   looks at `listening`. So the teller sees the slot, or the listener sees the bell cleared, and
//!   sets it. Where the bells are those of many rings, the listener looks whether one of them has
//!   rung.
//! * *Several consumers share the bell, and a teller does not clear it.* Then each of them executes
//!   a fence of its own before it looks at the channel. So the teller sees the slot, or the
//!   listener sees the message.
//!
//! # Nothing of a user's runs under the lock
//!
//! Under the lock no memory is allocated, and no waker is cloned, woken or dropped. A teller takes
//! a few ears out, unlocks, tells them, and comes again. Which ears are told is settled when the
//! debt is taken over, so a waker that listens again at once does not keep the teller. What one
//! teller has taken over and not told, the next thread tells that had the lock.

use std::sync::Arc;
#[cfg(feature = "futures")]
use std::task::Waker;
use std::time::Instant;

use crate::sync::{self, AtomicUsize, MODELLED, Ordering};
use crate::wait::catch_panic::catch_panic;
use crate::wait::debts::{DebtGuard, DebtMutex, Debts};
use crate::wait::event_count::{EventCount, Key};
use crate::wait::listeners::{Index, Left, Listener, Listeners, Nodes, Way};
use crate::wait::notifier::EventNotifier;

/// One per side that may wait. The other side rings it when it finds the bell set, and when it
/// ends. Every way of waiting is told: a thread that sleeps, a notifier that is armed, a task that
/// was polled.
///
/// Where several consumers wait for the same messages, a message is for one of them, and a burst
/// for as many as it has messages: [`call`](Self::call). [`signal`](Self::signal) tells all that
/// wait. A consumer that is called looks after that, or
/// [hands the call on](crate::consumer::Consumer).
pub struct Waiters {
    count: EventCount,
    /// How many slots are filled. Written under the lock, with Release. Relaxed for a teller and
    /// Acquire for an end that looks without the lock: see the head of the module.
    listening: AtomicUsize,
    /// How many of these are futures. Written under the lock. Relaxed: the fence of the bell orders
    /// it.
    futures: AtomicUsize,
    /// Locked by an end that begins to listen or stops, and by a teller if no other thread has it.
    listeners: DebtMutex<Listeners>,
}

/// So many ears are taken out at a time.
const HANDFUL: usize = if MODELLED { 2 } else { 4 };

/// An end's place at its alarm. `None` if it never listens.
#[derive(Default)]
pub(crate) struct ListenerId(Option<Index>);

impl Default for Waiters {
    fn default() -> Self {
        Self {
            count: EventCount::default(),
            listening: AtomicUsize::new(0),
            futures: AtomicUsize::new(0),
            listeners: DebtMutex::new(Listeners::default()),
        }
    }
}

impl Waiters {
    /// The key to wait with, taken before the bell is set.
    pub(crate) fn key(&self) -> Key {
        self.count.key()
    }

    /// Sleeps until the alarm rings after the key was taken, or until the deadline.
    pub(crate) fn wait(&self, key: Key, deadline: Option<Instant>) {
        self.count.wait(key, deadline);
    }

    /// There is something that all must look at that wait now. The caller has found the bell set,
    /// and cleared it.
    pub(crate) fn signal(&self) {
        self.count.notify();
        if self.listening.load(Ordering::Relaxed) > 0 {
            self.tell(Debts::ALL);
        }
    }

    /// The end has come: all are told, and every notifier that is attached, armed or not.
    ///
    /// Here no bell orders this and a listener that comes at the same time. The lock does: the
    /// listener fills its slot before this, and is told, or after this, and then it sees the end.
    pub(crate) fn end(&self) {
        self.count.notify();
        self.tell(Debts::END);
    }

    /// There are `n` messages more. So many threads and futures are called, and the others wait on.
    /// All streams and armed notifiers are told: they may not answer.
    pub(crate) fn call(&self, n: usize) {
        let woken = self.count.notify_some(n);
        if self.listening.load(Ordering::Relaxed) > 0 {
            self.tell(Debts::calls(n.saturating_sub(woken)));
        }
    }

    /// How many wait that answer a call, or more: some may just have been told.
    pub(crate) fn waiting(&self) -> usize {
        self.count.sleepers() + self.futures.load(Ordering::Relaxed)
    }

    /// Tells this and all that is owed, or leaves it to the thread that has the lock. Lock-free.
    fn tell(&self, what: Debts) {
        if let Some((listeners, owed)) = self.listeners.owe(what) {
            self.serve(listeners, owed);
        }
    }

    /// Tells what is owed, until nothing is, or another thread has the lock: that one tells the
    /// rest. It goes on only as long as other threads add something.
    fn serve<'a>(&'a self, listeners: DebtGuard<'a, Listeners>, owed: Debts) {
        let mut taken = Some((listeners, owed));
        while let Some((mut listeners, owed)) = taken {
            let mut ears = [const { None }; HANDFUL];
            listeners.with(|listeners| {
                if owed.has_end() {
                    listeners.owe_end();
                } else if !owed.is_none() {
                    listeners.owe(owed.futures());
                }
                for ear in &mut ears {
                    *ear = listeners.next();
                    if ear.is_none() {
                        break;
                    }
                }
            });
            let more = self.unlock(listeners);
            ears.iter_mut().map_while(Option::take).for_each(tell);
            taken = if more { self.listeners.take_over() } else { None };
        }
    }

    /// Has the listeners changed by one of the ends. Waits for the lock, which no thread holds for
    /// long. `None` only in a forked child, if the lock was held when it was forked: its holder is
    /// not there.
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

    /// Unlocks, and returns whether something is left to be told.
    fn unlock(&self, mut listeners: DebtGuard<'_, Listeners>) -> bool {
        let (len, futures, more) = listeners
            .with(|listeners| (listeners.len(), listeners.futures(), listeners.is_in_debt()));
        self.futures.store(futures, Ordering::Relaxed);
        // Its partner is the load in `is_deaf`.
        self.listening.store(len, Ordering::Release);
        // Not `||`: it must be unlocked.
        listeners.unlock() | more
    }

    /// Whether no end listens in any way, so that the caller's does not either. See the head of the
    /// module.
    pub(crate) fn is_deaf(&self) -> bool {
        self.listening.load(Ordering::Acquire) == 0
    }
}

/// What an end does that may listen.
impl Waiters {
    /// A place for a new end. Allocates, so that nothing later has to.
    pub(crate) fn register(&self) -> ListenerId {
        loop {
            let registered = self.change(Listeners::register);
            let Some(Err(room)) = registered else {
                return ListenerId(registered.and_then(Result::ok));
            };
            let mut room = Nodes::with_capacity(room);
            self.change(|listeners| listeners.grow(&mut room));
        }
    }

    /// The end has gone, and its place with it.
    pub(crate) fn deregister(&self, listener: &mut ListenerId) {
        let left = listener
            .0
            .take()
            .and_then(|node| self.change(|listeners| listeners.deregister(node)))
            .unwrap_or_default();
        let Left { ears, attached } = left;
        ears.into_iter().for_each(discard);
        drop(attached);
    }

    /// From now on this notifier is told of the end. It is not armed.
    pub(crate) fn attach(&self, listener: &ListenerId, notifier: Option<Arc<EventNotifier>>) {
        let Some(node) = listener.0 else { return };
        let before = self.change(|listeners| {
            (listeners.leave(node, Way::Notifier), listeners.attach(node, notifier))
        });
        drop(before);
    }

    /// The notifier will be told of what happens next. Then the channel is looked at, for a message
    /// or its end.
    pub(crate) fn arm(&self, listener: &ListenerId, notifier: &Arc<EventNotifier>) {
        notifier.clear();
        self.listen(listener, Way::Notifier, Listener::Notifier(Arc::clone(notifier)));
    }

    /// Whether the notifier has been armed, and not been told since then.
    pub(crate) fn is_armed(&self, listener: &ListenerId) -> bool {
        let Some(node) = listener.0.filter(|_| !self.is_deaf()) else { return false };
        self.change(|listeners| listeners.has(node, Way::Notifier)).unwrap_or(false)
    }

    /// The end will be told of what happens next, after all that came before. Then the caller sets
    /// the bell, or executes [`fence_listening`] and finds it set, and looks at the channel, for a
    /// message or its end.
    pub(crate) fn listen(&self, listener: &ListenerId, way: Way, ear: Listener) {
        let Some(node) = listener.0 else { return discard(Some(ear)) };
        let previous = self.change(|listeners| listeners.enter(node, way, ear));
        discard(previous.flatten());
    }

    /// The end does not listen in this way any more. Returns whether it did.
    pub(crate) fn leave(&self, listener: &ListenerId, way: Way) -> bool {
        let ear = self.take(listener, way);
        let did = ear.is_some();
        discard(ear);
        did
    }

    /// As [`leave`](Self::leave). Returns what would have been told, for the end to listen again.
    #[cfg(feature = "futures")]
    pub(crate) fn recall(&self, listener: &ListenerId, way: Way) -> Recalled {
        Recalled(self.take(listener, way))
    }

    /// As [`leave`](Self::leave), and if it listened, it is told.
    pub(crate) fn dismiss(&self, listener: &ListenerId, way: Way) -> bool {
        let ear = self.take(listener, way);
        let did = ear.is_some();
        ear.into_iter().for_each(tell);
        did
    }

    fn take(&self, listener: &ListenerId, way: Way) -> Option<Listener> {
        let node = listener.0.filter(|_| !self.is_deaf())?;
        self.change(|listeners| listeners.leave(node, way)).flatten()
    }
}

/// What an end has taken back: a waker, if it was not told. Dropping it contains a panic.
#[cfg(feature = "futures")]
pub(crate) struct Recalled(Option<Listener>);

#[cfg(feature = "futures")]
impl Recalled {
    /// An ear that wakes the task of this waker. It is cloned only if the old one wakes another
    /// task.
    pub(crate) fn renewed(mut self, waker: &Waker) -> Listener {
        match self.0.take() {
            Some(Listener::Waker(old)) if old.will_wake(waker) => Listener::Waker(old),
            other => {
                discard(other);
                Listener::Waker(waker.clone())
            }
        }
    }
}

#[cfg(feature = "futures")]
impl Drop for Recalled {
    #[inline]
    fn drop(&mut self) {
        discard(self.0.take());
    }
}

/// For an end that listens and finds the bell set already. It looks at the bell again after this:
/// see the head of the module. An end that sets the bell needs the fence of the doorbell, and not
/// this one.
pub(crate) fn fence_listening() {
    if sync::present("fence.listen") {
        sync::fence(Ordering::SeqCst);
    }
}

fn tell(ear: Listener) {
    catch_panic(|| ear.tell());
}

fn discard(ear: Option<Listener>) {
    if let Some(ear) = ear {
        catch_panic(|| drop(ear));
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
