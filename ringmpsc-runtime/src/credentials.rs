//! The process at the other end of a Unix socket: `SO_PEERCRED` and `SO_PASSCRED` in [unix(7)].
//!
//! ```
//! use ringmpsc_runtime::credentials::Credentials;
//! use ringmpsc_runtime::unix_socket::SeqPacket;
//! use std::os::fd::AsFd;
//!
//! let (one, _other) = SeqPacket::pair()?;
//! assert_eq!(Credentials::of_peer(one.as_fd())?, Credentials::of_this_process());
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [unix(7)]: https://man7.org/linux/man-pages/man7/unix.7.html

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

use libc::{c_int, gid_t, pid_t, socklen_t, ucred, uid_t};

use crate::socket_option;

/// The size of a [`Credentials`] in a control message.
pub(crate) const BYTES: usize = 12;

/// The size of a `ucred`, for the system call.
const UCRED: socklen_t = 12;

/// The ids of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Credentials {
    /// The id of the process. It is 0 for a process outside of the PID namespace of this one.
    pub pid: pid_t,
    /// The effective id of the user.
    pub uid: uid_t,
    /// The effective id of the group.
    pub gid: gid_t,
}

impl Credentials {
    /// Returns the ids of the calling process: [getpid(2)], [geteuid(2)], [getegid(2)].
    ///
    /// # Progress and cost
    ///
    /// Wait-free: three system calls.
    ///
    /// [getpid(2)]: https://man7.org/linux/man-pages/man2/getpid.2.html
    /// [geteuid(2)]: https://man7.org/linux/man-pages/man2/getuid.2.html
    /// [getegid(2)]: https://man7.org/linux/man-pages/man2/getgid.2.html
    pub fn of_this_process() -> Self {
        // SAFETY: the call takes no arguments and always succeeds.
        let pid = unsafe { libc::getpid() };
        // SAFETY: the call takes no arguments and always succeeds.
        let uid = unsafe { libc::geteuid() };
        // SAFETY: the call takes no arguments and always succeeds.
        let gid = unsafe { libc::getegid() };
        Self { pid, uid, gid }
    }

    /// Returns the ids of the process at the other end of a connected Unix socket: `SO_PEERCRED` in
    /// [unix(7)].
    ///
    /// The kernel records the ids when the process calls connect(2), listen(2) or socketpair(2).
    /// The process cannot forge them. It may since have ended, and it may have passed its end to
    /// another process.
    ///
    /// # Errors
    ///
    /// | error | reason |
    /// |---|---|
    /// | `ENOTCONN` | the socket has no peer |
    /// | `ENOPROTOOPT`, `ENOTSOCK` | the descriptor is not a Unix socket |
    ///
    /// # Progress and cost
    ///
    /// Wait-free: one system call.
    ///
    /// [unix(7)]: https://man7.org/linux/man-pages/man7/unix.7.html
    pub fn of_peer(socket: BorrowedFd<'_>) -> io::Result<Self> {
        let mut value = ucred { pid: 0, uid: 0, gid: 0 };
        let mut size = UCRED;
        // SAFETY: the kernel writes at most `size` bytes to the fourth argument, which points to a
        // live, exclusively borrowed `ucred` of that size. It reads and writes the size at the
        // fifth argument, which is live and exclusively borrowed too. `socket` is borrowed, so it
        // is open.
        let result = unsafe {
            libc::getsockopt(
                socket.as_raw_fd(),
                libc::SOL_SOCKET,
                libc::SO_PEERCRED,
                (&raw mut value).cast(),
                &raw mut size,
            )
        };
        if result == -1 {
            return Err(io::Error::last_os_error());
        }
        // A socket without a peer has the process 0 and the user and group -1.
        if value.pid == 0 && value.uid == uid_t::MAX {
            return Err(io::Error::from_raw_os_error(libc::ENOTCONN));
        }
        Ok(Self { pid: value.pid, uid: value.uid, gid: value.gid })
    }

    /// Returns the `struct ucred` of a control message.
    pub(crate) fn to_bytes(self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        bytes[..4].copy_from_slice(&self.pid.to_ne_bytes());
        bytes[4..8].copy_from_slice(&self.uid.to_ne_bytes());
        bytes[8..].copy_from_slice(&self.gid.to_ne_bytes());
        bytes
    }

    /// Reads the `struct ucred` of a control message. Returns `None` if the size is wrong.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; BYTES] = bytes.try_into().ok()?;
        let word = |k: usize| [bytes[k], bytes[k + 1], bytes[k + 2], bytes[k + 3]];
        Some(Self {
            pid: pid_t::from_ne_bytes(word(0)),
            uid: uid_t::from_ne_bytes(word(4)),
            gid: gid_t::from_ne_bytes(word(8)),
        })
    }
}

/// Sets whether each message that `socket` receives carries the ids of its sender: `SO_PASSCRED` in
/// [unix(7)].
///
/// [`scm_rights::receive`](crate::scm_rights::receive) then returns them.
///
/// # Errors
///
/// `ENOTSOCK` or `EOPNOTSUPP` if the descriptor is not a Unix socket.
///
/// # Progress and cost
///
/// Wait-free: one system call.
///
/// ```
/// use ringmpsc_runtime::credentials::{self, Credentials};
/// use ringmpsc_runtime::scm_rights::{receive, send};
/// use ringmpsc_runtime::unix_socket::SeqPacket;
/// use std::os::fd::AsFd;
///
/// let (one, other) = SeqPacket::pair()?;
/// credentials::set_passing(other.as_fd(), true)?;
/// send(one.as_fd(), b"hello", &[], None)?;
/// let received = receive(other.as_fd(), &mut [0; 5], 0, None)?;
/// assert_eq!(received.credentials, Some(Credentials::of_this_process()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [unix(7)]: https://man7.org/linux/man-pages/man7/unix.7.html
pub fn set_passing(socket: BorrowedFd<'_>, passing: bool) -> io::Result<()> {
    socket_option::set(socket, libc::SO_PASSCRED, c_int::from(passing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_those_of_the_struct() {
        assert_eq!(size_of::<ucred>(), BYTES);
        assert_eq!(usize::try_from(UCRED), Ok(BYTES));
        let credentials = Credentials { pid: 7, uid: 1000, gid: u32::MAX };
        let bytes = credentials.to_bytes();
        assert_eq!(bytes[..4], 7_i32.to_ne_bytes());
        assert_eq!(Credentials::from_bytes(&bytes), Some(credentials));
        assert_eq!(Credentials::from_bytes(&bytes[..11]), None);
        assert_eq!(Credentials::from_bytes(&[0; 16]), None);
    }
}
