//! The command line.

use std::path::PathBuf;

use clap::Parser;

use crate::case::Case;
use crate::common::selection::{Selection, is_named};

/// Compares the channels of this library with others, and with the cheapest hand-written ways of
/// doing the same.
#[derive(Debug, Parser)]
#[command(name = "compare")]
pub(crate) struct Args {
    #[command(flatten)]
    selection: Selection<15>,

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

    /// Is the other process of a case: see `processes`.
    #[cfg(feature = "shared")]
    #[arg(long, value_name = "TASK", hide = true)]
    pub(crate) partner: Option<String>,
}

impl Args {
    pub(crate) fn rounds(&self) -> usize {
        self.selection.rounds()
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
            self.selection.wants(&case.name) && (self.bits.is_empty() || has_bits)
        });
        for case in cases.iter_mut() {
            case.contestants.retain(|contestant| is_named(&contestant.name, &self.only));
        }
        cases.retain(|case| !case.contestants.is_empty());
    }
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
