//! What consumers that share their rings do with them, whether it is one ring or many.

use core::ops::ControlFlow;

use crate::crew::claimed::Claimed;
use crate::metrics::{StealCounters, Stopwatch};
use crate::ring::parts::{Message, Options as _};
use crate::ring::shared::Shared;
use crate::ring::source::{Consumer, Source, Taking};

/// How many messages a consumer claims at a time that hands them to a function one by one. The function may take its
/// time, and what is claimed nobody else can have.
const HANDFUL: usize = 64;

/// The rings of one consumer, each of which it shares with others.
pub trait Shards: Source {
    /// Has `attempt` take or claim up to `want` messages from one ring after another, until it
    /// comes back with something. `None` only if it came back with nothing from every ring, and no
    /// consumer that has left had left a claim.
    ///
    /// An attempt comes back with nothing only if the ring was seen empty. A forgotten claim was
    /// [settled](Self::settle).
    fn pass<T>(
        &mut self,
        want: usize,
        attempt: impl FnMut(&mut Shared<Self::Ring>) -> Option<T>,
    ) -> Option<T>;

    /// Before a claim, and before nothing is wanted of the rings: counts what a forgotten claim has
    /// taken, and gives its slots back.
    fn settle(&mut self);

    /// The ring of the last attempt that came back with something.
    fn current(&mut self) -> &mut Shared<Self::Ring>;

    /// As [`current`](Self::current), to look at.
    fn current_ref(&self) -> &Shared<Self::Ring>;

    /// How many messages more this consumer wants, those that it has claimed included.
    fn appetite(&self) -> usize;

    /// Counts what was taken from the [current](Self::current) ring.
    fn count(&mut self, n: usize);

    /// Where this consumer counts.
    fn counters(&self) -> &StealCounters;
}

/// Has up to `max` messages of one ring claimed, and returns how many: no more than it wants. 0 only if every ring was
/// seen empty, or if it wants none.
#[inline]
pub(super) fn claim<S: Shards>(shards: &mut S, max: usize) -> usize {
    shards.settle();
    // A consumer that wants no more and comes here still holds a claim, and is to have that.
    let max = max.min(shards.appetite().max(1));
    let claimed = shards.pass(max, |ring| match ring.claim(max) {
        0 => None,
        n => Some(n),
    });
    claimed.unwrap_or(0)
}

/// Takes one message: [`Source::take`] of a consumer that shares its rings.
#[inline]
pub(super) fn take<S: Shards>(shards: &mut S) -> Option<Message<S::Ring>> {
    shards.settle();
    let message = shards.pass(1, Shared::take_one)?;
    shards.count(1);
    Some(message)
}

/// Hands up to `max` messages to `f`: [`Source::hand_out`] of a consumer that shares its rings. It claims a handful at a
/// time, and no more than there were at the beginning.
#[inline]
pub(super) fn hand_out<S: Shards>(
    shards: &mut S,
    max: usize,
    mut f: impl FnMut(Message<S::Ring>),
) -> usize {
    // A look at all rings, which a handful is not worth.
    let mut left = if max <= HANDFUL { max } else { max.min(shards.len().max(1)) };
    let mut total = 0;
    while left > 0 {
        let n = claim(shards, left.min(HANDFUL));
        if n == 0 {
            break;
        }
        hand_out_claimed(shards, n, &mut f);
        total += n;
        left -= n;
    }
    total
}

/// Hands `n` messages that are claimed of the current ring to `f`.
#[inline]
fn hand_out_claimed<S: Shards>(shards: &mut S, n: usize, mut f: impl FnMut(Message<S::Ring>)) {
    /// Counts what was taken, also when `f` panics.
    struct Count<'a, S: Shards> {
        shards: &'a mut S,
        held: usize,
    }
    impl<S: Shards> Drop for Count<'_, S> {
        #[inline]
        fn drop(&mut self) {
            let taken = self.held - self.shards.current().held();
            self.shards.count(taken);
        }
    }

    let stopwatch = Stopwatch::start(S::Ring::LATENCY);
    let held = shards.current().held();
    let count = Count { shards, held };
    count.shards.current().hand_out(n, |message| {
        f(message);
        ControlFlow::Continue(())
    });
    stopwatch.stop(Some(count.shards.counters().batches()));
}

impl<S: Shards> Consumer<S> {
    /// Claims up to `max` messages, of one ring.
    #[inline]
    pub fn steal(&mut self, max: usize) -> Option<Claimed<'_, S>> {
        let n = self.claim(max);
        (n > 0).then(|| Claimed::new(&mut self.rings, &self.notified, n))
    }

    /// Has up to `max` messages of one ring claimed, and returns how many.
    #[inline]
    fn claim(&mut self, max: usize) -> usize {
        if max == 0 {
            return 0;
        }
        self.found(|rings| match claim(rings, max) {
            0 => None,
            n => Some(n),
        })
        .unwrap_or(0)
    }

    /// One claim, of one ring, handed to `f`.
    #[inline]
    pub fn steal_batch(&mut self, f: impl FnMut(Message<S::Ring>)) -> usize {
        let n = self.claim(usize::MAX);
        if n > 0 {
            let taking = Taking::new(&mut self.rings, &self.notified, false);
            hand_out_claimed(&mut *taking.rings, n, f);
        }
        n
    }

    /// Copies messages into a slice, as many as there are or as it holds.
    #[inline]
    pub fn steal_slice(&mut self, target: &mut [Message<S::Ring>]) -> usize
    where
        Message<S::Ring>: Copy,
    {
        let mut filled = 0;
        while filled < target.len() {
            let rest = &mut target[filled..];
            let n = self.claim(rest.len());
            if n == 0 {
                break;
            }
            // SAFETY: `n` is at most what is left of the target. It is borrowed exclusively, so it is no part of the
            // ring; its old values are `Copy` and need no drop.
            filled += unsafe { self.rings.current().move_out(n, rest.as_mut_ptr()) };
            self.rings.count(n);
        }
        if filled > 0 {
            self.notified.has_taken(&mut self.rings, filled < target.len());
        }
        filled
    }

    /// Appends up to `max` messages to a vector.
    #[inline]
    pub fn steal_into(&mut self, target: &mut Vec<Message<S::Ring>>, max: usize) -> usize {
        let mut left = max.min(self.len().max(1));
        let before = target.len();
        while left > 0 {
            // Before anything is claimed: it may fail, and what is claimed is lost to others.
            target.reserve(left);
            let n = self.claim(left);
            if n == 0 {
                break;
            }
            let spare = target.spare_capacity_mut().as_mut_ptr().cast();
            // SAFETY: the vector has room for `left >= n` messages more, in memory that is no ring's.
            let n = unsafe { self.rings.current().move_out(n, spare) };
            // SAFETY: the `n` elements behind the old length were just moved in, and fit.
            unsafe { target.set_len(target.len() + n) };
            self.rings.count(n);
            left -= n;
        }
        let taken = target.len() - before;
        if taken > 0 {
            self.notified.has_taken(&mut self.rings, taken < max);
        }
        taken
    }
}
