#[test]
fn recv_waits_for_messages() {
    let _watchdog = Watchdog::start();
    let (_channel, mut producer, mut consumer) = open();
    thread::scope(|scope| {
        let receiving = Waiting::start(scope, move || {
            let received = [(); 3].map(|()| consumer.recv().unwrap());
            (received, consumer)
        });
        for number in 0..3 {
            receiving.sleeps();
            producer.try_send(number).unwrap();
        }
        assert_eq!(receiving.end().0, [0, 1, 2]);
    });
}

/// Sends one message.
type Send = fn(&mut MessageProducer);

const SEND: [(&str, Send); 9] = [
    ("try_send", |producer| producer.try_send(7).unwrap()),
    ("send_slice", |producer| assert_eq!(producer.send_slice(&[7]), 1)),
    ("send_iter", |producer| assert_eq!(producer.send_iter([7]), 1)),
    ("commit", |producer| {
        let mut slots = producer.reserve(1).unwrap();
        slots.push(7).unwrap();
        slots.commit().unwrap();
    }),
    ("send", |producer| producer.send(7).unwrap()),
    ("send_timeout", |producer| producer.send_timeout(7, Duration::ZERO).unwrap()),
    ("send_deadline", |producer| producer.send_deadline(7, past()).unwrap()),
    ("send_all", |producer| producer.send_all(&[7], IMPATIENT).unwrap()),
    ("reserve_wait", |producer| {
        let mut slots = producer.reserve_wait(1, IMPATIENT).unwrap();
        slots.push(7).unwrap();
        slots.commit().unwrap();
    }),
];

#[test]
fn whatever_sends_wakes_who_waits_for_messages() {
    let _watchdog = Watchdog::start();
    for (name, send) in SEND {
        let (_channel, mut producer, mut consumer) = open();
        thread::scope(|scope| {
            let receiving = Waiting::start(scope, move || consumer.recv());
            send(&mut producer);
            assert_eq!(receiving.end(), Ok(7), "{name}");
        });
    }
}

#[test]
fn a_message_is_worth_more_than_a_deadline() {
    let _watchdog = Watchdog::start();
    let (channel, mut producer, mut consumer) = open();
    for close in [false, true] {
        assert_eq!(producer.send_slice(&[1, 2, 3, 4]), 4);
        if close {
            channel.close();
        }
        assert_eq!(consumer.recv_timeout(Duration::ZERO), Ok(1));
        assert_eq!(consumer.recv_deadline(past()), Ok(2));
        assert_eq!(consumer.consume_batch_wait(|_| (), IMPATIENT), Ok(2));
    }
}

#[test]
fn a_receive_that_runs_out_of_time_changes_nothing() {
    let _watchdog = Watchdog::start();
    let (_channel, mut producer, mut consumer) = open();
    for number in 0..3 {
        assert_eq!(consumer.recv_timeout(Duration::ZERO), Err(RecvTimeoutError::Timeout));
        assert_eq!(consumer.recv_deadline(past()), Err(RecvTimeoutError::Timeout));
        let (start, timeout) = (Instant::now(), Duration::from_millis(20));
        assert_eq!(consumer.recv_timeout(timeout), Err(RecvTimeoutError::Timeout));
        assert!(start.elapsed() >= timeout);
        let deadline = Instant::now() + timeout;
        assert_eq!(consumer.recv_deadline(deadline), Err(RecvTimeoutError::Timeout));
        assert!(Instant::now() >= deadline);
        producer.try_send(number).unwrap();
        assert_eq!(consumer.recv_timeout(Duration::MAX), Ok(number));
        producer.try_send(number).unwrap();
        assert_eq!(consumer.try_recv(), Ok(number));
    }
}

#[test]
fn recv_timeout_can_wait_for_ever() {
    let _watchdog = Watchdog::start();
    let (_channel, mut producer, mut consumer) = open();
    thread::scope(|scope| {
        let receiving = Waiting::start(scope, move || {
            (consumer.recv_timeout(Duration::MAX), consumer.recv_deadline(far()), consumer)
        });
        producer.try_send(1).unwrap();
        receiving.sleeps();
        producer.try_send(2).unwrap();
        let (first, second, _consumer) = receiving.end();
        assert_eq!((first, second), (Ok(1), Ok(2)));
    });
}

#[test]
fn consume_batch_wait_waits_and_hands_over_what_there_is() {
    let _watchdog = Watchdog::start();
    let (_channel, mut producer, mut consumer) = open();
    let mut seen = Vec::new();
    thread::scope(|scope| {
        let seen = &mut seen;
        let consuming = Waiting::start(scope, move || {
            let handed = consumer
                .consume_batch_wait(|number| seen.push(value(number)), WaitStrategy::Blocking);
            (handed, consumer)
        });
        assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
        assert_eq!(consuming.end().0, Ok(3));
    });
    assert_eq!(seen, [1, 2, 3]);
}

#[test]
fn consume_batch_wait_runs_out_of_time() {
    let _watchdog = Watchdog::start();
    let (_channel, mut producer, mut consumer) = open();
    let timeout = Duration::from_millis(1);
    for strategy in [IMPATIENT, WaitStrategy::TimedBlocking { timeout }] {
        let result = consumer.consume_batch_wait(|_| unreachable!("nothing was sent"), strategy);
        assert_eq!(result, Err(WaitError::TimedOut));
        producer.try_send(1).unwrap();
        assert_eq!(consumer.consume_batch_wait(|_| (), strategy), Ok(1));
    }
}
