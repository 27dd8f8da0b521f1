//! Runs scenarios, each in a process of its own, and counts.
//!
//! After a failure nothing in a process can be trusted any more, least of all unwinding through the
//! ring that is broken: so the process ends where the first panic begins, and the next scenario
//! gets a fresh one.

use std::env;
use std::io::{self, Write as _};
use std::panic;
use std::process::{self, Command, ExitCode};
use std::sync::Once;
use std::time::Instant;

use crate::random::Random;
use crate::watchdog;

/// One scenario.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    /// Returns what was checked, with numbers.
    pub(crate) run: fn(&Load) -> String,
    /// Whether it runs a second time with membarrier(2) switched off.
    pub(crate) without_membarrier: bool,
}

/// How much a scenario shall do, and with which random numbers.
pub(crate) struct Load {
    scale: u32,
    seed: u64,
}

impl Load {
    /// `n` times the scale.
    pub(crate) fn times(&self, n: u32) -> u32 {
        n.checked_mul(self.scale).expect("the scale is not that large")
    }

    pub(crate) fn random(&self) -> Random {
        Random::new(self.seed)
    }
}

/// The exit status of a process in which a scenario has failed.
const FAILED: i32 = 1;

fn run_here(scenario: &Scenario, load: &Load) {
    panic::set_hook(Box::new(|info| {
        static FIRST: Once = Once::new();
        // Other threads may fail in consequence. They stop here.
        FIRST.call_once(|| {
            eprintln!("{info}");
            process::exit(FAILED);
        });
    }));
    watchdog::start(scenario.name);
    let checked = (scenario.run)(load);
    println!("{checked}");
}

/// A scenario in a process of its own. Returns whether it passed.
fn run_there(scenario: &Scenario, membarrier: bool, load: &Load) -> io::Result<bool> {
    let name =
        format!("{}{}", scenario.name, if membarrier { "" } else { " (RINGMPSC_FENCE=full)" });
    let start = Instant::now();
    let mut command = Command::new(env::current_exe()?);
    command.args(["--run", scenario.name, "--scale", &load.scale.to_string()]);
    command.args(["--seed", &load.seed.to_string()]);
    // ThreadSanitizer, if this is built with it, reads what it must not believe.
    let mut sanitizer = env::var("TSAN_OPTIONS").unwrap_or_default();
    sanitizer.push_str(concat!(" suppressions=", env!("CARGO_MANIFEST_DIR"), "/stress/tsan.supp"));
    command.env("TSAN_OPTIONS", sanitizer);
    if !membarrier {
        command.env("RINGMPSC_FENCE", "full");
    }
    let output = command.stderr(process::Stdio::inherit()).output()?;
    let passed = output.status.success();
    let seconds = start.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stdout);
    let said = if passed { said.trim().to_owned() } else { output.status.to_string() };
    let mark = if passed { "ok" } else { "FAILED" };
    println!("{mark:<6} {seconds:6.1} s  {name:<42} {said}");
    io::stdout().flush()?;
    Ok(passed)
}

/// What the command line says.
struct Arguments {
    load: Load,
    run: Option<String>,
    /// Parts of names.
    filters: Vec<String>,
}

impl Arguments {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut parsed = Self { load: Load { scale: 1, seed: 1 }, run: None, filters: Vec::new() };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} takes a value"));
            let number =
                |text: String| text.parse::<u64>().map_err(|_| format!("{text} is no number"));
            match argument.as_str() {
                "--scale" => {
                    let scale = number(value()?)?;
                    parsed.load.scale =
                        u32::try_from(scale).map_err(|_| format!("{scale} is too much"))?;
                }
                "--seed" => parsed.load.seed = number(value()?)?,
                "--run" => parsed.run = Some(value()?),
                // `cargo test -- --nocapture` reaches all tests of a package.
                option if option.starts_with('-') => eprintln!("ignored: {option}"),
                _ => parsed.filters.push(argument),
            }
        }
        Ok(parsed)
    }

    fn wants(&self, scenario: &Scenario) -> bool {
        self.filters.is_empty()
            || self.filters.iter().any(|part| scenario.name.contains(part.as_str()))
    }
}

/// `[--scale N] [--seed N] [part of a name]...`; `--run name` is one scenario in this process.
pub(crate) fn main(scenarios: &[Scenario]) -> ExitCode {
    let arguments = match Arguments::parse(env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::from(2);
        }
    };
    if let Some(name) = &arguments.run {
        let scenario = scenarios.iter().find(|scenario| scenario.name == name);
        run_here(scenario.expect("there is such a scenario"), &arguments.load);
        return ExitCode::SUCCESS;
    }
    let mut passed = 0;
    let mut failed = 0;
    for scenario in scenarios.iter().filter(|scenario| arguments.wants(scenario)) {
        let modes: &[bool] = if scenario.without_membarrier { &[true, false] } else { &[true] };
        for &membarrier in modes {
            match run_there(scenario, membarrier, &arguments.load) {
                Ok(true) => passed += 1,
                Ok(false) => failed += 1,
                Err(error) => {
                    println!("FAILED {}: {error}", scenario.name);
                    failed += 1;
                }
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
