//! Real threads on real memory.
//!
//! ```sh
//! cargo test -p ringmpsc-tests --test stress                              # seconds
//! cargo test -p ringmpsc-tests --test stress --release -- --scale 50      # minutes
//! cargo test -p ringmpsc-tests --test stress -- close                     # some scenarios
//! ```
//!
//! In every scenario each message says who sent it as the how manieth, so that a message that is
//! lost, torn, late or comes twice is found; and each is in a [ledger] in which it must be dropped
//! exactly once. A [watchdog] ends a scenario in which nothing moves.
//!
//! This is a program and not a list of `#[test]`s so that a sanitizer sees all of it: the standard
//! library's test runner is not instrumented. For the same reason threads meet at a [gate] of
//! atomics.

mod books;
mod channels;
mod ends;
mod gate;
mod ledger;
mod memory;
mod message;
mod pace;
mod random;
mod receiver;
mod scenarios;
mod sharing;
mod source;
mod suite;
mod watchdog;

fn main() -> std::process::ExitCode {
    suite::main(scenarios::ALL)
}
