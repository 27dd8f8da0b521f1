/// Waits until there is something to receive, and tells whether it was told that there is nobody to
/// send it.
type ToReceive = fn(&mut MessageConsumer) -> bool;

const TO_RECEIVE: [(&str, ToReceive); 4] = [
    ("recv", |consumer| consumer.recv() == Err(RecvError::Closed)),
    ("recv_timeout", |consumer| {
        consumer.recv_timeout(Duration::MAX) == Err(RecvTimeoutError::Closed)
    }),
    ("recv_deadline", |consumer| consumer.recv_deadline(far()) == Err(RecvTimeoutError::Closed)),
    ("consume_batch_wait", |consumer| {
        consumer.consume_batch_wait(|_| (), WaitStrategy::Blocking) == Err(WaitError::Closed)
    }),
];

/// Waits until a ring with four messages has space, and tells whether it was told that there is
/// nobody to make any.
type ToSend = fn(&mut MessageProducer) -> bool;

const TO_SEND: [(&str, ToSend); 5] = [
    ("send", |producer| producer.send(4) == Err(SendError::Closed(4))),
    ("send_timeout", |producer| {
        producer.send_timeout(4, Duration::MAX) == Err(SendTimeoutError::Closed(4))
    }),
    ("send_deadline", |producer| {
        producer.send_deadline(4, far()) == Err(SendTimeoutError::Closed(4))
    }),
    ("send_all", |producer| {
        let error = producer.send_all(&[4, 5], WaitStrategy::Blocking).unwrap_err();
        (error.sent(), error.reason()) == (0, WaitError::Closed)
    }),
    ("reserve_wait", |producer| {
        let reserved = producer.reserve_wait(1, WaitStrategy::Blocking).map(drop);
        reserved == Err(WaitError::Closed)
    }),
];

#[test]
fn close_ends_every_wait_for_messages() {
    let _watchdog = Watchdog::start();
    for (name, wait) in TO_RECEIVE {
        let (channel, _producer, mut consumer) = open();
        thread::scope(|scope| {
            let waiting = Waiting::start(scope, || wait(&mut consumer));
            channel.close();
            assert!(waiting.end(), "{name}");
        });
        assert!(wait(&mut consumer), "{name}: again");
    }
}

#[test]
fn the_last_producers_drop_ends_every_wait_for_messages() {
    let _watchdog = Watchdog::start();
    for (name, wait) in TO_RECEIVE {
        let (channel, producer, mut consumer) = open();
        drop(channel);
        thread::scope(|scope| {
            let waiting = Waiting::start(scope, || wait(&mut consumer));
            drop(producer);
            assert!(waiting.end(), "{name}");
        });
        assert!(wait(&mut consumer), "{name}: again");
    }
}

#[test]
fn close_ends_every_wait_for_room() {
    let _watchdog = Watchdog::start();
    for (name, wait) in TO_SEND {
        let (channel, mut producer, mut consumer) = full();
        thread::scope(|scope| {
            let waiting = Waiting::start(scope, || wait(&mut producer));
            channel.close();
            assert!(waiting.end(), "{name}");
        });
        assert!(wait(&mut producer), "{name}: again");
        assert_eq!(rest(&mut consumer), [0, 1, 2, 3], "{name}");
    }
}

#[test]
fn the_last_receivers_drop_ends_every_wait_for_room() {
    let _watchdog = Watchdog::start();
    for (name, wait) in TO_SEND {
        let (channel, mut producer, consumer) = full();
        thread::scope(|scope| {
            let waiting = Waiting::start(scope, || wait(&mut producer));
            drop((channel, consumer));
            assert!(waiting.end(), "{name}");
        });
        assert!(wait(&mut producer), "{name}: again");
    }
}

#[test]
fn what_was_sent_before_the_end_is_received_before_it_is_told() {
    let _watchdog = Watchdog::start();
    let (channel, mut producer, mut consumer) = open();
    drop(channel);
    thread::scope(|scope| {
        let receiving = Waiting::start(scope, || {
            let received = [(); 2].map(|()| consumer.recv());
            (received, consumer.recv())
        });
        assert_eq!(producer.send_slice(&[1, 2]), 2);
        drop(producer);
        assert_eq!(receiving.end(), ([Ok(1), Ok(2)], Err(RecvError::Closed)));
    });
}

#[test]
fn a_consumers_drop_that_panics_ends_the_wait_for_room() {
    let _watchdog = Watchdog::start();
    let ledger = Ledger::new();
    let (channel, mut producer, consumer) = open_parcels();
    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
    thread::scope(|scope| {
        let waiting = Waiting::start(scope, || producer.send(ledger.message()).unwrap_err());
        ledger.panic_at_drop(0);
        assert!(caught(|| drop((channel, consumer))));
        assert_eq!(waiting.end().into_inner().number(), 2);
    });
    drop(producer);
    ledger.assert_settled();
}
