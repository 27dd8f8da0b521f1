//! What a case came to.

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

use crate::case::{Measure, Role, Scaling, Segments, THREADS};
use crate::common::statistics::Spread;
use crate::machine::Machine;

/// The quantiles that tables show; the last is the maximum.
pub(crate) const QUANTILES: [(f64, &str); 4] =
    [(0.5, "p50"), (0.99, "p99"), (0.999, "p99.9"), (1.0, "max")];

/// All that was measured, and on what.
#[derive(Serialize)]
pub(crate) struct Measured {
    pub(crate) rounds: usize,
    pub(crate) trial: bool,
    pub(crate) machine: Machine,
    pub(crate) cases: Vec<CaseResult>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct CaseResult {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) measure: Measure,
    /// The series that this case is a point of.
    pub(crate) scaling: Option<Scaling>,
    /// The capacity, where it is an axis: see [`Case::bits`](crate::case::Case::bits).
    pub(crate) bits: Option<u32>,
    /// Nanoseconds of a bare cache line there and back, before the case and after it, where there
    /// are two CPUs: tells the states of a virtual machine apart.
    pub(crate) line: Option<[f64; 2]>,
    pub(crate) entries: Vec<Entry>,
}

/// What one contestant came to.
#[derive(Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) role: Role,
    pub(crate) name: String,
    /// Nanoseconds, of each round: per message, or the median latency of averages of a few.
    pub(crate) samples: Vec<f64>,
    pub(crate) spread: Spread,
    /// How many times as fast as the best peer, round by round.
    pub(crate) to_best_peer: Option<Spread>,
    /// How many times as fast as the best reference, round by round.
    pub(crate) to_reference: Option<Spread>,
    /// Where the case measures latencies.
    pub(crate) latency: Option<Latency>,
    /// Of all rounds, where runs have segments.
    pub(crate) segments: Option<Segments>,
    /// Where the case measures CPU time.
    pub(crate) cpu: Option<CpuTime>,
}

/// CPU time of [`THREADS`], in nanoseconds per message.
#[derive(Serialize, Deserialize)]
pub(crate) struct CpuTime {
    /// Medians over the rounds.
    pub(crate) medians: [f64; 2],
    pub(crate) rounds: Vec<[f64; 2]>,
    /// How many times as much the peer took whose thread took the least.
    pub(crate) to_best_peer: [Option<f64>; 2],
}

impl CpuTime {
    /// `None` if there is no round.
    pub(crate) fn of(rounds: Vec<[f64; 2]>) -> Option<Self> {
        // What took less than a nanosecond is not divided by.
        let rounds: Vec<_> = rounds.into_iter().map(|round| round.map(|it| it.max(1.0))).collect();
        let median = |thread: usize| Spread::of(rounds.iter().map(|round| round[thread]));
        let medians = [median(0)?.median, median(1)?.median];
        Some(Self { medians, rounds, to_best_peer: [None; 2] })
    }

    /// A thread's time in each round.
    fn samples(&self, thread: usize) -> Vec<f64> {
        self.rounds.iter().map(|round| round[thread]).collect()
    }
}

/// Medians of what the rounds found: a round in which a thread lost its CPU has a tail that is not
/// the channel's.
#[derive(Serialize, Deserialize)]
pub(crate) struct Latency {
    /// In nanoseconds, as [`QUANTILES`]; the maximum is that of all rounds.
    pub(crate) quantiles: [f64; 4],
    /// The first three of them in each round.
    pub(crate) rounds: Vec<[f64; 3]>,
    /// How many times as fast as the peer that is the best at the same quantile, of the first
    /// three.
    pub(crate) to_best_peer: [Option<f64>; 3],
    /// Points of the curve: how many nines (0 is none, 1 is 90 %), and nanoseconds.
    pub(crate) curve: Vec<(f64, f64)>,
}

impl Latency {
    /// `None` if there is no round.
    #[expect(clippy::cast_precision_loss, reason = "nanoseconds of a run are far below 2^52")]
    pub(crate) fn of(rounds: &[Histogram<u64>]) -> Option<Self> {
        let over_rounds = |quantile: f64| {
            Spread::of(rounds.iter().map(|times| times.value_at_quantile(quantile) as f64))
        };
        let max = over_rounds(1.0)?.max;
        let quantiles =
            QUANTILES.map(|(quantile, _)| over_rounds(quantile).map_or(max, |it| it.median));
        let quantiles = [quantiles[0], quantiles[1], quantiles[2], max];
        // No further than there are samples for.
        let samples = rounds.iter().map(Histogram::len).min()?;
        let nines = (samples as f64).log10().min(5.0);
        let steps = std::iter::successors(Some(0.0), |nines: &f64| Some(nines + 0.05));
        let point = |nines: f64| Some((nines, over_rounds(1.0 - 10_f64.powf(-nines))?.median));
        let curve = steps.take_while(|step| *step <= nines).filter_map(point).collect();
        let of_round = |times: &Histogram<u64>| {
            // What took less than a nanosecond is not divided by.
            let at = |nth: usize| times.value_at_quantile(QUANTILES[nth].0).max(1) as f64;
            [at(0), at(1), at(2)]
        };
        let rounds = rounds.iter().map(of_round).collect();
        Some(Self { quantiles, rounds, to_best_peer: [None; 3], curve })
    }

    /// One of the quantiles in each round.
    fn samples(&self, quantile: usize) -> Vec<f64> {
        self.rounds.iter().map(|round| round[quantile]).collect()
    }
}

impl CaseResult {
    /// Ours and the references stay in their order; the peers among them are sorted, the fastest
    /// first.
    pub(crate) fn sort(&mut self) {
        let place = |entry: &Entry| match entry.role {
            Role::Ours => (0, 0.0),
            Role::Peer => (1, entry.spread.median),
            Role::Reference => (2, 0.0),
            Role::Floor => (3, 0.0),
        };
        self.entries.sort_by(|a, b| {
            let ((a_role, a_time), (b_role, b_time)) = (place(a), place(b));
            a_role.cmp(&b_role).then(a_time.total_cmp(&b_time))
        });
    }

    /// The fastest of those that are there for the same.
    pub(crate) fn best(&self, role: Role) -> Option<&Entry> {
        let entries = self.entries.iter().filter(|entry| entry.role == role);
        entries.min_by(|a, b| a.spread.median.total_cmp(&b.spread.median))
    }

    /// Fills in the ratios.
    pub(crate) fn compare(&mut self) {
        let [best, reference] =
            [Role::Peer, Role::Reference].map(|role| self.best(role).map(|it| it.samples.clone()));
        for entry in self.entries.iter_mut().filter(|entry| entry.role != Role::Floor) {
            let to = |other: &Option<Vec<f64>>| {
                other.as_ref().and_then(|other| Spread::of_speeds(&entry.samples, other))
            };
            (entry.to_best_peer, entry.to_reference) = (to(&best), to(&reference));
        }
        (0..3).for_each(|quantile| self.compare_at(quantile));
        (0..THREADS.len()).for_each(|thread| self.compare_cpu(thread));
    }

    /// Fills in the ratios of a thread's CPU time.
    fn compare_cpu(&mut self, thread: usize) {
        let peers = self.entries.iter().filter(|entry| entry.role == Role::Peer);
        let times = peers.filter_map(|peer| peer.cpu.as_ref());
        let Some(best) = times.min_by(|a, b| a.medians[thread].total_cmp(&b.medians[thread]))
        else {
            return;
        };
        let best = best.samples(thread);
        for cpu in self.entries.iter_mut().filter_map(|entry| entry.cpu.as_mut()) {
            let ratios = Spread::of_speeds(&cpu.samples(thread), &best);
            cpu.to_best_peer[thread] = ratios.map(|ratios| ratios.median);
        }
    }

    /// Fills in the ratios of a quantile of the latencies. Which peer is the best depends on the
    /// quantile.
    fn compare_at(&mut self, quantile: usize) {
        let peers = self.entries.iter().filter(|entry| entry.role == Role::Peer);
        let latencies = peers.filter_map(|peer| peer.latency.as_ref());
        let at = |latency: &&Latency| latency.quantiles[quantile];
        let Some(best) = latencies.min_by(|a, b| at(a).total_cmp(&at(b))) else {
            return;
        };
        let best = best.samples(quantile);
        for latency in self.entries.iter_mut().filter_map(|entry| entry.latency.as_mut()) {
            let ratios = Spread::of_speeds(&latency.samples(quantile), &best);
            latency.to_best_peer[quantile] = ratios.map(|ratios| ratios.median);
        }
    }
}
