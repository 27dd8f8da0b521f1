//! Averages, rates, sums and differences of the counters.

use core::iter::Sum;
use core::time::Duration;

use crate::metrics::{ConsumerStats, Contention, ProducerStats, StealStats};

/// Returns the mean size of a batch. `None` if there was no batch.
#[expect(clippy::cast_precision_loss, reason = "an average of 2^53 messages need not be exact")]
pub(super) fn average(messages: u64, batches: u64) -> Option<f64> {
    (batches > 0).then(|| messages as f64 / batches as f64)
}

/// Returns the messages per second. `None` if no time has passed.
#[expect(clippy::cast_precision_loss, reason = "a rate of 2^53 messages need not be exact")]
pub(super) fn per_second(messages: u64, elapsed: Duration) -> Option<f64> {
    (!elapsed.is_zero()).then(|| messages as f64 / elapsed.as_secs_f64())
}

/// What the statistics of all ends have in common. Each names its messages differently.
macro_rules! rates {
    ($($stats:ident: $messages:ident, $counted:literal;)*) => {$(
        impl $stats {
            /// Returns the average number of messages in a batch. `None` if there was no batch.
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
        let received = ConsumerStats { received: 9, batches: 2, ..ConsumerStats::default() };
        assert_eq!(received.average_batch_size(), Some(4.5));
        assert_eq!(received.throughput(Duration::from_secs(3)), Some(3.0));
        let stolen = StealStats { claimed: 9, batches: 6, ..StealStats::default() };
        assert_eq!(stolen.average_batch_size(), Some(1.5));
        assert_eq!(stolen.throughput(Duration::from_secs(2)), Some(4.5));
    }

    #[test]
    fn the_mean_time_is_no_longer_than_the_longest() {
        let nanos = Duration::from_nanos;
        assert_eq!(latency(2, 50, 20, 30).mean(), nanos(25));
        assert_eq!(latency(2, 100, 20, 30).mean(), nanos(30), "a batch was not counted yet");
        assert_eq!(latency(0, 0, 0, 0).mean(), nanos(0));
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
        let largest = |largest_batch| ConsumerStats { largest_batch, ..ConsumerStats::default() };
        for (first, second) in [(1, 2), (2, 1)] {
            assert_eq!(largest(first).merge(largest(second)), largest(2));
            assert_eq!(largest(first).since(&largest(second)), largest(first));
        }
        let timed = |latency| ConsumerStats { latency: Some(latency), ..ConsumerStats::default() };
        let (slow, fast) = (latency(2, 50, 20, 30), latency(3, 9, 1, 5));
        for (first, second) in [(slow, fast), (fast, slow)] {
            let both = first.merge(second);
            assert_eq!(timed(first).merge(timed(second)), timed(both));
            assert_eq!(timed(both).since(&timed(first)).latency, both.since(&first));
        }

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

    /// Different numbers in all fields. They are multiples of `n`, so that they can be added.
    fn measured(n: u64) -> ChannelStats {
        let number = |factor| usize::try_from(factor * n).unwrap();
        ChannelStats {
            producers: number(1),
            consumers: number(2),
            pending: number(3),
            closed: true,
            sent: Some(4 * n),
            sent_batches: Some(5 * n),
            largest_sent_batch: Some(6 * n),
            received: Some(7 * n),
            batches: Some(8 * n),
            largest_batch: Some(9 * n),
            latency: Some(latency(10 * n, 11 * n, 12 * n, 13 * n)),
            reserve_spins: Some(14 * n),
            reserve_failures: Some(15 * n),
            waited: Some(Duration::from_nanos(16 * n)),
        }
    }

    #[test]
    fn channels_are_merged_number_by_number() {
        let sum = ChannelStats {
            largest_sent_batch: Some(6 * 100),
            largest_batch: Some(9 * 100),
            latency: Some(latency(10 * 101, 11 * 101, 12, 13 * 100)),
            ..measured(101)
        };
        assert_eq!(measured(1).merge(measured(100)), sum);
        assert_eq!(measured(100).merge(measured(1)), sum);
        assert_eq!([measured(1), measured(100)].into_iter().sum::<ChannelStats>(), sum);
        assert_eq!(
            [(); 0].map(|()| measured(1)).into_iter().sum::<ChannelStats>(),
            ChannelStats::default()
        );
        let open = ChannelStats { closed: false, ..measured(1) };
        let closed = [open.merge(measured(1)), measured(1).merge(open)].map(|stats| stats.closed);
        assert_eq!(closed, [false; 2], "both are closed, or not");

        // If only one of them measures a number, the sum is that number.
        let state = ChannelStats { closed: true, ..ChannelStats::default() };
        assert_eq!(measured(7).merge(state), measured(7));
        assert_eq!(state.merge(measured(7)), measured(7));
    }

    #[test]
    fn channels_are_subtracted_number_by_number() {
        let (earlier, now) = (measured(1), measured(100));
        let difference = ChannelStats {
            latency: Some(latency(10 * 99, 11 * 99, 12 * 100, 13 * 100)),
            largest_sent_batch: now.largest_sent_batch,
            largest_batch: now.largest_batch,
            producers: now.producers,
            consumers: now.consumers,
            pending: now.pending,
            ..measured(99)
        };
        assert_eq!(now.since(&earlier), difference);
        assert_eq!(now.since(&ChannelStats::default()), now, "nothing was measured before");
        let nothing = ChannelStats::default();
        assert_eq!(nothing.since(&now), nothing, "nothing is measured now");
        let reset = earlier.since(&now);
        assert_eq!((reset.sent, reset.waited), (Some(0), Some(Duration::ZERO)), "it was reset");
    }

    #[test]
    fn a_channel_has_averages_and_a_rate() {
        let stats = ChannelStats {
            sent: Some(10),
            sent_batches: Some(5),
            received: Some(7),
            batches: Some(2),
            ..ChannelStats::default()
        };
        assert_eq!(stats.average_batch_size(), Some(3.5));
        assert_eq!(stats.average_sent_batch_size(), Some(2.0));
        assert_eq!(stats.throughput(Duration::from_secs(2)), Some(3.5));
        let nothing = ChannelStats::default();
        assert_eq!((nothing.average_batch_size(), nothing.average_sent_batch_size()), (None, None));
        assert_eq!(nothing.throughput(Duration::from_secs(1)), None);
    }
}
