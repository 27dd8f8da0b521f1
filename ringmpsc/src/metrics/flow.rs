//! Messages and batches that passed one end of a ring.

use core::sync::atomic::Ordering;

use crate::metrics::counter::Counter;

/// How many messages passed one end of a ring, and in what batches.
///
/// The end's cursor counts the messages in any case. So this counts only the surplus of messages
/// over batches. A single message is a batch of one, so counting it costs nothing.
#[derive(Default)]
#[repr(C)]
pub(super) struct Flow {
    /// The value of the cursor when nothing was counted.
    origin: Counter,
    /// All messages of each batch except one. Counted after the cursor has moved.
    surplus: Counter,
    largest: Counter,
}

/// What [`Flow::read`] returns. It includes the single messages.
pub(super) struct Flown {
    pub(super) messages: u64,
    pub(super) batches: u64,
    pub(super) largest: u64,
}

impl Flow {
    #[inline]
    pub(super) fn count(&self, n: usize) {
        if n > 1 {
            let n = n as u64;
            self.largest.raise(n);
            // Release: a reader that loads this number then loads a cursor that is no older.
            self.surplus.0.store(self.surplus.get().wrapping_add(n - 1), Ordering::Release);
        }
    }

    /// Returns what was counted. `cursor` loads the end's cursor. The origin changes only while no
    /// message passes.
    pub(super) fn read(&self, cursor: impl FnOnce() -> u64) -> Flown {
        let surplus = self.surplus.0.load(Ordering::Acquire);
        let cursor = cursor();
        // A cursor that a producer takes back may be behind the origin for a moment.
        let messages = cursor.wrapping_sub(self.origin.get()).cast_signed().max(0).cast_unsigned();
        Flown {
            messages,
            batches: messages.saturating_sub(surplus),
            largest: self.largest.get().max(u64::from(messages > 0)),
        }
    }

    /// The cursor has passed `n` messages that do not count: the last ones, while no other message
    /// passes.
    pub(super) fn pass_over(&self, n: usize) {
        self.origin.add(n as u64);
    }

    /// Restarts at zero.
    pub(super) fn restart(&self, cursor: u64) {
        for counter in [&self.surplus, &self.largest] {
            counter.set(0);
        }
        self.origin.set(cursor);
    }
}
