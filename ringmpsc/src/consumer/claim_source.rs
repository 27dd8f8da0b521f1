//! What consumers that share their rings do with them, whether it is one ring or many.

use core::ops::ControlFlow;

use crate::consumer::Source;
use crate::consumer::competing::Competing;
use crate::metrics::{StealCounters, Stopwatch};
use crate::ring::layout::{Message, Options as _};

/// How many messages a consumer claims at a time that hands them to a function one by one. The
/// function may take its time, and what is claimed nobody else can have.
const HANDFUL: usize = 64;

/// The rings of one consumer, each of which it shares with others.
pub trait ClaimSource: Source {
    /// Has `attempt` take or claim up to `want` messages from one ring after another, until it
    /// comes back with something. `None` only if it came back with nothing from every ring, and no
    /// consumer that has left had left a claim.
    ///
    /// An attempt comes back with nothing only if the ring was seen empty. A forgotten claim was
    /// [settled](Self::settle).
    fn pass<T>(
        &mut self,
        want: usize,
        attempt: impl FnMut(&mut Competing<Self::Ring>) -> Option<T>,
    ) -> Option<T>;

    /// Before a claim, and before nothing is wanted of the rings: counts what a forgotten claim has
    /// taken, and gives its slots back.
    fn settle(&mut self);

    /// The ring of the last attempt that came back with something.
    fn current(&mut self) -> &mut Competing<Self::Ring>;

    /// As [`current`](Self::current), to look at.
    fn current_ref(&self) -> &Competing<Self::Ring>;

    /// How many messages more this consumer wants, those that it has claimed included.
    fn quota(&self) -> usize;

    /// Counts what was taken from the [current](Self::current) ring.
    fn count(&mut self, n: usize);

    /// Where this consumer counts.
    fn counters(&self) -> &StealCounters;
}

/// Has up to `max` messages of one ring claimed, and returns how many: no more than it wants. 0
/// only if every ring was seen empty, or if it wants none.
#[inline]
pub(crate) fn claim<S: ClaimSource>(shards: &mut S, max: usize) -> usize {
    shards.settle();
    // A consumer that wants no more and comes here still holds a claim, and is to have that.
    let max = max.min(shards.quota().max(1));
    let claimed = shards.pass(max, |ring| match ring.claim(max) {
        0 => None,
        n => Some(n),
    });
    claimed.unwrap_or(0)
}

/// Takes one message: [`Source::take`] of a consumer that shares its rings.
#[inline]
pub(crate) fn take<S: ClaimSource>(shards: &mut S) -> Option<Message<S::Ring>> {
    shards.settle();
    let message = shards.pass(1, Competing::take_one)?;
    shards.count(1);
    Some(message)
}

/// Hands up to `max` messages to `f`: [`Source::drain_with`] of a consumer that shares its rings.
/// It claims a handful at a time, and no more than there were at the beginning.
#[inline]
pub(crate) fn drain_with<S: ClaimSource>(
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
        drain_claimed(shards, n, &mut f);
        total += n;
        left -= n;
    }
    total
}

/// Hands `n` messages that are claimed of the current ring to `f`.
#[inline]
pub(crate) fn drain_claimed<S: ClaimSource>(
    shards: &mut S,
    n: usize,
    mut f: impl FnMut(Message<S::Ring>),
) {
    /// Counts what was taken, also when `f` panics.
    struct Count<'a, S: ClaimSource> {
        shards: &'a mut S,
        held: usize,
    }
    impl<S: ClaimSource> Drop for Count<'_, S> {
        #[inline]
        fn drop(&mut self) {
            let taken = self.held - self.shards.current().held();
            self.shards.count(taken);
        }
    }

    let stopwatch = Stopwatch::start(S::Ring::LATENCY);
    let held = shards.current().held();
    let count = Count { shards, held };
    count.shards.current().drain_with(n, |message| {
        f(message);
        ControlFlow::Continue(())
    });
    stopwatch.stop(Some(count.shards.counters().batches()));
}
