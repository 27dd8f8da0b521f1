//! The shipped code under a model checker.
//!
//! ```sh
//! cargo test --release -p ringmpsc-models --features loom -- [--every] [PART OF A NAME]
//! ```
//!
//! The library of this package is `ringmpsc/src/lib.rs`, compiled with loom's primitives in place
//! of those of `core` and `std`: the package's feature `loom` makes `build.rs` set
//! `cfg(ringmpsc_loom)`. The package `ringmpsc` itself does not know loom, so no user's lock file
//! names it.
//!
//! [Loom](https://docs.rs/loom) runs a model in every order in which its threads can interleave,
//! and lets each load return every value that the memory model allows. After that each model is run
//! without one of the orderings or fences that it needs, and must fail. At the end there is a
//! table: which edge is needed by which model. An edge that no model needs is an error, as is a
//! model that fails.
//!
//! Without the feature, cargo does not build the models.
//!
//! # What loom cannot show
//!
//! The litmus tests in `tests/litmus` show the first three of these points.
//!
//! * A load never returns what is stored after it. An ordering that is needed only against that
//!   passes: `senders` in the registry, `DORMANT` in the doorbell.
//! * A read-modify-write never finds an old value, and a store is visible at once. Models that need
//!   the opposite call `delay_stores` (`ringmpsc/src/sync/model/late.rs`).
//! * So no model needs these orderings: the exchange and the load with which an entry of orphans is
//!   used again, and the acquire with which the end of a biased claim is seen.
//! * Nor those of `listening`, by which an end learns without the lock that it was notified. An
//!   end that misses the message then finds it under the lock, or no other end waits for it. They
//!   are kept, since it is simpler to state with them what a load must find.
//! * An ordering next to a full fence may be covered by the fence: those of `vacancy` but for
//!   `vacancy.collect`, the addition of a debt to an alarm, and those of a notifier's flag. They
//!   are kept, since `ThreadSanitizer` does not see fences.
//! * A compiler barrier is nothing to it, for it runs what it is given in program order. So
//!   `fence.full` is shown where the publishing end executes a full fence: with full fences, and
//!   where a doorbell asks for one.
//! * It knows no time. That store buffers drain while a thread sleeps is assumed, and played by
//!   fences (`ringmpsc/src/sync/model/membarrier.rs`).

// The macro writes `::ringmpsc`, as do the models.
extern crate ringmpsc_models as ringmpsc;

mod adaptive;
mod claim;
mod close;
mod close_many;
mod closed;
mod dormancy;
mod group;
mod interrupt;
mod lap;
mod leave;
mod message;
mod mixed;
mod notifier;
mod park;
mod pool;
mod process;
mod ready;
mod recycle;
mod register;
mod space;
mod steps;
mod suite;
mod unpark;
mod waker;
mod weak;

fn main() -> std::process::ExitCode {
    let models = [
        lap::MODELS,
        claim::MODELS,
        close::MODELS,
        close_many::MODELS,
        closed::MODELS,
        register::MODELS,
        leave::MODELS,
        weak::MODELS,
        ready::MODELS,
        dormancy::MODELS,
        park::MODELS,
        unpark::MODELS,
        interrupt::MODELS,
        space::MODELS,
        adaptive::MODELS,
        notifier::MODELS,
        waker::MODELS,
        mixed::MODELS,
        group::MODELS,
        recycle::MODELS,
        pool::MODELS,
        process::MODELS,
    ];
    suite::main(&models.concat())
}
