//! A competing consumer's side of one ring: claim, take, file the receipt.
//!
//! ```text
//!        taken         claimed here       not mine        not claimed      free
//!   ┌──────────────┐┌────┬────┬────┬────┐┌───────────┐┌────┬────┬────┐┌────┬────┐
//!   │              ││    │ 21 │ 22 │ 23 ││           ││ 28 │ 29 │ 30 ││    │    │
//!   └──────────────┘└────┴────┴────┴────┘└───────────┘└────┴────┴────┘└────┴────┘
//!                    ▲    ▲              ▲            ▲               ▲
//!               filed=20  next = 21      end = 24     head = 28       tail = 31
//! ```
//!
//! *Claiming* moves the ring's `head` past messages, by exchange. Only the consumer whose exchange
//! succeeds touches their slots. A lone consumer claims with a [store](crate::consumer::biased)
//! instead. A consumer reads no message before it has claimed it. *Taking* retires a slot of the
//! claim, and moves its message out. *Filing* gives the taken slots back to the producer (see
//! [receipts]). It does not wait for the receipts of other consumers.
//!
//! The claim lies in the consumer, not in the operation. A handler that panics leaves the rest of
//! its claim, and so does an iterator that is forgotten. The next operation of this consumer takes
//! this rest first. If the consumer leaves instead, its claim goes to the other consumers: see
//! [`crate::kind::orphans`].

mod end;
mod refresh;
mod take;

use core::marker::PhantomData;
use core::mem;

use crate::consumer::biased::BiasedClaim;
use crate::fence::Owed;
use crate::ring::handle::RingRef;
use crate::ring::index;
use crate::ring::layout::{Message, Ring};
use crate::ring::line_ownership::TakeLines;
use crate::ring::receipts;
use crate::ring::slip::Slip;
use crate::sync::Arc;

/// A competing consumer's side of one ring.
pub struct Competing<R: Ring> {
    ring: RingRef<R>,
    /// A private copy of the ring's `tail`, never ahead of it. It may lie behind the claims of
    /// other consumers.
    cached_tail: u64,
    /// This side has claimed the messages in `next..end`. They are still in their slots.
    next: u64,
    end: u64,
    /// This side has claimed the slots in `filed..next`, and taken their messages. They lack a
    /// receipt.
    filed: u64,
    /// How often another consumer claimed first.
    lost: u64,
    /// How far the ring's memory is from the consumer. 0 if it is near, or if that is unknown.
    distance: u32,
    /// Present while this consumer may be the only one, and no other thread claims from this ring.
    biased: Option<Arc<BiasedClaim>>,
    /// Present while the consumer polls no other ring.
    slip: Option<Slip>,
    take_lines: TakeLines,
    /// Whether this consumer has asked the producer for fences, and has not confirmed this yet.
    /// True only between [`arm`](Self::arm) and [`confirm`](Self::confirm).
    owes_confirmation: bool,
    /// Makes the type `Sync` only if the message type is: a claim lends `&T`.
    lends: PhantomData<Message<R>>,
}

/// The messages lie in the ring, not in this value.
impl<R: Ring> Unpin for Competing<R> {}

impl<R: Ring> Competing<R> {
    /// Makes a consumer of the ring. With `biased`, the consumer is the only one. Does not compile
    /// if the ring has no receipts: its slots would become free when they are claimed.
    ///
    /// ```compile_fail
    /// #[ringmpsc::ring_channel(kind = spsc, bits = 2)]
    /// type Number = u64;
    /// let _ends = ringmpsc::__private::spmc::Handle::<NumberRing>::open();
    /// ```
    pub(crate) fn new(ring: RingRef<R>, biased: Option<Arc<BiasedClaim>>) -> Self {
        const { assert!(RingRef::<R>::SHARED, "this ring is not for sharing") };
        let start = ring.lines().consumer.position();
        // If a consumer that has left has set `FINISHED`, the producer may claim messages back.
        let biased = biased.filter(|_| !ring.lines().cold.doorbell.load().is_finished());
        Self {
            ring,
            cached_tail: start,
            next: start,
            end: start,
            filed: start,
            lost: 0,
            distance: 0,
            biased,
            slip: None,
            take_lines: TakeLines::of::<R::Slots>(),
            owes_confirmation: false,
            lends: PhantomData,
        }
    }

    /// With `apart`, the consumer polls no other ring. In full flow it then keeps its distance from
    /// the producer. Without `apart`, it does not pause.
    pub(crate) fn set_slipping(&mut self, apart: bool) {
        self.slip = (R::SLIP && apart)
            .then(|| Slip::new::<R::Slots>(self.ring.lines().consumer.load_relaxed()));
    }

    /// Whether this side keeps its distance from the producer in full flow.
    #[cfg(all(test, not(ringmpsc_loom)))]
    pub(crate) fn is_slipping(&self) -> bool {
        self.slip.is_some()
    }

    pub(crate) fn distance(&self) -> u32 {
        self.distance
    }

    pub(crate) fn set_distance(&mut self, distance: u32) {
        self.distance = distance;
    }

    pub(crate) fn ring(&self) -> &RingRef<R> {
        &self.ring
    }

    /// Arms the doorbell of this ring: see [`Doorbell::arm`](crate::ring::doorbell::Doorbell::arm).
    pub(crate) fn arm(&mut self) -> Owed {
        let owed = self.ring.lines().cold.doorbell.arm(RingRef::<R>::ADAPTIVE);
        self.owes_confirmation = owed == Owed::Confirmation;
        owed
    }

    /// Confirms the request for fences. The caller has called [`arm`](Self::arm), and executed the
    /// fence that `arm` owes.
    pub(crate) fn confirm(&mut self) {
        if mem::take(&mut self.owes_confirmation) {
            self.ring.lines().cold.doorbell.confirm();
        }
    }

    /// Whether the channel counts the messages that are taken from this ring.
    #[inline]
    pub(crate) fn is_counted(&self) -> bool {
        self.ring.sent_line().is_some()
    }

    /// The number of messages in this side's claim.
    #[inline]
    pub(crate) fn held(&self) -> usize {
        index::distance(self.next, self.end)
    }

    /// Whether this side has claimed a message, or knows of one that it may be able to claim.
    pub(crate) fn knows_of_any(&self) -> bool {
        self.held() > 0
            || index::ahead(self.ring.lines().consumer.load_relaxed(), self.cached_tail) > 0
    }

    /// The number of messages that this side could take: those in its claim, and those without a
    /// claim.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.held() + self.ring.occupied()
    }

    /// Returns how often another consumer claimed first since the last call.
    pub(crate) fn take_lost(&mut self) -> u64 {
        mem::take(&mut self.lost)
    }

    /// The number of messages that were taken and whose slots lack a receipt. Between operations
    /// these are the messages that a forgotten claim has taken.
    #[inline]
    pub(crate) fn unfiled(&self) -> usize {
        index::distance(self.filed, self.next)
    }

    /// Takes over the messages `from..from + n`, the claim of a consumer that has left. This side
    /// holds no claim.
    pub(crate) fn adopt(&mut self, from: u64, n: usize) {
        assert!(self.next == self.end && self.filed == self.next, "one claim at a time");
        self.filed = from;
        self.next = from;
        self.end = from.wrapping_add(n as u64);
    }

    /// Gives up the claim, and files the receipt for the messages that were taken. Returns the
    /// position of the first message that is left, and their number. Returns `None` if none is
    /// left.
    pub(crate) fn give_up(&mut self) -> Option<(u64, usize)> {
        self.file();
        let (from, n) = (self.next, self.held());
        (self.filed, self.next) = (self.end, self.end);
        (n > 0).then_some((from, n))
    }

    /// Claims up to `max` messages, and returns the size of the claim, `max` at most. If this side
    /// still holds a claim, the function makes no new one. Returns 0 only if this side held no
    /// claim and saw the ring empty.
    ///
    /// Lock-free: it tries again only if another consumer has claimed.
    #[inline]
    pub(crate) fn claim(&mut self, max: usize) -> usize {
        debug_assert_eq!(self.filed, self.next, "a forgotten claim was settled");
        if self.next == self.end {
            let Some((from, n)) = self.claim_new(max) else { return 0 };
            self.filed = from;
            self.next = from;
            self.end = from.wrapping_add(n as u64);
            if let Some(receipts) = self.ring.receipts() {
                receipts::expect(receipts, from);
            }
        }
        self.held().min(max)
    }

    /// Claims up to `max` messages. Returns the position of the first one, and their number.
    #[inline]
    fn claim_new(&mut self, max: usize) -> Option<(u64, usize)> {
        let mut from = self.ring.lines().consumer.load_relaxed();
        if index::ahead(from, self.cached_tail) < max {
            from = self.refresh_slipping(from);
        }
        loop {
            // If this side knows of no message, `refresh` has just seen the ring empty.
            let known = index::ahead(from, self.cached_tail);
            if known == 0 {
                return None;
            }
            let n = known.min(max);
            // Claim up to `max` of the known messages.
            match self.advance(from, from.wrapping_add(n as u64)) {
                Ok(()) => return Some((from, n)),
                Err(now) => from = now,
            }
            // Another thread has moved `head`. Try again from there.
            self.lost += 1;
            if index::ahead(from, self.cached_tail) < max {
                self.refresh_tail();
            }
        }
    }

    /// Moves the ring's `head` from `from` to `to`. If another thread has moved `head`, returns its
    /// present value as the error.
    #[inline]
    fn advance(&mut self, from: u64, to: u64) -> Result<(), u64> {
        let line = self.ring.lines().consumer;
        if let Some(biased) = &self.biased {
            // No other thread has moved `head` since this side loaded it: none may, until the bias
            // is revoked.
            if biased.try_fast(|| line.advance(to)) {
                return Ok(());
            }
            self.share();
        }
        self.ring.lines().consumer.claim(from, to)
    }

    /// Other threads may claim from this ring from now on, so this side claims by exchange.
    #[cold]
    fn share(&mut self) {
        self.biased = None;
    }

    /// Takes one message: the next one of this side's claim, or else a new one.
    #[inline]
    pub(crate) fn take_one(&mut self) -> Option<Message<R>> {
        if self.next != self.end {
            let message = self.take();
            self.file();
            return message;
        }
        self.take_unclaimed()
    }

    /// Whether this side holds a claim, or has taken messages of a forgotten claim.
    #[inline]
    pub(crate) fn has_claim(&self) -> bool {
        // `filed <= next <= end`.
        self.filed != self.end
    }

    /// Takes one message that no consumer has claimed. Returns `None` only if this side saw the
    /// ring empty. This side holds no claim.
    ///
    /// Lock-free: it tries again only if another consumer has claimed.
    #[inline]
    pub(crate) fn take_unclaimed(&mut self) -> Option<Message<R>> {
        debug_assert!(!self.has_claim(), "what is claimed comes first");
        loop {
            let from = self.ring.lines().consumer.load_relaxed();
            if index::ahead(from, self.cached_tail) > 0 {
                // Claim the message at `from`.
                if self.advance(from, from.wrapping_add(1)).is_ok() {
                    // SAFETY: `from` lies before the `tail` that this side has observed, so the
                    // message was published. `advance` gave the slot to this side alone. It is not
                    // in `next..end`.
                    return Some(unsafe { self.take_at(from) });
                }
                // Another thread has moved `head`. Try again from there.
                self.lost += 1;
            } else {
                // This side knows of no message that is not claimed: load the cursors again.
                let from = self.refresh_slipping(from);
                if index::ahead(from, self.cached_tail) == 0 {
                    return None;
                }
            }
        }
    }

    /// Whether there is nothing to take: this side holds no claim, and every message is claimed.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        // `head` comes first, with Acquire: see `refresh_tail`. So `tail` is not behind it.
        let head = self.ring.lines().consumer.position();
        let tail = self.ring.lines().producer.observe();
        !self.has_claim() && tail == head
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
