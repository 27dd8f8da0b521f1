//! A case as a table on the terminal.

use std::fmt::{self, Display, Formatter};

use comfy_table::{CellAlignment, Table, presets};

use crate::case::{Measure, Role, Segments};
use crate::common::statistics::Spread;
use crate::results::{CaseResult, Entry, QUANTILES};

/// Shows a result for people.
pub(crate) struct CaseTable<'a>(pub(crate) &'a CaseResult);

impl Display for CaseTable<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let CaseResult { name, about, measure, entries, line, .. } = self.0;
        let mut header = vec![name.clone()];
        header.extend(columns(*measure).map(String::from));
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_header(header);
        for entry in entries {
            table.add_row(row(*measure, entry));
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        writeln!(f, "{about}{}", line.map_or(String::new(), state))?;
        write!(f, "{table}")
    }
}

/// What the machine was like.
pub(crate) fn state([before, after]: [f64; 2]) -> String {
    let changed = if before.max(after) > 1.5 * before.min(after) {
        " It changed meanwhile, so the ratios say more than the times."
    } else {
        ""
    };
    format!(" A bare cache line there and back: {before:.0} ns before, {after:.0} after.{changed}")
}

/// What the columns after the first are.
pub(crate) fn columns(measure: Measure) -> impl Iterator<Item = &'static str> {
    let times: Vec<_> = match measure {
        Measure::Throughput | Measure::TimeAndCpu => vec!["min ns", "median ns", "max ns"],
        Measure::Latency => QUANTILES.iter().map(|(_, name)| *name).collect(),
    };
    let ratios: &[_] = match measure {
        Measure::Throughput => &["x best peer", "x reference"],
        Measure::TimeAndCpu => {
            &["x best peer", "producer's CPU ns", "x", "consumer's CPU ns", "x", "x reference"]
        }
        Measure::Latency => {
            &["x best peer", "p99 x", "p99.9 x", "x reference", "segments", "disturbed"]
        }
    };
    times.into_iter().chain(ratios.iter().copied())
}

/// The cells of a contestant.
pub(crate) fn row(measure: Measure, entry: &Entry) -> Vec<String> {
    let role = match entry.role {
        Role::Reference => " (reference)",
        Role::Ours | Role::Peer | Role::Floor => "",
    };
    let mut row = vec![format!("{}{role}", entry.name)];
    let Spread { min, median, max } = entry.spread;
    match (measure, &entry.latency) {
        (Measure::Latency, Some(latency)) => {
            row.extend(latency.quantiles.map(|n| format!("{n:.0}")));
        }
        _ => row.extend([min, median, max].map(nanos)),
    }
    let ratio = |to: Option<Spread>| to.map_or(String::new(), |to| format!("{:.2}", to.median));
    row.push(ratio(entry.to_best_peer));
    if let (Measure::Latency, Some(latency)) = (measure, &entry.latency) {
        let [_, tails @ ..] = latency.to_best_peer;
        row.extend(tails.map(|to| to.map_or(String::new(), |to| format!("{to:.2}"))));
    }
    if let (Measure::TimeAndCpu, Some(cpu)) = (measure, &entry.cpu) {
        for (time, to_best_peer) in cpu.medians.into_iter().zip(cpu.to_best_peer) {
            let shown = to_best_peer.map_or(String::new(), |to| format!("{to:.2}"));
            row.extend([nanos(time), shown]);
        }
    }
    row.push(ratio(entry.to_reference));
    if let Some(Segments { clean, disturbed }) = entry.segments {
        row.extend([clean.to_string(), disturbed.to_string()]);
    }
    row
}

/// Three digits, more or less.
pub(crate) fn nanos(nanos: f64) -> String {
    match nanos {
        small if small < 10.0 => format!("{small:.3}"),
        medium if medium < 1000.0 => format!("{medium:.1}"),
        large => format!("{large:.0}"),
    }
}
