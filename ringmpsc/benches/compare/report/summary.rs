//! All cases on one screen: the best of ours beside the best of the others. It is the table of
//! contents, too.

use std::fmt::{self, Write};

use super::page::escape;
use crate::behind;
use crate::case::{Measure, Role};
use crate::common::statistics::Spread;
use crate::results::{CaseResult, Entry};
use crate::table::nanos;

/// Below this ratio ours are behind by more than what two runs differ by.
const BEHIND: f64 = 0.95;

/// A row for each case.
pub(super) fn summary(html: &mut String, cases: &[CaseResult]) -> fmt::Result {
    html.push_str(
        "<p>The fastest of ours beside the fastest peer, in whichever of its ways; of latencies \
         the first of ours beside the best peer at the same quantile; of CPU time the worse of \
         the two threads. Where ours is behind by more than \
         5 %, the ratio stands out.</p>\n<div class=\"wide\"><table class=\"summary\">\n\
         <tr><th>case<th>× best peer<th>p99 ×<th>CPU ×<th>× reference\
         <th>ours, ns<th>peer, ns<th>the best of ours<th>the best peer\n",
    );
    for case in cases {
        row(html, case)?;
    }
    html.push_str("</table></div>\n");
    Ok(())
}

fn row(html: &mut String, case: &CaseResult) -> fmt::Result {
    let peer = case.best(Role::Peer);
    // Of latencies, and without others, the first of ours is what the case is about.
    let ours = match peer {
        Some(_) if case.measure != Measure::Latency => case.best(Role::Ours),
        _ => case.entries.iter().find(|entry| entry.role == Role::Ours),
    };
    // Without a peer there are no cells.
    let cells = behind::cells(case);
    let first = cell(cells.first().map(|cell| cell.ratio));
    let worst = |of: fn(&str) -> bool| {
        let ratios = cells.iter().filter(|cell| of(cell.what)).map(|cell| cell.ratio);
        cell(ratios.min_by(f64::total_cmp))
    };
    let (p99, cpu) = (worst(|what| what == "p99"), worst(|what| what.ends_with("CPU")));
    let ratio = |to: fn(&Entry) -> Option<Spread>| cell(ours.and_then(to).map(|to| to.median));
    let time = |entry: Option<&Entry>| entry.map_or(String::new(), |it| nanos(it.spread.median));
    let name = |entry: Option<&Entry>| {
        entry.map_or(String::new(), |it| escape(it.name.trim_start_matches("ringmpsc ")))
    };
    writeln!(
        html,
        "<tr><td><a href=\"#{0}\">{0}</a>{1}{2}{3}{4}<td>{5}<td>{6}\
         <td class=\"name\">{7}<td class=\"name\">{8}",
        escape(&case.name),
        first,
        p99,
        cpu,
        ratio(|entry| entry.to_reference),
        time(ours),
        time(peer),
        name(ours),
        name(peer),
    )
}

/// A ratio; one that is not in our favour stands out.
fn cell(ratio: Option<f64>) -> String {
    ratio.map_or("<td>".into(), |ratio| {
        let class = if ratio < BEHIND { " class=\"behind\"" } else { "" };
        format!("<td{class}>{ratio:.2}")
    })
}
