//! Latency as curves over the percentiles; and throughput or latency over what a series has more
//! and more of: threads, slots, or time between messages.

use super::bars::speed;
use super::colours::{LIMIT, LINES, OURS_LINES};
use super::lines::{Axes, Line, SIZE, lines};
use super::svg::{Drawn, draw};
use crate::case::{Measure, Role};
use crate::results::{CaseResult, Entry};

/// The latencies of a case.
pub(super) fn percentiles(case: &CaseResult) -> Drawn<String> {
    let curves = coloured(&case.entries, |entry| {
        entry.latency.as_ref().map_or(Vec::new(), |latency| latency.curve.clone())
    });
    let nines = curves.iter().flat_map(|line| &line.points).map(|(x, _)| *x).fold(1.0, f64::max);
    let axes = Axes {
        x: "share of the messages that took no longer",
        y: "nanoseconds: lower is faster",
        width: nines,
        // Whole nines: 90 %, 99 % and so on.
        labels: 1 + (1..6).filter(|n| f64::from(*n) <= nines).count(),
        label: &|nines| match nines {
            none if *none < 0.01 => "0 %".into(),
            // One less 0.1 to the power of it; digits beyond are not exact, nor of interest.
            nines => format!("{:.*} %", decimals(*nines), 100.0 - 100.0 * 10_f64.powf(-nines)),
        },
    };
    let label = format!("{}: nanoseconds over percentiles", case.name);
    draw(SIZE, &label, |canvas| lines(canvas, &axes, &curves))
}

/// Decimals of a percentage with so many nines.
fn decimals(nines: f64) -> usize {
    [2.5, 3.5, 4.5].iter().filter(|limit| nines > **limit).count()
}

/// What a plot of a series shows of each contestant.
pub(super) struct Shown {
    /// What it is, for the title.
    pub(super) what: &'static str,
    /// What it is, for the axis.
    axis: &'static str,
    of: fn(&Entry) -> Option<f64>,
}

/// Million messages per second.
const SPEED: Shown = Shown {
    what: "throughput",
    axis: "million messages per second: higher is faster",
    of: |entry| Some(speed(entry.spread.median)),
};

/// Latencies.
const LATENCIES: [Shown; 2] = [
    Shown {
        what: "p50",
        axis: "nanoseconds, p50: lower is faster",
        of: |entry| Some(entry.latency.as_ref()?.quantiles[0]),
    },
    Shown {
        what: "p99",
        axis: "nanoseconds, p99: lower is faster",
        of: |entry| Some(entry.latency.as_ref()?.quantiles[1]),
    },
];

/// The plots of a series.
pub(super) fn shown(measure: Measure) -> &'static [Shown] {
    match measure {
        Measure::Throughput | Measure::TimeAndCpu => &[SPEED],
        Measure::Latency => &LATENCIES,
    }
}

/// A series of cases, each with more of something than the one before.
pub(super) fn scaling(series: &str, cases: &[CaseResult], shown: &Shown) -> Drawn<String> {
    // What only later cases have is in the last one.
    let Some((last, scaling)) = cases.last().and_then(|last| Some((last, last.scaling.as_ref()?)))
    else {
        return Err("a series without a case".into());
    };
    let points = |entry: &Entry| {
        let same = |case: &CaseResult| {
            let entry = case.entries.iter().find(|other| other.name == entry.name)?;
            (shown.of)(entry)
        };
        let point = |(x, case): (u32, &CaseResult)| Some((f64::from(x), same(case)?));
        (0..).zip(cases).filter_map(point).collect()
    };
    let curves = coloured(&last.entries, points);
    let names: Vec<_> =
        cases.iter().filter_map(|case| case.scaling.as_ref()).map(|it| &it.point).collect();
    let width = f64::from(u32::try_from(names.len().saturating_sub(1).max(1))?);
    let name = |x: &f64| {
        let nth =
            names.iter().enumerate().find(|(nth, _)| u32::try_from(*nth).map(f64::from) == Ok(*x));
        nth.map_or(String::new(), |(_, name)| (*name).clone())
    };
    let axes = Axes { x: &scaling.axis, y: shown.axis, width, labels: names.len(), label: &name };
    let label = format!("{series}: {} over {}", shown.axis, scaling.axis);
    draw(SIZE, &label, |canvas| lines(canvas, &axes, &curves))
}

/// A line for each contestant, the fastest first; of the peers, as many as there are colours.
fn coloured(entries: &[Entry], points: impl Fn(&Entry) -> Vec<(f64, f64)>) -> Vec<Line> {
    let (mut ours, mut peers) = (OURS_LINES.iter().cycle(), LINES.iter());
    let mut sorted: Vec<_> = entries.iter().filter(|entry| entry.role != Role::Floor).collect();
    sorted.sort_by(|a, b| a.spread.median.total_cmp(&b.spread.median));
    let line = |entry: &Entry| {
        let colour = match entry.role {
            Role::Ours => ours.next(),
            Role::Peer => peers.next(),
            Role::Reference | Role::Floor => Some(&LIMIT),
        };
        let is_ours = entry.role == Role::Ours;
        Some(Line { name: entry.name.clone(), colour: *colour?, is_ours, points: points(entry) })
    };
    sorted.into_iter().filter_map(line).collect()
}
