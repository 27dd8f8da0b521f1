//! Many producers, each with a ring, and competing consumers of all rings.
//!
//! [`search`] says in which order a consumer tries the rings.

mod search;

use core::mem;

use crate::consumer::claim_source::{self, ClaimSource};
use crate::consumer::competing::Competing;
use crate::consumer::{AfterEmpty, Consumer, Source};
use crate::error::RegisterError;
use crate::kind::competitor::{self, Competitor, Membership};
use crate::kind::consumer_group::ConsumerGroup;
use crate::kind::control::{Control, Producers};
use crate::kind::mpmc::search::{Origin, XorShift};
use crate::kind::registry::Registry;
use crate::kind::spares::{self, Spares};
use crate::metrics::{StealCounters, StealStats};
use crate::ring::handle::{RingRef, Start};
use crate::ring::layout::{Message, Ring};
use crate::sync::{Arc, StdArc};
use crate::wait::Waiters;

/// The control handle of a channel with many producers and competing consumers. While it exists,
/// the channel stays open for new producers and new consumers.
pub type MpmcHandle<R> = Control<Arc<Registry<R>>, Arc<ConsumerGroup>>;

impl<R: Ring> MpmcHandle<R> {
    /// Opens a channel without producers and consumers. Returns a control handle.
    pub fn open() -> Self {
        Self::open_at(0)
    }

    /// As [`open`](Self::open), with the cursors of all rings starting at `cursor`: for tests of
    /// wrapping.
    pub fn open_at(cursor: u64) -> Self {
        let start = Start::new::<R>(cursor, true);
        let mut registry = Registry::new(start);
        let messages = StdArc::clone(registry.messages());
        let group = Arc::new(ConsumerGroup::new(messages, R::MAX_CONSUMERS, start.mode));
        registry.group = Some(Arc::clone(&group));
        Self::first(Arc::new(registry), group)
    }

    /// See the generated method of this name.
    pub fn register_consumer(&self) -> Result<Consumer<Mpmc<R>>, RegisterError> {
        if !self.registers_consumers {
            return Err(RegisterError::Closed);
        }
        Mpmc::register(&self.rings, &self.consumers)
    }
}

impl<R: Ring> Consumer<Mpmc<R>> {
    /// See the generated method of this name.
    pub fn try_clone(&self) -> Result<Self, RegisterError> {
        Mpmc::register(&self.rings.registry, self.rings.membership.group())
    }

    /// Returns a control handle of the channel.
    pub fn handle(&self) -> MpmcHandle<R> {
        Control::another(&self.rings.registry, self.rings.membership.group())
    }

    /// See the generated method of this name.
    pub fn same_channel(&self, other: &Self) -> bool {
        self.rings.registry.is_same(&other.rings.registry)
    }
}

/// All rings, for one of their consumers.
pub struct Mpmc<R: Ring> {
    registry: Arc<Registry<R>>,
    membership: Membership,
    /// Spare memory for the three lists that follow.
    spares: StdArc<Spares<R>>,
    /// The rings, by ring index.
    rings: Vec<Competing<R>>,
    /// The home shard, as indices into `rings`.
    homes: Vec<usize>,
    /// Which rings had no producer when the consumer chose its home shard, by ring index.
    vacant: Vec<bool>,
    /// The registry's epoch at that time. `None` before the first time.
    epoch: Option<u32>,
    /// The ring of the last success, and how the consumer found it.
    current: usize,
    origin: Origin,
    /// The number of successes since the last turn, with any ring.
    streak: u32,
    /// The number of lost races that are not counted yet: another consumer claimed first.
    lost: u64,
    /// The ring that had the last turn.
    turn: usize,
    /// Whether that turn went to the claim of a consumer that has left.
    adopted: bool,
    /// Where the next search for the fullest ring begins.
    search: usize,
    random: XorShift,
}

impl<R: Ring> Mpmc<R> {
    fn register(
        registry: &Arc<Registry<R>>,
        group: &Arc<ConsumerGroup>,
    ) -> Result<Consumer<Self>, RegisterError> {
        let membership = Membership::new(registry, group)?;
        Ok(Consumer::new(Self::new(Arc::clone(registry), membership)))
    }

    fn new(registry: Arc<Registry<R>>, membership: Membership) -> Self {
        let spares = registry.provide_spares();
        Self {
            registry,
            membership,
            spares,
            rings: Vec::new(),
            homes: Vec::new(),
            vacant: Vec::new(),
            epoch: None,
            current: 0,
            origin: Origin::Random,
            streak: 0,
            lost: 0,
            turn: 0,
            adopted: false,
            search: 0,
            random: XorShift::new(),
        }
    }

    /// Returns whether this consumer knows all rings, and there is nothing to take, as in its last
    /// search. Then a poll of an empty channel needs no search.
    #[inline(never)]
    fn is_still_empty(&self) -> bool {
        !self.membership.quota.is_bounded()
            && self.epoch == Some(self.registry.epoch())
            && self.rings.iter().all(Competing::is_empty)
            && !self.membership.group().orphans.any()
    }

    /// Takes a message that this consumer has claimed before, or a message of another ring.
    #[inline(never)]
    fn take_slowly(&mut self) -> Option<Message<R>> {
        claim_source::take(self)
    }
}

impl<R: Ring> Competitor for Mpmc<R> {
    fn producers(&self) -> &impl Producers<Ring = R> {
        &self.registry
    }

    fn membership(&self) -> &Membership {
        &self.membership
    }

    fn membership_mut(&mut self) -> &mut Membership {
        &mut self.membership
    }

    fn sides(&self) -> &[Competing<R>] {
        &self.rings
    }

    fn sides_mut(&mut self) -> &mut [Competing<R>] {
        &mut self.rings
    }

    fn current_index(&self) -> u32 {
        u32::try_from(self.current).expect("an index is a `u32`")
    }

    /// Adds every ring of the registry that this consumer does not know.
    fn learn(&mut self) {
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
}

impl<R: Ring> ClaimSource for Mpmc<R> {
    #[inline]
    fn try_rings<T>(
        &mut self,
        want: usize,
        mut attempt: impl FnMut(&mut Competing<R>) -> Option<T>,
    ) -> Option<T> {
        if self.goes_on() {
            let found = self.attempt(self.current, &mut attempt);
            if found.is_some() {
                return found;
            }
        }
        self.search(want, &mut attempt)
    }

    #[inline]
    fn file_forgotten(&mut self) {
        if let Some(ring) = self.rings.get(self.current)
            && ring.unfiled() > 0
        {
            competitor::file_forgotten(self);
        }
    }

    #[inline]
    fn current(&mut self) -> &mut Competing<R> {
        &mut self.rings[self.current]
    }

    #[inline]
    fn current_ref(&self) -> &Competing<R> {
        &self.rings[self.current]
    }

    #[inline]
    fn quota(&self) -> usize {
        self.membership.quota.0
    }

    #[inline]
    fn count(&mut self, n: usize) {
        self.membership.quota.had(n);
        if self.rings[self.current].is_counted() {
            let counters = &self.membership.registration.counters;
            match self.origin {
                Origin::Home => counters.home(n),
                Origin::Fullest => counters.fullest(n),
                Origin::Random => counters.random(n),
            }
            counters.lost(mem::take(&mut self.lost));
        }
    }

    fn counters(&self) -> &StealCounters {
        &self.membership.registration.counters
    }
}

impl<R: Ring> Source for Mpmc<R> {
    type Ring = R;
    type Stats = StealStats;

    #[inline]
    fn take(&mut self) -> Option<Message<R>> {
        // Fast path: most messages come from the current ring.
        if self.goes_on()
            && let Some(ring) = self.rings.get_mut(self.current)
            && !ring.has_claim()
        {
            if let Some(message) = ring.take_unclaimed() {
                let is_counted = ring.is_counted();
                self.streak += 1;
                if is_counted {
                    self.lost += self.rings[self.current].take_lost();
                    self.count(1);
                }
                return Some(message);
            }
            if self.is_still_empty() {
                return None;
            }
        }
        self.take_slowly()
    }

    #[inline]
    fn drain_with(&mut self, max: usize, f: impl FnMut(Message<R>)) -> usize {
        claim_source::drain_with(self, max, f)
    }

    fn after_empty(&mut self) -> AfterEmpty {
        competitor::after_empty(self)
    }

    fn is_closed(&self) -> bool {
        self.registry.is_over()
    }

    fn is_drained(&self) -> bool {
        competitor::is_drained(self)
    }

    fn close(&mut self) {
        competitor::close(self);
    }

    fn leave(&mut self) {
        competitor::leave(self);
        self.registry.remove_spares(&self.spares);
        self.registry.consumers_changed();
    }

    fn drop_remaining(&mut self) {
        competitor::drop_remaining(self);
    }

    fn waiters(&self) -> &StdArc<Waiters> {
        &self.membership.group().messages
    }

    fn prepare_park(&mut self) -> bool {
        competitor::prepare_park(self)
    }

    fn knows_of_any(&self) -> bool {
        self.sides().iter().any(Competing::knows_of_any)
    }

    fn len(&self) -> usize {
        competitor::len(self)
    }

    fn stats(&self) -> StealStats {
        self.membership.registration.counters.read()
    }

    fn reset_stats(&mut self) {
        self.membership.registration.counters.reset();
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
