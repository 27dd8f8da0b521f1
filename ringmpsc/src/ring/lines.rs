//! The three lines of a ring that are not messages. One writer a line.
//!
//! A line takes 128 bytes: x86 fetches cache lines in pairs, and some ARM cores have lines of 128.
//! The types have no safe way to change them, so that code in the user's module, which can name the
//! generated ring's private fields, cannot disturb the protocol.

use crate::fence::Spent;
use crate::ring::doorbell::Doorbell;
use crate::ring::vacancy::Vacancy;
use crate::sync::{self, AtomicU32, AtomicU64, Ordering, edge};

/// The producer's line: how many messages have been published.
#[repr(C, align(128))]
pub struct ProducerLine {
    /// Written by the producer alone; read by the consumer and by onlookers.
    /// `head <= tail <= head + capacity`.
    tail: AtomicU64,
    /// The slots before it have come back, as far as the last producer knew when it left, or the
    /// registry when it looked at the vacant ring. Written by that producer, and then by the
    /// registry under its lock. Release and Acquire all the same: what has come back to one of them
    /// has come back to the next, whatever the lock does.
    reclaimed: AtomicU64,
    /// With `fence = adaptive`: written by the producer, after a publish that found the bell asking
    /// for a fence.
    pub(crate) spent: Spent,
}

impl ProducerLine {
    pub(crate) fn new(start: u64) -> Self {
        let (tail, reclaimed) = (AtomicU64::new(start), AtomicU64::new(start));
        Self { tail, reclaimed, spent: Spent::default() }
    }

    /// The producer leaves, or has left; all slots before `head` have come back.
    pub(crate) fn leave(&self, head: u64) {
        self.reclaimed.store(head, Ordering::Release);
    }

    /// What has come back, as far as that was known when the producer left or somebody looked.
    pub(crate) fn reclaimed(&self) -> u64 {
        self.reclaimed.load(Ordering::Acquire)
    }

    /// Hands all slots before `tail` to the consumer. Pairs with [`observe`](Self::observe).
    #[inline]
    pub(crate) fn publish(&self, tail: u64) {
        self.tail.store(tail, edge("tail.publish", Ordering::Release));
    }

    /// What the producer has published. Pairs with [`publish`](Self::publish): the messages before
    /// the cursor may be read.
    #[inline]
    pub(crate) fn observe(&self) -> u64 {
        self.tail.load(edge("tail.observe", Ordering::Acquire))
    }

    /// The cursor as a number, which gives no right to touch a slot.
    #[inline]
    pub(crate) fn position(&self) -> u64 {
        self.tail.load(Ordering::Relaxed)
    }
}

/// The consumer's line: how many messages have been taken out; or, if consumers share the ring,
/// claimed.
#[repr(C, align(128))]
pub struct ConsumerLine {
    /// Written by the consumer alone; read by the producer and by onlookers.
    ///
    /// Where consumers share the ring: written by each of them, by exchange unless there is only
    /// one, and by a producer that takes messages back; read by consumers and onlookers. The
    /// producer reads receipts instead.
    head: AtomicU64,
    /// With `fence = adaptive`: written by the consumers, after a release that found `space` asking
    /// for a fence.
    pub(crate) spent: Spent,
}

impl ConsumerLine {
    pub(crate) fn new(start: u64) -> Self {
        Self { head: AtomicU64::new(start), spent: Spent::default() }
    }

    /// Hands all slots before `head` back to the producer. Pairs with [`observe`](Self::observe).
    #[inline]
    pub(crate) fn publish(&self, head: u64) {
        self.head.store(head, edge("head.publish", Ordering::Release));
    }

    /// What the consumer has released. Pairs with [`publish`](Self::publish): the slots before the
    /// cursor may be overwritten.
    #[inline]
    pub(crate) fn observe(&self) -> u64 {
        self.head.load(edge("head.observe", Ordering::Acquire))
    }

    /// Claims all messages before `to`, if `from` is still where the claimed ones end; else that is
    /// what it returns. For consumers that share the ring.
    ///
    /// The messages were made visible by the look at `tail` that found them. Release is for
    /// [`position`](Self::position), whose reader must find a `tail` that is no older.
    #[inline]
    pub(crate) fn claim(&self, from: u64, to: u64) -> Result<(), u64> {
        sync::write_out();
        let claim = edge("claim.publish", Ordering::Release);
        self.head.compare_exchange(from, to, claim, Ordering::Relaxed).map(drop)
    }

    /// Claims all messages before `to`, for a consumer that shares the ring and is the only one.
    /// Release as for [`claim`](Self::claim).
    #[inline]
    pub(crate) fn advance(&self, to: u64) {
        sync::store_late(&self.head, to, "claim.publish");
    }

    /// The cursor as it was a moment ago, to claim from.
    #[inline]
    pub(crate) fn load_relaxed(&self) -> u64 {
        sync::load_own(&self.head, Ordering::Relaxed)
    }

    /// The cursor as a number, which gives no right to touch a slot. Acquire only so that a `tail`
    /// that is read after it cannot be older than it.
    #[inline]
    pub(crate) fn position(&self) -> u64 {
        sync::load_own(&self.head, edge("claim.observe", Ordering::Acquire))
    }
}

/// The cold line: written when something rare happens, read after every publish.
#[repr(C, align(128))]
pub struct ColdLine {
    /// Zero while nobody wants to be told of messages.
    pub(crate) doorbell: Doorbell,
    /// Zero while the producer does not wait for room. Looked at with the option `wait` only.
    pub(crate) space: Doorbell,
    /// Where `head` is when a producer that waits patiently is woken. Written by the producer
    /// before it sets `PATIENT` in `space`, read by the consumer that finds it set. Relaxed: see
    /// [`patience`](crate::producer::patience).
    pub(crate) wake_at: AtomicU64,
    /// Zero while the ring has a producer (many producers only).
    pub(crate) vacancy: Vacancy,
    /// The ring below this one on the stack of rings that rang (many producers, one consumer).
    pub(crate) below: AtomicU32,
    /// The ring below this one on the stack of rings that were reported (many producers only).
    pub(crate) below_reported: AtomicU32,
    /// Which ring of its channel this is. Written once, under the registry's lock, before a
    /// consumer or another producer can find the ring. Relaxed: what makes the ring visible makes
    /// this visible.
    pub(crate) index: AtomicU32,
    /// Which producer owns the ring now. Written under the registry's lock.
    pub(crate) id: AtomicU64,
}

impl ColdLine {
    pub(crate) fn new(doorbell: Doorbell, space: Doorbell, vacancy: Vacancy) -> Self {
        Self {
            doorbell,
            space,
            wake_at: AtomicU64::new(0),
            vacancy,
            below: AtomicU32::new(0),
            below_reported: AtomicU32::new(0),
            index: AtomicU32::new(0),
            id: AtomicU64::new(0),
        }
    }
}
