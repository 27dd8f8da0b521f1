//! What the kinds with many producers have in common: the registration of a producer, and the
//! methods of the control handle.

use ringmpsc_runtime::numa::Placement;

use crate::cpus;
use crate::error::RegisterError;
use crate::id::ProducerId;
use crate::kind::control::{Consumers, Control, Producers};
use crate::kind::registry::Registry;
use crate::kind::snapshot::StatsSum;
use crate::metrics::{Contention, ProducerStats};
use crate::producer::{Producer, Registration};
use crate::ring::doorbell::Flags;
use crate::ring::handle::RingRef;
use crate::ring::layout::{HasContention, HasMetrics, Ring};
use crate::ring::slots::Buffer;
use crate::sync::Arc;

impl<R: Ring> Producers for Arc<Registry<R>> {
    type Ring = R;

    fn close(&self) {
        Registry::close(self);
    }

    fn is_closed(&self) -> bool {
        self.is_over()
    }

    fn is_drained(&self) -> bool {
        Registry::is_drained(self)
    }

    fn len(&self) -> usize {
        Registry::len(self)
    }

    fn capacity(&self) -> usize {
        self.rings_from(0).count() * <R::Slots as Buffer>::CAPACITY
    }

    fn count(&self) -> usize {
        self.producer_count()
    }

    fn consumer_count(&self) -> usize {
        Registry::consumer_count(self)
    }

    fn stats(&self) -> (StatsSum, usize) {
        self.sum()
    }

    fn iter_rings(&self) -> impl Iterator<Item = &RingRef<R>> {
        self.rings_from(0)
    }

    fn try_add_owner(&self) -> bool {
        self.try_add_producer_owner()
    }

    fn remove_owner(&self) {
        self.remove_producer_owner();
    }

    fn abandon(&self) {
        Registry::close(self);
    }

    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(self, other)
    }
}

impl<R: Ring, C: Consumers> Control<Arc<Registry<R>>, C> {
    /// See the generated method of this name.
    pub fn register(&self) -> Result<Producer<R, Registered<R>>, RegisterError> {
        if !self.registers {
            return Err(RegisterError::Closed);
        }
        Registered::register(&self.rings)
    }

    /// See the generated method of this name.
    pub fn len_of(&self, producer: ProducerId) -> Option<usize> {
        self.rings.len_of(producer)
    }

    /// See the generated method of this name.
    pub fn stats_of(&self, producer: ProducerId) -> Option<ProducerStats>
    where
        R: HasMetrics,
    {
        self.rings.stats_of(producer)
    }

    /// See the generated method of this name.
    pub fn contention_of(&self, producer: ProducerId) -> Option<Contention>
    where
        R: HasContention,
    {
        self.rings.contention_of(producer)
    }

    /// Returns the number of rings: for models.
    #[cfg(ringmpsc_loom)]
    pub fn ring_count(&self) -> usize {
        self.rings.ring_count()
    }
}

/// The registration of one of many producers.
pub struct Registered<R: Ring> {
    registry: Arc<Registry<R>>,
    /// The index of its ring.
    index: u32,
    /// With `numa`: the placement, wanted on the node that this producer wants. `None` if the
    /// ring's memory was wanted on that node as well.
    elsewhere: Option<Box<Placement>>,
}

impl<R: Ring> Registered<R> {
    /// Registers a producer, and gives it a ring. The caller is counted in `senders` during the
    /// call.
    pub(crate) fn register(
        registry: &Arc<Registry<R>>,
    ) -> Result<Producer<R, Self>, RegisterError> {
        registry.check_process()?;
        cpus::settle();
        let here = registry.wanted_node();
        Self::register_on(registry, here)
    }

    /// As [`register`](Self::register), for a producer that wants its ring on node `here`.
    pub(crate) fn register_on(
        registry: &Arc<Registry<R>>,
        here: Option<u32>,
    ) -> Result<Producer<R, Self>, RegisterError> {
        let (index, ring) = registry.provide_ring(here)?;
        registry.add_producer_owner();
        let elsewhere = here.and_then(|here| {
            let placement = ring.placement()?;
            (placement.target() != Some(here)).then(|| Box::new(placement.wanted_on(here)))
        });
        Ok(Producer::new(ring, Self { registry: Arc::clone(registry), index, elsewhere }))
    }
}

impl<R: Ring> Producer<R, Registered<R>> {
    /// See the generated method of this name.
    pub fn try_clone(&self) -> Result<Self, RegisterError> {
        // A producer that has resigned does not count as a sender. So the channel may have ended.
        if self.ring().lines().cold.doorbell.load().is_producer_gone() {
            return Err(RegisterError::Closed);
        }
        Registered::register(&self.registration().registry)
    }

    /// Returns a control handle of the channel.
    pub fn handle<C: Consumers>(&self) -> Control<Arc<Registry<R>>, C> {
        let registry = &self.registration().registry;
        Control::another(registry, &C::known(registry.group.as_ref()))
    }

    /// See the generated method of this name.
    pub fn same_channel(&self, other: &Self) -> bool {
        self.registration().registry.is_same(&other.registration().registry)
    }
}

impl<R: Ring> Registration<R> for Registered<R> {
    fn ring_placement<'a>(&'a self, ring: &'a RingRef<R>) -> Option<&'a Placement> {
        self.elsewhere.as_deref().or_else(|| ring.placement())
    }

    fn notify_consumer(&self, ring: &RingRef<R>, n: usize, flags: Flags) -> Flags {
        let (flags, cleared) = ring.answer_doorbell(&self.registry.messages, n, flags);
        if cleared {
            // An exclusive consumer polls the rings on its own list. If this ring is not on it, the
            // producer pushes the ring to the ready stack. Competing consumers load the `tail` of
            // every ring.
            if !RingRef::<R>::SHARED && flags.is_unpolled() {
                self.registry.ready.push(self.index, &ring.lines().cold.next_ready);
            }
            self.registry.messages.notify_all();
        }
        flags
    }

    fn close(&self, _ring: &RingRef<R>) {
        self.registry.close();
    }

    fn resign(&mut self, ring: &RingRef<R>) {
        ring.lines().cold.doorbell.set_producer_gone();
        self.registry.resign();
        self.registry.remove_producer_owner();
    }

    fn leave(&mut self, ring: &RingRef<R>) {
        if ring.lines().cold.doorbell.load().is_producer_gone() {
            ring.lines().cold.doorbell.clear_producer_gone();
            self.registry.vacate_resigned(self.index);
        } else {
            self.registry.vacate(self.index);
            self.registry.remove_producer_owner();
        }
    }
}
