//! Which rings a consumer knows, and which of them are its home shard.
//!
//! The registry has an [`epoch`](crate::kind::registry::Registry::epoch), which changes when a
//! producer registers or leaves, or a consumer leaves. A consumer that finds another epoch than at
//! its last search adds the new rings to its list, and chooses its home shard anew.

use crate::consumer::competing::Competing;
use crate::kind::mpmc::Mpmc;
use crate::kind::mpmc::search::Origin;
use crate::kind::nodes::Nodes;
use crate::kind::spares;
use crate::ring::handle::RingRef;
use crate::ring::layout::Ring;

impl<R: Ring> Mpmc<R> {
    /// Adds every ring of the registry that this consumer does not know.
    pub(super) fn learn_new_rings(&mut self) {
        let before = self.rings.len();
        let known = u32::try_from(before).expect("an index is a `u32`");
        let rings = self.registry.rings();
        if self.rings.capacity() < rings as usize {
            self.spares.take(rings, |spare| {
                spares::grow(&mut self.rings, &mut spare.rings);
                spares::grow(&mut self.vacant, &mut spare.vacant);
                spares::grow(&mut self.homes, &mut spare.homes);
            });
        }
        let new = |ring: &RingRef<R>| {
            Competing::new(ring.clone(), self.membership.registration.biased.clone())
        };
        // Stop at the capacity of the lists: a producer may have added more rings since.
        self.rings.extend(self.registry.ring_range(known..rings).map(new));
        self.vacant.resize(self.rings.len(), false);
        let now = self.rings.len();
        if now != before
            && let Some(first) = self.rings.first_mut()
        {
            first.set_slipping(now == 1);
        }
    }

    /// Adds new rings, and chooses the home shard anew, if the epoch has changed.
    #[inline]
    pub(super) fn catch_up(&mut self) {
        let epoch = self.registry.epoch();
        if self.epoch != Some(epoch) {
            self.learn_new_rings();
            if self.rebalance().is_some() {
                self.epoch = Some(epoch);
            }
        }
    }

    /// Chooses the home shard anew. It consists of rings that have a producer, next to those of the
    /// consumer with the previous rank. With several NUMA nodes, all of them are on the nearest
    /// node that has such rings. Returns `None` if another thread registers or leaves at this time.
    /// Then the home shard stays as it was, until the next call.
    #[cold]
    fn rebalance(&mut self) -> Option<()> {
        let node = self.locate();
        let (rank, moved) = self.membership.registration.rank(node)?;
        if moved {
            // The ranks of the other consumers change.
            self.registry.consumers_changed();
        }
        self.vacant.fill(false);
        self.registry.try_mark_vacant(&mut self.vacant)?;
        let occupied = || self.rings.iter().zip(&self.vacant).filter(|(_, vacant)| !**vacant);
        let nearest = occupied().map(|(ring, _)| ring.distance()).min();
        let is_home = |at: &usize| !self.vacant[*at] && Some(self.rings[*at].distance()) == nearest;
        let occupied = || (0..self.rings.len()).filter(is_home);
        let rings = occupied().count();
        let shard = rings.min(R::SHARD);
        self.homes.clear();
        self.homes.extend((0..shard).filter_map(|k| occupied().nth((rank * shard + k) % rings)));
        if moved
            && let Some(&home) = self.homes.first()
            && self.rings[self.current].held() == 0
            && self.rings[self.current].unfiled() == 0
        {
            // Begin with a near ring.
            self.current = home;
        }
        self.origin = self.origin_of(self.current, Origin::Random);
        Some(())
    }

    /// Notes the node of the calling thread, and how far each ring is from it. Returns the node, or
    /// `None` if all rings are equally far.
    fn locate(&mut self) -> Option<u32> {
        let nodes = self.registry.nodes.as_ref()?;
        let here = Nodes::current()?;
        nodes.note_consumer(here);
        for ring in &mut self.rings {
            let distance = ring.ring().node().map_or(0, |there| nodes.distance(here, there));
            ring.set_distance(distance);
        }
        Some(here)
    }

    /// Returns `Home` for a ring of the home shard, however the consumer found it, and otherwise
    /// `origin`.
    pub(super) fn origin_of(&self, at: usize, origin: Origin) -> Origin {
        if self.homes.contains(&at) { Origin::Home } else { origin }
    }
}
