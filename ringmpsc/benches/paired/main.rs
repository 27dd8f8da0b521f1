//! What the library costs beside something else that does the same work.
//!
//! ```text
//! cargo bench --bench paired --features futures -- [--rounds N] [--filter TEXT]
//! ```
//!
//! Without the feature `futures` there are no cases of tasks.
//!
//! Every case runs its contestants in one process, by turns, in a new order each round, and
//! compares the two times *of one round*: a machine that is busy with something else disturbs both
//! alike. See [`harness`] for how a round is measured and `docs/performance.md` for what came out.
//!
//! There are no assertions on time. The exit code is 0 unless a contestant received something other
//! than what was sent. Without `--bench` (as `cargo test --benches` calls it) every case runs once,
//! briefly.

mod blocking;
mod churn;
mod crowd;
mod ends;
mod fences;
mod harness;
mod metrics;
mod mpsc;
mod one_cpu;
mod probe;
mod sharing;
mod spsc;
#[cfg(feature = "futures")]
mod tasks;
mod volley;
mod waiting;
mod wake;

use std::process::ExitCode;

use harness::Settings;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1).peekable();
    if args.next_if(|arg| arg == one_cpu::ERRAND).is_some() {
        one_cpu::errand(args);
        return ExitCode::SUCCESS;
    }
    let settings = match Settings::from_args(args) {
        Ok(settings) => settings,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::FAILURE;
        }
    };
    println!("{settings}");
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
    let ran = cases.iter().flatten().try_for_each(|case| case.run(&settings));
    match ran.and_then(|()| churn::run(&settings)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(mismatch) => {
            eprintln!("{mismatch}");
            ExitCode::FAILURE
        }
    }
}
