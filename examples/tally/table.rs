//! The report as tables.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use comfy_table::{CellAlignment, Row, Table, presets};
use indicatif::{HumanBytes, HumanCount};

use crate::counts::Counts;
use crate::report::{Channel, ExtensionCounts, Report};
use crate::visible::visible;

/// How many extensions have a row; the others share one.
const ROWS: usize = 24;

/// Shows a report as tables for people.
pub(crate) struct Tables<'a>(pub(crate) &'a Report);

impl Display for Tables<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(report) = self;
        writeln!(f, "{}", counts(report))?;
        writeln!(f, "{}", words(report))?;
        if report.frequent_words_uncertainty > 0 {
            let uncertainty = number(report.frequent_words_uncertainty);
            writeln!(f, "There are very many words: counts may be up to {uncertainty} too low.")?;
        }
        writeln!(f, "{}", channel(&report.channel))?;
        summary(report, f)
    }
}

fn counts(report: &Report) -> Table {
    let mut table = table(["extension", "files", "lines", "words", "bytes"]);
    let (shown, rest) = report.extensions.split_at(report.extensions.len().min(ROWS));
    for ExtensionCounts { extension, counts } in shown {
        table.add_row(count_row(extension.as_deref().unwrap_or("(none)"), *counts));
    }
    let mut others: Counts = rest.iter().map(|row| row.counts).sum();
    others += report.other_extensions;
    if others != Counts::default() {
        table.add_row(count_row("(others)", others));
    }
    table.add_row(count_row("total", report.total));
    table
}

fn count_row(name: &str, counts: Counts) -> Row {
    let numbers = [counts.files, counts.lines, counts.words, counts.bytes].map(number);
    Row::from([visible(name)].into_iter().chain(numbers))
}

fn words(report: &Report) -> Table {
    let mut table = table(["word", "times"]);
    for word in &report.frequent_words {
        table.add_row([visible(&word.word), number(word.count)]);
    }
    table
}

fn channel(channel: &Channel) -> Table {
    let mut table = table(["channel", "snapshot"]);
    let counts = [
        ("slots per ring", channel.capacity as u64),
        ("producers left", channel.producers as u64),
        ("consumers left", channel.consumers as u64),
        ("sent", channel.sent),
        ("received", channel.received),
        ("pending", channel.pending as u64),
        ("batches received", channel.batches),
        ("largest batch", channel.largest_batch),
    ];
    for (name, count) in counts {
        table.add_row([name.to_owned(), number(count)]);
    }
    table.add_row(["closed", if channel.closed { "yes" } else { "no" }]);
    table
}

fn summary(report: &Report, f: &mut Formatter<'_>) -> fmt::Result {
    let paths: Vec<_> = report.paths.iter().map(|path| visible(path)).collect();
    write!(f, "Counted {}", paths.join(", "))?;
    if !report.excluded.is_empty() {
        write!(f, " without {}", report.excluded.join(" and "))?;
    }
    write!(
        f,
        ": {} in {:.2?} with {} reader{}, {}/s, {} records/s.",
        HumanBytes(report.total.bytes),
        Duration::from_nanos(report.elapsed_ns),
        report.threads,
        if report.threads == 1 { "" } else { "s" },
        HumanBytes(report.bytes_per_second),
        number(report.records_per_second),
    )?;
    if report.unreadable > 0 {
        write!(f, "\nUnreadable: {}.", number(report.unreadable))?;
    }
    if report.skipped > 0 {
        write!(f, "\nSkipped, because they are no regular files: {}.", number(report.skipped))?;
    }
    Ok(())
}

fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header(header);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn number(n: u64) -> String {
    HumanCount(n).to_string()
}
