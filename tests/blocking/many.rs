//! What only a channel of many producers can do: wait for one of several, and end several waits at
//! once.

use ringmpsc_tests::channels::mpsc_copy_wait_4::{MessageChannel, MessageConsumer};

use super::*;

#[test]
fn a_producer_that_registers_meanwhile_wakes_the_consumer() {
    let _watchdog = Watchdog::start();
    let (channel, mut consumer) = MessageChannel::open();
    thread::scope(|scope| {
        let receiving = Waiting::start(scope, || [(); 3].map(|()| consumer.recv()));
        for number in 0..3 {
            receiving.sleeps();
            // The first makes a ring, the others find it vacant.
            channel.register().unwrap().try_send(number).unwrap();
        }
        assert_eq!(receiving.end(), [Ok(0), Ok(1), Ok(2)]);
    });
}

#[test]
fn every_one_of_several_producers_wakes_the_consumer() {
    let _watchdog = Watchdog::start();
    let (channel, mut consumer) = MessageChannel::open();
    let mut producers = [(); 5].map(|()| channel.register().unwrap());
    for (number, producer) in (0..).zip(&mut producers) {
        // So that the consumer knows it, and has stopped looking at it.
        producer.try_send(number).unwrap();
        assert_eq!(consumer.try_recv(), Ok(number));
    }
    for (number, producer) in (0..).zip(&mut producers) {
        thread::scope(|scope| {
            let receiving = Waiting::start(scope, || consumer.recv());
            producer.try_send(number).unwrap();
            assert_eq!(receiving.end(), Ok(number));
        });
    }
}

#[test]
fn a_producer_that_is_not_the_last_does_not_end_the_wait() {
    let _watchdog = Watchdog::start();
    let (channel, mut consumer) = MessageChannel::open();
    let (first, last) = (channel.register().unwrap(), channel.register().unwrap());
    thread::scope(|scope| {
        let receiving = Waiting::start(scope, || consumer.recv());
        drop(first);
        receiving.sleeps();
        drop(last);
        receiving.sleeps();
        channel.register().unwrap().try_send(1).unwrap();
        assert_eq!(receiving.end(), Ok(1));
    });
}

#[test]
fn the_last_control_handles_drop_ends_the_wait() {
    let _watchdog = Watchdog::start();
    let (channel, mut consumer) = MessageChannel::open();
    let other = channel.clone();
    thread::scope(|scope| {
        let receiving = Waiting::start(scope, || consumer.recv());
        drop(other);
        receiving.sleeps();
        drop(channel);
        assert_eq!(receiving.end(), Err(RecvError::Closed));
    });
}

/// Ends the wait of three producers at once.
fn ends_all_waits(end: impl FnOnce(&MessageChannel, MessageConsumer)) {
    let _watchdog = Watchdog::start();
    let (channel, consumer) = MessageChannel::open();
    thread::scope(|scope| {
        let sending = [(); 3].map(|()| {
            let mut producer = channel.register().unwrap();
            Waiting::start(scope, move || {
                producer.send_all(&[0, 1, 2, 3, 4], WaitStrategy::Blocking).unwrap_err()
            })
        });
        end(&channel, consumer);
        for sending in sending {
            let error = sending.end();
            assert_eq!((error.sent(), error.reason()), (4, WaitError::Closed));
        }
    });
}

#[test]
fn close_ends_the_wait_of_every_producer() {
    // The consumer stays alive until all have been told.
    let mut alive = None;
    ends_all_waits(|channel, consumer| {
        channel.close();
        alive = Some(consumer);
    });
}

#[test]
fn the_consumers_drop_ends_the_wait_of_every_producer() {
    ends_all_waits(|_, consumer| drop(consumer));
}

#[test]
fn a_producer_is_woken_by_room_in_its_own_ring() {
    let _watchdog = Watchdog::start();
    let (channel, mut consumer) = MessageChannel::open();
    let mut producers = [(); 3].map(|()| channel.register().unwrap());
    for producer in &mut producers {
        assert_eq!(producer.send_slice(&[0, 1, 2, 3]), 4);
    }
    thread::scope(|scope| {
        let sending = producers
            .map(|mut producer| Waiting::start(scope, move || (producer.send(4), producer)));
        assert_eq!(consumer.consume_up_to(12, |_| ()), 12);
        for sending in sending {
            assert_eq!(sending.end().0, Ok(()));
        }
    });
    assert_eq!(consumer.drain().collect::<Vec<_>>(), [4; 3]);
}

#[test]
fn a_ring_that_was_somebody_elses_wakes_its_producer() {
    let _watchdog = Watchdog::start();
    let (channel, mut consumer) = MessageChannel::open();
    for _ in 0..3 {
        let mut producer = channel.register().unwrap();
        assert_eq!(producer.send_slice(&[0, 1, 2, 3]), 4);
        thread::scope(|scope| {
            let sending = Waiting::start(scope, move || producer.send(4));
            assert_eq!(consumer.try_recv(), Ok(0));
            assert_eq!(sending.end(), Ok(()));
        });
        assert_eq!(consumer.drain().collect::<Vec<_>>(), [1, 2, 3, 4]);
    }
}
