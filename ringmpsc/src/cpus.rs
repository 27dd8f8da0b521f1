//! Whether another thread can run while this one spins.
//!
//! Spinning is useless where the process has one CPU: the other thread needs that CPU. So a thread
//! that would spin there yields.
//!
//! The process learns the number of its CPUs once, when it opens its first channel, or when a
//! [`Waiter`](crate::wait::Waiter) pauses before that. Only this first [`settle`] calls
//! `sched_getaffinity(2)`, reads files of procfs(5) and of the cgroup, and allocates. A sandbox may
//! forbid all of that afterwards.
//!
//! Later, the answer changes in one way only. A thread of a process with one CPU may be bound to
//! another CPU. So [`settle`] compares the CPU of the calling thread with that one CPU. If they
//! differ, the process has several CPUs. `settle` runs when a channel is opened, when an end
//! registers, and before each pause of a `Waiter`. The answer "several" is final.
//!
//! Threads share only this one word, so every access to it is relaxed.

use core::num::NonZeroUsize;
use core::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use ringmpsc_runtime::affinity;

/// The CPUs of this process, as far as they are known.
static KNOWN: Known = Known::new();

/// Finds out whether the process has one CPU, or checks that it still has, and returns the answer.
///
/// The first call in a process makes system calls and allocates. Later calls load a word. If it
/// says that there is one CPU, they also read the number of the current CPU.
pub(crate) fn settle() -> bool {
    KNOWN.settle(count, || affinity::current_cpu().ok())
}

/// The CPUs of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cpus {
    /// No thread has counted them yet.
    Unknown,
    /// More than one.
    Several,
    /// Any of several, one at a time: the quota of the cgroup.
    Quota,
    /// The one with this number: it is the only CPU in all known affinity masks.
    One(u32),
}

impl Cpus {
    fn is_one(self) -> bool {
        matches!(self, Self::Quota | Self::One(_))
    }
}

/// [`Cpus`] in one word.
struct Known(AtomicU32);

impl Known {
    // These are larger than the number of any CPU.
    const UNKNOWN: u32 = u32::MAX;
    const SEVERAL: u32 = u32::MAX - 1;
    const QUOTA: u32 = u32::MAX - 2;

    const fn new() -> Self {
        Self(AtomicU32::new(Self::UNKNOWN))
    }

    #[inline]
    fn load(&self) -> Cpus {
        match self.0.load(Ordering::Relaxed) {
            Self::UNKNOWN => Cpus::Unknown,
            Self::SEVERAL => Cpus::Several,
            Self::QUOTA => Cpus::Quota,
            cpu => Cpus::One(cpu),
        }
    }

    fn store(&self, cpus: Cpus) {
        let word = match cpus {
            Cpus::Unknown => Self::UNKNOWN,
            Cpus::Several => Self::SEVERAL,
            Cpus::Quota => Self::QUOTA,
            Cpus::One(cpu) => cpu,
        };
        self.0.store(word, Ordering::Relaxed);
    }

    /// See [`settle`]. `count` counts the CPUs, `current` returns the CPU of the calling thread.
    fn settle(
        &self,
        count: impl FnOnce() -> Cpus,
        current: impl FnOnce() -> Option<usize>,
    ) -> bool {
        let cpus = match self.load() {
            // Threads that count at the same time store the same value, or the numbers of different
            // CPUs. Then the next check of one of them finds that out.
            Cpus::Unknown => count(),
            Cpus::One(cpu) if current().is_some_and(|now| u32::try_from(now) != Ok(cpu)) => {
                Cpus::Several
            }
            unchanged => return unchanged.is_one(),
        };
        self.store(cpus);
        cpus.is_one()
    }
}

/// Counts the CPUs of the process.
fn count() -> Cpus {
    let quota = || thread::available_parallelism().is_ok_and(|n| n == NonZeroUsize::MIN);
    let mine = affinity::usable_cpus();
    judge(mine.as_deref().ok(), || Some(affinity::process_cpus().ok()?.len()), quota)
}

/// Decides by the CPUs of the calling thread, the number of CPUs of all threads, and whether the
/// quota allows no more than one CPU.
fn judge(
    mine: Option<&[usize]>,
    all: impl FnOnce() -> Option<usize>,
    quota: impl FnOnce() -> bool,
) -> Cpus {
    if let Some(&[cpu]) = mine {
        // The mask of this thread says nothing about the others. If each thread is bound to a CPU
        // of its own, each mask has one CPU too, and these threads should spin. The quota is not
        // asked for: with several CPUs and a quota such threads spin in vain for some microseconds,
        // and park. Without procfs the other masks are unknown, and most likely the same. If the
        // guess of one CPU is wrong, the first thread that yields on another CPU corrects it. A
        // wrong guess of several would never be corrected.
        return match (all().unwrap_or(1), u32::try_from(cpu)) {
            (1, Ok(cpu)) => Cpus::One(cpu),
            _ => Cpus::Several,
        };
    }
    if quota() { Cpus::Quota } else { Cpus::Several }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests {
    use super::*;

    #[test]
    fn several_cpus_are_several_unless_there_is_a_quota() {
        let asked = || unreachable!("the masks of other threads do not matter");
        for mine in [Some(&[3, 5][..]), None] {
            assert_eq!(judge(mine, asked, || false), Cpus::Several);
            assert_eq!(judge(mine, asked, || true), Cpus::Quota);
        }
    }

    #[test]
    fn a_thread_with_one_cpu_asks_for_those_of_the_others() {
        let asked = || unreachable!("the quota does not matter");
        assert_eq!(judge(Some(&[5]), || Some(1), asked), Cpus::One(5));
        assert_eq!(judge(Some(&[5]), || Some(2), asked), Cpus::Several);
        assert_eq!(judge(Some(&[5]), || None, asked), Cpus::One(5), "the best guess");
    }

    #[test]
    fn a_bound_thread_is_not_alone_if_others_are_elsewhere() {
        thread::scope(|scope| {
            let bound = scope.spawn(|| {
                let cpus = affinity::usable_cpus().unwrap();
                affinity::bind_to_cpu(cpus[0]).unwrap();
                // The thread that waits for this one is not bound.
                assert_eq!(count().is_one(), cpus.len() == 1);
            });
            bound.join().unwrap();
        });
    }

    #[test]
    fn a_thread_that_is_not_bound_is_alone_as_the_standard_library_says() {
        let parallelism = thread::available_parallelism().map_or(usize::MAX, NonZeroUsize::get);
        assert_eq!(count().is_one(), parallelism == 1);
    }

    #[test]
    fn cpus_are_counted_once() {
        for (counted, is_one) in [(Cpus::Several, false), (Cpus::Quota, true), (Cpus::One(5), true)]
        {
            let known = Known::new();
            assert!(!known.load().is_one(), "it is not known");
            let here = || Some(5);
            assert_eq!(known.settle(|| counted, here), is_one);
            assert_eq!(known.load(), counted);
            assert_eq!(known.settle(|| unreachable!("it is known"), here), is_one);
            assert_eq!(known.load(), counted);
        }
    }

    #[test]
    fn a_thread_on_another_cpu_shows_that_there_are_several() {
        let known = Known::new();
        let again = || unreachable!("it is known");
        assert!(known.settle(|| Cpus::One(5), || unreachable!("the count is new")));
        assert!(known.settle(again, || None), "this thread is anywhere");
        assert!(known.settle(again, || Some(5)));
        assert!(!known.settle(again, || Some(6)));
        assert!(!known.settle(again, || unreachable!("that is final")));
        assert_eq!(known.load(), Cpus::Several);
    }

    /// Other tests yield instead of spinning while this one runs.
    #[test]
    fn what_is_known_is_known_to_the_process() {
        let before = KNOWN.load();
        for (cpus, is_one) in [(Cpus::Quota, true), (Cpus::Several, false)] {
            KNOWN.store(cpus);
            assert_eq!(settle(), is_one);
        }
        KNOWN.store(before);
    }

    #[test]
    fn a_quota_is_for_all_cpus() {
        let known = Known::new();
        assert!(known.settle(|| Cpus::Quota, || None));
        assert!(known.settle(|| unreachable!(), || unreachable!("any CPU will do")));
    }
}
