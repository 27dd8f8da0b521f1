//! Where there is one CPU, who waits lets others run.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use ringmpsc::{WaitStrategy, Waiter, affinity};
use ringmpsc_tests::{Watchdog, alone};

/// How often a number is handed over.
const TURNS: u64 = 1_000;

/// Counts up to [`TURNS`], two threads by turns, and returns how often they looked whose turn it is.
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
    affinity::bind_to_cpu(affinity::usable_cpus().unwrap()[0]).unwrap();
    alone("who_spins_elsewhere_yields_here", || {
        let _watchdog = Watchdog::start();
        for strategy in [WaitStrategy::BusySpin, WaitStrategy::Yielding] {
            let looks = looks(strategy);
            // With luck it is one. In the time slice of a thread that keeps the CPU there are tens of thousands.
            assert!(looks <= 64 * TURNS, "{strategy:?}: {looks} looks for {TURNS} turns");
        }
    });
}
