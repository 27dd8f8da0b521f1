// When a side has ended.

#[test]
fn producers_wait_for_consumers_as_long_as_there_is_a_handle() {
    let (channel, mut producer) = open();
    assert_eq!(producer.send_slice(&[0, 1, 2]), 3);
    let [mut first] = consumers(&channel);
    assert_eq!(first.try_recv(), Ok(0));
    drop(first);
    producer.try_send(3).unwrap();
    assert_eq!(producer.send_slice(&[4, 5]), 1);
    assert!(producer.try_send(5).unwrap_err().is_full(), "and not closed");
    let other = channel.clone();
    drop(channel);
    let [mut second] = consumers(&other);
    assert_eq!([(); 4].map(|()| second.try_recv().unwrap()), [1, 2, 3, 4]);
    assert!(!producer.is_closed() && !second.is_closed() && !other.is_closed());
}

/// What leaves the channel to nobody, by one of several ways.
fn abandon(
    way: usize,
    channel: parcels::MessageChannel,
    consumers: [parcels::MessageConsumer; 2],
) {
    let [first, second] = consumers;
    match way {
        0 => drop((first, second, channel)),
        1 => drop((channel, first, second)),
        2 => drop((first, channel.clone(), channel, second)),
        _ => {
            let handles = [channel.clone(), channel];
            drop((second, first, handles));
        }
    }
}

#[test]
fn the_last_that_could_receive_closes_the_channel_and_drops_what_is_left() {
    for way in 0..4 {
        let ledger = Ledger::new();
        let (channel, mut producer) = parcels::open_at(0);
        let consumers = [(); 2].map(|()| channel.register_consumer().unwrap());
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
        assert!(!producer.is_closed());
        abandon(way, channel, consumers);
        ledger.assert_settled();
        assert!(producer.is_closed());
        let message = producer.try_send(ledger.message()).unwrap_err();
        assert!(message.is_closed());
        assert_eq!(message.into_inner().number(), 4, "it comes back");
        assert_eq!(producer.send_iter(ledger.messages(4)), 0);
        assert!(producer.reserve(1).unwrap_err().is_closed());
    }
}

#[test]
fn a_consumer_that_is_not_the_last_leaves_the_messages_to_the_others() {
    let ledger = Ledger::new();
    let (channel, mut producer) = parcels::open_at(0);
    let [first, mut second] = [(); 2].map(|()| channel.register_consumer().unwrap());
    assert_eq!(producer.send_iter(ledger.messages(3)), 3);
    drop((channel, first));
    assert_eq!((ledger.dropped(), second.len()), (0, 3));
    assert!(producer.try_send(ledger.message()).is_ok());
    assert_eq!(second.consume_batch(drop), 4);
    drop(producer);
    assert_eq!(second.try_recv().unwrap_err(), TryRecvError::Closed);
    ledger.assert_settled();
}

#[test]
fn a_reservation_that_outlives_the_receivers_gets_its_messages_back() {
    for way in 0..4 {
        let ledger = Ledger::new();
        let (channel, mut producer) = parcels::open_at(0);
        let consumers = [(); 2].map(|()| channel.register_consumer().unwrap());
        assert_eq!(producer.send_iter(ledger.messages(1)), 1);
        let mut slots = producer.reserve(3).unwrap();
        assert_eq!(slots.fill_from(ledger.messages(3)), 3);
        abandon(way, channel, consumers);
        assert_eq!(ledger.dropped(), 1, "what was sent");
        let error = slots.commit().unwrap_err();
        assert_eq!(error.committed(), 0);
        assert!(error.into_inner().iter().map(Tracked::number).eq(1..4));
        ledger.assert_settled();
    }
}

#[test]
fn close_is_told_to_everybody_when_everything_was_received() {
    let (channel, mut producer) = full();
    let [mut first, mut second] = consumers(&channel);
    channel.close();
    assert!(producer.try_send(4).unwrap_err().is_closed());
    assert_eq!(producer.send_slice(&[4]), 0);
    assert!(channel.is_closed() && first.is_closed() && producer.is_closed());
    assert!(!channel.is_fully_drained() && !first.is_fully_drained());
    assert_eq!([(); 4].map(|()| first.try_recv().unwrap()), [0, 1, 2, 3]);
    for consumer in [&mut first, &mut second] {
        for _ in 0..2 {
            assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));
        }
        assert!(consumer.is_fully_drained());
        assert!(TAKING.iter().all(|(_, take)| take(consumer, 1).is_empty()));
    }
    assert!(channel.is_fully_drained());
    drop(producer);
    assert_eq!(first.try_recv(), Err(TryRecvError::Closed));
}

#[test]
fn the_last_senders_drop_is_told_to_everybody_when_everything_was_received() {
    let (channel, producer) = full();
    let [mut first, mut second] = consumers(&channel);
    drop((producer, channel));
    assert_eq!([(); 4].map(|()| first.try_recv().unwrap()), [0, 1, 2, 3]);
    for consumer in [&mut first, &mut second] {
        assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));
        assert!(consumer.is_closed() && consumer.is_fully_drained());
    }
}

#[test]
fn a_claim_that_is_held_does_not_keep_the_others_from_the_end() {
    let (channel, mut producer) = full();
    let [mut slow, mut quick] = consumers(&channel);
    let claim = slow.steal(2).unwrap();
    channel.close();
    assert_eq!([(); 2].map(|()| quick.try_recv().unwrap()), [2, 3]);
    assert_eq!(quick.try_recv(), Err(TryRecvError::Closed));
    assert!(claim.eq([0, 1]));
    assert_eq!(slow.try_recv(), Err(TryRecvError::Closed));
    assert!(producer.try_send(4).unwrap_err().is_closed());
}

#[test]
fn what_a_claim_has_left_is_received_before_the_end() {
    let (channel, producer) = full();
    let [mut forgetful, mut other] = consumers(&channel);
    mem::forget(forgetful.steal(3).unwrap());
    drop((channel, producer));
    assert_eq!((other.try_recv(), other.try_recv()), (Ok(3), Err(TryRecvError::Closed)));
    assert!(!forgetful.is_fully_drained());
    assert_eq!([(); 3].map(|()| forgetful.try_recv().unwrap()), [0, 1, 2]);
    assert_eq!(forgetful.try_recv(), Err(TryRecvError::Closed));
    assert!(forgetful.is_fully_drained());
}

#[test]
fn a_commit_after_the_end_gets_its_messages_back() {
    let ledger = Ledger::new();
    let (channel, mut producer) = parcels::open_at(0);
    let [mut first, mut second] = [(); 2].map(|()| channel.register_consumer().unwrap());
    let mut slots = producer.reserve(3).unwrap();
    assert_eq!(slots.fill_from(ledger.messages(3)), 3);
    channel.close();
    assert_eq!(first.try_recv().unwrap_err(), TryRecvError::Closed);
    let error = slots.commit().unwrap_err();
    assert_eq!(error.committed(), 0);
    assert!(error.into_inner().iter().map(Tracked::number).eq(0..3));
    assert_eq!(second.try_recv().unwrap_err(), TryRecvError::Closed);
    assert_eq!((channel.len(), producer.len()), (0, 0));
    ledger.assert_settled();
}

#[test]
fn a_commit_between_close_and_the_end_is_received() {
    let (channel, mut producer) = open();
    let [mut first, mut second] = consumers(&channel);
    let mut slots = producer.reserve(3).unwrap();
    assert_eq!(slots.copy_from_slice(&[0, 1, 2]), 3);
    channel.close();
    assert!(!channel.is_fully_drained(), "there is a reservation that may be committed");
    assert_eq!(slots.commit().unwrap(), 3);
    assert!(producer.try_send(3).unwrap_err().is_closed());
    assert_eq!((first.try_recv(), second.try_recv(), first.try_recv()), (Ok(0), Ok(1), Ok(2)));
    for consumer in [&mut first, &mut second] {
        assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));
    }
}

#[test]
fn a_consumer_may_come_after_the_close_while_there_is_something_to_receive() {
    for close in [true, false] {
        let (channel, producer) = full();
        if close {
            channel.close();
        }
        drop(producer);
        let [mut first, mut second] = consumers(&channel);
        assert_eq!([(); 3].map(|()| first.try_recv().unwrap()), [0, 1, 2]);
        let mut late = channel.register_consumer().unwrap();
        assert_eq!(late.try_recv(), Ok(3));
        let consumers = [&mut first, &mut second, &mut late];
        let ended = consumers.map(|consumer| consumer.try_recv().is_err());
        assert_eq!(ended, [true; 3]);
        // With a handle of many producers there may be others, unless it was closed.
        if channel.is_closed() {
            let error = channel.register_consumer().unwrap_err();
            assert_eq!(error, RegisterError::Closed);
            assert!(error.is_closed());
            assert_eq!(channel.consumer_count(), 3);
        }
    }
}
