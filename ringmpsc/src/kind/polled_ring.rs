//! A ring in the poll set of an `mpsc` consumer, and how often the consumer polls it.

use crate::consumer::exclusive::Exclusive;
use crate::ring::layout::Ring;
use crate::sync::MODELLED;

/// The longest interval between two polls of a ring, in passes.
pub(crate) const LONGEST: u32 = if MODELLED { 2 } else { 16 };

/// How many empty polls at the longest interval a ring gets before it goes dormant.
pub(crate) const EMPTY_POLLS: u32 = if MODELLED { 1 } else { 16 };

/// A ring, and how often it is polled.
pub(crate) struct PolledRing<R: Ring> {
    pub(crate) side: Exclusive<R>,
    /// The consumer polls the ring once in this many passes.
    pub(crate) interval: u32,
    /// Passes until the next poll.
    pub(crate) skip: u32,
    /// Empty polls at the longest interval that are left before the ring goes dormant.
    pub(crate) empty_polls_left: u32,
    /// Whether the consumer has set `FULL_FENCE` in the doorbell, and has yet to set `CONFIRMED`.
    pub(crate) owes_confirmation: bool,
    pub(crate) polling: Polling,
}

/// Whether the consumer polls a ring.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Polling {
    /// In `polled`, and not on the ready stack.
    Polled,
    /// In `polled`, but the producer has cleared `DORMANT`: it has pushed the ring to the ready
    /// stack, or will. The ring must not go dormant until the consumer has taken it off the stack.
    /// Otherwise the producer would push it twice.
    Ready,
    /// Not in `polled`. The producer pushes the ring to the ready stack after its next publish.
    Dormant,
}

impl<R: Ring> PolledRing<R> {
    pub(crate) fn new(side: Exclusive<R>) -> Self {
        Self {
            side,
            interval: 1,
            skip: 0,
            empty_polls_left: EMPTY_POLLS,
            owes_confirmation: false,
            polling: Polling::Dormant,
        }
    }

    /// Returns whether the consumer polls the ring in this pass. Counts the pass.
    #[inline]
    pub(crate) fn is_due(&mut self) -> bool {
        if self.skip == 0 {
            return true;
        }
        self.skip -= 1;
        false
    }

    /// The consumer polls the ring in the next pass.
    #[inline]
    pub(crate) fn make_due(&mut self) {
        self.skip = 0;
    }

    /// Notes that the ring had messages: the consumer polls it in every pass again.
    #[inline]
    pub(crate) fn busy(&mut self) {
        if self.interval > 1 {
            self.interval = 1;
            self.skip = 0;
            self.empty_polls_left = EMPTY_POLLS;
        }
    }

    /// Notes that the ring was empty: the consumer polls it less often. Returns whether the ring
    /// has no empty polls left, and may go dormant.
    #[inline]
    pub(crate) fn idle(&mut self) -> bool {
        if self.interval < LONGEST {
            self.interval *= 2;
        } else {
            self.empty_polls_left = self.empty_polls_left.saturating_sub(1);
        }
        self.skip = self.interval - 1;
        self.empty_polls_left == 0
    }
}
