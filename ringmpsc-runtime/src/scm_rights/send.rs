//! Sending: [sendmsg(2)].
//!
//! [sendmsg(2)]: https://man7.org/linux/man-pages/man2/sendmsg.2.html

use std::io;
use std::mem;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::time::Instant;

use libc::{iovec, msghdr};

use super::{FD_BYTES, MAX_FDS, size_field};
use crate::control_message::{self, ControlBuffer};
use crate::credentials::{self, Credentials};
use crate::poll::{Events, poll_one};

/// Sends one message with descriptors: [sendmsg(2)] with `SCM_RIGHTS`.
///
/// The receiver gets duplicates of `fds`. The call waits for space in the socket, until `deadline`
/// if there is one. It never raises `SIGPIPE`. A handled signal neither ends the wait nor moves the
/// deadline.
///
/// # Errors
///
/// | error | reason |
/// |---|---|
/// | [`io::ErrorKind::TimedOut`] | the deadline has passed; nothing was sent |
/// | [`io::ErrorKind::InvalidInput`] | `message` is empty, or there are more than [`MAX_FDS`] descriptors |
/// | `EPIPE`, `ECONNRESET` | the peer has closed the connection |
/// | `EMSGSIZE` | `message` is larger than the buffer of the socket |
/// | `ETOOMANYREFS` | the user has too many descriptors in messages that are not yet received |
/// | any other | a sandbox refused the call with this number |
///
/// # Progress and cost
///
/// Blocking. One system call if the socket has space, and two for each wait.
///
/// [sendmsg(2)]: https://man7.org/linux/man-pages/man2/sendmsg.2.html
pub fn send(
    socket: BorrowedFd<'_>,
    message: &[u8],
    fds: &[BorrowedFd<'_>],
    deadline: Option<Instant>,
) -> io::Result<()> {
    send_all(socket, message, fds, None, deadline)
}

/// Sends one message with descriptors and the ids of a process: [sendmsg(2)] with `SCM_RIGHTS` and
/// `SCM_CREDENTIALS`.
///
/// The kernel checks the ids: a process without privileges can send only its own. The receiver gets
/// them if it has called [`set_passing`](crate::credentials::set_passing).
///
/// # Errors
///
/// As for [`send`], and `EPERM` if the ids are not those of the calling process.
///
/// # Progress and cost
///
/// As for [`send`].
///
/// [sendmsg(2)]: https://man7.org/linux/man-pages/man2/sendmsg.2.html
pub fn send_with_credentials(
    socket: BorrowedFd<'_>,
    message: &[u8],
    fds: &[BorrowedFd<'_>],
    credentials: Credentials,
    deadline: Option<Instant>,
) -> io::Result<()> {
    send_all(socket, message, fds, Some(credentials), deadline)
}

/// Does the work of both functions.
fn send_all(
    socket: BorrowedFd<'_>,
    message: &[u8],
    fds: &[BorrowedFd<'_>],
    credentials: Option<Credentials>,
    deadline: Option<Instant>,
) -> io::Result<()> {
    // A receiver cannot tell an empty message from the end of the connection.
    if message.is_empty() || fds.len() > MAX_FDS {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut control = encode(fds, credentials);
    loop {
        match send_now(socket, message, &mut control) {
            Ok(sent) if sent == message.len() => return Ok(()),
            // The socket does not keep message boundaries.
            Ok(_) => return Err(io::ErrorKind::WriteZero.into()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                if poll_one(socket, Events::WRITABLE, deadline)?.is_empty() {
                    return Err(io::ErrorKind::TimedOut.into());
                }
            }
            Err(error) => return Err(error),
        }
    }
}

/// Returns the control messages.
fn encode(fds: &[BorrowedFd<'_>], credentials: Option<Credentials>) -> ControlBuffer {
    let capacity =
        control_message::space(fds.len() * FD_BYTES) + control_message::space(credentials::BYTES);
    let mut control = ControlBuffer::with_capacity(capacity);
    if let Some(credentials) = credentials {
        control.push(libc::SCM_CREDENTIALS, &credentials.to_bytes());
    }
    if !fds.is_empty() {
        let numbers: Vec<u8> = fds.iter().flat_map(|fd| fd.as_raw_fd().to_ne_bytes()).collect();
        control.push(libc::SCM_RIGHTS, &numbers);
    }
    control
}

/// Calls sendmsg(2) once, without waiting. Returns the number of sent bytes.
fn send_now(
    socket: BorrowedFd<'_>,
    message: &[u8],
    control: &mut ControlBuffer,
) -> io::Result<usize> {
    let mut part = iovec { iov_base: message.as_ptr().cast_mut().cast(), iov_len: message.len() };
    // SAFETY: all bytes zero are a valid `msghdr`: null pointers, zero lengths and no flags.
    let mut header: msghdr = unsafe { mem::zeroed() };
    header.msg_iov = &raw mut part;
    header.msg_iovlen = size_field(1)?;
    if control.len() > 0 {
        header.msg_controllen = size_field(control.len())?;
        header.msg_control = control.as_mut_ptr();
    }
    let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
    // SAFETY: the kernel reads the header, which is live. The header points to one live `iovec`,
    // whose `iov_len` bytes are those of `message`, and to `control.len()` bytes of `control`. The
    // kernel writes to none of them. `socket` is borrowed, so it is open, and so are the
    // descriptors in `control`, which the caller of `send` lends.
    let sent = unsafe { libc::sendmsg(socket.as_raw_fd(), &raw const header, flags) };
    usize::try_from(sent).map_err(|_| io::Error::last_os_error())
}
