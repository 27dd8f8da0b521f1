//! A descriptor of a process, to learn of its death: [`pidfd_open(2)`].
//!
//! A pidfd stays with its process, while the kernel may give the id of a dead process to another
//! one. It becomes readable when the process ends, so a thread can [`poll`](crate::poll) it
//! together with other descriptors.
//!
//! A stopped process (`SIGSTOP`) has not ended.
//!
//! ```
//! use ringmpsc_runtime::pidfd::PidFd;
//! use std::process::Command;
//!
//! let mut child = Command::new("sleep").arg("60").spawn()?;
//! let process = PidFd::open(child.id())?;
//! assert!(!process.has_ended()?);
//! child.kill()?;
//! assert!(process.wait(None)?);
//! child.wait()?;
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [`pidfd_open(2)`]: https://man7.org/linux/man-pages/man2/pidfd_open.2.html

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::ptr;
use std::time::Instant;

use libc::{c_int, c_long, c_uint, pid_t};

use crate::credentials::Credentials;
use crate::poll::{Events, poll_one};
use crate::socket_option;

/// `SO_PEERPIDFD`, since Linux 6.5.
const SO_PEERPIDFD: c_int = if cfg!(target_arch = "sparc64") { 0x0056 } else { 77 };

/// A descriptor of a process. It is closed on drop.
#[derive(Debug)]
pub struct PidFd {
    fd: OwnedFd,
}

impl PidFd {
    /// Opens the process with the id `pid`: [`pidfd_open(2)`], since Linux 5.3.
    ///
    /// A program that the process starts does not inherit the descriptor.
    ///
    /// # Errors
    ///
    /// | error | reason |
    /// |---|---|
    /// | `ESRCH` | there is no such process, or its parent has reaped it |
    /// | `EINVAL` | `pid` is 0, exceeds a `pid_t`, or is the id of a thread |
    /// | `EMFILE`, `ENFILE` | the process or the system has too many open files |
    /// | `ENOSYS`, `EPERM` | the kernel lacks the call, or a sandbox refused it |
    ///
    /// # Progress and cost
    ///
    /// Wait-free: one system call.
    ///
    /// [`pidfd_open(2)`]: https://man7.org/linux/man-pages/man2/pidfd_open.2.html
    pub fn open(pid: u32) -> io::Result<Self> {
        let pid = pid_t::try_from(pid).map_err(|_| io::Error::from_raw_os_error(libc::EINVAL))?;
        let no_flags: c_uint = 0;
        // SAFETY: the call takes two integers.
        let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, c_long::from(pid), no_flags) };
        if fd == -1 {
            return Err(io::Error::last_os_error());
        }
        // A descriptor is an `int`, so this always succeeds.
        let fd = RawFd::try_from(fd).map_err(|_| io::ErrorKind::InvalidData)?;
        // SAFETY: the call has just opened this descriptor, so it is open and has no other owner.
        // close(2) releases it.
        let fd = unsafe { OwnedFd::from_raw_fd(fd) };
        Ok(Self { fd })
    }

    /// Opens the process at the other end of a connected Unix socket: `SO_PEERPIDFD` in [unix(7)],
    /// since Linux 6.5.
    ///
    /// On an older kernel, it opens the process with the id from
    /// [`Credentials::of_peer`]. If the process has ended before this call, and the kernel has
    /// given its id to another process, this opens the other process. The socket then has hung up,
    /// so check the socket after this call.
    ///
    /// # Errors
    ///
    /// | error | reason |
    /// |---|---|
    /// | `ESRCH` | the process has ended and its parent has reaped it |
    /// | `EINVAL` | on an older kernel: the process is outside of the PID namespace of this one |
    /// | `ENOTCONN`, `ENODATA` | the socket has no peer |
    /// | `EMFILE`, `ENFILE` | the process or the system has too many open files |
    /// | `ENOSYS`, `EPERM` | the kernel lacks both calls, or a sandbox refused them |
    ///
    /// # Progress and cost
    ///
    /// Wait-free: one system call, or three on an older kernel.
    ///
    /// [unix(7)]: https://man7.org/linux/man-pages/man7/unix.7.html
    pub fn of_peer(socket: BorrowedFd<'_>) -> io::Result<Self> {
        Self::of_peer_by(socket, peer_pidfd)
    }

    /// Does the work of [`of_peer`](Self::of_peer). `get` returns the pidfd of the peer.
    fn of_peer_by(
        socket: BorrowedFd<'_>,
        get: impl FnOnce(BorrowedFd<'_>) -> io::Result<OwnedFd>,
    ) -> io::Result<Self> {
        match get(socket) {
            Ok(fd) => Ok(Self { fd }),
            Err(error) if error.raw_os_error() == Some(libc::ENOPROTOOPT) => {
                let pid = Credentials::of_peer(socket)?.pid;
                Self::open(u32::try_from(pid).unwrap_or(0))
            }
            Err(error) => Err(error),
        }
    }

    /// Returns whether the process has ended: [poll(2)].
    ///
    /// A process has ended when all of its threads have, even if its parent has not reaped it.
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
    pub fn has_ended(&self) -> io::Result<bool> {
        self.wait(Some(Instant::now()))
    }

    /// Waits until the process ends, or until `deadline` if there is one: [poll(2)].
    ///
    /// Returns whether the process has ended.
    ///
    /// # Errors
    ///
    /// As for [`poll`](crate::poll::poll).
    ///
    /// # Progress and cost
    ///
    /// Blocking: one system call, and one more after each signal.
    ///
    /// [poll(2)]: https://man7.org/linux/man-pages/man2/poll.2.html
    pub fn wait(&self, deadline: Option<Instant>) -> io::Result<bool> {
        let events = poll_one(self.as_fd(), Events::READABLE, deadline)?;
        Ok(events.contains(Events::READABLE))
    }
}

impl PidFd {
    /// Returns whether the process has ended and its parent has reaped it: the signal 0 of
    /// [`pidfd_send_signal(2)`], since Linux 5.1.
    ///
    /// It is a weaker [`has_ended`](Self::has_ended), for a sandbox that refuses poll(2). A process
    /// that has ended counts as alive until its parent has reaped it.
    ///
    /// # Errors
    ///
    /// `ENOSYS` if the kernel lacks the call. Any other error is that of a sandbox.
    ///
    /// # Progress and cost
    ///
    /// Wait-free: one system call.
    ///
    /// [`pidfd_send_signal(2)`]: https://man7.org/linux/man-pages/man2/pidfd_send_signal.2.html
    pub fn is_reaped(&self) -> io::Result<bool> {
        let (signal, no_flags): (c_int, c_uint) = (0, 0);
        let no_info = ptr::null::<libc::siginfo_t>();
        // SAFETY: the four arguments are those of the call. The third one may be null. `self` owns
        // the descriptor, so it is open. The signal 0 has no effect on the process.
        let result = unsafe {
            libc::syscall(
                libc::SYS_pidfd_send_signal,
                self.fd.as_raw_fd(),
                signal,
                no_info,
                no_flags,
            )
        };
        if result == 0 {
            return Ok(false);
        }
        let error = io::Error::last_os_error();
        match error.raw_os_error() {
            Some(libc::ESRCH) => Ok(true),
            // The process exists, and belongs to another user.
            Some(libc::EPERM) => Ok(false),
            _ => Err(error),
        }
    }
}

/// Returns the pidfd of the process at the other end of a socket: `SO_PEERPIDFD`.
fn peer_pidfd(socket: BorrowedFd<'_>) -> io::Result<OwnedFd> {
    let fd = socket_option::get(socket, SO_PEERPIDFD)?;
    // SAFETY: the call has just opened this descriptor, so it is open and has no other owner.
    // close(2) releases it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

impl AsFd for PidFd {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixStream;
    use std::process;

    use super::*;

    #[test]
    fn an_older_kernel_opens_the_peer_by_its_id() {
        let (socket, _peer) = UnixStream::pair().expect("sockets can be made");
        let lacks = |_: BorrowedFd<'_>| Err(io::Error::from_raw_os_error(libc::ENOPROTOOPT));
        let this = PidFd::of_peer_by(socket.as_fd(), lacks).expect("this process is alive");
        let info = format!("/proc/self/fdinfo/{}", std::os::fd::AsRawFd::as_raw_fd(&this.fd));
        let info = std::fs::read_to_string(info).expect("proc is mounted");
        assert!(info.contains(&format!("Pid:\t{}\n", process::id())), "{info}");
        assert!(!this.has_ended().expect("it can be polled"));
    }

    #[test]
    fn other_errors_are_returned() {
        let (socket, _peer) = UnixStream::pair().expect("sockets can be made");
        let refused = |_: BorrowedFd<'_>| Err(io::Error::from_raw_os_error(libc::EPERM));
        let error = PidFd::of_peer_by(socket.as_fd(), refused).expect_err("it is refused");
        assert_eq!(error.raw_os_error(), Some(libc::EPERM));
    }
}
