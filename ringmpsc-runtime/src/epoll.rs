//! Descriptors in an epoll instance: [`epoll_ctl(2)`], [epoll(7)].
//!
//! The caller owns the epoll instance and waits on it. This module only adds, changes and removes
//! descriptors. An instance is itself a descriptor that poll(2) and epoll(7) report as readable
//! while one of its own is ready. So [`create`] puts several descriptors behind one.
//!
//! ```
//! use ringmpsc_runtime::{epoll, eventfd::EventFd};
//! use std::os::fd::{AsFd, FromRawFd, OwnedFd};
//!
//! // SAFETY: the call takes no pointers, and only this program has the new descriptor.
//! let poller = unsafe { OwnedFd::from_raw_fd(libc::epoll_create1(libc::EPOLL_CLOEXEC)) };
//! let event = EventFd::new()?;
//! epoll::add(poller.as_fd(), event.as_fd(), 7, false)?;
//! // Now epoll_wait(2) on `poller` reports 7 while `event` has signals to consume.
//! epoll::remove(poller.as_fd(), event.as_fd())?;
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [`epoll_ctl(2)`]: https://man7.org/linux/man-pages/man2/epoll_ctl.2.html
//! [epoll(7)]: https://man7.org/linux/man-pages/man7/epoll.7.html

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::ptr;

use libc::{c_int, epoll_event};

use crate::poll::Events;

/// Creates an epoll instance: [`epoll_create1(2)`] with `EPOLL_CLOEXEC`.
///
/// # Errors
///
/// | error | reason |
/// |---|---|
/// | `EMFILE`, `ENFILE` | the process or the system has too many open files |
/// | `ENOMEM` | the kernel is out of memory |
/// | any other | a sandbox refused the call with this number |
///
/// # Progress and cost
///
/// One system call, which does not block.
///
/// ```
/// use ringmpsc_runtime::epoll;
/// use ringmpsc_runtime::poll::{Events, poll_one};
/// use ringmpsc_runtime::unix_socket::SeqPacket;
/// use std::os::fd::AsFd;
/// use std::time::Instant;
///
/// let (one, other) = SeqPacket::pair()?;
/// let both = epoll::create()?;
/// epoll::set(both.as_fd(), one.as_fd(), Events::READABLE)?;
/// other.signal()?;
/// let ready = poll_one(both.as_fd(), Events::READABLE, Some(Instant::now()))?;
/// assert!(ready.contains(Events::READABLE));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// [`epoll_create1(2)`]: https://man7.org/linux/man-pages/man2/epoll_create.2.html
pub fn create() -> io::Result<OwnedFd> {
    // SAFETY: the call takes an integer.
    let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
    if fd == -1 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the call has just opened this descriptor, so it is open and has no other owner.
    // close(2) releases it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Makes `epoll` ready while one of `events` holds for `fd`: [`epoll_ctl(2)`] with `EPOLL_CTL_MOD`,
/// or with `EPOLL_CTL_ADD` if `fd` is not in `epoll`. Level-triggered, with the token 0.
///
/// # Errors
///
/// As for [`add`], but for `EEXIST`.
///
/// # Progress and cost
///
/// One or two system calls, which do not block.
///
/// ```
/// # use ringmpsc_runtime::epoll;
/// # use ringmpsc_runtime::poll::{Events, poll_one};
/// # use ringmpsc_runtime::unix_socket::SeqPacket;
/// # use std::os::fd::AsFd;
/// # use std::time::Instant;
/// let (one, _other) = SeqPacket::pair()?;
/// let both = epoll::create()?;
/// let is_ready = || {
///     let events = poll_one(both.as_fd(), Events::READABLE, Some(Instant::now()))?;
///     Ok::<_, std::io::Error>(!events.is_empty())
/// };
/// epoll::set(both.as_fd(), one.as_fd(), Events::WRITABLE)?;
/// assert!(is_ready()?);
/// epoll::set(both.as_fd(), one.as_fd(), Events::READABLE)?;
/// assert!(!is_ready()?);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// [`epoll_ctl(2)`]: https://man7.org/linux/man-pages/man2/epoll_ctl.2.html
pub fn set(epoll: BorrowedFd<'_>, fd: BorrowedFd<'_>, events: Events) -> io::Result<()> {
    let pairs = [
        (Events::READABLE, libc::EPOLLIN),
        (Events::WRITABLE, libc::EPOLLOUT),
        (Events::PEER_CLOSED, libc::EPOLLRDHUP),
    ];
    let wanted = pairs.into_iter().filter(|(event, _)| events.contains(*event));
    let bits = wanted.fold(0, |bits, (_, bit)| bits | bit.cast_unsigned());
    match control(epoll, fd, libc::EPOLL_CTL_MOD, bits, 0) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            control(epoll, fd, libc::EPOLL_CTL_ADD, bits, 0)
        }
        result => result,
    }
}

/// Adds `fd` to `epoll`, which then reports `token` when `fd` is readable: [`epoll_ctl(2)`] with
/// `EPOLL_CTL_ADD` and `EPOLLIN`.
///
/// A level-triggered registration reports as long as `fd` is readable. An edge-triggered one
/// (`EPOLLET`) reports once for each event on `fd`, and once if `fd` is readable already. Each
/// signal of an eventfd(2) is an event.
///
/// The registration ends when [`remove`] is called, or when the last duplicate of `fd` is closed.
///
/// # Errors
///
/// | error | reason |
/// |---|---|
/// | `EEXIST` | `fd` is in `epoll` already |
/// | `EINVAL` | `epoll` is not an epoll instance, or is the same as `fd` |
/// | `EPERM` | `fd` cannot be polled, such as a regular file |
/// | `ELOOP` | `fd` is an epoll instance that waits for `epoll` |
/// | `ENOMEM`, `ENOSPC` | the kernel is out of memory, or the user has too many registrations |
///
/// # Progress and cost
///
/// One system call, which does not block.
///
/// ```
/// # use ringmpsc_runtime::{epoll, eventfd::EventFd};
/// # use std::os::fd::AsFd;
/// let event = EventFd::new()?;
/// let error = epoll::add(event.as_fd(), event.as_fd(), 0, true).unwrap_err();
/// assert_eq!(error.raw_os_error(), Some(libc::EINVAL));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// [`epoll_ctl(2)`]: https://man7.org/linux/man-pages/man2/epoll_ctl.2.html
pub fn add(
    epoll: BorrowedFd<'_>,
    fd: BorrowedFd<'_>,
    token: u64,
    edge_triggered: bool,
) -> io::Result<()> {
    let events = if edge_triggered { libc::EPOLLIN | libc::EPOLLET } else { libc::EPOLLIN };
    control(epoll, fd, libc::EPOLL_CTL_ADD, events.cast_unsigned(), token)
}

/// Adds or changes `fd`.
fn control(
    epoll: BorrowedFd<'_>,
    fd: BorrowedFd<'_>,
    command: c_int,
    events: u32,
    token: u64,
) -> io::Result<()> {
    let mut event = epoll_event { events, u64: token };
    // SAFETY: the kernel reads one `epoll_event` from the last argument, which points to a live
    // one. Both descriptors are borrowed, so they are open.
    let result =
        unsafe { libc::epoll_ctl(epoll.as_raw_fd(), command, fd.as_raw_fd(), &raw mut event) };
    succeeded(result)
}

/// Removes `fd` from `epoll`: [`epoll_ctl(2)`] with `EPOLL_CTL_DEL`.
///
/// An `epoll_wait(2)` that returned before may still have reported `fd`.
///
/// # Errors
///
/// | error | reason |
/// |---|---|
/// | `ENOENT` | `fd` is not in `epoll` |
/// | `EINVAL` | `epoll` is not an epoll instance, or is the same as `fd` |
/// | `EPERM` | `fd` cannot be polled |
///
/// # Progress and cost
///
/// One system call, which does not block.
///
/// ```
/// # use ringmpsc_runtime::{epoll, eventfd::EventFd};
/// # use std::os::fd::{AsFd, FromRawFd, OwnedFd};
/// # // SAFETY: the call takes no pointers, and only this program has the new descriptor.
/// # let poller = unsafe { OwnedFd::from_raw_fd(libc::epoll_create1(libc::EPOLL_CLOEXEC)) };
/// let event = EventFd::new()?;
/// let error = epoll::remove(poller.as_fd(), event.as_fd()).unwrap_err();
/// assert_eq!(error.raw_os_error(), Some(libc::ENOENT));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// [`epoll_ctl(2)`]: https://man7.org/linux/man-pages/man2/epoll_ctl.2.html
pub fn remove(epoll: BorrowedFd<'_>, fd: BorrowedFd<'_>) -> io::Result<()> {
    let unused = ptr::null_mut();
    // SAFETY: for this command the kernel ignores the last argument, which may be null since Linux
    // 2.6.9. Both descriptors are borrowed, so they are open.
    let result =
        unsafe { libc::epoll_ctl(epoll.as_raw_fd(), libc::EPOLL_CTL_DEL, fd.as_raw_fd(), unused) };
    succeeded(result)
}

fn succeeded(result: c_int) -> io::Result<()> {
    if result == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
