//! How one side of a channel is told that there is something to look at.
//!
//! # No teller waits
//!
//! A send, a receive or a close may have to tell listeners, which are behind a lock. It never waits for that
//! lock: it may run in a signal handler that has interrupted the thread which holds it. Instead:
//!
//! ```text
//!   a teller                                 a thread that holds the lock
//!     owed += what is to be told  (AcqRel)     … change the listeners …
//!     try to lock; locked? then leave          unlock
//!     take over `owed` (AcqRel), tell          owed: anything there? (AcqRel, a read-modify-write)
//!                                                then do as a teller that has added it
//! ```
//!
//! Both change the one word `owed` with a read-modify-write, so one of them is first. If the holder is, the
//! teller's addition reads from it: the unlock happens before the attempt to lock, which so does not fail
//! because of this holder. If the teller is, the holder finds what is owed. The same holds for every later
//! holder. So what is owed is told, by the teller or by a thread that had the lock meanwhile.
//!
//! The acquisition of `owed` also carries the message that was published before the addition: a task that is
//! woken by the holder sees it.
//!
//! # Nothing of a user's runs under the lock
//!
//! Under the lock no memory is allocated, and no waker is cloned, woken or dropped. A teller takes a few ears
//! out, unlocks, tells them, and comes again. Which ears are told is settled when `owed` is taken over, so a
//! waker that listens again at once does not keep the teller. What one teller has taken over and not told, the
//! next thread tells that had the lock.

use std::sync::Arc;
use std::time::Instant;

use crate::notifier::EventNotifier;
use crate::process::ForkMutex;
use crate::sync::{self, AtomicUsize, MODELLED, MutexGuard, Ordering, edge};
use crate::wait::contained::contained;
use crate::wait::event_count::{EventCount, Key};
use crate::wait::listeners::{Ear, Index, Left, Listeners, Nodes, Way};

/// One per side that may wait. The other side rings it when it finds the bell set, and when it ends. Every way of
/// waiting is told: a thread that sleeps, a notifier that is armed, a task that was polled.
///
/// Where several consumers wait for the same messages, a message is for one of them, and a burst for as many as it
/// has messages: [`call`](Self::call). [`signal`](Self::signal) tells all that wait. A consumer that is called looks
/// after that, or [hands the call on](crate::ring::source::Consumer::hand_on).
pub struct Alarm {
    count: EventCount,
    /// How many slots are filled. Written under the lock. Relaxed for a teller that has found the bell set: there are
    /// two fences between, see [`listen`](Self::listen).
    listening: AtomicUsize,
    /// How many of these are futures. Likewise.
    futures: AtomicUsize,
    /// What is to be told, in addition to what has been taken over: see [`Owed`].
    owed: AtomicUsize,
    /// Locked by an end that begins to listen or stops, and by a teller if nobody else has it.
    listeners: ForkMutex<Listeners>,
}

/// What `owed` says. The lower bits are a number of calls. One that overflows says that more is to be told, never
/// less.
struct Owed;

impl Owed {
    /// All streams and armed notifiers. Every other value says so as well.
    const LOOSE: usize = 1 << (usize::BITS - 3);
    /// And all futures.
    const ALL: usize = 1 << (usize::BITS - 2);
    /// And all notifiers that are attached.
    const END: usize = 1 << (usize::BITS - 1);
}

/// So many ears are taken out at a time.
const HANDFUL: usize = if MODELLED { 2 } else { 8 };

/// An end's place at its alarm. `None` if it never listens.
#[derive(Default)]
pub(crate) struct Listener(Option<Index>);

impl Default for Alarm {
    fn default() -> Self {
        Self {
            count: EventCount::default(),
            listening: AtomicUsize::new(0),
            futures: AtomicUsize::new(0),
            owed: AtomicUsize::new(0),
            listeners: ForkMutex::new(Listeners::default()),
        }
    }
}

impl Alarm {
    /// The key to wait with, taken before the bell is set.
    pub(crate) fn key(&self) -> Key {
        self.count.key()
    }

    /// Sleeps until the alarm rings after the key was taken, or until the deadline.
    pub(crate) fn wait(&self, key: Key, deadline: Option<Instant>) {
        self.count.wait(key, deadline);
    }

    /// There is something that all must look at that wait now. The caller has found the bell set, and cleared it.
    pub(crate) fn signal(&self) {
        self.count.notify();
        if self.listening.load(Ordering::Relaxed) > 0 {
            self.tell(Owed::ALL);
        }
    }

    /// The end has come: all are told, and every notifier that is attached, armed or not.
    ///
    /// Here no bell orders this and a listener that comes at the same time. The lock does: the listener fills its slot
    /// before this, and is told, or after this, and then it sees the end.
    pub(crate) fn end(&self) {
        self.count.notify();
        self.tell(Owed::END);
    }

    /// There are `n` messages more. So many threads and futures are called, and the others wait on. All streams and
    /// armed notifiers are told: they may not answer.
    pub(crate) fn call(&self, n: usize) {
        let woken = self.count.notify_some(n);
        if self.listening.load(Ordering::Relaxed) > 0 {
            match n.saturating_sub(woken) {
                0 => self.tell(Owed::LOOSE),
                n => self.tell(n),
            }
        }
    }

    /// How many wait that answer a call, or more: some may just have been told.
    pub(crate) fn waiting(&self) -> usize {
        self.count.sleepers() + self.futures.load(Ordering::Relaxed)
    }

    fn tell(&self, what: usize) {
        // AcqRel: see the head of the module, and `is_owing` for the partner.
        if what < Owed::LOOSE {
            self.owed.fetch_add(what, Ordering::AcqRel);
        } else {
            self.owed.fetch_or(what, Ordering::AcqRel);
        }
        self.serve();
    }

    /// Whether something is owed, after an unlock. A read-modify-write, though it changes nothing: it must be before
    /// or after the addition of each teller.
    fn is_owing(&self) -> bool {
        if !sync::present("owed.look") {
            // Only in a model: what a load in place of the read-modify-write would do.
            return self.owed.load(Ordering::Relaxed) != 0;
        }
        // AcqRel: the partners of both halves are in `tell`.
        self.owed.fetch_or(0, edge("owed.take", Ordering::AcqRel)) != 0
    }

    /// Tells what is owed, unless another thread has the lock: that one will. Lock-free: it goes on only as long as
    /// other threads add something.
    fn serve(&self) {
        while let Some(mut listeners) = self.listeners.try_lock() {
            // AcqRel: the partner of the acquire is the addition in `tell`.
            match self.owed.swap(0, edge("owed.take", Ordering::AcqRel)) {
                0 => {}
                owed if owed >= Owed::END => listeners.owe_end(),
                owed if owed >= Owed::ALL => listeners.owe(usize::MAX),
                owed => listeners.owe(owed % Owed::LOOSE),
            }
            let mut ears = [const { None }; HANDFUL];
            for ear in &mut ears {
                *ear = listeners.next();
                if ear.is_none() {
                    break;
                }
            }
            let more = self.unlock(listeners);
            ears.into_iter().flatten().for_each(tell);
            if !more && !self.is_owing() {
                return;
            }
        }
    }

    /// Has the listeners changed by one of the ends. Waits for the lock, which no thread holds for long. `None` only in
    /// a forked child, if the lock was held when it was forked: its holder is not there.
    fn change<T>(&self, change: impl FnOnce(&mut Listeners) -> T) -> Option<T> {
        let mut listeners = self.listeners.lock()?;
        let result = change(&mut listeners);
        let more = self.unlock(listeners);
        if more || self.is_owing() {
            self.serve();
        }
        Some(result)
    }

    /// Unlocks, and returns whether something is left to be told of what was taken over.
    fn unlock(&self, listeners: MutexGuard<'_, Listeners>) -> bool {
        let more = listeners.is_in_debt();
        self.futures.store(listeners.futures(), Ordering::Relaxed);
        self.listening.store(listeners.len(), Ordering::Relaxed);
        drop(listeners);
        more
    }
}

/// What an end does that may listen.
impl Alarm {
    /// A place for a new end. Allocates, so that nothing later has to.
    pub(crate) fn register(&self) -> Listener {
        loop {
            let registered = self.change(Listeners::register);
            let Some(Err(room)) = registered else {
                return Listener(registered.and_then(Result::ok));
            };
            let mut room = Nodes::with_capacity(room);
            self.change(|listeners| listeners.grow(&mut room));
        }
    }

    /// The end has gone, and its place with it.
    pub(crate) fn deregister(&self, listener: &mut Listener) {
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
    pub(crate) fn attach(&self, listener: &Listener, notifier: Option<Arc<EventNotifier>>) {
        let Some(node) = listener.0 else { return };
        let before = self.change(|listeners| {
            (listeners.leave(node, Way::Notifier), listeners.attach(node, notifier))
        });
        drop(before);
    }

    /// The notifier will be told of what happens next. Then the channel is looked at, for a message or its end.
    pub(crate) fn arm(&self, listener: &Listener, notifier: &Arc<EventNotifier>) {
        notifier.clear();
        self.listen(listener, Way::Notifier, Ear::Notifier(Arc::clone(notifier)));
    }

    /// Whether the notifier has been armed, and not been told since then.
    pub(crate) fn is_armed(&self, listener: &Listener) -> bool {
        let Some(node) = listener.0 else { return false };
        self.change(|listeners| listeners.has(node, Way::Notifier)).unwrap_or(false)
    }

    /// The end will be told of what happens next, after all that came before. Then the channel is looked at, for a
    /// message or its end.
    pub(crate) fn listen(&self, listener: &Listener, way: Way, ear: Ear) {
        let Some(node) = listener.0 else { return discard(Some(ear)) };
        let previous = self.change(|listeners| listeners.enter(node, way, ear));
        // Between filling the slot and looking at the bell and the channel. If the bell is set already, from an earlier
        // wait, no heavy fence follows. The partner is the fence in `EventCount::notify`, which the other side executes
        // before it looks at `listening`: it sees the slot, or this end sees the bell cleared, and the message.
        if sync::present("fence.listen") {
            sync::fence(Ordering::SeqCst);
        }
        discard(previous.flatten());
    }

    /// The end does not listen in this way any more. Returns whether it did.
    pub(crate) fn leave(&self, listener: &Listener, way: Way) -> bool {
        let ear = self.take(listener, way);
        let did = ear.is_some();
        discard(ear);
        did
    }

    /// As [`leave`](Self::leave), and if it listened, it is told.
    pub(crate) fn dismiss(&self, listener: &Listener, way: Way) -> bool {
        let ear = self.take(listener, way);
        let did = ear.is_some();
        ear.into_iter().for_each(tell);
        did
    }

    fn take(&self, listener: &Listener, way: Way) -> Option<Ear> {
        let node = listener.0?;
        self.change(|listeners| listeners.leave(node, way)).flatten()
    }
}

fn tell(ear: Ear) {
    contained(|| ear.tell());
}

fn discard(ear: Option<Ear>) {
    contained(|| drop(ear));
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
