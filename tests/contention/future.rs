//! Tasks that wait for space.

use std::pin::Pin;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use ringmpsc::__private::Sink;
use ringmpsc::Contention;
use ringmpsc_tests::Task;

use crate::{counted, kinds};

const MOMENT: Duration = Duration::from_millis(1);

macro_rules! a_future_that_waits_and_succeeds_is_its_time {
    ($full:ident, $channel:ident, $producer:ident, $consumer:ident) => {
        let (channel, mut producer, mut consumer) = $full();
        let task = Task::new();
        let mut send = producer.send_async(2);
        assert!(task.poll(Pin::new(&mut send)).is_pending());
        assert!(task.poll(Pin::new(&mut send)).is_pending());
        thread::sleep(MOMENT);
        assert!(channel.snapshot().waited >= Some(MOMENT), "it goes on");
        consumer.try_recv().unwrap();
        assert!(matches!(task.poll(Pin::new(&mut send)), Poll::Ready(Ok(()))));
        drop(send);
        let contention = producer.contention();
        assert_eq!((contention.spins, contention.failures), (0, 0));
        assert!(contention.waited >= MOMENT, "{contention:?}");
        thread::sleep(MOMENT);
        assert_eq!(producer.contention(), contention, "it is over");

        // One of two slots is not enough, and does not end the wait.
        producer.reset_contention();
        let mut reserve = producer.reserve_async(2);
        assert!(task.poll(Pin::new(&mut reserve)).is_pending());
        consumer.try_recv().unwrap();
        assert!(task.poll(Pin::new(&mut reserve)).is_pending());
        let before = channel.snapshot().waited.unwrap();
        thread::sleep(MOMENT);
        consumer.try_recv().unwrap();
        assert!(matches!(task.poll(Pin::new(&mut reserve)), Poll::Ready(Ok(_))));
        drop(reserve);
        let contention = producer.contention();
        assert_eq!((contention.spins, contention.failures), (0, 0));
        assert!(contention.waited >= before + MOMENT, "{contention:?}");
    };
}

macro_rules! a_future_that_is_dropped_is_one_failure_and_its_time {
    ($full:ident, $channel:ident, $producer:ident, $consumer:ident) => {
        let (_channel, mut producer, _consumer) = $full();
        let task = Task::new();
        drop(producer.send_async(2));
        drop(producer.reserve_async(2));
        assert_eq!(producer.contention(), Contention::default(), "they were never polled");

        let mut send = producer.send_async(2);
        assert!(task.poll(Pin::new(&mut send)).is_pending());
        drop(send);
        let contention = producer.contention();
        assert_eq!(counted(contention), (0, 1, true));
        thread::sleep(MOMENT);
        assert_eq!(producer.contention(), contention, "it is over");

        let mut reserve = producer.reserve_async(1);
        assert!(task.poll(Pin::new(&mut reserve)).is_pending());
        drop(reserve);
        assert_eq!(producer.contention().failures, 2);
        assert!(producer.contention().waited > contention.waited);
    };
}

macro_rules! a_future_that_finds_the_channel_closed_is_no_failure {
    ($full:ident, $channel:ident, $producer:ident, $consumer:ident) => {
        let (channel, mut producer, _consumer) = $full();
        let task = Task::new();
        let mut send = producer.send_async(2);
        assert!(task.poll(Pin::new(&mut send)).is_pending());
        channel.close();
        assert!(matches!(task.poll(Pin::new(&mut send)), Poll::Ready(Err(_))));
        drop(send);
        let contention = producer.contention();
        assert_eq!(counted(contention), (0, 0, true));
        thread::sleep(MOMENT);
        assert_eq!(producer.contention(), contention, "it is over");
    };
}

macro_rules! a_sink_waits_until_the_producer_finds_room_or_is_dropped {
    ($full:ident, $channel:ident, $producer:ident, $consumer:ident) => {
        let task = Task::new();
        // What the producer does after a `poll_ready` that was pending.
        let then: [(&str, fn(&mut $producer)); 5] = [
            ("poll_ready", |producer| {
                let task = Task::new();
                let ready = Pin::new(producer).poll_ready(&mut task.context());
                assert!(matches!(ready, Poll::Ready(Ok(()))));
            }),
            ("try_send", |producer| producer.try_send(2).unwrap()),
            ("send_slice", |producer| assert_eq!(producer.send_slice(&[2, 3]), 1)),
            ("available_capacity", |producer| assert_eq!(producer.available_capacity(), 1)),
            ("is_full", |producer| assert!(!producer.is_full())),
        ];
        for (name, then) in then {
            let (channel, mut producer, mut consumer) = $full();
            assert!(Pin::new(&mut producer).poll_ready(&mut task.context()).is_pending());
            assert!(producer.is_full(), "{name}");
            thread::sleep(MOMENT);
            assert!(channel.snapshot().waited >= Some(MOMENT), "{name}: it goes on");
            consumer.try_recv().unwrap();
            then(&mut producer);
            let contention = producer.contention();
            assert_eq!(counted(contention), (0, 0, true), "{name}");
            thread::sleep(MOMENT);
            assert_eq!(producer.contention(), contention, "{name}: it is over");
        }

        let (channel, mut producer, consumer) = $full();
        assert!(Pin::new(&mut producer).poll_ready(&mut task.context()).is_pending());
        drop(producer);
        let stats = channel.snapshot();
        assert_eq!(stats.reserve_failures, Some(1));
        thread::sleep(MOMENT);
        assert_eq!(channel.snapshot().waited, stats.waited, "it is over");
        drop(consumer);

        let (channel, mut producer, _consumer) = $full();
        assert!(Pin::new(&mut producer).poll_ready(&mut task.context()).is_pending());
        channel.close();
        drop(producer);
        assert_eq!(channel.snapshot().reserve_failures, Some(0), "the ring was not the reason");
    };
}

use {
    a_future_that_finds_the_channel_closed_is_no_failure,
    a_future_that_is_dropped_is_one_failure_and_its_time,
    a_future_that_waits_and_succeeds_is_its_time,
    a_sink_waits_until_the_producer_finds_room_or_is_dropped,
};

kinds!(
    a_future_that_waits_and_succeeds_is_its_time,
    a_future_that_is_dropped_is_one_failure_and_its_time,
    a_future_that_finds_the_channel_closed_is_no_failure,
    a_sink_waits_until_the_producer_finds_room_or_is_dropped
);
