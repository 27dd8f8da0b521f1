//! One consumer's half of a ring that it shares with others: claim, take, file the receipt.
//!
//! ```text
//!        taken         claimed by me       not mine        not claimed      free
//!   ┌──────────────┐┌────┬────┬────┬────┐┌───────────┐┌────┬────┬────┐┌────┬────┐
//!   │              ││    │ 21 │ 22 │ 23 ││           ││ 28 │ 29 │ 30 ││    │    │
//!   └──────────────┘└────┴────┴────┴────┘└───────────┘└────┴────┴────┘└────┴────┘
//!                    ▲    ▲              ▲            ▲               ▲
//!               filed=20  next = 21      end = 24     claim = 28      tail = 31
//! ```
//!
//! *Claiming* moves the common cursor past messages, by exchange: who succeeds is the only one to
//! touch their slots. (Who is the only consumer need not [exchange](crate::consumer::biased).)
//! Nothing is read before that. *Taking* retires a slot of the claim and moves its message out.
//! *Filing* gives the slots that were taken back to the producer (see [receipts]); it need not wait
//! for anybody else's.
//!
//! The claim lies in the consumer, not in the operation. What a handler that panics leaves of it,
//! or an iterator that is forgotten, the next operation of this consumer takes first. If the
//! consumer leaves instead, the claim goes to the other consumers: see
//! [`crate::kind::orphans`](crate::kind::consumer_group).

use core::marker::PhantomData;
use core::mem;
use core::ops::ControlFlow;

use crate::consumer::biased::BiasedClaim;
use crate::fence::Owed;
use crate::ring::handle::RingRef;
use crate::ring::index;
use crate::ring::layout::{Message, Ring};
use crate::ring::prefetch::prefetch_read;
use crate::ring::receipts;
use crate::ring::slip::Slip;
use crate::ring::slots::Buffer;
use crate::sync::{self, Arc};

/// One consumer's half of a shared ring.
pub struct Competing<R: Ring> {
    ring: RingRef<R>,
    /// A private copy of the ring's `tail`, never ahead of it. It may be behind what others have
    /// claimed.
    tail: u64,
    /// The messages in `next..end` are claimed, and still in their slots.
    next: u64,
    end: u64,
    /// The slots in `filed..next` are claimed, and empty; they lack a receipt.
    filed: u64,
    /// How often somebody else claimed first.
    lost: u64,
    /// Present while this consumer may be the only one, and nobody else claims from this ring.
    biased: Option<Arc<BiasedClaim>>,
    /// Present while the consumer has no other ring to look at.
    slip: Option<Slip>,
    /// Whether this consumer has asked the producer for fences, and has yet to confirm it. Only
    /// between [`arm`](Self::arm) and [`confirm`](Self::confirm).
    owes_confirmation: bool,
    /// A claim lends `&T` and is no more `Sync` than what it lends.
    lends: PhantomData<Message<R>>,
}

/// The messages are in the ring, not in here.
impl<R: Ring> Unpin for Competing<R> {}

impl<R: Ring> Competing<R> {
    /// Another consumer of the ring. With `biased`, the only one. Fails to compile if the ring has
    /// no receipts: its slots would come back when they are claimed.
    ///
    /// ```compile_fail
    /// #[ringmpsc::ring_channel(kind = spsc, bits = 2)]
    /// type Number = u64;
    /// let _ends = ringmpsc::__private::spmc::Handle::<NumberRing>::open();
    /// ```
    pub(crate) fn new(ring: RingRef<R>, biased: Option<Arc<BiasedClaim>>) -> Self {
        const { assert!(RingRef::<R>::SHARED, "this ring is not for sharing") };
        let start = ring.lines().consumer.position();
        // If a consumer that has left has finished the ring, its producer may claim back.
        let biased = biased.filter(|_| !ring.lines().cold.doorbell.load().is_finished());
        Self {
            ring,
            tail: start,
            next: start,
            end: start,
            filed: start,
            lost: 0,
            biased,
            slip: None,
            owes_confirmation: false,
            lends: PhantomData,
        }
    }

    /// The consumer has no other ring to look at: in full flow it keeps its distance from the
    /// producer. Or it has.
    pub(crate) fn set_slipping(&mut self, apart: bool) {
        self.slip = (R::SLIP && apart).then(|| {
            Slip::new(self.ring.lines().consumer.load_relaxed(), <R::Slots as Buffer>::CAPACITY)
        });
    }

    /// Whether it keeps its distance from the producer in full flow.
    #[cfg(all(test, not(ringmpsc_loom)))]
    pub(crate) fn is_slipping(&self) -> bool {
        self.slip.is_some()
    }

    pub(crate) fn ring(&self) -> &RingRef<R> {
        &self.ring
    }

    /// Arms the bell of this ring: see [`Doorbell::arm`](crate::ring::doorbell::Doorbell::arm).
    pub(crate) fn arm(&mut self) -> Owed {
        let owed = self.ring.lines().cold.doorbell.arm(RingRef::<R>::ADAPTIVE);
        self.owes_confirmation = owed == Owed::Confirmation;
        owed
    }

    /// After [`arm`](Self::arm) and the fence that it owes.
    pub(crate) fn confirm(&mut self) {
        if mem::take(&mut self.owes_confirmation) {
            self.ring.lines().cold.doorbell.confirm();
        }
    }

    /// Whether somebody wants to know what is taken from it.
    #[inline]
    pub(crate) fn is_counted(&self) -> bool {
        self.ring.sent_line().is_some()
    }

    /// How many messages are claimed.
    #[inline]
    pub(crate) fn held(&self) -> usize {
        index::distance(self.next, self.end)
    }

    /// Whether this side knows of a message that it has claimed, or that may be to be claimed.
    pub(crate) fn knows_of_any(&self) -> bool {
        self.held() > 0 || index::ahead(self.ring.lines().consumer.load_relaxed(), self.tail) > 0
    }

    /// How many messages are there to be taken: claimed by this consumer, or by nobody.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.held() + self.ring.occupied()
    }

    /// How often somebody else claimed first, since the last time.
    pub(crate) fn take_lost(&mut self) -> u64 {
        mem::take(&mut self.lost)
    }

    /// How many messages were taken whose slots the producer has yet to get back. Between
    /// operations this is what a claim has taken that was forgotten.
    #[inline]
    pub(crate) fn unfiled(&self) -> usize {
        index::distance(self.filed, self.next)
    }

    /// Takes over the messages `from..from + n`, which a consumer had claimed that has left. This
    /// side holds no claim.
    pub(crate) fn adopt(&mut self, from: u64, n: usize) {
        assert!(self.next == self.end && self.filed == self.next, "one claim at a time");
        self.filed = from;
        self.next = from;
        self.end = from.wrapping_add(n as u64);
    }

    /// Gives up the claim: where its messages begin, and how many they are. `None` if there are
    /// none.
    pub(crate) fn give_up(&mut self) -> Option<(u64, usize)> {
        self.file();
        let (from, n) = (self.next, self.held());
        (self.filed, self.next) = (self.end, self.end);
        (n > 0).then_some((from, n))
    }

    /// Has up to `max` messages claimed, and returns how many are: those that still are from
    /// before, or new ones. 0 only if none were, and the ring was seen empty.
    ///
    /// Lock-free: it tries again only if somebody else has claimed.
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

    /// Claims up to `max` messages: where they begin, and how many they are.
    #[inline]
    fn claim_new(&mut self, max: usize) -> Option<(u64, usize)> {
        let mut from = self.ring.lines().consumer.load_relaxed();
        if index::ahead(from, self.tail) < max {
            from = self.look(from);
        }
        loop {
            // Others may have claimed beyond what this side knows of. What is not beyond `from` now
            // is claimed, since claims only grow: then the ring is empty.
            let known = index::ahead(from, self.tail);
            if known == 0 {
                return None;
            }
            let n = known.min(max);
            match self.advance(from, from.wrapping_add(n as u64)) {
                Ok(()) => return Some((from, n)),
                Err(now) => from = now,
            }
            self.lost += 1;
            if index::ahead(from, self.tail) < max {
                self.tail = self.ring.lines().producer.observe();
            }
        }
    }

    /// Looks for messages behind `from`, up to which all are claimed. Who has caught up with a
    /// producer in full flow looks twice, at a distance, and others may have claimed meanwhile:
    /// returns up to where. Not inlined, so that what needs no look is.
    #[inline(never)]
    fn look(&mut self, from: u64) -> u64 {
        let caught_up = index::ahead(from, self.tail) == 0;
        self.tail = self.ring.lines().producer.observe();
        let found = index::ahead(from, self.tail);
        if caught_up
            && let Some(slip) = &mut self.slip
            && slip.paused(from, found)
        {
            self.tail = self.ring.lines().producer.observe();
            let from = self.ring.lines().consumer.load_relaxed();
            let now = index::ahead(from, self.tail);
            slip.gained(now.saturating_sub(found));
            return from;
        }
        from
    }

    /// Moves the common cursor to `to`, unless somebody else has moved it from `from`: then it is
    /// what this returns.
    #[inline]
    fn advance(&mut self, from: u64, to: u64) -> Result<(), u64> {
        let line = self.ring.lines().consumer;
        if let Some(biased) = &self.biased {
            // Nobody else has moved it since this side read it: nobody may, until it is over.
            if biased.try_fast(|| line.advance(to)) {
                return Ok(());
            }
            self.share();
        }
        self.ring.lines().consumer.claim(from, to)
    }

    /// Others may claim from this ring from now on.
    #[cold]
    fn share(&mut self) {
        self.biased = None;
    }

    /// Takes one message: one that is still claimed, or a new one.
    #[inline]
    pub(crate) fn take_one(&mut self) -> Option<Message<R>> {
        if self.next != self.end {
            let message = self.take();
            self.file();
            return message;
        }
        self.take_unclaimed()
    }

    /// Whether this side holds a claim, or has taken messages of a forgotten one.
    #[inline]
    pub(crate) fn has_claim(&self) -> bool {
        // `filed <= next <= end`.
        self.filed != self.end
    }

    /// Takes one message that is not claimed: one that this side knows of, or a new one. `None`
    /// only if the ring was seen empty. For a side without a claim.
    ///
    /// Lock-free: it tries again only if another consumer has claimed.
    #[inline]
    pub(crate) fn take_unclaimed(&mut self) -> Option<Message<R>> {
        debug_assert!(!self.has_claim(), "what is claimed comes first");
        loop {
            let from = self.ring.lines().consumer.load_relaxed();
            if index::ahead(from, self.tail) > 0 {
                if self.advance(from, from.wrapping_add(1)).is_ok() {
                    // SAFETY: the message was published, since `from` is before the `tail` that
                    // this side has observed. `advance` made it this side's alone, and no field has
                    // it claimed.
                    return Some(unsafe { self.take_at(from) });
                }
                self.lost += 1;
            } else {
                let from = self.look(from);
                if index::ahead(from, self.tail) == 0 {
                    return None;
                }
            }
        }
    }

    /// Whether there is nothing to take: this side holds no claim, what it knows of is claimed, and
    /// nothing was published since it looked last.
    #[inline]
    pub(crate) fn is_still_empty(&self) -> bool {
        let lines = self.ring.lines();
        let from = lines.consumer.load_relaxed();
        // The look at `head` comes first, and `head` only grows: so all messages before `tail` are
        // claimed.
        !self.has_claim()
            && index::ahead(from, self.tail) == 0
            && lines.producer.observe() == self.tail
    }

    /// Moves a message out, and gives its slot back to the producer.
    ///
    /// # Safety
    ///
    /// There is a message at `from`. This side has claimed it, and takes it only here: it is not in
    /// `next..end`.
    #[inline]
    unsafe fn take_at(&self, from: u64) -> Message<R> {
        // SAFETY: there is a message, and it is read once, by contract. The producer writes no slot
        // that lacks a receipt, and this one's is filed below.
        let message = unsafe { self.ring.slots().read(from) };
        if let Some(receipts) = self.ring.receipts() {
            receipts::expect_more(receipts, from);
        }
        self.ring.release_part(from, from.wrapping_add(1));
        message
    }

    /// Moves the next claimed message out.
    #[inline]
    pub(crate) fn take(&mut self) -> Option<Message<R>> {
        if self.next == self.end {
            return None;
        }
        let cursor = self.next;
        self.next = cursor.wrapping_add(1);
        // SAFETY: the messages in `next..end` are published and claimed by this side alone; this
        // one is not among them any more, so it is read once. The producer writes no slot that
        // lacks a receipt, and those from `filed` on do.
        Some(unsafe { self.ring.slots().read(cursor) })
    }

    /// Hands up to `n` claimed messages to `f`, until it breaks off, and files the receipt. If `f`
    /// panics, the rest stays claimed.
    #[inline]
    pub(crate) fn drain_with(
        &mut self,
        n: usize,
        mut f: impl FnMut(Message<R>) -> ControlFlow<()>,
    ) -> usize {
        let n = self.held().min(n);
        let batch = Filing(self);
        for left in (1..=n).rev() {
            batch.0.prefetch(left);
            let Some(message) = batch.0.take() else { break };
            if f(message).is_break() {
                return n - left + 1;
            }
        }
        n
    }

    /// Moves up to `max` claimed messages to `target`, files the receipt, and returns how many.
    ///
    /// # Safety
    ///
    /// `target` is valid for writing `max` messages, and not part of the ring.
    #[inline]
    pub(crate) unsafe fn move_out(&mut self, max: usize, target: *mut Message<R>) -> usize {
        let n = self.held().min(max);
        let cursor = self.next;
        self.next = cursor.wrapping_add(n as u64);
        // SAFETY: as in `take`, for `n` messages. The target is valid by contract.
        unsafe { self.ring.slots().move_out(cursor, n, target) };
        self.file();
        n
    }

    /// The claimed messages where they lie, up to `n`: a second slice if the ring wraps between
    /// them.
    #[inline]
    pub(crate) fn claimed(&self, n: usize) -> [&[Message<R>]; 2] {
        let n = self.held().min(n);
        let slots = self.ring.slots();
        let first = index::contiguous(self.next, n, <R::Slots as Buffer>::CAPACITY);
        [(self.next, first), (self.next.wrapping_add(first as u64), n - first)].map(|(at, n)| {
            slots.will_read(at, n);
            // SAFETY: the messages in `next..end` are published and claimed by this side alone,
            // until it moves `next`, which takes `&mut self`. `contiguous` keeps both parts from
            // wrapping. Several threads can only be here at once if `Self: Sync`, which `lends`
            // makes depend on the message type.
            unsafe { &*slots.run(at, n) }
        })
    }

    /// Drops up to `max` claimed messages where they lie, and leaves it to the caller to
    /// [`file`](Self::file). A drop that panics does not keep the others.
    pub(crate) fn drop_first(&mut self, max: usize) {
        let n = self.held().min(max);
        let cursor = self.next;
        self.next = cursor.wrapping_add(n as u64);
        // SAFETY: as in `take`, for `n` messages.
        unsafe { self.ring.slots().discard(cursor, n) };
    }

    /// Drops up to `max` claimed messages, and files the receipt. A drop that panics does not keep
    /// the others.
    pub(crate) fn discard(&mut self, max: usize) {
        let n = self.held().min(max);
        let cursor = self.next;
        let batch = Filing(self);
        batch.0.next = cursor.wrapping_add(n as u64);
        // SAFETY: as in `take`, for `n` messages.
        unsafe { batch.0.ring.slots().discard(cursor, n) };
    }

    /// Gives the slots that were taken back to the producer.
    #[inline]
    pub(crate) fn file(&mut self) {
        if self.filed != self.next {
            let from = mem::replace(&mut self.filed, self.next);
            self.ring.release_part(from, self.next);
        }
    }

    /// Declares that no consumer will look at the ring again, unless there is a message after all.
    ///
    /// As for [`Exclusive::finish`](crate::consumer::exclusive::Exclusive::finish), the caller has
    /// executed a heavy fence since it learned that the channel is closed. Who has not heard of it
    /// may still claim what a producer publishes and is about to claim back.
    pub(crate) fn finish(&mut self) -> bool {
        // A producer that finds the ring finished claims back.
        self.biased = None;
        loop {
            let bell = &self.ring.lines().cold.doorbell;
            let seen = bell.load_when_empty();
            if self.held() > 0 {
                return false;
            }
            if seen.is_finished() {
                return true;
            }
            self.tail = self.ring.lines().producer.observe();
            // Claims only grow, so with nothing beyond this one there is nothing to claim.
            if index::ahead(self.ring.lines().consumer.load_relaxed(), self.tail) > 0 {
                return false;
            }
            if self.ring.lines().cold.doorbell.finish(seen) {
                return true;
            }
        }
    }

    /// Drops the messages that no consumer has claimed, until the end of the ring is settled. The
    /// channel is closed, so there is an end.
    ///
    /// The caller has executed a heavy fence since it closed the channel, for
    /// [`finish`](Self::finish). No fence follows these last claims, so they are exchanges: see
    /// [`biased`](crate::consumer::biased).
    pub(crate) fn empty(&mut self) {
        // A drop must not pause.
        self.set_slipping(false);
        if sync::present("claim.last") {
            self.share();
        }
        while {
            while self.claim(usize::MAX) > 0 {
                self.discard(usize::MAX);
            }
            !self.finish()
        } {}
    }

    /// Asks for a message that comes later, if the option `prefetch` says that the batch is worth
    /// it.
    #[inline]
    fn prefetch(&self, left: usize) {
        if R::PREFETCH != usize::MAX && left >= R::PREFETCH {
            prefetch_read(self.ring.slots().slot(self.next.wrapping_add(R::PREFETCH as u64)));
        }
    }
}

/// Files the receipt for what was taken, also when user code panics.
struct Filing<'a, R: Ring>(&'a mut Competing<R>);

impl<R: Ring> Drop for Filing<'_, R> {
    #[inline]
    fn drop(&mut self) {
        self.0.file();
    }
}
