//! How one side of a channel is told that there is something to look at.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};
#[cfg(feature = "futures")]
use std::task::Waker;
use std::time::Instant;

use crate::notifier::EventNotifier;
use crate::sync::{self, AtomicUsize, Mutex, MutexGuard, Ordering};
use crate::wait::event_count::{EventCount, Key};

/// One per side that may wait. The other side rings it when it finds the bell set, and when it ends. Whoever waits is
/// told: a thread that sleeps, a notifier that is armed, a task that was polled.
///
/// Where several wait for the same messages, a message is for one of them, and a burst for as many as it has messages:
/// [`call`](Self::call). What everybody must know is [signalled](Self::signal).
#[derive(Default)]
pub struct Alarm {
    count: EventCount,
    /// How many listeners wait to be told. Relaxed: who waits comes in before it sets the bell, which the ringer has
    /// seen. Who ends the channel looks at no bell; between it and who waits there are two fences, one in `notify` and
    /// one in `update`.
    listening: AtomicUsize,
    /// Locked by who waits, to come in, and by who rings: for a few instructions and the system call of a notifier.
    listeners: Mutex<VecDeque<Listener>>,
}

/// One of those who wait for the same thing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Waiting(pub(crate) u64);

impl Waiting {
    /// Nobody else waits for it.
    pub(crate) const ALONE: Self = Self(0);
}

/// Somebody who is told without having to sleep for it. At most one of each sort for each who waits.
struct Listener {
    who: Waiting,
    ear: Ear,
}

enum Ear {
    /// Stays until it is detached. Is told, if it is armed, and is not armed any more.
    Notifier { notifier: Arc<EventNotifier>, armed: bool },
    /// Is woken once.
    #[cfg(feature = "futures")]
    Task(Waker),
}

impl Listener {
    fn waits(&self) -> bool {
        match self.ear {
            Ear::Notifier { armed, .. } => armed,
            #[cfg(feature = "futures")]
            Ear::Task(_) => true,
        }
    }

    fn is_notifier_of(&self, who: Waiting) -> bool {
        self.who == who && matches!(self.ear, Ear::Notifier { .. })
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

    /// There is something that everybody must look at.
    pub(crate) fn signal(&self) {
        self.count.notify();
        if self.listening.load(Ordering::Relaxed) > 0 {
            self.tell(usize::MAX);
        }
    }

    /// There is something to look at for `n` of those who wait. The others wait on.
    pub(crate) fn call(&self, n: usize) {
        let woken = self.count.notify_some(n);
        if woken < n && self.listening.load(Ordering::Relaxed) > 0 {
            self.tell(n - woken);
        }
    }

    /// How many wait, or more: some may just have been told.
    pub(crate) fn waiting(&self) -> usize {
        self.count.sleepers() + self.listening.load(Ordering::Relaxed)
    }

    /// Tells up to `n` listeners, those who have waited longest.
    fn tell(&self, n: usize) {
        let mut listeners = self.listeners();
        #[cfg(feature = "futures")]
        let mut tasks = Vec::new();
        let mut told = 0;
        for _ in 0..listeners.len() {
            let Some(listener) = listeners.pop_front() else { break };
            if told == n || !listener.waits() {
                listeners.push_back(listener);
                continue;
            }
            told += 1;
            match listener.ear {
                Ear::Notifier { notifier, .. } => {
                    // An eventfd cannot refuse; a sandbox that does leaves the message where it is.
                    let _ = notifier.signal();
                    let ear = Ear::Notifier { notifier, armed: false };
                    listeners.push_back(Listener { who: listener.who, ear });
                }
                #[cfg(feature = "futures")]
                Ear::Task(waker) => tasks.push(waker),
            }
        }
        self.update(&listeners);
        drop(listeners);
        // What a waker does is not for under a lock.
        #[cfg(feature = "futures")]
        tasks.into_iter().for_each(Waker::wake);
    }

    /// Has a notifier told from now on, or none. It is not armed. Returns whether the one before it was not either: then
    /// it may have been told, and its consumer not have come.
    pub(crate) fn attach(&self, who: Waiting, notifier: Option<Arc<EventNotifier>>) -> bool {
        let mut listeners = self.listeners();
        let at = listeners.iter().position(|listener| listener.is_notifier_of(who));
        let detached = at.and_then(|at| listeners.remove(at));
        if let Some(notifier) = notifier {
            listeners.push_back(Listener { who, ear: Ear::Notifier { notifier, armed: false } });
        }
        self.update(&listeners);
        drop(listeners);
        // Closing a descriptor is a system call, and not for under a lock.
        detached.is_some_and(|listener| !listener.waits())
    }

    /// The notifier will be told of what happens next. Then the channel is looked at, for a message or its end.
    pub(crate) fn arm(&self, who: Waiting) {
        self.set_armed(who, true);
        fence();
    }

    /// The notifier need not be told: its consumer is looking.
    pub(crate) fn disarm(&self, who: Waiting) {
        self.set_armed(who, false);
    }

    /// The last to be armed is the last to be told.
    fn set_armed(&self, who: Waiting, armed: bool) {
        let mut listeners = self.listeners();
        let other = |listener: &Listener| listener.is_notifier_of(who) && listener.waits() != armed;
        if let Some(at) = listeners.iter().position(other)
            && let Some(Listener { ear: Ear::Notifier { notifier, .. }, .. }) = listeners.remove(at)
        {
            if armed {
                notifier.arm();
            }
            listeners.push_back(Listener { who, ear: Ear::Notifier { notifier, armed } });
        }
        self.update(&listeners);
    }

    /// Has a task woken. Then the channel is looked at, for a message or its end.
    #[cfg(feature = "futures")]
    pub(crate) fn listen(&self, who: Waiting, waker: &Waker) {
        let mut listeners = self.listeners();
        let previous = remove_task(&mut listeners, who);
        let waker = match previous {
            Some(previous) if previous.will_wake(waker) => previous,
            _ => waker.clone(),
        };
        listeners.push_back(Listener { who, ear: Ear::Task(waker) });
        self.update(&listeners);
        drop(listeners);
        fence();
    }

    /// A task does not wait any more. Returns whether it was still to be woken.
    #[cfg(feature = "futures")]
    pub(crate) fn unlisten(&self, who: Waiting) -> bool {
        let mut listeners = self.listeners();
        let task = remove_task(&mut listeners, who);
        self.update(&listeners);
        drop(listeners);
        // What a waker does when it is dropped is not for under a lock either.
        task.is_some()
    }

    /// Says how many listen.
    fn update(&self, listeners: &VecDeque<Listener>) {
        let listening = listeners.iter().filter(|listener| listener.waits()).count();
        self.listening.store(listening, Ordering::Relaxed);
    }

    fn listeners(&self) -> MutexGuard<'_, VecDeque<Listener>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Between saying that one listens and looking. The partner is the fence in `EventCount::notify`.
fn fence() {
    if sync::present("fence.listen") {
        sync::fence(Ordering::SeqCst);
    }
}

#[cfg(feature = "futures")]
fn remove_task(listeners: &mut VecDeque<Listener>, who: Waiting) -> Option<Waker> {
    let is_task = |listener: &Listener| listener.who == who && !listener.is_notifier_of(who);
    let at = listeners.iter().position(is_task)?;
    match listeners.remove(at)?.ear {
        Ear::Task(waker) => Some(waker),
        Ear::Notifier { .. } => None,
    }
}
