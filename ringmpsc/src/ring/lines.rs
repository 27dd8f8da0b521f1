//! The three lines of a ring that hold its cursors and flags. The producer writes the first line,
//! and consumers write the second. Both sides write the cold line, but rarely.
//!
//! A line takes 128 bytes: x86 fetches cache lines in pairs, and some ARM cores have lines of 128
//! bytes. The types have no public method that changes them. Code in the user's module can name the
//! generated ring's private fields, but it cannot disturb the protocol.

use crate::fence::Spent;
use crate::ring::doorbell::Doorbell;
use crate::ring::vacancy::Vacancy;
use crate::sync::{self, AtomicU32, AtomicU64, Ordering, edge};

/// The producer's line: how many messages have been published.
#[repr(C, align(128))]
pub struct ProducerLine {
    /// Written only by the producer. Read by the consumer and by observers. It is at least `head`,
    /// and at most `head + capacity`.
    tail: AtomicU64,
    /// The slots before this cursor were free when the last producer left, or when the registry
    /// last examined the vacant ring. Written by that producer, and then by the registry under its
    /// lock. The lock orders these writes. They are Release and Acquire as well: slots that are
    /// free for one of them are free for the next, without relying on the lock.
    reclaimed: AtomicU64,
    /// With `fence = adaptive`: written by the producer, after a publish that found a doorbell that
    /// asks for a fence.
    pub(crate) spent: Spent,
}

impl ProducerLine {
    pub(crate) fn new(start: u64) -> Self {
        let (tail, reclaimed) = (AtomicU64::new(start), AtomicU64::new(start));
        Self { tail, reclaimed, spent: Spent::default() }
    }

    /// The producer leaves, or has left. All slots before `head` are free.
    pub(crate) fn leave(&self, head: u64) {
        self.reclaimed.store(head, Ordering::Release);
    }

    /// Returns the cursor of the last [`leave`](Self::leave): the slots before it are free.
    pub(crate) fn reclaimed(&self) -> u64 {
        self.reclaimed.load(Ordering::Acquire)
    }

    /// Publishes all messages before `tail`. Pairs with [`observe`](Self::observe).
    #[inline]
    pub(crate) fn publish(&self, tail: u64) {
        self.tail.store(tail, edge("tail.publish", Ordering::Release));
    }

    /// Returns the published `tail`. Pairs with [`publish`](Self::publish): the caller may read the
    /// messages before the cursor.
    #[inline]
    pub(crate) fn observe(&self) -> u64 {
        self.tail.load(edge("tail.observe", Ordering::Acquire))
    }

    /// Returns the cursor as a number, which gives no right to touch a slot.
    #[inline]
    pub(crate) fn position(&self) -> u64 {
        self.tail.load(Ordering::Relaxed)
    }
}

/// The consumer's line: how many messages have been taken. With competing consumers: how many have
/// been claimed.
#[repr(C, align(128))]
pub struct ConsumerLine {
    /// Written only by the consumer. Read by the producer and by observers.
    ///
    /// With competing consumers: written by each of them, by compare-exchange, or by a store while
    /// there is only one. Also written by a producer that takes messages back. Read by consumers
    /// and observers. The producer loads receipts instead.
    head: AtomicU64,
    /// With `fence = adaptive`: written by the consumers, after a release that found a `space` that
    /// asks for a fence.
    pub(crate) spent: Spent,
}

impl ConsumerLine {
    pub(crate) fn new(start: u64) -> Self {
        Self { head: AtomicU64::new(start), spent: Spent::default() }
    }

    /// Releases all slots before `head`. Pairs with [`observe`](Self::observe).
    #[inline]
    pub(crate) fn publish(&self, head: u64) {
        self.head.store(head, edge("head.publish", Ordering::Release));
    }

    /// Returns the released `head`. Pairs with [`publish`](Self::publish): the caller may overwrite
    /// the slots before the cursor.
    #[inline]
    pub(crate) fn observe(&self) -> u64 {
        self.head.load(edge("head.observe", Ordering::Acquire))
    }

    /// Claims the messages in `from..to`, for a competing consumer.
    ///
    /// The messages became visible when `tail` was loaded to find them. Release is for
    /// [`position`](Self::position): its caller must find a `tail` that is no older.
    ///
    /// # Errors
    ///
    /// If `head` is no longer `from`, the current `head`.
    #[inline]
    pub(crate) fn claim(&self, from: u64, to: u64) -> Result<(), u64> {
        sync::write_out();
        let claim = edge("claim.publish", Ordering::Release);
        self.head.compare_exchange(from, to, claim, Ordering::Relaxed).map(drop)
    }

    /// Claims all messages before `to`, for a competing consumer while it is the only one. Release
    /// as for [`claim`](Self::claim).
    #[inline]
    pub(crate) fn advance(&self, to: u64) {
        sync::store_late(&self.head, to, "claim.publish");
    }

    /// Returns the cursor as a first guess, to claim from.
    #[inline]
    pub(crate) fn load_relaxed(&self) -> u64 {
        sync::load_own(&self.head, Ordering::Relaxed)
    }

    /// Returns the cursor as a number, which gives no right to touch a slot. Acquire: a `tail` that
    /// is loaded afterwards is no older than this cursor.
    #[inline]
    pub(crate) fn position(&self) -> u64 {
        sync::load_own(&self.head, edge("claim.observe", Ordering::Acquire))
    }
}

/// The cold line: written when something rare happens. The producer loads its doorbell before every
/// claim and after every publish.
#[repr(C, align(128))]
pub struct ColdLine {
    /// Zero unless an end wants the producer to do more than publish.
    pub(crate) doorbell: Doorbell,
    /// Zero unless the producer waits for space, or a fence is asked for. Loaded only with the
    /// options `wait` and `futures`.
    pub(crate) space: Doorbell,
    /// The `head` at which a producer that waits patiently is woken. Written by the producer before
    /// it sets `PATIENT` in `space`. Read by the consumer that finds `PATIENT` set. Relaxed: see
    /// [`patience`](crate::producer::patience).
    pub(crate) wake_at: AtomicU64,
    /// Zero while the ring has a producer, unless it asks for full fences (many producers only).
    pub(crate) vacancy: Vacancy,
    /// The ring below this one on the stack of rings that have messages again (many producers, one
    /// consumer).
    pub(crate) next_ready: AtomicU32,
    /// The ring below this one on the stack of reported rings (many producers only).
    pub(crate) next_reported: AtomicU32,
    /// The index of this ring in its channel. Written once, under the registry's lock, before a
    /// consumer or another producer can find the ring. Relaxed: the edge that makes the ring
    /// visible makes the index visible.
    pub(crate) index: AtomicU32,
    /// The id of the ring's present producer. Written under the registry's lock.
    pub(crate) id: AtomicU64,
}

impl ColdLine {
    pub(crate) fn new(doorbell: Doorbell, space: Doorbell, vacancy: Vacancy) -> Self {
        Self {
            doorbell,
            space,
            wake_at: AtomicU64::new(0),
            vacancy,
            next_ready: AtomicU32::new(0),
            next_reported: AtomicU32::new(0),
            index: AtomicU32::new(0),
            id: AtomicU64::new(0),
        }
    }
}
