//! The open descriptors of the process.

use std::fs;
use std::io;
use std::os::fd::{AsFd, AsRawFd};

/// Returns the number of open descriptors. A test that compares it needs a process of its own.
#[allow(dead_code, reason = "not every test that shares this file needs it")]
pub(crate) fn count() -> usize {
    // The directory itself is open during the count, so it counts in every call.
    fs::read_dir("/proc/self/fd").expect("proc is mounted").count()
}

/// Limits the process to the descriptors that are open now, and `more`: setrlimit(2).
#[allow(dead_code, reason = "not every test that shares this file needs it")]
pub(crate) fn limit(more: u64) {
    // Without gaps, the number of open descriptors is the next free number.
    let next = io::stdin().as_fd().try_clone_to_owned().expect("a descriptor is free");
    let next = u64::try_from(next.as_raw_fd()).expect("a descriptor is not negative");
    let limit = libc::rlimit { rlim_cur: next + more, rlim_max: next + more };
    // SAFETY: the kernel reads one `rlimit` from the second argument, which points to a live one.
    let result = unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit) };
    assert_eq!(result, 0, "{}", io::Error::last_os_error());
}

/// Returns whether a program that the process starts would not inherit the descriptor.
#[allow(dead_code, reason = "not every test that shares this file needs it")]
pub(crate) fn is_close_on_exec(fd: &impl AsFd) -> bool {
    // SAFETY: this command takes no argument. The descriptor is borrowed, so it is open.
    let flags = unsafe { libc::fcntl(fd.as_fd().as_raw_fd(), libc::F_GETFD) };
    assert!(flags >= 0, "{}", io::Error::last_os_error());
    flags & libc::FD_CLOEXEC != 0
}
