//! What a case came to.

use hdrhistogram::Histogram;
use serde::Serialize;

use crate::case::{Measure, Role};
use crate::statistics::Spread;

/// The quantiles that tables show; the last is the maximum.
pub(crate) const QUANTILES: [(f64, &str); 4] =
    [(0.5, "p50"), (0.99, "p99"), (0.999, "p99.9"), (1.0, "max")];

#[derive(Serialize)]
pub(crate) struct CaseResult {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) measure: Measure,
    pub(crate) entries: Vec<Entry>,
}

/// What one contestant came to.
#[derive(Serialize)]
pub(crate) struct Entry {
    pub(crate) role: Role,
    pub(crate) name: String,
    /// Nanoseconds, of each round: per message, or the median latency.
    pub(crate) samples: Vec<f64>,
    pub(crate) spread: Spread,
    /// How many times as fast as the best peer, round by round.
    pub(crate) to_best_peer: Option<Spread>,
    /// How many times as fast as the reference, round by round.
    pub(crate) to_reference: Option<Spread>,
    /// Of all rounds together, where the case measures latencies.
    pub(crate) latency: Option<Latency>,
}

#[derive(Serialize)]
pub(crate) struct Latency {
    /// In nanoseconds, as [`QUANTILES`].
    pub(crate) quantiles: [u64; 4],
    /// Points of the curve: how many nines (0 is none, 1 is 90 %), and nanoseconds.
    pub(crate) curve: Vec<(f64, f64)>,
}

impl Latency {
    #[expect(clippy::cast_precision_loss, reason = "nanoseconds of a run are far below 2^52")]
    pub(crate) fn of(times: &Histogram<u64>) -> Self {
        let quantiles = QUANTILES.map(|(quantile, _)| times.value_at_quantile(quantile));
        // No further than there are samples for.
        let nines = (times.len() as f64).log10().min(5.0);
        let steps = std::iter::successors(Some(0.0), |nines: &f64| Some(nines + 0.05));
        let point = |nines: f64| {
            let quantile = 1.0 - 10_f64.powf(-nines);
            (nines, times.value_at_quantile(quantile) as f64)
        };
        let curve = steps.take_while(|step| *step <= nines).map(point).collect();
        Self { quantiles, curve }
    }
}

impl CaseResult {
    /// Fills in the ratios.
    pub(crate) fn compare(&mut self) {
        let peers = self.entries.iter().filter(|entry| entry.role == Role::Peer);
        let best = peers.min_by(|a, b| a.spread.median.total_cmp(&b.spread.median));
        let reference = self.entries.iter().find(|entry| entry.role == Role::Reference);
        let [best, reference] = [best, reference].map(|entry| entry.map(|it| it.samples.clone()));
        for entry in self.entries.iter_mut().filter(|entry| entry.role != Role::Floor) {
            let to = |other: &Option<Vec<f64>>| {
                other.as_ref().and_then(|other| Spread::of_speeds(&entry.samples, other))
            };
            (entry.to_best_peer, entry.to_reference) = (to(&best), to(&reference));
        }
    }
}
