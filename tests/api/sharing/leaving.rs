// A consumer that leaves with a claim leaves it to the others.

/// Claims three of four messages, takes some of them, and leaves.
fn leave_with_a_claim(channel: &MessageChannel, taken: usize) {
    let [mut leaves] = consumers(channel);
    let mut claim = leaves.steal(3).unwrap();
    assert!(claim.by_ref().take(taken).eq(0..taken as u64));
    mem::forget(claim);
}

#[test]
fn the_others_take_what_a_consumer_had_claimed() {
    for (name, take) in TAKING {
        for max in 1..=4 {
            for taken in 0..=3 {
                let (channel, mut producer) = full();
                let [mut other] = consumers(&channel);
                leave_with_a_claim(&channel, taken);
                let left = 4 - taken;
                assert_eq!((channel.len(), other.len(), channel.pending()), (left, left, left));
                assert_eq!((channel.is_empty(), other.is_empty()), (false, false));
                let mut received = Vec::new();
                while let more = take(&mut other, max)
                    && !more.is_empty()
                {
                    received.extend(more);
                    assert_eq!(other.len(), left - received.len(), "{name} {max} {taken}");
                }
                received.sort_unstable();
                assert!(received.into_iter().eq(taken as u64..4), "{name} {max} {taken}");
                assert_eq!(other.try_recv(), Err(TryRecvError::Empty));
                assert_eq!((channel.len(), channel.pending()), (0, 0));
                assert_eq!(producer.send_slice(&[4; 9]), 4, "{name} {max}: all slots come back");
                let stats = channel.snapshot();
                let sums = (stats.sent, stats.received, stats.pending);
                assert_eq!(sums, (Some(8), Some(4), 4), "{name} {max}");
            }
        }
    }
}

#[test]
fn several_take_parts_of_one_claim() {
    let (channel, mut producer) = full();
    let mut others: [MessageConsumer; 3] = consumers(&channel);
    leave_with_a_claim(&channel, 0);
    assert_eq!(others[0].try_recv(), Ok(3), "what no consumer has claimed comes first");
    let numbers = others.each_mut().map(|consumer| consumer.try_recv().unwrap());
    assert_eq!(numbers, [0, 1, 2]);
    assert!(others.iter_mut().all(|consumer| consumer.try_recv() == Err(TryRecvError::Empty)));
    assert_eq!(producer.send_slice(&[4; 9]), 4);
}

/// The channel has ended for all but those messages.
#[test]
fn a_claim_is_left_to_the_others_also_after_a_close() {
    for taken in 0..=3 {
        let (channel, producer) = full();
        let [mut other] = consumers(&channel);
        leave_with_a_claim(&channel, taken);
        channel.close();
        drop(producer);
        assert_eq!(other.try_recv(), Ok(3));
        assert_eq!(channel.is_fully_drained(), taken == 3);
        assert_eq!(other.is_fully_drained(), taken == 3);
        for number in taken as u64..3 {
            assert!(!channel.is_fully_drained() && !other.is_fully_drained());
            assert_eq!(other.try_recv(), Ok(number));
        }
        assert_eq!(other.try_recv(), Err(TryRecvError::Closed));
        assert!(channel.is_fully_drained() && other.is_fully_drained());
    }
}

#[test]
fn a_claim_is_left_to_a_consumer_that_comes_later() {
    let (channel, producer) = full();
    leave_with_a_claim(&channel, 1);
    let [mut first] = consumers(&channel);
    assert_eq!([first.try_recv(), first.try_recv()], [Ok(3), Ok(1)]);
    drop(first);
    let mut consumers: [MessageConsumer; 1] = consumers(&channel);
    channel.close();
    drop(producer);
    assert_eq!(consumers[0].try_recv(), Ok(2));
    assert_eq!(consumers[0].try_recv(), Err(TryRecvError::Closed));
    assert_eq!(channel.register_consumer().unwrap_err(), RegisterError::Closed);
}

/// It was told of the end, and that is final. Whoever comes next takes what was left.
#[test]
fn a_claim_that_is_left_after_the_end_is_for_a_consumer_that_comes_later() {
    let (channel, producer) = full();
    let [mut other, mut leaves] = consumers(&channel);
    mem::forget(leaves.steal(4).unwrap());
    channel.close();
    drop(producer);
    assert_eq!(other.try_recv(), Err(TryRecvError::Closed));
    assert!(channel.is_fully_drained(), "all of it is claimed");
    drop(leaves);
    assert!(!channel.is_fully_drained());
    assert_eq!(other.try_recv(), Err(TryRecvError::Closed), "it stays at that");
    let [mut newcomer] = consumers(&channel);
    assert_eq!([(); 4].map(|()| newcomer.try_recv().unwrap()), [0, 1, 2, 3]);
    assert_eq!(newcomer.try_recv(), Err(TryRecvError::Closed));
}

#[test]
fn a_consumer_that_closes_wants_the_claims_of_others_too() {
    for (name, take) in TAKING {
        let (channel, mut producer) = full();
        let [mut closes, mut other] = consumers(&channel);
        leave_with_a_claim(&channel, 1);
        Consume::close(&mut closes);
        // From now on it is for the other.
        producer.try_send(4).unwrap();
        mem::forget(other.steal(1).unwrap());
        drop(other);
        let mut taken = Vec::new();
        while let more = take(&mut closes, 2)
            && !more.is_empty()
        {
            taken.extend(more);
        }
        assert_eq!(taken.len(), 3, "{name}: as many as there were");
        assert_eq!((closes.try_recv(), channel.len()), (Err(TryRecvError::Closed), 1), "{name}");
        let [mut last] = consumers(&channel);
        assert!(last.try_recv().is_ok());
    }
}

#[test]
fn a_claim_is_dropped_once_with_the_last_consumer_or_handle() {
    for consumer_last in [false, true] {
        for others in 0..3 {
            let ledger = Ledger::new();
            let (channel, mut producer) = parcels::open_at(u64::MAX - 1);
            let register = |_| channel.register_consumer().unwrap();
            let others: Vec<_> = (0..others).map(register).collect();
            let mut leaves = channel.register_consumer().unwrap();
            assert_eq!(producer.send_iter(ledger.messages(4)), 4);
            let mut claim = leaves.steal(3).unwrap();
            drop(claim.next());
            mem::forget(claim);
            if consumer_last {
                drop((channel, others));
                assert_eq!(ledger.dropped(), 1);
                drop(leaves);
            } else {
                drop((leaves, others));
                assert_eq!((ledger.dropped(), channel.len(), channel.consumer_count()), (1, 3, 0));
                drop(channel);
            }
            ledger.assert_settled();
            assert!(producer.try_send(ledger.message()).unwrap_err().is_closed());
            ledger.assert_settled();
        }
    }
}

#[test]
fn consumers_that_come_claim_and_go_leave_everything_to_the_others() {
    const ROUNDS: u64 = 500;

    let (channel, mut producer) = open();
    let received = thread::scope(|scope| {
        let takers = [(); 2].map(|()| {
            let [mut consumer] = consumers(&channel);
            scope.spawn(move || {
                let mut received = Vec::new();
                loop {
                    match consumer.try_recv() {
                        Ok(number) => received.push(number),
                        Err(TryRecvError::Empty) => thread::yield_now(),
                        Err(TryRecvError::Closed) => return received,
                    }
                }
            })
        });
        let leaving = [(); 2].map(|()| {
            scope.spawn(|| {
                for _ in 0..ROUNDS {
                    let [mut leaves] = consumers(&channel);
                    if let Some(claim) = leaves.steal(3) {
                        mem::forget(claim);
                    }
                }
            })
        });
        let mut sent = 0;
        while !leaving.iter().all(thread::ScopedJoinHandle::is_finished) {
            match producer.try_send(sent) {
                Ok(()) => sent += 1,
                Err(_) => thread::yield_now(),
            }
        }
        channel.close();
        let received = takers.into_iter().flat_map(|taker| taker.join().unwrap());
        let mut received: Vec<_> = received.collect();
        received.sort_unstable();
        assert!(received.into_iter().eq(0..sent), "each once");
        sent
    });
    let stats = channel.snapshot();
    assert_eq!((stats.sent, stats.received), (Some(received), Some(received)));
    assert_eq!(stats.pending, 0);
}
