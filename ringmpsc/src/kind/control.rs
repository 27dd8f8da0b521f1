//! The control handle of a channel: its methods, once for all kinds.
//!
//! A kind is two independent choices. A channel has [one ring](crate::kind::one_ring), or a
//! [registry](crate::kind::registry) of rings: see [`Producers`]. It has one consumer, or a
//! [group](crate::kind::consumer_group) of competing consumers: see [`Consumers`]. A handle holds
//! one of each.
//!
//! While a handle exists, the channel stays open for new producers, if it can have several, and for
//! new consumers likewise, unless it is closed.
//!
//! A handle counts as an owner of each of these two sides. A side ends with its last owner, and no
//! later handle reopens it: a handle that an end returns after that counts on the other side only.
//! It registers nothing on the side that has ended. Such a side has no owner that could end it
//! once more.

use core::fmt;

use crate::consumer::competing::Competing;
use crate::consumer::resume_after_panic;
use crate::kind::consumer_group::ConsumerGroup;
use crate::kind::snapshot::StatsSum;
use crate::metrics::ChannelStats;
use crate::ring::handle::RingRef;
use crate::ring::layout::{HasSnapshot, Ring};
use crate::sync::Arc;

/// The rings of a channel, one for each producer.
pub trait Producers: Clone {
    /// The ring type.
    type Ring: Ring;

    /// Refuses new messages and new producers, and wakes all waiters. Idempotent.
    fn close(&self);

    /// Returns whether no new message can be sent.
    fn is_closed(&self) -> bool;

    /// Returns whether no new message can be sent, and every message was taken or claimed.
    fn is_drained(&self) -> bool;

    /// Returns the number of messages in the rings. Linear in the number of rings.
    fn len(&self) -> usize;

    /// Returns the number of slots in all rings.
    fn capacity(&self) -> usize;

    /// Returns the number of producers.
    fn count(&self) -> usize;

    /// Returns 1 until the only consumer has left. For the kinds with one consumer.
    fn consumer_count(&self) -> usize;

    /// Returns the sum of the counters, and the number of producers.
    fn stats(&self) -> (StatsSum, usize);

    /// Returns the rings, in the order of their indices.
    fn iter_rings(&self) -> impl Iterator<Item = &RingRef<Self::Ring>>;

    /// Counts a handle less that can register a producer.
    fn remove_owner(&self) {}

    /// Counts a handle more, unless the last owner has ended this side. Returns whether it did.
    fn try_add_owner(&self) -> bool {
        true
    }

    /// Closes the channel: no consumer can receive any more.
    fn abandon(&self);

    /// Whether these are the same rings: those of the same channel.
    fn is_same(&self, other: &Self) -> bool;
}

/// The consumers of a channel.
pub trait Consumers: Clone {
    /// Returns the consumers of a channel whose producers know this group.
    fn known(group: Option<&Arc<ConsumerGroup>>) -> Self;

    /// Returns the number of consumers of these rings.
    fn count(&self, rings: &impl Producers) -> usize;

    /// Returns the number of messages in the claims that consumers have left behind.
    fn left_behind(&self) -> usize {
        0
    }

    /// Adds the counters that are not those of a ring.
    fn add_stats(&self, _sum: &mut StatsSum) {}

    /// Counts a handle more, unless the last owner has ended this side. Returns whether it did.
    fn try_add_owner(&self) -> bool {
        true
    }

    /// Counts a handle less. The last one abandons the channel, if no consumer is left.
    fn remove_owner(&self, _rings: &impl Producers) {}
}

/// The consumers of a kind with one consumer. It is counted with the rings.
#[derive(Clone)]
pub struct Only;

impl Consumers for Only {
    fn known(_: Option<&Arc<ConsumerGroup>>) -> Self {
        Self
    }

    fn count(&self, rings: &impl Producers) -> usize {
        rings.consumer_count()
    }
}

impl Consumers for Arc<ConsumerGroup> {
    fn known(group: Option<&Arc<ConsumerGroup>>) -> Self {
        Arc::clone(group.expect("the producers of competing consumers know their group"))
    }

    fn count(&self, _rings: &impl Producers) -> usize {
        ConsumerGroup::count(self)
    }

    fn left_behind(&self) -> usize {
        self.orphans.len()
    }

    fn add_stats(&self, sum: &mut StatsSum) {
        sum.add_stolen(self.stats());
    }

    fn try_add_owner(&self) -> bool {
        self.try_add_consumer_owner()
    }

    fn remove_owner(&self, rings: &impl Producers) {
        if self.remove_consumer_owner() {
            rings.abandon();
            let rings = rings.iter_rings().map(|ring| Competing::new(ring.clone(), None));
            let mut rings: Vec<_> = rings.collect();
            resume_after_panic(|| self.drop_remaining(&mut rings));
        }
    }
}

/// Returns the number of messages that no live consumer has claimed.
pub(crate) fn len(rings: &impl Producers, consumers: &impl Consumers) -> usize {
    let left_behind = consumers.left_behind();
    if left_behind == 0 {
        return rings.len();
    }
    // The two numbers are loaded one after the other, so a slot may be counted in both.
    (rings.len() + left_behind).min(rings.capacity())
}

/// Returns whether no message can be sent any more, and a consumer has taken every message.
pub(crate) fn is_drained(rings: &impl Producers, consumers: &impl Consumers) -> bool {
    rings.is_drained() && consumers.left_behind() == 0
}

/// A control handle.
pub struct Control<P: Producers, C: Consumers> {
    pub(crate) rings: P,
    pub(crate) consumers: C,
    /// Whether the handle counts as an owner of the producers' side, and of the consumers' side.
    pub(crate) registers: bool,
    pub(crate) registers_consumers: bool,
}

impl<P: Producers, C: Consumers> Control<P, C> {
    /// Makes the first handle of a channel. The counts of owners include it already.
    pub(crate) fn first(rings: P, consumers: C) -> Self {
        Self { rings, consumers, registers: true, registers_consumers: true }
    }

    /// Makes another handle. It counts on each side that has not ended.
    pub(crate) fn another(rings: &P, consumers: &C) -> Self {
        Self {
            rings: rings.clone(),
            consumers: consumers.clone(),
            registers: rings.try_add_owner(),
            registers_consumers: consumers.try_add_owner(),
        }
    }

    /// See the generated method of this name.
    pub fn same_channel(&self, other: &Self) -> bool {
        self.rings.is_same(&other.rings)
    }
}

impl<P: Producers, C: Consumers> Control<P, C> {
    /// See the generated method of this name.
    pub fn close(&self) {
        self.rings.close();
    }

    /// See the generated method of this name.
    pub fn is_closed(&self) -> bool {
        self.rings.is_closed()
    }

    /// See the generated method of this name.
    pub fn len(&self) -> usize {
        len(&self.rings, &self.consumers)
    }

    /// See the generated method of this name.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// See the generated method of this name.
    pub fn is_fully_drained(&self) -> bool {
        is_drained(&self.rings, &self.consumers)
    }

    /// See the generated method of this name.
    pub fn producer_count(&self) -> usize {
        self.rings.count()
    }

    /// See the generated method of this name.
    pub fn consumer_count(&self) -> usize {
        self.consumers.count(&self.rings)
    }

    /// See the generated method of this name.
    pub fn snapshot(&self) -> ChannelStats
    where
        P::Ring: HasSnapshot,
    {
        let (mut sum, producers) = self.rings.stats();
        let left_behind = self.consumers.left_behind();
        if left_behind > 0 {
            sum.add_pending(left_behind, self.rings.capacity());
        }
        self.consumers.add_stats(&mut sum);
        sum.finish::<P::Ring>(producers, self.consumer_count(), self.is_closed())
    }

    /// Formats the handle for `Debug`, under the name `name`.
    pub fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("producers", &self.producer_count())
            .field("consumers", &self.consumer_count())
            .field("len", &self.len())
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

impl<P: Producers, C: Consumers> Clone for Control<P, C> {
    fn clone(&self) -> Self {
        // This handle counts, so a side on which it counts does not end meanwhile.
        Self::another(&self.rings, &self.consumers)
    }
}

impl<P: Producers, C: Consumers> Drop for Control<P, C> {
    fn drop(&mut self) {
        if self.registers {
            self.rings.remove_owner();
        }
        if self.registers_consumers {
            self.consumers.remove_owner(&self.rings);
        }
    }
}
