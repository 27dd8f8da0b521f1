//! How long batches take.

use core::time::Duration;

/// How long batches took. A time runs from the first message handed to the handler to the last
/// message dropped.
///
/// ```
/// use std::time::Duration;
/// use ringmpsc::ring_channel;
///
/// #[ring_channel(kind = spsc, metrics(latency))]
/// type Number = u64;
///
/// let (mut producer, mut consumer) = NumberChannel::open();
/// producer.try_send(1).unwrap();
/// consumer.consume_batch(|_| std::thread::sleep(Duration::from_millis(1)));
/// let latency = consumer.metrics().latency.unwrap();
/// assert_eq!(latency.batches, 1);
/// assert!(latency.mean() >= Duration::from_millis(1));
/// assert_eq!(latency.since(&latency), None, "no batch since then");
/// assert_eq!(latency.merge(latency).batches, 2);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Latency {
    /// The number of batches that were timed.
    pub batches: u64,
    /// The sum of their times.
    pub total: Duration,
    /// The shortest time.
    pub min: Duration,
    /// The longest time.
    pub max: Duration,
}

impl Latency {
    /// Returns the mean time of a batch.
    pub fn mean(&self) -> Duration {
        let nanos = self.total.as_nanos() / u128::from(self.batches.max(1));
        // The sum may include one batch more than `batches` counted when it was read.
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX)).min(self.max)
    }

    /// Returns the times of both.
    #[must_use = "the sum is a new value"]
    pub fn merge(self, other: Self) -> Self {
        Self {
            batches: self.batches.wrapping_add(other.batches),
            total: self.total.saturating_add(other.total),
            min: self.min.min(other.min),
            max: self.max.max(other.max),
        }
    }

    /// Returns the batches between `earlier` and now, for the same consumer. `None` if there were
    /// none. The shortest and the longest time are those of the whole time.
    #[must_use = "the difference is a new value"]
    pub fn since(&self, earlier: &Self) -> Option<Self> {
        let batches = self.batches.saturating_sub(earlier.batches);
        let total = self.total.saturating_sub(earlier.total);
        (batches > 0).then_some(Self { batches, total, ..*self })
    }

    pub(super) fn since_option(now: Option<Self>, earlier: Option<Self>) -> Option<Self> {
        match (now, earlier) {
            (Some(now), Some(earlier)) => now.since(&earlier),
            (now, _) => now,
        }
    }
}
