// A thread gives up its wait, and a task or a notifier of the same end waits on.

/// Waits in some way until its time is up.
type WaitsInVain<End> = fn(&mut End);

const FOR_A_MESSAGE: [(&str, WaitsInVain<Consumer>); 6] = [
    ("park", |consumer| assert!(!Consume::park(consumer, Some(Instant::now() + BRIEFLY)))),
    ("blocking::recv", |consumer| {
        assert!(blocking::recv(consumer, Timeout::After(BRIEFLY)).unwrap_err().is_timeout());
    }),
    ("blocking::steal", |consumer| {
        assert!(blocking::steal(consumer, drop, Timeout::After(BRIEFLY)).is_err());
    }),
    ("recv_timeout", |consumer| {
        assert!(consumer.recv_timeout(BRIEFLY).unwrap_err().is_timeout());
    }),
    ("recv_deadline", |consumer| {
        assert!(consumer.recv_deadline(Instant::now() + BRIEFLY).unwrap_err().is_timeout());
    }),
    ("unparker", |consumer| {
        consumer.unparker().unpark();
        assert!(Consume::park(consumer, None));
    }),
];

const FOR_ROOM: [(&str, WaitsInVain<Producer>); 6] = [
    ("park", |producer| assert!(!Produce::park(producer, Some(Instant::now() + BRIEFLY)))),
    ("blocking::send", |producer| {
        assert!(blocking::send(producer, 9, Timeout::After(BRIEFLY)).unwrap_err().is_timeout());
    }),
    ("send_timeout", |producer| {
        assert!(producer.send_timeout(9, BRIEFLY).unwrap_err().is_timeout());
    }),
    ("send_deadline", |producer| {
        assert!(producer.send_deadline(9, Instant::now() + BRIEFLY).unwrap_err().is_timeout());
    }),
    ("send_all", |producer| {
        let strategy = WaitStrategy::TimedBlocking { timeout: BRIEFLY };
        assert_eq!(producer.send_all(&[9], strategy).unwrap_err().sent(), 0);
    }),
    ("reserve_wait", |producer| {
        let strategy = WaitStrategy::TimedBlocking { timeout: BRIEFLY };
        assert!(producer.reserve_wait(1, strategy).is_err());
    }),
];

#[test]
fn a_stream_is_woken_after_a_wait_that_was_given_up() {
    for (way, wait) in FOR_A_MESSAGE {
        let (_channel, mut producer, mut consumer) = open();
        let task = Task::new();
        assert!(Pin::new(&mut consumer).poll_next(&mut task.context()).is_pending());
        // An unpark may wake the task as well.
        wait(&mut consumer);
        let before = task.wakes();
        if way == "unparker" {
            assert!(Pin::new(&mut consumer).poll_next(&mut task.context()).is_pending());
        }
        producer.try_send(1).unwrap();
        assert_eq!(task.wakes(), before + 1, "{way}");
        let next = Pin::new(&mut consumer).poll_next(&mut task.context());
        assert_eq!(next, Poll::Ready(Some(1)));
    }
}

#[test]
fn a_notifier_is_signalled_after_a_wait_that_was_given_up() {
    for (way, wait) in FOR_A_MESSAGE {
        if way == "unparker" {
            // It signals the notifier itself.
            continue;
        }
        let watched = Watched::new(true);
        let (_channel, mut producer, mut consumer) = open();
        consumer.set_notifier(Some(watched.shared()));
        wait(&mut consumer);
        assert!(!watched.is_ready(), "{way}");
        producer.try_send(1).unwrap();
        assert!(watched.is_ready(), "{way}");
        assert_eq!(consumer.try_recv(), Ok(1));
    }
}

#[test]
fn a_sink_is_woken_after_a_wait_that_was_given_up() {
    for (way, wait) in FOR_ROOM {
        let (_channel, mut producer, mut consumer) = open();
        assert_eq!(producer.send_slice(&[0, 1, 2, 3]), 4);
        let task = Task::new();
        assert!(Pin::new(&mut producer).poll_ready(&mut task.context()).is_pending());
        wait(&mut producer);
        assert_eq!(task.wakes(), 0, "{way}");
        assert_eq!(consumer.try_recv(), Ok(0));
        assert_eq!(task.wakes(), 1, "{way}");
        let ready = Pin::new(&mut producer).poll_ready(&mut task.context());
        assert_eq!(ready, Poll::Ready(Ok(())));
    }
}

/// The task of a future that was forgotten waits on, as its consumer is told.
#[test]
fn a_forgotten_future_is_woken_after_a_wait_that_was_given_up() {
    for (way, wait) in FOR_A_MESSAGE {
        if way == "unparker" {
            continue;
        }
        let (_channel, mut producer, mut consumer) = open();
        let task = Task::new();
        let mut forgotten = consumer.recv_async();
        assert!(task.poll(Pin::new(&mut forgotten)).is_pending());
        std::mem::forget(forgotten);
        wait(&mut consumer);
        producer.try_send(1).unwrap();
        assert_eq!(task.wakes(), 1, "{way}");
        assert_eq!(task.poll(pin!(consumer.recv_async())), Poll::Ready(Ok(1)));
    }
}

/// A doorbell that stays set costs one poll, and no wake-up.
#[test]
fn messages_come_through_after_waits_that_were_given_up() {
    let (_channel, mut producer, mut consumer) = open();
    for round in 0..20 {
        for (_, wait) in FOR_A_MESSAGE {
            wait(&mut consumer);
        }
        assert_eq!(producer.send_slice(&[round; 4]), 4);
        for (_, wait) in FOR_ROOM {
            wait(&mut producer);
        }
        let mut received = Vec::new();
        while received.len() < 4 {
            received.push(consumer.recv().unwrap());
        }
        assert_eq!(received, [round; 4]);
        assert_eq!(producer.send_all(&[round], PARKING), Ok(()));
        assert_eq!(consumer.recv(), Ok(round));
    }
}
