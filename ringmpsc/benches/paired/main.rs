//! What the library costs beside something else that does the same work.
//!
//! ```text
//! cargo bench -p ringmpsc --bench paired --features futures -- [--filter TEXT] [--rounds N]
//! ```
//!
//! Without the feature `futures` there are no cases of tasks.
//!
//! Every case runs its contestants in one process, by turns, in a new order each round, and
//! compares the two times *of one round*: a machine that is busy with something else disturbs both
//! alike. See [`run`] for how a run is measured and `docs/performance.md` for the results.
//!
//! There are no assertions on time. The exit code is 0 unless a contestant received something other
//! than what was sent. The [watchdog](common::watchdog) ends a run that waits for a message that
//! was lost.

mod blocking;
mod case;
mod channels;
mod churn;
#[path = "../common/mod.rs"]
mod common;
mod crowd;
mod fences;
mod metrics;
mod mpsc;
mod one_cpu;
mod run;
mod sharing;
mod spsc;
#[cfg(feature = "futures")]
mod tasks;
mod volley;
mod waiting;
mod wake;

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;

use crate::case::Settings;
use crate::common::pinning::Stage;
use crate::common::selection::Selection;
use crate::common::watchdog::Watchdog;

/// Compares the library with an option and without it, with the bare system calls, and with a few
/// other crates.
#[derive(Debug, Parser)]
#[command(name = "paired")]
struct Args {
    #[command(flatten)]
    selection: Selection<31>,

    /// Runs this errand and writes its times to standard output: see `one_cpu`.
    #[arg(long, value_name = "JSON", hide = true)]
    errand: Option<String>,
}

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
    if let Some(errand) = &args.errand {
        println!("{}", one_cpu::times(errand)?);
        return Ok(());
    }
    let stage = Stage::new();
    let rounds = args.selection.rounds();
    println!("rounds: {rounds}; {stage}");
    let settings = Settings { stage: &stage, watchdog: Watchdog::new(), rounds };
    let cases = [
        spsc::cases(),
        metrics::cases(),
        waiting::cases(),
        mpsc::cases(),
        sharing::cases(),
        blocking::cases(),
        wake::cases(),
        fences::cases(),
        one_cpu::cases(),
    ];
    for case in cases.iter().flatten().filter(|case| args.selection.wants(case.name)) {
        case.run(&settings)?;
    }
    if args.selection.wants("churn") {
        churn::run(settings.is_trial())?;
    }
    Ok(())
}
