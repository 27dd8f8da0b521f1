//! The only ring of a channel with one producer, and the registration of that producer.

use crate::kind::consumer_group::ConsumerGroup;
use crate::kind::control::{Consumers, Control, Producers};
use crate::kind::snapshot::StatsSum;
use crate::producer::{Producer, Registration};
use crate::ring::doorbell::Flags;
use crate::ring::handle::{RingRef, Start};
use crate::ring::layout::Ring;
use crate::ring::slots::Buffer;
use crate::sync::{Arc, StdArc};
use crate::wait::Waiters;

/// The only ring, and the waiters for its messages.
pub struct OneRing<R: Ring> {
    pub(crate) ring: RingRef<R>,
    pub(crate) messages: StdArc<Waiters>,
}

impl<R: Ring> OneRing<R> {
    /// Makes a ring with this initial state.
    ///
    /// # Panics
    ///
    /// Panics if there is no memory for the ring.
    pub(crate) fn new(start: Start) -> Self {
        let ring = RingRef::new(start)
            .unwrap_or_else(|_| panic!("no memory for a ring of {} bytes", size_of::<R>()));
        Self { ring, messages: StdArc::default() }
    }

    /// Makes the producer, which knows the competing consumers. The caller makes no other one.
    pub(crate) fn producer(&self, group: Option<Arc<ConsumerGroup>>) -> Producer<R, Fixed> {
        let messages = StdArc::clone(&self.messages);
        Producer::new(self.ring.clone(), Fixed { messages, group })
    }
}

impl<R: Ring> Clone for OneRing<R> {
    fn clone(&self) -> Self {
        Self { ring: self.ring.clone(), messages: StdArc::clone(&self.messages) }
    }
}

impl<R: Ring> Producers for OneRing<R> {
    type Ring = R;

    fn close(&self) {
        self.ring.close(&self.messages);
    }

    fn is_closed(&self) -> bool {
        let flags = self.ring.lines().cold.doorbell.load_when_empty();
        flags.is_closed() || flags.is_producer_gone()
    }

    /// A live producer may hold a claim that it has not published. The consumer still receives such
    /// messages until it sets `FINISHED`.
    fn is_drained(&self) -> bool {
        let flags = self.ring.lines().cold.doorbell.load_when_empty();
        flags.is_finished() || flags.is_producer_gone() && self.ring.occupied() == 0
    }

    fn len(&self) -> usize {
        self.ring.occupied()
    }

    fn capacity(&self) -> usize {
        <R::Slots as Buffer>::CAPACITY
    }

    fn count(&self) -> usize {
        usize::from(!self.ring.lines().cold.doorbell.load().is_producer_gone())
    }

    fn consumer_count(&self) -> usize {
        usize::from(!self.ring.lines().cold.doorbell.load().is_consumer_gone())
    }

    fn stats(&self) -> (StatsSum, usize) {
        let mut sum = StatsSum::default();
        sum.add(&*self.ring, self.ring.occupied());
        (sum, self.count())
    }

    fn iter_rings(&self) -> impl Iterator<Item = &RingRef<R>> {
        [&self.ring].into_iter()
    }

    fn abandon(&self) {
        self.ring.lines().cold.doorbell.set_consumer_gone();
        self.ring.space_waiters().end();
    }

    fn is_same(&self, other: &Self) -> bool {
        self.ring.same_ring(&other.ring)
    }
}

/// The registration of the only producer.
pub struct Fixed {
    messages: StdArc<Waiters>,
    /// The competing consumers, for the control handles that the producer returns. `None` if the
    /// channel has one consumer.
    group: Option<Arc<ConsumerGroup>>,
}

impl<R: Ring> Producer<R, Fixed> {
    /// Returns a control handle of the channel.
    pub fn handle<C: Consumers>(&self) -> Control<OneRing<R>, C> {
        let Fixed { messages, group } = self.registration();
        let rings = OneRing { ring: self.ring().clone(), messages: StdArc::clone(messages) };
        Control::another(&rings, &C::known(group.as_ref()))
    }
}

impl<R: Ring> Registration<R> for Fixed {
    fn notify_consumer(&self, ring: &RingRef<R>, n: usize, flags: Flags) -> Flags {
        let (flags, cleared) = ring.answer_doorbell(&self.messages, n, flags);
        if cleared {
            self.messages.notify_all();
        }
        flags
    }

    fn close(&self, ring: &RingRef<R>) {
        ring.close(&self.messages);
    }

    fn resign(&mut self, ring: &RingRef<R>) {
        ring.lines().cold.doorbell.set_producer_gone();
        self.messages.end();
    }

    fn leave(&mut self, ring: &RingRef<R>) {
        if !ring.lines().cold.doorbell.load().is_producer_gone() {
            <Self as Registration<R>>::resign(self, ring);
        }
    }
}
