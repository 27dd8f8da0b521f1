//! A ring in the poll set of an `mpsc` consumer, and how often the consumer polls it.

use crate::consumer::exclusive::Exclusive;
use crate::ring::layout::Ring;
use crate::sync::MODELLED;

/// The longest interval between two polls of a ring, in passes.
pub(crate) const LONGEST: u32 = if MODELLED { 2 } else { 16 };

/// How often a ring must be found empty at the longest interval before it goes dormant.
pub(crate) const PATIENCE: u32 = if MODELLED { 1 } else { 16 };

/// A ring, and how often it is polled.
pub(crate) struct PolledRing<R: Ring> {
    pub(crate) owned: Exclusive<R>,
    /// Polls happen every so many passes.
    pub(crate) interval: u32,
    /// Passes until the next poll.
    pub(crate) skip: u32,
    /// Empty polls at the longest interval that are left before the ring goes dormant.
    pub(crate) patience: u32,
    /// Whether the consumer has asked its producer for fences, and has yet to confirm it.
    pub(crate) owes_confirmation: bool,
    pub(crate) polling: Polling,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Polling {
    /// In `polled`, and not on the stack of rings that rang.
    Polled,
    /// In `polled`, but its producer has rung and will push, or has pushed, it on the stack. Until
    /// it was taken off it must not go dormant, or it would be pushed twice.
    Called,
    /// Not in `polled`. Its producer will ring.
    Dormant,
}

impl<R: Ring> PolledRing<R> {
    pub(crate) fn new(owned: Exclusive<R>) -> Self {
        Self {
            owned,
            interval: 1,
            skip: 0,
            patience: PATIENCE,
            owes_confirmation: false,
            polling: Polling::Dormant,
        }
    }

    /// Whether it is to be polled in this pass.
    #[inline]
    pub(crate) fn is_due(&mut self) -> bool {
        if self.skip == 0 {
            return true;
        }
        self.skip -= 1;
        false
    }

    /// It was found to have messages.
    #[inline]
    pub(crate) fn busy(&mut self) {
        if self.interval > 1 {
            self.interval = 1;
            self.skip = 0;
            self.patience = PATIENCE;
        }
    }

    /// It was found empty. Returns whether its patience has come to an end.
    #[inline]
    pub(crate) fn idle(&mut self) -> bool {
        if self.interval < LONGEST {
            self.interval *= 2;
        } else {
            self.patience = self.patience.saturating_sub(1);
        }
        self.skip = self.interval - 1;
        self.patience == 0
    }
}
