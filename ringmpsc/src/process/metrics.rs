//! What each end counts: the option `metrics`.

use super::consumer::SharedConsumer;
use super::counters::Counted;
use super::options::OptionMetrics;
use super::producer::SharedProducer;
use crate::metrics::{ConsumerStats, ProducerStats};

/// What this end has sent. A generated channel has it with the option `metrics`.
impl<T, C> SharedProducer<T, C> {
    /// Returns the messages and batches sent. The numbers lie in this process, and the peer cannot
    /// change them. Each process counts for itself: there are no sums of the channel.
    ///
    /// ```
    /// # use ringmpsc::process::SharedRing;
    /// let (mut producer, _consumer) = SharedRing::<u64>::create(4)?.split()?;
    /// producer.try_send(1)?;
    /// producer.send_slice(&[2, 3, 4])?;
    /// let stats = producer.metrics();
    /// assert_eq!((stats.sent, stats.batches, stats.largest_batch), (4, 2, 3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn metrics(&self) -> ProducerStats
    where
        C: OptionMetrics,
    {
        let Counted { messages, batches, largest } = self.end.link.counted();
        ProducerStats { sent: messages, batches, largest_batch: largest }
    }

    /// Sets these counters to zero.
    ///
    /// ```
    /// # use ringmpsc::process::SharedRing;
    /// # let (mut producer, _consumer) = SharedRing::<u64>::create(4)?.split()?;
    /// producer.send_slice(&[2, 3, 4])?;
    /// producer.reset_metrics();
    /// producer.try_send(1)?;
    /// let stats = producer.metrics();
    /// assert_eq!((stats.sent, stats.batches, stats.largest_batch), (1, 1, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reset_metrics(&mut self)
    where
        C: OptionMetrics,
    {
        self.end.link.reset_counters();
    }
}

/// What this end has received. A generated channel has it with the option `metrics`.
impl<T, C> SharedConsumer<T, C> {
    /// Returns the messages and batches received. The numbers lie in this process, and the peer
    /// cannot change them. Each process counts for itself: there are no sums of the channel. The
    /// latency is `None`.
    ///
    /// ```
    /// # use ringmpsc::process::SharedRing;
    /// let (mut producer, mut consumer) = SharedRing::<u64>::create(4)?.split()?;
    /// producer.send_slice(&[1, 2, 3])?;
    /// consumer.try_recv()?;
    /// consumer.consume_batch(drop)?;
    /// let stats = consumer.metrics();
    /// assert_eq!((stats.received, stats.batches, stats.largest_batch), (3, 2, 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn metrics(&self) -> ConsumerStats
    where
        C: OptionMetrics,
    {
        let Counted { messages, batches, largest } = self.end.link.counted();
        ConsumerStats { received: messages, batches, largest_batch: largest, latency: None }
    }

    /// Sets these counters to zero. [`delivered`](Self::delivered) goes on.
    ///
    /// ```
    /// # use ringmpsc::process::SharedRing;
    /// # let (mut producer, mut consumer) = SharedRing::<u64>::create(4)?.split()?;
    /// producer.send_slice(&[1, 2, 3])?;
    /// consumer.consume_batch(drop)?;
    /// consumer.reset_metrics();
    /// assert_eq!((consumer.metrics().received, consumer.delivered()), (0, 3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reset_metrics(&mut self)
    where
        C: OptionMetrics,
    {
        self.end.link.reset_counters();
    }
}
