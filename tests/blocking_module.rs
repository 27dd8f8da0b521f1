//! The module `blocking`, over ends of every kind, with the option `wait` and without.

use std::thread;
use std::time::{Duration, Instant};

use ringmpsc::blocking::{self, Timeout};
use ringmpsc::{
    Consume, Produce, RecvTimeoutError, SendTimeoutError, TrySendError, WaitError, ring_channel,
};
use ringmpsc_tests::{Watchdog, ends};

/// The message. Four slots.
#[ring_channel(kind = spsc, bits = 2, name = One)]
#[ring_channel(kind = mpsc, bits = 2, name = Many)]
#[ring_channel(kind = spmc, bits = 2, name = Shared)]
#[ring_channel(kind = mpmc, bits = 2, name = ManyShared)]
#[ring_channel(kind = spsc, bits = 2, wait, name = OneWait)]
#[ring_channel(kind = mpsc, bits = 2, wait, name = ManyWait)]
#[ring_channel(kind = spmc, bits = 2, wait, name = SharedWait)]
#[ring_channel(kind = mpmc, bits = 2, wait, name = ManySharedWait)]
pub type Number = u64;

const MOMENT: Timeout = Timeout::After(Duration::from_millis(1));
const AT_ONCE: Timeout = Timeout::After(Duration::ZERO);
const FOR_EVER: [Timeout; 2] = [Timeout::Unlimited, Timeout::After(Duration::MAX)];

fn steal_hands_over_everything(mut producer: impl Produce<u64>, mut consumer: impl Consume<u64>) {
    for n in 1..=4 {
        for timeout in [AT_ONCE, Timeout::Unlimited] {
            (0..n).for_each(|number| producer.try_send(number).unwrap());
            let mut taken = Vec::new();
            let stolen = blocking::steal(&mut consumer, |number| taken.push(number), timeout);
            assert_eq!(stolen, Ok(taken.len()));
            assert!(taken.into_iter().eq(0..n), "{n}");
        }
    }
    let mut nothing = |timeout| blocking::steal(&mut consumer, |_| unreachable!(), timeout);
    assert_eq!(nothing(AT_ONCE), Err(WaitError::TimedOut));
    assert_eq!(nothing(MOMENT), Err(WaitError::TimedOut));
    producer.try_send(0).unwrap();
    drop(producer);
    let mut taken = 0;
    assert_eq!(blocking::steal(&mut consumer, |_| taken += 1, Timeout::Unlimited), Ok(1));
    assert_eq!(taken, 1);
    let end = blocking::steal(&mut consumer, |_| unreachable!(), Timeout::Unlimited);
    assert_eq!(end, Err(WaitError::Closed));
}

fn time_is_up(mut producer: impl Produce<u64>, mut consumer: impl Consume<u64>) {
    for timeout in [AT_ONCE, MOMENT] {
        let start = Instant::now();
        assert_eq!(blocking::recv(&mut consumer, timeout), Err(RecvTimeoutError::Timeout));
        if timeout == MOMENT {
            assert!(start.elapsed() >= Duration::from_millis(1));
        }
        (0..4).for_each(|number| blocking::send(&mut producer, number, timeout).unwrap());
        let start = Instant::now();
        let error = blocking::send(&mut producer, 4, timeout).unwrap_err();
        assert!(error.is_timeout());
        assert_eq!(error.into_inner(), 4);
        if timeout == MOMENT {
            assert!(start.elapsed() >= Duration::from_millis(1));
        }
        for number in 0..4 {
            assert_eq!(blocking::recv(&mut consumer, timeout), Ok(number));
        }
    }
}

fn the_other_side_ends_the_wait<P, C>(mut producer: P, mut consumer: C)
where
    P: Produce<u64> + Send,
    C: Consume<u64> + Send,
{
    let _watchdog = Watchdog::start();
    for timeout in FOR_EVER {
        // Ten times as many as fit: both sides wait.
        thread::scope(|scope| {
            let consumer = &mut consumer;
            scope.spawn(move || {
                for number in 0..20 {
                    assert_eq!(blocking::recv(consumer, timeout), Ok(number));
                    thread::sleep(Duration::from_micros(100));
                }
                let mut next = 20;
                while next < 40 {
                    let check = |number| {
                        assert_eq!(number, next);
                        next += 1;
                    };
                    assert_ne!(blocking::steal(consumer, check, timeout), Ok(0));
                }
            });
            (0..40).for_each(|number| blocking::send(&mut producer, number, timeout).unwrap());
        });
    }
    (0..4).for_each(|number| producer.try_send(number).unwrap());
    thread::scope(|scope| {
        let sender = scope.spawn(|| {
            blocking::send(&mut producer, 4, Timeout::Unlimited).map_err(|error| {
                assert!(error.is_closed());
                error.into_inner()
            })
        });
        thread::sleep(Duration::from_millis(2));
        drop(consumer);
        assert_eq!(sender.join().unwrap(), Err(4));
    });
}

/// A park comes back in any case: at the deadline, or, where nobody rings, after a nap.
fn a_park_comes_back(mut producer: impl Produce<u64>, naps: bool) {
    let _watchdog = Watchdog::start();
    // There is space: no reason to sleep for long.
    producer.park(None);
    producer.park(Some(Instant::now()));
    (0..4).for_each(|number| producer.try_send(number).unwrap());
    producer.park(Some(Instant::now()));
    let deadline = Instant::now() + Duration::from_micros(500);
    while Instant::now() < deadline {
        producer.park(Some(deadline));
    }
    if naps {
        let start = Instant::now();
        producer.park(None);
        assert!(start.elapsed() >= Duration::from_millis(1), "it does not spin");
        producer.park(Some(Instant::now() + Duration::from_secs(3600)));
    }
    assert_eq!(producer.try_send(4), Err(TrySendError::Full(4)));
}

macro_rules! kinds {
    ($($kind:ident: $naps:literal, $open:expr;)*) => {$(
        mod $kind {
            use super::*;

            #[test]
            fn steal_hands_over_everything() {
                let (producer, consumer) = $open;
                super::steal_hands_over_everything(producer, consumer);
            }

            #[test]
            fn time_is_up() {
                let (producer, consumer) = $open;
                super::time_is_up(producer, consumer);
            }

            #[test]
            fn the_other_side_ends_the_wait() {
                let (producer, consumer) = $open;
                super::the_other_side_ends_the_wait(producer, consumer);
            }

            #[test]
            fn a_park_comes_back() {
                let (producer, _consumer) = $open;
                super::a_park_comes_back(producer, $naps);
            }
        }
    )*};
}

kinds! {
    one: true, OneChannel::open();
    many: true, ends!(mpsc, ManyChannel);
    shared: true, ends!(spmc, SharedChannel);
    many_shared: true, ends!(mpmc, ManySharedChannel);
    one_wait: false, OneWaitChannel::open();
    many_wait: false, ends!(mpsc, ManyWaitChannel);
    shared_wait: false, ends!(spmc, SharedWaitChannel);
    many_shared_wait: false, ends!(mpmc, ManySharedWaitChannel);
}

/// A producer of somebody else's: `send` needs `try_send` and `park` only.
#[test]
fn a_producer_of_the_callers_waits_as_its_park_does() {
    struct Slow {
        refusals: u32,
        parks: u32,
    }

    impl Produce<u64> for Slow {
        fn try_send(&mut self, message: u64) -> Result<(), TrySendError<u64>> {
            if self.refusals == 0 {
                return Ok(());
            }
            self.refusals -= 1;
            Err(TrySendError::Full(message))
        }

        fn park(&mut self, _deadline: Option<Instant>) -> bool {
            self.parks += 1;
            self.parks == 5
        }
    }

    let mut slow = Slow { refusals: 10, parks: 0 };
    blocking::send(&mut slow, 1, Timeout::Unlimited).unwrap();
    assert_eq!((slow.refusals, slow.parks), (0, 3), "after seven rounds of pauses");
    slow.refusals = 1;
    assert!(blocking::send(&mut slow, 1, AT_ONCE).unwrap_err().is_timeout());
    slow.refusals = 10;
    let error = blocking::send(&mut slow, 1, Timeout::Unlimited).unwrap_err();
    assert_eq!((error, slow.parks), (SendTimeoutError::Interrupted(1), 5));
}
