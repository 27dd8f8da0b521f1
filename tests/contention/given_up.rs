//! Attempts that are given up.

use std::time::{Duration, Instant};

use ringmpsc::blocking::{self, Timeout};
use ringmpsc::{Contention, ReserveError, WaitStrategy};

use crate::{counted, kinds};

const MOMENT: Duration = Duration::from_millis(1);
const TIMED: WaitStrategy = WaitStrategy::TimedBlocking { timeout: MOMENT };

/// An operation, and what it is called.
type Named<P> = (&'static str, fn(&mut P));

macro_rules! an_attempt_that_does_not_wait_is_one_failure {
    ($full:ident, $channel:ident, $producer:ident, $consumer:ident) => {
        let (channel, mut producer, mut consumer) = $full();
        let attempts: [Named<$producer>; 6] = [
            ("try_send", |producer| assert!(producer.try_send(2).unwrap_err().is_full())),
            ("send_slice", |producer| assert_eq!(producer.send_slice(&[2, 3]), 0)),
            ("send_iter", |producer| assert_eq!(producer.send_iter([2, 3]), 0)),
            ("reserve", |producer| {
                assert_eq!(producer.reserve(1).unwrap_err(), ReserveError::Full)
            }),
            ("reserve(2)", |producer| {
                assert_eq!(producer.reserve(2).unwrap_err(), ReserveError::Full);
            }),
            ("reserve_up_to", |producer| {
                assert_eq!(producer.reserve_up_to(2).unwrap_err(), ReserveError::Full);
            }),
        ];
        for (nth, (name, attempt)) in (1..).zip(attempts) {
            attempt(&mut producer);
            assert_eq!(counted(producer.contention()), (0, nth, false), "{name}");
        }
        let stats = channel.snapshot();
        assert_eq!((stats.reserve_spins, stats.reserve_failures), (Some(0), Some(6)));
        assert_eq!(stats.waited, Some(Duration::ZERO));

        // Part of a batch, and nothing at all, are no failures.
        consumer.try_recv().unwrap();
        assert_eq!(producer.send_slice(&[2, 3]), 1);
        consumer.try_recv().unwrap();
        assert_eq!(producer.send_iter([3, 4]), 1);
        assert_eq!(producer.send_slice(&[]), 0);
        // Errors for another reason are none either.
        assert!(producer.reserve(0).is_err() && producer.reserve(3).is_err());
        assert!(producer.reserve_with_backoff(0).is_err());
        assert!(producer.reserve_with_backoff(3).is_err());
        assert!(producer.reserve_wait(3, TIMED).is_err());
        channel.close();
        assert!(producer.try_send(5).unwrap_err().is_closed());
        assert!(producer.reserve(1).is_err() && producer.reserve_with_backoff(1).is_err());
        assert!(producer.send(5).is_err() && producer.reserve_wait(1, TIMED).is_err());
        assert_eq!(counted(producer.contention()), (0, 6, false));
    };
}

macro_rules! an_attempt_that_waits_in_vain_is_one_failure_and_its_time {
    ($full:ident, $channel:ident, $producer:ident, $consumer:ident) => {
        let attempts: [Named<$producer>; 9] = [
            ("send_timeout", |producer| {
                assert!(producer.send_timeout(2, MOMENT).unwrap_err().is_timeout());
            }),
            ("send_timeout(0)", |producer| {
                assert!(producer.send_timeout(2, Duration::ZERO).unwrap_err().is_timeout());
            }),
            ("send_deadline", |producer| {
                assert!(producer.send_deadline(2, Instant::now()).unwrap_err().is_timeout());
            }),
            ("send_all", |producer| {
                assert_eq!(producer.send_all(&[2], TIMED).unwrap_err().sent(), 0)
            }),
            ("reserve_wait(1)", |producer| assert!(producer.reserve_wait(1, TIMED).is_err())),
            ("reserve_wait(2)", |producer| assert!(producer.reserve_wait(2, TIMED).is_err())),
            ("reserve_with_backoff", |producer| {
                assert_eq!(producer.reserve_with_backoff(1).unwrap_err(), ReserveError::Full);
            }),
            ("blocking::send", |producer| {
                let error = blocking::send(producer, 2, Timeout::After(MOMENT)).unwrap_err();
                assert!(error.is_timeout());
            }),
            ("blocking::send(0)", |producer| {
                let error = blocking::send(producer, 2, Timeout::After(Duration::ZERO));
                assert!(error.unwrap_err().is_timeout());
            }),
        ];
        for (name, attempt) in attempts {
            let (channel, mut producer, _consumer) = $full();
            let start = Instant::now();
            attempt(&mut producer);
            let elapsed = start.elapsed();
            let Contention { spins, failures, waited, .. } = producer.contention();
            assert_eq!(failures, 1, "{name}");
            assert!(Duration::ZERO < waited && waited <= elapsed, "{name}: {waited:?}");
            if matches!(name, "send_all" | "reserve_wait(1)" | "reserve_wait(2)") {
                assert!(
                    waited >= MOMENT,
                    "{name}: {waited:?}, and the wait begins with the refusal"
                );
            }
            match name {
                "reserve_with_backoff" => assert_eq!(spins, 11, "7 rounds of pauses, 4 yields"),
                "send_timeout(0)" | "blocking::send(0)" => assert_eq!(spins, 0, "{name}"),
                _ => assert!(spins <= 7, "{name}: {spins}"),
            }
            let stats = channel.snapshot();
            assert_eq!(
                (stats.reserve_spins, stats.reserve_failures),
                (Some(spins), Some(1)),
                "{name}"
            );
            assert_eq!(stats.waited, Some(waited), "{name}: it is over");
        }
    };
}

macro_rules! what_was_sent_before_the_wait_is_no_failure {
    ($full:ident, $channel:ident, $producer:ident, $consumer:ident) => {
        let (_channel, mut producer, mut consumer) = $full();
        consumer.try_recv().unwrap();
        assert_eq!(producer.send_all(&[2, 3], TIMED).unwrap_err().sent(), 1);
        let contention = producer.contention();
        assert_eq!(contention.failures, 1, "for the second message");
        assert!(contention.waited >= MOMENT, "{contention:?}");
    };
}

macro_rules! counters_begin_anew_when_they_are_reset {
    ($full:ident, $channel:ident, $producer:ident, $consumer:ident) => {
        let (channel, mut producer, _consumer) = $full();
        assert!(producer.reserve_with_backoff(1).is_err());
        let before = producer.contention();
        assert!(producer.try_send(2).is_err());
        let interval = producer.contention().since(&before);
        assert_eq!(counted(interval), (0, 1, false));
        assert_eq!(counted(before.merge(interval)), (before.spins, 2, true));
        producer.reset_contention();
        assert_eq!(producer.contention(), Contention::default());
        assert_eq!(channel.snapshot().reserve_failures, Some(0), "a sum of what there is");
        assert!(producer.try_send(2).is_err());
        assert_eq!(counted(producer.contention()), (0, 1, false));
    };
}

macro_rules! a_snapshot_tells_what_is_counted_and_no_more {
    ($full:ident, $channel:ident, $producer:ident, $consumer:ident) => {
        let (channel, producer, consumer) = $full();
        let stats = channel.snapshot();
        let state = (stats.producers, stats.consumers, stats.pending, stats.closed);
        assert_eq!(state, (1, 1, 2, false));
        assert_eq!((stats.sent, stats.sent_batches, stats.largest_sent_batch), (None, None, None));
        assert_eq!((stats.received, stats.batches, stats.largest_batch), (None, None, None));
        assert_eq!(stats.latency, None);
        assert_eq!((stats.reserve_spins, stats.reserve_failures), (Some(0), Some(0)));
        assert_eq!(stats.waited, Some(Duration::ZERO));
        drop((producer, consumer));
    };
}

use {
    a_snapshot_tells_what_is_counted_and_no_more, an_attempt_that_does_not_wait_is_one_failure,
    an_attempt_that_waits_in_vain_is_one_failure_and_its_time,
    counters_begin_anew_when_they_are_reset, what_was_sent_before_the_wait_is_no_failure,
};

kinds!(
    an_attempt_that_does_not_wait_is_one_failure,
    an_attempt_that_waits_in_vain_is_one_failure_and_its_time,
    what_was_sent_before_the_wait_is_no_failure,
    counters_begin_anew_when_they_are_reset,
    a_snapshot_tells_what_is_counted_and_no_more
);
