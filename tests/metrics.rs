//! What is counted, asked for by producer, and reset.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use ringmpsc::{ConsumerStats, EventNotifier, ProducerId, ProducerStats, StealStats, ring_channel};
use ringmpsc_tests::{Watchdog, caught, open, panic_wanted};

/// The message.
#[ring_channel(kind = spsc, bits = 2, metrics, name = One)]
#[ring_channel(kind = mpsc, bits = 2, metrics, name = Many)]
#[ring_channel(kind = mpsc, bits = 2, metrics, max_producers = 1, name = Limited)]
#[ring_channel(kind = spmc, bits = 2, metrics, name = Shared)]
#[ring_channel(kind = mpmc, bits = 2, metrics, name = ManyShared)]
#[ring_channel(kind = mpmc, bits = 10, metrics, shard = 1, name = Wide)]
pub type Number = u64;

fn sent(stats: ProducerStats) -> (u64, u64, u64) {
    (stats.sent, stats.batches, stats.largest_batch)
}

/// A consumer takes all that there is, and says how many messages that was.
macro_rules! by_producer {
    ($($kind:ident: $consumer:ident, $open:expr, $take_all:expr;)*) => {$(
        mod $kind {
            use super::*;

            #[test]
            fn a_producer_is_found_until_its_ring_has_another_owner() {
                let (channel, mut consumer) = $open;
                let mut producers = [(); 3].map(|()| channel.register().unwrap());
                let ids = producers.each_ref().map(|producer| producer.id());
                assert_eq!(ids.map(ProducerId::get), [0, 1, 2]);
                assert_eq!(ids.map(|id| id.to_string()), ["0", "1", "2"]);
                for (n, producer) in producers.iter_mut().enumerate() {
                    assert_eq!(producer.send_iter(0..=n as u64), n + 1);
                }
                assert_eq!(ids.map(|id| channel.len_of(id)), [Some(1), Some(2), Some(3)]);
                let of = |id| channel.stats_of(id).map(sent);
                assert_eq!(ids.map(of), [Some((1, 1, 1)), Some((2, 1, 2)), Some((3, 1, 3))]);

                let [first, second, third] = producers;
                drop(second);
                assert_eq!((channel.len_of(ids[1]), of(ids[1])), (Some(2), Some((2, 1, 2))));
                let take_all: fn(&mut $consumer) -> usize = $take_all;
                assert_eq!(take_all(&mut consumer), 6);
                assert_eq!((channel.len_of(ids[1]), of(ids[1])), (Some(0), Some((2, 1, 2))));
                let mut fourth = channel.register().unwrap();
                let found = (channel.len_of(ids[1]), of(ids[1]));
                assert_eq!(found, (None, None), "it has another owner");
                let found = (channel.len_of(fourth.id()), of(fourth.id()));
                assert_eq!(found, (Some(0), Some((0, 0, 0))));
                fourth.try_send(7).unwrap();
                let found = (channel.len_of(fourth.id()), of(fourth.id()));
                assert_eq!(found, (Some(1), Some((1, 1, 1))));
                assert_eq!(channel.snapshot().sent, Some(7), "by all there have been");
                drop((first, third));

                let (other, _consumer) = $open;
                assert_eq!((other.len_of(ids[0]), other.stats_of(ids[0])), (None, None));
            }
        }
    )*};
}

by_producer! {
    many: ManyConsumer, ManyChannel::open(), |consumer| consumer.consume_count();
    many_shared: ManySharedConsumer, {
        let channel = ManySharedChannel::open();
        let consumer = channel.register_consumer().unwrap();
        (channel, consumer)
    }, |consumer| consumer.consume_batch(drop);
}

#[test]
fn the_messages_of_one_producer_are_drained_and_no_others() {
    let (channel, mut consumer) = ManyChannel::open();
    let mut first = channel.register().unwrap();
    let mut second = channel.register().unwrap();
    assert_eq!(first.send_slice(&[10, 11]), 2);
    assert_eq!(second.send_slice(&[20, 21, 22]), 3);
    // Rings that the consumer has met, and that it has not.
    let hottest = consumer.hottest().unwrap();
    assert_eq!(hottest, second.id());
    let mut drained = Vec::new();
    assert_eq!(consumer.drain_from(hottest, |number| drained.push(number)), 3);
    assert_eq!(drained, [20, 21, 22]);
    assert_eq!(consumer.drain_from(hottest, |_| unreachable!("nothing is left")), 0);
    assert_eq!((channel.len_of(first.id()), channel.len()), (Some(2), 2));
    let mut third = channel.register().unwrap();
    third.try_send(30).unwrap();
    assert_eq!(consumer.drain_from(third.id(), |number| assert_eq!(number, 30)), 1);
    third.try_send(31).unwrap();
    assert_eq!(consumer.try_recv(), Ok(10));
    assert_eq!(consumer.drain_from(first.id(), |number| assert_eq!(number, 11)), 1);
    assert_eq!(consumer.try_recv(), Ok(31), "it goes on with the others");
    let stats = consumer.metrics();
    assert_eq!((stats.received, stats.batches, stats.largest_batch), (7, 5, 3));

    // Of a producer that has left, and after a close.
    assert_eq!(first.send_slice(&[12, 13]), 2);
    let id = first.id();
    drop(first);
    channel.close();
    assert_eq!(consumer.drain_from(id, drop), 2);
    assert!(consumer.try_recv().is_err());
    assert_eq!(consumer.drain_from(id, drop), 0);
    let (_channel, mut other) = ManyChannel::open();
    assert_eq!(other.drain_from(id, drop), 0, "it has no such producer");
}

#[test]
fn what_a_ring_held_before_belongs_to_its_next_owner() {
    let (channel, mut consumer) = LimitedChannel::open();
    let mut first = channel.register().unwrap();
    assert_eq!(first.send_slice(&[0, 1]), 2);
    let id = first.id();
    drop(first);
    let mut second = channel.register().unwrap();
    second.try_send(2).unwrap();
    assert_eq!((channel.len_of(id), channel.len_of(second.id())), (None, Some(3)));
    assert_eq!(consumer.drain_from(id, |_| unreachable!("its ring has another owner")), 0);
    let mut drained = Vec::new();
    assert_eq!(consumer.drain_from(second.id(), |number| drained.push(number)), 3);
    assert_eq!(drained, [0, 1, 2]);
}

#[test]
fn a_handler_that_panics_loses_its_message_only() {
    let (channel, mut consumer) = ManyChannel::open();
    let mut producer = channel.register().unwrap();
    assert_eq!(producer.send_slice(&[0, 1, 2]), 3);
    let id = producer.id();
    assert!(caught(|| {
        consumer.drain_from(id, |number| {
            if number == 1 {
                panic_wanted()
            }
        });
    }));
    assert_eq!(consumer.drain_from(id, |number| assert_eq!(number, 2)), 1);
}

/// The message.
#[ring_channel(kind = mpsc, bits = 2, notify, name = Notified)]
type Told = u64;

#[test]
fn a_notifier_is_armed_after_one_producer_was_drained() {
    let notifier = Arc::new(EventNotifier::new().unwrap());
    let (channel, mut consumer) = NotifiedChannel::open();
    let mut producers = [(); 2].map(|()| channel.register().unwrap());
    consumer.set_notifier(Some(Arc::clone(&notifier)));
    producers[0].try_send(0).unwrap();
    assert!(notifier.consume().unwrap() > 0);
    assert_eq!(consumer.drain_from(producers[0].id(), drop), 1);
    producers[1].try_send(1).unwrap();
    assert!(notifier.consume().unwrap() > 0, "signalled, or armed and signalled by this message");

    // It knows of another producer's message, and has received for one producer only.
    assert_eq!(consumer.try_recv(), Ok(1));
    assert!(consumer.try_recv().is_err());
    notifier.consume().unwrap();
    assert_eq!(producers[1].send_slice(&[2, 3]), 2);
    assert_eq!(consumer.try_recv(), Ok(2));
    producers[0].try_send(4).unwrap();
    notifier.consume().unwrap();
    assert_eq!(consumer.drain_from(producers[0].id(), |number| assert_eq!(number, 4)), 1);
    assert!(notifier.consume().unwrap() > 0, "there is another message");
}

/// While producers come and go, an identity stands for one of them or for nobody.
#[test]
fn no_producer_is_taken_for_another_one() {
    let _watchdog = Watchdog::start();
    let (channel, mut consumer) = ManyChannel::open();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..2_000 {
                    let mut producer = channel.register().unwrap();
                    let id = producer.id();
                    assert_eq!(producer.send_slice(&[id.get(); 2]), 2);
                    drop(producer);
                    if let Some(stats) = channel.stats_of(id) {
                        assert_eq!(sent(stats), (2, 1, 2));
                    }
                }
            });
        }
        let drainer = scope.spawn(|| {
            let mut drained = 0;
            while !done.load(Ordering::Relaxed) {
                if let Some(producer) = consumer.hottest() {
                    drained +=
                        consumer.drain_from(producer, |number| assert_eq!(number, producer.get()));
                }
            }
            drained + consumer.consume_count()
        });
        while channel.snapshot().sent != Some(8_000) {
            thread::yield_now();
        }
        done.store(true, Ordering::Relaxed);
        assert_eq!(drainer.join().unwrap(), 8_000);
    });
}

/// With `metrics` alone: neither a failure nor a time of waiting or of a handler is 0.
macro_rules! unmeasured {
    ($($name:ident: $open:expr;)*) => {$(
        #[test]
        fn $name() {
            let (channel, mut producer, mut consumer) = $open;
            let unmeasured = || {
                let stats = channel.snapshot();
                let numbers = [stats.reserve_spins, stats.reserve_failures];
                (numbers, stats.waited, stats.latency)
            };
            let nothing = ([None; 2], None, None);
            assert_eq!(unmeasured(), nothing);
            assert_eq!(producer.send_slice(&[0; 5]), 4);
            assert!(producer.try_send(0).is_err());
            assert_eq!(consumer.consume_up_to(4, |_| ()), 4);
            assert_eq!(unmeasured(), nothing);
            let stats = channel.snapshot();
            assert_eq!(
                [stats.sent, stats.sent_batches, stats.largest_sent_batch],
                [Some(4), Some(1), Some(4)]
            );
            assert_eq!(
                [stats.received, stats.batches, stats.largest_batch],
                [Some(4), Some(1), Some(4)]
            );
        }
    )*};
}

unmeasured! {
    what_one_ring_does_not_measure_is_none: open!(spsc, OneChannel);
    what_many_rings_do_not_measure_is_none: open!(mpsc, ManyChannel);
    what_a_shared_ring_does_not_measure_is_none: open!(spmc, SharedChannel);
    what_many_shared_rings_do_not_measure_is_none: open!(mpmc, ManySharedChannel);
}

#[test]
fn each_end_resets_its_own_counters() {
    let (mut producer, mut consumer) = OneChannel::open();
    assert_eq!(producer.send_slice(&[0, 1, 2]), 3);
    consumer.consume_batch(|_| ());
    producer.reset_metrics();
    assert_eq!(producer.metrics(), ProducerStats::default());
    assert_eq!(consumer.metrics().received, 3);
    consumer.reset_metrics();
    assert_eq!(consumer.metrics(), ConsumerStats::default());
    assert_eq!(producer.send_slice(&[3, 4]), 2);
    consumer.consume_batch(|_| ());
    assert_eq!(sent(producer.metrics()), (2, 1, 2));
    let stats = producer.channel().snapshot();
    assert_eq!((stats.sent, stats.received, stats.largest_batch), (Some(2), Some(2), Some(2)));

    let (channel, mut consumer) = ManyChannel::open();
    let mut producers = [(); 2].map(|()| channel.register().unwrap());
    for producer in &mut producers {
        assert_eq!(producer.send_slice(&[0, 1]), 2);
    }
    assert_eq!(consumer.consume_count(), 4);
    consumer.reset_metrics();
    assert_eq!(consumer.metrics(), ConsumerStats::default());
    producers[0].try_send(2).unwrap();
    assert_eq!(consumer.try_recv(), Ok(2));
    assert_eq!(consumer.metrics().received, 1);

    let (mut producer, channel) = SharedChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    assert_eq!(producer.send_slice(&[0, 1, 2]), 3);
    assert_eq!(consumer.consume_batch(drop), 3);
    consumer.reset_metrics();
    assert_eq!(consumer.metrics(), StealStats::default());
    producer.try_send(3).unwrap();
    assert_eq!(consumer.try_recv(), Ok(3));
    assert_eq!((consumer.metrics().claimed, consumer.metrics().home), (1, 1));
}

/// Takes one message after another, several consumers at once, until one has lost a race.
macro_rules! races {
    ($channel:ident, $producer:ident) => {{
        let _watchdog = Watchdog::start();
        let done = AtomicBool::new(false);
        let consumers = [(); 3].map(|()| $channel.register_consumer().unwrap());
        let lost: u64 = thread::scope(|scope| {
            let takers = consumers.map(|mut consumer| {
                let done = &done;
                scope.spawn(move || {
                    while !done.load(Ordering::Relaxed) {
                        let _ = consumer.try_recv();
                        if consumer.metrics().lost_races > 0 {
                            done.store(true, Ordering::Relaxed);
                        }
                    }
                    consumer.metrics().lost_races
                })
            });
            while !done.load(Ordering::Relaxed) {
                let _ = $producer.send_slice(&[0; 64]);
            }
            takers.into_iter().map(|taker| taker.join().unwrap()).sum()
        });
        assert!(lost > 0);
    }};
}

#[test]
fn lost_races_are_counted() {
    if thread::available_parallelism().is_ok_and(|cpus| cpus.get() == 1) {
        // Nobody comes first where one thread runs at a time.
        return;
    }
    let (mut producer, channel) = SharedChannel::open();
    races!(channel, producer);
    let channel = WideChannel::open();
    let mut producer = channel.register().unwrap();
    races!(channel, producer);
}
