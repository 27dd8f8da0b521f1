//! A stack of rings, by index, that one side pushes to and the other side empties.
//!
//! A channel with many producers has two such stacks.
//!
//! * On the first, producers push rings that have messages again after they were dormant. The
//!   consumer takes them. Competing consumers poll all rings, so they leave this stack unused.
//! * On the second, consumers push vacant rings that they have [emptied](crate::ring::vacancy). A
//!   producer that registers takes them, under the registry's lock.
//!
//! The links lie in the rings, one for each stack. So no memory is allocated, and a push cannot
//! fail.
//!
//! A ring is on a stack at most once, because a bit of the ring decides which thread pushes it:
//!
//! * On the first stack this bit is `UNPOLLED`. The producer that clears it pushes the ring. The
//!   consumer sets it again after it has taken the ring off.
//! * On the second stack it is `REPORTED`. The consumer that sets it pushes the ring. The registry
//!   clears it after it has taken the ring off.
//!
//! A thread that takes rings takes all of them at once. So the stack is free of the ABA problem (R.
//! K. Treiber, *Systems Programming: Coping with Parallelism*, 1986).

use crate::sync::{AtomicU32, Ordering, edge};

/// The top of the stack: the index of a ring plus one, or zero.
pub(crate) struct ReadyStack(AtomicU32);

impl ReadyStack {
    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    /// Returns whether the stack has a ring. Relaxed: this sees every push that happens before it.
    #[inline]
    pub(crate) fn is_non_empty(&self) -> bool {
        self.0.load(Ordering::Relaxed) != 0
    }

    /// Pushes the ring `index`, whose link is `next`. Lock-free.
    ///
    /// Release pairs with the Acquire of [`take`](Self::take). Pushes are read-modify-writes. So an
    /// earlier push keeps its effect when a later one replaces it at the top.
    pub(crate) fn push(&self, index: u32, next: &AtomicU32) {
        // The stack is usually empty. So that is the first guess.
        let mut top = 0;
        loop {
            // Link the ring to the top, then make it the top.
            next.store(top, Ordering::Relaxed);
            let push = edge("ready.push", Ordering::Release);
            match self.0.compare_exchange_weak(top, index + 1, push, Ordering::Relaxed) {
                Ok(_) => return,
                Err(now) => top = now,
            }
        }
    }

    /// Takes all rings off. Returns the one at the top. Wait-free.
    pub(crate) fn take(&self) -> Option<u32> {
        self.0.swap(0, edge("ready.take", Ordering::Acquire)).checked_sub(1)
    }

    /// Returns the ring below the one with this link, after a [`take`](Self::take).
    pub(crate) fn next(link: &AtomicU32) -> Option<u32> {
        link.load(Ordering::Relaxed).checked_sub(1)
    }
}
