//! How a competing consumer loads the cursors of a ring again: `head` first, then `tail`.

use super::Competing;
use crate::ring::index;
use crate::ring::layout::Ring;
use crate::sync;

impl<R: Ring> Competing<R> {
    /// Loads `head`, and then `tail`. Returns `head`. If no message lies between the two, the ring
    /// was empty when this loaded `tail`.
    ///
    /// The order matters. A `head` that is loaded after `tail` may lie ahead of it, although there
    /// were messages all the time: see [`refresh_tail`](Self::refresh_tail).
    #[inline]
    pub(super) fn refresh(&mut self) -> u64 {
        let head = self.ring.lines().consumer.load_relaxed();
        self.refresh_tail();
        head
    }

    /// Loads `tail`, after the caller has loaded `head`.
    ///
    /// The Acquire fence keeps this order. It pairs with the Release of
    /// [`claim`](crate::ring::lines::ConsumerLine::claim) and `advance`. The consumer that claimed
    /// the messages before `head` had observed a `tail` that is not behind it. So this `tail` is
    /// not behind `head` either. The fence is here, and not an Acquire in the load of `head`,
    /// because a claim of a known message needs no order. On x86 it is no instruction.
    #[inline]
    pub(super) fn refresh_tail(&mut self) {
        sync::acquire_loads_before("claim.observe");
        self.cached_tail = self.ring.lines().producer.observe();
    }

    /// Like [`refresh`](Self::refresh), for a caller that has just loaded `from` as `head`. A side
    /// that has caught up with a producer in full flow pauses, and loads both again. Not inlined,
    /// so that the path without a reload can be inlined.
    #[inline(never)]
    pub(super) fn refresh_slipping(&mut self, from: u64) -> u64 {
        let caught_up = index::ahead(from, self.cached_tail) == 0;
        self.refresh_tail();
        let found = index::ahead(from, self.cached_tail);
        if !caught_up || self.slip.as_mut().is_none_or(|slip| !slip.paused(from, found)) {
            return from;
        }
        let from = self.refresh();
        let now = index::ahead(from, self.cached_tail);
        if let Some(slip) = &mut self.slip {
            slip.gained(now.saturating_sub(found));
        }
        from
    }
}
