//! Where there is one CPU, a thread that waits lets others run.

#[path = "../ringmpsc-runtime/tests/support/seccomp.rs"]
#[allow(dead_code, reason = "there is more in it than is used here")]
mod seccomp;

use std::os::raw::c_int;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use ringmpsc::{WaitStrategy, Waiter, affinity, ring_channel};
use ringmpsc_tests::{Watchdog, alone};

/// The message.
#[ring_channel(kind = spsc, bits = 1)]
pub type Number = u64;

/// How often a number is handed over.
const TURNS: u64 = 1_000;

/// The calls of `sched_yield` in this process.
static YIELDS: AtomicU64 = AtomicU64::new(0);

/// Takes the place of the C library's function, which the standard library calls.
///
/// # Safety
///
/// None: it takes nothing.
#[unsafe(no_mangle)]
unsafe extern "C" fn sched_yield() -> c_int {
    YIELDS.fetch_add(1, Ordering::Relaxed);
    // SAFETY: the call takes nothing, and always succeeds.
    unsafe { libc::syscall(libc::SYS_sched_yield) };
    0
}

/// How often `Waiter` yields in 100 steps of a strategy, each of which pauses or yields.
fn yields(strategy: WaitStrategy) -> u64 {
    let before = YIELDS.load(Ordering::Relaxed);
    let mut waiter = Waiter::new(strategy);
    for _ in 0..100 {
        assert!(waiter.wait(|_| unreachable!("this strategy does not park")));
    }
    YIELDS.load(Ordering::Relaxed) - before
}

/// Binds this thread to one CPU, and returns it with another one that it may use, if there is one.
fn bind() -> (usize, Option<usize>) {
    let cpus = affinity::usable_cpus().unwrap();
    affinity::bind_to_cpu(cpus[0]).unwrap();
    (cpus[0], cpus.get(1).copied())
}

/// Counts up to [`TURNS`], two threads by turns, and returns how often they looked whose turn it
/// is.
fn looks(strategy: WaitStrategy) -> u64 {
    let count = AtomicU64::new(0);
    let looks = AtomicU64::new(0);
    thread::scope(|scope| {
        for first in 0..2 {
            let (count, looks) = (&count, &looks);
            scope.spawn(move || {
                for turn in (first..TURNS).step_by(2) {
                    let mut waiter = Waiter::new(strategy);
                    while count.load(Ordering::Acquire) != turn {
                        assert!(waiter.wait(|_| unreachable!("this strategy does not park")));
                        looks.fetch_add(1, Ordering::Relaxed);
                    }
                    count.store(turn + 1, Ordering::Release);
                }
            });
        }
    });
    looks.into_inner()
}

#[test]
fn who_spins_elsewhere_yields_here() {
    // The test's own process has this CPU only.
    bind();
    alone("who_spins_elsewhere_yields_here", || {
        let _watchdog = Watchdog::start();
        for strategy in [WaitStrategy::BusySpin, WaitStrategy::Yielding] {
            let looks = looks(strategy);
            // With luck it is one. In the time slice of a thread that keeps the CPU there are tens
            // of thousands.
            assert!(looks <= 64 * TURNS, "{strategy:?}: {looks} looks for {TURNS} turns");
        }
    });
}

#[test]
fn with_one_cpu_each_pause_is_a_yield() {
    bind();
    alone("with_one_cpu_each_pause_is_a_yield", || {
        assert_eq!(yields(WaitStrategy::BusySpin), 100);
        let phases = WaitStrategy::PhasedBackoff { spins: 90, yields: 10 };
        assert_eq!(yields(phases), 100);
    });
}

/// The masks of the other threads cannot be read. Most likely they are like this one.
#[test]
fn with_one_cpu_and_without_proc_each_pause_is_a_yield() {
    bind();
    alone("with_one_cpu_and_without_proc_each_pause_is_a_yield", || {
        seccomp::refuse(libc::SYS_openat, libc::EACCES);
        assert_eq!(yields(WaitStrategy::BusySpin), 100);
    });
}

#[test]
fn with_several_cpus_a_spinning_thread_never_yields() {
    alone("with_several_cpus_a_spinning_thread_never_yields", || {
        if affinity::process_cpus().unwrap().len() > 1 {
            bind();
            assert_eq!(yields(WaitStrategy::BusySpin), 0, "other threads are elsewhere");
            let phases = WaitStrategy::PhasedBackoff { spins: 90, yields: 10 };
            assert_eq!(yields(phases), 10);
        }
    });
}

/// The answer of the first channel is not the last: threads are bound later.
#[test]
fn a_thread_that_is_bound_elsewhere_ends_the_yields() {
    alone("a_thread_that_is_bound_elsewhere_ends_the_yields", || {
        let (one, Some(other)) = bind() else { return };
        // The thread that waits for the tests has another mask. It must not be found.
        let opener = thread::spawn(|| {
            seccomp::refuse(libc::SYS_openat, libc::EACCES);
            NumberChannel::open()
        });
        let _ends = opener.join().unwrap();
        assert_eq!(yields(WaitStrategy::BusySpin), 100);
        affinity::bind_to_cpu(other).unwrap();
        assert_eq!(yields(WaitStrategy::BusySpin), 0);
        affinity::bind_to_cpu(one).unwrap();
        assert_eq!(yields(WaitStrategy::BusySpin), 0, "that is final");
    });
}
