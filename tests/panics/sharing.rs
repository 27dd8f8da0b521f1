/// Consumes with a callback that panics when it is called for the `k`-th time.
type Calling = fn(&mut MessageConsumer, &Seen, usize);

/// Operations with a callback, and such that hand out messages one by one.
const CALLING: [(&str, Calling); 4] = [
    ("consume_batch", |consumer, seen, k| {
        consumer.consume_batch(|message| seeing(seen, message.number(), k));
    }),
    ("consume_up_to", |consumer, seen, k| {
        while consumer.consume_up_to(3, |message| seeing(seen, message.number(), k)) > 0 {}
    }),
    ("steal", |consumer, seen, k| {
        while let Some(claim) = consumer.steal(3) {
            claim.for_each(|message| seeing(seen, message.number(), k));
        }
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
const DROPPING: [(&str, Dropping); 4] = [
    ("steal, dropped", |consumer| while consumer.steal(9).map(drop).is_some() {}),
    ("steal, in part", |consumer| {
        while let Some(mut claim) = consumer.steal(3) {
            claim.next();
        }
    }),
    ("steal_into a vector that is dropped", |consumer| {
        consumer.steal_into(&mut Vec::new(), 99);
    }),
    ("a claim that was forgotten", |consumer| {
        while consumer.steal(3).map(std::mem::forget).is_some() {
            drop(consumer.steal(1));
        }
    }),
];

/// Four in each ring.
const MESSAGES: usize = 4 * RINGS;

/// Full rings, and two consumers.
fn full(
    ledger: &Ledger,
    start: u64,
) -> (MessageChannel, Vec<MessageProducer>, [MessageConsumer; 2]) {
    let (channel, mut producers) = open(start);
    fill(ledger, &mut producers);
    let consumers = [(); 2].map(|()| channel.register_consumer().unwrap());
    (channel, producers, consumers)
}

fn fill(ledger: &Ledger, producers: &mut [MessageProducer]) {
    for producer in producers {
        assert_eq!(producer.send_iter(ledger.messages(9)), 4);
    }
}

/// Everything that this consumer can get.
fn drain(consumer: &mut MessageConsumer) -> Vec<Tracked> {
    std::iter::from_fn(|| consumer.try_recv().ok()).collect()
}

/// Receives what is left, and then as many messages as the rings hold.
fn goes_on(
    ledger: &Ledger,
    producers: &mut [MessageProducer],
    [panicked, other]: &mut [MessageConsumer; 2],
) {
    ledger.calm();
    ledger.assert_none_twice();
    let dropped = ledger.dropped();
    // Each has its own part of what is left: what the one has claimed, and what nobody has.
    let left = [drain(other), drain(panicked)];
    let here: usize = left.iter().map(Vec::len).sum();
    assert_eq!(dropped + here, ledger.made(), "each was taken, or is here");
    drop(left);
    ledger.assert_settled();
    for consumer in [panicked, other] {
        let first = ledger.made();
        fill(ledger, producers);
        let mut received = drain(consumer);
        received.sort_unstable_by_key(Tracked::number);
        assert!(received.iter().map(Tracked::number).eq(first..first + MESSAGES));
    }
    ledger.assert_settled();
}

fn a_callback_panics_of(name: &str, operation: Calling) {
    for start in 0..4 {
        for k in 0..MESSAGES {
            let ledger = Ledger::new();
            let (_channel, mut producers, mut consumers) = full(&ledger, start);
            let seen = Seen::default();
            assert!(caught(|| operation(&mut consumers[0], &seen, k)), "{name} {k}");
            let seen = seen.into_inner();
            assert_eq!(seen.len(), k + 1, "{name} {k}: nothing after the panic");
            assert!(seen.iter().all(|&number| ledger.is_dropped(number)), "{name} {k}");
            if name != "steal" {
                assert_eq!(ledger.dropped(), k + 1, "{name} {k}: what was seen, and no more");
            }
            goes_on(&ledger, &mut producers, &mut consumers);
        }
    }
}

#[test]
fn a_callback_panics() {
    for (name, operation) in CALLING {
        a_callback_panics_of(name, operation);
    }
}

#[test]
fn what_a_panic_left_claimed_is_dropped_once_with_the_last_consumer() {
    for (name, operation) in CALLING {
        for k in 0..MESSAGES {
            let ledger = Ledger::new();
            let (channel, producers, [mut panicked, mut other]) = full(&ledger, 1);
            assert!(caught(|| operation(&mut panicked, &Seen::default(), k)), "{name} {k}");
            drop(drain(&mut other));
            drop(panicked);
            drop((drain(&mut other), other));
            ledger.assert_settled();
            assert!(producers.iter().all(|producer| producer.available_capacity() == 4));
            assert_eq!(channel.len(), 0, "{name} {k}");
        }
    }
}

#[test]
fn a_drop_after_a_callback_panics() {
    for (name, operation) in CALLING {
        for start in 0..4 {
            for k in 0..MESSAGES {
                let ledger = Ledger::new();
                let (_channel, mut producers, mut consumers) = full(&ledger, start);
                let seen = Seen::default();
                ledger.panic_at_drop(k);
                let panicked = caught(|| operation(&mut consumers[0], &seen, usize::MAX - 1));
                assert!(panicked, "{name} {k}");
                assert_eq!(seen.into_inner().len(), k + 1, "{name}: nothing after the panic");
                goes_on(&ledger, &mut producers, &mut consumers);
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
                let (_channel, mut producers, mut consumers) = full(&ledger, start);
                ledger.panic_at_drop(k);
                assert!(caught(|| operation(&mut consumers[0])), "{name} {k}");
                goes_on(&ledger, &mut producers, &mut consumers);
            }
        }
    }
}

/// Its claim goes to the others, so nothing is dropped. There the drop panics.
#[test]
fn a_consumer_that_is_not_the_last_drops_nothing_when_it_is_dropped() {
    for start in 0..4 {
        for k in 0..3 {
            let ledger = Ledger::new();
            let (channel, mut producers, [mut leaves, mut other]) = full(&ledger, start);
            std::mem::forget(leaves.steal(3).unwrap());
            ledger.panic_at_drop(0);
            drop(leaves);
            assert_eq!((ledger.dropped(), channel.consumer_count()), (0, 1));
            ledger.calm();
            ledger.panic_at_drop(k);
            assert!(caught(|| while other.steal(9).map(drop).is_some() {}));
            let mut consumers = [channel.register_consumer().unwrap(), other];
            goes_on(&ledger, &mut producers, &mut consumers);
        }
    }
}

#[test]
fn what_a_panic_left_claimed_goes_to_the_others_when_the_consumer_leaves() {
    for (name, operation) in CALLING {
        for start in 0..4 {
            for k in 0..MESSAGES {
                let ledger = Ledger::new();
                let (channel, mut producers, [mut panicked, other]) = full(&ledger, start);
                let seen = Seen::default();
                // The panic unwinds through the drop of the consumer, as in a thread that ends so.
                assert!(caught(move || {
                    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                        operation(&mut panicked, &Seen::default(), k);
                    }));
                    drop((panicked, seen));
                    std::panic::resume_unwind(result.expect_err("the callback panics"));
                }));
                // `steal` drops what is left of its claim when its handler panics.
                if name != "steal" {
                    let left = MESSAGES - k - 1;
                    assert_eq!((ledger.dropped(), channel.len()), (k + 1, left), "{name}");
                }
                let mut consumers = [channel.register_consumer().unwrap(), other];
                goes_on(&ledger, &mut producers, &mut consumers);
            }
        }
    }
}

#[test]
fn a_drop_panics_while_the_last_consumer_is_dropped() {
    for start in 0..4 {
        for k in 0..MESSAGES {
            let ledger = Ledger::new();
            let (channel, mut producers, [mut last, other]) = full(&ledger, start);
            std::mem::forget(last.steal(2).unwrap());
            drop((channel, other));
            ledger.panic_at_drop(k);
            assert!(caught(|| drop(last)));
            ledger.assert_settled();
            let sent = producers[0].try_send(ledger.message());
            assert!(sent.unwrap_err().is_closed());
            drop(producers);
            ledger.assert_settled();
        }
    }
}

#[test]
fn a_drop_panics_while_the_last_handle_is_dropped() {
    for start in 0..4 {
        for k in 0..MESSAGES {
            let ledger = Ledger::new();
            let (channel, mut producers, consumers) = full(&ledger, start);
            drop(consumers);
            ledger.panic_at_drop(k);
            assert!(caught(|| drop(channel)));
            ledger.assert_settled();
            let sent = producers[0].try_send(ledger.message());
            assert!(sent.unwrap_err().is_closed());
            drop(producers);
            ledger.assert_settled();
        }
    }
}
