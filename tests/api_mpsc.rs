//! Many producers: what their ends do.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use ringmpsc::{RegisterError, ResetError, TryRecvError, ring_channel};
use ringmpsc_tests::channels::{mpsc_4, mpsc_copy_4};
use ringmpsc_tests::{Ledger, Tracked};

#[path = "api/one_ring.rs"]
mod one_ring;

/// At most three producers.
#[ring_channel(kind = mpsc, bits = 2, max_producers = 3, name = Three)]
/// As many producers as the preset says.
#[ring_channel(kind = mpsc, preset = ultra_low_latency, name = Preset)]
pub type Number = u64;

fn tracked() -> (mpsc_4::MessageChannel, mpsc_4::MessageProducer, mpsc_4::MessageConsumer) {
    let (channel, consumer) = mpsc_4::MessageChannel::open();
    let producer = channel.register().unwrap();
    (channel, producer, consumer)
}

fn numbers()
-> (mpsc_copy_4::MessageChannel, mpsc_copy_4::MessageProducer, mpsc_copy_4::MessageConsumer) {
    let (channel, consumer) = mpsc_copy_4::MessageChannel::open();
    let producer = channel.register().unwrap();
    (channel, producer, consumer)
}

/// Producers, and a consumer that has met the rings of all of them, with the turns in their order.
fn acquainted<const N: usize>()
-> (mpsc_copy_4::MessageChannel, [mpsc_copy_4::MessageProducer; N], mpsc_copy_4::MessageConsumer) {
    let (channel, mut consumer) = mpsc_copy_4::MessageChannel::open();
    let producers = std::array::from_fn(|_| {
        let mut producer = channel.register().unwrap();
        producer.try_send(0).unwrap();
        consumer.try_recv().unwrap();
        producer
    });
    consumer.reset_adaptive_skip();
    (channel, producers, consumer)
}

// Coming and going.

#[test]
fn a_channel_opens_without_producers() {
    let (channel, mut consumer) = mpsc_4::MessageChannel::open();
    assert_eq!((channel.producer_count(), channel.consumer_count()), (0, 1));
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Empty);
    assert_eq!(consumer.consume_batch(|_| unreachable!()), 0);
    assert_eq!(consumer.drain().len(), 0);
    assert_eq!(consumer.peek_iter().consume_seen(), 0);
}

#[test]
fn producers_are_counted() {
    let (channel, consumer) = mpsc_4::MessageChannel::open();
    let mut producers: Vec<_> = (1..=10)
        .map(|n| {
            let producer = channel.register().unwrap();
            assert_eq!(channel.producer_count(), n);
            producer
        })
        .collect();
    for n in (0..10).rev() {
        producers.pop();
        assert_eq!(channel.producer_count(), n);
    }
    drop(consumer);
    assert_eq!(channel.consumer_count(), 0);
}

#[test]
fn identities_are_unique_also_among_producers_that_have_left() {
    let (channel, _consumer) = mpsc_4::MessageChannel::open();
    let mut seen = BTreeSet::new();
    let kept = channel.register().unwrap();
    assert!(seen.insert(kept.id()));
    for _ in 0..10 {
        let first = channel.register().unwrap();
        let second = channel.register().unwrap();
        assert!(seen.insert(first.id()) && seen.insert(second.id()));
        drop(first);
        assert!(seen.insert(channel.register().unwrap().id()));
    }
    assert!(seen.contains(&kept.id()), "the identity of a producer does not change");
    assert!(seen.iter().map(|id| id.get()).eq(0..31), "how many were registered before");
}

#[test]
fn registering_past_the_limit_is_an_error_until_somebody_leaves() {
    assert_eq!(ThreeChannel::CAPACITY, 4);
    let (channel, _consumer) = ThreeChannel::open();
    let producers = [(); 3].map(|()| channel.register().unwrap());
    for _ in 0..3 {
        let error = channel.register().unwrap_err();
        assert_eq!(error, RegisterError::LimitReached { limit: 3 });
        assert!(!error.is_closed());
        assert_eq!(
            error.to_string(),
            "3 producers are registered: drop one, or raise `max_producers`"
        );
        assert_eq!(channel.producer_count(), 3);
    }
    drop(producers);
    let _producers = [(); 3].map(|()| channel.register().unwrap());
    assert!(channel.register().is_err());
}

#[test]
fn a_preset_limits_the_producers() {
    assert_eq!(PresetChannel::CAPACITY, 1 << 10);
    let (channel, _consumer) = PresetChannel::open();
    let _producers = [(); 4].map(|()| channel.register().unwrap());
    assert_eq!(channel.register().unwrap_err(), RegisterError::LimitReached { limit: 4 });
}

#[test]
fn there_is_no_limit_if_none_is_asked_for() {
    let (channel, mut consumer) = mpsc_copy_4::MessageChannel::open();
    let mut producers: Vec<_> = (0..1000).map(|_| channel.register().unwrap()).collect();
    for (producer, k) in producers.iter_mut().zip(0..) {
        producer.try_send(k).unwrap();
    }
    let mut received: Vec<_> = consumer.drain().collect();
    received.sort_unstable();
    assert!(received.into_iter().eq(0..1000));
}

#[test]
fn registering_is_refused_after_a_close() {
    let (channel, producer, _consumer) = tracked();
    channel.close();
    let error = channel.clone().register().unwrap_err();
    assert_eq!(error, RegisterError::Closed);
    assert!(error.is_closed());
    assert_eq!(error.to_string(), "the channel is closed");
    assert_eq!(channel.producer_count(), 1);
    drop(producer);
    assert_eq!(channel.register().unwrap_err(), RegisterError::Closed, "also if a ring is vacant");
    assert_eq!(channel.producer_count(), 0);
}

#[test]
fn registering_is_refused_after_the_consumer_has_gone() {
    let (channel, producer, consumer) = tracked();
    drop(consumer);
    assert!(producer.is_closed() && channel.is_closed());
    assert_eq!(channel.register().unwrap_err(), RegisterError::Closed);
}

// When a side has ended.

#[test]
fn a_control_handle_keeps_the_channel_open_for_new_producers() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    producer.try_send(ledger.message()).unwrap();
    drop(producer);
    assert_eq!(consumer.try_recv().unwrap().number(), 0);
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Empty);

    let other = channel.clone();
    drop(channel);
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Empty);
    other.register().unwrap().try_send(ledger.message()).unwrap();
    drop(other);
    assert_eq!(consumer.try_recv().unwrap().number(), 1);
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
    assert!(consumer.is_closed() && consumer.is_fully_drained());
    ledger.assert_settled();
}

#[test]
fn a_producer_keeps_the_channel_open_without_a_control_handle() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    let other = channel.register().unwrap();
    drop((channel, other));
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Empty);
    producer.try_send(ledger.message()).unwrap();
    assert_eq!(consumer.try_recv().unwrap().number(), 0);
    assert!(!consumer.is_closed() && !producer.is_closed());
    drop(producer);
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
}

#[test]
fn a_channel_that_nobody_can_send_to_any_more_has_ended() {
    let (channel, mut consumer) = mpsc_4::MessageChannel::open();
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Empty);
    drop(channel);
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
}

#[test]
fn close_tells_every_producer() {
    let ledger = Ledger::new();
    let (channel, mut first, _consumer) = tracked();
    let mut second = channel.register().unwrap();
    let idle = channel.register().unwrap();
    second.try_send(ledger.message()).unwrap();
    channel.close();
    assert!(first.is_closed() && second.is_closed() && idle.is_closed());
    assert!(first.try_send(ledger.message()).unwrap_err().is_closed());
    assert!(second.try_send(ledger.message()).unwrap_err().is_closed());
}

#[test]
fn drain_all_after_close_receives_everything() {
    let ledger = Ledger::new();
    let (channel, mut first, mut consumer) = tracked();
    let mut second = channel.register().unwrap();
    assert_eq!(first.send_iter(ledger.messages(3)), 3);
    assert_eq!(second.send_iter(ledger.messages(2)), 2);
    drop(second);
    let mut slots = first.reserve(1).unwrap();
    assert_eq!(slots.fill_from(ledger.messages(1)), 1);
    channel.close();
    assert!(!channel.is_fully_drained() && !consumer.is_fully_drained());
    let mut received = Vec::new();
    let drained = consumer.drain_all(|message| {
        received.push(message);
    });
    assert_eq!((drained, received.len()), (5, 5));
    assert!(channel.is_fully_drained() && consumer.is_fully_drained());
    assert_eq!(slots.commit().unwrap_err().into_inner().len(), 1, "it has ended");
    assert_eq!(consumer.drain_all(|_| unreachable!()), 0);
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
    drop(received);
    ledger.assert_settled();
}

#[test]
fn drain_all_of_an_open_channel_stops_when_nothing_is_left() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    assert_eq!(consumer.drain_all(|_| unreachable!()), 0);
    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    assert_eq!(consumer.drain_all(drop), 4);
    assert!(!channel.is_closed());
    producer.try_send(ledger.message()).unwrap();
    assert_eq!(consumer.drain_all(drop), 1);
}

#[test]
fn dropping_the_consumer_drops_what_is_in_every_ring_once() {
    let ledger = Ledger::new();
    let (channel, mut first, mut consumer) = tracked();
    let mut second = channel.register().unwrap();
    let mut left = channel.register().unwrap();
    assert_eq!(first.send_iter(ledger.messages(3)), 3);
    consumer.try_recv().unwrap();
    assert_eq!(second.send_iter(ledger.messages(4)), 4);
    assert_eq!(left.send_iter(ledger.messages(2)), 2);
    drop(left);
    drop(consumer);
    ledger.assert_settled();
}

// Turns.

/// What `try_recv` takes at most of one ring while another one has its turn next. The rings here
/// hold four messages, so it is no more than these.
const RUN: usize = 4;

/// For how many passes a message waits at most.
const PASSES: usize = 16;

/// How many messages that are not `wanted` come before it. The busy producer fills its ring before
/// each.
fn waits_for(
    wanted: u64,
    busy: &mut mpsc_copy_4::MessageProducer,
    consumer: &mut mpsc_copy_4::MessageConsumer,
) -> usize {
    let received = std::iter::repeat_with(|| {
        while busy.try_send(1).is_ok() {}
        consumer.try_recv().unwrap()
    });
    received.take(9999).position(|message| message == wanted).unwrap()
}

#[test]
fn receiving_takes_what_is_known_of_one_ring_after_another() {
    let (_channel, mut producers, mut consumer) = acquainted::<3>();
    for (producer, k) in producers.iter_mut().zip(1..) {
        assert_eq!(producer.send_slice(&[10 * k, 10 * k + 1, 10 * k + 2]), 3);
    }
    assert_eq!(consumer.try_recv(), Ok(10));
    producers[0].try_send(13).unwrap();
    let received: Vec<_> = std::iter::from_fn(|| consumer.try_recv().ok()).collect();
    assert_eq!(received, [11, 12, 20, 21, 22, 30, 31, 32, 13]);
}

#[test]
fn messages_that_come_one_by_one_are_received_in_turn() {
    let (_channel, mut producers, mut consumer) = acquainted::<3>();
    for producer in &mut producers {
        producer.try_send(0).unwrap();
    }
    for round in 0..100 {
        for (k, producer) in producers.iter_mut().enumerate() {
            consumer.try_recv().unwrap();
            producer.try_send(3 * round + k as u64).unwrap();
        }
        let waiting: Vec<_> = producers.iter().map(mpsc_copy_4::MessageProducer::len).collect();
        assert_eq!(waiting, [1, 1, 1]);
    }
}

#[test]
fn a_producer_that_never_stops_does_not_keep_the_others_waiting() {
    let (_channel, [mut busy, mut other], mut consumer) = acquainted();
    for _ in 0..100 {
        other.try_send(2).unwrap();
        assert!(waits_for(2, &mut busy, &mut consumer) <= RUN);
    }
}

#[test]
fn a_ring_is_met_with_its_first_message_and_not_kept_waiting() {
    let (channel, [mut busy], mut consumer) = acquainted();
    for _ in 0..100 {
        channel.register().unwrap().try_send(2).unwrap();
        assert!(waits_for(2, &mut busy, &mut consumer) <= 2 * RUN);
    }
}

#[test]
fn a_ring_is_met_although_more_is_known_of_the_only_other_one() {
    let (channel, [mut busy], mut consumer) = acquainted();
    assert_eq!(busy.send_slice(&[1; 4]), 4);
    assert_eq!(consumer.try_recv(), Ok(1));
    channel.register().unwrap().try_send(2).unwrap();
    assert!(waits_for(2, &mut busy, &mut consumer) <= RUN);
}

#[test]
fn a_ring_that_was_idle_waits_for_at_most_16_passes() {
    for idle in 0..400 {
        let (_channel, [mut busy, mut other], mut consumer) = acquainted();
        for _ in 0..idle {
            busy.try_send(1).unwrap();
            assert_eq!(consumer.try_recv(), Ok(1));
        }
        other.try_send(2).unwrap();
        let waited = waits_for(2, &mut busy, &mut consumer);
        assert!(waited <= PASSES * RUN, "{waited} after {idle} passes");
    }
}

#[test]
fn reset_adaptive_skip_looks_at_every_ring_in_the_next_pass() {
    for idle in 0..400 {
        let (_channel, [mut busy, mut other], mut consumer) = acquainted();
        for _ in 0..idle {
            busy.try_send(1).unwrap();
            assert_eq!(consumer.try_recv(), Ok(1));
        }
        busy.try_send(1).unwrap();
        other.try_send(2).unwrap();
        consumer.reset_adaptive_skip();
        assert_eq!(consumer.consume_batch(|_| ()), 2, "after {idle} passes");
    }
}

#[test]
fn empty_is_reported_only_if_every_ring_was_seen_empty() {
    for idle in 0..400 {
        let (_channel, [mut busy, mut other], mut consumer) = acquainted();
        for _ in 0..idle {
            busy.try_send(1).unwrap();
            assert_eq!(consumer.try_recv(), Ok(1));
        }
        other.try_send(2).unwrap();
        assert_eq!(consumer.try_recv(), Ok(2), "after {idle} passes");
        other.try_send(3).unwrap();
        assert_eq!(consumer.consume_batch(|_| ()), 1, "after {idle} passes");
    }
}

// Operations on several rings.

#[test]
fn peek_shows_what_try_recv_will_give_whatever_arrives_in_between() {
    let (channel, mut producers, mut consumer) = acquainted::<3>();
    let mut newcomers = Vec::new();
    for round in 0..100 {
        producers[round % 3].try_send(1000 + round as u64).unwrap();
        let peeked = *consumer.peek().unwrap();
        for (producer, k) in producers.iter_mut().zip(1..) {
            producer.try_send(2000 + k).unwrap();
        }
        let mut newcomer = channel.register().unwrap();
        newcomer.try_send(3000).unwrap();
        newcomers.push(newcomer);
        assert_eq!(consumer.hottest().map(ringmpsc::ProducerId::get), Some(round as u64 % 3));
        assert_eq!(consumer.peek(), Some(&peeked));
        assert_eq!(consumer.peek_many(1), Some(&[peeked][..]));
        assert_eq!(consumer.readable().unwrap()[0], peeked);
        assert_eq!(consumer.peek_iter().next(), Some(&peeked));
        assert_eq!(consumer.try_recv(), Ok(peeked));
        assert_eq!(consumer.drain_all(|_| ()), 4);
    }
}

#[test]
fn readable_shows_one_ring_after_another() {
    let (_channel, [mut first, mut second], mut consumer) = acquainted();
    assert_eq!(first.send_slice(&[1, 2]), 2);
    assert_eq!(second.send_slice(&[3]), 1);
    let readable = consumer.readable().unwrap();
    assert_eq!(*readable, [1, 2]);
    readable.advance(1);
    let readable = consumer.readable().unwrap();
    assert_eq!(*readable, [3]);
    readable.advance_all();
    assert_eq!(*consumer.readable().unwrap(), [2]);
}

#[test]
fn every_batch_operation_visits_every_ring() {
    type Consumer = mpsc_copy_4::MessageConsumer;
    type Operation = fn(&mut Consumer, &mut Vec<u64>) -> usize;
    let by_reference: [Operation; 5] = [
        |consumer, seen| consumer.consume_batch(|message| seen.push(*message)),
        |consumer, seen| consumer.consume_all(|message| seen.push(*message)),
        |consumer, seen| consumer.consume_up_to(99, |message| seen.push(*message)),
        |consumer, seen| consumer.consume_all_up_to(99, |message| seen.push(*message)),
        |consumer, seen| {
            consumer.consume_while(|message| {
                seen.push(*message);
                ControlFlow::Continue(())
            })
        },
    ];
    let by_value: [Operation; 7] = [
        |consumer, seen| consumer.consume_batch_owned(|message| seen.push(message)),
        |consumer, seen| consumer.consume_all_owned(|message| seen.push(message)),
        |consumer, seen| consumer.drain_all(|message| seen.push(message)),
        |consumer, seen| consumer.drain_into(seen, 99),
        |consumer, seen| {
            let mut slice = [0; 99];
            let n = consumer.recv_slice(&mut slice);
            seen.extend(&slice[..n]);
            n
        },
        |consumer, seen| {
            let drain = consumer.drain();
            let n = drain.len();
            seen.extend(drain);
            n
        },
        |consumer, seen| {
            let mut iter = consumer.peek_iter();
            seen.extend(&mut iter);
            iter.consume_seen()
        },
    ];
    for (k, operation) in by_reference.into_iter().chain(by_value).enumerate() {
        let (channel, [mut first, idle, mut second], mut consumer) = acquainted();
        assert_eq!(first.send_slice(&[1, 2, 3, 4]), 4);
        assert_eq!(second.send_slice(&[5, 6]), 2);
        let mut seen = Vec::new();
        assert_eq!(operation(&mut consumer, &mut seen), 6, "operation {k}");
        assert_eq!(seen, [1, 2, 3, 4, 5, 6], "operation {k}");
        assert_eq!((channel.len(), consumer.len(), idle.len()), (0, 0, 0), "operation {k}");
        assert_eq!(first.available_capacity() + second.available_capacity(), 8, "operation {k}");
        assert_eq!(operation(&mut consumer, &mut seen), 0, "operation {k}");
    }
}

#[test]
fn bounded_operations_stop_within_a_ring_and_go_on_with_the_next() {
    type Consumer = mpsc_copy_4::MessageConsumer;
    let operations: [fn(&mut Consumer) -> usize; 6] = [
        |consumer| consumer.consume_up_to(5, |_| ()),
        |consumer| consumer.consume_all_up_to(5, |_| ()),
        |consumer| consumer.drain_into(&mut Vec::new(), 5),
        |consumer| consumer.recv_slice(&mut [0; 5]),
        |consumer| consumer.skip(5),
        |consumer| {
            let mut left = 5;
            consumer.consume_while(|_| {
                left -= 1;
                if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
        },
    ];
    for (k, operation) in operations.into_iter().enumerate() {
        let (channel, [mut first, mut second, mut third], mut consumer) = acquainted();
        assert_eq!(first.send_slice(&[10, 11, 12, 13]), 4);
        assert_eq!(second.send_slice(&[20, 21, 22, 23]), 4);
        assert_eq!(third.send_slice(&[30]), 1);
        assert_eq!(operation(&mut consumer), 5, "operation {k}");
        assert_eq!((first.len(), second.len(), third.len()), (0, 3, 1), "operation {k}");
        assert_eq!(consumer.try_recv(), Ok(30), "operation {k}: its turn");
        assert_eq!(consumer.try_recv(), Ok(21), "operation {k}");
        assert_eq!(channel.len(), 2, "operation {k}");
    }
}

#[test]
fn an_iterator_that_stops_within_a_ring_consumes_up_to_there() {
    let ledger = Ledger::new();
    let (channel, mut first, mut consumer) = tracked();
    let mut second = channel.register().unwrap();
    assert_eq!(first.send_iter(ledger.messages(2)), 2);
    consumer.try_recv().unwrap();
    assert_eq!(first.send_iter(ledger.messages(2)), 2);
    assert_eq!(second.send_iter(ledger.messages(3)), 3);
    for looked_at in [1, 4, 1] {
        let mut iter = consumer.peek_iter();
        assert_eq!((&mut iter).into_iter().take(looked_at).count(), looked_at);
        let before = ledger.dropped();
        assert_eq!(iter.consume_seen(), looked_at);
        assert_eq!(ledger.dropped(), before + looked_at);
    }
    assert_eq!(channel.len(), 0);
    ledger.assert_settled();
}

#[test]
fn a_drain_that_stops_within_a_ring_drops_the_rest_of_all() {
    for taken in 0..=7 {
        let ledger = Ledger::new();
        let (channel, mut first, mut consumer) = tracked();
        let mut second = channel.register().unwrap();
        let mut third = channel.register().unwrap();
        assert_eq!(first.send_iter(ledger.messages(3)), 3);
        assert_eq!(second.send_iter(ledger.messages(3)), 3);
        assert_eq!(third.send_iter(ledger.messages(1)), 1);
        let mut drain = consumer.drain();
        let received: Vec<_> = drain.by_ref().take(taken).collect();
        assert_eq!((drain.len(), received.len()), (7 - taken, taken));
        drop(drain);
        assert_eq!((ledger.dropped(), channel.len()), (7 - taken, 0));
        assert_eq!(first.send_iter(ledger.messages(9)), 4, "all slots are free");
        assert_eq!(second.send_iter(ledger.messages(9)), 4);
        drop((received, consumer));
        ledger.assert_settled();
    }
}

#[test]
fn hottest_is_the_producer_with_the_most_messages() {
    let (channel, mut producers, mut consumer) = acquainted::<3>();
    assert_eq!(consumer.hottest(), None);
    let ids = producers.each_ref().map(mpsc_copy_4::MessageProducer::id);
    assert_eq!(producers[0].send_slice(&[1]), 1);
    assert_eq!(consumer.hottest(), Some(ids[0]));
    assert_eq!(producers[1].send_slice(&[1, 2, 3]), 3);
    assert_eq!(producers[2].send_slice(&[1, 2]), 2);
    assert_eq!(consumer.hottest(), Some(ids[1]));
    while consumer.try_recv().is_ok() {}
    assert_eq!(consumer.hottest(), None);

    // Also one that the consumer has not met yet, and one that has left.
    let mut newcomer = channel.register().unwrap();
    assert_eq!(newcomer.send_slice(&[1]), 1);
    let id = newcomer.id();
    drop(newcomer);
    assert_eq!(consumer.hottest(), Some(id));
}

#[test]
fn len_is_the_sum_over_all_rings() {
    let (channel, [mut first, mut second], mut consumer) = acquainted();
    assert_eq!(first.send_slice(&[1, 2, 3]), 3);
    assert_eq!(second.send_slice(&[4, 5, 6, 7]), 4);
    assert_eq!([channel.len(), channel.pending(), consumer.len()], [7; 3]);
    assert_eq!((first.len(), second.len()), (3, 4));
    assert!(second.is_full() && !first.is_full());
    drop(first);
    assert_eq!(channel.len(), 7, "what a producer that left has sent counts");
    consumer.try_recv().unwrap();
    assert_eq!(channel.len(), 6);
}

#[test]
fn reset_is_refused_while_there_are_producers() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
    assert_eq!(consumer.reset(), Err(ResetError::ProducersAlive));
    assert_eq!(ResetError::ProducersAlive.to_string(), "producers are registered: drop them first");
    assert_eq!((channel.len(), ledger.dropped()), (2, 0));
    drop(producer);
    assert_eq!(consumer.reset(), Ok(()));
    assert_eq!((channel.len(), ledger.dropped()), (0, 2));
    let mut producer = channel.register().unwrap();
    assert_eq!(producer.send_iter(ledger.messages(9)), 4);
    assert_eq!(consumer.drain().map(|message| message.number()).collect::<Vec<_>>(), [2, 3, 4, 5]);
    ledger.assert_settled();
}

#[test]
fn reset_does_not_open_a_closed_channel() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
    drop(producer);
    channel.close();
    assert_eq!(consumer.reset(), Ok(()));
    assert!(channel.is_closed() && channel.is_fully_drained());
    assert_eq!(channel.register().unwrap_err(), RegisterError::Closed);
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
    ledger.assert_settled();
}

#[test]
fn a_vacant_ring_is_not_given_away_before_it_is_drained() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    let sender = producer.id();
    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    drop(producer);
    let mut producer = channel.register().unwrap();
    assert_eq!((producer.len(), producer.available_capacity()), (0, 4));
    assert_eq!(consumer.hottest(), Some(sender), "what waits is not the newcomer's");
    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    let mut received: Vec<_> = consumer.drain().collect();
    received.sort_unstable_by_key(Tracked::number);
    assert!(received.iter().map(Tracked::number).eq(0..8));
    drop(received);
    ledger.assert_settled();
}
