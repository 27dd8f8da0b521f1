// A consumer that closes wants no more than there is. The others go on.

#[test]
fn a_consumer_that_closes_takes_no_more_than_there_was() {
    for (name, take) in TAKING {
        let (channel, mut producer) = open();
        let [mut closes, mut other] = consumers(&channel);
        producer.try_send(0).unwrap();
        Consume::close(&mut closes);
        assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
        let mut taken = Vec::new();
        while let more = take(&mut closes, 2)
            && !more.is_empty()
        {
            taken.extend(more);
        }
        assert_eq!(taken, [0], "{name}");
        assert_eq!(closes.try_recv(), Err(TryRecvError::Closed), "{name}");
        assert_eq!([(); 3].map(|()| other.try_recv().unwrap()), [1, 2, 3]);
    }
}

/// What it had claimed and not taken is among what there is.
#[test]
fn a_consumer_that_closes_takes_what_it_has_claimed() {
    for (name, take) in TAKING {
        let (channel, mut producer) = full();
        let [mut closes, mut other] = consumers(&channel);
        mem::forget(closes.steal(2).unwrap());
        assert_eq!(other.steal_slice(&mut [9; 2]), 2);
        Consume::close(&mut closes);
        let mut taken = take(&mut closes, 2);
        assert_eq!(producer.send_slice(&[4, 5, 6, 7]), 4, "{name}");
        taken.extend(take(&mut closes, 2));
        assert_eq!(taken, [0, 1], "{name}");
        assert_eq!(closes.try_recv(), Err(TryRecvError::Closed), "{name}");
        assert_eq!(other.try_recv(), Ok(4));
    }
}

/// What a forgotten claim has taken is not taken again, in place of something else.
#[test]
fn a_consumer_that_closes_has_had_what_a_forgotten_claim_took() {
    for (name, take) in TAKING {
        for taken in 0..=3 {
            for before in [false, true] {
                let (channel, mut producer) = full();
                let [mut closes] = consumers(&channel);
                if !before {
                    Consume::close(&mut closes);
                }
                let mut claim = closes.steal(3).unwrap();
                assert_eq!(claim.by_ref().take(taken).count(), taken);
                mem::forget(claim);
                if before {
                    Consume::close(&mut closes);
                }
                let mut more = Vec::new();
                while more.len() + taken < 4 {
                    more.extend(take(&mut closes, 1));
                }
                assert_eq!(producer.send_slice(&[4, 5, 6, 7]), 4);
                assert_eq!(take(&mut closes, 4), [0; 0], "{name} {taken} {before}");
                assert_eq!(closes.try_recv(), Err(TryRecvError::Closed), "{name} {taken}");
            }
        }
    }
}

#[test]
fn a_consumer_that_has_closed_tells_how_it_is_with_the_channel() {
    let (channel, mut producer) = full();
    let [mut closes, mut other] = consumers(&channel);
    Consume::close(&mut closes);
    assert_eq!([(); 4].map(|()| closes.try_recv().unwrap()), [0, 1, 2, 3]);
    for _ in 0..2 {
        assert_eq!(closes.try_recv(), Err(TryRecvError::Closed), "for this one");
        assert!(!closes.is_closed() && !closes.is_fully_drained(), "others may receive more");
    }
    assert_eq!(producer.send_slice(&[4, 5]), 2);
    assert_eq!((closes.len(), closes.try_recv()), (2, Err(TryRecvError::Closed)));
    channel.close();
    assert!(closes.is_closed() && !closes.is_fully_drained(), "others have yet to receive it");
    assert_eq!(closes.try_recv(), Err(TryRecvError::Closed));
    assert!(!closes.is_fully_drained());
    assert_eq!((other.try_recv(), other.try_recv()), (Ok(4), Ok(5)));
    assert_eq!(other.try_recv(), Err(TryRecvError::Closed));
    for consumer in [&closes, &other] {
        assert!(consumer.is_closed() && consumer.is_fully_drained());
    }
}

#[test]
fn a_consumer_that_has_closed_settles_the_end_like_any_other() {
    let (channel, mut producer) = full();
    let [mut closes] = consumers(&channel);
    Consume::close(&mut closes);
    assert_eq!(closes.consume_batch(drop), 4);
    assert_eq!(closes.try_recv(), Err(TryRecvError::Closed));
    let mut slots = producer.reserve(1).unwrap();
    slots.push(4).unwrap();
    channel.close();
    assert!(!closes.is_fully_drained() && !channel.is_fully_drained());
    assert_eq!(closes.try_recv(), Err(TryRecvError::Closed));
    assert!(closes.is_fully_drained() && channel.is_fully_drained());
    let error = slots.commit().unwrap_err();
    assert_eq!((error.committed(), error.into_inner()), (0, vec![4]), "nobody will receive it");
}
