//! What an exclusive consumer counts.

use core::sync::atomic::Ordering;
use core::time::Duration;

use crate::metrics::counter::{Counter, both};
use crate::metrics::flow::{Flow, Flown};
use crate::metrics::latency::Latency;

/// What a consumer counts, per ring. Zeroes are valid.
#[derive(Default)]
#[repr(C, align(128))]
pub struct ConsumerCounters {
    flow: Flow,
    timed: Counter,
    total: Counter,
    shortest: Counter,
    longest: Counter,
}

impl ConsumerCounters {
    #[inline]
    pub(crate) fn count(&self, n: usize) {
        self.flow.count(n);
    }

    /// The last `n` messages that were taken out were dropped without being received.
    pub(crate) fn pass_over(&self, n: usize) {
        self.flow.pass_over(n);
    }

    /// Restarts all counters at zero.
    pub(crate) fn restart(&self, cursor: u64) {
        self.flow.restart(cursor);
        // `timed` first, so that a reader finds no batch whose times are gone. The next time
        // replaces `shortest`.
        for counter in [&self.timed, &self.total, &self.longest] {
            counter.set(0);
        }
    }

    pub(super) fn time(&self, nanos: u64) {
        if self.timed.get() == 0 || nanos < self.shortest.get() {
            self.shortest.set(nanos);
        }
        self.longest.raise(nanos);
        self.total.add(nanos);
        // Release: a reader that loads this number finds the others no older.
        self.timed.0.store(self.timed.get() + 1, Ordering::Release);
    }

    /// Returns what was counted. `cursor` loads the consumer's cursor.
    pub(crate) fn read(&self, cursor: impl FnOnce() -> u64) -> ConsumerStats {
        let Flown { messages: received, batches, largest: largest_batch } = self.flow.read(cursor);
        let timed = self.timed.0.load(Ordering::Acquire);
        ConsumerStats {
            received,
            batches,
            largest_batch,
            latency: (timed > 0).then(|| Latency {
                batches: timed,
                total: Duration::from_nanos(self.total.get()),
                min: Duration::from_nanos(self.shortest.get()),
                max: Duration::from_nanos(self.longest.get()),
            }),
        }
    }
}

/// What one consumer has received: `metrics()` of a consumer.
///
/// # Resetting
///
/// `reset_metrics()` of an end restarts its counters at zero, including the largest batch and the
/// times. Each counter has one writer, so an end can reset only its own counters. At that moment a
/// reader on another thread may find some numbers from before the reset and some from after it. The
/// sums of the channel, `snapshot()`, add the present counters: they no longer contain what was
/// reset. To measure an interval without a reset, keep an earlier value and call
/// [`since`](Self::since).
///
/// ```
/// use ringmpsc::spsc;
///
/// let (mut producer, mut consumer) = spsc::channel::<u32>();
/// assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
/// consumer.consume_batch(|_| ());
/// let before = consumer.metrics();
/// assert_eq!((before.received, before.batches), (3, 1));
///
/// producer.send(4).unwrap();
/// consumer.recv().unwrap();
/// let interval = consumer.metrics().since(&before);
/// assert_eq!(interval.received, 1);
/// assert_eq!(interval.merge(before).received, 4);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConsumerStats {
    /// The number of messages that the consumer took out, whether it read or skipped them.
    pub received: u64,
    /// The number of releases of slots; a single receive is one.
    pub batches: u64,
    /// The largest number of messages in one batch.
    pub largest_batch: u64,
    /// How long handlers took, with `metrics(latency)` and once there was a batch.
    pub latency: Option<Latency>,
}

impl ConsumerStats {
    /// Returns the sum of two consumers, or rings.
    #[must_use = "the sum is a new value"]
    pub fn merge(self, other: Self) -> Self {
        Self {
            received: self.received.wrapping_add(other.received),
            batches: self.batches.wrapping_add(other.batches),
            largest_batch: self.largest_batch.max(other.largest_batch),
            latency: both(self.latency, other.latency, Latency::merge),
        }
    }

    /// Returns what was counted between `earlier` and now, for the same consumer. The largest
    /// batch, and the shortest and the longest time, are those of the whole time.
    #[must_use = "the difference is a new value"]
    pub fn since(&self, earlier: &Self) -> Self {
        Self {
            received: self.received.saturating_sub(earlier.received),
            batches: self.batches.saturating_sub(earlier.batches),
            largest_batch: self.largest_batch,
            latency: Latency::since_option(self.latency, earlier.latency),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_begin_anew_after_a_reset() {
        let counters = ConsumerCounters::default();
        let latency = || {
            let Latency { batches, total, min, max } = counters.read(|| 0).latency?;
            Some((batches, [total, min, max].map(|time| time.as_nanos())))
        };
        for times in [[30, 10, 20], [7, 9, 8]] {
            assert_eq!(latency(), None);
            for time in times {
                counters.time(time);
            }
            let [a, b, c] = times.map(u128::from);
            assert_eq!(latency(), Some((3, [a + b + c, a.min(b).min(c), a.max(b).max(c)])));
            counters.restart(0);
        }
    }
}
