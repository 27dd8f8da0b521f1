//! The time of a message, and how two such times compare.

use crate::ring::index;

/// The gain that justifies pauses: the time of a message without pauses, in percent of the time
/// with pauses.
const GAIN: u64 = 110;

/// A point in the flow of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) cursor: u64,
    pub(super) nanos: u64,
}

/// Time per message, in 1/256 ns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost(pub(super) u64);

impl Cost {
    pub(super) fn new(nanos: u64, messages: usize) -> Self {
        Self(nanos.saturating_mul(256) / messages.max(1) as u64)
    }

    /// Returns the time of a message between two marks.
    pub(super) fn between(from: Mark, to: Mark) -> Self {
        let messages = index::distance(from.cursor, to.cursor);
        Self::new(to.nanos.saturating_sub(from.nanos), messages)
    }

    /// Returns whether it is lower than `other` by enough to justify pauses.
    pub(super) fn gains_on(self, other: Self) -> bool {
        self.0.saturating_mul(GAIN) <= other.0.saturating_mul(100)
    }
}
