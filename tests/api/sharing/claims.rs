// A consumer that stops in the middle of its claim, or never comes back.

#[test]
fn a_claim_that_is_held_keeps_only_its_own_slots() {
    for before in 0..4 {
        for held in 1..=4 - before {
            let (channel, mut producer) = full();
            let [mut slow, mut quick] = consumers(&channel);
            assert_eq!(quick.steal(before).map_or(0, Iterator::count), before);
            let claim = slow.steal(held).unwrap();
            let rest: Vec<_> = (before + held..4).map(|_| quick.try_recv().unwrap()).collect();
            assert!(rest.into_iter().eq((before + held) as u64..4));
            assert_eq!(quick.try_recv(), Err(TryRecvError::Empty), "all others were drained");

            // The producer goes on until it comes to the slots that are held.
            assert_eq!((producer.available_capacity(), producer.is_full()), (before, before == 0));
            for number in 0..before as u64 {
                producer.try_send(4 + number).unwrap();
                assert_eq!(quick.try_recv(), Ok(4 + number));
            }
            assert!(producer.try_send(9).unwrap_err().is_full());
            assert_eq!(quick.try_recv(), Err(TryRecvError::Empty));

            assert!(claim.eq(before as u64..(before + held) as u64));
            assert_eq!(producer.available_capacity(), 4, "{before} {held}");
            assert_eq!(producer.send_slice(&[5; 9]), 4);
        }
    }
}

#[test]
fn a_handler_that_stops_keeps_only_what_it_has_claimed() {
    let (channel, mut producer) = full();
    let [mut slow, mut quick] = consumers(&channel);
    assert_eq!(quick.try_recv(), Ok(0));
    let (go_on, wait) = mpsc::channel();
    thread::scope(|scope| {
        let (tell, told) = mpsc::channel();
        let slow = scope.spawn(move || {
            let mut handled = Vec::new();
            slow.consume_up_to(2, |number| {
                tell.send(()).unwrap();
                wait.recv().unwrap();
                handled.push(number);
            });
            handled
        });
        for handler in 0..2 {
            told.recv().unwrap();
            if handler == 0 {
                assert_eq!(quick.try_recv(), Ok(3));
                producer.try_send(4).unwrap();
                assert_eq!(quick.try_recv(), Ok(4));
            }
            assert_eq!(quick.try_recv(), Err(TryRecvError::Empty));
            assert!(producer.try_send(5).unwrap_err().is_full());
            go_on.send(()).unwrap();
        }
        assert_eq!(slow.join().unwrap(), [1, 2]);
    });
    assert_eq!(producer.send_slice(&[5, 6, 7, 8, 9]), 4);
}

#[test]
fn what_is_left_of_a_forgotten_claim_is_taken_first() {
    for (name, take) in TAKING {
        for (taken, n) in (0..=2_u64).zip(0..) {
            let (channel, mut producer) = full();
            let [mut forgetful, mut other] = consumers(&channel);
            let mut claim = forgetful.steal(2).unwrap();
            assert!(claim.by_ref().take(n).eq(0..taken));
            mem::forget(claim);
            assert_eq!(forgetful.len() as u64, 4 - taken, "its own, and what nobody has claimed");
            assert_eq!((other.len(), other.try_recv()), (2, Ok(2)), "which is never the other's");
            let mut rest = Vec::new();
            while rest.len() as u64 + taken < 3 {
                rest.extend(take(&mut forgetful, 1));
            }
            let left = (taken..4).filter(|&number| number != 2);
            assert!(rest.into_iter().eq(left), "{name} {taken}");
            assert_eq!(producer.send_slice(&[4; 9]), 4, "{name} {taken}: all slots come back");
        }
    }
}

#[test]
fn a_forgotten_claim_that_was_used_up_gives_its_slots_back() {
    for (name, take) in TAKING {
        let (channel, mut producer) = full();
        let [mut forgetful] = consumers(&channel);
        let mut claim = forgetful.steal(4).unwrap();
        assert_eq!(claim.by_ref().count(), 4);
        mem::forget(claim);
        assert!(producer.try_send(4).unwrap_err().is_full());
        assert!(take(&mut forgetful, 1).is_empty(), "{name}");
        assert_eq!(producer.send_slice(&[4; 9]), 4, "{name}: the consumer has come by again");
    }
}

#[test]
fn a_forgotten_claim_that_was_used_up_gives_its_slots_back_to_who_wants_no_more() {
    let (channel, mut producer) = full();
    let [mut forgetful, _another] = consumers(&channel);
    let mut claim = forgetful.steal(4).unwrap();
    assert_eq!(claim.by_ref().count(), 4);
    mem::forget(claim);
    Consume::close(&mut forgetful);
    assert_eq!(forgetful.try_recv(), Err(TryRecvError::Closed));
    assert_eq!(producer.send_slice(&[4; 9]), 4);
}

#[test]
fn a_claim_shows_what_is_left_where_it_lies() {
    for start in 0..4 {
        for taken in 0..=3_u64 {
            for by_value in [false, true] {
                let ledger = Ledger::new();
                let (channel, mut producer) = parcels::open_at(start);
                let mut consumer = channel.register_consumer().unwrap();
                assert_eq!(producer.send_iter(ledger.messages(4)), 4);
                let mut claim = consumer.steal(3).unwrap();
                let n = usize::try_from(taken).unwrap();
                if by_value {
                    drop(claim.by_ref().take(n).collect::<Vec<_>>());
                } else {
                    claim.advance(n);
                }
                assert_eq!((claim.len(), ledger.dropped()), (3 - n, n));
                let (front, back) = claim.as_slices();
                let numbers = front.iter().chain(back).map(Tracked::number);
                assert!(numbers.eq(n..3), "{start} {taken}");
                let sides = front.len().min(4 - ((usize::try_from(start).unwrap() + n) % 4));
                assert_eq!(front.len(), sides, "side by side");
                assert_eq!(producer.available_capacity(), 0, "no slot has come back");
                drop(claim);
                assert_eq!((ledger.dropped(), producer.available_capacity()), (3, 3));
                drop(consumer.try_recv());
                ledger.assert_settled();
            }
        }
    }
}

#[test]
fn what_a_claim_has_dropped_counts_also_if_it_is_forgotten_then() {
    let (channel, mut producer) = full();
    let [mut consumer] = consumers(&channel);
    let mut claim = consumer.steal(4).unwrap();
    claim.advance(2);
    assert_eq!(claim.next(), Some(2));
    mem::forget(claim);
    assert_eq!(consumer.try_recv(), Ok(3));
    assert_eq!((consumer.metrics().claimed, channel.snapshot().received), (4, Some(4)));
    assert_eq!(producer.send_slice(&[4; 9]), 4);
}

#[test]
fn a_claim_counts_what_it_has_dropped_one_by_one() {
    let (channel, _producer) = full();
    let [mut consumer] = consumers(&channel);
    let mut claim = consumer.steal(4).unwrap();
    claim.advance(1);
    claim.advance(2);
    drop(claim);
    assert_eq!((consumer.metrics().claimed, channel.snapshot().received), (4, Some(4)));
}

#[test]
#[should_panic(expected = "advanced by 4 in a claim of 3")]
fn a_claim_does_not_advance_beyond_its_end() {
    let (channel, _producer) = full();
    let [mut consumer] = consumers(&channel);
    consumer.steal(3).unwrap().advance(4);
}

#[test]
fn a_forgotten_consumer_makes_the_ring_run_full_and_nothing_else() {
    let ledger = Ledger::new();
    let (channel, mut producer) = parcels::open_at(0);
    let mut forgotten = channel.register_consumer().unwrap();
    let mut consumer = channel.register_consumer().unwrap();
    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    drop(consumer.try_recv().unwrap());
    mem::forget(forgotten.steal(2).unwrap());
    mem::forget(forgotten);
    assert_eq!(consumer.try_recv().unwrap().number(), 3);
    for number in 4..6 {
        // One slot is in front of what was claimed.
        let sent = producer.try_send(ledger.message());
        assert_eq!(sent.is_ok(), number == 4);
        assert_eq!(consumer.try_recv().is_ok(), number == 4);
    }
    assert_eq!((channel.consumer_count(), channel.len()), (2, 0), "it has never left");
    channel.close();
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
    assert!(channel.is_fully_drained());
    drop((channel, producer, consumer));
    ledger.assert_none_twice();
    assert_eq!(ledger.dropped(), ledger.made() - 2, "what it had claimed has leaked with it");
}
