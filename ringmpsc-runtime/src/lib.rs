//! The Linux facilities behind `ringmpsc`, one per file, each named after the manual page it wraps.
//!
//! | module | facility | manual pages |
//! |---|---|---|
//! | [`membarrier`] | the slow side of an asymmetric fence | membarrier(2) |
//! | [`numa`] | topology, memory on a wanted node, proof of where it is | mbind(2), `move_pages(2)`, mmap(2), numa(7) |
//! | [`affinity`] | on which CPUs a thread runs, and on which it runs now | `sched_setaffinity(2)`, getcpu(2) |
//! | [`clock`] | monotonic nanoseconds | `clock_gettime(2)` |
//! | [`futex`] | sleeping until a word changes, and waking | futex(2) |
//! | [`eventfd`] | waking whoever polls a descriptor | eventfd(2) |
//! | [`epoll`] | waiting for a descriptor among others | `epoll_ctl(2)` |
//!
//! Nothing here knows what a ring is. A facility which a kernel or a sandbox refuses is reported as
//! refused ([`Refusal`], [`membarrier::Unavailable`], [`numa::Obtained::Unknown`]), never assumed
//! to have worked. The one exception can only be late: [`futex`], without which a sleeper polls.
//!
//! The only state of the process is the registration with membarrier(2), and counts for tests.

// Elsewhere the error below is the whole crate, so that it is the only one. Cargo then builds
// nothing that depends on this crate. `tests/platform.rs` checks this.
#![cfg_attr(not(all(target_os = "linux", target_pointer_width = "64")), no_std)]

#[cfg(not(all(target_os = "linux", target_pointer_width = "64")))]
compile_error!(
    "ringmpsc runs on Linux with 64-bit pointers, and nowhere else: it is built on futex, \
     membarrier, eventfd and 64-bit counters; choose a target such as `x86_64-unknown-linux-gnu` \
     or `aarch64-unknown-linux-musl`, or let only such targets depend on it: \
     `[target.'cfg(all(target_os = \"linux\", target_pointer_width = \"64\"))'.dependencies]`"
);

#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod affinity;
#[doc(hidden)]
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod calls;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod clock;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod epoll;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod eventfd;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod futex;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod membarrier;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod numa;

#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod bit_mask;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod page;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod refusal;

#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub use refusal::Refusal;
