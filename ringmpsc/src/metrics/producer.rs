//! What a producer counts.

use crate::metrics::flow::{Flow, Flown};

/// What a producer counts. Zeroes are valid.
#[repr(C, align(128))]
pub struct ProducerCounters(Flow);

impl ProducerCounters {
    #[inline]
    pub(crate) fn count(&self, n: usize) {
        self.0.count(n);
    }

    /// The producer has claimed back `n` of the messages that it had published.
    pub(crate) fn claimed_back(&self, n: usize) {
        self.0.pass_over(n);
    }

    pub(crate) fn restart(&self, cursor: u64) {
        self.0.restart(cursor);
    }

    /// Returns what was counted. `cursor` loads the producer's cursor.
    pub(crate) fn read(&self, cursor: impl FnOnce() -> u64) -> ProducerStats {
        let Flown { messages: sent, batches, largest: largest_batch } = self.0.read(cursor);
        ProducerStats { sent, batches, largest_batch }
    }
}

/// What one producer has sent: `metrics()` of a producer.
///
/// `reset_metrics()` of the producer restarts at zero: see
/// [`ConsumerStats`](crate::ConsumerStats#resetting).
///
/// ```
/// use ringmpsc::spsc;
///
/// let (mut producer, _consumer) = spsc::channel::<u32>();
/// assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
/// let before = producer.metrics();
/// assert_eq!((before.sent, before.batches, before.largest_batch), (3, 1, 3));
///
/// producer.send(4).unwrap();
/// let interval = producer.metrics().since(&before);
/// assert_eq!(interval.sent, 1);
/// assert_eq!(interval.merge(before).sent, 4);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProducerStats {
    /// The number of messages that were accepted.
    pub sent: u64,
    /// The number of publishes; a single send is one.
    pub batches: u64,
    /// The largest number of messages in one publish.
    pub largest_batch: u64,
}

impl ProducerStats {
    /// Returns the sum of two producers.
    #[must_use = "the sum is a new value"]
    pub fn merge(self, other: Self) -> Self {
        Self {
            sent: self.sent.wrapping_add(other.sent),
            batches: self.batches.wrapping_add(other.batches),
            largest_batch: self.largest_batch.max(other.largest_batch),
        }
    }

    /// Returns what was counted between `earlier` and now, for the same producer. The largest batch
    /// is the largest of the whole time.
    #[must_use = "the difference is a new value"]
    pub fn since(&self, earlier: &Self) -> Self {
        Self {
            sent: self.sent.saturating_sub(earlier.sent),
            batches: self.batches.saturating_sub(earlier.batches),
            largest_batch: self.largest_batch,
        }
    }
}
