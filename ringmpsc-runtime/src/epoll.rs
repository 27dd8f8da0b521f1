//! Waiting for a descriptor among others: `epoll_ctl(2)`, epoll(7).
//!
//! Only what it takes to put a descriptor of ours into an epoll instance of somebody else, who
//! waits.
//!
//! ```
//! use ringmpsc_runtime::{epoll, eventfd::EventFd};
//! use std::os::fd::{AsFd, FromRawFd, OwnedFd};
//!
//! // SAFETY: the call takes no pointers; what it opens belongs to nobody else.
//! let poller = unsafe { OwnedFd::from_raw_fd(libc::epoll_create1(libc::EPOLL_CLOEXEC)) };
//! let event = EventFd::new()?;
//! epoll::add(poller.as_fd(), event.as_fd(), 7, false)?;
//! // From here on, epoll_wait(2) on `poller` tells of 7 while there are signals to consume.
//! epoll::remove(poller.as_fd(), event.as_fd())?;
//! # Ok::<(), std::io::Error>(())
//! ```

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr;

use libc::{c_int, epoll_event};

/// Makes `epoll` tell of `token` when `fd` is readable (`EPOLLIN`): `epoll_ctl(2)`, `EPOLL_CTL_ADD`.
///
/// Level-triggered, it tells as long as `fd` is readable. Edge-triggered (`EPOLLET`), it tells once
/// each time that something happens to `fd` (for an eventfd(2): at each signal), and once if `fd` is
/// readable already.
///
/// The registration ends by [`remove`], or when the last duplicate of `fd` is closed.
///
/// # Errors
///
/// `EEXIST` if `fd` is in `epoll` already, `EINVAL` if `epoll` is no epoll instance or the same as
/// `fd`, `EPERM` if `fd` cannot be polled (a regular file, for instance), `ELOOP` if `fd` is an epoll
/// instance that waits for `epoll`, `ENOMEM` and `ENOSPC` if the kernel or the user is out of memory
/// or watches.
///
/// ```
/// # use ringmpsc_runtime::{epoll, eventfd::EventFd};
/// # use std::os::fd::AsFd;
/// let event = EventFd::new()?;
/// let error = epoll::add(event.as_fd(), event.as_fd(), 0, true).unwrap_err();
/// assert_eq!(error.raw_os_error(), Some(libc::EINVAL));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn add(
    epoll: BorrowedFd<'_>,
    fd: BorrowedFd<'_>,
    token: u64,
    edge_triggered: bool,
) -> io::Result<()> {
    let events = if edge_triggered { libc::EPOLLIN | libc::EPOLLET } else { libc::EPOLLIN };
    let mut event = epoll_event { events: events.cast_unsigned(), u64: token };
    // SAFETY: the call reads one `epoll_event` from its last argument, which points to a live one.
    // Both descriptors are open, as they are borrowed.
    let result = unsafe {
        libc::epoll_ctl(epoll.as_raw_fd(), libc::EPOLL_CTL_ADD, fd.as_raw_fd(), &raw mut event)
    };
    succeeded(result)
}

/// Makes `epoll` tell no more of `fd`: `epoll_ctl(2)`, `EPOLL_CTL_DEL`.
///
/// An `epoll_wait(2)` that has returned may still have told of it.
///
/// # Errors
///
/// `ENOENT` if `fd` is not in `epoll`, `EINVAL` if `epoll` is no epoll instance or the same as `fd`,
/// `EPERM` if `fd` cannot be polled.
///
/// ```
/// # use ringmpsc_runtime::{epoll, eventfd::EventFd};
/// # use std::os::fd::{AsFd, FromRawFd, OwnedFd};
/// # // SAFETY: the call takes no pointers; what it opens belongs to nobody else.
/// # let poller = unsafe { OwnedFd::from_raw_fd(libc::epoll_create1(libc::EPOLL_CLOEXEC)) };
/// let event = EventFd::new()?;
/// let error = epoll::remove(poller.as_fd(), event.as_fd()).unwrap_err();
/// assert_eq!(error.raw_os_error(), Some(libc::ENOENT));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn remove(epoll: BorrowedFd<'_>, fd: BorrowedFd<'_>) -> io::Result<()> {
    let unused = ptr::null_mut();
    // SAFETY: for this command the call ignores its last argument, which may be null since Linux
    // 2.6.9. Both descriptors are open, as they are borrowed.
    let result =
        unsafe { libc::epoll_ctl(epoll.as_raw_fd(), libc::EPOLL_CTL_DEL, fd.as_raw_fd(), unused) };
    succeeded(result)
}

fn succeeded(result: c_int) -> io::Result<()> {
    if result == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
