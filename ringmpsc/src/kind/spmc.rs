//! One producer, one ring, competing consumers.

use core::slice;

use crate::consumer::Consumer;
use crate::consumer::claim_source;
use crate::consumer::competing::Competing;
use crate::error::RegisterError;
use crate::kind::competitor::{self, Competitor, Membership};
use crate::kind::consumer_group::ConsumerGroup;
use crate::kind::control::Control;
use crate::kind::one_ring::{Fixed, OneRing};
use crate::kind::orphans::Orphan;
use crate::producer::Producer;
use crate::ring::handle::Start;
use crate::ring::layout::{Message, Ring};
use crate::sync::{Arc, StdArc};

/// The control handle of a channel with one ring and competing consumers. While it exists, the
/// channel stays open for new consumers.
pub type SpmcHandle<R> = Control<OneRing<R>, Arc<ConsumerGroup>>;

/// The two ends of a new channel.
pub(crate) type Ends<R> = (Producer<R, Fixed>, SpmcHandle<R>);

impl<R: Ring> SpmcHandle<R> {
    /// Opens a channel without consumers. Returns the producer and a control handle.
    ///
    /// # Panics
    ///
    /// Panics if there is no memory for the ring.
    pub fn open() -> Ends<R> {
        Self::open_at(0)
    }

    /// As [`open`](Self::open), with both cursors at `cursor`: for tests of wrapping.
    ///
    /// # Panics
    ///
    /// As for [`open`](Self::open).
    pub fn open_at(cursor: u64) -> Ends<R> {
        let start = Start::new::<R>(cursor, false);
        let rings = OneRing::new(start);
        let messages = StdArc::clone(&rings.messages);
        let group = Arc::new(ConsumerGroup::new(messages, R::MAX_CONSUMERS, start.mode));
        (rings.producer(Some(Arc::clone(&group))), Self::first(rings, group))
    }

    /// See the generated method of this name.
    pub fn register_consumer(&self) -> Result<Consumer<Spmc<R>>, RegisterError> {
        self.register_competitor()
    }
}

/// The only ring, for one of its consumers.
pub struct Spmc<R: Ring> {
    ring: Competing<R>,
    membership: Membership,
    rings: OneRing<R>,
}

impl<R: Ring> Spmc<R> {
    /// Takes a message that this consumer, or one that has left, has claimed before. Otherwise
    /// claims one.
    #[cold]
    #[inline(never)]
    fn take_slowly(&mut self) -> Option<Message<R>> {
        claim_source::take(self)
    }
}

impl<R: Ring> Competitor for Spmc<R> {
    type Rings = OneRing<R>;

    fn new(rings: &OneRing<R>, membership: Membership) -> Self {
        let mut ring = Competing::new(rings.ring.clone(), membership.registration.biased.clone());
        ring.set_slipping(true);
        Self { ring, membership, rings: rings.clone() }
    }

    fn rings(&self) -> &OneRing<R> {
        &self.rings
    }

    #[inline]
    fn membership(&self) -> &Membership {
        &self.membership
    }

    #[inline]
    fn membership_mut(&mut self) -> &mut Membership {
        &mut self.membership
    }

    #[inline]
    fn sides(&self) -> &[Competing<R>] {
        slice::from_ref(&self.ring)
    }

    #[inline]
    fn sides_mut(&mut self) -> &mut [Competing<R>] {
        slice::from_mut(&mut self.ring)
    }

    #[inline]
    fn current_index(&self) -> usize {
        0
    }

    #[inline]
    fn take(&mut self) -> Option<Message<R>> {
        if !self.membership.quota.is_bounded() && !self.ring.has_claim() {
            if let Some(message) = self.ring.take_unclaimed() {
                self.count(1);
                return Some(message);
            }
            if !self.membership.group().orphans.any() {
                return None;
            }
        }
        self.take_slowly()
    }

    #[inline]
    fn try_rings<T>(
        &mut self,
        want: usize,
        mut attempt: impl FnMut(&mut Competing<R>) -> Option<T>,
    ) -> Option<T> {
        if self.is_exhausted() {
            return None;
        }
        loop {
            let found = attempt(&mut self.ring);
            if found.is_some() {
                return found;
            }
            let Orphan { from, n, .. } = competitor::take_left_behind(&self.membership, want)?;
            self.ring.adopt(from, n);
        }
    }

    #[inline]
    fn count(&mut self, n: usize) {
        self.membership.quota.had(n);
        if self.ring.is_counted() {
            self.membership.registration.counters.home(n);
            self.membership.registration.counters.lost(self.ring.take_lost());
        }
    }
}
