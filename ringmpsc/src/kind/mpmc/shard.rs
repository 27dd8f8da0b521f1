//! Which rings a consumer knows, and which of them are its home shard.
//!
//! The registry has an [`epoch`](crate::kind::registry::Registry::epoch), which changes when a
//! producer registers or leaves, or a consumer leaves. A consumer that finds another epoch than at
//! its last search adds the new rings to its list, and chooses its home shard anew.

use crate::consumer::competing::Competing;
use crate::kind::mpmc::Mpmc;
use crate::kind::mpmc::search::Origin;
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
    /// consumer with the previous rank. Returns `None` if another thread registers or leaves at
    /// this time. Then the home shard stays as it was, until the next call.
    #[cold]
    fn rebalance(&mut self) -> Option<()> {
        let rank = self.membership.registration.rank()?;
        self.vacant.fill(false);
        self.registry.try_mark_vacant(&mut self.vacant)?;
        let occupied =
            || (0..).zip(&self.vacant).filter_map(|(at, vacant)| (!vacant).then_some(at));
        let rings = occupied().count();
        let shard = rings.min(R::SHARD);
        self.homes.clear();
        self.homes.extend((0..shard).filter_map(|k| occupied().nth((rank * shard + k) % rings)));
        self.origin = self.origin_of(self.current, Origin::Random);
        Some(())
    }

    /// Returns `Home` for a ring of the home shard, however the consumer found it, and otherwise
    /// `origin`.
    pub(super) fn origin_of(&self, at: usize, origin: Origin) -> Origin {
        if self.homes.contains(&at) { Origin::Home } else { origin }
    }
}
