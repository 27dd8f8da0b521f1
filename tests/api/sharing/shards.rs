//! Many producers, many consumers: which ring is next.

use std::mem;

use ringmpsc::{RegisterError, TryRecvError, ring_channel};
use ringmpsc_tests::channels::mpmc_copy_4::{MessageChannel, MessageConsumer, MessageProducer};

/// Each consumer is at home in one ring.
#[ring_channel(kind = mpmc, bits = 2, shard = 1, metrics)]
#[ring_channel(kind = mpmc, bits = 2, max_producers = 2, name = Two)]
pub(crate) type Number = u64;

/// So many producers, each of which has sent its number so many times.
fn producers<const N: usize>(channel: &MessageChannel, sent: [usize; N]) -> [MessageProducer; N] {
    let mut producers = [(); N].map(|()| channel.register().unwrap());
    for ((number, producer), n) in (0..).zip(&mut producers).zip(sent) {
        assert_eq!(producer.send_slice(&[number; 4][..n]), n);
    }
    producers
}

#[test]
fn a_channel_opens_without_producers_and_consumers() {
    let channel = MessageChannel::open();
    assert_eq!((channel.producer_count(), channel.consumer_count(), channel.len()), (0, 0, 0));
    let mut consumer = channel.register_consumer().unwrap();
    assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
    assert!(consumer.steal(1).is_none());
    assert_eq!(consumer.consume_batch(|_| unreachable!()), 0);
    assert_eq!(consumer.steal_batch(|_| unreachable!()), 0);
    drop(channel);
    assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));
}

#[test]
fn registering_anybody_is_refused_after_the_end() {
    let channel = MessageChannel::open();
    channel.close();
    assert_eq!(channel.register().unwrap_err(), RegisterError::Closed);
    assert_eq!(channel.register_consumer().unwrap_err(), RegisterError::Closed);
    assert_eq!((channel.producer_count(), channel.consumer_count()), (0, 0));
    assert!(channel.is_fully_drained());
}

#[test]
fn every_batch_operation_visits_every_ring() {
    type Operation = fn(&mut MessageConsumer, &mut Vec<u64>) -> usize;
    let operations: [Operation; 4] = [
        |consumer, seen| consumer.consume_batch(|number| seen.push(number)),
        |consumer, seen| consumer.consume_up_to(99, |number| seen.push(number)),
        |consumer, seen| consumer.steal_into(seen, 99),
        |consumer, seen| {
            let mut slice = [0; 99];
            let n = consumer.steal_slice(&mut slice);
            seen.extend(&slice[..n]);
            n
        },
    ];
    for (k, operation) in operations.into_iter().enumerate() {
        let channel = MessageChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        let _producers = producers(&channel, [3, 0, 4, 1, 2]);
        let mut seen = Vec::new();
        assert_eq!(operation(&mut consumer, &mut seen), 10, "operation {k}");
        seen.sort_unstable();
        assert_eq!(seen, [0, 0, 0, 2, 2, 2, 2, 3, 4, 4], "operation {k}");
        assert_eq!((operation(&mut consumer, &mut seen), channel.len()), (0, 0), "operation {k}");
    }
}

#[test]
fn a_claim_and_a_steal_batch_are_of_one_ring() {
    let channel = MessageChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    let _producers = producers(&channel, [3, 3, 3, 3]);
    for _ in 0..2 {
        let claim: Vec<_> = consumer.steal(99).unwrap().collect();
        assert!(claim.len() == 3 && claim.iter().all(|number| *number == claim[0]), "{claim:?}");
        let mut batch = Vec::new();
        assert_eq!(consumer.steal_batch(|number| batch.push(number)), 3);
        assert!(batch.iter().all(|number| *number == batch[0] && *number != claim[0]), "{batch:?}");
    }
    assert_eq!(consumer.steal_batch(|_| unreachable!("all were taken")), 0);
}

#[test]
fn a_consumer_takes_from_its_home_shard_then_from_the_fullest_ring() {
    let channel = MessageChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    // It is at home with the first two.
    let _producers = producers(&channel, [1, 1, 2, 4, 3]);
    let mut order = Vec::new();
    while consumer.steal_batch(|number| order.push(number)) > 0 {}
    assert_eq!(order, [0, 1, 3, 3, 3, 3, 4, 4, 4, 2, 2]);
    let stats = consumer.metrics();
    assert_eq!((stats.home, stats.fullest, stats.random), (2, 9, 0));
    assert_eq!(stats.claimed, 11);
}

/// The search for a ring ends where there is something, however many rings there are.
#[test]
fn of_very_many_rings_it_is_the_fullest_nearby() {
    let channel = MessageChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    let mut sent = [0; 64];
    // Sixteen are compared, from the first on that is not empty.
    (sent[10], sent[25], sent[26], sent[60]) = (1, 2, 3, 4);
    let _producers = producers(&channel, sent);
    let mut order = Vec::new();
    while consumer.steal_batch(|number| order.push(number)) > 0 {}
    assert_eq!(order, [25, 25, 26, 26, 26, 60, 60, 60, 60, 10]);
}

#[test]
fn consumers_are_at_home_in_different_rings() {
    let channel = NumberChannel::open();
    let mut producers = [(); 4].map(|()| channel.register().unwrap());
    let mut consumers = [(); 4].map(|()| channel.register_consumer().unwrap());
    let round = |producers: &mut [NumberProducer], consumers: &mut [NumberConsumer]| {
        for (number, producer) in (0..).zip(&mut *producers) {
            producer.try_send(number).unwrap();
        }
        let firsts = consumers.iter_mut().map(|consumer| consumer.try_recv().unwrap());
        firsts.collect::<Vec<_>>()
    };
    assert_eq!(round(&mut producers, &mut consumers), [0, 1, 2, 3]);
    assert_eq!(round(&mut producers, &mut consumers), [0, 1, 2, 3], "and stay there");
    assert!(consumers.iter().all(|consumer| consumer.metrics().home == 2));
    // One leaves: those behind it move up.
    let [first, second, third, fourth] = consumers;
    drop(first);
    let mut consumers = [second, third, fourth];
    let firsts = round(&mut producers, &mut consumers);
    assert_eq!(firsts, [1, 2, 3], "where they last found something is still theirs");
    assert!(consumers[0].try_recv().is_ok());
    let more = channel.register_consumer().unwrap();
    assert_eq!((channel.consumer_count(), more.len()), (4, 0));
}

#[test]
fn a_consumer_moves_up_when_one_before_it_leaves() {
    let channel = NumberChannel::open();
    let mut producers = [(); 3].map(|()| channel.register().unwrap());
    let [first, mut second] = [(); 2].map(|()| channel.register_consumer().unwrap());
    producers[1].try_send(1).unwrap();
    assert_eq!((second.try_recv(), second.metrics().home), (Ok(1), 1));
    drop(first);
    // Its home is the first ring now, which comes before a fuller one.
    producers[0].try_send(0).unwrap();
    assert_eq!(producers[2].send_slice(&[2, 2]), 2);
    assert_eq!((second.try_recv(), second.metrics().home), (Ok(0), 2));
}

#[test]
fn a_ring_without_a_producer_is_nobodys_home() {
    let channel = NumberChannel::open();
    let mut producers = Vec::from([(); 4].map(|()| channel.register().unwrap()));
    let mut consumers = [(); 2].map(|()| channel.register_consumer().unwrap());
    for (consumer, (number, producer)) in consumers.iter_mut().zip((0..).zip(&mut producers)) {
        producer.try_send(number).unwrap();
        assert_eq!(consumer.try_recv(), Ok(number));
    }
    // The rings of the other two are the only ones that will have messages.
    producers.drain(..2);
    for (number, producer) in (2..).zip(&mut producers) {
        producer.try_send(number).unwrap();
    }
    for (number, consumer) in (2..).zip(&mut consumers) {
        assert_eq!(consumer.try_recv(), Ok(number));
        assert_eq!(consumer.metrics().home, 2, "both messages came from home");
    }
}

#[test]
fn a_busy_ring_does_not_keep_the_others_waiting() {
    let channel = MessageChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    let mut busy = channel.register().unwrap();
    let mut others = [(); 5].map(|()| channel.register().unwrap());
    for round in 0..20 {
        for other in &mut others {
            _ = other.try_send(1);
        }
        for _ in 0..200 {
            while busy.try_send(0).is_ok() {}
            consumer.try_recv().unwrap();
        }
        let kept = others.iter().filter(|other| !other.is_empty()).count();
        assert!(kept < others.len(), "round {round}: nobody else had a turn");
    }
    let counted = channel.snapshot();
    assert_eq!(counted.received, Some(4000));
}

/// What is claimed and not taken is in the ring, and nobody else's message any more.
#[test]
fn a_new_producer_finds_its_full_capacity_whatever_is_claimed_of_rings_that_others_have_left() {
    let channel = MessageChannel::open();
    let mut holders = [(); 4].map(|()| channel.register_consumer().unwrap());
    let [producer] = producers(&channel, [4]);
    let claims = holders.each_mut().map(|holder| holder.steal(1).unwrap());
    assert_eq!(channel.len(), 0);
    drop(producer);
    // Slots come back in any order, and the ring has been drained when all have.
    for claim in claims.into_iter().rev() {
        let mut producer = channel.register().unwrap();
        assert_eq!(producer.available_capacity(), 4);
        assert_eq!(producer.send_slice(&[7; 4]), 4);
        drop(claim);
        let mut consumer = channel.register_consumer().unwrap();
        assert_eq!(consumer.steal_into(&mut Vec::new(), 99), 4);
    }
    assert_eq!(channel.register().unwrap().available_capacity(), 4);
}

/// Two rings and no more. One has a message, and space; the other one's are all claimed.
#[test]
fn of_rings_that_were_not_drained_a_new_producer_gets_the_one_with_most_room() {
    for claimed in 0..2 {
        let channel = TwoChannel::open();
        let mut holder = channel.register_consumer().unwrap();
        let mut producers = [(); 2].map(|()| channel.register().unwrap());
        assert_eq!(producers[claimed].send_slice(&[0; 4]), 4);
        let claim = holder.steal(4).unwrap();
        assert_eq!(producers[1 - claimed].send_slice(&[1; 1]), 1);
        drop(producers);
        let mut producer = channel.register().unwrap();
        assert_eq!(producer.available_capacity(), 3);
        assert_eq!(producer.send_slice(&[2; 4]), 3);
        drop(claim);
    }
}

/// When the turn of its ring is over, and when it goes elsewhere for lack of messages.
#[test]
fn a_forgotten_claim_that_was_used_up_gives_its_slots_back_when_its_consumer_moves_on() {
    for before in 0..130 {
        let channel = MessageChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        let [mut one, mut other] = producers(&channel, [0; 2]);
        for _ in 0..before {
            one.try_send(0).unwrap();
            consumer.try_recv().unwrap();
        }
        assert_eq!(one.send_slice(&[0; 4]), 4);
        let mut claim = consumer.steal(4).unwrap();
        assert_eq!(claim.by_ref().count(), 4);
        mem::forget(claim);
        other.try_send(1).unwrap();
        assert_eq!(consumer.try_recv(), Ok(1));
        assert_eq!(one.available_capacity(), 4, "after {before}");
    }
}

#[test]
fn an_empty_ring_that_became_full_is_found_in_the_same_pass() {
    // Whatever the consumer did before, and wherever it looks first.
    for before in 0..200 {
        let channel = MessageChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        let mut producers = producers(&channel, [0; 6]);
        for k in 0..before {
            producers[k * 7 % 3].try_send(0).unwrap();
            assert_eq!(consumer.try_recv(), Ok(0));
        }
        for producer in &mut producers {
            producer.try_send(9).unwrap();
            assert_eq!(consumer.try_recv(), Ok(9), "after {before}");
            assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
        }
    }
}
