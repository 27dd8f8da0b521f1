//! How one side of a channel is told that there is something to look at.

use std::mem;
use std::sync::Arc;
use std::sync::PoisonError;
use std::time::Instant;

use crate::notifier::EventNotifier;
use crate::sync::{self, AtomicBool, Mutex, MutexGuard, Ordering};
use crate::wait::event_count::{EventCount, Key};

/// One per side that may wait. The other side [signals](Self::signal) it when it finds the bell set, and when
/// it ends. Whoever waits is told: a thread that sleeps, and a notifier that is attached.
#[derive(Default)]
pub struct Alarm {
    count: EventCount,
    /// Whether there is a notifier. Relaxed: who waits attaches it before it sets the bell, whose clearing the
    /// ringer has seen. Who ends the channel looks at no bell; between it and who waits there are two fences,
    /// one in `notify` and one in `attach`.
    attached: AtomicBool,
    /// Locked by the consumer while it attaches or arms it, and by who signals it, for one system call.
    notifier: Mutex<Option<Arc<EventNotifier>>>,
    /// Whether somebody has [interrupted](Self::interrupt), and nobody has taken note.
    interrupted: AtomicBool,
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
        if self.attached.load(Ordering::Relaxed)
            && let Some(notifier) = &*self.notifier()
        {
            // An eventfd cannot refuse; a sandbox that does leaves the message where it is.
            let _ = notifier.signal();
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
        let attached = notifier.is_some();
        let detached = mem::replace(&mut *self.notifier(), notifier);
        self.attached.store(attached, Ordering::Relaxed);
        // Next the channel is looked at, for a message or its end. The partner is the fence in `notify`.
        if sync::present("fence.attach") {
            sync::fence(Ordering::SeqCst);
        }
        drop(detached);
    }

    /// The notifier's next signal will be written.
    pub(crate) fn arm(&self) {
        if let Some(notifier) = &*self.notifier() {
            notifier.arm();
        }
    }

    fn notifier(&self) -> MutexGuard<'_, Option<Arc<EventNotifier>>> {
        self.notifier.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
