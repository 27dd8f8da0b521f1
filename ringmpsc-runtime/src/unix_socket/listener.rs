//! The side that accepts connections: [bind(2)], [listen(2)], [accept4(2)].
//!
//! [bind(2)]: https://man7.org/linux/man-pages/man2/bind.2.html
//! [listen(2)]: https://man7.org/linux/man-pages/man2/listen.2.html
//! [accept4(2)]: https://man7.org/linux/man-pages/man2/accept.2.html

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::ptr;
use std::time::Instant;

use super::address::Address;
use super::seq_packet::SeqPacket;
use super::{socket, succeeded};
use crate::poll::{Events, poll_one};

/// The number of connections that may wait for [`accept`](Listener::accept). The kernel caps it at
/// `net.core.somaxconn`.
const BACKLOG: i32 = 128;

/// A socket that accepts connections. It is closed on drop. The file of a
/// [pathname](Address::pathname) then remains.
#[derive(Debug)]
pub struct Listener {
    fd: OwnedFd,
}

impl Listener {
    /// Binds a new socket to `address` and listens: [bind(2)], [listen(2)].
    ///
    /// For a pathname, the kernel creates the file with the permissions of the umask. Use a
    /// directory that only the permitted users can search.
    ///
    /// # Errors
    ///
    /// | error | reason |
    /// |---|---|
    /// | `EADDRINUSE` | the file exists, or another socket has the abstract name |
    /// | `ENOENT`, `ENOTDIR`, `EACCES`, `EROFS` | the file cannot be created in the directory |
    /// | `EMFILE`, `ENFILE`, `ENOMEM` | the process or the system has reached a limit |
    ///
    /// # Progress and cost
    ///
    /// Three system calls.
    ///
    /// [bind(2)]: https://man7.org/linux/man-pages/man2/bind.2.html
    /// [listen(2)]: https://man7.org/linux/man-pages/man2/listen.2.html
    pub fn bind(address: &Address) -> io::Result<Self> {
        Self::bind_by(address, |_| Ok(()))
    }

    /// As [`bind`](Self::bind), but the file has at most the permissions `mode`, from its creation
    /// on: [fchmod(2)] of the socket before it gets its name. The umask still removes permissions.
    ///
    /// # Errors
    ///
    /// As for [`bind`](Self::bind). Any other error is that of a sandbox.
    ///
    /// # Progress and cost
    ///
    /// Four system calls.
    ///
    /// [fchmod(2)]: https://man7.org/linux/man-pages/man2/fchmod.2.html
    pub fn bind_with_mode(address: &Address, mode: u32) -> io::Result<Self> {
        Self::bind_by(address, |fd| {
            // SAFETY: the call takes two integers. `fd` is borrowed, so it is open.
            succeeded(unsafe { libc::fchmod(fd.as_raw_fd(), mode) })
        })
    }

    /// Does the work of [`bind`](Self::bind). `prepare` gets the socket before it has a name.
    fn bind_by(
        address: &Address,
        prepare: impl FnOnce(BorrowedFd<'_>) -> io::Result<()>,
    ) -> io::Result<Self> {
        // Another thread may accept the connection for which this one was woken. The socket must
        // not block then.
        let fd = socket(libc::SOCK_NONBLOCK)?;
        prepare(fd.as_fd())?;
        address.with_raw(|raw, len| {
            // SAFETY: the kernel reads `len` bytes from `raw`, which is valid for them. `fd` is
            // open.
            succeeded(unsafe { libc::bind(fd.as_raw_fd(), raw, len) })
        })?;
        // SAFETY: the call takes two integers. `fd` is open.
        succeeded(unsafe { libc::listen(fd.as_raw_fd(), BACKLOG) })?;
        Ok(Self { fd })
    }

    /// Accepts one connection: [accept4(2)].
    ///
    /// The call waits for a connection until `deadline` if there is one. A handled signal neither
    /// ends the wait nor moves the deadline.
    ///
    /// # Errors
    ///
    /// | error | reason |
    /// |---|---|
    /// | [`io::ErrorKind::TimedOut`] | the deadline has passed |
    /// | `EMFILE`, `ENFILE`, `ENOMEM` | a limit is reached; the connection still waits |
    /// | any other | a sandbox refused the call with this number |
    ///
    /// # Progress and cost
    ///
    /// Blocking. One system call if a connection waits, and two for each wait.
    ///
    /// [accept4(2)]: https://man7.org/linux/man-pages/man2/accept.2.html
    pub fn accept(&self, deadline: Option<Instant>) -> io::Result<SeqPacket> {
        loop {
            match self.accept_now() {
                Ok(fd) => return Ok(SeqPacket::of(fd)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if poll_one(self.as_fd(), Events::READABLE, deadline)?.is_empty() {
                        return Err(io::ErrorKind::TimedOut.into());
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Accepts one connection without waiting.
    fn accept_now(&self) -> io::Result<OwnedFd> {
        let no_address = ptr::null_mut();
        let no_length = ptr::null_mut();
        // SAFETY: the kernel writes no address if the second and the third argument are null.
        // `self` owns the descriptor, so it is open.
        let fd = unsafe {
            libc::accept4(self.fd.as_raw_fd(), no_address, no_length, libc::SOCK_CLOEXEC)
        };
        if fd == -1 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the call has just opened this descriptor, so it is open and has no other owner.
        // close(2) releases it.
        Ok(unsafe { OwnedFd::from_raw_fd(fd) })
    }
}

impl AsFd for Listener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}
