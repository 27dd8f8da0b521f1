//! Many producers, each with a ring, and competing consumers of all rings.
//!
//! * [`search`]: in which order a consumer tries the rings;
//! * [`shard`]: which rings it knows, and which of them are its home shard.

mod search;
mod shard;

use core::mem;

use crate::consumer::Consumer;
use crate::consumer::claim_source;
use crate::consumer::competing::Competing;
use crate::error::RegisterError;
use crate::kind::competitor::{Competitor, Membership};
use crate::kind::consumer_group::ConsumerGroup;
use crate::kind::control::Control;
use crate::kind::mpmc::search::{Origin, XorShift};
use crate::kind::registry::Registry;
use crate::kind::spares::Spares;
use crate::ring::handle::Start;
use crate::ring::layout::{Message, Ring};
use crate::sync::{Arc, StdArc};

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
        self.register_competitor()
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
    /// Takes a message that this consumer has claimed before, or a message of another ring.
    #[inline(never)]
    fn take_slowly(&mut self) -> Option<Message<R>> {
        claim_source::take(self)
    }
}

impl<R: Ring> Competitor for Mpmc<R> {
    type Rings = Arc<Registry<R>>;

    fn new(registry: &Arc<Registry<R>>, membership: Membership) -> Self {
        registry.note_consumer();
        Self {
            registry: Arc::clone(registry),
            membership,
            spares: registry.provide_spares(),
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

    fn rings(&self) -> &Arc<Registry<R>> {
        &self.registry
    }

    #[inline]
    fn membership(&self) -> &Membership {
        &self.membership
    }

    #[inline]
    fn membership_mut(&mut self) -> &mut Membership {
        &mut self.membership
    }

    #[inline]
    fn sides(&self) -> &[Competing<R>] {
        &self.rings
    }

    #[inline]
    fn sides_mut(&mut self) -> &mut [Competing<R>] {
        &mut self.rings
    }

    #[inline]
    fn current_index(&self) -> usize {
        self.current
    }

    fn learn(&mut self) {
        self.registry.note_consumer();
        self.learn_new_rings();
    }

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

    fn has_left(&mut self) {
        self.registry.remove_spares(&self.spares);
        self.registry.consumers_changed();
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
