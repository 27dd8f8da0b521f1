//! The state and the counters of a channel at one moment.

use core::iter::Sum;
use core::time::Duration;

use crate::metrics::counter::both;
use crate::metrics::latency::Latency;
use crate::metrics::rates;

/// A channel at one moment: `snapshot()` of a control handle.
///
/// A number that the channel does not measure is `None`. It is never 0 in place of "unknown".
///
/// | option | numbers |
/// |---|---|
/// | `metrics` | `sent`, `sent_batches`, `largest_sent_batch`, `received`, `batches`, `largest_batch` |
/// | `metrics(latency)` | the same, and `latency` once there was a batch |
/// | `contention` | `reserve_spins`, `reserve_failures`, `waited` |
///
/// The sums cover all producers and consumers that the channel has ever had. When an end
/// [resets](crate::ConsumerStats#resetting) its counters, its counts leave the sums. For the
/// numbers of an interval, subtract an earlier snapshot: [`since`](Self::since).
///
/// ```
/// use std::time::Duration;
/// use ringmpsc::ring_channel;
///
/// #[ring_channel(kind = mpsc, bits = 4, metrics)]
/// type Number = u64;
///
/// let (channel, mut consumer) = NumberChannel::open();
/// let mut producer = channel.register().unwrap();
/// producer.send_slice(&[1, 2, 3]);
/// let before = channel.snapshot();
/// assert_eq!((before.sent, before.received), (Some(3), Some(0)));
/// assert_eq!(before.reserve_failures, None, "the option `contention` counts these");
///
/// consumer.consume_batch(|_| ());
/// let interval = channel.snapshot().since(&before);
/// assert_eq!((interval.sent, interval.received), (Some(0), Some(3)));
/// assert_eq!(interval.average_batch_size(), Some(3.0));
/// assert_eq!(before.average_sent_batch_size(), Some(3.0));
/// assert_eq!(interval.throughput(Duration::from_secs(2)), Some(1.5));
///
/// let other = NumberChannel::open().0.snapshot();
/// assert_eq!(before.merge(other).sent, Some(3), "the sum of two channels");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChannelStats {
    /// The number of registered producers.
    pub producers: usize,
    /// The number of live consumers.
    pub consumers: usize,
    /// The number of waiting messages.
    pub pending: usize,
    /// Whether no more messages can be sent.
    pub closed: bool,
    /// The number of messages sent.
    pub sent: Option<u64>,
    /// The number of publishes; a single send is one.
    pub sent_batches: Option<u64>,
    /// The largest number of messages in one publish.
    pub largest_sent_batch: Option<u64>,
    /// The number of messages received. They were handed to user code, or dropped because user code
    /// asked for that (`skip`, `consume_count`, a claim or a drain that is dropped).
    ///
    /// Messages that are dropped because the last consumer has left are not received. So `sent -
    /// received - pending` messages were dropped with the last consumer, or are in a consumer's
    /// claim. A claim counts when it is dropped. A forgotten claim counts with the next operation
    /// of its consumer, or when the consumer is dropped.
    pub received: Option<u64>,
    /// The number of batches received; a single receive is one.
    pub batches: Option<u64>,
    /// The largest number of messages in one received batch.
    pub largest_batch: Option<u64>,
    /// How long handlers took.
    pub latency: Option<Latency>,
    /// Rounds of waiting for space that paused or yielded: see [`Contention`](crate::Contention).
    pub reserve_spins: Option<u64>,
    /// Sends and reservations that producers gave up because a ring was full.
    pub reserve_failures: Option<u64>,
    /// The time in which waiting operations had no space. The sum may exceed the elapsed time,
    /// because several producers may wait at once.
    pub waited: Option<Duration>,
}

impl ChannelStats {
    /// Returns the average number of messages in a received batch. `None` without `metrics`, and if
    /// there was no batch.
    pub fn average_batch_size(&self) -> Option<f64> {
        rates::average(self.received?, self.batches?)
    }

    /// Returns the average number of messages in a publish. `None` without `metrics`, and if there
    /// was no publish.
    pub fn average_sent_batch_size(&self) -> Option<f64> {
        rates::average(self.sent?, self.sent_batches?)
    }

    /// Returns the received messages per second, if these numbers cover a time of `elapsed`. `None`
    /// without `metrics`, and if `elapsed` is zero.
    pub fn throughput(&self, elapsed: Duration) -> Option<f64> {
        rates::per_second(self.received?, elapsed)
    }

    /// Returns the sum of two channels. `closed` says whether both are closed. If only one channel
    /// measures a number, the sum is that number.
    #[must_use = "the sum is a new value"]
    pub fn merge(self, other: Self) -> Self {
        Self {
            producers: self.producers + other.producers,
            consumers: self.consumers + other.consumers,
            pending: self.pending + other.pending,
            closed: self.closed && other.closed,
            sent: both(self.sent, other.sent, u64::wrapping_add),
            sent_batches: both(self.sent_batches, other.sent_batches, u64::wrapping_add),
            largest_sent_batch: both(self.largest_sent_batch, other.largest_sent_batch, u64::max),
            received: both(self.received, other.received, u64::wrapping_add),
            batches: both(self.batches, other.batches, u64::wrapping_add),
            largest_batch: both(self.largest_batch, other.largest_batch, u64::max),
            latency: both(self.latency, other.latency, Latency::merge),
            reserve_spins: both(self.reserve_spins, other.reserve_spins, u64::wrapping_add),
            reserve_failures: both(
                self.reserve_failures,
                other.reserve_failures,
                u64::wrapping_add,
            ),
            waited: both(self.waited, other.waited, Duration::saturating_add),
        }
    }

    /// Returns what was counted between an earlier snapshot of the same channel and this one.
    ///
    /// Sums become differences. The state of the channel, the largest batches, and the shortest and
    /// the longest time are those of this snapshot, because no earlier values are kept. If a sum is
    /// smaller than before, because an end has reset its counters, the difference is 0.
    #[must_use = "the difference is a new value"]
    pub fn since(&self, earlier: &Self) -> Self {
        Self {
            sent: less(self.sent, earlier.sent),
            sent_batches: less(self.sent_batches, earlier.sent_batches),
            received: less(self.received, earlier.received),
            batches: less(self.batches, earlier.batches),
            latency: Latency::since_option(self.latency, earlier.latency),
            reserve_spins: less(self.reserve_spins, earlier.reserve_spins),
            reserve_failures: less(self.reserve_failures, earlier.reserve_failures),
            waited: self.waited.map(|now| now.saturating_sub(earlier.waited.unwrap_or_default())),
            ..*self
        }
    }
}

/// The sum of zero channels: it has no numbers.
impl Sum for ChannelStats {
    fn sum<I: Iterator<Item = Self>>(stats: I) -> Self {
        stats.reduce(Self::merge).unwrap_or_default()
    }
}

fn less(now: Option<u64>, earlier: Option<u64>) -> Option<u64> {
    now.map(|now| now.saturating_sub(earlier.unwrap_or(0)))
}
