//! Whether anybody else can run while a thread spins.

use core::num::NonZeroUsize;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

use ringmpsc_runtime::affinity;

/// Whether this process may use one CPU only, by the affinity masks of its threads or by its cgroup's quota.
///
/// That there are several is found out once. That there is one is found out again after 1, 2, 4, 8 … calls: a
/// thread that is waited for may not have been started yet, or not been bound to a CPU of its own. In the long run
/// that costs nothing.
pub(super) fn is_alone() -> bool {
    static SEVERAL: AtomicBool = AtomicBool::new(false);
    static CALLS: AtomicU32 = AtomicU32::new(0);

    if SEVERAL.load(Ordering::Relaxed) {
        return false;
    }
    let calls = CALLS.fetch_add(1, Ordering::Relaxed);
    if (calls == 0 || calls.is_power_of_two()) && !has_one_cpu() {
        SEVERAL.store(true, Ordering::Relaxed);
        return false;
    }
    true
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
