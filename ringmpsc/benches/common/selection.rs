//! What is run, and how often: the options that both benchmarks have.

use clap::builder::RangedU64ValueParser;

/// `ROUNDS` is how often a contestant runs without the option.
#[derive(Debug, clap::Args)]
pub(crate) struct Selection<const ROUNDS: usize> {
    /// Runs the cases whose names contain one of these texts.
    #[arg(long, visible_alias = "case", value_name = "TEXT", value_delimiter = ',')]
    filter: Vec<String>,

    /// How often every contestant runs. With one round all is brief: a trial, not a measurement.
    #[arg(
        long,
        value_name = "N",
        default_value_t = ROUNDS,
        value_parser = RangedU64ValueParser::<usize>::new().range(1..=10_000)
    )]
    rounds: usize,

    /// What `cargo bench` passes; without it, as under `cargo test --benches`, there is one round.
    #[arg(long, hide = true)]
    bench: bool,
}

impl<const ROUNDS: usize> Selection<ROUNDS> {
    pub(crate) fn rounds(&self) -> usize {
        if self.bench { self.rounds } else { 1 }
    }

    /// Whether a case of this name is wanted.
    pub(crate) fn wants(&self, name: &str) -> bool {
        is_named(name, &self.filter)
    }
}

/// Whether a name contains one of the texts, if there are any.
pub(crate) fn is_named(name: &str, texts: &[String]) -> bool {
    texts.is_empty() || texts.iter().any(|text| name.contains(text.as_str()))
}
