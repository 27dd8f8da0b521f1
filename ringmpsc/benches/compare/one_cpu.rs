//! A case on one CPU runs in a process of its own, which has no other. What adapts to one CPU asks
//! what the process may use, and keeps the answer; and who has two CPUs and puts both ends on one
//! of them has another case.

use std::error::Error;
use std::process::{Command, Output, Stdio};
use std::{env, io, thread};

use indicatif::ProgressBar;
use ringmpsc::affinity;

use crate::args::Size;
use crate::case::Case;
use crate::common::pinning::Stage;
use crate::common::watchdog::Watchdog;
use crate::results::CaseResult;
use crate::schedule::Schedule;

/// Has a process on `cpu` run the case so many times.
pub(crate) fn run(
    case: &Case,
    rounds: usize,
    size: Size,
    cpu: usize,
) -> Result<CaseResult, Box<dyn Error>> {
    let name = &case.name;
    let output = thread::scope(|scope| {
        // A process is where the thread was that has started it.
        let starter = scope.spawn(|| start(name, rounds, size, cpu));
        starter.join().expect("a thread that starts a process does not panic")
    });
    let output = output.map_err(|error| format!("{name}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{name}: {}", output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// What that process writes to its standard output.
pub(crate) fn report(
    case: &Case,
    stage: &Stage,
    rounds: usize,
    size: Size,
) -> Result<String, Box<dyn Error>> {
    let progress = ProgressBar::hidden();
    let schedule = Schedule { stage, watchdog: Watchdog::new(), rounds, size, progress };
    Ok(serde_json::to_string(&schedule.run(case)?)?)
}

fn start(name: &str, rounds: usize, size: Size, cpu: usize) -> io::Result<Output> {
    affinity::bind_to_cpu(cpu)?;
    let mut command = Command::new(env::current_exe()?);
    command.args(["--alone", name, "--rounds", &rounds.to_string()]);
    match size {
        Size::Trial => &mut command,
        Size::Quick => command.args(["--bench", "--quick"]),
        Size::Full => command.arg("--bench"),
    };
    command.stderr(Stdio::inherit()).output()
}
