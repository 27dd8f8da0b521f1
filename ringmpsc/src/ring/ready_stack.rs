//! A stack of rings, by index, that one side pushes to and the other side empties.
//!
//! A channel with many producers has two. On the first, producers push rings that have messages
//! again after they were dormant. The consumer takes them. Competing consumers look at all rings,
//! so they leave this stack unused. On the second, consumers push vacant rings that they have
//! [emptied](crate::ring::vacancy). A producer that registers takes them, under the registry's
//! lock.
//!
//! The links lie in the rings themselves, one for each stack, so nothing is allocated and a push
//! cannot fail. A ring is on a stack at most once: a bit of the ring says so. On the first stack
//! that is `DORMANT`: the producer that clears it pushes the ring, and the consumer sets it again
//! after it has taken the ring off. On the second stack that is `REPORTED`: the consumer that sets
//! it pushes the ring, and the registry clears it after it has taken the ring off. Elements are
//! only ever taken all together, so the stack is free of the ABA problem (R. K. Treiber, *Systems
//! Programming: Coping with Parallelism*, 1986).

use crate::sync::{AtomicU32, Ordering, edge};

/// The top of the stack: an index of a ring plus one, or zero.
pub(crate) struct ReadyStack(AtomicU32);

impl ReadyStack {
    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    /// Whether a ring is there. Relaxed: whoever pushed before, in the sense of happens-before, is
    /// seen.
    #[inline]
    pub(crate) fn rang(&self) -> bool {
        self.0.load(Ordering::Relaxed) != 0
    }

    /// Puts the ring `index`, whose link is `below`, on the stack. Lock-free.
    ///
    /// Release pairs with the Acquire of [`take`](Self::take); pushes are RMWs, so an earlier one
    /// keeps its effect when a later one replaces it at the top.
    pub(crate) fn push(&self, index: u32, below: &AtomicU32) {
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
    pub(crate) fn take(&self) -> Option<u32> {
        self.0.swap(0, edge("ready.take", Ordering::Acquire)).checked_sub(1)
    }

    /// The ring below the one whose link this is, after a [`take`](Self::take).
    pub(crate) fn below(link: &AtomicU32) -> Option<u32> {
        link.load(Ordering::Relaxed).checked_sub(1)
    }
}
