//! What the options do: counters, placement, prefetching, fences.

use std::thread;
use std::time::Duration;

use ringmpsc::numa::Policy;
use ringmpsc::{Contention, ReserveError, ring_channel};
use ringmpsc_tests::channels::{mpsc_8, mpsc_copy_16, spsc_8, spsc_64, spsc_copy_16};
use ringmpsc_tests::{Ledger, caught, panic_wanted};

/// On the node of the thread that opens the channel.
#[ring_channel(kind = spsc, bits = 4, numa, name = Near)]
/// On the node of each thread that registers.
#[ring_channel(kind = mpsc, bits = 4, numa, name = Each)]
/// On node 0.
#[ring_channel(kind = mpsc, bits = 4, numa(node = 0), name = First)]
/// On a node that no machine has.
#[ring_channel(kind = spsc, bits = 4, numa(node = 1023), name = Nowhere)]
pub type Number = u64;

// metrics

#[test]
fn a_producer_counts_messages_and_publishes() {
    let (mut producer, mut consumer) = spsc_copy_16::MessageChannel::open();
    let read = |producer: &spsc_copy_16::MessageProducer| {
        let stats = producer.metrics();
        (stats.sent, stats.batches, stats.largest_batch)
    };
    assert_eq!(read(&producer), (0, 0, 0));
    producer.try_send(1).unwrap();
    assert_eq!(read(&producer), (1, 1, 1));
    producer.send_slice(&[2, 3, 4]);
    assert_eq!(read(&producer), (4, 2, 3));
    producer.send_iter([5, 6]);
    assert_eq!(read(&producer), (6, 3, 3));
    let mut slots = producer.reserve(10).unwrap();
    slots.fill_from(0..5);
    slots.commit().unwrap();
    assert_eq!(read(&producer), (11, 4, 5));

    // What is not sent is not counted.
    producer.reserve(2).unwrap().fill_from(0..2);
    producer.send_slice(&[]);
    producer.reserve(1).unwrap().commit().unwrap();
    assert_eq!(read(&producer), (11, 4, 5));
    producer.send_slice(&[0; 5]);
    assert!(producer.try_send(0).is_err());
    assert_eq!(producer.send_slice(&[0]), 0);
    assert_eq!(read(&producer), (16, 5, 5));
    let (mut slots, channel) = {
        consumer.consume_count();
        let channel = producer.channel();
        (producer.reserve(1).unwrap(), channel)
    };
    slots.push(0).unwrap();
    channel.close();
    assert!(consumer.try_recv().unwrap_err().is_closed());
    assert!(slots.commit().is_err());
    assert_eq!(producer.metrics().sent, 16, "what came back was not sent");
}

#[test]
fn a_consumer_counts_messages_and_releases_whatever_the_operation() {
    type Consumer = spsc_copy_16::MessageConsumer;
    let operations: [fn(&mut Consumer); 11] = [
        |consumer| _ = consumer.consume_batch(|_| ()),
        |consumer| _ = consumer.consume_batch_owned(|_| ()),
        |consumer| _ = consumer.consume_up_to(99, |_| ()),
        |consumer| _ = consumer.consume_count(),
        |consumer| _ = consumer.skip(99),
        |consumer| _ = consumer.recv_slice(&mut [0; 99]),
        |consumer| _ = consumer.drain_into(&mut Vec::new(), 99),
        |consumer| assert_eq!(consumer.drain().count(), 3),
        |consumer| _ = consumer.drain(),
        |consumer| consumer.readable().unwrap().advance_all(),
        |consumer| {
            let mut iter = consumer.iter();
            (&mut iter).into_iter().for_each(drop);
            iter.finish();
        },
    ];
    for (k, operation) in operations.into_iter().enumerate() {
        let (mut producer, mut consumer) = spsc_copy_16::MessageChannel::open();
        producer.try_send(0).unwrap();
        consumer.try_recv().unwrap();
        producer.send_slice(&[1, 2, 3]);
        operation(&mut consumer);
        let stats = consumer.metrics();
        let read = (stats.received, stats.batches, stats.largest_batch, stats.latency);
        assert_eq!(read, (4, 2, 3, None), "operation {k}");
    }
}

#[test]
fn a_batch_across_the_wrap_is_one_batch() {
    type Consumer = spsc_copy_16::MessageConsumer;
    let operations: [fn(&mut Consumer); 5] = [
        |consumer| _ = consumer.consume_batch_owned(|_| ()),
        |consumer| _ = consumer.consume_count(),
        |consumer| _ = consumer.recv_slice(&mut [0; 99]),
        |consumer| _ = consumer.drain(),
        |consumer| _ = consumer.consume_batch(|_| ()),
    ];
    for (k, operation) in operations.into_iter().enumerate() {
        let (mut producer, mut consumer) = spsc_copy_16::open_at(14);
        producer.send_slice(&[0; 6]);
        operation(&mut consumer);
        let stats = consumer.metrics();
        assert_eq!((stats.batches, stats.largest_batch), (1, 6), "operation {k}");
    }
}

#[test]
fn a_consumer_of_many_counts_the_sum_of_all_rings() {
    let (channel, mut consumer) = mpsc_copy_16::MessageChannel::open();
    let mut first = channel.register().unwrap();
    let mut second = channel.register().unwrap();
    first.send_slice(&[1, 2, 3]);
    second.send_slice(&[4, 5, 6, 7, 8]);
    assert_eq!(consumer.consume_batch(|_| ()), 8);
    let stats = consumer.metrics();
    assert_eq!((stats.received, stats.batches, stats.largest_batch), (8, 2, 5));
    assert_eq!((first.metrics().sent, second.metrics().sent), (3, 5));
}

#[test]
fn a_producer_counts_its_own_messages_only() {
    let (channel, mut consumer) = mpsc_copy_16::MessageChannel::open();
    let mut first = channel.register().unwrap();
    first.send_slice(&[1, 2, 3]);
    consumer.consume_count();
    drop(first);
    let mut second = channel.register().unwrap();
    second.send_slice(&[4, 5]);
    let stats = second.metrics();
    assert_eq!((stats.sent, stats.batches, stats.largest_batch), (2, 1, 2));
    assert_eq!(channel.snapshot().sent, 5, "by all producers there have been");
}

#[test]
fn a_snapshot_tells_everything_at_once() {
    let (channel, mut consumer) = mpsc_copy_16::MessageChannel::open();
    let mut first = channel.register().unwrap();
    let mut second = channel.register().unwrap();
    first.send_slice(&[1, 2, 3]);
    consumer.consume_count();
    second.send_slice(&[4, 5]);
    consumer.consume_up_to(1, |_| ());
    drop(first);
    let stats = channel.snapshot();
    assert_eq!((stats.producers, stats.consumers, stats.pending, stats.closed), (1, 1, 1, false));
    assert_eq!((stats.sent, stats.received, stats.batches, stats.largest_batch), (5, 4, 2, 3));
    assert_eq!((stats.reserve_spins, stats.reserve_failures, stats.latency), (0, 0, None));
    channel.close();
    drop((second, consumer));
    let stats = channel.snapshot();
    assert_eq!((stats.producers, stats.consumers, stats.pending, stats.closed), (0, 0, 0, true));
    assert_eq!((stats.sent, stats.received), (5, 5), "dropped with the consumer");

    let (mut producer, consumer) = spsc_copy_16::MessageChannel::open();
    producer.send_slice(&[1, 2]);
    let stats = consumer.channel().snapshot();
    assert_eq!((stats.producers, stats.consumers, stats.pending, stats.closed), (1, 1, 2, false));
    assert_eq!((stats.sent, stats.received), (2, 0));
}

#[test]
fn latency_is_the_time_that_batches_take() {
    const PAUSE: Duration = Duration::from_millis(2);
    let ledger = Ledger::new();
    let (mut producer, mut consumer) = spsc_8::MessageChannel::open();
    assert_eq!(consumer.metrics().latency, None);
    producer.send_iter(ledger.messages(2));
    consumer.consume_batch(|_| ());
    producer.send_iter(ledger.messages(2));
    consumer.consume_batch_owned(|_| thread::sleep(PAUSE));
    let latency = consumer.metrics().latency.unwrap();
    assert_eq!(latency.batches, 2);
    assert!(latency.max >= 2 * PAUSE, "{latency:?}");
    assert!(latency.min <= latency.mean() && latency.mean() <= latency.max, "{latency:?}");
    assert_eq!(latency.total, latency.min + latency.max);
    assert_eq!(latency.mean(), latency.total / 2);
    assert_eq!(consumer.channel().snapshot().latency, Some(latency));
}

#[test]
fn latency_of_many_rings_is_merged() {
    let ledger = Ledger::new();
    let (channel, mut consumer) = mpsc_8::MessageChannel::open();
    let mut first = channel.register().unwrap();
    let mut second = channel.register().unwrap();
    first.send_iter(ledger.messages(1));
    second.send_iter(ledger.messages(1));
    consumer.consume_batch(|_| ());
    let latency = consumer.metrics().latency.unwrap();
    assert_eq!(latency.batches, 2);
    assert_eq!(latency.total, latency.min + latency.max);
}

// contention

#[test]
fn contention_counts_refusals_and_rounds_of_waiting() {
    let ledger = Ledger::new();
    let (channel, _consumer) = mpsc_8::MessageChannel::open();
    let mut producer = channel.register().unwrap();
    assert_eq!(producer.contention(), Contention::default());
    assert_eq!(producer.send_iter(ledger.messages(8)), 8);
    assert_eq!(producer.contention().failures, 0);
    assert!(producer.try_send(ledger.message()).is_err());
    assert!(producer.reserve(1).is_err());
    assert!(producer.reserve_up_to(1).is_err());
    assert_eq!(producer.send_iter(ledger.messages(1)), 0);
    assert_eq!(producer.contention().failures, 4);
    assert_eq!(producer.contention().spins, 0);
    assert_eq!(producer.reserve_with_backoff(1).unwrap_err(), ReserveError::Full);
    let contention = producer.contention();
    assert_eq!(contention.failures, 5);
    assert!(contention.spins > 1, "it waits before it gives up");

    // Other errors are no contention.
    assert!(producer.reserve(0).is_err() && producer.reserve(9).is_err());
    assert!(producer.reserve_with_backoff(0).is_err() && producer.reserve_with_backoff(9).is_err());
    channel.close();
    assert!(producer.reserve(1).is_err() && producer.reserve_with_backoff(1).is_err());
    assert_eq!(producer.contention(), contention);
    let stats = channel.snapshot();
    assert_eq!((stats.reserve_spins, stats.reserve_failures), (contention.spins, 5));
}

// numa

#[test]
fn rings_are_placed_where_the_option_says() {
    let (mut producer, mut consumer) = NearChannel::open();
    assert_eq!(producer.placement().policy(), Policy::Local);
    producer.send_slice(&[1, 2, 3]);
    assert_eq!(consumer.drain().collect::<Vec<_>>(), [1, 2, 3]);

    let (channel, mut consumer) = EachChannel::open();
    let mut producers = [(); 3].map(|()| channel.register().unwrap());
    for producer in &mut producers {
        assert_eq!(producer.placement().policy(), Policy::Local);
        producer.send_slice(&[1, 2, 3]);
    }
    assert_eq!(consumer.drain().count(), 9);

    let (channel, _consumer) = FirstChannel::open();
    let producer = channel.register().unwrap();
    assert_eq!(producer.placement().policy(), Policy::Node(0));
    assert_eq!(producer.placement().target(), Some(0));
}

#[test]
fn a_node_that_is_not_there_is_reported_and_the_ring_works() {
    let (mut producer, mut consumer) = NowhereChannel::open();
    assert_eq!(producer.placement().policy(), Policy::Node(1023));
    assert!(producer.placement().refusal().is_some());
    producer.send_slice(&[1, 2, 3]);
    assert_eq!(consumer.drain().collect::<Vec<_>>(), [1, 2, 3]);
    drop(producer);
    assert!(consumer.try_recv().unwrap_err().is_closed());
}

// fence

#[test]
fn full_fences_change_nothing_that_is_told() {
    let ledger = Ledger::new();
    let (mut producer, mut consumer) = spsc_64::MessageChannel::open();
    for _ in 0..3 {
        assert_eq!(producer.send_iter(ledger.messages(99)), 64);
        assert_eq!(consumer.consume_batch(|_| ()), 64);
    }
    producer.try_send(ledger.message()).unwrap();
    producer.channel().close();
    assert!(producer.try_send(ledger.message()).unwrap_err().is_closed());
    assert!(consumer.try_recv().is_ok());
    assert!(consumer.try_recv().unwrap_err().is_closed());
    ledger.assert_settled();
}

#[test]
fn counting_survives_a_panic() {
    let ledger = Ledger::new();
    let (mut producer, mut consumer) = spsc_8::MessageChannel::open();
    producer.send_iter(ledger.messages(4));
    assert!(caught(|| _ = consumer.consume_batch(|message| {
        if message.number() == 2 {
            panic_wanted();
        }
    })));
    assert_eq!(consumer.metrics().received, 3);
    assert_eq!(consumer.channel().snapshot().pending, 1);
}
