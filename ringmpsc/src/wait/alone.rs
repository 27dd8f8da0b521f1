//! Whether anybody else can run while a thread spins.

use core::num::NonZeroUsize;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

use ringmpsc_runtime::affinity;

/// Whether this process may use one CPU only, by the affinity masks of its threads or by its cgroup's quota.
pub(crate) fn is_alone() -> bool {
    static ANSWER: Answer = Answer::new();
    ANSWER.is_alone(has_one_cpu)
}

/// What is known so far. That there are several CPUs is found out once. That there is one is asked for again after
/// 1, 2, 4, 8 … calls, which costs nothing in the long run: a thread that is waited for may not have been started
/// yet, or not been bound to a CPU of its own.
struct Answer {
    several: AtomicBool,
    calls: AtomicU32,
}

impl Answer {
    const fn new() -> Self {
        Self { several: AtomicBool::new(false), calls: AtomicU32::new(0) }
    }

    fn is_alone(&self, has_one_cpu: impl FnOnce() -> bool) -> bool {
        if self.several.load(Ordering::Relaxed) {
            return false;
        }
        let calls = self.calls.fetch_add(1, Ordering::Relaxed);
        if (calls == 0 || calls.is_power_of_two()) && !has_one_cpu() {
            self.several.store(true, Ordering::Relaxed);
            return false;
        }
        true
    }
}

fn has_one_cpu() -> bool {
    if thread::available_parallelism().map_or(usize::MAX, NonZeroUsize::get) > 1 {
        return false;
    }
    // By the quota, or by the mask of this thread. The mask says nothing about those that it waits for: threads
    // that are bound to a CPU each have one as well, and spin with good reason. (Whether they have a quota
    // besides is not asked: they pause in vain for some microseconds then, and park.)
    let by_mask = affinity::usable_cpus().is_ok_and(|cpus| cpus.len() == 1);
    !by_mask || affinity::process_cpus().is_ok_and(|cpus| cpus.len() == 1)
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests {
    use super::*;

    #[test]
    fn a_thread_with_one_cpu_asks_for_those_of_the_others() {
        thread::scope(|scope| {
            let bound = scope.spawn(|| {
                let cpus = affinity::usable_cpus().unwrap();
                affinity::bind_to_cpu(cpus[0]).unwrap();
                // The thread that waits for this one is not bound.
                assert_eq!(has_one_cpu(), cpus.len() == 1);
            });
            bound.join().unwrap();
        });
    }

    #[test]
    fn one_cpu_is_asked_for_ever_more_rarely() {
        let answer = Answer::new();
        let mut asked = 0;
        for _ in 0..1000 {
            assert!(answer.is_alone(|| {
                asked += 1;
                true
            }));
        }
        assert_eq!(asked, 11, "0, 1, 2, 4, 8 … 512");
        let mut calls = 1000;
        while answer.is_alone(|| false) {
            calls += 1;
        }
        assert_eq!(calls, 1024, "the next power of two");
        assert!(!answer.is_alone(|| unreachable!("that is final")));
    }
}
