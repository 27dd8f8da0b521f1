//! The channels of this library beside others, and beside the cheapest hand-written loops.
//!
//! ```text
//! cargo bench -p ringmpsc --bench compare --features futures,shared --
//!     [--filter TEXT] [--bits N] [--only TEXT] [--quick] [--rounds N]
//!     [--json FILE] [--report FILE]
//! ```
//!
//! Without the feature `futures` there are no cases of tokio tasks (`tasks`), and without `shared`
//! none between two processes (`processes`).
//!
//! One process runs all contestants of a case, round after round, in a new order each round
//! ([`schedule`]). Each thread has a CPU if there are enough
//! ([`pinning`](common::pinning)). A run ([`transfer`],
//! [`latency`], [`open_loop`], [`slow`], `tasks`) moves as many messages as take a fiftieth of a
//! second. Its consumers read what they receive. Every run verifies the count and the sum, and the
//! program fails if they are wrong. Contestants are compared by the ratio of their times *in the
//! same round*, of which the median counts: what disturbs the machine disturbs both.
//!
//! All contestants of a case have as many slots, at least four times as many as a batch has
//! messages. A peer without calls for batches sends and receives one by one. The
//! [watchdog](common::watchdog) ends
//! a run that waits for a message that was lost.

mod args;
mod behind;
mod case;
mod cases;
#[path = "../common/mod.rs"]
mod common;
mod latency;
mod machine;
mod one_cpu;
mod open_loop;
mod payloads;
mod peers;
mod probes;
#[cfg(feature = "shared")]
mod processes;
mod report;
mod results;
mod schedule;
mod slow;
mod table;
#[cfg(feature = "futures")]
mod tasks;
mod transfer;
mod versions;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Size};
use crate::behind::Behind;
use crate::common::pinning::Stage;
use crate::common::watchdog::Watchdog;
use crate::machine::Machine;
use crate::results::Measured;
use crate::schedule::{Schedule, progress};
use crate::table::CaseTable;

fn main() -> ExitCode {
    match compare(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn compare(args: &Args) -> Result<(), Box<dyn Error>> {
    #[cfg(feature = "shared")]
    if let Some(task) = &args.partner {
        return processes::partner::run(task);
    }
    let mut cases = cases::all();
    args.select(&mut cases);
    if args.list {
        for case in &cases {
            println!("{}", case.name);
        }
        return Ok(());
    }
    peers::crossfire::prepare();
    let stage = Stage::new();
    let rounds = args.rounds();
    if let Some(name) = &args.alone {
        let case = cases.iter().find(|case| case.name == *name).ok_or("there is no such case")?;
        println!("{}", one_cpu::report(case, &stage, rounds, args.size())?);
        return Ok(());
    }
    println!("rounds: {rounds}; {stage}");
    let runs = cases.iter().map(|case| Schedule::runs(case, rounds)).sum();
    let progress = progress(runs);
    // Before the first run, which is a load of its own.
    let machine = Machine::look(&stage);
    let schedule =
        Schedule { stage: &stage, watchdog: Watchdog::new(), rounds, size: args.size(), progress };
    let mut results = Vec::with_capacity(cases.len());
    for case in &cases {
        let result = schedule.run(case)?;
        schedule.progress.suspend(|| println!("\n{}", CaseTable(&result)));
        results.push(result);
    }
    schedule.progress.finish_and_clear();
    println!("\n{}", Behind(&results));
    let measured = Measured { rounds, trial: args.size() == Size::Trial, machine, cases: results };
    if let Some(path) = &args.json {
        write(path, &serde_json::to_string_pretty(&measured)?)?;
    }
    if let Some(path) = &args.report {
        write(path, &report::page(&measured)?)?;
    }
    Ok(())
}

/// Writes a file and says where: cargo starts benchmarks in the directory of their package.
fn write(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    let complain = |error| format!("{}: {error}", path.display());
    fs::write(path, text).map_err(complain)?;
    println!("written: {}", path.canonicalize().map_err(complain)?.display());
    Ok(())
}
