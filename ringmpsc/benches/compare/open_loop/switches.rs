//! Whether the scheduler has taken the CPU away from a thread.

use nix::sys::resource::{UsageWho, getrusage};
use ringmpsc::affinity;

/// What the kernel has counted for the calling thread so far, and the CPU on which it runs.
#[derive(PartialEq, Eq)]
pub(super) struct Switches {
    /// A thread that yields and lets another one run is counted here, too.
    involuntary: i64,
    cpu: Option<usize>,
}

impl Switches {
    pub(super) fn now() -> Self {
        let usage = getrusage(UsageWho::RUSAGE_THREAD).expect("the arguments are valid");
        Self {
            involuntary: usage.involuntary_context_switches(),
            cpu: affinity::current_cpu().ok(),
        }
    }

    /// Whether the calling thread was switched out, or moved to another CPU, since `self`.
    pub(super) fn have_happened(&self) -> bool {
        *self != Self::now()
    }
}
