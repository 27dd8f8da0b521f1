//! The command line.

use std::path::PathBuf;

use clap::Parser;
use clap::builder::RangedU64ValueParser;

use crate::case::Case;

/// Compares the channels of this library with others, and with the cheapest hand-written ways of
/// doing the same.
#[derive(Debug, Parser)]
#[command(name = "compare")]
pub(crate) struct Args {
    /// Runs the cases whose names contain one of these texts.
    #[arg(long, visible_alias = "case", value_name = "TEXT", value_delimiter = ',')]
    filter: Vec<String>,

    /// Of the cases that differ in capacity, runs those with 2^BITS slots.
    #[arg(long, value_name = "BITS", value_delimiter = ',')]
    bits: Vec<u32>,

    /// Runs only contestants whose names contain one of these texts. Ratios are to the best peer of
    /// those.
    #[arg(long, value_name = "TEXT", value_delimiter = ',')]
    only: Vec<String>,

    /// Runs take a quarter of the time: for a first look.
    #[arg(long)]
    quick: bool,

    /// How often every contestant runs. With one round all is brief: a trial, not a measurement.
    #[arg(
        long,
        value_name = "N",
        default_value = "15",
        value_parser = RangedU64ValueParser::<usize>::new().range(1..=10_000)
    )]
    rounds: usize,

    /// Writes what was measured, every round of it.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    /// Writes a page to look at, which needs no other file.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,

    /// Names the cases, and runs none.
    #[arg(long)]
    pub(crate) list: bool,

    /// Runs this case and writes its result to standard output: see `one_cpu`.
    #[arg(long, value_name = "CASE", hide = true)]
    pub(crate) alone: Option<String>,

    /// What `cargo bench` passes; without it, as under `cargo test --benches`, there is one round.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Args {
    pub(crate) fn rounds(&self) -> usize {
        if self.bench { self.rounds } else { 1 }
    }

    pub(crate) fn size(&self) -> Size {
        match (self.rounds(), self.quick) {
            (1, _) => Size::Trial,
            (_, true) => Size::Quick,
            (_, false) => Size::Full,
        }
    }

    /// Leaves the cases and contestants that are wanted.
    pub(crate) fn select(&self, cases: &mut Vec<Case>) {
        cases.retain(|case| {
            let has_bits = case.bits.is_none_or(|bits| self.bits.contains(&bits));
            is_named(&case.name, &self.filter) && (self.bits.is_empty() || has_bits)
        });
        for case in cases.iter_mut() {
            case.contestants.retain(|contestant| is_named(&contestant.name, &self.only));
        }
        cases.retain(|case| !case.contestants.is_empty());
    }
}

/// Whether a name contains one of the texts, if there are any.
fn is_named(name: &str, texts: &[String]) -> bool {
    texts.is_empty() || texts.iter().any(|text| name.contains(text.as_str()))
}

/// How much is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// One brief run of each contestant: the program is tried, and nothing is measured.
    Trial,
    /// Runs take a quarter of the time.
    Quick,
    Full,
}
