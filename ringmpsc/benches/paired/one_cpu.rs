//! What waiting costs where there is one CPU only. The time that the work takes there is compared
//! with the time that two CPUs spend on it together: what is more is lost in finding out that
//! another thread must run.
//!
//! Each run is an *errand*, a process of its own, since a process finds out once whether it has
//! several CPUs.

use std::env;
use std::error::Error;
use std::process::Command;
use std::time::Instant;

use ringmpsc::affinity;
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

use crate::blocking;
use crate::case::{Case, Contestant, Ratio};
use crate::common::pinning::Stage;
use crate::common::statistics::ratio;
use crate::common::tally::Tally;
use crate::run::{Messages, Receive, Run};

/// The time on one CPU may be so many times what two CPUs spend.
const TARGET: Option<f64> = Some(1.3);

pub(crate) fn cases() -> Vec<Case> {
    let case = |name, on_one, on_two| Case {
        name,
        messages: Messages::Single,
        contestants: vec![
            Contestant { name: "one CPU, elapsed", run: on_one },
            Contestant { name: "two CPUs, both together", run: on_two },
        ],
        ratios: vec![Ratio { of: 0, to: 1, target: TARGET }],
    };
    vec![
        case("one CPU/1 to 1", |run| Ok(on_one(run, Ends::One)), |run| Ok(on_two(run, Ends::One))),
        case(
            "one CPU/4 to 1",
            |run| Ok(on_one(run, Ends::Four)),
            |run| Ok(on_two(run, Ends::Four)),
        ),
    ]
}

/// How many producers there are.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum Ends {
    One,
    Four,
}

/// What a process is to do.
#[derive(Serialize, Deserialize)]
struct Errand {
    ends: Ends,
    count: u64,
    cpus: Vec<usize>,
}

/// What it took, in nanoseconds.
#[derive(Serialize, Deserialize)]
struct Times {
    /// From beginning to end.
    elapsed: u64,
    /// With a CPU, in all threads, in user mode and in the kernel.
    spent: u64,
}

fn on_one(run: &Run<'_>, ends: Ends) -> f64 {
    let cpus = run.stage.cpus().iter().copied().take(1).collect();
    let times = send_on_errand(&Errand { ends, count: run.count, cpus });
    ratio(times.elapsed.into(), run.count)
}

fn on_two(run: &Run<'_>, ends: Ends) -> f64 {
    let cpus = run.stage.cpus().iter().copied().take(2).collect();
    let times = send_on_errand(&Errand { ends, count: run.count, cpus });
    ratio(times.spent.into(), run.count)
}

/// Runs this program again. Its errand verifies what it receives, and it fails if that is wrong.
fn send_on_errand(errand: &Errand) -> Times {
    let errand = serde_json::to_string(errand).expect("it has no map");
    let mut program = Command::new(env::current_exe().expect("a program is a file"));
    let output = program.args(["--errand", &errand]).output().expect("what runs can be run again");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
}

/// Runs the errand, and returns its times as JSON.
pub(crate) fn times(errand: &str) -> Result<String, Box<dyn Error>> {
    let Errand { ends, count, cpus } = serde_json::from_str(errand)?;
    // First of all: the threads inherit it.
    affinity::bind_to_cpus(&cpus)?;
    let stage = Stage::new();
    let run = Run { stage: &stage, messages: Messages::Single, count, round: 0 };
    let receive = |_: Option<&_>, receive: Receive<'_>| {
        let mut tally = Tally::default();
        let (clock, before) = (Instant::now(), spent());
        receive(&mut tally, count);
        let elapsed = u64::try_from(clock.elapsed().as_nanos()).unwrap_or(u64::MAX);
        (tally, Times { elapsed, spent: spent() - before })
    };
    let times = match ends {
        Ends::One => {
            let (sender, receiver) = blocking::one();
            run.phases((vec![sender], receiver), receive)?
        }
        Ends::Four => run.phases(blocking::four(), receive)?,
    };
    Ok(serde_json::to_string(&times)?)
}

/// Nanoseconds that this process has had a CPU.
fn spent() -> u64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec.cast_unsigned() * 1_000_000_000 + time.tv_nsec.cast_unsigned()
}
