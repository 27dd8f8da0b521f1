//! The Linux facilities behind `ringmpsc`. Each file wraps one facility of the kernel.
//!
//! | module | facility | manual pages |
//! |---|---|---|
//! | [`membarrier`] | the heavy side of an asymmetric fence | [membarrier(2)] |
//! | [`futex`] | sleeping until a word changes, and waking | [futex(2)] |
//! | [`eventfd`] | a counter behind a descriptor, which wakes pollers | [eventfd(2)] |
//! | [`epoll`] | the descriptors of an epoll instance | [`epoll_ctl(2)`] |
//! | [`poll`] | waiting for several descriptors | [poll(2)] |
//! | [`clock`] | monotonic nanoseconds | [`clock_gettime(2)`] |
//! | [`affinity`] | the CPUs of a thread | [`sched_setaffinity(2)`], [getcpu(2)] |
//! | [`mapping`] | private memory in whole pages | [mmap(2)] |
//! | [`numa`] | nodes, memory on a given node | [mbind(2)], [`move_pages(2)`] |
//!
//! Between processes:
//!
//! | module | facility | manual pages |
//! |---|---|---|
//! | [`memfd`] | files in memory | [`memfd_create(2)`] |
//! | [`seals`] | forbidding changes of a file in memory | [`F_ADD_SEALS`] |
//! | [`shared_mapping`] | memory that several processes map | [mmap(2)] |
//! | [`futex::shared`] | futexes in shared memory | [futex(2)] |
//! | [`membarrier::global`] | asymmetric fences between processes | [membarrier(2)] |
//! | [`unix_socket`] | connections that keep message boundaries | [unix(7)] |
//! | [`scm_rights`] | messages with descriptors | [sendmsg(2)], [recvmsg(2)] |
//! | [`credentials`] | the process at the other end of a socket | [unix(7)] |
//! | [`pidfd`] | the death of a process | [`pidfd_open(2)`] |
//!
//! The crate does not depend on rings. The imports run one way: a facility, then the facilities
//! that use it, then [`numa`], then [`affinity`].
//!
//! If a kernel or a sandbox refuses a facility, the crate reports it: by [`SyscallError`],
//! [`membarrier::Unavailable`] or [`numa::Obtained::Unknown`]. [`futex`] is the exception: it falls
//! back to polling.
//!
//! The crate changes one state of the process: its registrations with membarrier(2). It also counts
//! system calls, for tests.
//!
//! [membarrier(2)]: https://man7.org/linux/man-pages/man2/membarrier.2.html
//! [futex(2)]: https://man7.org/linux/man-pages/man2/futex.2.html
//! [eventfd(2)]: https://man7.org/linux/man-pages/man2/eventfd.2.html
//! [`epoll_ctl(2)`]: https://man7.org/linux/man-pages/man2/epoll_ctl.2.html
//! [`clock_gettime(2)`]: https://man7.org/linux/man-pages/man2/clock_gettime.2.html
//! [`sched_setaffinity(2)`]: https://man7.org/linux/man-pages/man2/sched_setaffinity.2.html
//! [getcpu(2)]: https://man7.org/linux/man-pages/man2/getcpu.2.html
//! [mmap(2)]: https://man7.org/linux/man-pages/man2/mmap.2.html
//! [mbind(2)]: https://man7.org/linux/man-pages/man2/mbind.2.html
//! [`move_pages(2)`]: https://man7.org/linux/man-pages/man2/move_pages.2.html
//! [poll(2)]: https://man7.org/linux/man-pages/man2/poll.2.html
//! [`memfd_create(2)`]: https://man7.org/linux/man-pages/man2/memfd_create.2.html
//! [`F_ADD_SEALS`]: https://man7.org/linux/man-pages/man2/F_GET_SEALS.2const.html
//! [unix(7)]: https://man7.org/linux/man-pages/man7/unix.7.html
//! [sendmsg(2)]: https://man7.org/linux/man-pages/man2/sendmsg.2.html
//! [recvmsg(2)]: https://man7.org/linux/man-pages/man2/recvmsg.2.html
//! [`pidfd_open(2)`]: https://man7.org/linux/man-pages/man2/pidfd_open.2.html

// On other targets the error below is the whole crate, so that the compiler reports only this
// error. Cargo then builds no crate that depends on this one. `tests/platform.rs` checks this.
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
pub mod credentials;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod epoll;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod eventfd;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod futex;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod mapping;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod membarrier;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod memfd;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod numa;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod pidfd;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod poll;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod scm_rights;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod seals;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod shared_mapping;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub mod unix_socket;

#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod bit_mask;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod control_message;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod getcpu;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod page;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod retry;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod sched_affinity;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod socket_option;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod syscall_error;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod sysinfo;

#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub use syscall_error::SyscallError;
