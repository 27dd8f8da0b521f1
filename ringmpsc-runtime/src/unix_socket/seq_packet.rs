//! One end of a connection: [connect(2)], [socketpair(2)].
//!
//! [connect(2)]: https://man7.org/linux/man-pages/man2/connect.2.html
//! [socketpair(2)]: https://man7.org/linux/man-pages/man2/socketpair.2.html

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::time::{Duration, Instant};

use libc::{socklen_t, suseconds_t, time_t, timeval};

use super::address::Address;
use super::{socket, succeeded};
use crate::poll::{Events, poll_one};
use crate::retry::until_uninterrupted;
use crate::socket_option;

/// One end of a connection that keeps message boundaries. It is closed on drop.
#[derive(Debug)]
pub struct SeqPacket {
    fd: OwnedFd,
}

impl SeqPacket {
    /// Wraps a connected socket.
    pub(super) fn of(fd: OwnedFd) -> Self {
        Self { fd }
    }

    /// Creates a connection between two new sockets: [socketpair(2)].
    ///
    /// A child process can inherit one of them, after the parent has cleared its close-on-exec
    /// flag.
    ///
    /// # Errors
    ///
    /// `EMFILE`, `ENFILE` or `ENOMEM` if the process or the system has reached a limit.
    ///
    /// # Progress and cost
    ///
    /// Wait-free: one system call.
    ///
    /// [socketpair(2)]: https://man7.org/linux/man-pages/man2/socketpair.2.html
    pub fn pair() -> io::Result<(Self, Self)> {
        let kind = libc::SOCK_SEQPACKET | libc::SOCK_CLOEXEC;
        let mut fds = [-1; 2];
        // SAFETY: the kernel writes two descriptors to the last argument, which points to two live,
        // exclusively borrowed integers.
        succeeded(unsafe { libc::socketpair(libc::AF_UNIX, kind, 0, fds.as_mut_ptr()) })?;
        let [one, other] = fds.map(|fd| {
            // SAFETY: the call has just opened this descriptor, so it is open and has no other
            // owner. close(2) releases it.
            Self::of(unsafe { OwnedFd::from_raw_fd(fd) })
        });
        Ok((one, other))
    }

    /// Connects to a [`Listener`](super::Listener): [connect(2)].
    ///
    /// If too many connections wait at the listener, the call waits until `deadline` if there is
    /// one. The call does not wait until the listener accepts. A handled signal neither ends the
    /// wait nor moves the deadline.
    ///
    /// # Errors
    ///
    /// | error | reason |
    /// |---|---|
    /// | [`io::ErrorKind::TimedOut`] | the deadline has passed |
    /// | `ENOENT` | the file does not exist |
    /// | `ECONNREFUSED` | no socket listens at the address |
    /// | `EACCES` | the process may not write to the file, or not search its directories |
    /// | `EPROTOTYPE` | the listener has another type of socket |
    /// | `EMFILE`, `ENFILE`, `ENOMEM` | the process or the system has reached a limit |
    ///
    /// # Progress and cost
    ///
    /// Blocking. Two system calls, and one more for each wait.
    ///
    /// [connect(2)]: https://man7.org/linux/man-pages/man2/connect.2.html
    pub fn connect(address: &Address, deadline: Option<Instant>) -> io::Result<Self> {
        let fd = socket(0)?;
        loop {
            if let Some(deadline) = deadline {
                set_send_timeout(fd.as_fd(), deadline)?;
            }
            let result = address.with_raw(|raw, len| {
                // SAFETY: the kernel reads `len` bytes from `raw`, which is valid for them. `fd` is
                // open.
                succeeded(unsafe { libc::connect(fd.as_raw_fd(), raw, len) })
            });
            match result {
                Ok(()) => return Ok(Self::of(fd)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                    if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                        return Err(io::ErrorKind::TimedOut.into());
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => match deadline {
                    // The kernel rounds a timeout, so it may be early.
                    Some(deadline) if Instant::now() < deadline => {}
                    Some(_) => return Err(io::ErrorKind::TimedOut.into()),
                    None => return Err(error),
                },
                Err(error) => return Err(error),
            }
        }
    }

    /// Wraps a descriptor that the process has inherited, after a check of its type:
    /// [getsockopt(2)].
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidInput`] if it is a socket of another type, and `ENOTSOCK` if it is
    /// not a socket. The descriptor is then closed.
    ///
    /// # Progress and cost
    ///
    /// Wait-free: two system calls.
    ///
    /// [getsockopt(2)]: https://man7.org/linux/man-pages/man2/getsockopt.2.html
    pub fn from_fd(fd: OwnedFd) -> io::Result<Self> {
        let domain = socket_option::get(fd.as_fd(), libc::SO_DOMAIN)?;
        let kind = socket_option::get(fd.as_fd(), libc::SO_TYPE)?;
        if (domain, kind) != (libc::AF_UNIX, libc::SOCK_SEQPACKET) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        // SAFETY: this command takes an integer. `fd` is open.
        succeeded(unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_SETFD, libc::FD_CLOEXEC) })?;
        Ok(Self::of(fd))
    }

    /// Returns whether the peer has closed its end: [poll(2)] with `POLLRDHUP` and `POLLHUP`.
    ///
    /// Messages that the peer sent before may still wait.
    ///
    /// # Errors
    ///
    /// As for [`poll`](crate::poll::poll).
    ///
    /// # Progress and cost
    ///
    /// One system call, which does not block.
    ///
    /// [poll(2)]: https://man7.org/linux/man-pages/man2/poll.2.html
    pub fn is_peer_gone(&self) -> io::Result<bool> {
        let events = poll_one(self.as_fd(), Events::PEER_CLOSED, Some(Instant::now()))?;
        Ok(events.intersects(Events::PEER_CLOSED | Events::HANG_UP))
    }
}

impl SeqPacket {
    /// Returns whether the peer has closed its end, and all of its messages have been received:
    /// [recv(2)] with `MSG_PEEK`. A message without any byte counts as the end.
    ///
    /// # Errors
    ///
    /// `ENOMEM` if the kernel is out of memory. Any other error is that of a sandbox.
    ///
    /// # Progress and cost
    ///
    /// One system call, which does not block.
    ///
    /// ```
    /// use ringmpsc_runtime::scm_rights::{receive, send};
    /// use ringmpsc_runtime::unix_socket::SeqPacket;
    /// use std::os::fd::AsFd;
    ///
    /// let (one, other) = SeqPacket::pair()?;
    /// send(one.as_fd(), b"hello", &[], None)?;
    /// drop(one);
    /// assert!(!other.is_at_end()?);
    /// receive(other.as_fd(), &mut [0; 5], 0, None)?;
    /// assert!(other.is_at_end()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// [recv(2)]: https://man7.org/linux/man-pages/man2/recv.2.html
    pub fn is_at_end(&self) -> io::Result<bool> {
        let mut byte = 0_u8;
        let flags = libc::MSG_PEEK | libc::MSG_DONTWAIT;
        // SAFETY: the kernel writes at most one byte to the second argument, which points to a
        // live, exclusively borrowed one. `self` owns the descriptor, so it is open.
        let received = until_uninterrupted(|| unsafe {
            match libc::recv(self.fd.as_raw_fd(), (&raw mut byte).cast(), 1, flags) {
                -1 => Err(io::Error::last_os_error()),
                received => Ok(received),
            }
        });
        match received {
            Ok(received) => Ok(received == 0),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(false),
            // The peer has closed its end before it received all messages. Its own may wait.
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl AsFd for SeqPacket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl From<SeqPacket> for OwnedFd {
    fn from(socket: SeqPacket) -> Self {
        socket.fd
    }
}

/// Limits the time that connect(2) waits: `SO_SNDTIMEO`.
fn set_send_timeout(socket: BorrowedFd<'_>, deadline: Instant) -> io::Result<()> {
    let time = timeval_of(deadline.saturating_duration_since(Instant::now()));
    let size = socklen_t::try_from(size_of::<timeval>()).expect("16 bytes fit");
    // SAFETY: the kernel reads `size` bytes from the fourth argument, which points to a live
    // `timeval` of that size. `socket` is borrowed, so it is open.
    let result = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_SNDTIMEO,
            (&raw const time).cast(),
            size,
        )
    };
    succeeded(result)
}

/// Converts a time. The result is at least 1 µs, because the kernel takes zero for no limit.
fn timeval_of(time: Duration) -> timeval {
    let time = time.max(Duration::from_micros(1));
    timeval {
        tv_sec: time_t::try_from(time.as_secs()).unwrap_or(time_t::MAX),
        // The number is less than a million, so the conversion keeps its value.
        tv_usec: suseconds_t::from(time.subsec_micros().cast_signed()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_never_zero() {
        for time in [Duration::ZERO, Duration::from_nanos(999)] {
            let time = timeval_of(time);
            assert_eq!((time.tv_sec, time.tv_usec), (0, 1));
        }
        let time = timeval_of(Duration::new(7, 1_999));
        assert_eq!((time.tv_sec, time.tv_usec), (7, 1));
        assert_eq!(timeval_of(Duration::MAX).tv_sec, time_t::MAX);
    }
}
