//! The rings that rang: a stack that producers push to and the consumer empties.
//!
//! The links lie in the rings themselves, so nothing is allocated and a push cannot fail. A ring is on the
//! stack at most once: only who clears its `DORMANT` bit pushes it, and the consumer sets that bit again
//! only after it has taken the ring off. Elements are only ever taken all together, so the stack is free
//! of the ABA problem (R. K. Treiber, *Systems Programming: Coping with Parallelism*, 1986).

use crate::sync::{AtomicU32, Ordering, edge};

/// The top of the stack: an index of a ring plus one, or zero.
pub(super) struct Ready(AtomicU32);

impl Ready {
    pub(super) fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    /// Whether a ring is there. Relaxed: whoever pushed before, in the sense of happens-before, is seen.
    #[inline]
    pub(super) fn rang(&self) -> bool {
        self.0.load(Ordering::Relaxed) != 0
    }

    /// Puts the ring `index`, whose link is `below`, on the stack. Lock-free.
    ///
    /// Release pairs with the Acquire of [`take`](Self::take); pushes are RMWs, so an earlier one keeps
    /// its effect when a later one replaces it at the top.
    pub(super) fn push(&self, index: u32, below: &AtomicU32) {
        // Mostly the stack is empty, so that is the first guess.
        let mut top = 0;
        loop {
            below.store(top, Ordering::Relaxed);
            let push = edge("ready.push", Ordering::Release);
            match self.0.compare_exchange_weak(top, index + 1, push, Ordering::Relaxed) {
                Ok(_) => return,
                Err(now) => top = now,
            }
        }
    }

    /// Takes all rings off and returns the one at the top.
    pub(super) fn take(&self) -> Option<u32> {
        self.0.swap(0, edge("ready.take", Ordering::Acquire)).checked_sub(1)
    }

    /// The ring below the one whose link this is, after a [`take`](Self::take).
    pub(super) fn below(link: &AtomicU32) -> Option<u32> {
        link.load(Ordering::Relaxed).checked_sub(1)
    }
}
