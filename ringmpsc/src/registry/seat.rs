//! The control handle, and a producer's place in the registry.

use core::fmt;

use ringmpsc_runtime::numa::Placement;

use crate::error::RegisterError;
use crate::id::ProducerId;
use crate::metrics::{ChannelStats, Contention, ProducerStats};
use crate::registry::{Lanes, Registry};
use crate::ring::memory::{RingRef, Start};
use crate::ring::parts::{Contended, Counted, Measured, Parts};
use crate::ring::producer::{Producer, Seat};
use crate::ring::source::Consumer;
use crate::sync::Arc;
use crate::wait::settle_cpus;

/// The two ends of a new channel.
pub(super) type Ends<R> = (Handle<R>, Consumer<Lanes<R>>);

/// The control handle of a channel with many producers. It keeps the channel open for new ones.
pub struct Handle<R: Parts> {
    registry: Arc<Registry<R>>,
}

impl<R: Parts> Handle<R> {
    /// Opens a channel without producers.
    pub fn open() -> Ends<R> {
        Self::open_at(0)
    }

    /// Like [`open`](Self::open), with the cursors of all rings starting at `cursor`: for tests of wrapping.
    pub fn open_at(cursor: u64) -> Ends<R> {
        let start = Start::new::<R>(cursor, true);
        let registry = Arc::new(Registry::new(start));
        let consumer = Consumer::new(Lanes::new(Arc::clone(&registry)));
        (Self { registry }, consumer)
    }

    /// See the generated method of this name.
    pub fn register(&self) -> Result<Producer<R, Member<R>>, RegisterError> {
        Member::register(&self.registry)
    }

    /// See the generated method of this name.
    pub fn close(&self) {
        self.registry.close();
    }

    /// See the generated method of this name.
    pub fn is_closed(&self) -> bool {
        self.registry.is_over()
    }

    /// See the generated method of this name.
    pub fn len(&self) -> usize {
        self.registry.len()
    }

    /// See the generated method of this name.
    pub fn len_of(&self, producer: ProducerId) -> Option<usize> {
        self.registry.len_of(producer)
    }

    /// See the generated method of this name.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// See the generated method of this name.
    pub fn is_fully_drained(&self) -> bool {
        self.registry.is_drained()
    }

    /// See the generated method of this name.
    pub fn producer_count(&self) -> usize {
        self.registry.producer_count()
    }

    /// See the generated method of this name.
    pub fn consumer_count(&self) -> usize {
        self.registry.consumer_count()
    }

    /// How many rings there are: for models.
    #[cfg(ringmpsc_loom)]
    pub fn ring_count(&self) -> usize {
        self.registry.ring_count()
    }

    /// What `Debug` shows of a handle called `name`.
    pub fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("producers", &self.producer_count())
            .field("len", &self.len())
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

impl<R: Measured> Handle<R> {
    /// See the generated method of this name.
    pub fn snapshot(&self) -> ChannelStats {
        self.registry.snapshot()
    }
}

impl<R: Counted> Handle<R> {
    /// See the generated method of this name.
    pub fn stats_of(&self, producer: ProducerId) -> Option<ProducerStats> {
        self.registry.stats_of(producer)
    }
}

impl<R: Contended> Handle<R> {
    /// See the generated method of this name.
    pub fn contention_of(&self, producer: ProducerId) -> Option<Contention> {
        self.registry.contention_of(producer)
    }
}

impl<R: Parts> Clone for Handle<R> {
    fn clone(&self) -> Self {
        self.registry.add_sender();
        Self { registry: Arc::clone(&self.registry) }
    }
}

impl<R: Parts> Drop for Handle<R> {
    fn drop(&mut self) {
        self.registry.remove_sender();
    }
}

/// The seat of one producer of many.
pub struct Member<R: Parts> {
    registry: Arc<Registry<R>>,
    /// Which ring it has.
    index: u32,
    /// With `numa`, if the ring was placed for another node than that of the thread that registered.
    elsewhere: Option<Box<Placement>>,
}

impl<R: Parts> Member<R> {
    /// A new producer, with a ring. The caller counts as a sender meanwhile.
    pub(crate) fn register(
        registry: &Arc<Registry<R>>,
    ) -> Result<Producer<R, Self>, RegisterError> {
        registry.check_process()?;
        settle_cpus();
        let here = registry.here();
        Self::register_on(registry, here)
    }

    /// As [`register`](Self::register), on a node.
    pub(super) fn register_on(
        registry: &Arc<Registry<R>>,
        here: Option<u32>,
    ) -> Result<Producer<R, Self>, RegisterError> {
        let (index, ring) = registry.admit(here)?;
        registry.add_sender();
        let elsewhere = here.and_then(|here| {
            let placement = ring.placement()?;
            (placement.target() != Some(here)).then(|| Box::new(placement.wanted_on(here)))
        });
        Ok(Producer::new(ring, Self { registry: Arc::clone(registry), index, elsewhere }))
    }
}

impl<R: Parts> Seat<R> for Member<R> {
    fn ring_placement<'a>(&'a self, ring: &'a RingRef<R>) -> Option<&'a Placement> {
        self.elsewhere.as_deref().or_else(|| ring.placement())
    }

    fn summon(&self, ring: &RingRef<R>, n: usize) {
        if ring.answer_bell(&self.registry.messages, n) {
            // One consumer keeps a list of its own of the rings that it polls; consumers that share look at all of them.
            if !RingRef::<R>::SHARED {
                self.registry.ready.push(self.index, &ring.lines().cold.below);
            }
            self.registry.messages.signal();
        }
    }

    fn resign(&mut self, ring: &RingRef<R>) {
        ring.lines().cold.bell.end();
        self.registry.resign();
        self.registry.remove_sender();
    }

    fn leave(&mut self, ring: &RingRef<R>) {
        if ring.lines().cold.bell.look().is_ended() {
            ring.lines().cold.bell.reopen();
            self.registry.vacate_resigned(self.index);
        } else {
            self.registry.vacate(self.index);
            self.registry.remove_sender();
        }
    }
}
