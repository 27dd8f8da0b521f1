//! The server of a generated channel: a ring for each process that connects.

use core::fmt;
use core::marker::PhantomData;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::path::Path;
use std::time::{Duration, Instant};

use super::channel::SharedChannel;
use super::fd::{self, FdServer, Users};
use super::segment::Segment;
use super::session::SharedSession;

/// Accepts processes, and creates a ring for each: `OrderShared::listen` of a generated channel.
///
/// The drop removes the socket. The sessions remain.
///
/// ```
/// use std::time::Duration;
/// use ringmpsc::process::{SharedServer, fd::Users};
/// use std::thread;
///
/// # mod orders {
/// #[ringmpsc::ring_channel(kind = spsc, bits = 4, wait, shared)]
/// pub type Order = u64;
/// # }
/// # use orders::OrderShared;
/// # let directory = std::env::temp_dir().join(format!("ringmpsc-server-{}", std::process::id()));
/// # std::fs::create_dir(&directory)?;
/// # let path = directory.join("socket");
///
/// // `OrderShared::listen` is the same as `SharedServer::<OrderShared>::listen`.
/// let server = SharedServer::<OrderShared>::listen_for(&path, Users::Same)?;
/// # let other = path.clone();
/// // Usually another process.
/// let client = thread::spawn(move || {
///     let session = OrderShared::connect(&other).unwrap();
///     session.into_producer().unwrap().send(7).unwrap();
/// });
/// let mut consumer = server.accept()?.into_consumer()?;
/// assert_eq!(consumer.recv(), Ok(7));
/// # client.join().unwrap();
/// // No other process comes.
/// let error = server.accept_timeout(Duration::from_millis(1)).unwrap_err();
/// assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
/// # drop(server);
/// # std::fs::remove_dir(&directory)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SharedServer<C> {
    server: FdServer,
    channel: PhantomData<fn() -> C>,
}

impl<C: SharedChannel> SharedServer<C> {
    /// Listens at `path` for processes of the same user: see [`FdServer::listen`].
    ///
    /// # Errors
    ///
    /// As for [`FdServer::listen_for`].
    ///
    /// # Progress
    ///
    /// As for [`FdServer::listen_for`].
    pub fn listen(path: impl AsRef<Path>) -> io::Result<Self> {
        Self::listen_for(path, Users::Same)
    }

    /// Listens at `path` for processes of these users: see [`FdServer::listen_for`].
    ///
    /// # Errors
    ///
    /// As for [`FdServer::listen_for`].
    ///
    /// # Progress
    ///
    /// As for [`FdServer::listen_for`].
    pub fn listen_for(path: impl AsRef<Path>, users: Users) -> io::Result<Self> {
        Ok(Self { server: FdServer::listen_for(path, users)?, channel: PhantomData })
    }

    /// Waits for a process, creates a ring, and passes it to the process. Closes the connections
    /// of processes that have ended or are not permitted.
    ///
    /// # Errors
    ///
    /// Those of [`FdServer::accept`], and those of [`SharedRing::create`](super::SharedRing::create).
    ///
    /// # Progress
    ///
    /// Blocking. O(size of the ring).
    pub fn accept(&self) -> io::Result<SharedSession<C>> {
        self.accept_until(None)
    }

    /// As [`accept`](Self::accept), for a limited time.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::TimedOut`], or as for [`accept`](Self::accept).
    ///
    /// # Progress
    ///
    /// Blocking, for at most `timeout`. O(size of the ring).
    pub fn accept_timeout(&self, timeout: Duration) -> io::Result<SharedSession<C>> {
        self.accept_until(Instant::now().checked_add(timeout))
    }

    fn accept_until(&self, deadline: Option<Instant>) -> io::Result<SharedSession<C>> {
        loop {
            let connection = self.server.accept_until(deadline)?;
            let segment = Segment::create(SharedSession::<C>::SHAPE)?;
            match fd::send_fd(&connection, segment.fd()) {
                Ok(()) => return SharedSession::new(segment, connection),
                // The process has ended since.
                Err(error) if has_left(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// Returns whether the peer has closed the connection.
fn has_left(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset)
}

impl<C> AsFd for SharedServer<C> {
    /// Returns the descriptor of the socket. It is readable when a process waits.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.server.as_fd()
    }
}

impl<C> fmt::Debug for SharedServer<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedServer").field("server", &self.server).finish()
    }
}
