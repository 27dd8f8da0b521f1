// Who is called and does not come has another one called.

#[test]
fn a_future_that_is_dropped_hands_the_call_on() {
    let (channel, mut producer) = open();
    let [mut first, mut second] = consumers(&channel);
    let tasks = [Task::new(), Task::new()];
    for (round, number) in (0..3).zip(7..) {
        let mut called = first.recv_async();
        let mut next = second.recv_async();
        assert!(tasks[0].poll(Pin::new(&mut called)).is_pending());
        assert!(tasks[1].poll(Pin::new(&mut next)).is_pending());
        producer.try_send(number).unwrap();
        assert_eq!(tasks.each_ref().map(Task::wakes), [1 + round, round]);
        drop(called);
        assert_eq!(tasks[1].wakes(), 1 + round);
        assert_eq!(tasks[1].poll(pin!(next)), Poll::Ready(Ok(number)));
    }
}

#[test]
fn a_future_that_is_dropped_without_a_call_hands_nothing_on() {
    let (channel, mut producer) = open();
    let [mut first, mut second] = consumers(&channel);
    let tasks = [Task::new(), Task::new()];
    let mut never = first.recv_async();
    let mut called = second.recv_async();
    assert!(tasks[0].poll(Pin::new(&mut never)).is_pending());
    assert!(tasks[1].poll(Pin::new(&mut called)).is_pending());
    drop(never);
    assert_eq!(tasks[1].wakes(), 0);
    producer.try_send(1).unwrap();
    assert_eq!(tasks.each_ref().map(Task::wakes), [0, 1]);
    assert_eq!(tasks[1].poll(pin!(called)), Poll::Ready(Ok(1)));
}

#[test]
fn a_task_that_comes_hands_nothing_on() {
    let (channel, mut producer) = open();
    let [mut first, mut second] = consumers(&channel);
    let tasks = [Task::new(), Task::new()];
    let mut called = first.recv_async();
    let mut waits = second.recv_async();
    assert!(tasks[0].poll(Pin::new(&mut called)).is_pending());
    assert!(tasks[1].poll(Pin::new(&mut waits)).is_pending());
    producer.try_send(1).unwrap();
    assert_eq!(tasks[0].poll(pin!(called)), Poll::Ready(Ok(1)));
    assert_eq!(tasks[1].wakes(), 0);
}

#[test]
fn a_consumer_that_leaves_hands_the_call_of_its_task_on() {
    let (channel, mut producer) = open();
    let [mut leaves, mut comes] = consumers(&channel);
    let tasks = [Task::new(), Task::new()];
    assert!(Pin::new(&mut leaves).poll_next(&mut tasks[0].context()).is_pending());
    assert!(Pin::new(&mut comes).poll_next(&mut tasks[1].context()).is_pending());
    producer.try_send(1).unwrap();
    assert_eq!(tasks.each_ref().map(Task::wakes), [1, 0]);
    drop(leaves);
    assert_eq!(tasks[1].wakes(), 1);
    assert_eq!(comes.try_recv(), Ok(1));
}

/// Two consumers with a notifier each, which has been told of nothing.
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
fn a_consumer_that_leaves_hands_the_call_of_its_notifier_on() {
    let (channel, mut producer) = open();
    let ([leaves, mut comes], [_, other]) = {
        let (consumers, watched) = watched(&channel);
        producer.try_send(1).unwrap();
        assert_eq!(watched.each_ref().map(Watched::is_ready), [true, false], "one is for one");
        (consumers, watched)
    };
    drop(leaves);
    assert!(other.is_ready());
    assert_eq!(comes.try_recv(), Ok(1));
}

#[test]
fn a_notifier_that_is_detached_hands_the_call_on() {
    let (channel, mut producer) = open();
    let ([mut called, mut comes], [first, second]) = watched(&channel);
    producer.try_send(1).unwrap();
    assert!(first.is_ready() && !second.is_ready());
    called.set_notifier(None);
    assert!(second.is_ready());
    assert_eq!(comes.try_recv(), Ok(1));
    drop(called);
}

#[test]
fn a_consumer_that_has_found_a_message_is_not_called_for_the_next_one() {
    let (channel, mut producer) = open();
    let [mut busy, mut idle] = consumers(&channel);
    let watched = [Watched::new(true), Watched::new(true)];
    // The message is there when the notifier is attached: so that one is told at once.
    producer.try_send(1).unwrap();
    busy.set_notifier(Some(watched[0].shared()));
    watched[0].wait();
    watched[0].consume();
    assert_eq!(busy.try_recv(), Ok(1));
    idle.set_notifier(Some(watched[1].shared()));
    // It still handles the first message, and will look again when it has done so.
    producer.try_send(2).unwrap();
    assert!(watched[1].is_ready());
    assert_eq!(idle.try_recv(), Ok(2));
    assert_eq!(busy.try_recv(), Err(TryRecvError::Empty));
}

#[test]
fn notifiers_are_told_in_turn() {
    let (channel, mut producer) = open();
    let (mut consumers, watched) = watched(&channel);
    for round in 0..20 {
        producer.try_send(round).unwrap();
        let who = usize::from(round % 2 == 1);
        assert!(watched[who].is_ready() && !watched[1 - who].is_ready(), "round {round}");
        watched[who].consume();
        assert_eq!(consumers[who].try_recv(), Ok(round));
        assert_eq!(consumers[who].try_recv(), Err(TryRecvError::Empty));
    }
}
