//! The shipped code under a model checker.
//!
//! ```sh
//! RUSTFLAGS="--cfg ringmpsc_loom" cargo test -p ringmpsc-tests --test models --release
//! ```
//!
//! [Loom](https://docs.rs/loom) runs a model in every order in which its threads can interleave, and lets
//! each load return every value that the memory model allows. After that each model is run without one of
//! the orderings or fences that it needs, and must fail. At the end there is a table: which edge is needed
//! by which model. An edge that no model needs is an error, as is a model that fails.
//!
//! Without `--cfg ringmpsc_loom` there is nothing here.
//!
//! # What loom cannot show
//!
//! * A load never returns what is stored after it. An ordering that is needed only against that passes:
//!   `senders` in the registry, `DORMANT` in the doorbell.
//! * A compiler barrier is nothing to it, for it runs what it is given in program order. So `fence.light` is
//!   shown with full fences only.

#[cfg(ringmpsc_loom)]
mod claim;
#[cfg(ringmpsc_loom)]
mod close;
#[cfg(ringmpsc_loom)]
mod close_many;
#[cfg(ringmpsc_loom)]
mod crew;
#[cfg(ringmpsc_loom)]
mod dormancy;
#[cfg(ringmpsc_loom)]
mod lap;
#[cfg(ringmpsc_loom)]
mod leave;
#[cfg(ringmpsc_loom)]
mod message;
#[cfg(ringmpsc_loom)]
mod notifier;
#[cfg(ringmpsc_loom)]
mod park;
#[cfg(ringmpsc_loom)]
mod ready;
#[cfg(ringmpsc_loom)]
mod recycle;
#[cfg(ringmpsc_loom)]
mod register;
#[cfg(ringmpsc_loom)]
mod room;
#[cfg(ringmpsc_loom)]
mod steps;
#[cfg(ringmpsc_loom)]
mod suite;
#[cfg(ringmpsc_loom)]
mod waker;

#[cfg(ringmpsc_loom)]
fn main() -> std::process::ExitCode {
    let models = [
        lap::MODELS,
        claim::MODELS,
        close::MODELS,
        close_many::MODELS,
        register::MODELS,
        leave::MODELS,
        ready::MODELS,
        dormancy::MODELS,
        park::MODELS,
        room::MODELS,
        notifier::MODELS,
        waker::MODELS,
        crew::MODELS,
        recycle::MODELS,
    ];
    suite::main(&models.concat())
}

#[cfg(not(ringmpsc_loom))]
fn main() {}
