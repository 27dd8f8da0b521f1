// Every way in which an end waits is told, and no other one is forgotten for it.

fn poll_next(consumer: &mut Consumer, task: &Task) -> Poll<Option<Number>> {
    Pin::new(consumer).poll_next(&mut task.context())
}

fn poll_ready(producer: &mut Producer, task: &Task) -> bool {
    Pin::new(producer).poll_ready(&mut task.context()).is_ready()
}

#[test]
fn a_consumer_with_a_notifier_is_woken_when_it_awaits() {
    let watched = Watched::new(true);
    let (_channel, mut producer, mut consumer) = open();
    consumer.set_notifier(Some(watched.shared()));
    let task = Task::new();
    for round in 0..3 {
        let mut receiving = consumer.recv_async();
        assert!(task.poll(Pin::new(&mut receiving)).is_pending());
        producer.try_send(1).unwrap();
        assert_eq!(task.wakes(), 2 * round + 1, "a future");
        assert!(watched.is_ready());
        assert_eq!(task.poll(pin!(receiving)), Poll::Ready(Ok(1)));
        watched.consume();

        assert!(poll_next(&mut consumer, &task).is_pending());
        producer.try_send(2).unwrap();
        assert_eq!(task.wakes(), 2 * round + 2, "a stream");
        assert!(watched.is_ready());
        assert_eq!(poll_next(&mut consumer, &task), Poll::Ready(Some(2)));
        watched.consume();
    }
}

#[test]
fn a_future_that_was_never_polled_leaves_the_stream_its_waker() {
    let (channel, mut producer, mut consumer) = open();
    let task = Task::new();
    assert!(poll_next(&mut consumer, &task).is_pending());
    drop(consumer.recv_async());
    producer.try_send(1).unwrap();
    assert_eq!(task.wakes(), 1);
    assert_eq!(poll_next(&mut consumer, &task), Poll::Ready(Some(1)));
    assert!(poll_next(&mut consumer, &task).is_pending());
    drop(consumer.recv_async());
    channel.close();
    assert_eq!(task.wakes(), 2, "the end is told too");
}

/// Nor does one that waited, nor one that was ready.
#[test]
fn a_future_takes_its_own_waker_back_and_leaves_that_of_the_stream() {
    let (channel, mut producer, mut consumer) = open();
    let (stream, future) = (Task::new(), Task::new());
    assert!(poll_next(&mut consumer, &stream).is_pending());
    let mut dropped = consumer.recv_async();
    assert!(future.poll(Pin::new(&mut dropped)).is_pending());
    drop(dropped);
    producer.try_send(1).unwrap();
    assert_eq!((stream.wakes(), future.wakes()), (1, 0));
    assert_eq!(future.poll(pin!(consumer.recv_async())), Poll::Ready(Ok(1)));

    assert!(poll_next(&mut consumer, &stream).is_pending());
    let mut dropped = consumer.recv_async();
    assert!(future.poll(Pin::new(&mut dropped)).is_pending());
    drop(dropped);
    channel.close();
    assert_eq!((stream.wakes(), future.wakes()), (2, 0));
}

#[test]
fn a_send_that_was_dropped_leaves_the_sink_its_waker() {
    for polled in [false, true] {
        let (channel, mut producer, mut consumer) = open();
        let (sink, future) = (Task::new(), Task::new());
        for round in 1..=2 {
            assert_eq!(producer.send_slice(&[1; 4]), if round == 1 { 4 } else { 1 });
            assert!(!poll_ready(&mut producer, &sink));
            let mut sending = producer.send_async(9);
            if polled {
                assert!(future.poll(Pin::new(&mut sending)).is_pending());
            }
            drop(sending);
            let mut reserving = producer.reserve_async(1);
            if polled {
                assert!(future.poll(Pin::new(&mut reserving)).is_pending());
            }
            drop(reserving);
            assert_eq!(consumer.try_recv(), Ok(1));
            assert_eq!(sink.wakes(), round);
        }
        assert!(poll_ready(&mut producer, &sink));
        assert_eq!(producer.send_slice(&[1; 4]), 1);
        assert!(!poll_ready(&mut producer, &sink));
        channel.close();
        assert_eq!(sink.wakes(), 3, "the end is told too");
    }
}

/// A thread is asleep, a stream and a future were polled and a notifier is armed, all at once.
#[test]
fn a_message_and_the_end_are_told_in_every_way() {
    for message in [true, false] {
        let watched = Watched::new(true);
        let (stream, future) = (Task::new(), Task::new());
        let (channel, mut producer, mut consumer) = open();
        consumer.set_notifier(Some(watched.shared()));
        assert!(poll_next(&mut consumer, &stream).is_pending());
        let mut forgotten = consumer.recv_async();
        assert!(future.poll(Pin::new(&mut forgotten)).is_pending());
        std::mem::forget(forgotten);
        std::thread::scope(|scope| {
            // It leaves as soon as it is called, so that the message stays.
            let parked = Waiting::start(scope, || Consume::park(&mut consumer, None));
            assert!(!watched.is_ready());
            if message {
                producer.try_send(1).unwrap();
            } else {
                channel.close();
            }
            parked.end();
        });
        assert!(watched.is_ready());
        assert_eq!(stream.wakes(), 1);
        if message {
            // Where consumers compete, a message is for the thread or for the future.
            assert_eq!(consumer.try_recv(), Ok(1));
        } else {
            assert_eq!(future.wakes(), 1);
            assert!(consumer.try_recv().is_err());
        }
    }
}
