//! What the options do: counters, placement, prefetching, fences, limits, presets, shards.

use std::thread;
use std::time::Duration;

use ringmpsc::numa::Policy;
use ringmpsc::{Contention, RegisterError, ReserveError, ring_channel};
use ringmpsc_tests::channels::{
    mpmc_64, mpsc_8, mpsc_copy_16, spmc_64, spsc_8, spsc_64, spsc_copy_16,
};
use ringmpsc_tests::{Ledger, caught, panic_wanted};

/// On the node of the thread that opens the channel.
#[ring_channel(kind = spsc, bits = 4, numa, name = Near)]
/// On the node of each thread that registers.
#[ring_channel(kind = mpsc, bits = 4, numa, name = Each)]
/// On node 0.
#[ring_channel(kind = mpsc, bits = 4, numa(producer), name = EachNamed)]
#[ring_channel(kind = mpsc, bits = 4, numa(consumer), name = ToOne)]
#[ring_channel(kind = mpmc, bits = 4, numa(consumer), name = ToSeveral)]
#[ring_channel(kind = mpsc, bits = 4, numa(node = 0), name = First)]
/// On a node that no machine has.
#[ring_channel(kind = spsc, bits = 4, numa(node = 1023), name = Nowhere)]
/// The same with consumers that share.
#[ring_channel(kind = spmc, bits = 4, numa, name = NearShared)]
#[ring_channel(kind = mpmc, bits = 4, numa, name = EachShared)]
#[ring_channel(kind = mpmc, bits = 4, numa(node = 0), name = FirstShared)]
#[ring_channel(kind = spmc, bits = 4, numa(node = 1023), name = NowhereShared)]
pub type Number = u64;

/// What a preset says about each kind.
#[ring_channel(kind = spsc, preset = low_latency, name = LowSpsc)]
#[ring_channel(kind = mpsc, preset = low_latency, name = LowMpsc)]
#[ring_channel(kind = spmc, preset = low_latency, name = LowSpmc)]
#[ring_channel(kind = mpmc, preset = low_latency, name = LowMpmc)]
#[ring_channel(kind = spsc, preset = high_throughput, name = HighSpsc)]
#[ring_channel(kind = mpsc, preset = high_throughput, name = HighMpsc)]
#[ring_channel(kind = spmc, preset = high_throughput, name = HighSpmc)]
#[ring_channel(kind = mpmc, preset = high_throughput, metrics, name = HighMpmc)]
#[ring_channel(kind = spsc, preset = ultra_low_latency, name = UltraSpsc)]
#[ring_channel(kind = mpsc, preset = ultra_low_latency, name = UltraMpsc)]
#[ring_channel(kind = spmc, preset = ultra_low_latency, name = UltraSpmc)]
#[ring_channel(kind = mpmc, preset = ultra_low_latency, metrics, name = UltraMpmc)]
/// What is written instead.
#[ring_channel(
    kind = mpmc,
    preset = high_throughput,
    bits = 3,
    max_producers = 7,
    shard = 3,
    metrics,
    name = Written
)]
/// More homes than there will be rings.
#[ring_channel(kind = mpmc, bits = 3, shard = 99, metrics, name = Everywhere)]
/// One option, for one side.
#[ring_channel(kind = spmc, bits = 3, max_consumers = 1, name = Lonely)]
#[ring_channel(kind = mpmc, bits = 3, max_consumers = 1, name = Fed)]
#[ring_channel(kind = mpmc, bits = 3, max_producers = 1, name = Feeding)]
pub type Amount = u64;

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
    assert_eq!(producer.send_slice(&[2, 3, 4]), 3);
    assert_eq!(read(&producer), (4, 2, 3));
    assert_eq!(producer.send_iter([5, 6]), 2);
    assert_eq!(read(&producer), (6, 3, 3));
    let mut slots = producer.reserve(10).unwrap();
    assert_eq!(slots.fill_from(0..5), 5);
    slots.commit().unwrap();
    assert_eq!(read(&producer), (11, 4, 5));

    // What is not sent is not counted.
    assert_eq!(producer.reserve(2).unwrap().fill_from(0..2), 2);
    assert_eq!(producer.send_slice(&[]), 0);
    producer.reserve(1).unwrap().commit().unwrap();
    assert_eq!(read(&producer), (11, 4, 5));
    assert_eq!(producer.send_slice(&[0; 5]), 5);
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
            let mut iter = consumer.peek_iter();
            (&mut iter).into_iter().for_each(drop);
            iter.consume_seen();
        },
    ];
    for (k, operation) in operations.into_iter().enumerate() {
        let (mut producer, mut consumer) = spsc_copy_16::MessageChannel::open();
        producer.try_send(0).unwrap();
        consumer.try_recv().unwrap();
        assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
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
        assert_eq!(producer.send_slice(&[0; 6]), 6);
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
    assert_eq!(first.send_slice(&[1, 2, 3]), 3);
    assert_eq!(second.send_slice(&[4, 5, 6, 7, 8]), 5);
    assert_eq!(consumer.consume_batch(|_| ()), 8);
    let stats = consumer.metrics();
    assert_eq!((stats.received, stats.batches, stats.largest_batch), (8, 2, 5));
    assert_eq!((first.metrics().sent, second.metrics().sent), (3, 5));
}

#[test]
fn a_producer_counts_its_own_messages_only() {
    let (channel, mut consumer) = mpsc_copy_16::MessageChannel::open();
    let mut first = channel.register().unwrap();
    assert_eq!(first.send_slice(&[1, 2, 3]), 3);
    consumer.consume_count();
    drop(first);
    let mut second = channel.register().unwrap();
    assert_eq!(second.send_slice(&[4, 5]), 2);
    let stats = second.metrics();
    assert_eq!((stats.sent, stats.batches, stats.largest_batch), (2, 1, 2));
    assert_eq!(channel.snapshot().sent, Some(5), "by all producers there have been");
}

#[test]
fn a_snapshot_tells_everything_at_once() {
    let (channel, mut consumer) = mpsc_copy_16::MessageChannel::open();
    let mut first = channel.register().unwrap();
    let mut second = channel.register().unwrap();
    assert_eq!(first.send_slice(&[1, 2, 3]), 3);
    consumer.consume_count();
    assert_eq!(second.send_slice(&[4, 5]), 2);
    consumer.consume_up_to(1, |_| ());
    drop(first);
    let stats = channel.snapshot();
    assert_eq!((stats.producers, stats.consumers, stats.pending, stats.closed), (1, 1, 1, false));
    let sent = (stats.sent, stats.sent_batches, stats.largest_sent_batch);
    assert_eq!(sent, (Some(5), Some(2), Some(3)));
    let received = (stats.received, stats.batches, stats.largest_batch);
    assert_eq!(received, (Some(4), Some(2), Some(3)));
    let not_measured = (stats.reserve_spins, stats.reserve_failures, stats.waited, stats.latency);
    assert_eq!(not_measured, (None, None, None, None));
    channel.close();
    drop((second, consumer));
    let stats = channel.snapshot();
    assert_eq!((stats.producers, stats.consumers, stats.pending, stats.closed), (0, 0, 0, true));
    assert_eq!(
        (stats.sent, stats.received),
        (Some(5), Some(4)),
        "one was dropped with the consumer"
    );

    let (mut producer, consumer) = spsc_copy_16::MessageChannel::open();
    assert_eq!(producer.send_slice(&[1, 2]), 2);
    let stats = consumer.channel().snapshot();
    assert_eq!((stats.producers, stats.consumers, stats.pending, stats.closed), (1, 1, 2, false));
    assert_eq!((stats.sent, stats.received), (Some(2), Some(0)));
}

#[test]
fn latency_is_the_time_that_batches_take() {
    const PAUSE: Duration = Duration::from_millis(2);
    let ledger = Ledger::new();
    let (mut producer, mut consumer) = spsc_8::MessageChannel::open();
    assert_eq!(consumer.metrics().latency, None);
    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
    consumer.consume_batch(|_| ());
    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
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
    assert_eq!(first.send_iter(ledger.messages(1)), 1);
    assert_eq!(second.send_iter(ledger.messages(1)), 1);
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
    assert_eq!((stats.reserve_spins, stats.reserve_failures), (Some(contention.spins), Some(5)));
}

// numa

#[test]
fn rings_are_placed_where_the_option_says() {
    let (mut producer, mut consumer) = NearChannel::open();
    assert_eq!(producer.placement().policy(), Policy::Local);
    assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
    assert_eq!(consumer.drain().collect::<Vec<_>>(), [1, 2, 3]);

    let (channel, mut consumer) = EachChannel::open();
    let mut producers = [(); 3].map(|()| channel.register().unwrap());
    for producer in &mut producers {
        assert_eq!(producer.placement().policy(), Policy::Local);
        assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
    }
    assert_eq!(consumer.drain().count(), 9);

    let (channel, _consumer) = FirstChannel::open();
    let producer = channel.register().unwrap();
    assert_eq!(producer.placement().policy(), Policy::Node(0));
    assert_eq!(producer.placement().target(), Some(0));
}

/// On a machine with one node, each of them is on target.
#[test]
fn a_side_may_be_named() {
    let (channel, _consumer) = EachNamedChannel::open();
    let named = channel.register().unwrap().placement().clone();
    let (channel, _consumer) = EachChannel::open();
    assert_eq!(&named, channel.register().unwrap().placement());
    let (channel, mut consumer) = ToOneChannel::open();
    let mut producer = channel.register().unwrap();
    assert!(producer.placement().target().is_some());
    assert_eq!(producer.placement().refusal(), None);
    assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
    assert_eq!(consumer.drain().collect::<Vec<_>>(), [1, 2, 3]);
    let channel = ToSeveralChannel::open();
    let mut producer = channel.register().unwrap();
    assert_eq!(producer.placement().refusal(), None);
    assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
    let mut consumer = channel.register_consumer().unwrap();
    assert!(consumer.steal(9).unwrap().eq([1, 2, 3]));
}

#[test]
fn shared_rings_are_placed_where_the_option_says() {
    let (mut producer, channel) = NearSharedChannel::open();
    assert_eq!(producer.placement().policy(), Policy::Local);
    assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
    let mut consumer = channel.register_consumer().unwrap();
    assert!(consumer.steal(9).unwrap().eq([1, 2, 3]));

    let channel = EachSharedChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    let mut producers = [(); 3].map(|()| channel.register().unwrap());
    for producer in &mut producers {
        assert_eq!(producer.placement().policy(), Policy::Local);
        assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
    }
    assert_eq!(consumer.consume_batch(|_| ()), 9);

    let producer = FirstSharedChannel::open().register().unwrap();
    assert_eq!(producer.placement().policy(), Policy::Node(0));
    assert_eq!(producer.placement().target(), Some(0));

    let (mut producer, channel) = NowhereSharedChannel::open();
    assert!(producer.placement().refusal().is_some());
    assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
    let mut consumer = channel.register_consumer().unwrap();
    assert_eq!(consumer.steal_slice(&mut [0; 9]), 3);
}

#[test]
fn a_node_that_is_not_there_is_reported_and_the_ring_works() {
    let (mut producer, mut consumer) = NowhereChannel::open();
    assert_eq!(producer.placement().policy(), Policy::Node(1023));
    assert!(producer.placement().refusal().is_some());
    assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
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

/// With consumers that share: their ends are the same whatever the number of producers.
macro_rules! full_fences {
    ($open:path) => {{
        let ledger = Ledger::new();
        let (channel, mut producer) = $open(0);
        let mut consumers = [(); 2].map(|()| channel.register_consumer().unwrap());
        for consumer in &mut consumers {
            assert_eq!(producer.send_iter(ledger.messages(99)), 64);
            assert_eq!(consumer.consume_batch(drop), 64);
        }
        producer.try_send(ledger.message()).unwrap();
        channel.close();
        assert!(producer.try_send(ledger.message()).unwrap_err().is_closed());
        assert!(consumers[0].try_recv().is_ok());
        for consumer in &mut consumers {
            assert!(consumer.try_recv().unwrap_err().is_closed());
        }
        ledger.assert_settled();
    }};
}

#[test]
fn full_fences_change_nothing_that_consumers_who_share_are_told() {
    full_fences!(spmc_64::open_at);
    full_fences!(mpmc_64::open_at);
}

#[test]
fn counting_survives_a_panic() {
    let ledger = Ledger::new();
    let (mut producer, mut consumer) = spsc_8::MessageChannel::open();
    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    assert!(caught(|| _ = consumer.consume_batch(|message| {
        if message.number() == 2 {
            panic_wanted();
        }
    })));
    assert_eq!(consumer.metrics().received, 3);
    assert_eq!(consumer.channel().snapshot().pending, 1);
}

// max_producers, max_consumers

/// Registers until that is refused, or nobody seems to mind.
fn refusal<T>(mut register: impl FnMut() -> Result<T, RegisterError>) -> Option<RegisterError> {
    let registered: Result<Vec<_>, _> = (0..40).map(|_| register()).collect();
    registered.err()
}

/// What is said past a limit of producers.
fn producers(limit: usize) -> RegisterError {
    RegisterError::LimitReached { limit }
}

/// What is said past a limit of consumers.
fn consumers(limit: usize) -> RegisterError {
    RegisterError::ConsumerLimitReached { limit }
}

#[test]
fn a_limit_is_for_one_side() {
    let (_producer, channel) = LonelyChannel::open();
    assert_eq!(refusal(|| channel.register_consumer()), Some(consumers(1)));
    let channel = FedChannel::open();
    assert_eq!(refusal(|| channel.register_consumer()), Some(consumers(1)));
    assert_eq!(refusal(|| channel.register()), None);
    let channel = FeedingChannel::open();
    assert_eq!(refusal(|| channel.register_consumer()), None);
    assert_eq!(refusal(|| channel.register()), Some(producers(1)));
}

// preset

#[test]
fn a_preset_says_how_many_messages_a_ring_holds() {
    let low = [
        LowSpscChannel::CAPACITY,
        LowMpscChannel::CAPACITY,
        LowSpmcChannel::CAPACITY,
        LowMpmcChannel::CAPACITY,
    ];
    assert_eq!(low, [1 << 12; 4]);
    let high = [HighSpscChannel::CAPACITY, HighMpscChannel::CAPACITY, HighSpmcChannel::CAPACITY];
    assert_eq!(high, [1 << 18; 3]);
    assert_eq!(HighMpmcChannel::CAPACITY, 1 << 16);
    let ultra = [
        UltraSpscChannel::CAPACITY,
        UltraMpscChannel::CAPACITY,
        UltraSpmcChannel::CAPACITY,
        UltraMpmcChannel::CAPACITY,
    ];
    assert_eq!(ultra, [1 << 10; 4]);
}

#[test]
fn a_preset_limits_the_sides_that_it_knows() {
    let channel = LowMpmcChannel::open();
    assert_eq!(refusal(|| channel.register()), Some(producers(16)));
    assert_eq!(refusal(|| channel.register_consumer()), None);
    let channel = HighMpmcChannel::open();
    assert_eq!(refusal(|| channel.register()), Some(producers(32)));
    assert_eq!(refusal(|| channel.register_consumer()), Some(consumers(16)));
    let channel = UltraMpmcChannel::open();
    assert_eq!(refusal(|| channel.register()), Some(producers(4)));
    assert_eq!(refusal(|| channel.register_consumer()), None);
    let (_producer, channel) = HighSpmcChannel::open();
    assert_eq!(
        refusal(|| channel.register_consumer()),
        None,
        "shards have a limit, a ring has none"
    );
}

#[test]
fn what_is_written_wins_over_a_preset() {
    assert_eq!(WrittenChannel::CAPACITY, 8);
    let channel = WrittenChannel::open();
    assert_eq!(refusal(|| channel.register()), Some(producers(7)));
    assert_eq!(refusal(|| channel.register_consumer()), Some(consumers(16)), "which is left to it");
}

// shard

/// In how many of so many rings a consumer is at home: one message comes from each.
macro_rules! at_home {
    ($channel:expr, $rings:expr) => {{
        let channel = $channel;
        let mut consumer = channel.register_consumer().unwrap();
        let mut producers = [(); $rings].map(|()| channel.register().unwrap());
        for producer in &mut producers {
            producer.try_send(0).unwrap();
        }
        while consumer.try_recv().is_ok() {}
        let stats = consumer.metrics();
        assert_eq!(stats.claimed, $rings);
        stats.home
    }};
}

#[test]
fn a_consumer_is_at_home_in_as_many_rings_as_the_option_says() {
    assert_eq!(at_home!(UltraMpmcChannel::open(), 4), 2, "if nothing is said");
    assert_eq!(at_home!(HighMpmcChannel::open(), 7), 4, "or as the preset says");
    assert_eq!(at_home!(WrittenChannel::open(), 7), 3);
    assert_eq!(at_home!(EverywhereChannel::open(), 7), 7, "there are no more");
}
