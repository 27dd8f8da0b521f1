//! An expansion compiles in a crate that has no standard library. The library itself needs one.

#![no_std]

use ringmpsc::ring_channel;

/// Every option of one ring.
#[ring_channel(
    kind = spsc, bits = 4, wait, notify, futures, metrics(latency), contention, numa, prefetch = 4,
    fence = full
)]
pub struct Order(pub u64);

/// Every option of many rings.
#[ring_channel(
    kind = mpsc, bits = 4, wait, notify, futures, metrics(latency), contention, numa(node = 0),
    prefetch = 4, max_producers = 2
)]
#[derive(Clone, Copy, Debug)]
pub struct Quote<const LEN: usize>(pub [u8; LEN]);

/// Every option of competing consumers.
#[ring_channel(
    kind = spmc, bits = 4, wait, notify, futures, metrics(latency), contention, numa, prefetch = 4,
    max_consumers = 2
)]
#[ring_channel(
    kind = mpmc, bits = 4, wait, notify, futures, metrics(latency), contention, numa, prefetch = 4,
    max_producers = 2, max_consumers = 2, shard = 1, name = Stolen
)]
pub struct Job<T>(pub T);

#[cfg(test)]
mod tests {
    extern crate std;

    use core::time::Duration;
    use std::sync::Arc;
    use std::time::Instant;
    use std::vec::Vec;

    use ringmpsc::EventNotifier;

    use super::*;

    #[test]
    fn messages_arrive() {
        let (mut producer, mut consumer) = OrderChannel::open();
        assert!(producer.send_timeout(Order(1), Duration::ZERO).is_ok());
        assert!(producer.send_deadline(Order(2), Instant::now()).is_ok());
        let notifier = Arc::new(EventNotifier::new().unwrap());
        consumer.set_notifier(Some(notifier));
        let mut orders = Vec::new();
        assert_eq!(consumer.drain_into(&mut orders, 9), 2);
        assert_eq!(orders[1].0, 2);

        let (channel, mut consumer) = QuoteChannel::<2>::open();
        let mut producer = channel.register().unwrap();
        assert_eq!(producer.send_slice(&[Quote([1, 2]), Quote([3, 4])]), 2);
        assert_eq!(consumer.recv_slice(&mut [Quote([0, 0]); 4]), 2);

        let (mut producer, channel) = JobChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        assert!(producer.try_send(Job(1)).is_ok());
        let mut jobs = Vec::new();
        assert_eq!(consumer.steal_into(&mut jobs, 9), 1);

        let channel = StolenChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        assert!(channel.register().unwrap().try_send(Job(2)).is_ok());
        assert_eq!(consumer.recv_timeout(Duration::MAX).unwrap().0, 2);
    }
}
