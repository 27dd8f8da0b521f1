//! The competing consumer's operations, written once for one ring (`spmc`) and many rings (`mpmc`).

use core::ops::ControlFlow;

use crate::consumer::Source;
use crate::consumer::competing::Competing;
use crate::metrics::{StealCounters, Stopwatch};
use crate::ring::layout::{Message, Options as _};

/// The size of one claim of a consumer that passes messages to a function one by one. The function
/// may be slow, and no other consumer can take a claimed message.
const CLAIM_BATCH: usize = 64;

/// The rings of one competing consumer.
pub trait ClaimSource: Source {
    /// Calls `attempt`, which takes or claims up to `want` messages, with one ring after another,
    /// until it returns something. Returns `None` in two cases only. Either `attempt` returned
    /// nothing for every ring, and no consumer that has left had left a claim. Or this consumer
    /// wants no more messages.
    ///
    /// `attempt` returns nothing only if it saw the ring empty. The caller has
    /// [filed](Self::file_forgotten) a forgotten claim.
    fn try_rings<T>(
        &mut self,
        want: usize,
        attempt: impl FnMut(&mut Competing<Self::Ring>) -> Option<T>,
    ) -> Option<T>;

    /// Settles a forgotten claim: counts the messages that it has taken, and gives their slots
    /// back. Called before a claim, and before this consumer wants no more messages of the rings.
    fn file_forgotten(&mut self);

    /// The ring of the last attempt that returned something.
    fn current(&mut self) -> &mut Competing<Self::Ring>;

    /// Like [`current`](Self::current), by shared reference.
    fn current_ref(&self) -> &Competing<Self::Ring>;

    /// The number of messages that this consumer still wants, including those in its claim.
    fn quota(&self) -> usize;

    /// Counts what was taken from the [current](Self::current) ring.
    fn count(&mut self, n: usize);

    /// The counters of this consumer.
    fn counters(&self) -> &StealCounters;
}

/// Claims up to `max` messages of one ring, at most as many as the consumer wants, and returns
/// their number. Returns 0 only if it saw every ring empty, or if the consumer wants no message.
#[inline]
pub(crate) fn claim<S: ClaimSource>(shards: &mut S, max: usize) -> usize {
    shards.file_forgotten();
    // A consumer that wants no more messages reaches this only with a claim. It must get the rest
    // of that claim.
    let max = max.min(shards.quota().max(1));
    let claimed = shards.try_rings(max, |ring| match ring.claim(max) {
        0 => None,
        n => Some(n),
    });
    claimed.unwrap_or(0)
}

/// Takes one message: [`Source::take`] of a competing consumer.
#[inline]
pub(crate) fn take<S: ClaimSource>(shards: &mut S) -> Option<Message<S::Ring>> {
    shards.file_forgotten();
    let message = shards.try_rings(1, Competing::take_one)?;
    shards.count(1);
    Some(message)
}

/// Passes up to `max` messages to `f`: [`Source::drain_with`] of a competing consumer. Each claim
/// has at most `CLAIM_BATCH` messages. If `max` is larger than that, it takes no more messages than
/// were available at the beginning.
#[inline]
pub(crate) fn drain_with<S: ClaimSource>(
    shards: &mut S,
    max: usize,
    mut f: impl FnMut(Message<S::Ring>),
) -> usize {
    // `len` polls all rings. For one claim that would cost too much.
    let mut left = if max <= CLAIM_BATCH { max } else { max.min(shards.len().max(1)) };
    let mut total = 0;
    while left > 0 {
        let n = claim(shards, left.min(CLAIM_BATCH));
        if n == 0 {
            break;
        }
        drain_claimed(shards, n, &mut f);
        total += n;
        left -= n;
    }
    total
}

/// Passes `n` messages of the current ring's claim to `f`.
#[inline]
pub(crate) fn drain_claimed<S: ClaimSource>(
    shards: &mut S,
    n: usize,
    mut f: impl FnMut(Message<S::Ring>),
) {
    /// Its drop counts the taken messages, also when `f` panics.
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
