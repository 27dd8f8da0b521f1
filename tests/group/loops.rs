// Event loops that share a channel.

/// An event loop that tells what it handles.
fn telling(
    consumer: Consumer,
    strategy: WaitStrategy,
) -> (ringmpsc::EventLoopHandle<Consumer>, mpsc::Receiver<u64>) {
    let (tell, told) = mpsc::channel();
    let handler = move |number| tell.send(number).expect("the test listens");
    (EventLoop::spawn(consumer, handler, strategy).unwrap(), told)
}

/// Sends, waiting for space.
fn send(producer: &mut Producer, numbers: impl Iterator<Item = u64>) {
    numbers.for_each(|number| producer.send(number).expect("the channel is open"));
}

#[test]
fn event_loops_share_everything_and_end_with_the_channel() {
    const MESSAGES: u64 = 2_000;

    let _watchdog = Watchdog::start();
    for close in [true, false] {
        let (channel, mut producer) = open();
        let strategies = [PARKING, WaitStrategy::Blocking, WaitStrategy::Yielding];
        let [first, second, third] = consumers(&channel);
        let mut consumers = [first, second, third].into_iter();
        let loops = strategies.map(|strategy| telling(consumers.next().unwrap(), strategy));
        send(&mut producer, 0..MESSAGES);
        if close {
            channel.close();
        }
        drop((channel, producer));
        let mut seen = Vec::new();
        for (event_loop, told) in loops {
            let stats = event_loop.join().unwrap().stats;
            let numbers: Vec<_> = told.iter().collect();
            assert_eq!(numbers.len() as u64, stats.processed);
            assert!(numbers.is_sorted(), "each in the order of the producer");
            seen.extend(numbers);
        }
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..MESSAGES));
    }
}

#[test]
fn stopping_a_loop_leaves_the_channel_to_the_others() {
    let _watchdog = Watchdog::start();
    let (channel, mut producer) = open();
    let consumers: [Consumer; 3] = consumers(&channel);
    let loops = consumers.map(|consumer| telling(consumer, PARKING));
    let mut sent = 0;
    let mut processed = 0;
    for (left, (event_loop, told)) in (0..3).rev().zip(loops) {
        send(&mut producer, sent..sent + 100);
        sent += 100;
        event_loop.stop();
        processed += event_loop.join().unwrap().stats.processed;
        drop(told);
        assert!(!producer.is_closed() && !channel.is_closed());
        assert_eq!(channel.consumer_count(), left);
    }
    assert_eq!(processed, sent, "a loop handles what there is before it ends");
    send(&mut producer, sent..sent + 3);
    assert_eq!(channel.len(), 3, "nobody is left, and somebody may come");
}

/// As a pool of workers does whose work makes more work.
#[test]
fn a_loop_that_is_stopped_ends_although_every_message_leads_to_another() {
    let _watchdog = Watchdog::start();
    let (channel, mut producer) = open();
    let [first, mut second] = consumers(&channel);
    producer.try_send(0).unwrap();
    let handler = move |n| producer.try_send(n + 1).unwrap();
    let event_loop = EventLoop::spawn(first, handler, PARKING).unwrap();
    while event_loop.processed() < 100 {
        thread::yield_now();
    }
    event_loop.stop();
    let processed = event_loop.join().unwrap().stats.processed;
    assert_eq!(second.try_recv(), Ok(processed), "the others go on with what is left");
    assert!(second.try_recv().is_err());
}

#[test]
fn a_loop_that_is_stopped_ends_while_messages_keep_coming() {
    let _watchdog = Watchdog::start();
    let (channel, mut producer) = open();
    let [first, second] =
        consumers(&channel).map(|consumer| EventLoop::spawn(consumer, drop, PARKING).unwrap());
    thread::scope(|scope| {
        let channel = &channel;
        let sending = scope.spawn(move || {
            let sent = (0..).take_while(|&number| producer.send(number).is_ok());
            sent.count() as u64
        });
        while first.processed() < 100 || second.processed() < 100 {
            thread::yield_now();
        }
        first.stop();
        let processed = first.join().unwrap().stats.processed;
        channel.close();
        assert_eq!(processed + second.join().unwrap().stats.processed, sending.join().unwrap());
    });
}

#[test]
fn a_loop_that_sleeps_is_stopped_and_the_others_sleep_on() {
    let _watchdog = Watchdog::start();
    for round in 0..100 {
        let (channel, mut producer) = open();
        let [first, second] = consumers(&channel).map(|consumer| telling(consumer, PARKING));
        // At every moment of falling asleep.
        (0..round * 16).for_each(|_| std::hint::spin_loop());
        first.0.stop();
        assert_eq!(first.0.join().unwrap().stats.processed, 0);
        assert!(!second.0.is_finished());
        producer.try_send(7).unwrap();
        assert_eq!(second.1.recv(), Ok(7));
        drop((channel, producer));
        assert_eq!(second.0.join().unwrap().stats.processed, 1);
    }
}

#[test]
fn a_message_wakes_one_loop() {
    const ROUNDS: u64 = 100;

    alone(&path("a_message_wakes_one_loop"), || {
        let _watchdog = Watchdog::start();
        let (channel, mut producer) = open();
        let consumers: [Consumer; 4] = consumers(&channel);
        let loops = consumers.map(|consumer| EventLoop::spawn(consumer, drop, PARKING).unwrap());
        let processed = || loops.iter().map(ringmpsc::EventLoopHandle::processed).sum::<u64>();
        let all_sleep_after = |calls| {
            while futex_calls() < calls || !everybody_else_sleeps() {
                thread::yield_now();
            }
        };
        all_sleep_after(4);
        for round in 0..ROUNDS {
            producer.try_send(round).unwrap();
            // It wakes up, which takes a call, handles the message, and sleeps again, which takes
            // another one.
            all_sleep_after(4 + 2 * (round + 1));
            assert_eq!(processed(), round + 1);
        }
        assert_eq!(futex_calls(), 4 + 2 * ROUNDS, "nobody else woke up");
        drop((channel, producer));
        let waits: u64 = loops.map(|one| one.join().unwrap().stats.waits).into_iter().sum();
        // A sleep that expired after the group had been told of a message ended in another wait.
        let expired = calls::expired_sleeps();
        assert!((4 + ROUNDS..=4 + ROUNDS + expired).contains(&waits), "{waits}, {expired} expired");
    });
}
