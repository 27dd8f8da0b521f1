//! The command line.

use std::path::PathBuf;

use clap::Parser;
use clap::builder::RangedU64ValueParser;

/// Compares the channels of this library with others, and with the cheapest hand-written ways of doing the same.
#[derive(Debug, Parser)]
#[command(name = "compare")]
pub(crate) struct Args {
    /// Runs the cases whose names contain TEXT.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) filter: String,

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

    /// Whether this is no measurement.
    pub(crate) fn is_trial(&self) -> bool {
        self.rounds() == 1
    }
}
