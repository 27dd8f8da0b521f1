//! What is asked for by [`ProducerId`]: counters, a length, messages.
//!
//! A ring has the identity of the producer that owns it, or, while it is vacant, of the last one.
//! The identity changes, and the counters begin at zero, when the ring gets another owner: that
//! happens under the table's lock. A look by identity takes the same lock, so what it reads belongs
//! to that producer and to no later one. The search is over all rings.
//!
//! The answer for a producer that has left is `None` once its ring has another owner. It is also
//! `None` in a forked child that cannot have the lock.

use crate::consumer::{Consumer, Taking};
use crate::id::ProducerId;
use crate::kind::poll_set::Mpsc;
use crate::kind::registry::Registry;
use crate::metrics::{Contention, ContentionCounters, ProducerStats};
use crate::ring::counts;
use crate::ring::handle::RingRef;
use crate::ring::layout::{Message, Ring};
use crate::sync::Ordering;

impl<R: Ring> Registry<R> {
    /// Looks at the ring of a producer, by index. The ring has no other owner meanwhile.
    fn look_at<T>(
        &self,
        producer: ProducerId,
        look: impl FnOnce(u32, &RingRef<R>) -> T,
    ) -> Option<T> {
        let table = self.table()?;
        // Relaxed: written under the lock. A ring is in the list only with an owner.
        let owned = |ring: &RingRef<R>| ring.lines().cold.id.load(Ordering::Relaxed);
        let mut rings = (0..).zip(self.rings.iter_from(0));
        let (index, ring) = rings.find(|(_, ring)| owned(ring) == producer.get())?;
        let found = look(index, ring);
        drop(table);
        Some(found)
    }

    /// How many messages wait in the ring of a producer.
    pub(crate) fn len_of(&self, producer: ProducerId) -> Option<usize> {
        self.look_at(producer, |_, ring| ring.occupied())
    }

    /// What a producer has counted.
    pub(crate) fn stats_of(&self, producer: ProducerId) -> Option<ProducerStats> {
        self.look_at(producer, |_, ring| counts::sent(&**ring))
    }

    /// What a producer that found no room has counted.
    pub(crate) fn contention_of(&self, producer: ProducerId) -> Option<Contention> {
        let read = |ring: &RingRef<R>| ring.contention_line().map(ContentionCounters::read);
        self.look_at(producer, |_, ring| read(ring)).flatten()
    }
}

impl<R: Ring> Consumer<Mpsc<R>> {
    /// Hands the messages of one producer that are there to `f` by value.
    pub fn drain_from(&mut self, producer: ProducerId, f: impl FnMut(Message<R>)) -> usize {
        // Afterwards the caller may wait for its notifier, whatever was found.
        let taking = Taking::new(&mut self.rings, &self.notified, true);
        let lanes = &mut *taking.rings;
        // Where the messages of this producer end, as far as it has come: what the ring's next
        // owner sends lies behind that.
        let found = lanes
            .registry()
            .look_at(producer, |index, ring| (index, ring.lines().producer.position()));
        let Some((index, end)) = found else {
            return 0;
        };
        let owned = lanes.ring_at(index);
        // Acquire: the messages before `end` are visible.
        owned.refresh();
        owned.consume_owned(owned.cached_len_before(end), f)
    }
}
