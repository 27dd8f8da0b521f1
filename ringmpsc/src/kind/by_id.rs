//! Operations on one producer, named by its [`ProducerId`]: counters, a length, messages.
//!
//! A ring has the identity of the producer that owns it. While the ring is vacant, it has the
//! identity of its last producer. When the ring gets another owner, the identity changes and the
//! counters begin at zero. This happens under the table's lock. An operation by identity takes the
//! same lock, so it reads values of that producer and not of a later one. It searches all rings.
//!
//! For a producer that has left, the answer is `None` once its ring has another owner. It is also
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
    /// Calls `read` with the ring of a producer and its index. The ring gets no other owner during
    /// the call. Linear in the number of rings.
    fn read_of<T>(
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

impl<R: Ring> Consumer<Mpsc<R>> {
    /// Passes the messages of one producer to `f` by value, those that are queued now. Returns how
    /// many there were. 0 if the producer is not known.
    pub fn drain_from(&mut self, producer: ProducerId, f: impl FnMut(Message<R>)) -> usize {
        // The caller may wait for its notifier afterwards, whether a message was found or not.
        let taking = Taking::new(&mut self.rings, &self.notified, true);
        let set = &mut *taking.rings;
        // `end` is behind the messages that this producer has sent so far. The messages of the
        // ring's next owner lie behind `end`.
        let found = set
            .registry()
            .read_of(producer, |index, ring| (index, ring.lines().producer.position()));
        let Some((index, end)) = found else {
            return 0;
        };
        let side = set.ring_at(index);
        // The Acquire load in `refresh` makes the messages before `end` visible.
        side.refresh();
        side.consume_owned(side.cached_len_before(end), f)
    }
}
