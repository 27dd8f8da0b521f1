// A consumer that leaves with a claim wakes the others, who find it.

/// A consumer that has claimed three messages, one of which it has taken.
fn with_a_claim(channel: &Channel, producer: &mut Producer) -> Consumer {
    let [mut leaves] = consumers(channel);
    assert_eq!(producer.send_slice(&[0, 1, 2]), 3);
    let mut claim = leaves.steal(3).expect("there are three");
    assert_eq!(claim.next(), Some(0));
    std::mem::forget(claim);
    leaves
}

#[test]
fn those_that_sleep_wake_up_for_what_a_consumer_leaves() {
    let _watchdog = Watchdog::start();
    let (channel, mut producer) = open();
    let leaves = with_a_claim(&channel, &mut producer);
    let sleepers: [Consumer; 2] = consumers(&channel);
    thread::scope(|scope| {
        let sleepers =
            sleepers.map(|mut consumer| Waiting::start(scope, move || consumer.recv().unwrap()));
        drop(leaves);
        let mut received = sleepers.map(Waiting::end);
        received.sort_unstable();
        assert_eq!(received, [1, 2]);
    });
}

/// It does not sleep while there is such a claim.
#[test]
fn who_comes_later_finds_what_a_consumer_has_left() {
    let _watchdog = Watchdog::start();
    let (channel, mut producer) = open();
    drop(with_a_claim(&channel, &mut producer));
    let [mut consumer] = consumers(&channel);
    consumer.park(None);
    assert_eq!([consumer.recv(), consumer.recv()], [Ok(1), Ok(2)]);
    assert_eq!(consumer.recv_timeout(Duration::ZERO), Err(RecvTimeoutError::Timeout));
}

#[test]
fn tasks_are_woken_for_what_a_consumer_leaves() {
    let (channel, mut producer) = open();
    let leaves = with_a_claim(&channel, &mut producer);
    let [mut one, mut other] = consumers(&channel);
    let (first, second) = (Task::new(), Task::new());
    let mut future = pin!(one.recv_async());
    assert!(first.poll(future.as_mut()).is_pending());
    assert!(Pin::new(&mut other).poll_next(&mut second.context()).is_pending());
    drop(leaves);
    assert_eq!((first.wakes(), second.wakes()), (1, 1));
    assert_eq!(first.poll(future.as_mut()), Poll::Ready(Ok(1)));
    let polled = Pin::new(&mut other).poll_next(&mut second.context());
    assert_eq!(polled, Poll::Ready(Some(2)));
}

#[test]
fn event_loops_are_told_of_what_a_consumer_leaves() {
    let _watchdog = Watchdog::start();
    let (channel, mut producer) = open();
    let leaves = with_a_claim(&channel, &mut producer);
    let [mut consumer] = consumers(&channel);
    let notifier = std::sync::Arc::new(ringmpsc::EventNotifier::new().unwrap());
    consumer.set_notifier(Some(std::sync::Arc::clone(&notifier)));
    let _ = notifier.consume();
    assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
    drop(leaves);
    assert_eq!(notifier.consume().unwrap(), 1, "it was signalled");
    assert_eq!([consumer.try_recv(), consumer.try_recv()], [Ok(1), Ok(2)]);
    // And at once, if it is there when the notifier comes.
    drop(with_a_claim(&channel, &mut producer));
    let [mut late] = consumers(&channel);
    let notifier = std::sync::Arc::new(ringmpsc::EventNotifier::new().unwrap());
    late.set_notifier(Some(std::sync::Arc::clone(&notifier)));
    assert_eq!(notifier.consume().unwrap(), 1);
}
