//! A consumer that is the only one claims without an exchange.
//!
//! An exchange costs several times what the rest of a claim does. It is for those who may claim at
//! the same time; as long as there is one consumer, there are none, and a store will do. When
//! another one comes, somebody has to wait: not the one who claims a thousand times a millisecond,
//! but the newcomer, once.
//!
//! | the only consumer, with each claim | whoever admits a second one, once |
//! |---|---|
//! | says that it is claiming | says that it is over |
//! | [light fence](fence::light) | [heavy fence](fence::heavy) |
//! | if it is not over: stores the cursor | |
//! | says that it has claimed (Release) | waits while a claim is going on (Acquire) |
//!
//! Each writes and then reads what the other writes, with a fence in between (see
//! [`crate::fence`]), so they cannot miss each other both. Either the consumer learns that it is
//! over, and exchanges like everybody else from then on; or its store is waited for, and the
//! exchange of the second consumer comes after it. What is waited for is a handful of instructions,
//! and no code of the user's; but the kernel may take the CPU away in between.
//!
//! # The last claim, and the producer that claims back
//!
//! One other thread moves `head`: a producer that has published, and then finds the ring
//! `FINISHED`, claims back by an exchange what no consumer has claimed. That exchange must find the
//! last claim of the consumer that set `FINISHED`.
//!
//! Two exchanges of one word never miss each other, whatever their ordering: each finds the newest
//! value. A store gives no such guarantee. The store of `head` (Release) and the exchange that sets
//! `FINISHED` (Relaxed) are of two words, so the second may become visible first. Then the
//! producer's exchange finds the old `head`, and both sides own the message. x86 cannot do this. On
//! aarch64 it is legal.
//!
//! So between a claim by a store and the exchange that sets `FINISHED` there must be a fence. There
//! are two paths:
//!
//! * **The consumer is told of the end** (`after_empty`). It stores claims, finds the ring empty,
//!   executes the heavy fence, and calls [`finish`](crate::consumer::competing::Competing::finish),
//!   which ends the right to store first. Every stored claim is before the fence. The fence is a
//!   release fence, and the producer's exchange of the bell (Acquire) reads what the consumer wrote
//!   there after it: so the claim happens before the producer's exchange of `head`. If `finish`
//!   finds a message, the consumer claims it by exchange. Without a producer `after_empty` executes
//!   no fence; then no producer claims back.
//! * **The last consumer, or the last handle, leaves** (`empty`). It drops messages after the
//!   fence, so it claims after the fence.
//!   [`Competing::empty`](crate::consumer::competing::Competing::empty) therefore ends the right to
//!   store before its first claim.
//!
//! A ring that is finished already has no consumer that stores: a later consumer of the ring does
//! not get the right ([`Competing::new`](crate::consumer::competing::Competing::new)), and an
//! earlier one had lost it when there were two.
//!
//! Loom does not show this, since its exchanges find the newest value, and its stores are visible
//! at once. The models whose names end in "its last claim is late" delay the store on purpose.
//!
//! Locks that are biased to one thread are revoked like this: K. Russell, D. Detlefs, *Eliminating
//! Synchronization-Related Atomic Operations with Biased Locking and Bulk Rebiasing* (OOPSLA 2006);
//! D. Dice, H. Huang, M. Yang, *Asymmetric Dekker Synchronization* (2001).

use crate::fence::{self, Mode};
use crate::sync::{self, AtomicBool, Ordering};

/// The right of one consumer to claim without an exchange, until it is over. On a line of its own,
/// for it is written with each claim.
#[derive(Default)]
#[repr(align(128))]
pub(crate) struct BiasedClaim {
    /// Written by the consumer alone, around each claim.
    claiming: AtomicBool,
    /// Set once, by whoever admits another consumer.
    over: AtomicBool,
}

impl BiasedClaim {
    /// For the consumer: calls `claim` while nobody else claims, unless it is over. Returns whether
    /// it was called.
    #[inline]
    pub(crate) fn try_fast(&self, claim: impl FnOnce()) -> bool {
        self.claiming.store(true, Ordering::Relaxed);
        // Its partner is the heavy fence of `end`.
        fence::light();
        let alone = !self.over.load(Ordering::Relaxed);
        if alone {
            claim();
        }
        // Release, pairs with the Acquire in `end`: what was claimed happens before what others do
        // from then on.
        sync::clear_late(&self.claiming);
        alone
    }

    /// Ends it. When this returns there is no claim going on without an exchange, and there will be
    /// none. Waits for a claim that is going on.
    pub(crate) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
        fence::heavy(Mode::Asymmetric);
        while self.claiming.load(Ordering::Acquire) {
            sync::rest();
        }
    }
}
