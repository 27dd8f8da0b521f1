//! The descriptor of an end with the option `notify`: readable when the end should look.
//!
//! The connection between the processes carries the signals: messages of one byte. An epoll
//! instance of this end has the connection, and the descriptor of the peer's process. So one
//! descriptor is readable after a signal, after a hang-up, and after the death of the peer, even if
//! a forked child of the peer holds the connection open.
//!
//! ```text
//!   this end (E)                                 its peer (O)
//!     poll(2): readable
//!     recv(2): a signal, or none                   publishes, and finds E armed:
//!     poll(2): does the peer live?                   send(2): one byte
//!     arms, unless it still is: `doorbell.rs`
//!     loads the cursor until it finds nothing
//! ```
//!
//! At first the descriptor is readable, without a signal: the connection is watched for being
//! *writable*, which it is. So the first [`consume`](Bell::consume) arms the end, and no message
//! that was there before is overlooked. The same state follows a request that the peer may have
//! overlooked, because the kernel refused membarrier(2).
//!
//! # Why no eventfd
//!
//! Two processes that share an eventfd(2) share its flags. The peer can clear `O_NONBLOCK`, and
//! then each read(2) or write(2) of this process may block. A socket takes `MSG_DONTWAIT` with each
//! call. It also reports the end of the peer.
//!
//! # What a peer can do
//!
//! | a peer | this end |
//! |---|---|
//! | never signals | sleeps until its time limit, as for a peer that never sends |
//! | signals without a message | looks once for each request: a peer that sends costs the same |
//! | signals more often than it was asked, or sends empty messages | `PeerCorrupt` |
//! | sends other messages, or descriptors | takes them for signals; the kernel closes descriptors |
//! | never receives its signals | finds no space; the peer's descriptor is readable already |
//! | asks for a signal all the time | one send(2) for each publish |
//! | dies, or closes the connection | is readable from then on; the next operations find the reason |
//! | is stopped | sleeps: a stopped process is alive |
//!
//! No call blocks. A consumption takes at most three recv(2), one poll(2), and one `epoll_ctl(2)`.

use std::io;
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::sync::Arc;

use ringmpsc_runtime::epoll;
use ringmpsc_runtime::poll::Events;
use ringmpsc_runtime::unix_socket::Signal;

use super::connection::Connection;

/// What an end remembers of its descriptor.
pub(super) struct Bell {
    connection: Arc<Connection>,
    epoll: OwnedFd,
    /// Whether the descriptor is readable without a signal.
    is_readable: bool,
    /// Whether the peer may send a signal, and has not.
    is_armed: bool,
}

/// What [`Bell::consume`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Consumed {
    /// As many signals, 0 or 1. One more if the descriptor was readable without a signal.
    Events(u64),
    /// The peer has sent a signal that this end has not asked for.
    Unasked,
    /// The end of the connection, or an empty message.
    End,
}

impl Bell {
    /// Makes the descriptor. An error is a limit that is reached, or that of a sandbox.
    pub(super) fn new(connection: Arc<Connection>) -> io::Result<Self> {
        let epoll = epoll::create()?;
        if let Some(process) = connection.process() {
            epoll::set(epoll.as_fd(), process, Events::READABLE)?;
        }
        epoll::set(epoll.as_fd(), connection.as_fd(), Events::WRITABLE)?;
        Ok(Self { connection, epoll, is_readable: true, is_armed: false })
    }

    /// Consumes the peer's signal.
    pub(super) fn consume(&mut self) -> io::Result<Consumed> {
        let mut events = u64::from(self.is_readable);
        loop {
            match self.connection.consume_signal()? {
                Signal::One if self.is_armed => {
                    self.is_armed = false;
                    events += 1;
                }
                Signal::One => return Ok(Consumed::Unasked),
                Signal::None => return Ok(Consumed::Events(events)),
                Signal::End => return Ok(Consumed::End),
            }
        }
    }

    /// Returns whether a request must be made: there is none that the peer has not answered.
    pub(super) fn must_arm(&self) -> bool {
        !self.is_armed
    }

    /// The request was made.
    pub(super) fn set_armed(&mut self) {
        self.is_armed = true;
    }

    /// Makes the descriptor readable without a signal, or ends that.
    pub(super) fn set_readable(&mut self, is_readable: bool) -> io::Result<()> {
        if is_readable != self.is_readable {
            let signals = Events::READABLE | Events::PEER_CLOSED;
            let events = if is_readable { signals | Events::WRITABLE } else { signals };
            epoll::set(self.epoll.as_fd(), self.connection.as_fd(), events)?;
            self.is_readable = is_readable;
        }
        Ok(())
    }

    /// Returns the descriptor.
    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.epoll.as_fd()
    }
}
