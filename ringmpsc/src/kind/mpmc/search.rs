//! The order in which a consumer of many rings tries the rings.
//!
//! A consumer that searches for a message tries, in this order:
//!
//! 1. the ring of its last success;
//! 2. the rings of its *home shard*. Different consumers have different home shards, as far as
//!    there are enough rings;
//! 3. the fullest of up to [`COMPARED`] rings. They begin with the next ring that has messages,
//!    counted from the ring that was chosen last. If another consumer empties that ring first, it
//!    tries [`DRAWS`] rings chosen at random. So consumers that come too late do not all try the
//!    next fullest ring.
//!
//! With the option `numa`, on a machine with several nodes, nearer rings come first. The home shard
//! has rings on the consumer's own node, or else on the nearest node that has rings with a
//! producer. Step 3 begins with the fullest ring on the nearest node that has messages. The
//! consumer notes its own node when it chooses its home shard. On a new node it begins with a home
//! ring. Turns go to all rings, near or far.
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
//! A consumer searches for the claim of a [consumer that has left](crate::kind::orphans) when it
//! has seen all rings empty, and in every other turn. So such messages wait for at most two more
//! turns than the messages of a ring.

use std::hash::{BuildHasher, RandomState};

use crate::consumer::competing::Competing;
use crate::kind::competitor::{self, Competitor};
use crate::kind::mpmc::Mpmc;
use crate::kind::orphans::Orphan;
use crate::ring::layout::{Place, Ring};
use crate::sync::MODELLED;

/// The number of receives after which another ring has its turn.
pub(super) const FAIRNESS_INTERVAL: u32 = if MODELLED { 2 } else { 64 };

/// A consumer chooses the fullest of this many rings. To compare all rings would cost too much if
/// there are very many with one message each.
const COMPARED: usize = 16;

/// The number of rings that a consumer tries at random if another consumer has emptied the fullest
/// ring first.
const DRAWS: usize = 2;

/// How a consumer has found a ring.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Home,
    Fullest,
    Random,
}

impl<R: Ring> Mpmc<R> {
    /// Tries one ring.
    #[inline]
    pub(super) fn attempt<T>(
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

    /// Takes over up to `want` messages of the claim of a consumer that has left. Returns whether
    /// there were any. If so, their ring becomes the current one. This consumer must hold no claim.
    fn adopt(&mut self, want: usize) -> bool {
        let Some(Orphan { ring, from, n }) = competitor::take_left_behind(&self.membership, want)
        else {
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
    pub(super) fn goes_on(&self) -> bool {
        self.streak < FAIRNESS_INTERVAL && !self.membership.quota.is_bounded()
    }

    /// The slow path of `try_rings`: the current ring came back with nothing, its turn is over, or
    /// the quota is bounded.
    #[cold]
    pub(super) fn search<T>(
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

    /// Returns whether this consumer knows all rings, and there is nothing to take, as in its last
    /// search. Then a poll of an empty channel needs no search.
    #[inline(never)]
    pub(super) fn is_still_empty(&self) -> bool {
        !self.membership.quota.is_bounded()
            && self.epoch == Some(self.registry.epoch())
            && self.rings.iter().all(Competing::is_empty)
            && !self.membership.group().orphans.any()
    }

    /// Returns the ring with the most messages of up to [`COMPARED`] rings from the first non-empty
    /// one on. `None` if this search saw all rings empty.
    ///
    /// With several NUMA nodes, returns the fullest of up to [`COMPARED`] rings that have messages
    /// on the nearest node with such rings.
    pub(super) fn fullest(&mut self) -> Option<usize> {
        let order = (self.search..self.rings.len()).chain(0..self.search);
        if R::PLACE != Place::Anywhere && self.registry.nodes.is_some() {
            let nearest = self.fullest_of_nearest(order)?;
            self.search = nearest + 1;
            return Some(nearest);
        }
        let mut lens = order.map(|at| (at, self.rings[at].len())).skip_while(|&(_, len)| len == 0);
        let first = lens.next()?;
        let fuller = |one: (usize, usize), other: (usize, usize)| {
            if other.1 > one.1 { other } else { one }
        };
        let (fullest, _) = lens.take(COMPARED - 1).fold(first, fuller);
        self.search = fullest + 1;
        Some(fullest)
    }

    /// Returns the nearest of these rings that has messages, and the fullest of several at the same
    /// distance. Stops once it has compared [`COMPARED`] rings on the consumer's own node.
    pub(super) fn fullest_of_nearest(&self, order: impl Iterator<Item = usize>) -> Option<usize> {
        let mut best: Option<(u32, usize, usize)> = None;
        let mut own = 0;
        for at in order {
            let (distance, len) = (self.rings[at].distance(), self.rings[at].len());
            if len > 0 {
                let is_better = |(nearest, most, _)| (distance, most) < (nearest, len);
                if best.is_none_or(is_better) {
                    best = Some((distance, len, at));
                }
                own += usize::from(distance == 0);
            }
            if own == COMPARED {
                break;
            }
        }
        best.map(|(.., at)| at)
    }
}

/// A pseudo-random number generator: G. Marsaglia's xorshift (*Xorshift RNGs*, 2003).
pub(super) struct XorShift(pub(super) u64);

impl XorShift {
    pub(super) fn new() -> Self {
        // The seed is from the standard library, where each `RandomState` has its own. It is never
        // zero, because a zero state stays zero. A model must draw the same numbers each time.
        Self(if MODELLED { 1 } else { RandomState::new().hash_one(0) | 1 })
    }

    /// Returns a number below `n`; 0 if `n` is 0.
    pub(super) fn draw(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 1).unwrap_or(0) % n.max(1)
    }
}
