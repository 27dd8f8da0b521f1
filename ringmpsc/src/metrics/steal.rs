//! What a competing consumer counts.

use crate::metrics::consumer::{ConsumerCounters, ConsumerStats};
use crate::metrics::counter::{Counter, both};
use crate::metrics::latency::Latency;

/// What a competing consumer counts. It lies on no ring's line, because the consumer takes from all
/// rings.
#[derive(Default)]
pub struct StealCounters {
    claimed: Counter,
    counters: ConsumerCounters,
    home: Counter,
    fullest: Counter,
    random: Counter,
    lost: Counter,
}

impl StealCounters {
    fn count(&self, n: usize, origin: &Counter) {
        // Count the messages before the batch, so that a reader that finds the batch finds them.
        self.claimed.add(n as u64);
        origin.add(n as u64);
        self.counters.count(n);
    }

    /// Counts a batch from a ring of its home shard.
    #[inline]
    pub(crate) fn home(&self, n: usize) {
        self.count(n, &self.home);
    }

    /// Counts a batch from the fullest ring.
    #[inline]
    pub(crate) fn fullest(&self, n: usize) {
        self.count(n, &self.fullest);
    }

    /// Counts a batch from a random ring, or from the ring whose turn it was.
    #[inline]
    pub(crate) fn random(&self, n: usize) {
        self.count(n, &self.random);
    }

    /// Another consumer has claimed first: so many lost races.
    #[inline]
    pub(crate) fn lost(&self, races: u64) {
        self.lost.add(races);
    }

    /// Restarts at zero.
    pub(crate) fn reset(&self) {
        let Self { claimed, counters, home, fullest, random, lost } = self;
        for counter in [claimed, home, fullest, random, lost] {
            counter.set(0);
        }
        counters.restart(0);
    }

    /// Returns the counters that the time of a batch is added to.
    pub(crate) fn batches(&self) -> &ConsumerCounters {
        &self.counters
    }

    pub(crate) fn read(&self) -> StealStats {
        let ConsumerStats { received: claimed, batches, largest_batch, latency } =
            self.counters.read(|| self.claimed.get());
        StealStats {
            claimed,
            batches,
            largest_batch,
            latency,
            home: self.home.get(),
            fullest: self.fullest.get(),
            random: self.random.get(),
            lost_races: self.lost.get(),
        }
    }
}

/// What a competing consumer has received: `metrics()` of such a consumer.
///
/// `reset_metrics()` of the consumer restarts at zero: see
/// [`ConsumerStats`](crate::ConsumerStats#resetting).
///
/// ```
/// use ringmpsc::mpmc;
///
/// let (mut producer, mut consumer) = mpmc::channel::<u32>();
/// assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
/// assert_eq!(consumer.consume_batch(|_| ()), 3);
/// let before = consumer.metrics();
/// assert_eq!(before.claimed, 3);
///
/// producer.send(4).unwrap();
/// consumer.recv().unwrap();
/// let interval = consumer.metrics().since(&before);
/// assert_eq!(interval.claimed, 1);
/// assert_eq!(interval.merge(before).claimed, 4);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StealStats {
    /// The number of messages that the consumer has claimed and taken, or taken over from a
    /// consumer that has left. A claim counts when it is dropped. A forgotten claim counts with the
    /// next operation of its consumer.
    pub claimed: u64,
    /// The number of claims that got messages; a single receive is one.
    pub batches: u64,
    /// The largest number of messages in one batch.
    pub largest_batch: u64,
    /// How long handlers took, with `metrics(latency)` and once there was a batch.
    pub latency: Option<Latency>,
    /// Messages from a ring of its home shard. With one ring, all messages.
    pub home: u64,
    /// Messages from the fullest ring. The consumer compares all rings, or 16 if there are more.
    pub fullest: u64,
    /// Messages from a random ring, from the ring whose turn it was, or from the claim of a
    /// consumer that has left.
    pub random: u64,
    /// How often another consumer claimed first, so that this one had to try again.
    pub lost_races: u64,
}

impl StealStats {
    /// Returns the sum of two consumers.
    #[must_use = "the sum is a new value"]
    pub fn merge(self, other: Self) -> Self {
        Self {
            claimed: self.claimed.wrapping_add(other.claimed),
            batches: self.batches.wrapping_add(other.batches),
            largest_batch: self.largest_batch.max(other.largest_batch),
            latency: both(self.latency, other.latency, Latency::merge),
            home: self.home.wrapping_add(other.home),
            fullest: self.fullest.wrapping_add(other.fullest),
            random: self.random.wrapping_add(other.random),
            lost_races: self.lost_races.wrapping_add(other.lost_races),
        }
    }

    /// Returns what was counted between `earlier` and now, for the same consumer. The largest
    /// batch, and the shortest and the longest time, are those of the whole time.
    #[must_use = "the difference is a new value"]
    pub fn since(&self, earlier: &Self) -> Self {
        Self {
            claimed: self.claimed.saturating_sub(earlier.claimed),
            batches: self.batches.saturating_sub(earlier.batches),
            largest_batch: self.largest_batch,
            latency: Latency::since_option(self.latency, earlier.latency),
            home: self.home.saturating_sub(earlier.home),
            fullest: self.fullest.saturating_sub(earlier.fullest),
            random: self.random.saturating_sub(earlier.random),
            lost_races: self.lost_races.saturating_sub(earlier.lost_races),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_counter_begins_anew_after_a_reset() {
        let counters = StealCounters::default();
        for _ in 0..2 {
            counters.home(1);
            counters.fullest(2);
            counters.random(3);
            counters.lost(4);
            counters.batches().time(5);
            let StealStats {
                claimed,
                batches,
                largest_batch,
                home,
                fullest,
                random,
                lost_races,
                ..
            } = counters.read();
            assert_eq!([claimed, batches, largest_batch], [6, 3, 3]);
            assert_eq!([home, fullest, random, lost_races], [1, 2, 3, 4]);
            assert_eq!(counters.read().latency.map(|latency| latency.batches), Some(1));
            counters.reset();
            assert_eq!(counters.read(), StealStats::default());
        }
    }
}
