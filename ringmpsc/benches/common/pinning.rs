//! Where the threads of a run are.

use std::fmt;

use ringmpsc::affinity;

use crate::common::patience::Patience;

/// The CPUs that this process may use.
#[derive(Clone)]
pub(crate) struct Stage {
    cpus: Vec<usize>,
}

/// Which of them a run uses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placement {
    /// A CPU for each thread if there are enough; else the scheduler decides.
    Spread,
    /// All threads on one CPU, in a process that has no other: see [`crate::one_cpu`].
    OneCpu,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self { cpus: affinity::usable_cpus().unwrap_or_default() }
    }

    /// The CPUs that pinned threads use.
    pub(crate) fn cpus(&self) -> &[usize] {
        &self.cpus
    }

    /// How a thread of so many waits.
    pub(crate) fn patience(&self, placement: Placement, threads: usize) -> Patience {
        let has_cpu = placement == Placement::Spread && threads <= self.cpus.len();
        if has_cpu { Patience::ALONE } else { Patience::CROWDED }
    }

    /// Binds the calling thread, the `nth` of `threads`.
    pub(crate) fn pin(&self, placement: Placement, nth: usize, threads: usize) {
        let cpu = match placement {
            Placement::OneCpu => self.cpus.first(),
            Placement::Spread if threads <= self.cpus.len() => self.cpus.get(nth),
            Placement::Spread => None,
        };
        // Where a sandbox refuses it, the thread goes where the scheduler puts it.
        let _ = cpu.map(|cpu| affinity::bind_to_cpu(*cpu));
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cpus[..] {
            [producer, consumer, ..] => {
                write!(f, "pairs pinned: producer on CPU {producer}, consumer on CPU {consumer}")
            }
            _ => f.write_str("not pinned: there are not two usable CPUs"),
        }
    }
}
