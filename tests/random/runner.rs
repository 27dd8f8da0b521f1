//! Runs channels, each in a process of its own, and shortens what fails.

use std::cell::RefCell;
use std::env;
use std::io;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use crate::channels::{self, Channel};
use crate::random::Random;
use crate::world::World;

/// How many steps a run has at most.
const LENGTH: u64 = 300;

/// Steps of each channel type with each kind of fence, if the command line says nothing. The work
/// is bounded, not the time: a build without optimisation does it in two or three minutes on two
/// CPUs.
const STEPS: u64 = 200_000;

thread_local! {
    /// What the last panic said.
    static SAID: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What a run came to.
struct Outcome {
    /// What went wrong, and in which step.
    failed: Option<(u64, String)>,
    trace: Vec<String>,
}

/// One run, of these steps.
fn run(channel: Channel, seed: u64, steps: impl Iterator<Item = u64>, trace: bool) -> Outcome {
    let mut world = World::open(channel, seed, trace);
    let result = panic::catch_unwind(AssertUnwindSafe(|| {
        world.check();
        for step in steps {
            world.steps = step;
            world.step(&mut Random::of(seed, step));
        }
        world.steps += 1;
        world.finish(&mut Random::of(seed, u64::MAX - 1));
    }));
    let trace = world.trace.take().unwrap_or_default();
    let failed = result.is_err().then(|| (world.steps, SAID.with_borrow(String::clone)));
    if failed.is_some() {
        // Nothing in it can be trusted any more.
        mem::forget(world);
    }
    Outcome { failed, trace }
}

/// How many steps the run of a seed has.
fn length(seed: u64) -> u64 {
    let mut random = Random::of(seed, u64::MAX - 2);
    match random.below(4) {
        0 => 20 + random.next() % 40,
        _ => LENGTH / 2 + random.next() % (LENGTH / 2),
    }
}

/// Leaves out steps, first many at a time, then fewer, as long as the run still fails. Every step
/// has random numbers of its own, so those that are left do what they did, as far as the channel
/// lets them.
fn shortest(channel: Channel, seed: u64, upto: u64) -> Vec<u64> {
    let fails = |steps: &[u64]| run(channel, seed, steps.iter().copied(), false).failed.is_some();
    let mut steps: Vec<u64> = (0..upto).collect();
    let mut piece = steps.len().div_ceil(2);
    while piece > 0 {
        let mut at = 0;
        let mut shorter = false;
        while at < steps.len() {
            let end = (at + piece).min(steps.len());
            let mut fewer = steps.clone();
            fewer.drain(at..end);
            if fails(&fewer) {
                steps = fewer;
                shorter = true;
            } else {
                at = end;
            }
        }
        if piece > 1 || !shorter {
            piece /= 2;
        }
    }
    steps
}

fn report(channel: Channel, seed: u64, step: u64, said: &str) {
    println!("FAILED {} seed {seed} at step {step}: {said}", channel.name);
    let steps = shortest(channel, seed, (step + 1).min(length(seed)));
    let Outcome { failed, trace } = run(channel, seed, steps.iter().copied(), true);
    println!("  {} steps are enough: {steps:?}. The last operations:", steps.len());
    for line in trace.iter().rev().take(30).rev() {
        println!("  {line}");
    }
    println!(
        "  {}",
        failed.map_or_else(|| "it passes when it is shown".to_owned(), |(_, said)| said)
    );
    println!("  again: --kind {} --seed {seed} --runs 1 --here", channel.name);
}

/// What the command line says.
#[derive(Clone)]
struct Arguments {
    seed: u64,
    steps: u64,
    runs: u64,
    /// Parts of names of channels.
    kinds: Vec<String>,
    here: bool,
    trace: bool,
}

impl Arguments {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut parsed = Self {
            seed: 1,
            steps: STEPS,
            runs: u64::MAX,
            kinds: Vec::new(),
            here: false,
            trace: false,
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} takes a value"));
            let number =
                |text: String| text.parse::<u64>().map_err(|_| format!("{text} is no number"));
            match argument.as_str() {
                "--seed" => parsed.seed = number(value()?)?,
                "--steps" => parsed.steps = number(value()?)?,
                "--runs" => parsed.runs = number(value()?)?,
                "--kind" => parsed.kinds.push(value()?),
                "--here" => parsed.here = true,
                "--trace" => parsed.trace = true,
                // `cargo test -- --nocapture` reaches all tests of a package.
                option if option.starts_with('-') => eprintln!("ignored: {option}"),
                _ => parsed.kinds.push(argument),
            }
        }
        Ok(parsed)
    }

    fn wants(&self, channel: Channel) -> bool {
        let exact = |part: &str| channels::ALL.iter().any(|channel| channel.name == part);
        let is =
            |part: &String| channel.name == part || !exact(part) && channel.name.contains(&**part);
        self.kinds.is_empty() || self.kinds.iter().any(is)
    }
}

/// All runs of one channel type, in this process. Returns whether they passed.
fn run_here(channel: Channel, arguments: &Arguments) -> bool {
    let (mut steps, mut runs) = (0, 0);
    while steps < arguments.steps && runs < arguments.runs {
        let seed = arguments.seed.wrapping_add(runs);
        if arguments.trace {
            println!("seed {seed}");
        }
        let outcome = run(channel, seed, 0..length(seed), false);
        if let Some((step, said)) = outcome.failed {
            report(channel, seed, step, &said);
            return false;
        }
        steps += length(seed);
        runs += 1;
    }
    println!("{steps} steps in {runs} runs");
    true
}

/// All runs of one channel type, in a process of its own. Returns what it printed, and whether they
/// passed.
fn run_there(channel: Channel, full: bool, arguments: &Arguments) -> io::Result<(String, bool)> {
    let mut command = Command::new(env::current_exe()?);
    // The two kinds of fence see different runs.
    let seed = arguments.seed.wrapping_add(if full { 1 << 40 } else { 0 });
    command.args(["--here", "--kind", channel.name, "--seed", &seed.to_string()]);
    command.args(["--steps", &arguments.steps.to_string()]);
    command.args(["--runs", &arguments.runs.to_string()]);
    command.env_remove("RINGMPSC_FENCE");
    if full {
        command.env("RINGMPSC_FENCE", "full");
    }
    let output = command.output()?;
    let mut said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        said = format!(
            "{said}
  {}
{errors}",
            output.status
        );
    }
    Ok((said, output.status.success()))
}

/// Runs all jobs, as many at a time as there are CPUs. Returns how many passed and how many failed.
fn run_all(arguments: &Arguments) -> (u32, u32) {
    let wanted = channels::ALL.iter().copied().filter(|&channel| arguments.wants(channel));
    let mut jobs: Vec<_> =
        wanted.flat_map(|channel| [(channel, false), (channel, true)]).rev().collect();
    if arguments.runs == 1 {
        // One run, which is named by its seed.
        jobs.retain(|&(_, full)| !full);
    }
    let jobs = Mutex::new(jobs);
    let counts = Mutex::new((0, 0));
    let work = || {
        loop {
            let job = jobs.lock().expect("no job panics").pop();
            let Some((channel, full)) = job else { return };
            let start = Instant::now();
            let (said, passed) = run_there(channel, full, arguments)
                .unwrap_or_else(|error| (error.to_string(), false));
            let seconds = start.elapsed().as_secs_f64();
            let name = format!("{}{}", channel.name, if full { " (fence = full)" } else { "" });
            println!(
                "{:<6} {seconds:6.1} s  {name:<30} {said}",
                if passed { "ok" } else { "FAILED" }
            );
            let mut counts = counts.lock().expect("no job panics");
            *(if passed { &mut counts.0 } else { &mut counts.1 }) += 1;
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    counts.into_inner().expect("no job panics")
}

/// `[--seed N] [--steps N] [--runs N] [--kind NAME]... [--here] [--trace]`.
pub(crate) fn main() -> ExitCode {
    let arguments = match Arguments::parse(env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::from(2);
        }
    };
    panic::set_hook(Box::new(|info| SAID.set(info.to_string())));
    if arguments.here {
        let mut wanted = channels::ALL.iter().copied().filter(|&channel| arguments.wants(channel));
        let passed = wanted.all(|channel| run_here(channel, &arguments));
        return if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let (passed, failed) = run_all(&arguments);
    println!("{passed} passed, {failed} failed");
    // A name that no channel has is a mistake.
    if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
