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

    #[test]
    fn an_average_is_over_batches_and_a_rate_over_time() {
        let mut sent = ProducerStats::default();
        assert_eq!((sent.average_batch_size(), sent.throughput(Duration::ZERO)), (None, None));
        assert_eq!(sent.throughput(Duration::from_secs(1)), Some(0.0));
        (sent.sent, sent.batches) = (10, 4);
        assert_eq!(sent.average_batch_size(), Some(2.5));
        assert_eq!(sent.throughput(Duration::from_millis(500)), Some(20.0));
    }
}
