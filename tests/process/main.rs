//! Rings between processes: peers that are killed, stopped, forked or hostile.
//!
//! ```sh
//! cargo test -p ringmpsc-tests --test process                               # seconds
//! cargo test -p ringmpsc-tests --test process --release -- --kills 10000 --operations 10000000
//! ```
//!
//! The program starts itself again as the peer: see `child.rs`.

mod child;
mod events;
mod forked;
mod kills;
mod record;
mod refused;
mod resources;
mod scribbles;
mod stopped;
mod survivor;

use std::process::ExitCode;

use clap::Parser;

/// Rings between processes, with peers that misbehave.
#[derive(Parser)]
struct Options {
    /// How many peers are killed, half of them producers.
    #[arg(long, default_value_t = 300)]
    kills: u32,
    /// How many operations run while the peer scribbles over the memory.
    #[arg(long, default_value_t = 200_000)]
    operations: u64,
    /// Where the random numbers begin.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The tests to run: all whose names contain this.
    filter: Option<String>,
    /// For the test runner: does nothing.
    #[arg(long, hide = true)]
    bench: bool,
}

/// A test, by its name.
type Test = (&'static str, fn(&Options));

const TESTS: &[Test] = &[
    ("a killed peer leaves a consistent prefix", kills::run),
    ("a peer that scribbles cannot harm", scribbles::run),
    ("a stopped peer is alive", stopped::run),
    ("the death of a killed peer is an event", events::killed),
    ("a stop of the peer is no event", events::stopped),
    ("the death of a peer is an event though its child lives", events::outlived),
    ("a forked child has no ring", forked::run),
    ("a forked child has no channel", forked::channel),
    ("a forked child takes no event", forked::events),
    ("a signal handler may fork during a wait", forked::in_a_handler),
    ("refused calls are errors", refused::run),
    ("a refused prefault is an error", refused::prefault),
    ("a refused poll does not hide the death of the peer", refused::no_poll),
    ("an end needs few calls", refused::sandbox),
    ("a connection without a second descriptor is an error", refused::no_descriptor),
    ("a socket has its permissions from the beginning", refused::permissions),
    ("a server that has forked is alive", refused::daemon),
    ("a server at a relative path removes its file", refused::relative),
];

fn main() -> ExitCode {
    if let Some(exit) = child::main() {
        return exit;
    }
    let options = Options::parse();
    for (name, run) in TESTS {
        if options.filter.as_ref().is_none_or(|filter| name.contains(filter.as_str())) {
            println!("{name}");
            let before = resources::Resources::now();
            run(&options);
            before.assert_unchanged(name);
        }
    }
    ExitCode::SUCCESS
}
