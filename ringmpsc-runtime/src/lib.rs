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

#[cfg(not(target_os = "linux"))]
compile_error!("ringmpsc-runtime wraps Linux system calls and builds for Linux only");

pub mod affinity;
#[doc(hidden)]
pub mod calls;
pub mod clock;
pub mod epoll;
pub mod eventfd;
pub mod futex;
pub mod membarrier;
pub mod numa;

mod bit_mask;
mod page;
mod refusal;

pub use refusal::Refusal;
