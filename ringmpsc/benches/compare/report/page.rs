//! The page itself.

use std::error::Error;
use std::fmt::Write;

use super::summary::summary;
use super::{bars, curves};
use crate::case::{Measure, Role};
use crate::results::{CaseResult, Measured};
use crate::table::{columns, row, state};

const STYLE: &str = include_str!("style.css");

const METHOD: &str = "\
    All contestants of a case ran in one process, round after round, in a new order each round; \
    “one CPU” in a process that has no other. A producer and a consumer each had a CPU of their \
    own where there were enough. Each ran once before it was timed. A run moved as many messages \
    as take about a fiftieth of a second, after as many as the channel has places had touched \
    every slot. Consumers read what they received, and its count and sum were verified in every \
    run. Batches lay in another place of a page in each round. All contestants of a case had as \
    many places, at least four times as many as a batch has messages (where a contestant of ours \
    has more, its name says so). One without calls for batches sent and received one by one. A \
    name without calls stands for those that do not wait; “drained” says that the consumer took \
    all there was at a time. Times are nanoseconds per message: of one producer and one consumer \
    the median of 32 parts of the run, of more threads those of the whole run. Latencies are \
    nanoseconds of one message: quantiles of each round, and their medians over the rounds. Of \
    round trips, “x best peer” compares medians of averages of 64. In the other latency cases a \
    message carried the time when it was due, and the sender was no later than the channel made \
    it: what waited for a slow message counts as late, too. A segment in which the scheduler \
    took the CPU from a thread, or something else stopped the sender while it waited, was \
    repeated and left out; the table says how many there were. “x best peer” and “x reference” \
    say how many times as fast a contestant was: the median of the ratios of times in the same \
    round, so that whatever disturbs the machine disturbs both. The reference is the best of the \
    hand-written ways of doing the same, or the channel without the option in question. It is no \
    bound: where two sides get into one another's way, a channel that does more to keep them \
    apart may be faster. A bare cache line was passed to and fro before and after each case: on \
    a virtual machine whose CPUs are moved, times are to be compared only where it took as long. \
    Tasks ran on one thread, or on two with a CPU each; their times are medians of 32 parts of a \
    run, too. A slow consumer worked on each message by spinning, in a channel that was full all \
    the time; CPU time is that of a whole thread, its work and its own spinning included.";

/// The whole report.
pub(crate) fn page(measured: &Measured) -> Result<String, Box<dyn Error>> {
    let mut html = String::new();
    let title = "ringmpsc: a comparison of channels";
    write!(
        html,
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n<h1>{title}</h1>\n"
    )?;
    if measured.trial {
        html.push_str(
            "<p class=\"warning\">A trial of the program, with one brief round. \
             These are no measurements.</p>\n",
        );
    }
    write!(
        html,
        "<p>Rounds: {}.</p>\n<h2>The machine</h2>\n<table class=\"facts\">\n",
        measured.rounds
    )?;
    for (name, value) in &measured.machine.facts {
        writeln!(html, "<tr><th>{name}<td>{}", escape(value))?;
    }
    write!(html, "</table>\n<h2>The method</h2>\n<p>{METHOD}</p>\n<h2>Summary</h2>\n")?;
    summary(&mut html, &measured.cases)?;
    for cases in measured.cases.chunk_by(|a, b| group(a) == group(b)) {
        writeln!(html, "<h2>{}</h2>", escape(group(&cases[0])))?;
        for cases in cases.chunk_by(|a, b| series(a).is_some() && series(a) == series(b)) {
            match (series(&cases[0]), cases) {
                (Some(series), [_, _, ..]) => whole_series(&mut html, series, cases)?,
                _ => cases.iter().try_for_each(|case| section(&mut html, case))?,
            }
        }
    }
    // In a script nothing but its end tag is markup.
    let raw = serde_json::to_string(measured)?.replace("</", "<\\/");
    write!(
        html,
        "<h2>Samples</h2>\n<p>Every round of every contestant is in this page, as JSON: \
         <code>JSON.parse(document.getElementById('samples').textContent)</code></p>\n\
         <script type=\"application/json\" id=\"samples\">{raw}</script>\n</html>\n"
    )?;
    Ok(html)
}

/// What the name of a case begins with.
fn group(case: &CaseResult) -> &str {
    case.name.split('/').next().unwrap_or_default()
}

fn series(case: &CaseResult) -> Option<&str> {
    case.scaling.as_ref().map(|scaling| scaling.series.as_str())
}

/// A series: its plots, and its cases behind a line that opens them.
fn whole_series(
    html: &mut String,
    series: &str,
    cases: &[CaseResult],
) -> Result<(), Box<dyn Error>> {
    writeln!(html, "<h3>{}</h3>", escape(series))?;
    for shown in curves::shown(cases[0].measure) {
        let plot = curves::scaling(series, cases, shown)?;
        writeln!(html, "<h4>{}</h4>\n<figure>{plot}</figure>", shown.what)?;
    }
    writeln!(html, "<details><summary>Its {} cases</summary>", cases.len())?;
    cases.iter().try_for_each(|case| section(html, case))?;
    html.push_str("</details>\n");
    Ok(())
}

/// A case: its plot and its table.
fn section(html: &mut String, case: &CaseResult) -> Result<(), Box<dyn Error>> {
    let state = case.line.map_or(String::new(), state);
    let (name, about) = (escape(&case.name), escape(&case.about));
    let plot = match case.measure {
        Measure::Throughput | Measure::TimeAndCpu => bars::bars(case)?,
        Measure::Latency => curves::percentiles(case)?,
    };
    write!(
        html,
        "<h3 id=\"{name}\">{name}</h3>\n<p>{about}{state}</p>\n<figure>{plot}</figure>\n"
    )?;
    html.push_str("<div class=\"wide\"><table>\n<tr><th>contestant");
    for column in columns(case.measure) {
        write!(html, "<th>{}", column.replace('x', "×").replace("ma×", "max"))?;
    }
    html.push('\n');
    for entry in &case.entries {
        let class = match entry.role {
            Role::Ours => "ours",
            Role::Peer => "peer",
            Role::Reference => "limit",
            Role::Floor => "floor",
        };
        write!(html, "<tr class=\"{class}\">")?;
        for cell in row(case.measure, entry) {
            write!(html, "<td>{}", escape(&cell))?;
        }
        html.push('\n');
    }
    html.push_str("</table></div>\n");
    Ok(())
}

/// Text as HTML, also between double quotes.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
