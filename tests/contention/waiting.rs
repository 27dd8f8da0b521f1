//! Waits that come to an end: space appears, or the channel is closed.

use std::thread;
use std::time::{Duration, Instant};

use ringmpsc::blocking::{self, Timeout};
use ringmpsc::{Contention, WaitStrategy};
use ringmpsc_tests::Watchdog;

use crate::kinds;

const NAP: Duration = Duration::from_millis(5);
const FAR: Duration = Duration::from_secs(3600);

/// Every strategy, and how many spins it makes before it does something else; or, without a limit,
/// at least.
const STRATEGIES: [(WaitStrategy, u64, bool); 6] = [
    (WaitStrategy::BusySpin, 1_000, false),
    (WaitStrategy::Yielding, 1_000, false),
    (WaitStrategy::Sleeping { sleep: Duration::from_micros(100) }, 64, true),
    (WaitStrategy::Blocking, 7, true),
    (WaitStrategy::TimedBlocking { timeout: Duration::MAX }, 7, true),
    (WaitStrategy::PhasedBackoff { spins: 3, yields: 4 }, 7, true),
];

/// Sends, or reserves, waiting for one slot or two.
type Waiting<P> = fn(&mut P, WaitStrategy);

/// Lets `$wait` wait for space, makes space when it has spun `$spins` times and some time has
/// passed, and returns what was counted.
macro_rules! wait_for_room {
    ($name:expr, $full:ident, $spins:expr, $wait:expr) => {{
        let _watchdog = Watchdog::start();
        let (channel, mut producer, mut consumer) = $full();
        let start = Instant::now();
        let (asleep, contention) = thread::scope(|scope| {
            let sender = scope.spawn(|| {
                $wait(&mut producer);
                producer.contention()
            });
            while channel.snapshot().reserve_spins < Some($spins) {
                thread::yield_now();
            }
            // The wait that is going on is counted already.
            let before = channel.snapshot().waited;
            assert!(before > Some(Duration::ZERO), "{}", $name);
            let asleep = Instant::now();
            thread::sleep(NAP);
            let asleep = asleep.elapsed();
            assert!(channel.snapshot().waited >= before.map(|before| before + NAP), "{}", $name);
            consumer.try_recv().unwrap();
            consumer.try_recv().unwrap();
            (asleep, sender.join().unwrap())
        });
        let elapsed = start.elapsed();
        let Contention { failures, waited, .. } = contention;
        assert_eq!(failures, 0, "{}", $name);
        assert!(asleep <= waited && waited <= elapsed, "{}: {waited:?}", $name);
        assert_eq!(producer.contention(), contention, "{}: it is over", $name);
        contention.spins
    }};
}

macro_rules! a_wait_that_succeeds_is_its_spins_and_its_time {
    ($full:ident, $channel:ident, $producer:ident, $consumer:ident) => {
        let waits: [(&str, Waiting<$producer>); 3] = [
            ("send_all", |producer, strategy| producer.send_all(&[2, 3], strategy).unwrap()),
            ("reserve_wait(1)", |producer, strategy| {
                drop(producer.reserve_wait(1, strategy).unwrap());
            }),
            ("reserve_wait(2)", |producer, strategy| {
                drop(producer.reserve_wait(2, strategy).unwrap());
            }),
        ];
        for (name, wait) in waits {
            for (strategy, spins, exactly) in STRATEGIES {
                let name = format!("{name}, {strategy:?}");
                let wait = |producer: &mut $producer| wait(producer, strategy);
                let found = wait_for_room!(name, $full, spins, wait);
                // The second message of `send_all` and the second slot may be waited for anew.
                let most = if exactly { 3 * spins } else { u64::MAX };
                assert!((spins..=most).contains(&found), "{name}: {found} spins");
            }
        }
    };
}

macro_rules! a_send_that_waits_is_its_spins_and_its_time {
    ($full:ident, $channel:ident, $producer:ident, $consumer:ident) => {
        let waits: [(&str, fn(&mut $producer)); 5] = [
            ("send", |producer| producer.send(2).unwrap()),
            ("send_timeout", |producer| producer.send_timeout(2, Duration::MAX).unwrap()),
            ("send_deadline", |producer| {
                producer.send_deadline(2, Instant::now() + FAR).unwrap();
            }),
            ("blocking::send", |producer| blocking::send(producer, 2, Timeout::Unlimited).unwrap()),
            ("blocking::send(After)", |producer| {
                blocking::send(producer, 2, Timeout::After(FAR)).unwrap();
            }),
        ];
        for (name, wait) in waits {
            assert_eq!(wait_for_room!(name, $full, 7, wait), 7, "{name}");
        }
    };
}

macro_rules! a_close_ends_the_wait_and_is_no_failure {
    ($full:ident, $channel:ident, $producer:ident, $consumer:ident) => {
        let waits: [(&str, fn(&mut $producer)); 4] = [
            ("send", |producer| assert!(producer.send(2).is_err())),
            ("blocking::send", |producer| {
                assert!(blocking::send(producer, 2, Timeout::Unlimited).unwrap_err().is_closed());
            }),
            ("send_all", |producer| {
                assert!(producer.send_all(&[2], WaitStrategy::Blocking).is_err());
            }),
            ("reserve_wait", |producer| {
                assert!(producer.reserve_wait(1, WaitStrategy::Yielding).is_err());
            }),
        ];
        for (name, wait) in waits {
            let _watchdog = Watchdog::start();
            let (channel, mut producer, _consumer) = $full();
            thread::scope(|scope| {
                let sender = scope.spawn(|| wait(&mut producer));
                while channel.snapshot().waited == Some(Duration::ZERO) {
                    thread::yield_now();
                }
                channel.close();
                sender.join().unwrap();
            });
            let contention = producer.contention();
            assert_eq!(contention.failures, 0, "{name}");
            assert!(contention.waited > Duration::ZERO, "{name}");
            thread::sleep(Duration::from_millis(1));
            assert_eq!(producer.contention(), contention, "{name}: it is over");
        }
    };
}

use {
    a_close_ends_the_wait_and_is_no_failure, a_send_that_waits_is_its_spins_and_its_time,
    a_wait_that_succeeds_is_its_spins_and_its_time,
};

kinds!(
    a_wait_that_succeeds_is_its_spins_and_its_time,
    a_send_that_waits_is_its_spins_and_its_time,
    a_close_ends_the_wait_and_is_no_failure
);

/// Without the option `wait` a `blocking::send` sleeps by the clock, and counts the same.
macro_rules! plain {
    ($($kind:ident: $full:expr;)*) => {$(
        #[test]
        fn $kind() {
            let full = || $full;
            let send = |producer: &mut _| blocking::send(producer, 2, Timeout::Unlimited).unwrap();
            assert_eq!(wait_for_room!("blocking::send", full, 7, send), 7);
        }
    )*};
}

mod without_wait {
    use super::*;
    use crate::{PlainManyChannel, PlainManySharedChannel, PlainOneChannel, PlainSharedChannel};

    plain! {
        one: {
            let (mut producer, consumer) = PlainOneChannel::open();
            assert_eq!(producer.send_slice(&[0, 1]), 2);
            (producer.channel(), producer, consumer)
        };
        many: {
            let (channel, consumer) = PlainManyChannel::open();
            let mut producer = channel.register().unwrap();
            assert_eq!(producer.send_slice(&[0, 1]), 2);
            (channel, producer, consumer)
        };
        shared: {
            let (mut producer, channel) = PlainSharedChannel::open();
            assert_eq!(producer.send_slice(&[0, 1]), 2);
            let consumer = channel.register_consumer().unwrap();
            (channel, producer, consumer)
        };
        many_shared: {
            let channel = PlainManySharedChannel::open();
            let mut producer = channel.register().unwrap();
            assert_eq!(producer.send_slice(&[0, 1]), 2);
            let consumer = channel.register_consumer().unwrap();
            (channel, producer, consumer)
        };
    }
}
