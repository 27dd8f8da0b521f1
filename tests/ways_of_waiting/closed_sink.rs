// A sink that is closed ends the stream, though its producer stays.

/// What `StreamExt::forward` does: everything of a stream goes into a sink, which is closed then.
fn forward(numbers: impl Iterator<Item = Number>, producer: &mut Producer) {
    let task = Task::new();
    let mut sink = Pin::new(producer);
    for number in numbers {
        task.run(std::future::poll_fn(|context| sink.as_mut().poll_ready(context))).unwrap();
        sink.as_mut().start_send(number).unwrap();
    }
    task.run(std::future::poll_fn(|context| sink.as_mut().poll_flush(context))).unwrap();
    task.run(std::future::poll_fn(|context| sink.as_mut().poll_close(context))).unwrap();
}

#[test]
fn a_stream_that_was_forwarded_ends() {
    let (channel, mut producer, mut consumer) = open();
    drop(channel);
    std::thread::scope(|scope| {
        let receiving = scope.spawn(|| {
            let task = Task::new();
            let mut received = Vec::new();
            while let Some(number) = task
                .run(std::future::poll_fn(|context| Pin::new(&mut consumer).poll_next(context)))
            {
                received.push(number);
            }
            received
        });
        forward(0..100, &mut producer);
        assert!(receiving.join().unwrap().into_iter().eq(0..100));
    });
    assert!(consumer.try_recv().unwrap_err().is_closed());
    drop(producer);
}

/// However the receiver waits.
#[test]
fn a_closed_sink_is_an_end_in_every_way() {
    let watched = Watched::new(true);
    let task = Task::new();
    let (channel, mut producer, mut consumer) = open();
    drop(channel);
    consumer.set_notifier(Some(watched.shared()));
    assert!(Pin::new(&mut consumer).poll_next(&mut task.context()).is_pending());
    std::thread::scope(|scope| {
        let parked = Waiting::start(scope, || consumer.recv());
        forward(0..0, &mut producer);
        assert!(parked.end().is_err());
    });
    assert!(watched.is_ready());
    assert_eq!(task.wakes(), 1);
}

#[test]
fn a_closed_sink_sends_nothing_more() {
    let (channel, mut producer, mut consumer) = open();
    producer.try_send(1).unwrap();
    assert!(!producer.is_closed());
    for _ in 0..2 {
        forward(0..0, &mut producer);
    }
    let task = Task::new();
    assert!(producer.is_closed());
    assert!(producer.try_send(2).unwrap_err().is_closed());
    assert!(producer.send(2).is_err());
    assert!(producer.send_timeout(2, Duration::MAX).unwrap_err().is_closed());
    assert!(blocking::send(&mut producer, 2, Timeout::Unlimited).unwrap_err().is_closed());
    assert_eq!(producer.send_slice(&[2]), 0);
    assert_eq!(producer.send_iter([2]), 0);
    assert!(producer.reserve(1).unwrap_err().is_closed());
    assert!(producer.reserve_up_to(1).unwrap_err().is_closed());
    assert!(producer.reserve_with_backoff(1).unwrap_err().is_closed());
    assert!(matches!(task.poll(pin!(producer.send_async(2))), Poll::Ready(Err(_))));
    assert!(matches!(task.poll(pin!(producer.reserve_async(1))), Poll::Ready(Err(_))));
    let ready = Pin::new(&mut producer).poll_ready(&mut task.context());
    assert!(matches!(ready, Poll::Ready(Err(_))));
    assert!(Pin::new(&mut producer).start_send(2).is_err());
    Produce::park(&mut producer, None);
    assert_eq!(consumer.try_recv(), Ok(1));
    assert!(consumer.try_recv().is_err());
    drop(channel);
    assert!(consumer.try_recv().unwrap_err().is_closed());
}

#[test]
fn a_closed_sink_counts_as_gone_once() {
    for dropped in [true, false] {
        let (channel, mut producer, mut consumer) = open();
        assert_eq!(channel.producer_count(), 1);
        forward(0..3, &mut producer);
        assert_eq!(channel.producer_count(), 0);
        forward(0..0, &mut producer);
        assert_eq!(channel.producer_count(), 0);
        if dropped {
            drop(producer);
            assert_eq!(channel.producer_count(), 0);
        }
        let mut numbers = Vec::new();
        while let Ok(number) = consumer.try_recv() {
            numbers.push(number);
        }
        assert_eq!(numbers, [0, 1, 2]);
    }
}
