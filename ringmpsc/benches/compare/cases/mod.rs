//! The cases: one file for each kind of work.

mod active;
mod blocking;
mod channels;
mod due;
mod large;
mod latency;
mod metrics;
mod mpsc;
mod ours;
mod pool;
#[cfg(feature = "shared")]
mod processes;
mod sharing;
mod slow;
mod spsc;
#[cfg(feature = "futures")]
mod tasks;
mod wake;

use crate::case::Case;

/// All there are, in the order in which they run.
pub(crate) fn all() -> Vec<Case> {
    [
        spsc::cases(),
        latency::cases(),
        due::cases(),
        mpsc::cases(),
        active::cases(),
        sharing::cases(),
        blocking::cases(),
        slow::cases(),
        wake::cases(),
        #[cfg(feature = "futures")]
        tasks::cases(),
        #[cfg(feature = "shared")]
        processes::cases(),
        pool::cases(),
        metrics::cases(),
        large::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
