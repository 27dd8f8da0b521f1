const STRATEGIES: [WaitStrategy; 6] = [
    WaitStrategy::BusySpin,
    WaitStrategy::Yielding,
    WaitStrategy::Sleeping { sleep: Duration::from_micros(10) },
    WaitStrategy::Blocking,
    WaitStrategy::TimedBlocking { timeout: Duration::MAX },
    PARKING,
];

#[test]
fn every_strategy_moves_messages() {
    let watchdog = Watchdog::start();
    let numbers: Vec<_> = (0..10_000).collect();
    for strategy in STRATEGIES {
        let (channel, mut producer, mut consumer) = open();
        drop(channel);
        thread::scope(|scope| {
            scope.spawn(|| {
                let (all, one_by_one) = numbers.split_at(5_000);
                producer.send_all(all, strategy).unwrap();
                for number in one_by_one {
                    let mut slots = producer.reserve_wait(1, strategy).unwrap();
                    slots.push(*number).unwrap();
                    slots.commit().unwrap();
                }
                drop(producer);
            });
            let mut received = Vec::new();
            while consumer
                .consume_batch_wait(|number| received.push(value(number)), strategy)
                .is_ok()
            {
                watchdog.feed();
            }
            assert!(received == numbers, "{strategy:?}: {} messages", received.len());
        });
    }
}

/// How often a number goes to and fro.
const ROUNDS: u64 = 100_000;

#[test]
fn ping_pong_loses_nothing() {
    let watchdog = Watchdog::start();
    let (_there, mut to_them, mut them) = open();
    let (_back, mut to_us, mut us) = open();
    thread::scope(|scope| {
        scope.spawn(move || {
            for _ in 0..ROUNDS {
                to_us.send(them.recv().unwrap()).unwrap();
            }
        });
        for round in 0..ROUNDS {
            to_them.send(round).unwrap();
            assert_eq!(us.recv(), Ok(round));
            if round % 1024 == 0 {
                watchdog.feed();
            }
        }
    });
}

#[test]
fn ping_pong_between_two_that_sleep_at_once_loses_nothing() {
    let watchdog = Watchdog::start();
    let (_there, mut to_them, mut them) = open();
    let (_back, mut to_us, mut us) = open();
    thread::scope(|scope| {
        scope.spawn(move || {
            for round in 0..ROUNDS / 10 {
                let handed = them
                    .consume_batch_wait(|number| assert_eq!(value(number), round), PARKING);
assert_eq!(handed, Ok(1));
                to_us.try_send(round).unwrap();
            }
        });
        for round in 0..ROUNDS / 10 {
            to_them.try_send(round).unwrap();
            let handed = us.consume_batch_wait(|number| assert_eq!(value(number), round), PARKING);
assert_eq!(handed, Ok(1));
            if round % 1024 == 0 {
                watchdog.feed();
            }
        }
    });
}

/// With space for four, the sender sleeps as often as the receiver.
#[test]
fn a_stream_between_two_that_sleep_at_once_loses_nothing() {
    let watchdog = Watchdog::start();
    let (_channel, mut producer, mut consumer) = open();
    thread::scope(|scope| {
        scope.spawn(move || {
            for number in 0..ROUNDS {
                producer.send_all(&[number], PARKING).unwrap();
            }
            producer
        });
        let mut next = 0;
        while next < ROUNDS {
            let handed = consumer.consume_batch_wait(
                |number| {
                    assert_eq!(value(number), next);
                    next += 1;
                },
                PARKING,
            );
            assert!(handed.is_ok());
            watchdog.feed();
        }
    });
}

/// With space for two, and a little patience, the sender sleeps as often as the receiver.
#[test]
fn a_narrow_channel_loses_nothing() {
    let watchdog = Watchdog::start();
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = open_parcels();
    drop(channel);
    thread::scope(|scope| {
        scope.spawn(|| {
            for parcel in ledger.messages(10_000) {
                producer.send(parcel).unwrap();
            }
            drop(producer);
        });
        let mut next = 0;
        while let Ok(parcel) = consumer.recv() {
            assert_eq!(parcel.number(), next);
            next += 1;
            if next.is_multiple_of(1024) {
                watchdog.feed();
            }
        }
        assert_eq!(next, 10_000);
    });
    ledger.assert_settled();
}
