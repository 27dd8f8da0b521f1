//! What a consumer counts that has its rings to itself.

use core::iter::Sum;
use core::sync::atomic::Ordering;
use core::time::Duration;

use crate::metrics::counter::Counter;
use crate::metrics::flow::{Flow, Flown};
use crate::metrics::latency::Latency;
use crate::ring::cursor::ConsumerLine;
use crate::ring::parts::Parts;

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

    /// The last `n` messages that were taken out were dropped, and no consumer had received them.
    pub(crate) fn pass_over(&self, n: usize) {
        self.flow.pass_over(n);
    }

    pub(crate) fn restart(&self, cursor: u64) {
        self.flow.restart(cursor);
    }

    pub(super) fn time(&self, nanos: u64) {
        if self.timed.get() == 0 || nanos < self.shortest.get() {
            self.shortest.set(nanos);
        }
        self.longest.raise(nanos);
        self.total.add(nanos);
        // Release: who reads this number finds the others no older.
        self.timed.0.store(self.timed.get() + 1, Ordering::Release);
    }

    pub(crate) fn read(&self, line: &ConsumerLine) -> ConsumerStats {
        self.read_with(|| line.observe())
    }

    pub(super) fn read_with(&self, cursor: impl FnOnce() -> u64) -> ConsumerStats {
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConsumerStats {
    /// Messages that were taken out, whether they were looked at or skipped.
    pub received: u64,
    /// Releases of slots; a single receive is one.
    pub batches: u64,
    /// The largest number of messages in one batch.
    pub largest_batch: u64,
    /// How long handlers took, with `metrics(latency)` and once there was a batch.
    pub latency: Option<Latency>,
}

impl Sum for ConsumerStats {
    fn sum<I: Iterator<Item = Self>>(stats: I) -> Self {
        stats.fold(Self::default(), |sum, ring| Self {
            received: sum.received + ring.received,
            batches: sum.batches + ring.batches,
            largest_batch: sum.largest_batch.max(ring.largest_batch),
            latency: Latency::merge(sum.latency, ring.latency),
        })
    }
}

/// What the consumer of a ring has counted. `None` without the option `metrics`.
pub(crate) fn received<R: Parts>(ring: &R) -> Option<ConsumerStats> {
    ring.received_line().map(|received| received.read(ring.lines().consumer))
}
