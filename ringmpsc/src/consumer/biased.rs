//! A lone consumer claims without an exchange.
//!
//! An exchange costs several times what the rest of a claim costs. Only consumers that may claim at
//! the same time need it. While there is one consumer, a store suffices. When a second consumer
//! registers, one side must wait. The lone consumer claims often, so the registering thread waits,
//! once.
//!
//! | the lone consumer, with each claim | the thread that registers a second consumer, once |
//! |---|---|
//! | sets `claiming` | sets `revoked`: revokes the bias |
//! | [light fence](fence::light) | [heavy fence](fence::heavy) |
//! | if `revoked` is not set: stores `head` | |
//! | clears `claiming` (Release) | waits while `claiming` is set (Acquire) |
//!
//! Each side writes and then reads what the other side writes, with a fence in between (see
//! [`crate::fence`]). So at least one side sees the other. There are two cases:
//!
//! * The lone consumer sees `revoked`. From then on it claims by exchange, like every consumer.
//! * The registering thread sees `claiming`, and waits. The second consumer's exchange comes after
//!   the store of that claim.
//!
//! The thread waits for a few instructions, which call no user code. But the kernel may preempt the
//! lone consumer between them.
//!
//! # The last claim, and the producer that claims back
//!
//! One other thread moves `head`: a producer that has published a message and then finds `FINISHED`
//! on the ring. It claims back, by an exchange, the messages that no consumer has claimed. That
//! exchange must see the last claim of the consumer that set `FINISHED`.
//!
//! Two exchanges of one word always see each other, whatever their ordering: each reads the newest
//! value. A store gives no such guarantee. The store of `head` (Release) and the exchange that sets
//! `FINISHED` (Relaxed) write two words, so the second may become visible first. Then the
//! producer's exchange reads the old `head`, and both sides own the message. x86 cannot reorder
//! them in this way. aarch64 can.
//!
//! So there must be a fence between a claim by a store and the exchange that sets `FINISHED`. There
//! are two paths:
//!
//! * **The consumer learns of the end** (`after_empty`). It claims by stores, finds the ring empty,
//!   and executes the heavy fence. Then it calls
//!   [`finish`](crate::consumer::competing::Competing::finish), which first gives up the right to
//!   store. Every claim by a store comes before the fence. The fence is a release fence. The
//!   producer's exchange of the doorbell (Acquire) reads what the consumer wrote there after the
//!   fence. So the claim happens before the producer's exchange of `head`. If `finish` finds a
//!   message, the consumer claims it by exchange. If the ring has no producer, `after_empty`
//!   executes no fence, and no producer claims back.
//! * **The last consumer or the last handle leaves** (`drop_remaining`). It drops messages after
//!   the fence, so it claims after the fence. Therefore [`Competing::drop_remaining`] gives up the
//!   right to store before its first claim.
//!
//! [`Competing::drop_remaining`]: crate::consumer::competing::Competing::drop_remaining
//!
//! No consumer claims by stores from a ring that has `FINISHED`. A later consumer of the ring does
//! not get the right ([`Competing::new`](crate::consumer::competing::Competing::new)). An earlier
//! consumer lost it when a second one registered.
//!
//! Loom does not show this reordering: its exchanges read the newest value, and its stores are
//! visible at once. The models whose names end in "its last claim is late" delay the store on
//! purpose.
//!
//! Locks that are biased to one thread are revoked in this way: K. Russell, D. Detlefs,
//! *Eliminating Synchronization-Related Atomic Operations with Biased Locking and Bulk Rebiasing*
//! (OOPSLA 2006); D. Dice, H. Huang, M. Yang, *Asymmetric Dekker Synchronization* (2001).

use crate::fence::{self, Mode};
use crate::sync::{self, AtomicBool, Ordering};

/// The right of one consumer to claim without an exchange, until it is revoked. It has a line of
/// its own, because each claim writes it.
#[derive(Default)]
#[repr(align(128))]
pub(crate) struct BiasedClaim {
    /// Written only by the consumer, before and after each claim.
    claiming: AtomicBool,
    /// Set once, by the thread that registers another consumer.
    revoked: AtomicBool,
}

impl BiasedClaim {
    /// Calls `claim`, during which no other thread claims, unless the right is revoked. Returns
    /// whether it called `claim`. Only the lone consumer calls this. Wait-free.
    #[inline]
    pub(crate) fn try_fast(&self, claim: impl FnOnce()) -> bool {
        self.claiming.store(true, Ordering::Relaxed);
        // Pairs with the heavy fence of `revoke`.
        fence::light();
        let alone = !self.revoked.load(Ordering::Relaxed);
        if alone {
            claim();
        }
        // Release pairs with the Acquire in `revoke`: the claim happens before what other threads
        // do after `revoke` returns.
        sync::clear_late(&self.claiming);
        alone
    }

    /// Revokes the right. When this returns, no claim without an exchange is in progress, and none
    /// will begin. Waits for a claim in progress.
    pub(crate) fn revoke(&self) {
        self.revoked.store(true, Ordering::Relaxed);
        fence::heavy(Mode::Asymmetric);
        while self.claiming.load(Ordering::Acquire) {
            sync::rest();
        }
    }
}
