//! Averages, rates, sums and differences of what was counted.

use core::iter::Sum;
use core::time::Duration;

use crate::metrics::{ConsumerStats, Contention, ProducerStats, StealStats};

/// The mean of a number of batches. `None` if there was no batch.
#[expect(clippy::cast_precision_loss, reason = "an average of 2^53 messages need not be exact")]
pub(super) fn average(messages: u64, batches: u64) -> Option<f64> {
    (batches > 0).then(|| messages as f64 / batches as f64)
}

/// `None` if no time has passed.
#[expect(clippy::cast_precision_loss, reason = "a rate of 2^53 messages need not be exact")]
pub(super) fn per_second(messages: u64, elapsed: Duration) -> Option<f64> {
    (!elapsed.is_zero()).then(|| messages as f64 / elapsed.as_secs_f64())
}

/// What the counts of all ends have in common, with the name that each gives its messages.
macro_rules! rates {
    ($($stats:ident: $messages:ident, $counted:literal;)*) => {$(
        impl $stats {
            /// Messages in a batch, on average. `None` if there was no batch.
            pub fn average_batch_size(&self) -> Option<f64> {
                average(self.$messages, self.batches)
            }

            #[doc = concat!(
                "Messages ", $counted, " a second, if these are the numbers of a time that was \
                 `elapsed` long. `None` if no time has passed."
            )]
            pub fn throughput(&self, elapsed: Duration) -> Option<f64> {
                per_second(self.$messages, elapsed)
            }
        }
    )*};
}

rates! {
    ProducerStats: sent, "sent";
    ConsumerStats: received, "received";
    StealStats: claimed, "received";
}

macro_rules! sums {
    ($($stats:ident)*) => {$(
        impl Sum for $stats {
            fn sum<I: Iterator<Item = Self>>(stats: I) -> Self {
                stats.fold(Self::default(), Self::merge)
            }
        }
    )*};
}

sums! { ProducerStats ConsumerStats StealStats Contention }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{ChannelStats, Latency};

    #[test]
    fn an_average_is_over_batches_and_a_rate_over_time() {
        let mut sent = ProducerStats::default();
        assert_eq!((sent.average_batch_size(), sent.throughput(Duration::ZERO)), (None, None));
        assert_eq!(sent.throughput(Duration::from_secs(1)), Some(0.0));
        (sent.sent, sent.batches) = (10, 4);
        assert_eq!(sent.average_batch_size(), Some(2.5));
        assert_eq!(sent.throughput(Duration::from_millis(500)), Some(20.0));
    }

    fn latency(batches: u64, total: u64, min: u64, max: u64) -> Latency {
        let [total, min, max] = [total, min, max].map(Duration::from_nanos);
        Latency { batches, total, min, max }
    }

    #[test]
    fn times_are_merged_whichever_comes_first() {
        let (slow, fast) = (latency(2, 50, 20, 30), latency(3, 9, 1, 5));
        let both = latency(5, 59, 1, 30);
        assert_eq!((slow.merge(fast), fast.merge(slow)), (both, both));
        assert_eq!(both.since(&slow), Some(latency(3, 9, 1, 30)));
        assert_eq!(both.since(&both), None, "no batch, no time");
        let received = |latency| ConsumerStats { latency, ..ConsumerStats::default() };
        let sum = |stats: &[Option<Latency>]| {
            let stats = stats.iter().map(|&latency| received(latency));
            stats.sum::<ConsumerStats>().latency
        };
        assert_eq!(sum(&[Some(slow), None, Some(fast)]), Some(both));
        assert_eq!(sum(&[None, Some(fast)]), Some(fast));
        assert_eq!(sum(&[None, None]), None);
        let stolen = |latency| StealStats { latency, ..StealStats::default() };
        assert_eq!(stolen(Some(slow)).merge(stolen(Some(fast))).latency, Some(both));
        assert_eq!(stolen(Some(both)).since(&stolen(Some(slow))).latency, both.since(&slow));
    }

    #[test]
    fn every_number_is_summed_and_subtracted() {
        let sent = |sent, batches, largest_batch| ProducerStats { sent, batches, largest_batch };
        assert_eq!(sent(5, 2, 4).merge(sent(7, 3, 3)), sent(12, 5, 4));
        assert_eq!(sent(12, 5, 4).since(&sent(5, 2, 4)), sent(7, 3, 4));
        assert_eq!(
            [sent(1, 1, 1), sent(2, 1, 2)].into_iter().sum::<ProducerStats>(),
            sent(3, 2, 2)
        );

        let received =
            |received, batches| ConsumerStats { received, batches, ..ConsumerStats::default() };
        assert_eq!(received(5, 2).merge(received(7, 3)), received(12, 5));
        assert_eq!(received(12, 5).since(&received(5, 2)), received(7, 3));

        let stolen = |claimed| StealStats {
            claimed,
            batches: claimed + 1,
            largest_batch: 9,
            latency: None,
            home: claimed + 2,
            fullest: claimed + 3,
            random: claimed + 4,
            lost_races: claimed + 5,
        };
        let StealStats { claimed, batches, home, fullest, random, lost_races, .. } =
            stolen(100).merge(stolen(200));
        assert_eq!(
            [claimed, batches, home, fullest, random, lost_races],
            [300, 302, 304, 306, 308, 310]
        );
        let StealStats { claimed, batches, home, fullest, random, lost_races, .. } =
            stolen(300).since(&stolen(100));
        assert_eq!([claimed, batches, home, fullest, random, lost_races], [200; 6]);

        let contention = |spins, failures, waited| Contention {
            spins,
            failures,
            waited: Duration::from_nanos(waited),
        };
        assert_eq!(contention(1, 2, 3).merge(contention(10, 20, 30)), contention(11, 22, 33));
        assert_eq!(contention(11, 22, 33).since(&contention(1, 2, 3)), contention(10, 20, 30));
    }

    #[test]
    fn channels_are_merged_number_by_number() {
        let measured = ChannelStats {
            producers: 1,
            consumers: 2,
            pending: 3,
            closed: true,
            sent: Some(10),
            sent_batches: Some(5),
            largest_sent_batch: Some(4),
            received: Some(7),
            batches: Some(2),
            largest_batch: Some(5),
            latency: Some(latency(2, 50, 20, 30)),
            ..ChannelStats::default()
        };
        let contended = ChannelStats {
            producers: 1,
            reserve_spins: Some(1),
            reserve_failures: Some(2),
            waited: Some(Duration::from_nanos(3)),
            ..ChannelStats::default()
        };
        let both = measured.merge(contended);
        assert_eq!((both.producers, both.consumers, both.pending, both.closed), (2, 2, 3, false));
        assert_eq!((both.sent, both.reserve_failures), (Some(10), Some(2)));
        assert_eq!([measured, contended].into_iter().sum::<ChannelStats>(), both);
        let twice = both.merge(both);
        assert_eq!(
            (twice.sent, twice.sent_batches, twice.largest_sent_batch),
            (Some(20), Some(10), Some(4))
        );
        assert_eq!(
            (twice.received, twice.batches, twice.largest_batch),
            (Some(14), Some(4), Some(5))
        );
        assert_eq!((twice.reserve_spins, twice.reserve_failures), (Some(2), Some(4)));
        assert_eq!(twice.waited, Some(Duration::from_nanos(6)));
        assert!(measured.merge(measured).closed);
        let state = |stats: ChannelStats| ChannelStats {
            producers: both.producers,
            consumers: both.consumers,
            pending: both.pending,
            latency: None,
            ..stats
        };
        assert_eq!(state(twice.since(&both)), state(both));
        assert_eq!(twice.since(&both).latency, Some(latency(2, 50, 20, 30)));
        assert_eq!(measured.average_batch_size(), Some(3.5));
        assert_eq!(measured.average_sent_batch_size(), Some(2.0));
        assert_eq!(measured.throughput(Duration::from_secs(2)), Some(3.5));
        let nothing = ChannelStats::default();
        assert_eq!((nothing.average_batch_size(), nothing.average_sent_batch_size()), (None, None));
        assert_eq!(nothing.throughput(Duration::from_secs(1)), None);
    }
}
