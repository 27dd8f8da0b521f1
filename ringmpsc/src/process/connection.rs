//! The connection to the process at the other end: which process it is, and whether it lives.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::process;
use std::time::Instant;

use ringmpsc_runtime::credentials::Credentials;
use ringmpsc_runtime::pidfd::PidFd;
use ringmpsc_runtime::poll::{Events, PollFd, poll, poll_one};
use ringmpsc_runtime::unix_socket::{self, SeqPacket};

use super::doorbell::Signal;

/// The system has too many open files.
const ENFILE: i32 = 23;
/// The process has too many open files.
const EMFILE: i32 = 24;

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
///
/// ```
/// use ringmpsc::process::Connection;
///
/// let (ours, theirs) = Connection::pair()?;
/// assert_eq!(ours.peer().pid, std::process::id() as i32);
/// assert!(!ours.is_peer_gone()?);
/// drop(theirs);
/// assert!(ours.is_peer_gone()?);
/// # Ok::<(), std::io::Error>(())
/// ```
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
    ///
    /// # Progress
    ///
    /// Some system calls, none of which blocks.
    pub fn pair() -> io::Result<(Self, Self)> {
        let (one, other) = SeqPacket::pair()?;
        Ok((Self::new(one)?, Self::new(other)?))
    }

    /// Asks the kernel for the process at the other end of a connected socket. An error is a limit
    /// that is reached, or that the socket has no peer.
    pub(super) fn new(socket: SeqPacket) -> io::Result<Self> {
        let Credentials { pid, uid, gid } = Credentials::of_peer(socket.as_fd())?;
        // A socket of `pair` has its creator as its peer. The creator's life says nothing about the
        // process that has inherited the other end.
        let is_this_process = u32::try_from(pid) == Ok(process::id());
        let process = if is_this_process { None } else { open(&socket)? };
        // A process that has ended, and whose end of the socket is open, has passed it to a child:
        // a server may fork after it has listened.
        let process = process.filter(|process| matches!(has_ended(process), Ok(false)));
        Ok(Self { socket, process, peer: Peer { pid, uid, gid } })
    }

    /// Returns the process at the other end. It may have ended, or may have passed its end on.
    pub fn peer(&self) -> Peer {
        self.peer
    }

    /// Returns whether the process at the other end has ended, or has closed the connection.
    ///
    /// A stopped process (`SIGSTOP`) has not ended. If a sandbox refuses poll(2), the connection
    /// asks by recv(2) and `pidfd_send_signal(2)`. A process whose parent has not reaped it yet
    /// then counts as alive, if a child of it holds its end of the connection open.
    ///
    /// # Errors
    ///
    /// The error of recv(2) or `pidfd_send_signal(2)`, if a sandbox refuses poll(2) and them.
    ///
    /// # Progress
    ///
    /// One system call, which does not block. At most four if a sandbox refuses the first.
    pub fn is_peer_gone(&self) -> io::Result<bool> {
        self.poll().or_else(|_refused| {
            // The first call may return an error of the socket, and clears it: the peer has closed
            // its end before it received all messages.
            Ok(self.socket.is_at_end()?
                || self.socket.is_at_end()?
                || self.process.as_ref().map_or(Ok(false), PidFd::is_reaped)?)
        })
    }

    /// Returns the descriptor of the process at the other end, which is readable after its end.
    pub(super) fn process(&self) -> Option<BorrowedFd<'_>> {
        self.process.as_ref().map(AsFd::as_fd)
    }

    /// Consumes one signal of the peer, if one waits.
    pub(super) fn consume_signal(&self) -> io::Result<unix_socket::Signal> {
        self.socket.consume_signal()
    }

    /// Does the work of [`is_peer_gone`](Self::is_peer_gone), by poll(2).
    fn poll(&self) -> io::Result<bool> {
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

impl Signal for Connection {
    fn signal(&self) -> bool {
        // Without memory the kernel may send the next one. Any other error repeats: the peer
        // has closed the connection, which makes its descriptor readable, or a sandbox refuses it.
        self.socket.signal().map_or_else(|error| !is_limit(&error), |()| true)
    }

    fn is_signalled(&self) -> bool {
        let events = poll_one(self.socket.as_fd(), Events::READABLE, Some(Instant::now()));
        events.is_ok_and(|events| events.intersects(Events::READABLE))
    }
}

/// Opens the process at the other end. Returns `None` if the kernel does not give it: the hang-up
/// of the socket tells of the end of the process then.
fn open(socket: &SeqPacket) -> io::Result<Option<PidFd>> {
    match PidFd::of_peer(socket.as_fd()) {
        Ok(process) => Ok(Some(process)),
        // The process has ended, the kernel is older, or a sandbox refused the call.
        Err(error) if !is_limit(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns whether the process or the system has reached a limit. A later call may succeed.
pub(super) fn is_limit(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::OutOfMemory
        || matches!(error.raw_os_error(), Some(ENFILE | EMFILE))
}

/// Returns whether the process has ended, as far as the kernel tells.
fn has_ended(process: &PidFd) -> io::Result<bool> {
    process.has_ended().or_else(|_refused| process.is_reaped())
}

impl AsFd for Connection {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}
