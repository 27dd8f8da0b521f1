// Counts.

/// Messages and batches that were received, and the largest of these.
fn received(stats: &ChannelStats) -> (u64, u64, u64) {
    (stats.received.unwrap(), stats.batches.unwrap(), stats.largest_batch.unwrap())
}

#[test]
fn consumers_are_counted() {
    let (channel, producer) = open();
    assert_eq!((channel.producer_count(), channel.consumer_count()), (1, 0));
    let mut consumers = Vec::new();
    for n in 1..=9 {
        consumers.push(channel.register_consumer().unwrap());
        assert_eq!(channel.consumer_count(), n);
    }
    for n in (0..9).rev() {
        // Not those that came last only.
        drop(consumers.swap_remove(n / 2));
        assert_eq!(channel.consumer_count(), n);
    }
    drop(producer);
    assert_eq!((channel.producer_count(), channel.consumer_count()), (0, 0));
}

#[test]
fn a_length_is_what_nobody_has_claimed() {
    let (channel, producer) = full();
    let [mut first, second] = consumers(&channel);
    let claim = first.steal(3).unwrap();
    assert_eq!((channel.len(), channel.pending(), channel.is_empty()), (1, 1, false));
    assert_eq!((second.len(), second.is_empty(), producer.len()), (1, false, 1));
    let space = (producer.available_capacity(), producer.is_full());
    assert_eq!(space, (0, true), "its slots are held");
    drop(claim);
    assert_eq!((producer.available_capacity(), producer.is_full()), (3, false));
    assert_eq!((first.len(), first.capacity(), producer.capacity()), (1, 4, 4));
    assert_eq!(first.try_recv(), Ok(3));
    assert_eq!((channel.is_empty(), first.is_empty(), producer.is_empty()), (true, true, true));
}

#[test]
fn a_handle_and_a_consumer_say_what_they_are() {
    let (channel, _producer) = full();
    let [mut consumer] = consumers(&channel);
    channel.close();
    let handle = format!("{channel:?}");
    assert!(handle.starts_with("MessageChannel {"), "{handle}");
    assert!(handle.contains("consumers: 1, len: 4, closed: true"), "{handle}");
    let text = format!("{consumer:?}");
    assert_eq!(text, "MessageConsumer { len: 4, capacity: 4, closed: true }");
    assert_eq!(format!("{:?}", consumer.steal(3).unwrap()), "Claim { left: 3 }");
}

#[test]
fn every_operation_counts_what_it_takes() {
    for (name, take) in TAKING {
        let (channel, mut producer) = full();
        let [mut consumer] = consumers(&channel);
        assert_eq!(take(&mut consumer, 4).len(), 4);
        producer.try_send(4).unwrap();
        assert_eq!(take(&mut consumer, 1), [4]);
        let stats = consumer.metrics();
        let batches = if name == "try_recv" { (5, 1) } else { (2, 4) };
        assert_eq!((stats.batches, stats.largest_batch), batches, "{name}");
        assert_eq!((stats.claimed, stats.home, stats.lost_races), (5, 5, 0), "{name}");
        assert_eq!((stats.fullest, stats.random, stats.latency), (0, 0, None), "{name}");
        let sum = channel.snapshot();
        assert_eq!(received(&sum), (5, batches.0, batches.1), "{name}");
    }
}

#[test]
fn a_snapshot_is_the_sum_of_all_consumers_there_have_been() {
    let (channel, mut producer) = full();
    let [mut first, mut second] = consumers(&channel);
    assert_eq!(first.steal_slice(&mut [0; 3]), 3);
    assert_eq!(second.try_recv(), Ok(3));
    let stats = channel.snapshot();
    assert_eq!((stats.producers, stats.consumers, stats.pending, stats.closed), (1, 2, 0, false));
    assert_eq!((stats.sent, received(&stats)), (Some(4), (4, 2, 3)));
    drop(first);
    assert_eq!(producer.send_slice(&[4, 5]), 2);
    let stats = channel.snapshot();
    assert_eq!((stats.consumers, stats.pending, stats.sent), (1, 2, Some(6)));
    assert_eq!(received(&stats), (4, 2, 3), "it has left, and what it did counts");
    drop(second);
    let [mut third] = consumers(&channel);
    assert_eq!(third.consume_batch(drop), 2);
    channel.close();
    drop(producer);
    let stats = channel.snapshot();
    assert_eq!((stats.producers, stats.consumers, stats.closed), (0, 1, true));
    assert_eq!((stats.sent, received(&stats)), (Some(6), (6, 3, 3)));
}

#[test]
fn a_claim_counts_what_it_drops() {
    let (channel, _producer) = full();
    let [mut consumer] = consumers(&channel);
    drop(consumer.steal(3).unwrap());
    let mut claim = consumer.steal(3).unwrap();
    assert_eq!(claim.next(), Some(3));
    drop(claim);
    let stats = consumer.metrics();
    assert_eq!((stats.claimed, stats.batches, stats.largest_batch), (4, 2, 3));
}

/// It counts with the next operation of its consumer, or when the consumer leaves.
#[test]
fn a_forgotten_claim_counts_what_it_has_taken() {
    for (name, take) in TAKING {
        for taken in 0..=3 {
            let (channel, producer) = full();
            let [mut forgetful] = consumers(&channel);
            let mut claim = forgetful.steal(3).unwrap();
            assert_eq!(claim.by_ref().take(taken).count(), taken);
            mem::forget(claim);
            let mut rest = taken;
            while rest < 4 {
                rest += take(&mut forgetful, 4).len();
            }
            let stats = forgetful.metrics();
            assert_eq!((stats.claimed, stats.home), (4, 4), "{name} {taken}");
            assert_eq!(channel.snapshot().received, Some(4), "{name} {taken}");
            drop(producer);
        }
    }
    for taken in 0..=3 {
        let (channel, producer) = full();
        let [mut forgetful] = consumers(&channel);
        let mut claim = forgetful.steal(3).unwrap();
        assert_eq!(claim.by_ref().take(taken).count(), taken);
        mem::forget(claim);
        drop(forgetful);
        let stats = channel.snapshot();
        assert_eq!((stats.received, stats.pending), (Some(taken as u64), 4 - taken), "it has left");
        drop(producer);
    }
}

#[test]
fn latency_is_the_time_that_handlers_take() {
    let ledger = Ledger::new();
    let (channel, mut producer) = busy::open_at(0);
    let mut consumers = [(); 2].map(|()| channel.register_consumer().unwrap());
    assert_eq!(consumers[0].metrics().latency, None);
    for consumer in &mut consumers {
        assert_eq!(producer.send_iter(ledger.messages(8)), 8);
        assert_eq!(consumer.consume_up_to(3, drop), 3);
        assert_eq!(consumer.consume_batch(drop), 5);
        let latency = consumer.metrics().latency.unwrap();
        assert_eq!((latency.batches, latency.total), (2, latency.min + latency.max));
    }
    let sum = channel.snapshot().latency.unwrap();
    assert_eq!(sum.batches, 4);
    assert!(sum.min <= sum.mean() && sum.mean() <= sum.max, "{sum:?}");
}

#[test]
fn a_producer_counts_what_it_sent_and_where_it_was_refused() {
    let ledger = Ledger::new();
    let (channel, mut producer) = busy::open_at(0);
    let mut consumer = channel.register_consumer().unwrap();
    assert_eq!(producer.send_iter(ledger.messages(9)), 8);
    let claim = consumer.steal(8).unwrap();
    assert!(producer.try_send(ledger.message()).unwrap_err().is_full());
    drop(claim);
    producer.try_send(ledger.message()).unwrap();
    let stats = producer.metrics();
    assert_eq!((stats.sent, stats.batches, stats.largest_batch), (9, 2, 8));
    assert_eq!((producer.contention().failures, channel.snapshot().reserve_failures), (1, Some(1)));
}

#[test]
fn what_came_back_was_not_sent() {
    let (channel, mut producer) = open();
    let [mut consumer] = consumers(&channel);
    producer.try_send(0).unwrap();
    let mut slots = producer.reserve(3).unwrap();
    assert_eq!(slots.copy_from_slice(&[1, 2, 3]), 3);
    channel.close();
    assert_eq!((consumer.try_recv(), consumer.try_recv()), (Ok(0), Err(TryRecvError::Closed)));
    assert_eq!(slots.commit().unwrap_err().into_inner(), [1, 2, 3]);
    let stats = producer.metrics();
    assert_eq!((stats.sent, stats.batches, stats.largest_batch), (1, 1, 1));
    assert_eq!((channel.snapshot().sent, channel.snapshot().received), (Some(1), Some(1)));
}
