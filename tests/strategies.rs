//! What waiting asks of the kernel: yields, naps, fences.

#[path = "../ringmpsc-runtime/tests/support/seccomp.rs"]
#[allow(dead_code, reason = "there is more in it than is used here")]
mod seccomp;

use std::mem;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ringmpsc::{Backoff, WaitStrategy, Waiter, ring_channel};
use ringmpsc_runtime::calls;
use ringmpsc_tests::{Watchdog, alone};

static YIELDS: AtomicUsize = AtomicUsize::new(0);

extern "C" fn count_yield(_signal: libc::c_int) {
    YIELDS.fetch_add(1, Ordering::Relaxed);
}

/// From now on, each `sched_yield` of this thread is counted in place of being made.
fn watch_yields() {
    // SAFETY: a `sigaction` of zeroes is valid: no flags, an empty mask, the default handler.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = count_yield as extern "C" fn(libc::c_int) as libc::sighandler_t;
    // SAFETY: the handler takes the signal's number, as it must without `SA_SIGINFO`, and only
    // counts.
    let result = unsafe { libc::sigaction(libc::SIGSYS, &raw const action, ptr::null_mut()) };
    assert_eq!(result, 0);
    seccomp::trap(libc::SYS_sched_yield);
}

/// How often `f` yields.
fn yields(f: impl FnOnce()) -> usize {
    let before = YIELDS.load(Ordering::Relaxed);
    f();
    YIELDS.load(Ordering::Relaxed) - before
}

fn steps(waiter: &mut Waiter, n: usize) -> usize {
    yields(|| (0..n).for_each(|_| assert!(waiter.wait(|_| ()))))
}

#[test]
fn strategies_yield_when_they_say_so() {
    alone("strategies_yield_when_they_say_so", || {
        if thread::available_parallelism().is_ok_and(|cpus| cpus.get() == 1) {
            // Then every pause is a yield: see the tests for one CPU.
            return;
        }
        watch_yields();
        assert_eq!(yields(thread::yield_now), 1, "it is counted");
        let mut waiter = Waiter::new(WaitStrategy::Yielding);
        assert_eq!((steps(&mut waiter, 64), steps(&mut waiter, 10)), (0, 10));
        waiter.reset();
        assert_eq!((steps(&mut waiter, 64), steps(&mut waiter, 1)), (0, 1));
        let mut waiter = Waiter::new(WaitStrategy::PhasedBackoff { spins: 3, yields: 4 });
        assert_eq!(
            (steps(&mut waiter, 3), steps(&mut waiter, 4), steps(&mut waiter, 9)),
            (0, 4, 0)
        );
        let sleep = Duration::from_nanos(1);
        for strategy in
            [WaitStrategy::BusySpin, WaitStrategy::Blocking, WaitStrategy::Sleeping { sleep }]
        {
            assert_eq!(steps(&mut Waiter::new(strategy), 100), 0, "{strategy:?}");
        }
        let mut backoff = Backoff::new();
        assert_eq!(yields(|| (0..100).for_each(|_| backoff.spin())), 0);
        backoff.reset();
        assert_eq!(yields(|| (0..7).for_each(|_| backoff.snooze())), 0);
        assert_eq!(yields(|| (0..4).for_each(|_| backoff.snooze())), 4);
        assert!(backoff.is_completed());
    });
}

#[test]
fn sleeping_sleeps_after_its_pauses() {
    let sleep = Duration::from_millis(2);
    let mut waiter = Waiter::new(WaitStrategy::Sleeping { sleep });
    (0..64).for_each(|_| assert!(waiter.wait(|_| ())));
    let start = Instant::now();
    (0..3).for_each(|_| assert!(waiter.wait(|_| ())));
    assert!(start.elapsed() >= 3 * sleep);
    assert_eq!(waiter.spins(), 64);
}

/// The message.
#[ring_channel(kind = spsc, bits = 1, wait, fence = full, name = FullOne)]
#[ring_channel(kind = mpsc, bits = 1, wait, fence = full, name = FullMany)]
#[ring_channel(kind = spmc, bits = 1, wait, fence = full, name = FullShared)]
#[ring_channel(kind = mpmc, bits = 1, wait, fence = full, name = FullManyShared)]
#[ring_channel(kind = spsc, bits = 1, wait, name = One)]
#[ring_channel(kind = mpsc, bits = 1, wait, name = Many)]
#[ring_channel(kind = spmc, bits = 1, wait, name = Shared)]
#[ring_channel(kind = mpmc, bits = 1, wait, name = ManyShared)]
pub type Number = u64;

/// Both ends go to sleep, and the channel is closed.
macro_rules! fences {
    ($producer:expr, $consumer:expr) => {{
        let (mut producer, mut consumer) = ($producer, $consumer);
        // Long enough for the sleep without a limit, which follows a sleep of 250 us.
        let moment = Duration::from_millis(50);
        assert!(consumer.recv_timeout(moment).unwrap_err().is_timeout());
        assert_eq!(producer.send_slice(&[0, 1]), 2);
        assert!(producer.send_timeout(2, moment).unwrap_err().is_timeout());
        drop(producer);
        assert_eq!((consumer.recv(), consumer.recv()), (Ok(0), Ok(1)));
        assert!(consumer.recv().is_err());
    }};
}

/// `fence = full` never asks for membarrier(2), which would interrupt every thread of the process.
#[test]
fn full_fences_are_the_callers_own() {
    alone("full_fences_are_the_callers_own", || {
        let _watchdog = Watchdog::start();
        let (producer, consumer) = FullOneChannel::open();
        fences!(producer, consumer);
        let (channel, consumer) = FullManyChannel::open();
        fences!(
            {
                let producer = channel.register().unwrap();
                drop(channel);
                producer
            },
            consumer
        );
        let (producer, channel) = FullSharedChannel::open();
        fences!(producer, channel.register_consumer().unwrap());
        let channel = FullManySharedChannel::open();
        let consumer = channel.register_consumer().unwrap();
        fences!(
            {
                let producer = channel.register().unwrap();
                drop(channel);
                producer
            },
            consumer
        );
        assert_eq!(calls::membarrier(), 0, "not even whether there is one");
    });
}

/// Without the option, whoever falls asleep asks for it.
#[test]
fn other_fences_are_membarriers() {
    alone("other_fences_are_membarriers", || {
        let _watchdog = Watchdog::start();
        let calls = |open: fn()| {
            let before = calls::membarrier();
            open();
            calls::membarrier() - before
        };
        assert!(calls(|| drop(OneChannel::open())) > 0, "there is membarrier(2) here");
        assert_eq!(calls(|| drop(OneChannel::open())), 0, "which is asked for once");
        let kinds: [fn(); 4] = [
            || {
                let (producer, consumer) = OneChannel::open();
                fences!(producer, consumer);
            },
            || {
                let (channel, consumer) = ManyChannel::open();
                fences!(
                    {
                        let producer = channel.register().unwrap();
                        drop(channel);
                        producer
                    },
                    consumer
                );
            },
            || {
                let (producer, channel) = SharedChannel::open();
                fences!(producer, channel.register_consumer().unwrap());
            },
            || {
                let channel = ManySharedChannel::open();
                let consumer = channel.register_consumer().unwrap();
                fences!(
                    {
                        let producer = channel.register().unwrap();
                        drop(channel);
                        producer
                    },
                    consumer
                );
            },
        ];
        for kind in kinds {
            assert!(calls(kind) >= 2, "one for each end that slept");
        }
    });
}
