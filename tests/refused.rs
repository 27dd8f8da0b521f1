//! Where the kernel refuses membarrier(2), from the beginning or later.

#[path = "../ringmpsc-runtime/tests/support/seccomp.rs"]
#[allow(dead_code, reason = "there is more in it than is used here")]
mod seccomp;

use std::os::raw::c_int;
use std::thread;

use ringmpsc::{WaitStrategy, ring_channel};
use ringmpsc_tests::{Watchdog, alone};

/// The message.
#[ring_channel(kind = spsc, bits = 1, wait, name = One)]
#[ring_channel(kind = mpsc, bits = 1, wait, name = Many)]
pub type Number = u64;

const AT_ONCE: WaitStrategy = WaitStrategy::PhasedBackoff { spins: 0, yields: 0 };

/// Nothing but an error number is left of membarrier(2), for this thread and those that it starts.
fn refuse_membarrier(errno: c_int) {
    seccomp::refuse(libc::SYS_membarrier, errno);
}

/// Two threads that sleep whenever they can: for messages, and for room.
fn exchange(
    (mut asks, mut asked): (OneProducer, OneConsumer),
    (mut answers, mut answered): (ManyProducer, ManyConsumer),
    rounds: u64,
) {
    let _watchdog = Watchdog::start();
    thread::scope(|scope| {
        scope.spawn(move || {
            for _ in 0..rounds {
                let mut numbers = Vec::new();
                while numbers.len() < 4 {
                    asked.consume_batch_wait(|number| numbers.push(*number), AT_ONCE).unwrap();
                }
                answers.send_all(&numbers, AT_ONCE).unwrap();
            }
        });
        for round in 0..rounds {
            let numbers = [0, 1, 2, 3].map(|k| 4 * round + k);
            asks.send_all(&numbers, AT_ONCE).unwrap();
            let mut answer = Vec::new();
            while answer.len() < 4 {
                answered.consume_batch_wait(|number| answer.push(*number), AT_ONCE).unwrap();
            }
            assert_eq!(answer, numbers);
        }
    });
}

fn many() -> (ManyProducer, ManyConsumer) {
    let (channel, consumer) = ManyChannel::open();
    (channel.register().unwrap(), consumer)
}

#[test]
fn channels_work_where_there_is_no_membarrier() {
    alone("channels_work_where_there_is_no_membarrier", || {
        refuse_membarrier(libc::ENOSYS);
        exchange(OneChannel::open(), many(), 2_000);
    });
}

#[test]
fn channels_work_where_membarrier_is_forbidden() {
    alone("channels_work_where_membarrier_is_forbidden", || {
        refuse_membarrier(libc::EPERM);
        exchange(OneChannel::open(), many(), 2_000);
    });
}

#[test]
fn channels_go_on_when_membarrier_fails_later() {
    alone("channels_go_on_when_membarrier_fails_later", || {
        let (one, many) = (OneChannel::open(), many());
        refuse_membarrier(libc::ENOMEM);
        // Each time it falls asleep costs some milliseconds now.
        exchange(one, many, 10);
    });
}
