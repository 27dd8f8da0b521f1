//! The connection to the process at the other end: who it is, and whether it lives.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::process;
use std::time::Instant;

use ringmpsc_runtime::credentials::Credentials;
use ringmpsc_runtime::pidfd::PidFd;
use ringmpsc_runtime::poll::{Events, PollFd, poll};
use ringmpsc_runtime::unix_socket::SeqPacket;

/// The ids of the process at the other end of a [`Connection`], as the kernel recorded them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Peer {
    /// The id of the process. It is 0 for a process outside of the PID namespace of this one.
    pub pid: i32,
    /// The effective id of the user.
    pub uid: u32,
    /// The effective id of the group.
    pub gid: u32,
}

/// A connection to another process: a Unix socket that keeps message boundaries.
///
/// It carries descriptors ([`fd`](super::fd)), and tells when the process has ended: the kernel
/// closes its end. A forked child of the process may hold that end open, so the connection also has
/// a descriptor of the process, where the kernel gives one.
#[derive(Debug)]
pub struct Connection {
    socket: SeqPacket,
    process: Option<PidFd>,
    peer: Peer,
}

impl Connection {
    /// Makes two connected ends. A child process can inherit one of them.
    ///
    /// # Errors
    ///
    /// `EMFILE`, `ENFILE` or `ENOMEM` if the process or the system has reached a limit.
    pub fn pair() -> io::Result<(Self, Self)> {
        let (one, other) = SeqPacket::pair()?;
        Ok((Self::new(one)?, Self::new(other)?))
    }

    /// Asks the kernel for the process at the other end of a connected socket.
    pub(super) fn new(socket: SeqPacket) -> io::Result<Self> {
        let Credentials { pid, uid, gid } = Credentials::of_peer(socket.as_fd())?;
        // A socket of `pair` has its creator as its peer. The creator's life says nothing about the
        // process that has inherited the other end.
        let is_this_process = u32::try_from(pid) == Ok(process::id());
        // Without it the hang-up of the socket tells of the end of the process. A process that has
        // ended, and whose end of the socket is open, has passed it to a child: a server may fork
        // after it has listened.
        let process = if is_this_process { None } else { PidFd::of_peer(socket.as_fd()).ok() };
        let process = process.filter(|process| matches!(process.has_ended(), Ok(false)));
        Ok(Self { socket, process, peer: Peer { pid, uid, gid } })
    }

    /// Returns the process at the other end. It may have ended, or may have passed its end on.
    pub fn peer(&self) -> Peer {
        self.peer
    }

    /// Returns whether the process at the other end has ended, or has closed the connection.
    ///
    /// A stopped process (`SIGSTOP`) has not ended.
    ///
    /// # Errors
    ///
    /// The error of poll(2), if the kernel is out of memory or a sandbox refuses the call.
    ///
    /// # Progress
    ///
    /// One system call, which does not block.
    pub fn is_peer_gone(&self) -> io::Result<bool> {
        let gone = Events::PEER_CLOSED | Events::HANG_UP;
        let socket = PollFd::new(self.socket.as_fd(), Events::PEER_CLOSED);
        let Some(process) = &self.process else {
            let mut fds = [socket];
            poll(&mut fds, Some(Instant::now()))?;
            return Ok(fds[0].events().intersects(gone));
        };
        let mut fds = [socket, PollFd::new(process.as_fd(), Events::READABLE)];
        poll(&mut fds, Some(Instant::now()))?;
        Ok(fds[0].events().intersects(gone) || fds[1].events().intersects(Events::READABLE))
    }
}

impl AsFd for Connection {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}
