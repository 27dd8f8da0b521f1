//! What the registry knows of one producer, named by its [`ProducerId`]: ring, counters, length.
//!
//! A ring has the identity of the producer that owns it. While the ring is vacant, it has the
//! identity of its last producer. When the ring gets another owner, the identity changes and the
//! counters begin at zero. This happens under the table's lock. An operation by identity takes the
//! same lock, so it reads values of that producer and not of a later one. It searches all rings.
//!
//! For a producer that has left, the answer is `None` once its ring has another owner. It is also
//! `None` in a forked child that cannot have the lock.

use crate::id::ProducerId;
use crate::kind::registry::Registry;
use crate::metrics::{Contention, ContentionCounters, ProducerStats};
use crate::ring::counts;
use crate::ring::handle::RingRef;
use crate::ring::layout::Ring;
use crate::sync::Ordering;

impl<R: Ring> Registry<R> {
    /// Calls `read` with the ring of a producer and its index. The ring gets no other owner during
    /// the call. Linear in the number of rings.
    pub(crate) fn read_of<T>(
        &self,
        producer: ProducerId,
        read: impl FnOnce(u32, &RingRef<R>) -> T,
    ) -> Option<T> {
        let table = self.table()?;
        // Relaxed: written under the lock. A ring is added to the list and gets its owner under one
        // lock.
        let owner = |ring: &RingRef<R>| ring.lines().cold.id.load(Ordering::Relaxed);
        let mut rings = (0..).zip(self.rings.iter_from(0));
        let (index, ring) = rings.find(|(_, ring)| owner(ring) == producer.get())?;
        let found = read(index, ring);
        drop(table);
        Some(found)
    }

    /// Returns the number of messages in the ring of a producer.
    pub(crate) fn len_of(&self, producer: ProducerId) -> Option<usize> {
        self.read_of(producer, |_, ring| ring.occupied())
    }

    /// Returns the counters of a producer.
    pub(crate) fn stats_of(&self, producer: ProducerId) -> Option<ProducerStats> {
        self.read_of(producer, |_, ring| counts::sent(&**ring))
    }

    /// Returns the contention counters of a producer: of sends that found no space.
    pub(crate) fn contention_of(&self, producer: ProducerId) -> Option<Contention> {
        let line = |ring: &RingRef<R>| ring.contention_line().map(ContentionCounters::read);
        self.read_of(producer, |_, ring| line(ring)).flatten()
    }
}
