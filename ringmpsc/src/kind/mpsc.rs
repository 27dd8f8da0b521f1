//! Many producers, one consumer: the control handle, and a producer's registration.
//!
//! The consumer's part is in [`poll_set`](crate::kind::poll_set).

use core::fmt;

use ringmpsc_runtime::numa::Placement;

use crate::consumer::Consumer;
use crate::cpus;
use crate::error::RegisterError;
use crate::id::ProducerId;
use crate::kind::poll_set::Mpsc;
use crate::kind::registry::Registry;
use crate::metrics::{ChannelStats, Contention, ProducerStats};
use crate::producer::{Producer, Registration};
use crate::ring::handle::{RingRef, Start};
use crate::ring::layout::{HasContention, HasMetrics, HasSnapshot, Ring};
use crate::sync::Arc;

/// The two ends of a new channel.
pub(crate) type Ends<R> = (MpscHandle<R>, Consumer<Mpsc<R>>);

/// The control handle of a channel with many producers. While it exists, the channel stays open for
/// new producers, unless it is closed explicitly.
pub struct MpscHandle<R: Ring> {
    registry: Arc<Registry<R>>,
}

impl<R: Ring> MpscHandle<R> {
    /// Opens a channel without producers. Returns a control handle and the consumer.
    pub fn open() -> Ends<R> {
        Self::open_at(0)
    }

    /// As [`open`](Self::open), with the cursors of all rings starting at `cursor`: for tests of
    /// wrapping.
    pub fn open_at(cursor: u64) -> Ends<R> {
        let start = Start::new::<R>(cursor, true);
        let registry = Arc::new(Registry::new(start));
        let consumer = Consumer::new(Mpsc::new(Arc::clone(&registry)));
        (Self { registry }, consumer)
    }

    /// See the generated method of this name.
    pub fn register(&self) -> Result<Producer<R, Registered<R>>, RegisterError> {
        Registered::register(&self.registry)
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

    /// Returns the number of rings: for models.
    #[cfg(ringmpsc_loom)]
    pub fn ring_count(&self) -> usize {
        self.registry.ring_count()
    }

    /// Formats the handle for `Debug`, under the name `name`.
    pub fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("producers", &self.producer_count())
            .field("len", &self.len())
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

impl<R: HasSnapshot> MpscHandle<R> {
    /// See the generated method of this name.
    pub fn snapshot(&self) -> ChannelStats {
        self.registry.snapshot()
    }
}

impl<R: HasMetrics> MpscHandle<R> {
    /// See the generated method of this name.
    pub fn stats_of(&self, producer: ProducerId) -> Option<ProducerStats> {
        self.registry.stats_of(producer)
    }
}

impl<R: HasContention> MpscHandle<R> {
    /// See the generated method of this name.
    pub fn contention_of(&self, producer: ProducerId) -> Option<Contention> {
        self.registry.contention_of(producer)
    }
}

impl<R: Ring> Clone for MpscHandle<R> {
    fn clone(&self) -> Self {
        self.registry.add_producer_owner();
        Self { registry: Arc::clone(&self.registry) }
    }
}

impl<R: Ring> Drop for MpscHandle<R> {
    fn drop(&mut self) {
        self.registry.remove_producer_owner();
    }
}

/// The registration of one of many producers.
pub struct Registered<R: Ring> {
    registry: Arc<Registry<R>>,
    /// The index of its ring.
    index: u32,
    /// With `numa`: the placement wanted on the node of the thread that registered. `None` if the
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
        let here = registry.here();
        Self::register_on(registry, here)
    }

    /// As [`register`](Self::register), for a producer on node `here`.
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
}

impl<R: Ring> Registration<R> for Registered<R> {
    fn ring_placement<'a>(&'a self, ring: &'a RingRef<R>) -> Option<&'a Placement> {
        self.elsewhere.as_deref().or_else(|| ring.placement())
    }

    fn notify_consumer(&self, ring: &RingRef<R>, n: usize) {
        if ring.answer_doorbell(&self.registry.messages, n) {
            // An exclusive consumer polls the rings on its own list, so the producer pushes the
            // ring to the ready stack. Competing consumers load the `tail` of every ring.
            if !RingRef::<R>::SHARED {
                self.registry.ready.push(self.index, &ring.lines().cold.next_ready);
            }
            self.registry.messages.signal();
        }
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
