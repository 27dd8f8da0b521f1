//! Many producers, each with a ring, and competing consumers of all rings.
//!
//! A consumer that looks for a message tries, in this order:
//!
//! 1. the ring of its last success;
//! 2. the rings of its *home shard*. Different consumers have different home shards, as far as
//!    there are enough rings;
//! 3. the fullest of up to [`COMPARED`] rings. They begin with the next ring that has messages,
//!    counted from the ring that was chosen last. If another consumer empties that ring first, it
//!    tries [`DRAWS`] rings chosen at random. So consumers that come too late do not all try the
//!    next fullest ring.
//!
//! The consumer repeats step 3 until one search sees all rings empty. Each repetition means that
//! another consumer got a message.
//!
//! # Fairness
//!
//! After [`FAIRNESS_INTERVAL`] receives, from any rings, the next other ring that has messages has
//! its turn. It becomes the ring of the last success. So neither one busy ring, nor several rings
//! between which a consumer alternates, keep another ring waiting. A message waits for at most
//! [`FAIRNESS_INTERVAL`] receives for each ring that has messages. A consumer takes the rest of its
//! claim before any turn. So only the current ring can have messages that this consumer has
//! claimed, or slots without a receipt.
//!
//! A consumer looks for the claim of a [consumer that has left](crate::kind::orphans) when it has
//! seen all rings empty, and in every other turn. So such messages wait for at most two more turns
//! than the messages of a ring.

use core::fmt;
use std::hash::{BuildHasher, RandomState};

use crate::consumer::claim_source::{self, ClaimSource};
use crate::consumer::competing::Competing;
use crate::consumer::{AfterEmpty, Consumer, Source, resume_after_panic};
use crate::error::RegisterError;
use crate::fence::{self, Owed};
use crate::id::ProducerId;
use crate::kind::consumer_group::{ConsumerGroup, ConsumerRegistration, Quota};
use crate::kind::mpsc::Registered;
use crate::kind::orphans::Orphan;
use crate::kind::registry::Registry;
use crate::kind::spares::{self, Spares};
use crate::metrics::{ChannelStats, Contention, ProducerStats, StealCounters, StealStats};
use crate::producer::Producer;
use crate::ring::handle::{RingRef, Start};
use crate::ring::layout::{HasContention, HasMetrics, HasSnapshot, Message, Ring};
use crate::ring::slots::Buffer;
use crate::sync::{Arc, MODELLED, StdArc};
use crate::wait::Waiters;

/// The number of receives after which another ring has its turn.
const FAIRNESS_INTERVAL: u32 = if MODELLED { 2 } else { 64 };

/// A consumer chooses the fullest of this many rings. To compare all rings would cost too much if
/// there are very many with one message each.
const COMPARED: usize = 16;

/// The number of rings that a consumer tries at random if another consumer has emptied the fullest
/// ring first.
const DRAWS: usize = 2;

/// All rings, for one of their consumers.
pub struct Mpmc<R: Ring> {
    registry: Arc<Registry<R>>,
    registration: ConsumerRegistration,
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
    /// How many more messages this consumer takes. `EXHAUSTED` also once it has ended.
    quota: Quota,
    /// Whether this consumer has settled the end of the channel.
    ended: bool,
    /// Whether this consumer was the last one to leave, and no control handle was left.
    abandoned: bool,
}

/// How a consumer has found a ring.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Home,
    Fullest,
    Random,
}

impl<R: Ring> Mpmc<R> {
    /// Registers a consumer. The caller is a receiver that is counted, so the channel is not
    /// abandoned meanwhile.
    fn register(
        registry: &Arc<Registry<R>>,
        group: &Arc<ConsumerGroup>,
    ) -> Result<Consumer<Self>, RegisterError> {
        group.check_process()?;
        if is_drained(registry, group) {
            return Err(RegisterError::Closed);
        }
        let registration = ConsumerGroup::join(group)?;
        Ok(Consumer::new(Self::new(Arc::clone(registry), registration)))
    }

    fn new(registry: Arc<Registry<R>>, registration: ConsumerRegistration) -> Self {
        let spares = registry.provide_spares();
        Self {
            registry,
            registration,
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
            quota: Quota::BOUNDLESS,
            ended: false,
            abandoned: false,
        }
    }

    /// Returns the number of messages that this consumer has claimed and not taken.
    fn held(&self) -> usize {
        self.rings.iter().map(Competing::held).sum()
    }

    /// Returns whether this consumer takes no more messages. It still takes those that it has
    /// claimed.
    #[inline]
    fn is_exhausted(&self) -> bool {
        self.quota == Quota::EXHAUSTED && self.held() == 0
    }

    /// Adds new rings, and chooses the home shard anew, if the epoch has changed.
    #[inline]
    fn catch_up(&mut self) {
        let epoch = self.registry.epoch();
        if self.epoch != Some(epoch) {
            self.learn();
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
        let rank = self.registration.rank()?;
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
    fn origin_of(&self, at: usize, origin: Origin) -> Origin {
        if self.homes.contains(&at) { Origin::Home } else { origin }
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
        let new =
            |ring: &RingRef<R>| Competing::new(ring.clone(), self.registration.biased.clone());
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

    /// Tries one ring.
    #[inline]
    fn attempt<T>(
        &mut self,
        at: usize,
        attempt: &mut impl FnMut(&mut Competing<R>) -> Option<T>,
    ) -> Option<T> {
        let ring = self.rings.get_mut(at)?;
        let found = attempt(ring);
        if ring.is_counted() {
            self.lost += ring.take_lost();
        }
        let found = found?;
        self.streak += 1;
        Some(found)
    }

    /// Tries one ring. On success this ring becomes the current one.
    fn try_ring<T>(
        &mut self,
        at: usize,
        origin: Origin,
        attempt: &mut impl FnMut(&mut Competing<R>) -> Option<T>,
    ) -> Option<T> {
        let found = self.attempt(at, attempt)?;
        self.current = at;
        self.origin = self.origin_of(at, origin);
        Some(found)
    }

    /// Returns whether another ring's turn has come. The consumer takes the rest of its claim
    /// first.
    #[inline]
    fn turn_is_due(&self) -> bool {
        self.streak >= FAIRNESS_INTERVAL
            && self.rings.get(self.current).is_none_or(|ring| ring.held() == 0)
    }

    /// Returns whether this consumer knows all rings, and there is nothing to take, as in its last
    /// search. Then a poll of an empty channel needs no search.
    #[inline(never)]
    fn is_still_empty(&self) -> bool {
        !self.quota.is_bounded()
            && self.epoch == Some(self.registry.epoch())
            && self.rings.iter().all(Competing::is_empty)
            && !self.registration.group.orphans.any()
    }

    /// Takes a message that this consumer has claimed before, or a message of another ring.
    #[inline(never)]
    fn take_slowly(&mut self) -> Option<Message<R>> {
        claim_source::take(self)
    }

    /// Files the receipt of a forgotten claim of the current ring, and counts the messages that
    /// were taken from it.
    #[cold]
    fn file_forgotten_claim(&mut self) {
        let taken = self.rings[self.current].unfiled();
        self.rings[self.current].file();
        self.count(taken);
    }

    /// Takes over up to `want` messages of the claim of a consumer that has left. Returns whether
    /// there were any. If so, their ring becomes the current one. This consumer must hold no claim.
    fn adopt(&mut self, want: usize) -> bool {
        if !self.registration.group.orphans.any() {
            return false;
        }
        let Some(Orphan { ring, from, n }) = self.registration.group.orphans.take(want) else {
            return false;
        };
        let at = ring as usize;
        if at >= self.rings.len() {
            self.learn();
        }
        self.rings[at].adopt(from, n);
        self.current = at;
        self.origin = self.origin_of(at, Origin::Random);
        true
    }

    /// Gives a turn to the next other ring that has messages. Tries the current ring if no other
    /// has any.
    fn take_turn<T>(
        &mut self,
        attempt: &mut impl FnMut(&mut Competing<R>) -> Option<T>,
    ) -> Option<T> {
        self.streak = 0;
        let rings = self.rings.len();
        let (last, current) = (self.turn, self.current);
        let others = (1..=rings).map(|k| (last + k) % rings).filter(|&at| at != current);
        for at in others {
            let found = self.try_ring(at, Origin::Random, attempt);
            if found.is_some() {
                self.turn = at;
                return found;
            }
        }
        self.attempt(self.current, attempt)
    }

    /// Returns whether the current ring still has its turn, whatever the other rings have. The
    /// consumer learns of new and vacant rings at the end of the turn.
    #[inline]
    fn goes_on(&self) -> bool {
        self.streak < FAIRNESS_INTERVAL && !self.quota.is_bounded()
    }

    /// The slow path of [`try_rings`](ClaimSource::try_rings): the current ring came back with
    /// nothing, its turn is over, or the quota is bounded.
    #[cold]
    fn search<T>(
        &mut self,
        want: usize,
        attempt: &mut impl FnMut(&mut Competing<R>) -> Option<T>,
    ) -> Option<T> {
        if self.is_exhausted() {
            return None;
        }
        self.catch_up();
        // The turn of another ring or of a claim in the list, or else the current ring.
        let found = if self.turn_is_due() {
            // Adopt a claim also while no search sees all rings empty, because the ring of such a
            // claim becomes full. Do so at most in every other turn.
            self.adopted = !self.adopted && self.adopt(want);
            if self.adopted {
                self.streak = 0;
                return self.attempt(self.current, attempt);
            }
            self.take_turn(attempt)
        } else {
            self.attempt(self.current, attempt)
        };
        if found.is_some() {
            return found;
        }
        // The home shard.
        for k in 0..self.homes.len() {
            let found = self.try_ring(self.homes[k], Origin::Home, attempt);
            if found.is_some() {
                return found;
            }
        }
        // The fullest ring, then rings at random, until one search sees all rings empty.
        while let Some(fullest) = self.fullest() {
            let found = self.try_ring(fullest, Origin::Fullest, attempt);
            if found.is_some() {
                return found;
            }
            for _ in 0..DRAWS {
                let at = self.random.draw(self.rings.len());
                let found = self.try_ring(at, Origin::Random, attempt);
                if found.is_some() {
                    return found;
                }
            }
        }
        // The claim of a consumer that has left.
        if self.adopt(want) { self.attempt(self.current, attempt) } else { None }
    }

    /// Returns the ring with the most messages of up to [`COMPARED`] rings from the first non-empty
    /// one on. `None` if this search saw all rings empty.
    fn fullest(&mut self) -> Option<usize> {
        let order = (self.search..self.rings.len()).chain(0..self.search);
        let mut lens = order.map(|at| (at, self.rings[at].len())).skip_while(|&(_, len)| len == 0);
        let first = lens.next()?;
        let fuller = |one: (usize, usize), other: (usize, usize)| {
            if other.1 > one.1 { other } else { one }
        };
        let (fullest, _) = lens.take(COMPARED - 1).fold(first, fuller);
        self.search = fullest + 1;
        Some(fullest)
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
            self.file_forgotten_claim();
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
        self.quota.0
    }

    #[inline]
    fn count(&mut self, n: usize) {
        self.quota.had(n);
        if self.rings[self.current].is_counted() {
            let counters = &self.registration.counters;
            match self.origin {
                Origin::Home => counters.home(n),
                Origin::Fullest => counters.fullest(n),
                Origin::Random => counters.random(n),
            }
            counters.lost(core::mem::take(&mut self.lost));
        }
    }

    fn counters(&self) -> &StealCounters {
        &self.registration.counters
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
        self.file_forgotten();
        if self.ended {
            return AfterEmpty::Closed;
        }
        if !self.registry.is_over() {
            if self.quota.is_bounded() {
                self.quota = Quota::EXHAUSTED;
                return AfterEmpty::Closed;
            }
            return AfterEmpty::Open;
        }
        if self.is_exhausted() && self.len() > 0 {
            // The remaining messages are for other consumers, which settle the end as well. If none
            // remain, this consumer settles the end below.
            return AfterEmpty::Closed;
        }
        self.learn();
        // One fence for all rings: they had `CLOSED` before the channel was over.
        fence::heavy(self.registry.mode());
        // Only then look for claims that were left behind: see `Spmc::after_empty`.
        let finished = self.rings.iter_mut().all(Competing::finish);
        if !finished || self.registration.group.orphans.len() > 0 {
            return AfterEmpty::Retry;
        }
        self.ended = true;
        self.quota = Quota::EXHAUSTED;
        AfterEmpty::Closed
    }

    fn is_closed(&self) -> bool {
        self.registry.is_over()
    }

    fn is_drained(&self) -> bool {
        let held = self.held() + self.registration.group.orphans.len();
        self.ended || held == 0 && self.registry.is_drained()
    }

    fn close(&mut self) {
        self.file_forgotten();
        self.quota.bound(self.len());
    }

    fn leave(&mut self) {
        self.file_forgotten();
        // Only the current ring can have messages that this consumer has claimed.
        let claim = self.rings.get_mut(self.current).and_then(Competing::give_up);
        let ring = u32::try_from(self.current).expect("an index is a `u32`");
        self.abandoned = self.registration.leave(claim.map(|(from, n)| Orphan { ring, from, n }));
        self.registry.remove_spares(&self.spares);
        self.registry.consumers_changed();
        if self.abandoned {
            self.registry.close();
        }
    }

    fn drop_remaining(&mut self) {
        if self.abandoned {
            self.learn();
            drop_remaining(&mut self.rings, &self.registration.group);
        }
    }

    fn waiters(&self) -> &StdArc<Waiters> {
        &self.registration.group.messages
    }

    fn prepare_park(&mut self) -> bool {
        self.file_forgotten();
        if self.quota.is_bounded() {
            return false;
        }
        // Before the list of rings and the doorbells are loaded: see the head of `wait::waiters`.
        self.registration.group.messages.fence_if_listening();
        self.learn();
        // Doorbells stay `DORMANT` while consumers wait that were not notified. So each consumer
        // executes its own fence: the consumer that set a doorbell may not have executed its fence
        // yet. The partner is the fence of `Doorbell::load_after_publish`. A ring that `learn`
        // missed starts with `DORMANT`. Its producer notifies all waiters at its first publish.
        let owed = self.rings.iter_mut().map(Competing::arm).fold(Owed::Own, Owed::and);
        owed.pay(self.registry.mode());
        self.rings.iter_mut().for_each(Competing::confirm);
        self.rings.iter().all(Competing::is_empty)
            && self.registration.group.orphans.len() == 0
            && !self.registry.is_over()
    }

    fn knows_of_any(&self) -> bool {
        self.rings.iter().any(Competing::knows_of_any)
    }

    fn len(&self) -> usize {
        self.held() + len(&self.registry, &self.registration.group)
    }

    fn stats(&self) -> StealStats {
        self.registration.counters.read()
    }

    fn reset_stats(&mut self) {
        self.registration.counters.reset();
    }
}

/// Returns the number of messages that no live consumer has claimed.
fn len<R: Ring>(registry: &Registry<R>, group: &ConsumerGroup) -> usize {
    let orphans = group.orphans.len();
    if orphans == 0 {
        return registry.len();
    }
    // The two numbers are loaded one after the other, so a slot may be counted in both.
    let capacity = registry.rings_from(0).count() * <R::Slots as Buffer>::CAPACITY;
    (registry.len() + orphans).min(capacity)
}

/// Returns whether no message can be sent any more, and a consumer has taken every message.
fn is_drained<R: Ring>(registry: &Registry<R>, group: &ConsumerGroup) -> bool {
    registry.is_drained() && group.orphans.len() == 0
}

impl<R: Ring> Consumer<Mpmc<R>> {
    /// See the generated method of this name.
    pub fn try_clone(&self) -> Result<Self, RegisterError> {
        let Mpmc { registry, registration, .. } = &self.rings;
        Mpmc::register(registry, &registration.group)
    }
}

/// Drops all messages that no consumer has received, until the end of every ring is settled. The
/// channel is closed, so there is an end.
fn drop_remaining<R: Ring>(rings: &mut [Competing<R>], group: &ConsumerGroup) {
    while let Some(Orphan { ring, from, n }) = group.orphans.take(usize::MAX) {
        let ring = &mut rings[ring as usize];
        ring.adopt(from, n);
        ring.discard(n);
    }
    // For `finish`, which needs a heavy fence before it.
    fence::heavy(group.mode);
    rings.iter_mut().for_each(Competing::drop_remaining);
}

/// A pseudo-random number generator: G. Marsaglia's xorshift (*Xorshift RNGs*, 2003).
struct XorShift(u64);

impl XorShift {
    fn new() -> Self {
        // The seed is from the standard library, where each `RandomState` has its own. It is never
        // zero, because a zero state stays zero. A model must draw the same numbers each time.
        Self(if MODELLED { 1 } else { RandomState::new().hash_one(0) | 1 })
    }

    /// Returns a number below `n`; 0 if `n` is 0.
    fn draw(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 1).unwrap_or(0) % n.max(1)
    }
}

/// The control handle of a channel with many producers and competing consumers. While it exists,
/// the channel stays open for new producers and new consumers.
pub struct MpmcHandle<R: Ring> {
    registry: Arc<Registry<R>>,
    group: Arc<ConsumerGroup>,
}

impl<R: Ring> MpmcHandle<R> {
    /// Opens a channel without producers and consumers. Returns a control handle.
    pub fn open() -> Self {
        Self::open_at(0)
    }

    /// As [`open`](Self::open), with the cursors of all rings starting at `cursor`: for tests of
    /// wrapping.
    pub fn open_at(cursor: u64) -> Self {
        let start = Start::new::<R>(cursor, true);
        let registry = Arc::new(Registry::new(start));
        let messages = StdArc::clone(registry.messages());
        let group = Arc::new(ConsumerGroup::new(messages, R::MAX_CONSUMERS, start.mode));
        Self { registry, group }
    }

    /// See the generated method of this name.
    pub fn register(&self) -> Result<Producer<R, Registered<R>>, RegisterError> {
        Registered::register(&self.registry)
    }

    /// See the generated method of this name.
    pub fn register_consumer(&self) -> Result<Consumer<Mpmc<R>>, RegisterError> {
        Mpmc::register(&self.registry, &self.group)
    }

    /// See the generated method of this name.
    pub fn close(&self) {
        self.registry.close();
    }

    /// See the generated method of this name.
    pub fn is_closed(&self) -> bool {
        self.registry.is_over()
    }

    /// See the generated method of this name.
    pub fn len(&self) -> usize {
        len(&self.registry, &self.group)
    }

    /// See the generated method of this name.
    pub fn len_of(&self, producer: ProducerId) -> Option<usize> {
        self.registry.len_of(producer)
    }

    /// See the generated method of this name.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// See the generated method of this name.
    pub fn is_fully_drained(&self) -> bool {
        is_drained(&self.registry, &self.group)
    }

    /// See the generated method of this name.
    pub fn producer_count(&self) -> usize {
        self.registry.producer_count()
    }

    /// See the generated method of this name.
    pub fn consumer_count(&self) -> usize {
        self.group.count()
    }

    /// Returns the number of rings: for models.
    #[cfg(ringmpsc_loom)]
    pub fn ring_count(&self) -> usize {
        self.registry.ring_count()
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

impl<R: HasSnapshot> MpmcHandle<R> {
    /// See the generated method of this name.
    pub fn snapshot(&self) -> ChannelStats {
        let (mut sum, producers) = self.registry.sum();
        sum.add_pending(self.group.orphans.len());
        sum.add_stolen(self.group.stats());
        sum.finish::<R>(producers, self.consumer_count(), self.is_closed())
    }
}

impl<R: HasMetrics> MpmcHandle<R> {
    /// See the generated method of this name.
    pub fn stats_of(&self, producer: ProducerId) -> Option<ProducerStats> {
        self.registry.stats_of(producer)
    }
}

impl<R: HasContention> MpmcHandle<R> {
    /// See the generated method of this name.
    pub fn contention_of(&self, producer: ProducerId) -> Option<Contention> {
        self.registry.contention_of(producer)
    }
}

impl<R: Ring> Clone for MpmcHandle<R> {
    fn clone(&self) -> Self {
        self.registry.add_producer_owner();
        self.group.add_consumer_owner();
        Self { registry: Arc::clone(&self.registry), group: Arc::clone(&self.group) }
    }
}

impl<R: Ring> Drop for MpmcHandle<R> {
    fn drop(&mut self) {
        self.registry.remove_producer_owner();
        if self.group.remove_consumer_owner() {
            self.registry.close();
            let rings = self.registry.rings_from(0);
            let mut rings: Vec<_> = rings.map(|ring| Competing::new(ring.clone(), None)).collect();
            resume_after_panic(|| drop_remaining(&mut rings, &self.group));
        }
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
