const TAKING: [(&str, Taking<MessageConsumer>); 6] = [
    ("try_recv", |consumer, max| (0..max).map_while(|_| consumer.try_recv().ok()).collect()),
    ("steal", |consumer, max| consumer.steal(max).map(Vec::from_iter).unwrap_or_default()),
    ("steal_slice", |consumer, max| {
        let mut slice = vec![99; max];
        let n = consumer.steal_slice(&mut slice);
        assert!(slice[n..].iter().all(|&number| number == 99));
        slice.truncate(n);
        slice
    }),
    ("steal_into", |consumer, max| {
        let mut vec = Vec::new();
        assert_eq!(consumer.steal_into(&mut vec, max), vec.len());
        vec
    }),
    ("consume_up_to", |consumer, max| {
        let mut vec = Vec::new();
        assert_eq!(consumer.consume_up_to(max, |number| vec.push(number)), vec.len());
        vec
    }),
    ("consume_batch", |consumer, max| {
        let mut vec = Vec::new();
        if max > 0 {
            assert_eq!(consumer.consume_batch(|number| vec.push(number)), vec.len());
        }
        vec
    }),
];

#[test]
fn each_operation_goes_on_where_the_last_one_stopped() {
    for (first, take) in TAKING {
        for (second, take_more) in TAKING {
            for n in 0..=5 {
                let (channel, mut producer) = full();
                let [mut one, mut other] = consumers(&channel);
                let mut taken = take(&mut one, n);
                assert!(taken.len() == n.min(4) || first == "consume_batch", "{first} {n}");
                // Whoever goes on.
                let consumer = if n % 2 == 0 { &mut one } else { &mut other };
                taken.extend(take_more(consumer, 5));
                assert_eq!(taken, [0, 1, 2, 3], "{first} {n} {second}");
                assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
                assert_eq!((channel.len(), producer.available_capacity()), (0, 4));
                assert_eq!(producer.send_slice(&[4, 5, 6, 7]), 4);
                assert_eq!(take(&mut other, 9), [4, 5, 6, 7], "{first}: on the next lap");
            }
        }
    }
}

#[test]
fn who_asks_for_nothing_claims_nothing() {
    let (channel, producer) = full();
    let [mut consumer] = consumers(&channel);
    assert!(consumer.steal(0).is_none());
    assert_eq!(consumer.steal_slice(&mut []), 0);
    assert_eq!(consumer.steal_into(&mut Vec::new(), 0), 0);
    assert_eq!(consumer.consume_up_to(0, |_| unreachable!("none was asked for")), 0);
    assert_eq!((channel.len(), producer.available_capacity()), (4, 0));
}

#[test]
fn every_message_goes_to_one_of_the_consumers() {
    let ledger = Ledger::new();
    let (channel, mut producer) = parcels::open_at(0);
    let mut consumers = [(); 3].map(|()| channel.register_consumer().unwrap());
    for _ in 0..9 {
        assert_eq!(producer.send_iter(ledger.messages(9)), 4);
        for consumer in &mut consumers {
            drop(consumer.try_recv().unwrap());
        }
        drop(consumers[0].try_recv().unwrap());
        assert_eq!(consumers.each_ref().map(parcels::MessageConsumer::len), [0; 3]);
        ledger.assert_settled();
    }
}

#[test]
fn a_claim_knows_its_size_and_drops_what_is_left_of_it() {
    for taken in 0..=3 {
        let ledger = Ledger::new();
        let (channel, mut producer) = parcels::open_at(0);
        let mut consumer = channel.register_consumer().unwrap();
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
        let mut claim = consumer.steal(3).unwrap();
        let kept: Vec<_> = claim.by_ref().take(taken).collect();
        assert!(kept.iter().map(Tracked::number).eq(0..taken));
        assert_eq!((claim.len(), claim.size_hint()), (3 - taken, (3 - taken, Some(3 - taken))));
        assert_eq!(producer.available_capacity(), 0, "its slots come back when it is dropped");
        drop(claim);
        assert_eq!((ledger.dropped(), producer.available_capacity()), (3 - taken, 3));
        assert_eq!(consumer.try_recv().unwrap().number(), 3);
        drop(kept);
        ledger.assert_settled();
    }
}

#[test]
fn a_claim_that_is_used_up_stays_so() {
    let (channel, mut producer) = full();
    let [mut consumer] = consumers(&channel);
    let mut claim = consumer.steal(2).unwrap();
    assert_eq!(claim.by_ref().collect::<Vec<_>>(), [0, 1]);
    _ = producer.try_send(4);
    assert_eq!((claim.next(), claim.next(), claim.len()), (None, None, 0));
}

#[test]
fn steal_into_appends() {
    let (channel, _producer) = full();
    let [mut consumer] = consumers(&channel);
    let mut vec = vec![9];
    assert_eq!(consumer.steal_into(&mut vec, 3), 3);
    assert_eq!(consumer.steal_into(&mut vec, usize::MAX), 1);
    assert_eq!(vec, [9, 0, 1, 2, 3]);
}

#[test]
fn a_batch_is_what_there_was_when_it_began() {
    let (channel, mut producer) = full();
    let [mut consumer, mut other] = consumers(&channel);
    // All four are claimed at once, and their slots come back afterwards.
    assert_eq!(consumer.consume_batch(|number| assert!(producer.try_send(number).is_err())), 4);
    assert_eq!(producer.send_slice(&[4, 5]), 2);
    let handled = consumer.consume_up_to(1, |number| {
        assert_eq!(number, 4);
        assert_eq!(producer.send_slice(&[6, 7, 8]), 2, "two slots were free");
    });
    assert_eq!(handled, 1);
    let handled = other.consume_batch(|_| _ = producer.try_send(9));
    assert_eq!((handled, channel.len()), (3, 1), "what comes meanwhile is for the next batch");
}
