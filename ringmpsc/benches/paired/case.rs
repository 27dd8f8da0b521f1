//! A case: the same work done by several contestants, and the ratios of their times.
//!
//! One *round* is one run of every contestant of a case, in a shuffled order. A comparison is the
//! median over the rounds of the ratio of two contestants in the same round.

use std::error::Error;

use comfy_table::{CellAlignment, Table, presets};

use crate::common::order::Order;
use crate::common::pinning::Stage;
use crate::common::statistics::Spread;
use crate::common::tally::Mismatch;
use crate::common::watchdog::Watchdog;
use crate::run::{Messages, Run};

/// What the command line asks for, and what the machine has.
pub(crate) struct Settings<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) watchdog: Watchdog,
    pub(crate) rounds: usize,
}

impl Settings<'_> {
    /// A trial of the program, not a measurement.
    pub(crate) fn is_trial(&self) -> bool {
        self.rounds == 1
    }
}

/// One way of doing the work.
pub(crate) struct Contestant {
    pub(crate) name: &'static str,
    /// Returns nanoseconds per message, or of a round trip.
    pub(crate) run: fn(&Run<'_>) -> Result<f64, Mismatch>,
}

/// The time of one contestant over that of another, by their places in [`Case::contestants`].
pub(crate) struct Ratio {
    pub(crate) of: usize,
    pub(crate) to: usize,
    /// It should not be more. Without one it is printed for information.
    pub(crate) target: Option<f64>,
}

/// The same work done by several contestants.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) messages: Messages,
    pub(crate) contestants: Vec<Contestant>,
    pub(crate) ratios: Vec<Ratio>,
}

impl Case {
    pub(crate) fn run(&self, settings: &Settings<'_>) -> Result<(), Box<dyn Error>> {
        let (stage, messages) = (settings.stage, self.messages);
        let count = messages.count(settings.is_trial());
        let mut order = Order::new();
        let mut times = vec![Vec::with_capacity(settings.rounds); self.contestants.len()];
        for round in 0..settings.rounds {
            for nth in order.next(self.contestants.len()) {
                let Contestant { name, run } = &self.contestants[nth];
                let name = format!("{}, {name}", self.name);
                let run = || run(&Run { stage, messages, count, round });
                let outcome = settings.watchdog.over(&name, run);
                times[nth].push(outcome.map_err(|mismatch| format!("{name}: {mismatch}"))?);
            }
        }
        self.report(&times).ok_or("there was no round")?;
        Ok(())
    }

    /// Prints a table of the times and one of the ratios. `None` if there was no round.
    fn report(&self, times: &[Vec<f64>]) -> Option<()> {
        let unit = self.messages.unit();
        let mut table = numbers([self.name, "min", "median", "max", unit]);
        for (contestant, times) in self.contestants.iter().zip(times) {
            let Spread { min, median, max } = Spread::of(times.iter().copied())?;
            let [min, median, max] = [min, median, max].map(three_digits);
            table.add_row([contestant.name.to_owned(), min, median, max, String::new()]);
        }
        println!("\n{table}");
        let mut table = numbers(["ratio", "min", "median", "max", "of medians", "target"]);
        for &Ratio { of, to, target } in &self.ratios {
            let name = |nth: usize| self.contestants[nth].name;
            let median = |nth: usize| Some(Spread::of(times[nth].iter().copied())?.median);
            // How many times as long, which is how many times as fast the other one was.
            let Spread { min, median: paired, max } = Spread::of_speeds(&times[to], &times[of])?;
            let target = target.map_or(String::new(), |target| {
                format!("≤ {target:.2}: {}", if paired <= target { "ok" } else { "MISSED" })
            });
            let [min, paired, max, medians] =
                [min, paired, max, median(of)? / median(to)?].map(three_digits);
            let name = format!("{} / {}", name(of), name(to));
            table.add_row([name, min, paired, max, medians, target]);
        }
        println!("{table}");
        Some(())
    }
}

/// An empty table: a name, and numbers.
pub(crate) fn numbers<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// Three digits after the point.
pub(crate) fn three_digits(number: f64) -> String {
    format!("{number:.3}")
}
