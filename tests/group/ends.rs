// The end is for everybody.

/// Waits in some way, and returns whether it was told that nothing will come.
type ForTheEnd = fn(Consumer) -> bool;

const FOR_THE_END: [(&str, ForTheEnd); 8] = [
    ("recv", |mut consumer| consumer.recv() == Err(RecvError::Closed)),
    ("recv_timeout", |mut consumer| {
        consumer.recv_timeout(Duration::MAX) == Err(RecvTimeoutError::Closed)
    }),
    ("recv_deadline", |mut consumer| {
        consumer.recv_deadline(far()) == Err(RecvTimeoutError::Closed)
    }),
    ("consume_batch_wait", |mut consumer| {
        consumer.consume_batch_wait(drop, WaitStrategy::Blocking) == Err(WaitError::Closed)
    }),
    ("notifier", |mut consumer| {
        let attach = |consumer: &mut Consumer, notifier| consumer.set_notifier(Some(notifier));
        epoll_loop(&mut consumer, attach, |_| unreachable!("nothing was sent"));
        consumer.try_recv() == Err(TryRecvError::Closed)
    }),
    ("recv_async", |mut consumer| block_on(consumer.recv_async()) == Err(RecvError::Closed)),
    ("Stream", |mut consumer| {
        let next = std::future::poll_fn(|context| Pin::new(&mut consumer).poll_next(context));
        block_on(next).is_none()
    }),
    ("EventLoop", |consumer| {
        let handler = |_| unreachable!("nothing was sent");
        let event_loop = EventLoop::spawn(consumer, handler, PARKING).unwrap();
        event_loop.join().unwrap().stats.processed == 0
    }),
];

/// Has three consumers wait, and ends the channel: all are told.
fn is_told_to_all(end: impl Fn(&mut Option<Channel>, &mut Option<Producer>)) {
    let _watchdog = Watchdog::start();
    for (name, wait) in FOR_THE_END {
        let (channel, producer) = open();
        let consumers: [Consumer; 3] = consumers(&channel);
        let (mut channel, mut producer) = (Some(channel), Some(producer));
        thread::scope(|scope| {
            let waiting =
                consumers.map(|consumer| Waiting::start(scope, move || wait(consumer)));
            end(&mut channel, &mut producer);
            assert_eq!(waiting.map(Waiting::end), [true; 3], "{name}");
        });
    }
}

#[test]
fn close_is_told_to_all() {
    is_told_to_all(|channel, _producer| channel.as_ref().unwrap().close());
}

#[test]
fn the_last_senders_drop_is_told_to_all() {
    is_told_to_all(|channel, producer| drop((channel.take(), producer.take())));
}

#[test]
fn the_end_is_told_to_all_however_they_wait() {
    let _watchdog = Watchdog::start();
    for close in [true, false] {
        let (channel, producer) = open();
        thread::scope(|scope| {
            let waiting = FOR_THE_END.map(|(name, wait)| {
                let [consumer] = consumers(&channel);
                (name, Waiting::start(scope, move || wait(consumer)))
            });
            let kept = close.then(|| channel.close());
            drop((channel, kept.is_none().then_some(producer)));
            for (name, waiting) in waiting {
                assert!(waiting.end(), "{name}");
            }
        });
    }
}

#[test]
fn the_end_comes_after_the_last_message() {
    let _watchdog = Watchdog::start();
    for _ in 0..50 {
        let (channel, mut producer) = open();
        let consumers: [Consumer; 4] = consumers(&channel);
        thread::scope(|scope| {
            let waiting = consumers.map(|mut consumer| {
                Waiting::start(scope, move || {
                    let mut numbers = Vec::new();
                    while let Ok(number) = consumer.recv() {
                        numbers.push(number);
                    }
                    numbers
                })
            });
            assert_eq!(producer.send_slice(&[0, 1, 2, 3, 4, 5]), 6);
            drop((channel, producer));
            let mut received = waiting.map(Waiting::end).concat();
            received.sort_unstable();
            assert_eq!(received, [0, 1, 2, 3, 4, 5]);
        });
    }
}

#[test]
fn a_consumer_that_leaves_does_not_end_the_wait_of_the_others() {
    let _watchdog = Watchdog::start();
    let (channel, mut producer) = open();
    let [leaves, mut stays] = consumers(&channel);
    thread::scope(|scope| {
        let waiting = Waiting::start(scope, move || stays.recv());
        drop(leaves);
        waiting.sleeps();
        drop(channel);
        waiting.sleeps();
        producer.try_send(1).unwrap();
        assert_eq!(waiting.end(), Ok(1));
    });
}

#[test]
fn room_that_several_hold_is_waited_for_until_all_have_given_it_back() {
    let _watchdog = Watchdog::start();
    let (channel, mut producer) = open();
    assert_eq!(producer.send_slice(&[0, 1, 2, 3, 4, 5, 6, 7, 8]), 8);
    let [mut first, mut second, mut third] = consumers(&channel);
    let (front, back) = (first.steal(3).unwrap(), second.steal(3).unwrap());
    assert_eq!(third.steal_slice(&mut [9; 9]), 2);
    thread::scope(|scope| {
        let sending = Waiting::start(scope, move || {
            producer.send(8).unwrap();
            producer.reserve_wait(5, PARKING).unwrap().capacity()
        });
        drop(back);
        sending.sleeps();
        drop(front);
        assert_eq!(sending.end(), 5);
    });
}

/// A consumer that has closed takes the messages that were there, and no others. It is told the end
/// also if messages are left behind, and whether or not the channel has ended.
#[test]
fn a_consumer_that_has_closed_is_told_the_end_however_it_waits() {
    type Ends = fn(&Channel, &mut Option<Producer>);
    const ENDS: [(&str, Ends); 3] = [
        ("open", |_, _| ()),
        ("closed", |channel, _| channel.close()),
        ("left", |_, producer| *producer = None),
    ];
    const MORE: [(&str, ForTheEnd); 5] = [
        ("blocking::recv", |mut consumer| {
            blocking::recv(&mut consumer, Timeout::Unlimited) == Err(RecvTimeoutError::Closed)
        }),
        ("blocking::steal", |mut consumer| {
            blocking::steal(&mut consumer, drop, Timeout::Unlimited) == Err(WaitError::Closed)
        }),
        ("steal", |mut consumer| {
            consumer.steal(8).is_none() && consumer.try_recv() == Err(TryRecvError::Closed)
        }),
        ("park", |mut consumer| {
            Consume::park(&mut consumer, None);
            consumer.try_recv() == Err(TryRecvError::Closed)
        }),
        ("consume_batch", |mut consumer| {
            consumer.consume_batch(drop) == 0 && consumer.recv() == Err(RecvError::Closed)
        }),
    ];

    let _watchdog = Watchdog::start();
    for (end_name, end) in ENDS {
        for (name, wait) in FOR_THE_END.into_iter().chain(MORE) {
            // Without a message, with one that it takes, and with the rest of a claim.
            for taken in [&[][..], &[1], &[1, 2]] {
                let (channel, producer) = open();
                let [mut closed, mut other] = consumers(&channel);
                let mut producer = Some(producer);
                let sending = producer.as_mut().unwrap();
                assert_eq!(sending.send_slice(taken), taken.len());
                if taken.len() == 2 {
                    std::mem::forget(closed.steal(2));
                }
                Consume::close(&mut closed);
                assert_eq!(sending.send_iter([7, 8]), 2);
                for &number in taken {
                    assert_eq!(closed.recv(), Ok(number));
                }
                end(&channel, &mut producer);
                assert!(wait(closed), "{end_name}, {name}, {}", taken.len());
                assert_eq!([(); 2].map(|()| other.try_recv()), [Ok(7), Ok(8)], "{name}");
                drop(channel);
            }
        }
    }
}
