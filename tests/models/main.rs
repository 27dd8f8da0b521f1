//! The shipped code under a model checker.
//!
//! ```sh
//! RUSTFLAGS="--cfg ringmpsc_loom" cargo test -p ringmpsc-tests --test models --release
//! ```
//!
//! Loom runs each model in every order in which its threads can interleave, and lets every load return every
//! value that the memory model allows. Then each model is run again without one of the orderings or fences
//! that it needs, and must fail. At the end there is a table: which model needs which edge. An edge that no
//! model needs is an error, like a model that fails.
//!
//! Without `--cfg ringmpsc_loom` there is nothing here.

#[cfg(ringmpsc_loom)]
mod message;
#[cfg(ringmpsc_loom)]
mod models;
#[cfg(ringmpsc_loom)]
mod suite;

#[cfg(ringmpsc_loom)]
fn main() -> std::process::ExitCode {
    suite::main(&models::all())
}

#[cfg(not(ringmpsc_loom))]
fn main() {}
