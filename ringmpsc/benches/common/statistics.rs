//! Medians, and ratios of what was measured in the same round.

use serde::{Deserialize, Serialize};

/// The least, the middle and the largest of some numbers.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Spread {
    pub(crate) min: f64,
    pub(crate) median: f64,
    pub(crate) max: f64,
}

impl Spread {
    /// `None` if there are no numbers.
    pub(crate) fn of(numbers: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut numbers: Vec<_> = numbers.into_iter().collect();
        numbers.sort_by(f64::total_cmp);
        let (min, max) = (*numbers.first()?, *numbers.last()?);
        let middle = numbers.len() / 2;
        let median = if numbers.len().is_multiple_of(2) {
            f64::midpoint(numbers[middle - 1], numbers[middle])
        } else {
            numbers[middle]
        };
        Some(Self { min, median, max })
    }

    /// How many times as fast `this` was as `other`, round by round.
    pub(crate) fn of_speeds(this: &[f64], other: &[f64]) -> Option<Self> {
        Self::of(this.iter().zip(other).map(|(this, other)| other / this))
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a benchmark are far below 2^52")]
pub(crate) fn ratio(nanos: u128, messages: u64) -> f64 {
    nanos as f64 / messages as f64
}
