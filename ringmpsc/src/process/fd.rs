//! Passing a descriptor to another process, over a Unix socket.
//!
//! ```
//! use ringmpsc::process::{SharedRing, fd};
//! use std::thread;
//!
//! let directory = std::env::temp_dir().join(format!("ringmpsc-doc-{}", std::process::id()));
//! std::fs::create_dir(&directory)?;
//! let path = directory.join("ring.sock");
//!
//! // One process:
//! let server = fd::FdServer::listen(&path)?;
//! # let client = thread::spawn({ let path = path.clone(); move || {
//! # let run = || -> Result<u64, Box<dyn std::error::Error + Send + Sync>> {
//!
//! // Another process:
//! let connection = fd::connect_unix(&path)?;
//! let ring = SharedRing::<u64>::attach(fd::recv_fd(&connection)?)?;
//! let mut consumer = ring.into_consumer()?.watch(connection);
//! let first = consumer.recv()?;
//! # Ok(first) }; run().unwrap() }});
//!
//! // The first one:
//! let connection = server.accept()?;
//! let ring = SharedRing::<u64>::create(14)?;
//! fd::send_fd(&connection, ring.fd())?;
//! let mut producer = ring.into_producer()?.watch(connection);
//! producer.send(7)?;
//! # assert_eq!(client.join().unwrap(), 7);
//! # drop(server);
//! # std::fs::remove_dir(&directory)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fs;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::{self, Path, PathBuf};
use std::process;
use std::time::{Duration, Instant};

use ringmpsc_runtime::credentials::Credentials;
use ringmpsc_runtime::scm_rights::{self, ReceiveError};
use ringmpsc_runtime::unix_socket::{self, Address, Listener, SeqPacket};

use super::connection::{Connection, is_limit};

/// How long a call waits for a peer that is connected and must send or receive a descriptor.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// The message that carries a descriptor.
const MESSAGE: &[u8; 8] = b"RINGMPSC";

/// The users whose processes may be at the other end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Users {
    /// The effective user of this process.
    #[default]
    Same,
    /// Any user. Then the permissions of the socket's directory decide.
    Any,
}

impl Users {
    /// Returns an error unless the peer's user is one of these.
    fn check(self, connection: &Connection) -> io::Result<()> {
        let ours = Credentials::of_this_process().uid;
        if self == Self::Any || connection.peer().uid == ours {
            Ok(())
        } else {
            Err(io::ErrorKind::PermissionDenied.into())
        }
    }
}

/// Sends a descriptor over a connection. The receiver gets a duplicate.
///
/// # Errors
///
/// [`io::ErrorKind::TimedOut`] if the socket had no space for 5 s ([`PATIENCE`]). `EPIPE` or
/// `ECONNRESET` if the peer has closed the connection. Any other error is that of a sandbox.
///
/// # Progress
///
/// Blocking, for at most [`PATIENCE`].
pub fn send_fd(connection: &Connection, fd: BorrowedFd<'_>) -> io::Result<()> {
    scm_rights::send(connection.as_fd(), MESSAGE, &[fd], Some(deadline()))
}

/// Receives a descriptor that the peer has sent by [`send_fd`].
///
/// # Errors
///
/// [`ReceiveError`] states the reason: among others that no message arrived for 5 s
/// ([`PATIENCE`]), or that it was not one of `send_fd`. All descriptors of the message are closed
/// then. Closing the descriptor of a file system that the peer serves (FUSE) may block.
///
/// # Progress
///
/// Blocking, for at most [`PATIENCE`].
pub fn recv_fd(connection: &Connection) -> Result<OwnedFd, ReceiveError> {
    let mut message = [0; MESSAGE.len()];
    let received = scm_rights::receive(connection.as_fd(), &mut message, 1, Some(deadline()))?;
    if &message != MESSAGE {
        return Err(ReceiveError::Io(io::ErrorKind::InvalidData.into()));
    }
    let [fd] = <[OwnedFd; 1]>::try_from(received.fds)
        .map_err(|_| ReceiveError::Io(io::ErrorKind::InvalidData.into()))?;
    Ok(fd)
}

/// Connects to a server of the same user.
///
/// # Errors
///
/// As for [`connect_unix_of`].
pub fn connect_unix(path: impl AsRef<Path>) -> io::Result<Connection> {
    connect_unix_of(path, Users::Same)
}

/// Connects to a server of one of these users.
///
/// # Errors
///
/// | error | reason |
/// |---|---|
/// | [`io::ErrorKind::PermissionDenied`] | the server's user is another one, or the file forbids it |
/// | [`io::ErrorKind::NotFound`], [`io::ErrorKind::ConnectionRefused`] | no server listens there |
/// | [`io::ErrorKind::TimedOut`] | the server had no space for one more connection for 5 s |
/// | any other | see connect(2) |
///
/// # Progress
///
/// Blocking, for at most [`PATIENCE`].
pub fn connect_unix_of(path: impl AsRef<Path>, users: Users) -> io::Result<Connection> {
    let address = Address::pathname(path.as_ref())?;
    let connection = Connection::new(SeqPacket::connect(&address, Some(deadline()))?)?;
    users.check(&connection)?;
    Ok(connection)
}

fn deadline() -> Instant {
    Instant::now() + PATIENCE
}

/// A Unix socket that other processes connect to.
///
/// The kernel reports the process that called [`listen`](Self::listen) as the peer of each client.
/// So listen in the process that serves: a client takes the end of the listening process for the
/// end of its peer.
///
/// Put it into a directory that only the permitted users can search, mode 0700 for one user. The
/// file itself has the mode 0600, or 0666 for [`Users::Any`]. A drop removes it.
#[derive(Debug)]
pub struct FdServer {
    listener: Listener,
    path: PathBuf,
    /// The device and the inode of the file: another server may have replaced it.
    file: (u64, u64),
    process: u32,
    users: Users,
}

impl FdServer {
    /// Listens at `path` for processes of the same user.
    ///
    /// # Errors
    ///
    /// As for [`listen_for`](Self::listen_for).
    pub fn listen(path: impl AsRef<Path>) -> io::Result<Self> {
        Self::listen_for(path, Users::Same)
    }

    /// Listens at `path` for processes of these users.
    ///
    /// The socket gets a temporary name first, and then its name. So a process that finds the file
    /// can connect. A socket on which no process listens is replaced. Two servers that start at the
    /// same time may replace one another.
    ///
    /// # Errors
    ///
    /// | error | reason |
    /// |---|---|
    /// | [`io::ErrorKind::AddrInUse`] | another process listens there |
    /// | [`io::ErrorKind::AlreadyExists`] | the file is not a socket |
    /// | [`io::ErrorKind::InvalidInput`] | the path has more than 107 bytes, or its directory 97 |
    /// | any other | the file cannot be created in the directory, or a limit is reached |
    ///
    /// # Progress
    ///
    /// About 12 system calls on the file system, and one connect(2), which does not block.
    pub fn listen_for(path: impl AsRef<Path>, users: Users) -> io::Result<Self> {
        let path = path.as_ref();
        // For the drop: the process may change its directory.
        let absolute = path::absolute(path)?;
        // A client must be able to connect to it.
        Address::pathname(path)?;
        make_way(path)?;
        let mode = if users == Users::Same { 0o600 } else { 0o666 };
        let (temporary, listener) = bind_near(path, mode)?;
        let publish = || {
            unix_socket::set_mode(&temporary, mode)?;
            let file = identity(&temporary)?;
            fs::rename(&temporary, path)?;
            Ok(file)
        };
        match publish() {
            Ok(file) => {
                let process = process::id();
                Ok(Self { listener, path: absolute, file, process, users })
            }
            Err(error) => {
                // The first error is the one to report.
                let _ = fs::remove_file(&temporary);
                Err(error)
            }
        }
    }

    /// Accepts one connection of a permitted user. Closes connections of others, and those whose
    /// clients have ended without a message.
    ///
    /// # Errors
    ///
    /// `EMFILE`, `ENFILE` or `ENOMEM` if a limit is reached. The connection still waits, or is
    /// closed if the limit is reached afterwards: a connection has two descriptors. Any other error
    /// is that of a sandbox.
    ///
    /// # Progress
    ///
    /// Blocking.
    pub fn accept(&self) -> io::Result<Connection> {
        self.accept_until(None)
    }

    /// As [`accept`](Self::accept), for a limited time.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::TimedOut`], or as for [`accept`](Self::accept).
    pub fn accept_timeout(&self, timeout: Duration) -> io::Result<Connection> {
        self.accept_until(Instant::now().checked_add(timeout))
    }

    pub(super) fn accept_until(&self, deadline: Option<Instant>) -> io::Result<Connection> {
        loop {
            let socket = self.listener.accept(deadline)?;
            let has_left = socket.is_at_end()?;
            match Connection::new(socket) {
                // A client that has ended without a message, such as another server's question
                // whether this one listens.
                _ if has_left => {}
                Ok(connection) if self.users.check(&connection).is_ok() => return Ok(connection),
                Ok(_) => {}
                // The kernel does not name the user of a client that has ended.
                Err(error) if error.kind() == io::ErrorKind::NotConnected => {}
                Err(error) => return Err(error),
            }
            // Clients that come all the time must not delay the call.
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Err(io::ErrorKind::TimedOut.into());
            }
        }
    }
}

impl AsFd for FdServer {
    /// Returns the descriptor of the socket. It is readable when a connection waits.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.listener.as_fd()
    }
}

impl Drop for FdServer {
    fn drop(&mut self) {
        // The file of a forked child is that of its parent.
        let is_ours = self.process == process::id()
            && identity(&self.path).is_ok_and(|file| file == self.file);
        if is_ours {
            // A drop cannot report the error. The file remains, and the next server replaces it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Returns the device and the inode of a file.
fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let metadata = fs::symlink_metadata(path)?;
    Ok((metadata.dev(), metadata.ino()))
}

/// Returns an error if the path is in use. A rename can replace what is there otherwise.
fn make_way(path: &Path) -> io::Result<()> {
    let metadata = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        result => result?,
    };
    if !metadata.file_type().is_socket() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let Err(error) = SeqPacket::connect(&Address::pathname(path)?, Some(Instant::now())) else {
        return Err(io::ErrorKind::AddrInUse.into());
    };
    match error.kind() {
        io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound => Ok(()),
        io::ErrorKind::PermissionDenied => Err(error),
        _ if is_limit(&error) => Err(error),
        // Too many clients wait for the server, or its socket has another type.
        _ => Err(io::ErrorKind::AddrInUse.into()),
    }
}

/// Listens at a temporary name in the same directory, with at most the permissions `mode`. Tries
/// again if the name is in use: a process that was killed may have left it.
fn bind_near(path: &Path, mode: u32) -> io::Result<(PathBuf, Listener)> {
    let mut tries = 0;
    loop {
        let temporary = temporary_name(path);
        match Listener::bind_with_mode(&Address::pathname(&temporary)?, mode) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && tries < 8 => tries += 1,
            result => return result.map(|listener| (temporary, listener)),
        }
    }
}

/// Returns a random name in the same directory.
fn temporary_name(path: &Path) -> PathBuf {
    let random = RandomState::new().build_hasher().finish() & u64::from(u32::MAX);
    let name = format!(".{random:08x}");
    let directory = path.parent().filter(|parent| !parent.as_os_str().as_bytes().is_empty());
    directory.unwrap_or(Path::new(".")).join(name)
}
