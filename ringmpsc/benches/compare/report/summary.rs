//! All cases on one screen: the best of ours beside the best of the others. It is the table of contents, too.

use std::fmt::{self, Write};

use super::page::escape;
use crate::case::Role;
use crate::results::{CaseResult, Entry};
use crate::statistics::Spread;
use crate::table::nanos;

/// A row for each case.
pub(super) fn summary(html: &mut String, cases: &[CaseResult]) -> fmt::Result {
    html.push_str(
        "<div class=\"wide\"><table class=\"summary\">\n<tr><th>case<th>the best of ours<th>ns<th>the best peer\
         <th>ns<th>× best peer<th>× reference\n",
    );
    for case in cases {
        row(html, case)?;
    }
    html.push_str("</table></div>\n");
    Ok(())
}

fn row(html: &mut String, case: &CaseResult) -> fmt::Result {
    let ours = case.best(Role::Ours);
    write!(html, "<tr><td><a href=\"#{0}\">{0}</a>", escape(&case.name))?;
    for best in [ours, case.best(Role::Peer)] {
        let (name, time) = best.map_or((String::new(), String::new()), cells);
        write!(html, "<td class=\"name\">{name}<td>{time}")?;
    }
    let ratios = ours.map(|entry| [entry.to_best_peer, entry.to_reference]);
    for ratio in ratios.into_iter().flatten() {
        html.push_str(&cell(ratio));
    }
    html.push('\n');
    Ok(())
}

fn cells(entry: &Entry) -> (String, String) {
    (escape(&entry.name), nanos(entry.spread.median))
}

/// A ratio; one that is not in our favour stands out.
fn cell(ratio: Option<Spread>) -> String {
    ratio.map_or("<td>".into(), |Spread { median, .. }| {
        let class = if median < 0.995 { " class=\"behind\"" } else { "" };
        format!("<td{class}>{median:.2}")
    })
}
