//! A consumer that is the only one claims without an exchange.
//!
//! An exchange costs several times what the rest of a claim does. It is for those who may claim at the same time; as
//! long as there is one consumer, there are none, and a store will do. When another one comes, somebody has to wait:
//! not the one who claims a thousand times a millisecond, but the newcomer, once.
//!
//! | the only consumer, with each claim | whoever admits a second one, once |
//! |---|---|
//! | says that it is claiming | says that it is over |
//! | [light fence](fence::light) | [heavy fence](fence::heavy) |
//! | if it is not over: stores the cursor | |
//! | says that it has claimed (Release) | waits while a claim is going on (Acquire) |
//!
//! Each writes and then reads what the other writes, with a fence in between (see [`crate::fence`]), so they cannot miss
//! each other both. Either the consumer learns that it is over, and exchanges like everybody else from then on; or its
//! store is waited for, and the exchange of the second consumer comes after it. What is waited for is a handful of
//! instructions, and no code of the user's; but the kernel may take the CPU away in between.
//!
//! Locks that are biased to one thread are revoked like this: K. Russell, D. Detlefs, *Eliminating
//! Synchronization-Related Atomic Operations with Biased Locking and Bulk Rebiasing* (OOPSLA 2006); D. Dice, H. Huang,
//! M. Yang, *Asymmetric Dekker Synchronization* (2001).

use crate::fence::{self, Mode};
use crate::sync::{self, AtomicBool, Ordering};

/// The right of one consumer to claim without an exchange, until it is over. On a line of its own, for it is written with
/// each claim.
#[derive(Default)]
#[repr(align(128))]
pub(crate) struct Sole {
    /// Written by the consumer alone, around each claim.
    claiming: AtomicBool,
    /// Set once, by whoever admits another consumer.
    over: AtomicBool,
}

impl Sole {
    /// For the consumer: calls `claim` while nobody else claims, unless it is over. Returns whether it was called.
    #[inline]
    pub(crate) fn exclusively(&self, claim: impl FnOnce()) -> bool {
        self.claiming.store(true, Ordering::Relaxed);
        // Its partner is the heavy fence of `end`.
        fence::light();
        let alone = !self.over.load(Ordering::Relaxed);
        if alone {
            claim();
        }
        // Pairs with `end`: what was claimed happens before what others do from then on.
        self.claiming.store(false, Ordering::Release);
        alone
    }

    /// Ends it. When this returns there is no claim going on without an exchange, and there will be none. Waits for a
    /// claim that is going on.
    pub(crate) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
        fence::heavy(Mode::Asymmetric);
        while self.claiming.load(Ordering::Acquire) {
            sync::rest();
        }
    }
}
