#[test]
fn send_waits_for_room_and_keeps_the_order() {
    let _watchdog = Watchdog::start();
    let (_channel, mut producer, mut consumer) = full();
    thread::scope(|scope| {
        let sending = Waiting::start(scope, move || {
            for number in 4..100 {
                producer.send(number).unwrap();
            }
            producer
        });
        for number in 0..100 {
            assert_eq!(consumer.recv(), Ok(number));
        }
        drop(sending.end());
    });
}

#[test]
fn whatever_makes_room_wakes_who_waits_for_it() {
    let _watchdog = Watchdog::start();
    for (name, receive) in RECEIVE {
        let (_channel, mut producer, mut consumer) = full();
        thread::scope(|scope| {
            let sending = Waiting::start(scope, move || (producer.send(4), producer));
            receive(&mut consumer);
            assert_eq!(sending.end().0, Ok(()), "{name}");
        });
    }
}

#[test]
fn a_send_that_runs_out_of_time_gives_the_message_back_and_changes_nothing() {
    let _watchdog = Watchdog::start();
    let (_channel, mut producer, mut consumer) = full();
    assert_eq!(producer.send_timeout(4, Duration::ZERO), Err(SendTimeoutError::Timeout(4)));
    assert_eq!(producer.send_deadline(5, past()), Err(SendTimeoutError::Timeout(5)));
    let (start, timeout) = (Instant::now(), Duration::from_millis(20));
    assert_eq!(producer.send_timeout(6, timeout), Err(SendTimeoutError::Timeout(6)));
    assert!(start.elapsed() >= timeout);
    let deadline = Instant::now() + timeout;
    assert_eq!(producer.send_deadline(7, deadline), Err(SendTimeoutError::Timeout(7)));
    assert!(Instant::now() >= deadline);
    assert_eq!(rest(&mut consumer), [0, 1, 2, 3]);
    assert_eq!(producer.send(8), Ok(()));
    assert_eq!(consumer.try_recv(), Ok(8));
}

#[test]
fn room_is_worth_more_than_a_deadline() {
    let _watchdog = Watchdog::start();
    let (_channel, mut producer, mut consumer) = open();
    assert_eq!(producer.send_timeout(0, Duration::ZERO), Ok(()));
    assert_eq!(producer.send_deadline(1, past()), Ok(()));
    assert_eq!(producer.send_all(&[2], IMPATIENT), Ok(()));
    let mut slots = producer.reserve_wait(1, IMPATIENT).unwrap();
    slots.push(3).unwrap();
    slots.commit().unwrap();
    assert_eq!(rest(&mut consumer), [0, 1, 2, 3]);
}

#[test]
fn a_timeout_that_the_clock_cannot_reach_is_for_ever() {
    let _watchdog = Watchdog::start();
    let (_channel, mut producer, mut consumer) = full();
    thread::scope(|scope| {
        let sending = Waiting::start(scope, move || {
            producer.send_timeout(4, Duration::MAX).unwrap();
            producer.send_deadline(5, far()).unwrap();
            producer
        });
        assert_eq!(consumer.try_recv(), Ok(0));
        sending.sleeps();
        assert_eq!(consumer.try_recv(), Ok(1));
        drop(sending.end());
    });
    assert_eq!(rest(&mut consumer), [2, 3, 4, 5]);
}

#[test]
fn what_cannot_be_sent_comes_back() {
    let _watchdog = Watchdog::start();
    let ledger = Ledger::new();
    let (channel, mut producer, consumer) = open_parcels();
    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
    let error = producer.send_timeout(ledger.message(), Duration::ZERO).unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.into_inner().number(), 2);
    channel.close();
    let error = producer.send(ledger.message()).unwrap_err();
    assert_eq!(error.into_inner().number(), 3);
    let error = producer.send_timeout(ledger.message(), Duration::MAX).unwrap_err();
    assert!(error.is_closed());
    assert_eq!(error.into_inner().number(), 4);
    let error = producer.send_deadline(ledger.message(), past()).unwrap_err();
    assert!(error.is_closed());
    assert_eq!(error.into_inner().number(), 5);
    assert_eq!(ledger.dropped(), 4);
    drop((channel, producer, consumer));
    ledger.assert_settled();
}

#[test]
fn send_all_sends_more_than_the_ring_holds() {
    let _watchdog = Watchdog::start();
    let numbers: Vec<_> = (0..1000).collect();
    let (_channel, mut producer, mut consumer) = open();
    thread::scope(|scope| {
        let numbers = &numbers;
        let sending = Waiting::start(scope, move || {
            assert_eq!(producer.send_all(&[], WaitStrategy::Blocking), Ok(()));
            (producer.send_all(numbers, WaitStrategy::Blocking), producer)
        });
        for number in numbers {
            assert_eq!(consumer.recv(), Ok(*number));
        }
        assert_eq!(sending.end().0, Ok(()));
    });
    assert!(consumer.is_empty());
}

#[test]
fn send_all_says_how_many_it_sent_until_the_time_was_up() {
    let _watchdog = Watchdog::start();
    let (_channel, mut producer, mut consumer) = open();
    let timeout = Duration::from_millis(1);
    for strategy in [IMPATIENT, WaitStrategy::TimedBlocking { timeout }] {
        producer.send_all(&[0], strategy).unwrap();
        let error = producer.send_all(&[1, 2, 3, 4, 5], strategy).unwrap_err();
        assert_eq!((error.sent(), error.reason()), (3, WaitError::TimedOut));
        assert!(!error.is_closed());
        let error = producer.send_all(&[6], strategy).unwrap_err();
        assert_eq!((error.sent(), error.reason()), (0, WaitError::TimedOut));
        assert_eq!(rest(&mut consumer), [0, 1, 2, 3]);
    }
}

#[test]
fn send_all_says_how_many_it_sent_before_the_channel_was_closed() {
    let _watchdog = Watchdog::start();
    let (channel, mut producer, mut consumer) = open();
    thread::scope(|scope| {
        let sending = Waiting::start(scope, move || {
            let numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
            (producer.send_all(&numbers, WaitStrategy::Blocking).unwrap_err(), producer)
        });
        assert_eq!(consumer.consume_up_to(2, |_| ()), 2);
        while channel.len() < 4 {
            thread::yield_now();
        }
        sending.sleeps();
        channel.close();
        let (error, mut producer) = sending.end();
        assert_eq!((error.sent(), error.reason()), (6, WaitError::Closed));
        assert!(error.is_closed());
        let error = producer.send_all(&[6], IMPATIENT).unwrap_err();
        assert_eq!((error.sent(), error.reason()), (0, WaitError::Closed));
    });
    assert_eq!(rest(&mut consumer), [2, 3, 4, 5]);
}

#[test]
fn reserve_wait_refuses_what_would_never_be() {
    let _watchdog = Watchdog::start();
    let (channel, mut producer, _consumer) = full();
    let refusal = |producer: &mut MessageProducer, n| {
        producer.reserve_wait(n, WaitStrategy::Blocking).map(drop).unwrap_err()
    };
    assert_eq!(refusal(&mut producer, 0), WaitError::Zero);
    assert_eq!(refusal(&mut producer, 5), WaitError::TooLarge);
    channel.close();
    assert_eq!(refusal(&mut producer, 0), WaitError::Zero);
    assert_eq!(refusal(&mut producer, 5), WaitError::TooLarge);
    assert_eq!(refusal(&mut producer, 1), WaitError::Closed);
}

#[test]
fn reserve_wait_runs_out_of_time() {
    let _watchdog = Watchdog::start();
    let (_channel, mut producer, mut consumer) = full();
    consumer.consume_up_to(2, |_| ());
    let timeout = Duration::from_millis(1);
    for strategy in [IMPATIENT, WaitStrategy::TimedBlocking { timeout }] {
        for n in [3, 4] {
            assert_eq!(producer.reserve_wait(n, strategy).map(drop), Err(WaitError::TimedOut));
        }
        assert_eq!(producer.reserve_wait(2, strategy).unwrap().capacity(), 2);
    }
}

#[test]
fn reserve_wait_waits_for_as_many_slots_as_were_asked_for() {
    let _watchdog = Watchdog::start();
    let (_channel, mut producer, mut consumer) = full();
    thread::scope(|scope| {
        let reserving = Waiting::start(scope, move || {
            let mut slots = producer.reserve_wait(3, WaitStrategy::Blocking).unwrap();
            assert_eq!(slots.copy_from_slice(&[4, 5, 6, 7]), 3);
            slots.commit().unwrap();
            producer
        });
        for number in 0..2 {
            assert_eq!(consumer.try_recv(), Ok(number));
            reserving.sleeps();
            assert!(consumer.len() < 4, "it has not gone on with fewer");
        }
        assert_eq!(consumer.try_recv(), Ok(2));
        let mut producer = reserving.end();
        assert_eq!(rest(&mut consumer).len(), 4);
        let slots = producer.reserve_wait(4, WaitStrategy::Blocking).unwrap();
        assert_eq!(slots.capacity(), 4, "across the wrap");
    });
}
