//! What only a channel of many producers can do.

use super::*;

#[test]
fn the_last_handles_drop_is_told_to_all() {
    let _watchdog = Watchdog::start();
    let channel = ManyChannel::open();
    let other = channel.clone();
    let consumers = [(); 3].map(|()| channel.register_consumer().unwrap());
    thread::scope(|scope| {
        let waiting = consumers.map(|mut consumer| Waiting::start(scope, move || consumer.recv()));
        drop(channel);
        waiting.iter().for_each(Waiting::sleeps);
        drop(other);
        assert_eq!(waiting.map(Waiting::end), [Err(RecvError::Closed); 3]);
    });
}

#[test]
fn every_one_of_several_producers_wakes_one() {
    let _watchdog = Watchdog::start();
    for at_once in [false, true] {
        let channel = ManyChannel::open();
        let mut producers = [(); 4].map(|()| channel.register().unwrap());
        let mut consumers = [(); 4].map(|()| channel.register_consumer().unwrap());
        let start = Barrier::new(if at_once { 4 } else { 1 });
        for _ in 0..20 {
            thread::scope(|scope| {
                let waiting = consumers
                    .each_mut()
                    .map(|consumer| Waiting::start(scope, move || consumer.recv().unwrap()));
                for (number, producer) in (0..).zip(&mut producers) {
                    let start = &start;
                    let mut send = move || {
                        start.wait();
                        producer.try_send(number).unwrap();
                    };
                    if at_once {
                        scope.spawn(send);
                    } else {
                        send();
                    }
                }
                let mut received = waiting.map(Waiting::end);
                received.sort_unstable();
                assert_eq!(received, [0, 1, 2, 3]);
            });
        }
    }
}

#[test]
fn a_producer_that_registers_meanwhile_wakes_one() {
    let _watchdog = Watchdog::start();
    let channel = ManyChannel::open();
    let mut consumers = [(); 3].map(|()| channel.register_consumer().unwrap());
    for round in 0..20 {
        thread::scope(|scope| {
            let waiting = consumers
                .each_mut()
                .map(|consumer| Waiting::start(scope, move || consumer.recv().unwrap()));
            // The first makes a ring, the others find it vacant.
            for number in 0..3 {
                channel.register().unwrap().try_send(3 * round + number).unwrap();
            }
            let mut received = waiting.map(Waiting::end);
            received.sort_unstable();
            assert!(received.into_iter().eq(3 * round..3 * round + 3));
        });
    }
}

#[test]
fn a_consumer_that_joins_late_waits_like_the_others() {
    let _watchdog = Watchdog::start();
    let channel = ManyChannel::open();
    let mut producer = channel.register().unwrap();
    thread::scope(|scope| {
        let mut waiting = Vec::new();
        for _ in 0..5 {
            let mut consumer = channel.register_consumer().unwrap();
            waiting.push(Waiting::start(scope, move || (consumer.recv().unwrap(), consumer)));
        }
        assert_eq!(producer.send_slice(&[0, 1, 2, 3, 4]), 5);
        let received: Vec<_> = waiting.into_iter().map(Waiting::end).collect();
        assert_eq!(received.iter().map(|(number, _)| number).sum::<u64>(), 10);
    });
}
