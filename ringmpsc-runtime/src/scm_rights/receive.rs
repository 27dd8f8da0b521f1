//! Receiving: [recvmsg(2)].
//!
//! [recvmsg(2)]: https://man7.org/linux/man-pages/man2/recvmsg.2.html

use std::io;
use std::mem;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::time::Instant;

use libc::{c_int, iovec, msghdr};

use super::{FD_BYTES, MAX_FDS, ReceiveError, size_field};
use crate::control_message::{self, ControlBuffer};
use crate::credentials::{self, Credentials};
use crate::poll::{Events, poll_one};

/// `SCM_PIDFD`, since Linux 6.5: the pidfd of the sender. The kernel adds it if the receiver has
/// set `SO_PASSPIDFD`.
const SCM_PIDFD: c_int = 4;

/// The descriptors and the ids that came with a message.
#[derive(Debug)]
pub struct Received {
    /// The descriptors, in the order of the sender. A program that the process starts does not
    /// inherit them.
    pub fds: Vec<OwnedFd>,
    /// The ids of the sender, if [`set_passing`](crate::credentials::set_passing) requests them.
    pub credentials: Option<Credentials>,
}

/// Receives one message of exactly `message.len()` bytes and exactly `fds` descriptors:
/// [recvmsg(2)] with `SCM_RIGHTS`.
///
/// The call waits for a message until `deadline` if there is one. A handled signal neither ends the
/// wait nor moves the deadline.
///
/// # Errors
///
/// [`ReceiveError`] states the reason. If a message has arrived, it is lost, and all of its
/// descriptors have been closed. The contents of `message` are then unspecified.
///
/// A peer that closes the connection before it has received all messages causes one
/// [`ReceiveError::Io`] with `ECONNRESET`. The next call returns the messages of the peer.
///
/// # Progress and cost
///
/// Blocking. One system call if a message is there, and two for each wait. One allocation for the
/// control data, and one for the descriptors.
///
/// [recvmsg(2)]: https://man7.org/linux/man-pages/man2/recvmsg.2.html
pub fn receive(
    socket: BorrowedFd<'_>,
    message: &mut [u8],
    fds: usize,
    deadline: Option<Instant>,
) -> Result<Received, ReceiveError> {
    if message.is_empty() || fds > MAX_FDS {
        return Err(ReceiveError::Io(io::ErrorKind::InvalidInput.into()));
    }
    // The space for one more descriptor lets the count tell that there are too many.
    let capacity =
        control_message::space((fds + 1) * FD_BYTES) + control_message::space(credentials::BYTES);
    let mut control = ControlBuffer::with_capacity(capacity);
    loop {
        match receive_now(socket, message, &mut control) {
            Ok(raw) => return judge(raw, message.len(), fds),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                if poll_one(socket, Events::READABLE, deadline)?.is_empty() {
                    return Err(ReceiveError::TimedOut);
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// A message that has arrived, before the checks. It owns its descriptors.
struct Raw {
    /// The length of the message, even if the buffer was shorter.
    length: usize,
    fds: Vec<OwnedFd>,
    credentials: Option<Credentials>,
    /// The level and the type of a control message of another type.
    unexpected: Option<(c_int, c_int)>,
    is_truncated: bool,
}

/// Compares a message with the expectation. On an error, the drop of `raw` closes its descriptors.
fn judge(raw: Raw, length: usize, fds: usize) -> Result<Received, ReceiveError> {
    let is_bare = raw.fds.is_empty() && raw.unexpected.is_none() && !raw.is_truncated;
    if raw.length == 0 && is_bare {
        return Err(ReceiveError::Closed);
    }
    if raw.is_truncated {
        return Err(ReceiveError::ControlTruncated);
    }
    if let Some((level, kind)) = raw.unexpected {
        return Err(ReceiveError::UnexpectedControl { level, kind });
    }
    if raw.length != length {
        return Err(ReceiveError::WrongLength { expected: length, received: raw.length });
    }
    if raw.fds.len() != fds {
        return Err(ReceiveError::WrongDescriptors { expected: fds, received: raw.fds.len() });
    }
    Ok(Received { fds: raw.fds, credentials: raw.credentials })
}

/// Calls recvmsg(2) once, without waiting, and takes ownership of the descriptors.
fn receive_now(
    socket: BorrowedFd<'_>,
    message: &mut [u8],
    control: &mut ControlBuffer,
) -> io::Result<Raw> {
    let mut part = iovec { iov_base: message.as_mut_ptr().cast(), iov_len: message.len() };
    // SAFETY: all bytes zero are a valid `msghdr`: null pointers, zero lengths and no flags.
    let mut header: msghdr = unsafe { mem::zeroed() };
    header.msg_iov = &raw mut part;
    header.msg_iovlen = size_field(1)?;
    header.msg_controllen = size_field(control.capacity())?;
    header.msg_control = control.as_mut_ptr();
    // `MSG_TRUNC` makes the call return the length of the message, even if the buffer is shorter.
    let flags = libc::MSG_DONTWAIT | libc::MSG_CMSG_CLOEXEC | libc::MSG_TRUNC;
    // SAFETY: the kernel reads and writes the header, which is live and exclusively borrowed. The
    // header points to one live `iovec`. The kernel writes at most `iov_len` bytes to `message` and
    // at most `msg_controllen` bytes to `control`. Both have that many, exclusively borrowed, and
    // every byte is valid in them. `socket` is borrowed, so it is open.
    let received = unsafe { libc::recvmsg(socket.as_raw_fd(), &raw mut header, flags) };
    let length = usize::try_from(received).map_err(|_| io::Error::last_os_error())?;
    control.set_len(size_of_control(&header));
    // SAFETY: the kernel has just written the control messages, and this call is the only one that
    // takes the descriptors from them.
    let mut raw = unsafe { take(&control.bytes()) };
    raw.length = length;
    raw.is_truncated = header.msg_flags & libc::MSG_CTRUNC != 0;
    Ok(raw)
}

/// Returns the number of bytes of control messages that the kernel wrote.
#[allow(clippy::unnecessary_fallible_conversions, reason = "the C libraries use different types")]
#[allow(clippy::useless_conversion, reason = "the C libraries use different types")]
fn size_of_control(header: &msghdr) -> usize {
    header.msg_controllen.try_into().unwrap_or(usize::MAX)
}

/// Reads control messages, and takes ownership of their descriptors.
///
/// # Safety
///
/// The kernel must have written `control` for a call of this process, and each descriptor in it
/// must be open and have no other owner.
unsafe fn take(control: &[u8]) -> Raw {
    let mut raw = Raw {
        length: 0,
        fds: Vec::new(),
        credentials: None,
        unexpected: None,
        is_truncated: false,
    };
    for message in control_message::parse(control) {
        match (message.level, message.kind) {
            (libc::SOL_SOCKET, libc::SCM_RIGHTS) => {
                // SAFETY: the caller makes the same promise.
                raw.fds.extend(unsafe { owned(message.data) });
            }
            (libc::SOL_SOCKET, libc::SCM_CREDENTIALS) => {
                raw.credentials = Credentials::from_bytes(message.data);
            }
            other => {
                raw.unexpected = Some(other);
                if other == (libc::SOL_SOCKET, SCM_PIDFD) {
                    // SAFETY: the caller makes the same promise.
                    drop(unsafe { owned(message.data) });
                }
            }
        }
    }
    raw
}

/// Takes ownership of the descriptors in the data of a control message.
///
/// # Safety
///
/// Each number in `data` that is not negative must be an open descriptor without another owner.
unsafe fn owned(data: &[u8]) -> Vec<OwnedFd> {
    let (numbers, _) = data.as_chunks::<FD_BYTES>();
    // `SCM_PIDFD` is a negative error number if the kernel could not open the pidfd.
    let numbers = numbers.iter().filter(|number| RawFd::from_ne_bytes(**number) >= 0);
    let owned = numbers.map(|number| {
        // SAFETY: the caller promises that this descriptor is open and has no other owner. close(2)
        // releases it.
        unsafe { OwnedFd::from_raw_fd(RawFd::from_ne_bytes(*number)) }
    });
    owned.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw() -> Raw {
        Raw { length: 5, fds: Vec::new(), credentials: None, unexpected: None, is_truncated: false }
    }

    /// A test cannot make the kernel send every message.
    #[test]
    fn each_fault_has_its_error() {
        judge(raw(), 5, 0).expect("this is the expected message");
        let closed = judge(Raw { length: 0, ..raw() }, 5, 0);
        assert!(matches!(closed, Err(ReceiveError::Closed)), "{closed:?}");
        let unexpected = judge(Raw { unexpected: Some((1, 4)), ..raw() }, 5, 0);
        assert!(
            matches!(unexpected, Err(ReceiveError::UnexpectedControl { level: 1, kind: 4 })),
            "{unexpected:?}"
        );
        for length in [0, 5] {
            let truncated = judge(Raw { is_truncated: true, length, ..raw() }, 5, 0);
            assert!(matches!(truncated, Err(ReceiveError::ControlTruncated)), "{truncated:?}");
        }
        let wrong = judge(raw(), 6, 0);
        assert!(
            matches!(wrong, Err(ReceiveError::WrongLength { expected: 6, received: 5 })),
            "{wrong:?}"
        );
        let wrong = judge(raw(), 5, 2);
        assert!(
            matches!(wrong, Err(ReceiveError::WrongDescriptors { expected: 2, received: 0 })),
            "{wrong:?}"
        );
    }

    #[test]
    fn another_control_message_is_found() {
        let mut buffer = ControlBuffer::with_capacity(64);
        buffer.push(libc::SCM_CREDENTIALS, &[1; credentials::BYTES]);
        buffer.push(9, &[1; 4]);
        // SAFETY: the messages contain no descriptors.
        let raw = unsafe { take(&buffer.bytes()) };
        assert_eq!(raw.unexpected, Some((libc::SOL_SOCKET, 9)));
        assert!(raw.credentials.is_some());
    }
}
