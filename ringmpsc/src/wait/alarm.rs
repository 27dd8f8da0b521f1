//! How one side of a channel is told that there is something to look at.

use std::time::Instant;

use crate::wait::event_count::{EventCount, Key};

/// One per side that may wait. The other side [signals](Self::signal) it when it finds the bell set, and when
/// it ends.
#[derive(Default)]
pub struct Alarm {
    count: EventCount,
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
    }
}
