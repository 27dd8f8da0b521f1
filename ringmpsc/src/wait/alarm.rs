//! How one side of a channel is told that there is something to look at.

use std::mem;
use std::sync::Arc;
use std::sync::PoisonError;
use std::task::Waker;
use std::time::Instant;

use crate::notifier::EventNotifier;
use crate::sync::{self, AtomicBool, Mutex, MutexGuard, Ordering};
use crate::wait::event_count::{EventCount, Key};

/// One per side that may wait. The other side [signals](Self::signal) it when it finds the bell set, and when
/// it ends. Whoever waits is told: a thread that sleeps, a notifier that is attached, a task that was polled.
#[derive(Default)]
pub struct Alarm {
    count: EventCount,
    /// Whether somebody is in `listeners`. Relaxed: who waits comes in before it sets the bell, whose clearing
    /// the ringer has seen. Who ends the channel looks at no bell; between it and who waits there are two
    /// fences, one in `notify` and one in `update`.
    listened: AtomicBool,
    /// Locked by who waits, to come in, and by who signals it: for a few instructions and the system call of a
    /// notifier.
    listeners: Mutex<Listeners>,
    /// Whether somebody has [interrupted](Self::interrupt), and nobody has taken note.
    interrupted: AtomicBool,
}

#[derive(Default)]
struct Listeners {
    /// Stays.
    notifier: Option<Arc<EventNotifier>>,
    /// Is woken once. Without the feature `futures` nobody leaves one.
    waker: Option<Waker>,
}

impl Alarm {
    /// The key to wait with, taken before the bell is set.
    pub(crate) fn key(&self) -> Key {
        self.count.key()
    }

    /// Sleeps until the alarm is signalled after the key was taken, or until the deadline.
    pub(crate) fn wait(&self, key: Key, deadline: Option<Instant>) {
        self.count.wait(key, deadline);
    }

    /// There is something to look at.
    pub(crate) fn signal(&self) {
        self.count.notify();
        if self.listened.load(Ordering::Relaxed) {
            self.tell();
        }
    }

    fn tell(&self) {
        let mut listeners = self.listeners();
        if let Some(notifier) = &listeners.notifier {
            // An eventfd cannot refuse; a sandbox that does leaves the message where it is.
            let _ = notifier.signal();
        }
        let waker = listeners.waker.take();
        self.listened.store(listeners.notifier.is_some(), Ordering::Relaxed);
        drop(listeners);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Whoever waits shall look at something else than the channel.
    pub(crate) fn interrupt(&self) {
        // Relaxed: the count carries it, to who takes its key afterwards. Who took it before does not sleep.
        self.interrupted.store(true, Ordering::Relaxed);
        self.signal();
    }

    /// Whether there was an interrupt since the last time. Asked between taking the key and sleeping.
    pub(crate) fn take_interrupt(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed) && self.interrupted.swap(false, Ordering::Relaxed)
    }

    /// Has a notifier signalled from now on, or none.
    pub(crate) fn attach(&self, notifier: Option<Arc<EventNotifier>>) {
        let mut listeners = self.listeners();
        let detached = mem::replace(&mut listeners.notifier, notifier);
        self.update(&listeners);
        drop(listeners);
        // Closing a descriptor is a system call, and not for under a lock.
        drop(detached);
    }

    /// The notifier's next signal will be written.
    pub(crate) fn arm(&self) {
        if let Some(notifier) = &self.listeners().notifier {
            notifier.arm();
        }
    }

    /// Has a task woken at the next signal.
    #[cfg(feature = "futures")]
    pub(crate) fn listen(&self, waker: &Waker) {
        let mut listeners = self.listeners();
        if listeners.waker.as_ref().is_some_and(|known| known.will_wake(waker)) {
            return;
        }
        let previous = listeners.waker.replace(waker.clone());
        self.update(&listeners);
        drop(listeners);
        // What a waker does when it is dropped is not for under a lock either.
        drop(previous);
    }

    /// Says whether somebody listens. Next the channel is looked at, for a message or its end.
    fn update(&self, listeners: &Listeners) {
        let listened = listeners.notifier.is_some() || listeners.waker.is_some();
        self.listened.store(listened, Ordering::Relaxed);
        // Next the channel is looked at, for a message or its end. The partner is the fence in `notify`.
        if sync::present("fence.listen") {
            sync::fence(Ordering::SeqCst);
        }
    }

    fn listeners(&self) -> MutexGuard<'_, Listeners> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
