//! How one side of a channel is told that there is something to look at.

use std::sync::{Arc, PoisonError};
use std::time::Instant;

use crate::notifier::EventNotifier;
use crate::sync::{self, AtomicUsize, Mutex, MutexGuard, Ordering};
use crate::wait::contained::contained;
use crate::wait::event_count::{EventCount, Key};
use crate::wait::queue::{Ear, Place, Queue};

/// One per side that may wait. The other side rings it when it finds the bell set, and when it ends. Whoever waits is
/// told: a thread that sleeps, a notifier that is armed, a task that was polled.
///
/// Where several wait for the same messages, a message is for one of them, and a burst for as many as it has messages:
/// [`call`](Self::call). What everybody must know is [signalled](Self::signal). Whoever is called looks after that, or
/// else [hands the call on](crate::ring::source::Consumer::hand_on).
#[derive(Default)]
pub struct Alarm {
    count: EventCount,
    /// How many listeners wait to be told. Relaxed: who waits comes in before it sets the bell, which the ringer has
    /// seen. Who ends the channel looks at no bell; between it and who waits there are two fences, one in `notify` and
    /// one in `listen`.
    listening: AtomicUsize,
    /// Locked by who waits, to come in, and by who rings: for a few instructions. Whoever is told comes here next, to
    /// wait again, and wakers are user code; so nobody is told, and no waker is cloned or dropped, under the lock.
    queue: Mutex<Queue>,
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

    /// Tells up to `n` listeners that answer, those who have waited longest.
    fn tell(&self, n: usize) {
        let told = self.locked(|queue| queue.call(n));
        told.into_iter().for_each(tell);
    }

    /// The notifier will be told of what happens next. Then the channel is looked at, for a message or its end.
    pub(crate) fn arm(&self, place: &mut Place, notifier: &Arc<EventNotifier>) {
        notifier.arm();
        self.listen(place, Ear::Notifier(Arc::clone(notifier)));
    }

    /// Whether the notifier has been armed, has not been told since then, and would be.
    pub(crate) fn is_armed(&self, place: &Place, notifier: &EventNotifier) -> bool {
        !notifier.arm() && self.locked(|queue| queue.has(place))
    }

    /// Somebody will be told of what happens next, after all who came before. Then the channel is looked at, for a
    /// message or its end.
    pub(crate) fn listen(&self, place: &mut Place, ear: Ear) {
        let previous = self.locked(|queue| {
            let previous = queue.leave(place);
            queue.enter(place, ear);
            previous
        });
        // Between saying that one listens and looking. The partner is the fence in `EventCount::notify`.
        if sync::present("fence.listen") {
            sync::fence(Ordering::SeqCst);
        }
        discard(previous);
    }

    /// Whoever had this place waits no more. Returns whether it has been told.
    pub(crate) fn leave(&self, place: &mut Place) -> bool {
        if place.is_nowhere() {
            return false;
        }
        let ear = self.locked(|queue| queue.leave(place));
        let told = ear.is_none();
        discard(ear);
        told
    }

    /// As [`leave`](Self::leave); it is told if it has not been. Returns whether it had.
    pub(crate) fn dismiss(&self, place: &mut Place) -> bool {
        if place.is_nowhere() {
            return false;
        }
        let ear = self.locked(|queue| queue.leave(place));
        let told = ear.is_none();
        ear.into_iter().for_each(tell);
        told
    }

    /// Has the queue changed, and says how many wait.
    fn locked<T>(&self, change: impl FnOnce(&mut Queue) -> T) -> T {
        let mut queue: MutexGuard<'_, Queue> =
            self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let result = change(&mut queue);
        self.listening.store(queue.len(), Ordering::Relaxed);
        result
    }
}

fn tell(ear: Ear) {
    contained(|| ear.tell());
}

fn discard(ear: Option<Ear>) {
    contained(|| drop(ear));
}
