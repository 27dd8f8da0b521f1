//! One producer, one ring, competing consumers.

use core::slice;

use crate::consumer::claim_source::{self, ClaimSource};
use crate::consumer::competing::Competing;
use crate::consumer::{AfterEmpty, Consumer, Source};
use crate::error::RegisterError;
use crate::kind::competitor::{self, Competitor, Membership};
use crate::kind::consumer_group::ConsumerGroup;
use crate::kind::control::{Control, Producers};
use crate::kind::one_ring::{Fixed, OneRing};
use crate::kind::orphans::Orphan;
use crate::metrics::{StealCounters, StealStats};
use crate::producer::Producer;
use crate::ring::handle::Start;
use crate::ring::layout::{Message, Ring};
use crate::sync::{Arc, StdArc};
use crate::wait::Waiters;

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
        if !self.registers_consumers {
            return Err(RegisterError::Closed);
        }
        Spmc::register(&self.rings, &self.consumers)
    }
}

impl<R: Ring> Consumer<Spmc<R>> {
    /// See the generated method of this name.
    pub fn try_clone(&self) -> Result<Self, RegisterError> {
        Spmc::register(&self.rings.rings, self.rings.membership.group())
    }

    /// Returns a control handle of the channel.
    pub fn handle(&self) -> SpmcHandle<R> {
        Control::another(&self.rings.rings, self.rings.membership.group())
    }

    /// See the generated method of this name.
    pub fn same_channel(&self, other: &Self) -> bool {
        self.rings.rings.is_same(&other.rings.rings)
    }
}

/// The only ring, for one of its consumers.
pub struct Spmc<R: Ring> {
    ring: Competing<R>,
    membership: Membership,
    rings: OneRing<R>,
}

impl<R: Ring> Spmc<R> {
    fn register(
        rings: &OneRing<R>,
        group: &Arc<ConsumerGroup>,
    ) -> Result<Consumer<Self>, RegisterError> {
        let membership = Membership::new(rings, group)?;
        let mut ring = Competing::new(rings.ring.clone(), membership.registration.biased.clone());
        ring.set_slipping(true);
        Ok(Consumer::new(Self { ring, membership, rings: rings.clone() }))
    }

    /// Takes a message that this consumer, or one that has left, has claimed before. Otherwise
    /// claims one.
    #[cold]
    #[inline(never)]
    fn take_slowly(&mut self) -> Option<Message<R>> {
        claim_source::take(self)
    }
}

impl<R: Ring> Competitor for Spmc<R> {
    fn producers(&self) -> &impl Producers<Ring = R> {
        &self.rings
    }

    fn membership(&self) -> &Membership {
        &self.membership
    }

    fn membership_mut(&mut self) -> &mut Membership {
        &mut self.membership
    }

    fn sides(&self) -> &[Competing<R>] {
        slice::from_ref(&self.ring)
    }

    fn sides_mut(&mut self) -> &mut [Competing<R>] {
        slice::from_mut(&mut self.ring)
    }

    fn learn(&mut self) {}

    fn current_index(&self) -> u32 {
        0
    }
}

impl<R: Ring> ClaimSource for Spmc<R> {
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
    fn file_forgotten(&mut self) {
        if self.ring.unfiled() > 0 {
            competitor::file_forgotten(self);
        }
    }

    #[inline]
    fn current(&mut self) -> &mut Competing<R> {
        &mut self.ring
    }

    #[inline]
    fn current_ref(&self) -> &Competing<R> {
        &self.ring
    }

    #[inline]
    fn quota(&self) -> usize {
        self.membership.quota.0
    }

    #[inline]
    fn count(&mut self, n: usize) {
        self.membership.quota.had(n);
        if self.ring.is_counted() {
            self.membership.registration.counters.home(n);
            self.membership.registration.counters.lost(self.ring.take_lost());
        }
    }

    fn counters(&self) -> &StealCounters {
        &self.membership.registration.counters
    }
}

impl<R: Ring> Source for Spmc<R> {
    type Ring = R;
    type Stats = StealStats;

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
    fn drain_with(&mut self, max: usize, f: impl FnMut(Message<R>)) -> usize {
        claim_source::drain_with(self, max, f)
    }

    fn after_empty(&mut self) -> AfterEmpty {
        competitor::after_empty(self)
    }

    fn is_closed(&self) -> bool {
        self.rings.is_closed()
    }

    fn is_drained(&self) -> bool {
        competitor::is_drained(self)
    }

    fn close(&mut self) {
        competitor::close(self);
    }

    fn leave(&mut self) {
        competitor::leave(self);
    }

    fn drop_remaining(&mut self) {
        competitor::drop_remaining(self);
    }

    fn waiters(&self) -> &StdArc<Waiters> {
        &self.membership.group().messages
    }

    fn prepare_park(&mut self) -> bool {
        competitor::prepare_park(self)
    }

    fn knows_of_any(&self) -> bool {
        self.sides().iter().any(Competing::knows_of_any)
    }

    fn len(&self) -> usize {
        competitor::len(self)
    }

    fn stats(&self) -> StealStats {
        self.membership.registration.counters.read()
    }

    fn reset_stats(&mut self) {
        self.membership.registration.counters.reset();
    }
}
