//! What waiting costs where there is one CPU only. The time that the work takes there is compared
//! with the time that two CPUs spend on it together: what is more is lost in finding out that
//! somebody else must run.
//!
//! Each run is an *errand*, a process of its own, since a process finds out once whether it has
//! several CPUs.

use std::env;
use std::fmt;
use std::process::Command;
use std::str::FromStr;
use std::thread;
use std::time::Instant;

use ringmpsc::affinity;
use rustix::time::{ClockId, clock_gettime};

use crate::blocking;
use crate::ends::{Receiver, Sender, receive_numbers, send_numbers};
use crate::harness::{
    Case, Contestant, Gate, Messages, Mismatch, Ratio, Run, Tally, WARM_UP, per_message,
};

/// The first argument of an errand.
pub(crate) const ERRAND: &str = "--errand";

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
        case("one CPU/1 to 1", |run| on_one(run, "spsc"), |run| on_two(run, "spsc")),
        case("one CPU/4 to 1", |run| on_one(run, "mpsc"), |run| on_two(run, "mpsc")),
    ]
}

fn on_one(run: &Run<'_>, kind: &str) -> Result<f64, Mismatch> {
    let cpus = run.stage.cpus();
    let report = send_on_errand(run, kind, &cpus[..1])?;
    Ok(per_message(report.elapsed, run.count))
}

fn on_two(run: &Run<'_>, kind: &str) -> Result<f64, Mismatch> {
    let report = send_on_errand(run, kind, &run.stage.cpus())?;
    Ok(per_message(report.spent, run.count))
}

/// Runs this program again, on these CPUs.
fn send_on_errand(run: &Run<'_>, kind: &str, cpus: &[usize]) -> Result<Report, Mismatch> {
    let mut program = Command::new(env::current_exe().expect("a program is a file"));
    program.args([ERRAND, kind, &run.count.to_string()]);
    let output = program.args(cpus.iter().map(usize::to_string)).output();
    let output = output.expect("what runs can be run again");
    let text = String::from_utf8_lossy(&output.stdout);
    let report: Report = text.parse().unwrap_or_else(|()| panic!("{output:?}"));
    run.verify(&(WARM_UP..WARM_UP + run.count), report.received)?;
    Ok(report)
}

/// What comes back from an errand, as one line of text.
struct Report {
    /// Nanoseconds from beginning to end.
    elapsed: f64,
    /// Nanoseconds that the process had a CPU, in all threads, in user mode and in the kernel.
    spent: f64,
    received: Tally,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { elapsed, spent, received: Tally { count, sum } } = self;
        write!(f, "{elapsed} {spent} {count} {sum}")
    }
}

impl FromStr for Report {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut words = text.split_whitespace();
        let mut next = || words.next().ok_or(());
        let (elapsed, spent) = (next()?.parse(), next()?.parse());
        let (count, sum) = (next()?.parse(), next()?.parse());
        Ok(Self {
            elapsed: elapsed.map_err(drop)?,
            spent: spent.map_err(drop)?,
            received: Tally { count: count.map_err(drop)?, sum: sum.map_err(drop)? },
        })
    }
}

/// The process that does the work, with the arguments after [`ERRAND`].
pub(crate) fn errand(mut args: impl Iterator<Item = String>) {
    const WRONG: &str = "an errand says what to do, with how many messages, and on which CPUs";
    let kind = args.next().expect(WRONG);
    let count = args.next().and_then(|count| count.parse().ok()).expect(WRONG);
    let cpus: Vec<_> = args.map(|cpu| cpu.parse().expect(WRONG)).collect();
    // First of all: the threads inherit it.
    affinity::bind_to_cpus(&cpus).expect("they are usable");
    let report = match &*kind {
        "spsc" => {
            let (sender, receiver) = blocking::one();
            work(vec![sender], receiver, count, &cpus)
        }
        "mpsc" => {
            let (senders, receiver) = blocking::four();
            work(senders, receiver, count, &cpus)
        }
        _ => panic!("{WRONG}"),
    };
    println!("{report}");
}

/// Moves `count` messages, those who send on the first CPU and who receives on the last.
fn work(
    senders: Vec<impl Sender>,
    mut receiver: impl Receiver,
    count: u64,
    cpus: &[usize],
) -> Report {
    let bind = |cpu: Option<&usize>| {
        let cpu = cpu.expect("an errand names a CPU");
        affinity::bind_to_cpu(*cpu).expect("it is usable");
    };
    let phases = [0..WARM_UP, WARM_UP..WARM_UP + count];
    let gate = Gate::new(senders.len() + 1);
    let parts = senders.len() as u64;
    thread::scope(|scope| {
        let gate = &gate;
        for (part, mut sender) in (0..).zip(senders) {
            let ranges = phases.clone().map(|range| crate::harness::part_of(&range, part, parts));
            scope.spawn(move || {
                bind(cpus.first());
                for (nth, range) in (1..).zip(ranges) {
                    gate.meet(nth);
                    send_numbers(&mut sender, range);
                }
            });
        }
        bind(cpus.last());
        gate.meet(1);
        receive_numbers(&mut receiver, &mut Tally::default(), WARM_UP);
        let mut tally = Tally::default();
        gate.meet(2);
        let (clock, before) = (Instant::now(), spent());
        receive_numbers(&mut receiver, &mut tally, count);
        let elapsed = clock.elapsed().as_secs_f64() * 1e9;
        Report { elapsed, spent: spent() - before, received: tally }
    })
}

/// Nanoseconds that this process has had a CPU.
#[expect(clippy::cast_precision_loss, reason = "a benchmark does not run for a hundred days")]
fn spent() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}
