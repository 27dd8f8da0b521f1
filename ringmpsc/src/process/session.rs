//! A generated channel and its peer: the two steps of a connection.

use core::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::bell::Bell;
use super::channel::{Sealed, SharedChannel};
use super::connection::{Connection, Peer};
use super::consumer::SharedConsumer;
use super::error::{ClaimError, ConnectError};
use super::fd::{self, Users};
use super::header::Shape;
use super::producer::SharedProducer;
use super::segment::Segment;
use super::words::Role;

/// A ring that this process shares with one other process, before it has taken a role.
///
/// Each process takes one role, and the other process the other one. Which one takes which is free.
///
/// ```
/// use ringmpsc::process::{SharedSession, fd::Users};
/// use std::thread;
///
/// # mod orders {
/// #[ringmpsc::ring_channel(kind = spsc, bits = 4, wait, shared)]
/// pub type Order = u64;
/// # }
/// # use orders::OrderShared;
/// # let directory = std::env::temp_dir().join(format!("ringmpsc-session-{}", std::process::id()));
/// # std::fs::create_dir(&directory)?;
/// # let path = directory.join("socket");
///
/// let server = OrderShared::listen(&path)?;
/// # let other = path.clone();
/// // Usually another process. `OrderShared::connect` is the same for one user.
/// let client = thread::spawn(move || {
///     let session = SharedSession::<OrderShared>::connect_of(&other, Users::Same).unwrap();
///     session.into_producer().unwrap().send(7).unwrap();
/// });
/// let session = server.accept()?;
/// assert_eq!(session.peer().pid, std::process::id() as i32);
/// session.prefault()?;
/// // Locked memory has a limit, `RLIMIT_MEMLOCK`.
/// if let Err(error) = session.lock() {
///     eprintln!("not locked: {error}");
/// }
/// assert_eq!(session.into_consumer()?.recv(), Ok(7));
/// # client.join().unwrap();
///
/// // In a test: both ends.
/// let (mut producer, mut consumer) = SharedSession::<OrderShared>::pair()?;
/// # drop(server);
/// # std::fs::remove_dir(&directory)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SharedSession<C: SharedChannel> {
    segment: Arc<Segment<C::Message>>,
    connection: Arc<Connection>,
    /// With the option `notify`.
    bell: Option<Bell>,
}

impl<C: SharedChannel> SharedSession<C> {
    /// What both processes must agree on. The fingerprint is a hash of the message's definition.
    ///
    /// The memory accesses of both ends rely on the size. So it is no constant of
    /// [`SharedChannel`], in which an implementation could state another size.
    ///
    /// ```
    /// use ringmpsc::process::{Shape, SharedChannel, SharedOptions, SharedSession};
    ///
    /// enum Ticks {}
    /// impl SharedChannel for Ticks {
    ///     type Message = [u8; 1];
    ///     const BITS: u32 = 4;
    ///     const DEFINITION: &'static str = "type Tick = [u8; 1];";
    ///     type Options = SharedOptions<false, false, false, false>;
    /// }
    /// const SHAPE: Shape = SharedSession::<Ticks>::SHAPE;
    /// assert_eq!((SHAPE.size, SHAPE.bits), (1, 4));
    /// ```
    ///
    /// A message has at least one byte:
    ///
    /// ```compile_fail
    /// use ringmpsc::process::{Shape, SharedChannel, SharedOptions, SharedSession};
    ///
    /// enum Ticks {}
    /// impl SharedChannel for Ticks {
    ///     type Message = [u8; 0];
    ///     const BITS: u32 = 4;
    ///     const DEFINITION: &'static str = "type Tick = [u8; 0];";
    ///     type Options = SharedOptions<false, false, false, false>;
    /// }
    /// const SHAPE: Shape = SharedSession::<Ticks>::SHAPE;
    /// ```
    pub const SHAPE: Shape = {
        assert!(size_of::<C::Message>() > 0, "a message must have at least one byte");
        Shape::of::<C::Message>(C::BITS).of_definition(C::DEFINITION, C::Options::NOTIFY)
    };

    /// Does what the options `notify` and `prefault` ask for.
    pub(super) fn new(segment: Segment<C::Message>, connection: Connection) -> io::Result<Self> {
        Self::populate(&segment)?;
        let connection = Arc::new(connection);
        let bell = Self::bell(&connection)?;
        Ok(Self { segment: Arc::new(segment), connection, bell })
    }

    fn populate(segment: &Segment<C::Message>) -> io::Result<()> {
        if C::Options::PREFAULT { segment.prefault() } else { Ok(()) }
    }

    fn bell(connection: &Arc<Connection>) -> io::Result<Option<Bell>> {
        C::Options::NOTIFY.then(|| Bell::new(Arc::clone(connection))).transpose()
    }

    /// Connects to the server of the same user at `path`, and maps the ring that it creates:
    /// `OrderShared::connect` of a generated channel.
    ///
    /// # Errors
    ///
    /// As for [`connect_of`](Self::connect_of).
    ///
    /// # Progress
    ///
    /// As for [`connect_of`](Self::connect_of).
    pub fn connect(path: impl AsRef<Path>) -> Result<Self, ConnectError> {
        Self::connect_of(path, Users::Same)
    }

    /// Connects to a server of one of these users.
    ///
    /// # Errors
    ///
    /// | error | reason |
    /// |---|---|
    /// | [`ConnectError::Io`] | as for [`fd::connect_unix_of`] |
    /// | [`ConnectError::Receive`] | the server sent no ring: see [`fd::recv_fd`] |
    /// | [`ConnectError::Attach`] | the ring is of another channel, or is none |
    ///
    /// # Progress
    ///
    /// Blocking, for at most twice [`fd::PATIENCE`].
    pub fn connect_of(path: impl AsRef<Path>, users: Users) -> Result<Self, ConnectError> {
        let connection = fd::connect_unix_of(path, users).map_err(ConnectError::Io)?;
        let file = fd::recv_fd(&connection).map_err(ConnectError::Receive)?;
        let segment = Segment::attach(file, |_| Self::SHAPE).map_err(ConnectError::Attach)?;
        Self::new(segment, connection).map_err(ConnectError::Io)
    }

    /// Takes the role of the producer.
    ///
    /// # Errors
    ///
    /// [`ClaimError`]: the other process has taken this role, or this process is a forked child.
    ///
    /// # Progress
    ///
    /// Wait-free.
    pub fn into_producer(self) -> Result<SharedProducer<C::Message, C>, ClaimError> {
        self.segment.claim(Role::Producer)?;
        Ok(SharedProducer::new(self.segment).connected(self.connection, self.bell))
    }

    /// Takes the role of the consumer.
    ///
    /// # Errors
    ///
    /// As for [`into_producer`](Self::into_producer).
    ///
    /// # Progress
    ///
    /// Wait-free.
    pub fn into_consumer(self) -> Result<SharedConsumer<C::Message, C>, ClaimError> {
        self.segment.claim(Role::Consumer)?;
        Ok(SharedConsumer::new(self.segment).connected(self.connection, self.bell))
    }

    /// Creates a ring, and takes both roles, for two threads of this process, or for a test:
    /// `OrderShared::pair` of a generated channel.
    ///
    /// # Errors
    ///
    /// As for [`SharedRing::create`](super::SharedRing::create).
    ///
    /// # Progress
    ///
    /// O(size of the ring).
    #[expect(clippy::type_complexity, reason = "two ends")]
    pub fn pair() -> io::Result<(SharedProducer<C::Message, C>, SharedConsumer<C::Message, C>)> {
        let segment = Arc::new(Segment::create(Self::SHAPE)?);
        Self::populate(&segment)?;
        for role in [Role::Producer, Role::Consumer] {
            // No other process has the ring, so both roles are free.
            segment.claim(role).map_err(io::Error::other)?;
        }
        let producer = SharedProducer::new(Arc::clone(&segment));
        let consumer = SharedConsumer::new(segment);
        if !C::Options::NOTIFY {
            return Ok((producer, consumer));
        }
        let (one, other) = Connection::pair()?;
        let (one, other) = (Arc::new(one), Arc::new(other));
        let (first, second) = (Self::bell(&one)?, Self::bell(&other)?);
        Ok((producer.connected(one, first), consumer.connected(other, second)))
    }

    /// Returns the process at the other end.
    pub fn peer(&self) -> Peer {
        self.connection.peer()
    }

    /// Maps all pages now: see [`SharedRing::prefault`](super::SharedRing::prefault).
    ///
    /// # Errors
    ///
    /// As for [`SharedRing::prefault`](super::SharedRing::prefault).
    pub fn prefault(&self) -> io::Result<()> {
        self.segment.prefault()
    }

    /// Locks all pages into memory: see [`SharedRing::lock`](super::SharedRing::lock).
    ///
    /// # Errors
    ///
    /// As for [`SharedRing::lock`](super::SharedRing::lock).
    pub fn lock(&self) -> io::Result<()> {
        self.segment.lock()
    }
}

impl<C: SharedChannel> fmt::Debug for SharedSession<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shape, peer) = (self.segment.shape(), self.peer());
        f.debug_struct("SharedSession")
            .field("shape", &shape)
            .field("peer", &peer)
            .finish_non_exhaustive()
    }
}
