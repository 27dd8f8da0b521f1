/// Consumes with a callback that panics when it is called for the `k`-th time.
type Calling = fn(&mut MessageConsumer, &Seen, usize);

/// Operations with a callback.
const CALLING: [(&str, Calling); 6] = [
    ("consume_batch", |consumer, seen, k| {
        consumer.consume_batch(|message| seeing(seen, message.number(), k));
    }),
    ("consume_batch_owned", |consumer, seen, k| {
        consumer.consume_batch_owned(|message| seeing(seen, message.number(), k));
    }),
    ("consume_up_to", |consumer, seen, k| {
        consumer.consume_up_to(MESSAGES - 1, |message| seeing(seen, message.number(), k));
    }),
    ("consume_while", |consumer, seen, k| {
        consumer.consume_while(|message| {
            seeing(seen, message.number(), k);
            ControlFlow::Continue(())
        });
    }),
    ("drain", |consumer, seen, k| {
        consumer.drain().for_each(|message| seeing(seen, message.number(), k));
    }),
    ("try_recv", |consumer, seen, k| {
        while let Ok(message) = consumer.try_recv() {
            seeing(seen, message.number(), k);
        }
    }),
];

/// Consumes without a callback.
type Dropping = fn(&mut MessageConsumer);

/// Operations that drop messages that no callback was given.
const DROPPING: [(&str, Dropping); 8] = [
    ("consume_count", |consumer| _ = consumer.consume_count()),
    ("skip", |consumer| _ = consumer.skip(MESSAGES - 1)),
    ("advance_all", |consumer| {
        while let Some(readable) = consumer.readable() {
            readable.advance_all();
        }
    }),
    ("advance", |consumer| {
        while let Some(readable) = consumer.readable() {
            readable.advance(1);
        }
    }),
    ("finish", |consumer| {
        let mut iter = consumer.peek_iter();
        (&mut iter).into_iter().for_each(drop);
        iter.consume_seen();
    }),
    ("finish within a ring", |consumer| {
        let mut iter = consumer.peek_iter();
        (&mut iter).into_iter().take(MESSAGES - 2).for_each(drop);
        iter.consume_seen();
    }),
    ("drain, dropped", |consumer| drop(consumer.drain())),
    ("drain_into a vector that is dropped", |consumer| {
        consumer.drain_into(&mut Vec::new(), usize::MAX);
    }),
];

/// Four in each ring.
const MESSAGES: usize = 4 * RINGS;

/// Full rings.
fn full(ledger: &Ledger, start: u64) -> ([MessageProducer; RINGS], MessageConsumer) {
    let (mut producers, consumer) = open(start);
    for producer in &mut producers {
        assert_eq!(producer.send_iter(ledger.messages(9)), 4);
    }
    (producers, consumer)
}

/// Receives what is left, and then as many messages as the rings hold.
fn goes_on(ledger: &Ledger, producers: &mut [MessageProducer], consumer: &mut MessageConsumer) {
    ledger.calm();
    ledger.assert_none_twice();
    let dropped = ledger.dropped();
    let left: Vec<_> = consumer.drain().collect();
    assert_eq!(dropped + left.len(), ledger.made(), "every message was taken, or is here");
    for message in &left {
        assert!(!ledger.is_dropped(message.number()));
    }
    drop(left);
    ledger.assert_settled();
    for _ in 0..2 {
        let first = ledger.made();
        for producer in &mut *producers {
            assert_eq!(producer.send_iter(ledger.messages(9)), 4);
        }
        let mut received: Vec<_> = consumer.drain().collect();
        received.sort_unstable_by_key(Tracked::number);
        assert!(received.iter().map(Tracked::number).eq(first..first + MESSAGES));
    }
    ledger.assert_settled();
}

#[test]
fn a_callback_panics() {
    for (name, operation) in CALLING {
        for start in 0..4 {
            for k in 0..MESSAGES {
                let ledger = Ledger::new();
                let (mut producers, mut consumer) = full(&ledger, start);
                let seen = Seen::default();
                let panicked = caught(|| operation(&mut consumer, &seen, k));
                assert!(panicked || (name, k) == ("consume_up_to", MESSAGES - 1), "{name} {k}");
                let seen = seen.into_inner();
                if name != "drain" {
                    assert_eq!(
                        ledger.dropped(),
                        seen.len(),
                        "{name} {k}: what was seen, and no more"
                    );
                }
                assert!(seen.iter().all(|&number| ledger.is_dropped(number)), "{name} {k}");
                goes_on(&ledger, &mut producers, &mut consumer);
            }
        }
    }
}

#[test]
fn a_drop_after_a_callback_panics() {
    for (name, operation) in CALLING {
        for start in 0..4 {
            for k in 0..MESSAGES {
                let ledger = Ledger::new();
                let (mut producers, mut consumer) = full(&ledger, start);
                let seen = Seen::default();
                ledger.panic_at_drop(k);
                let panicked = caught(|| operation(&mut consumer, &seen, usize::MAX - 1));
                assert!(panicked || (name, k) == ("consume_up_to", MESSAGES - 1), "{name} {k}");
                if panicked {
                    let seen = seen.into_inner();
                    assert_eq!(seen.len(), k + 1, "{name}: nothing after the panic");
                    assert!(name == "drain" || ledger.dropped() == k + 1, "{name} {k}");
                }
                goes_on(&ledger, &mut producers, &mut consumer);
            }
        }
    }
}

#[test]
fn a_drop_without_a_callback_panics() {
    for (name, operation) in DROPPING {
        for start in 0..4 {
            for k in 0..MESSAGES {
                let ledger = Ledger::new();
                let (mut producers, mut consumer) = full(&ledger, start);
                ledger.panic_at_drop(k);
                let panicked = caught(|| operation(&mut consumer));
                assert!(panicked || k + 2 >= MESSAGES, "{name} {k}");
                goes_on(&ledger, &mut producers, &mut consumer);
            }
        }
    }
}

#[test]
fn several_drops_panic_one_after_another() {
    let ledger = Ledger::new();
    let (mut producers, mut consumer) = full(&ledger, 1);
    for _ in 0..MESSAGES {
        ledger.panic_at_drop(0);
        assert!(caught(|| _ = consumer.consume_batch(|_| ())));
    }
    assert!(consumer.try_recv().unwrap_err().is_empty());
    goes_on(&ledger, &mut producers, &mut consumer);
}

#[test]
fn a_drop_panics_while_the_consumer_is_dropped() {
    for start in 0..4 {
        for k in 0..MESSAGES {
            let ledger = Ledger::new();
            let (mut producers, consumer) = full(&ledger, start);
            ledger.panic_at_drop(k);
            assert!(caught(|| drop(consumer)));
            ledger.assert_settled();
            let sent = producers[0].try_send(ledger.message());
            assert!(sent.unwrap_err().is_closed());
            drop(producers);
            ledger.assert_settled();
        }
    }
}

#[test]
fn a_drop_panics_while_a_reservation_is_dropped() {
    for start in 0..4 {
        for k in 0..4 {
            let ledger = Ledger::new();
            let (mut producers, mut consumer) = open(start);
            // From any slot there are as many to the end of the ring, or from its beginning.
            let mut slots = producers[0].reserve_up_to(4).unwrap();
            let pushed = slots.fill_from(ledger.messages(4));
            ledger.panic_at_drop(k);
            assert_eq!(caught(|| drop(slots)), k < pushed);
            ledger.assert_settled();
            goes_on(&ledger, &mut producers, &mut consumer);
        }
    }
}

#[test]
fn a_drop_panics_while_a_commit_drops_its_surplus() {
    for k in 0..3 {
        let ledger = Ledger::new();
        let (mut producers, mut consumer) = open(0);
        let mut slots = producers[0].reserve(4).unwrap();
        assert_eq!(slots.fill_from(ledger.messages(4)), 4);
        ledger.panic_at_drop(k);
        // SAFETY: the first slot was written by `fill_from`.
        assert!(caught(|| _ = unsafe { slots.commit_init(1) }));
        assert!(consumer.peek().is_none(), "nothing was published");
        goes_on(&ledger, &mut producers, &mut consumer);
    }
}

#[test]
fn a_drop_panics_while_what_came_too_late_is_dropped() {
    for k in 0..4 {
        let ledger = Ledger::new();
        let (mut producers, consumer) = open(2);
        let consumer = RefCell::new(Some(consumer));
        let items = ledger.messages(4).inspect(|_| drop(consumer.borrow_mut().take()));
        ledger.panic_at_drop(k);
        assert!(caught(|| _ = producers[0].send_iter(items)));
        ledger.assert_settled();
        drop(producers);
        ledger.assert_settled();
    }
}

#[test]
fn an_iterator_panics_that_fills_a_reservation() {
    for k in 0..4 {
        let ledger = Ledger::new();
        let (mut producers, mut consumer) = open(0);
        let items = |k| {
            let panics = std::iter::from_fn(|| panic_wanted());
            ledger.messages(k).chain(panics)
        };
        assert!(caught(|| _ = producers[0].send_iter(items(k))));
        let mut slots = producers[0].reserve(4).unwrap();
        assert!(caught(|| _ = slots.fill_from(items(k))));
        assert_eq!(slots.written(), k, "the reservation has what was written");
        assert_eq!(slots.fill_from(ledger.messages(1)), 1);
        assert_eq!(slots.commit().unwrap(), k + 1);
        assert_eq!(consumer.drain().len(), k + 1);
        goes_on(&ledger, &mut producers, &mut consumer);
    }
}
