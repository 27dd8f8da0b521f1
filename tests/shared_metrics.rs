//! The option `metrics` between processes: each end counts what it did, in its own memory.

use std::fs::File;
use std::os::unix::fs::FileExt as _;

use ringmpsc::process::{RecvError, SendError, SharedConsumer, SharedProducer, SharedRing};
use ringmpsc::ring_channel;

/// The message.
#[ring_channel(kind = spsc, bits = 3, metrics, shared)]
type Number = u64;

fn sent<C: ringmpsc::process::OptionMetrics>(end: &SharedProducer<u64, C>) -> [u64; 3] {
    let stats = end.metrics();
    [stats.sent, stats.batches, stats.largest_batch]
}

fn received<C: ringmpsc::process::OptionMetrics>(end: &SharedConsumer<u64, C>) -> [u64; 3] {
    let stats = end.metrics();
    assert!(stats.latency.is_none());
    [stats.received, stats.batches, stats.largest_batch]
}

#[test]
fn each_publish_and_each_release_is_a_batch() {
    let (mut producer, mut consumer) = NumberShared::pair().unwrap();
    assert_eq!((sent(&producer), received(&consumer)), ([0; 3], [0; 3]));
    producer.try_send(0).unwrap();
    assert_eq!(sent(&producer), [1, 1, 1]);
    assert_eq!(producer.send_slice(&[1, 2, 3]), Ok(3));
    assert_eq!(sent(&producer), [4, 2, 3]);
    let mut slots = producer.reserve(4).unwrap();
    slots.copy_from_slice(&[4, 5]);
    assert_eq!(slots.commit(), 2);
    assert_eq!(sent(&producer), [6, 3, 3]);
    // Nothing is published.
    drop(producer.reserve(1).unwrap());
    assert_eq!(producer.send_slice(&[]), Ok(0));
    // Two of these are.
    assert_eq!(producer.send_slice(&[6, 7, 8]), Ok(2));
    assert_eq!(producer.try_send(8), Err(SendError::Full));
    assert_eq!(sent(&producer), [8, 4, 3]);

    assert_eq!(consumer.try_recv(), Ok(0));
    assert_eq!(received(&consumer), [1, 1, 1]);
    assert_eq!(consumer.recv_slice(&mut [0; 2]), Ok(2));
    assert_eq!(received(&consumer), [3, 2, 2]);
    assert_eq!(consumer.consume_up_to(1, drop), Ok(1));
    assert_eq!(received(&consumer), [4, 3, 2]);
    assert_eq!(consumer.consume_batch(drop), Ok(4));
    assert_eq!(consumer.consume_batch(drop), Err(RecvError::Empty));
    assert_eq!(received(&consumer), [8, 4, 4]);
}

#[test]
fn a_reset_is_that_of_one_end() {
    let (mut producer, mut consumer) = NumberShared::pair().unwrap();
    producer.send_slice(&[1, 2, 3]).unwrap();
    consumer.consume_batch(drop).unwrap();
    consumer.reset_metrics();
    assert_eq!((sent(&producer), received(&consumer)), ([3, 1, 3], [0; 3]));
    assert_eq!(consumer.delivered(), 3);
    producer.send_slice(&[4, 5]).unwrap();
    producer.reset_metrics();
    consumer.consume_batch(drop).unwrap();
    assert_eq!((sent(&producer), received(&consumer)), ([0; 3], [2, 1, 2]));
}

/// The other process writes anything to the header. An end that finds this out has counted what it
/// received before.
#[test]
fn a_peer_cannot_change_what_an_end_counted() {
    let ring = SharedRing::<u64>::create(3).unwrap();
    let memory = File::from(ring.fd().try_clone_to_owned().unwrap());
    let (mut producer, mut consumer) = ring.split().unwrap();
    producer.send_slice(&[1, 2, 3]).unwrap();
    consumer.consume_batch(drop).unwrap();
    memory.write_all_at(&[0xa5; 0x200], 0).unwrap();
    assert_eq!((sent(&producer), received(&consumer)), ([3, 1, 3], [3, 1, 3]));
    assert!(matches!(consumer.try_recv(), Err(RecvError::PeerCorrupt { .. })));
    assert_eq!(received(&consumer), [3, 1, 3]);
}
