//! The cells in which a peer is ahead, as a table on the terminal.

use std::fmt::{self, Display, Formatter};

use comfy_table::{CellAlignment, Table, presets};

use crate::case::{Measure, Role, THREADS};
use crate::results::{CaseResult, Entry, QUANTILES};
use crate::table::nanos;

/// Shows where a peer is ahead, the worst cell first.
pub(crate) struct Behind<'a>(pub(crate) &'a [CaseResult]);

/// One figure of one case.
pub(crate) struct Cell<'a> {
    case: &'a CaseResult,
    pub(crate) what: &'static str,
    ours: &'a Entry,
    peer: &'a Entry,
    /// Nanoseconds.
    times: [f64; 2],
    /// How many times as fast as the peer ours is.
    pub(crate) ratio: f64,
}

/// All cells of a case: its throughput, with CPU time where that is measured, or p50 and p99.
pub(crate) fn cells(case: &CaseResult) -> Vec<Cell<'_>> {
    match case.measure {
        Measure::Throughput => throughput(case).into_iter().collect(),
        Measure::TimeAndCpu => {
            let cpu = (0..THREADS.len()).filter_map(|thread| cpu(case, thread));
            throughput(case).into_iter().chain(cpu).collect()
        }
        Measure::Latency => (0..2).filter_map(|quantile| latency(case, quantile)).collect(),
    }
}

/// Of throughput, the fastest of ours counts.
fn throughput(case: &CaseResult) -> Option<Cell<'_>> {
    let (ours, peer) = (case.best(Role::Ours)?, case.best(Role::Peer)?);
    let ratio = ours.to_best_peer?.median;
    let times = [ours.spread.median, peer.spread.median];
    Some(Cell { case, what: "ns a message", ours, peer, times, ratio })
}

/// Of CPU time, that of the channel of ours counts which is the fastest.
fn cpu(case: &CaseResult, thread: usize) -> Option<Cell<'_>> {
    let at = |entry: &Entry| entry.cpu.as_ref().map(|cpu| cpu.medians[thread]);
    let ours = case.best(Role::Ours)?;
    let peers = case.entries.iter().filter(|entry| entry.role == Role::Peer);
    let peer = peers
        .filter(|peer| peer.cpu.is_some())
        .min_by(|a, b| at(a).unwrap_or(f64::MAX).total_cmp(&at(b).unwrap_or(f64::MAX)))?;
    let ratio = ours.cpu.as_ref()?.to_best_peer[thread]?;
    let what = ["producer's CPU", "consumer's CPU"][thread];
    Some(Cell { case, what, ours, peer, times: [at(ours)?, at(peer)?], ratio })
}

/// Of latencies, the first of ours counts: what a user has who chooses no preset.
fn latency(case: &CaseResult, quantile: usize) -> Option<Cell<'_>> {
    let of = |role| case.entries.iter().filter(move |entry| entry.role == role);
    let at = |entry: &Entry| entry.latency.as_ref().map(|latency| latency.quantiles[quantile]);
    let ours = of(Role::Ours).next()?;
    let peer = of(Role::Peer)
        .filter(|peer| peer.latency.is_some())
        .min_by(|a, b| at(a).unwrap_or(f64::MAX).total_cmp(&at(b).unwrap_or(f64::MAX)))?;
    let ratio = ours.latency.as_ref()?.to_best_peer[quantile]?;
    Some(Cell {
        case,
        what: QUANTILES[quantile].1,
        ours,
        peer,
        times: [at(ours)?, at(peer)?],
        ratio,
    })
}

impl Display for Behind<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut cells: Vec<_> = self.0.iter().flat_map(cells).collect();
        let all = cells.len();
        cells.retain(|cell| cell.ratio < 1.0);
        cells.sort_by(|a, b| a.ratio.total_cmp(&b.ratio));
        writeln!(f, "A peer is ahead in {} of {all} cells.", cells.len())?;
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.set_header([
            "case",
            "of",
            "x best peer",
            "ours",
            "peer",
            "line",
            "ours is",
            "peer is",
        ]);
        for Cell { case, what, ours, peer, times: [our_time, peer_time], ratio } in cells {
            let line = case
                .line
                .map_or(String::new(), |[before, after]| format!("{before:.0}, {after:.0}"));
            table.add_row([
                case.name.clone(),
                (*what).into(),
                format!("{ratio:.2}"),
                nanos(our_time),
                nanos(peer_time),
                line,
                ours.name.clone(),
                peer.name.clone(),
            ]);
        }
        for column in table.column_iter_mut().skip(2).take(3) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        write!(f, "{table}")
    }
}
