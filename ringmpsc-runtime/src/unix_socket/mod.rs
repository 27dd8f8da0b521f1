//! Unix sockets that keep message boundaries: [unix(7)] with `SOCK_SEQPACKET`.
//!
//! A [`Listener`] accepts connections at an [`Address`], and [`SeqPacket`] is one end of a
//! connection. [`scm_rights`](crate::scm_rights) sends and receives messages with descriptors.
//! [`SeqPacket::signal`] wakes a peer that polls, and never blocks.
//!
//! A connection also tells whether the peer is alive: the kernel closes the end of a process that
//! dies. A forked child of the peer may hold the end open, so also look at the
//! [`PidFd`](crate::pidfd::PidFd) of the peer.
//!
//! All descriptors are closed when a process starts another program (`SOCK_CLOEXEC`).
//!
//! ```
//! use ringmpsc_runtime::scm_rights::{receive, send};
//! use ringmpsc_runtime::unix_socket::{Address, Listener, SeqPacket};
//! use std::os::fd::AsFd;
//!
//! let name = format!("ringmpsc-example-{}", std::process::id());
//! let address = Address::abstract_name(name.as_bytes())?;
//! let listener = Listener::bind(&address)?;
//! let one = SeqPacket::connect(&address, None)?;
//! let other = listener.accept(None)?;
//!
//! send(one.as_fd(), b"hello", &[], None)?;
//! receive(other.as_fd(), &mut [0; 5], 0, None)?;
//! drop(one);
//! assert!(other.is_peer_gone()?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [unix(7)]: https://man7.org/linux/man-pages/man7/unix.7.html

mod address;
mod listener;
mod mode;
mod seq_packet;
mod signal;

use std::io;
use std::os::fd::{FromRawFd, OwnedFd};

use libc::c_int;

pub use address::Address;
pub use listener::Listener;
pub use mode::set_mode;
pub use seq_packet::SeqPacket;
pub use signal::Signal;

/// Creates a socket that is neither bound nor connected: [socket(2)].
///
/// [socket(2)]: https://man7.org/linux/man-pages/man2/socket.2.html
fn socket(flags: c_int) -> io::Result<OwnedFd> {
    let kind = libc::SOCK_SEQPACKET | libc::SOCK_CLOEXEC | flags;
    // SAFETY: the call takes three integers.
    let fd = unsafe { libc::socket(libc::AF_UNIX, kind, 0) };
    if fd == -1 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the call has just opened this descriptor, so it is open and has no other owner.
    // close(2) releases it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

fn succeeded(result: c_int) -> io::Result<()> {
    if result == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
