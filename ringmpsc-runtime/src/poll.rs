//! Waiting for events on several descriptors: [poll(2)].
//!
//! ```
//! use ringmpsc_runtime::eventfd::EventFd;
//! use ringmpsc_runtime::poll::{Events, PollFd, poll};
//! use std::os::fd::AsFd;
//! use std::time::Instant;
//!
//! let (one, other) = (EventFd::new()?, EventFd::new()?);
//! other.signal()?;
//! let mut fds = [&one, &other].map(|event| PollFd::new(event.as_fd(), Events::READABLE));
//! assert_eq!(poll(&mut fds, Some(Instant::now()))?, 1);
//! assert!(fds[0].events().is_empty());
//! assert!(fds[1].events().contains(Events::READABLE));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [poll(2)]: https://man7.org/linux/man-pages/man2/poll.2.html

use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::ops::BitOr;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr;
use std::time::{Duration, Instant};

use libc::{c_long, c_short, nfds_t, pollfd, time_t, timespec};

use crate::retry::until_uninterrupted;

/// A set of events on a descriptor.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Events(c_short);

impl Events {
    /// No events. The kernel then reports only the events that need no request.
    pub const NONE: Self = Self(0);
    /// A read would not block (`POLLIN`).
    pub const READABLE: Self = Self(libc::POLLIN);
    /// A write would not block (`POLLOUT`).
    pub const WRITABLE: Self = Self(libc::POLLOUT);
    /// The peer of a socket has closed it, or its writing half (`POLLRDHUP`).
    pub const PEER_CLOSED: Self = Self(libc::POLLRDHUP);
    /// An error (`POLLERR`). The kernel reports it without a request.
    pub const ERROR: Self = Self(libc::POLLERR);
    /// The connection is closed (`POLLHUP`). The kernel reports it without a request.
    pub const HANG_UP: Self = Self(libc::POLLHUP);
    /// The descriptor is not open (`POLLNVAL`). The kernel reports it without a request.
    pub const NOT_OPEN: Self = Self(libc::POLLNVAL);

    /// Returns whether all `events` are in this set.
    pub const fn contains(self, events: Self) -> bool {
        self.0 & events.0 == events.0
    }

    /// Returns whether at least one of `events` is in this set.
    pub const fn intersects(self, events: Self) -> bool {
        self.0 & events.0 != 0
    }

    /// Returns whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl BitOr for Events {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [
            (Self::READABLE, "READABLE"),
            (Self::WRITABLE, "WRITABLE"),
            (Self::PEER_CLOSED, "PEER_CLOSED"),
            (Self::ERROR, "ERROR"),
            (Self::HANG_UP, "HANG_UP"),
            (Self::NOT_OPEN, "NOT_OPEN"),
        ];
        let mut set = f.debug_set();
        for (event, name) in names {
            if self.contains(event) {
                set.entry(&format_args!("{name}"));
            }
        }
        set.finish()
    }
}

/// A descriptor with the requested events and the events that occurred.
#[repr(transparent)]
pub struct PollFd<'fd> {
    raw: pollfd,
    descriptor: PhantomData<BorrowedFd<'fd>>,
}

impl<'fd> PollFd<'fd> {
    /// Requests `events` on `fd`.
    pub fn new(fd: BorrowedFd<'fd>, events: Events) -> Self {
        let raw = pollfd { fd: fd.as_raw_fd(), events: events.0, revents: 0 };
        Self { raw, descriptor: PhantomData }
    }

    /// Returns the events that the last [`poll`] found. The set is empty before the first one.
    pub fn events(&self) -> Events {
        Events(self.raw.revents)
    }
}

impl fmt::Debug for PollFd<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let requested = Events(self.raw.events);
        f.debug_struct("PollFd")
            .field("fd", &self.raw.fd)
            .field("requested", &requested)
            .field("events", &self.events())
            .finish()
    }
}

/// Waits until an event occurs on one of `fds`, or until `deadline` if there is one: [ppoll(2)].
///
/// Returns the number of descriptors with events. Returns 0 after the deadline, and never before
/// it. A deadline in the past makes the call return at once. A handled signal neither ends the wait
/// nor moves the deadline.
///
/// # Errors
///
/// | error | reason |
/// |---|---|
/// | `EINVAL` | there are more descriptors than the process may open |
/// | `ENOMEM` | the kernel is out of memory |
/// | any other | a sandbox refused the call with this number |
///
/// # Progress and cost
///
/// Blocking. One system call, and one more after each signal. O(`fds.len()`).
///
/// [ppoll(2)]: https://man7.org/linux/man-pages/man2/poll.2.html
pub fn poll(fds: &mut [PollFd<'_>], deadline: Option<Instant>) -> io::Result<usize> {
    poll_by(deadline, |time| ppoll(fds, time))
}

/// Polls by `call`, again after each signal, with the time that then remains.
fn poll_by(
    deadline: Option<Instant>,
    mut call: impl FnMut(Option<&timespec>) -> io::Result<usize>,
) -> io::Result<usize> {
    until_uninterrupted(|| {
        let time = deadline.map(|deadline| timespec_of(remaining(deadline)));
        call(time.as_ref())
    })
}

/// Waits for one of `events` on one descriptor. Returns the events, which may be others that need
/// no request, or [`Events::NONE`] after the deadline.
///
/// # Errors
///
/// As for [`poll`].
///
/// # Progress and cost
///
/// As for [`poll`].
pub fn poll_one(
    fd: BorrowedFd<'_>,
    events: Events,
    deadline: Option<Instant>,
) -> io::Result<Events> {
    let mut fds = [PollFd::new(fd, events)];
    poll(&mut fds, deadline)?;
    Ok(fds[0].events())
}

/// Returns the time until `deadline`, or zero.
fn remaining(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}

/// Converts a time, or returns the longest one that fits.
fn timespec_of(time: Duration) -> timespec {
    timespec {
        tv_sec: time_t::try_from(time.as_secs()).unwrap_or(time_t::MAX),
        // The number is less than a billion, so the conversion keeps its value.
        tv_nsec: c_long::from(time.subsec_nanos().cast_signed()),
    }
}

/// Calls ppoll(2) once, with the signal mask of the thread.
fn ppoll(fds: &mut [PollFd<'_>], time: Option<&timespec>) -> io::Result<usize> {
    let count = nfds_t::try_from(fds.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
    let time = time.map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the kernel reads and writes `count` `pollfd`s at the first argument. `PollFd` is a
    // transparent `pollfd`, and `fds` has that many, exclusively borrowed. The third argument is
    // null or points to a live `timespec`. A null signal mask leaves the mask unchanged.
    let result = unsafe { libc::ppoll(fds.as_mut_ptr().cast(), count, time, ptr::null()) };
    usize::try_from(result).map_err(|_| io::Error::last_os_error())
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_signal_does_not_move_the_deadline() {
        let mut times = Vec::new();
        let hour = Duration::from_secs(3600);
        let found = poll_by(Some(Instant::now() + hour), |time| {
            let time = time.expect("there is a deadline");
            times.push((time.tv_sec, time.tv_nsec));
            thread::sleep(Duration::from_millis(1));
            if times.len() < 3 { Err(io::ErrorKind::Interrupted.into()) } else { Ok(2) }
        });
        assert_eq!(found.expect("the third call succeeds"), 2);
        assert!(times.is_sorted_by(|earlier, later| later < earlier), "{times:?}");
        assert!(times[0] <= (3600, 0), "{times:?}");
    }

    #[test]
    fn a_long_time_is_the_longest_that_fits() {
        let time = timespec_of(Duration::MAX);
        assert_eq!((time.tv_sec, time.tv_nsec), (time_t::MAX, 999_999_999));
        let time = timespec_of(Duration::from_millis(1_600));
        assert_eq!((time.tv_sec, time.tv_nsec), (1, 600_000_000));
    }

    #[test]
    fn debug_names_the_events() {
        let events = Events::READABLE | Events::HANG_UP;
        assert_eq!(format!("{events:?}"), "{READABLE, HANG_UP}");
    }
}
