//! A case: the same work done by several contestants.

use hdrhistogram::Histogram;

use crate::common::pinning::{Placement, Stage};
use crate::common::tally::Mismatch;

/// What a contestant is there for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    /// A channel of this library.
    Ours,
    /// A channel of another one.
    Peer,
    /// What the others are compared with: a limit, or the same without an option. Of several, the
    /// best.
    Reference,
    /// Shown beside them, and compared with nothing.
    Floor,
}

/// One run of a contestant, as it is told what to do.
pub(crate) struct Run<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) placement: Placement,
    /// How many messages are to be timed, more or less.
    pub(crate) messages: u64,
    /// A trial of the program, not a measurement: nothing is warmed up.
    pub(crate) trial: bool,
    /// How many segments count, where a run has segments.
    pub(crate) segments: usize,
    /// Which round this is a part of.
    pub(crate) round: usize,
}

/// What a run found.
pub(crate) struct Outcome {
    /// Nanoseconds per message, or the median latency.
    pub(crate) nanos: f64,
    /// All latencies in nanoseconds, where the case measures them.
    pub(crate) latencies: Option<Histogram<u64>>,
    /// The segments of the run, where it has some.
    pub(crate) segments: Option<Segments>,
    /// CPU time of the threads of [`THREADS`], in nanoseconds per message, where the case measures
    /// it.
    pub(crate) cpu: Option<[f64; 2]>,
}

impl Outcome {
    /// So many nanoseconds, and nothing else.
    pub(crate) fn of_time(nanos: f64) -> Self {
        Self { nanos, latencies: None, segments: None, cpu: None }
    }
}

/// The threads of which CPU time is measured.
pub(crate) const THREADS: [&str; 2] = ["producer", "consumer"];

/// Segments of runs.
#[derive(Clone, Copy, Default, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Segments {
    /// Those of which the latencies count.
    pub(crate) clean: usize,
    /// Those in which a thread was switched out, or stopped by something that is not the
    /// contestant.
    pub(crate) disturbed: usize,
}

impl Segments {
    pub(crate) fn count(&mut self, disturbed: bool) {
        *if disturbed { &mut self.disturbed } else { &mut self.clean } += 1;
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.clean += other.clean;
        self.disturbed += other.disturbed;
    }
}

/// Runs a contestant once.
type Runner = Box<dyn Fn(&Run<'_>) -> Result<Outcome, Mismatch>>;

/// One way of doing the work.
pub(crate) struct Contestant {
    pub(crate) role: Role,
    pub(crate) name: String,
    pub(crate) run: Runner,
}

/// How many messages a run moves.
#[derive(Clone, Copy)]
pub(crate) enum Amount {
    /// As many as take a fiftieth of a second, by what a first run took.
    ByTime,
    /// So many; in a trial so many.
    Fixed(u64, u64),
}

/// What the times of a case are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Measure {
    /// Nanoseconds per message.
    Throughput,
    /// Nanoseconds per message, and CPU time of both threads.
    TimeAndCpu,
    /// Nanoseconds, each message on its own.
    Latency,
}

/// The series that a case is a point of: the same work with more and more of something.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Scaling {
    pub(crate) series: String,
    /// What there is more and more of.
    pub(crate) axis: String,
    /// What the point is called.
    pub(crate) point: String,
}

pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) scaling: Option<Scaling>,
    /// The channel holds 2 to the power of this many messages, where the case is one of several
    /// that differ in this.
    pub(crate) bits: Option<u32>,
    /// What is done, in a sentence.
    pub(crate) about: String,
    pub(crate) measure: Measure,
    pub(crate) placement: Placement,
    pub(crate) amount: Amount,
    pub(crate) contestants: Vec<Contestant>,
}
