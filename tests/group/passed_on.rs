// An end that was notified and does not receive passes the notification on.

#[test]
fn a_future_that_is_dropped_passes_its_notification_on() {
    let (channel, mut producer) = open();
    let [mut first, mut second] = consumers(&channel);
    let tasks = [Task::new(), Task::new()];
    for (round, number) in (0..3).zip(7..) {
        let mut notified = first.recv_async();
        let mut next = second.recv_async();
        assert!(tasks[0].poll(Pin::new(&mut notified)).is_pending());
        assert!(tasks[1].poll(Pin::new(&mut next)).is_pending());
        producer.try_send(number).unwrap();
        assert_eq!(tasks.each_ref().map(Task::wakes), [1 + round, round]);
        drop(notified);
        assert_eq!(tasks[1].wakes(), 1 + round);
        assert_eq!(tasks[1].poll(pin!(next)), Poll::Ready(Ok(number)));
    }
}

#[test]
fn a_future_that_is_dropped_without_a_notification_passes_nothing_on() {
    let (channel, mut producer) = open();
    let [mut first, mut second] = consumers(&channel);
    let tasks = [Task::new(), Task::new()];
    let mut never = first.recv_async();
    let mut notified = second.recv_async();
    assert!(tasks[0].poll(Pin::new(&mut never)).is_pending());
    assert!(tasks[1].poll(Pin::new(&mut notified)).is_pending());
    drop(never);
    assert_eq!(tasks[1].wakes(), 0);
    producer.try_send(1).unwrap();
    assert_eq!(tasks.each_ref().map(Task::wakes), [0, 1]);
    assert_eq!(tasks[1].poll(pin!(notified)), Poll::Ready(Ok(1)));
}

#[test]
fn a_task_that_receives_passes_nothing_on() {
    let (channel, mut producer) = open();
    let [mut first, mut second] = consumers(&channel);
    let tasks = [Task::new(), Task::new()];
    let mut notified = first.recv_async();
    let mut waits = second.recv_async();
    assert!(tasks[0].poll(Pin::new(&mut notified)).is_pending());
    assert!(tasks[1].poll(Pin::new(&mut waits)).is_pending());
    producer.try_send(1).unwrap();
    assert_eq!(tasks[0].poll(pin!(notified)), Poll::Ready(Ok(1)));
    assert_eq!(tasks[1].wakes(), 0);
}

/// A future that was notified takes its message at once, and so answers the notification. The
/// consumer has nothing to pass on when it closes later.
#[test]
fn a_consumer_whose_task_has_answered_passes_nothing_on() {
    let (channel, mut producer) = open();
    let [mut first, mut second, mut third] = consumers(&channel);
    let tasks = [(); 3].map(|()| Task::new());
    let mut receiving = first.recv_async();
    assert!(tasks[0].poll(Pin::new(&mut receiving)).is_pending());
    producer.try_send(1).unwrap();
    assert_eq!(tasks[0].poll(pin!(receiving)), Poll::Ready(Ok(1)));

    let mut notified = second.recv_async();
    let mut waits = third.recv_async();
    assert!(tasks[1].poll(Pin::new(&mut notified)).is_pending());
    assert!(tasks[2].poll(Pin::new(&mut waits)).is_pending());
    producer.try_send(2).unwrap();
    first.close();
    assert_eq!(tasks.each_ref().map(Task::wakes), [1, 1, 0]);
    assert_eq!(tasks[1].poll(pin!(notified)), Poll::Ready(Ok(2)));
}

#[test]
fn a_consumer_that_leaves_passes_the_notification_of_its_task_on() {
    let (channel, mut producer) = open();
    let [mut leaves, mut stays] = consumers(&channel);
    let tasks = [Task::new(), Task::new()];
    let mut forgotten = leaves.recv_async();
    assert!(tasks[0].poll(Pin::new(&mut forgotten)).is_pending());
    std::mem::forget(forgotten);
    let mut receiving = stays.recv_async();
    assert!(tasks[1].poll(Pin::new(&mut receiving)).is_pending());
    producer.try_send(1).unwrap();
    assert_eq!(tasks.each_ref().map(Task::wakes), [1, 0]);
    drop(leaves);
    assert_eq!(tasks[1].wakes(), 1);
    assert_eq!(tasks[1].poll(pin!(receiving)), Poll::Ready(Ok(1)));
}

/// The task of the stream may have continued with another branch of a `select!`.
#[test]
fn a_stream_that_was_polled_does_not_keep_a_message_from_others() {
    let (channel, mut producer) = open();
    let [mut stream, mut other] = consumers(&channel);
    let tasks = [Task::new(), Task::new()];
    for round in 1..=3 {
        assert!(Pin::new(&mut stream).poll_next(&mut tasks[0].context()).is_pending());
        let mut receiving = other.recv_async();
        assert!(tasks[1].poll(Pin::new(&mut receiving)).is_pending());
        producer.try_send(7).unwrap();
        assert_eq!(tasks.each_ref().map(Task::wakes), [round; 2], "the stream in addition");
        assert_eq!(tasks[1].poll(pin!(receiving)), Poll::Ready(Ok(7)));
    }
}

#[test]
fn every_stream_is_woken_in_any_order_of_waiting() {
    let (channel, mut producer) = open();
    let [mut before, mut notified, mut behind] = consumers(&channel);
    let tasks = [(); 3].map(|()| Task::new());
    for round in 1..=3 {
        assert!(Pin::new(&mut before).poll_next(&mut tasks[0].context()).is_pending());
        let mut receiving = notified.recv_async();
        assert!(tasks[1].poll(Pin::new(&mut receiving)).is_pending());
        assert!(Pin::new(&mut behind).poll_next(&mut tasks[2].context()).is_pending());
        producer.try_send(7).unwrap();
        assert_eq!(tasks.each_ref().map(Task::wakes), [round; 3]);
        assert_eq!(tasks[1].poll(pin!(receiving)), Poll::Ready(Ok(7)));
    }
}

/// The future that waits behind the notifier is woken as well.
#[test]
fn a_notifier_takes_no_notification_away_from_a_future() {
    let (channel, mut producer) = open();
    let [mut first, mut second] = consumers(&channel);
    let watched = Watched::new(true);
    let tasks = [Task::new(), Task::new()];
    first.set_notifier(Some(watched.shared()));
    for round in 1..=3 {
        assert_eq!(first.try_recv(), Err(TryRecvError::Empty));
        let mut behind = second.recv_async();
        assert!(tasks[1].poll(Pin::new(&mut behind)).is_pending());
        producer.try_send(7).unwrap();
        assert!(watched.is_ready());
        watched.consume();
        assert_eq!(tasks[1].wakes(), round);
        assert_eq!(tasks[1].poll(pin!(behind)), Poll::Ready(Ok(7)));
    }
}

/// No notifier takes a notification away from another one: it may have no event loop.
#[test]
fn every_message_signals_all_armed_notifiers() {
    let (channel, mut producer) = open();
    let (mut consumers, watched) = watched(&channel);
    for round in 0..20 {
        producer.try_send(round).unwrap();
        assert_eq!(watched.each_ref().map(Watched::is_ready), [true; 2], "round {round}");
        let (takes, other) = (usize::from(round % 2 == 1), usize::from(round % 2 == 0));
        watched.iter().for_each(Watched::consume);
        assert_eq!(consumers[takes].try_recv(), Ok(round));
        assert_eq!(consumers[other].try_recv(), Err(TryRecvError::Empty));
        assert_eq!(consumers[takes].try_recv(), Err(TryRecvError::Empty));
    }
}

/// Two consumers with a notifier each, which was not signalled.
fn watched(channel: &Channel) -> ([Consumer; 2], [Watched; 2]) {
    let mut consumers = consumers(channel);
    let watched = [Watched::new(true), Watched::new(true)];
    for (consumer, watched) in consumers.iter_mut().zip(&watched) {
        consumer.set_notifier(Some(watched.shared()));
    }
    assert_eq!(watched.each_ref().map(Watched::is_ready), [false; 2]);
    (consumers, watched)
}

#[test]
fn a_message_of_a_consumer_that_leaves_signals_the_notifiers_of_others() {
    type Leave = fn(Consumer) -> Option<Consumer>;
    let ways: [(&str, Leave); 3] = [
        ("leaves", |_| None),
        ("closes", |mut consumer| {
            Consume::close(&mut consumer);
            Some(consumer)
        }),
        ("is detached", |mut consumer| {
            consumer.set_notifier(None);
            Some(consumer)
        }),
    ];
    for (way, leave) in ways {
        let (channel, mut producer) = open();
        let ([notified, mut stays], [_, other]) = watched(&channel);
        producer.try_send(1).unwrap();
        let gone = leave(notified);
        assert!(other.is_ready(), "{way}");
        assert_eq!(stays.try_recv(), Ok(1), "{way}");
        drop(gone);
    }
}

#[test]
fn a_consumer_that_closes_passes_the_notification_of_its_task_on() {
    let (channel, mut producer) = open();
    let [mut closes, mut stays] = consumers(&channel);
    let tasks = [Task::new(), Task::new()];
    let mut forgotten = closes.recv_async();
    assert!(tasks[0].poll(Pin::new(&mut forgotten)).is_pending());
    std::mem::forget(forgotten);
    let mut receiving = stays.recv_async();
    assert!(tasks[1].poll(Pin::new(&mut receiving)).is_pending());
    producer.try_send(1).unwrap();
    assert_eq!(tasks.each_ref().map(Task::wakes), [1, 0]);
    Consume::close(&mut closes);
    assert_eq!(tasks[1].wakes(), 1);
    assert_eq!(tasks[1].poll(pin!(receiving)), Poll::Ready(Ok(1)));
}

#[test]
fn a_consumer_that_has_closed_is_notified_of_that_and_of_no_message() {
    let (channel, mut producer) = open();
    let ([mut closes, mut stays], [own, other]) = watched(&channel);
    let task = Task::new();
    assert!(Pin::new(&mut closes).poll_next(&mut task.context()).is_pending());
    Consume::close(&mut closes);
    assert!(own.is_ready() && task.wakes() == 1, "it is notified of its end");
    own.consume();
    assert_eq!(closes.try_recv(), Err(TryRecvError::Closed));
    assert!(Pin::new(&mut closes).poll_next(&mut task.context()) == Poll::Ready(None));
    producer.try_send(1).unwrap();
    assert!(other.is_ready() && !own.is_ready() && task.wakes() == 1);
    assert_eq!(stays.try_recv(), Ok(1));
}

#[test]
fn a_consumer_that_has_closed_does_not_wait() {
    let (channel, mut producer) = open();
    let [mut closed, mut other] = consumers(&channel);
    let watched = [Watched::new(true), Watched::new(true)];
    Consume::close(&mut closed);
    // It returns at once.
    Consume::park(&mut closed, None);
    closed.set_notifier(Some(watched[0].shared()));
    watched[0].wait();
    watched[0].consume();
    assert_eq!(closed.try_recv(), Err(TryRecvError::Closed));
    other.set_notifier(Some(watched[1].shared()));
    producer.try_send(1).unwrap();
    assert!(watched[1].is_ready() && !watched[0].is_ready());
    assert_eq!(other.try_recv(), Ok(1));
}

#[test]
fn a_consumer_that_has_found_a_message_is_not_notified_of_the_next_one() {
    let (channel, mut producer) = open();
    let [mut busy, mut idle] = consumers(&channel);
    let watched = [Watched::new(true), Watched::new(true)];
    // There is a message when the notifier is attached, so it is signalled at once.
    producer.try_send(1).unwrap();
    busy.set_notifier(Some(watched[0].shared()));
    watched[0].wait();
    watched[0].consume();
    assert_eq!(busy.try_recv(), Ok(1));
    idle.set_notifier(Some(watched[1].shared()));
    // It still handles the first message, and polls again afterwards.
    producer.try_send(2).unwrap();
    assert!(watched[1].is_ready());
    assert_eq!(idle.try_recv(), Ok(2));
    assert_eq!(busy.try_recv(), Err(TryRecvError::Empty));
}

/// An unpark wakes all futures that wait. It leaves nothing behind: the next message wakes one of
/// them again, however many of them waited. A thread notifies them a few at a time.
#[test]
fn a_message_is_for_one_future_after_all_were_woken() {
    for n in [1, 2, 7, 8, 9, 15, 16, 17] {
        let (channel, mut producer) = open();
        let mut consumers: Vec<_> = (0..n).map(|_| channel.register_consumer().unwrap()).collect();
        let unparker = Consume::unparker(&consumers[0]);
        let tasks: Vec<_> = (0..n).map(|_| Task::new()).collect();
        let mut futures: Vec<_> =
            consumers.iter_mut().map(|consumer| Box::pin(consumer.recv_async())).collect();
        let mut wait = || {
            for (task, future) in tasks.iter().zip(&mut futures) {
                assert!(task.poll(future.as_mut()).is_pending());
            }
        };
        let wakes = || tasks.iter().map(Task::wakes).sum::<usize>();
        wait();
        unparker.unpark();
        assert_eq!(wakes(), n, "all are woken");
        wait();
        producer.try_send(7).unwrap();
        assert_eq!(wakes(), n + 1, "{n} futures wait, and one is woken");
    }
}
