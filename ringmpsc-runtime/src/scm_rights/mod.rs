//! Messages with descriptors over a Unix socket: [sendmsg(2)], [recvmsg(2)] with `SCM_RIGHTS` and
//! `SCM_CREDENTIALS` of [unix(7)].
//!
//! The functions are for sockets that keep message boundaries, such as a
//! [`SeqPacket`](crate::unix_socket::SeqPacket).
//!
//! A peer may send any message. The receiver states what it expects, and gets exactly that or an
//! error. On an error, the receiver has closed all descriptors of the message.
//!
//! ```
//! use ringmpsc_runtime::eventfd::EventFd;
//! use ringmpsc_runtime::scm_rights::{receive, send};
//! use ringmpsc_runtime::unix_socket::SeqPacket;
//! use std::os::fd::AsFd;
//!
//! let (one, other) = SeqPacket::pair()?;
//! let event = EventFd::new()?;
//! send(one.as_fd(), b"hello", &[event.as_fd()], None)?;
//!
//! let mut message = [0; 5];
//! let received = receive(other.as_fd(), &mut message, 1, None)?;
//! assert_eq!((&message, received.fds.len()), (b"hello", 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [sendmsg(2)]: https://man7.org/linux/man-pages/man2/sendmsg.2.html
//! [recvmsg(2)]: https://man7.org/linux/man-pages/man2/recvmsg.2.html
//! [unix(7)]: https://man7.org/linux/man-pages/man7/unix.7.html

mod error;
mod receive;
mod send;

pub use error::ReceiveError;
pub use receive::{Received, receive};
pub use send::{send, send_with_credentials};

/// The largest number of descriptors in one message: `SCM_MAX_FD` of the kernel.
pub const MAX_FDS: usize = 253;

/// The size of a descriptor in a control message.
const FD_BYTES: usize = size_of::<std::os::fd::RawFd>();

/// Converts a size to the type of a field. The C libraries use different types.
fn size_field<T: TryFrom<usize>>(size: usize) -> std::io::Result<T> {
    T::try_from(size).map_err(|_| std::io::ErrorKind::InvalidInput.into())
}
