//! What handles, observers and [competing consumers](crate::kind::consumer_group) read of a
//! registry, and the [spares](crate::kind::spares) of the consumers.

use core::ops::Range;

use super::Registry;
use crate::kind::snapshot::StatsSum;
use crate::kind::spares::Spares;
use crate::ring::handle::RingRef;
use crate::ring::layout::Ring;
use crate::sync::{Ordering, StdArc};
use crate::wait::Waiters;

impl<R: Ring> Registry<R> {
    /// Returns the sum of all counters, and the number of producers. In a forked child that cannot
    /// have the lock, the counters of earlier owners of the rings are missing, and the number is 0.
    pub(crate) fn sum(&self) -> (StatsSum, usize) {
        let table = self.table();
        let mut sum = table.as_ref().map_or_else(StatsSum::default, |table| table.past);
        for ring in self.rings.iter_from(0) {
            sum.add(&**ring, ring.occupied());
        }
        (sum, table.map_or(0, |table| table.producers()))
    }

    /// Returns the number of producers. 0 in a forked child that cannot have the lock.
    pub(crate) fn producer_count(&self) -> usize {
        self.table().map_or(0, |table| table.producers())
    }

    /// Returns the number of consumers, for the kinds with one consumer. 0 in a forked child that
    /// cannot have the lock.
    pub(crate) fn consumer_count(&self) -> usize {
        self.table().map_or(0, |table| table.consumers)
    }

    /// Returns whether there are producers. True in a forked child that cannot have the lock.
    pub(crate) fn may_have_producers(&self) -> bool {
        self.table().is_none_or(|table| table.producers() > 0)
    }

    /// Returns a number that changes whenever the rings or the vacant marks may have changed.
    #[inline]
    pub(crate) fn epoch(&self) -> u32 {
        self.epoch.load(Ordering::Acquire)
    }

    /// Notes that a competing consumer has left.
    pub(crate) fn consumers_changed(&self) {
        self.changed();
    }

    /// Makes the spares of a new consumer. From now on there is always a spare for all rings that
    /// the consumer can find.
    pub(crate) fn provide_spares(&self) -> StdArc<Spares<R>> {
        let spares = StdArc::new(Spares::new());
        // A forked child registers no consumer, so it always gets the lock here.
        if let Some(mut table) = self.table() {
            spares.provide(self.rings.len());
            table.spares.push(StdArc::clone(&spares));
        }
        spares
    }

    /// Removes the spares of a consumer that receives nothing more.
    pub(crate) fn remove_spares(&self, spares: &StdArc<Spares<R>>) {
        if let Some(mut table) = self.table() {
            table.spares.retain(|others| !StdArc::ptr_eq(others, spares));
        }
    }

    /// Returns the rings from index `first` on, in the order in which they were made.
    pub(crate) fn rings_from(&self, first: u32) -> impl Iterator<Item = &RingRef<R>> {
        self.rings.iter_from(first)
    }

    /// Returns the rings at these indices, which are below [`rings`](Self::rings).
    pub(crate) fn ring_range(&self, indices: Range<u32>) -> impl Iterator<Item = &RingRef<R>> {
        self.rings.range(indices)
    }

    /// Marks the rings that have no producer, by index, for as many rings as `marks` has. Returns
    /// `None` if another thread holds the lock: a receive does not wait for a thread that registers
    /// or leaves.
    pub(crate) fn try_mark_vacant(&self, marks: &mut [bool]) -> Option<()> {
        let table = self.table.try_lock()?;
        for (mark, vacant) in marks.iter_mut().zip(table.vacant.marks()) {
            *mark = vacant;
        }
        Some(())
    }

    /// Returns the number of rings in the list.
    pub(crate) fn rings(&self) -> u32 {
        self.rings.len()
    }

    pub(crate) fn messages(&self) -> &StdArc<Waiters> {
        &self.messages
    }
}
