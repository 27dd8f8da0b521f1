//! Checks the NUMA placement on a machine whose nodes are known: `.ci/platforms numa` makes such
//! machines by emulation, and runs this program in them.
//!
//! The argument names a [layout]. The program prints one line for each check, and one line
//! for all of them. It fails if a check fails.

mod layout;
mod machine;
mod memory;
mod pages;
mod rings;
mod stealing;
mod threads;
mod traffic;

use std::env;
use std::panic;
use std::process::ExitCode;

use layout::{LAYOUTS, Layout};

/// A check, with its name. It panics if something is wrong.
type Check = (&'static str, fn(&Layout));

fn main() -> ExitCode {
    let name = env::args().nth(1).unwrap_or_default();
    let Some(layout) = LAYOUTS.iter().find(|layout| layout.name == name) else {
        let known: Vec<_> = LAYOUTS.iter().map(|layout| layout.name).collect();
        eprintln!("the argument is the layout of this machine: {}", known.join(", "));
        return ExitCode::FAILURE;
    };
    let checks: Vec<Check> =
        [machine::CHECKS, memory::CHECKS, rings::CHECKS, stealing::CHECKS, traffic::CHECKS]
            .concat();
    let mut failures = 0;
    for (check, body) in &checks {
        let passed = panic::catch_unwind(|| body(layout)).is_ok();
        failures += usize::from(!passed);
        println!("check {name} {check}: {}", if passed { "ok" } else { "FAILED" });
    }
    println!("layout {name}: {} checks, {failures} failures", checks.len());
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
