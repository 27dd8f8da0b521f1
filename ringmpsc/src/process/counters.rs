//! What an end counts, in its private memory: the peer cannot change it.
//!
//! The end's cursor counts the messages in any case. So this counts only the surplus of messages
//! over batches, and a single message costs nothing. A batch costs two additions.

/// The batches of an end.
#[derive(Default)]
pub(super) struct Counters {
    /// The end's cursor at the last reset.
    origin: u64,
    /// All messages of each batch except one.
    surplus: u64,
    /// The largest batch, or 0 if there was none of more than one message.
    largest: u64,
}

/// What [`Counters::read`] returns.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) messages: u64,
    pub(super) batches: u64,
    pub(super) largest: u64,
}

impl Counters {
    /// The end publishes `n` messages, or releases `n` slots, at once.
    #[inline]
    pub(super) fn count(&mut self, n: usize) {
        if n > 1 {
            self.surplus = self.surplus.wrapping_add(n as u64 - 1);
            self.largest = self.largest.max(n as u64);
        }
    }

    /// Returns what was counted since the last reset. `cursor` is the end's.
    pub(super) fn read(&self, cursor: u64) -> Counted {
        let messages = cursor.wrapping_sub(self.origin);
        Counted {
            messages,
            batches: messages.wrapping_sub(self.surplus),
            largest: self.largest.max(u64::from(messages > 0)),
        }
    }

    /// Restarts at zero.
    pub(super) fn reset(&mut self, cursor: u64) {
        *self = Self { origin: cursor, ..Self::default() };
    }
}
