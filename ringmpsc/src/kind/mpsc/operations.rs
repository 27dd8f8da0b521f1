//! The operations of a consumer of many producers that a consumer of one ring does not have.

use crate::consumer::rotation::Rings;
use crate::consumer::{Consumer, Taking};
use crate::error::ResetError;
use crate::id::ProducerId;
use crate::kind::mpsc::Mpsc;
use crate::ring::index;
use crate::ring::layout::{Message, Ring};
use crate::sync::Ordering;

impl<R: Ring> Consumer<Mpsc<R>> {
    /// Polls each ring of the poll set in every pass again, until the ring proves idle anew.
    pub fn reset_adaptive_skip(&mut self) {
        let set = &mut self.rings;
        for &index in &set.polled {
            let ring = &mut set.known[index as usize];
            ring.busy();
        }
        set.may_sleep = false;
    }

    /// Returns the producer with the most messages. `None` if the polled rings are empty.
    ///
    /// Linear in the number of polled rings.
    pub fn hottest(&mut self) -> Option<ProducerId> {
        let turns = self.rings.turns();
        let (id, len) = (0..turns)
            .map(|k| {
                let ring = &self.rings.ring(k).ring;
                // Acquire: the identity read next is that of the producer of these messages, or of
                // a later producer.
                let tail = ring.lines().producer.observe();
                let head = ring.lines().consumer.position();
                (ring.lines().cold.id.load(Ordering::Relaxed), index::distance(head, tail))
            })
            .max_by_key(|&(_, len)| len)?;
        (len > 0).then(|| ProducerId::new(id))
    }

    /// Passes all messages to `f` by value, until there are none. Returns how many there were. If
    /// the channel is closed, no message follows.
    pub fn drain_all(&mut self, mut f: impl FnMut(Message<R>)) -> usize {
        let mut drained = 0;
        loop {
            match self.consume_batch_owned(&mut f) {
                0 => return drained,
                n => drained += n,
            }
        }
    }

    /// Drops all messages, if there is no producer. A closed channel stays closed.
    ///
    /// # Errors
    ///
    /// [`ResetError::ProducersAlive`] if there is a producer.
    pub fn reset(&mut self) -> Result<(), ResetError> {
        if self.rings.registry.may_have_producers() {
            return Err(ResetError::ProducersAlive);
        }
        self.drain_all(drop);
        Ok(())
    }

    /// Passes the messages of one producer to `f` by value, those that are queued now. Returns how
    /// many there were. 0 if the producer is not known.
    pub fn drain_from(&mut self, producer: ProducerId, f: impl FnMut(Message<R>)) -> usize {
        // The caller may wait for its notifier afterwards, whether a message was found or not.
        let taking = Taking::new(&mut self.rings, &self.notified, true);
        let set = &mut *taking.rings;
        // `end` is behind the messages that this producer has sent so far. The messages of the
        // ring's next owner lie behind `end`.
        let found =
            set.registry.read_of(producer, |index, ring| (index, ring.lines().producer.position()));
        let Some((index, end)) = found else {
            return 0;
        };
        let side = set.ring_at(index);
        // The Acquire load in `refresh` makes the messages before `end` visible.
        side.refresh();
        side.consume_owned(side.cached_len_before(end), f)
    }
}
