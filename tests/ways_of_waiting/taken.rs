// Whatever has taken the last message, the next one is an event, and so is the end.

type Takes = fn(&mut Consumer) -> usize;

/// Sends two messages, which are an event, and has them taken.
fn two_are_taken(
    producer: &mut Producer,
    consumer: &mut Consumer,
    watched: &Watched,
    (name, take): (&str, Takes),
) {
    assert_eq!(producer.send_slice(&[1, 2]), 2);
    assert!(watched.is_ready(), "{name}");
    watched.consume();
    assert_eq!(take(consumer), 2, "{name}");
}

/// A channel with a consumer whose notifier is armed.
fn notified() -> (Channel, Producer, Consumer, Watched) {
    let watched = Watched::new(true);
    let (channel, producer, mut consumer) = open();
    consumer.set_notifier(Some(watched.shared()));
    (channel, producer, consumer, watched)
}

#[test]
fn after_the_last_message_the_next_one_is_an_event() {
    for &taking in TAKING {
        let (_channel, mut producer, mut consumer, watched) = notified();
        for round in 0..5 {
            two_are_taken(&mut producer, &mut consumer, &watched, taking);
            assert!(!watched.is_ready(), "{} in round {round}", taking.0);
        }
    }
}

#[test]
fn after_the_last_message_the_end_is_an_event() {
    for &taking in TAKING {
        let (channel, mut producer, mut consumer, watched) = notified();
        two_are_taken(&mut producer, &mut consumer, &watched, taking);
        channel.close();
        assert!(watched.is_ready(), "{}: close", taking.0);
        drop(producer);

        let (channel, mut producer, mut consumer, watched) = notified();
        two_are_taken(&mut producer, &mut consumer, &watched, taking);
        drop((channel, producer));
        assert!(watched.is_ready(), "{}: the last producer", taking.0);
    }
}

/// Not armed: the consumer knows of messages that it has not taken.
#[test]
fn amid_messages_the_end_is_an_event() {
    for close in [true, false] {
        let (channel, mut producer, mut consumer, watched) = notified();
        assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
        assert!(watched.is_ready());
        watched.consume();
        assert_eq!(consumer.try_recv(), Ok(1));
        assert!(!watched.is_ready());
        if close {
            channel.close();
        } else {
            drop((channel, producer));
        }
        assert!(watched.is_ready(), "close: {close}");
    }
}

/// A message that comes while a handler runs is one that the operation does not take. The caller
/// may not look again.
#[test]
fn a_message_that_comes_meanwhile_is_an_event() {
    let (_channel, mut producer, mut consumer, watched) = notified();
    for round in 0..5 {
        assert_eq!(producer.send_slice(&[1, 2]), 2);
        assert!(watched.is_ready());
        watched.consume();
        let taken = Consume::consume_batch_owned(&mut consumer, |number| {
            if number == 2 {
                producer.try_send(3).unwrap();
            }
        });
        if taken == 2 {
            assert!(watched.is_ready(), "round {round}");
            watched.consume();
            assert_eq!(consumer.try_recv(), Ok(3));
        }
    }
}

/// What its handler has left is something to come back for.
#[test]
fn an_operation_that_panics_leaves_an_event_or_has_the_next_message_signalled() {
    let (_channel, mut producer, mut consumer, watched) = notified();
    let mut panics = || assert!(caught(|| _ = consumer.consume_batch(|_| panic_wanted())));
    for _ in 0..5 {
        assert_eq!(producer.send_slice(&[1, 2]), 2);
        assert!(watched.is_ready());
        watched.consume();
        panics();
        assert!(watched.is_ready(), "there is another message");
        watched.consume();
        panics();
        assert!(!watched.is_ready());
    }
}

/// Who goes on without having been told pays nothing.
#[test]
fn a_busy_consumer_makes_no_system_call() {
    let name = module_path!().rsplit("::").next().unwrap();
    alone(&format!("{name}::a_busy_consumer_makes_no_system_call"), || {
        let (_channel, mut producer, mut consumer, watched) = notified();
        producer.try_send(0).unwrap();
        assert!(watched.is_ready());
        let counts = || (calls::futex(), calls::eventfd(), calls::membarrier());
        let before = counts();
        for round in 0..10_000 {
            assert_eq!(producer.send_slice(&[round, round]), 2);
            let expected = if round == 0 { 3 } else { 2 };
            assert_eq!(Consume::consume_batch_owned(&mut consumer, drop), expected);
            producer.try_send(round).unwrap();
            assert_eq!(consumer.try_recv(), Ok(round));
        }
        assert_eq!(counts(), before);
    });
}
