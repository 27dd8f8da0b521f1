//! The errors of rings between processes.

use core::error::Error;
use core::fmt;
use std::io;

use ringmpsc_runtime::scm_rights::ReceiveError;
use ringmpsc_runtime::seals::Seals;

use super::header::Shape;

/// A descriptor could not be attached as a ring.
///
/// ```
/// # use ringmpsc::process::{AttachError, SharedRing};
/// let ring = SharedRing::<u64>::create(1)?;
/// // The other program has another message.
/// let file = ring.fd().try_clone_to_owned()?;
/// let error = SharedRing::<[u64; 2]>::attach(file).unwrap_err();
/// let AttachError::LayoutMismatch { ours, theirs } = error else { panic!("{error}") };
/// assert_eq!((ours.size, theirs.size), (16, 8));
/// // This is no ring at all.
/// let file = std::fs::File::open("/dev/null")?;
/// let error = SharedRing::<u64>::attach(file.into()).unwrap_err();
/// assert!(matches!(error, AttachError::NotMemory));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum AttachError {
    /// The file is not a file in memory with pages of the ordinary size.
    NotMemory,
    /// The file lacks a seal, or has one that forbids writing. The peer could change its size.
    NotSealed {
        /// The seals of the file.
        seals: Seals,
    },
    /// The file has another size than a ring of its shape.
    WrongSize {
        /// The size of a ring of this shape in bytes.
        expected: u64,
        /// The size of the file in bytes.
        actual: u64,
    },
    /// The file does not begin with the header of a ring.
    NotARing,
    /// The ring is for other messages, or of another version or size.
    LayoutMismatch {
        /// What this process expects.
        ours: Shape,
        /// What the header says.
        theirs: Shape,
    },
    /// A system call failed.
    Io(io::Error),
}

impl fmt::Display for AttachError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotMemory => f.write_str("the descriptor is not an ordinary file in memory"),
            Self::NotSealed { seals } => {
                write!(f, "the file has the seals {seals:?}: SHRINK, GROW and SEAL are needed")
            }
            Self::WrongSize { expected, actual } => {
                write!(f, "the file has {actual} bytes, and a ring of its shape has {expected}")
            }
            Self::NotARing => f.write_str("the file does not begin with the header of a ring"),
            Self::LayoutMismatch { ours, theirs } => {
                write!(f, "the ring has another layout: expected {ours}; found {theirs}")
            }
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl Error for AttachError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for AttachError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A process could not connect to a server of a channel.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConnectError {
    /// The process could not connect.
    Io(io::Error),
    /// The server sent no descriptor.
    Receive(ReceiveError),
    /// The descriptor is no ring of this channel.
    Attach(AttachError),
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Receive(error) => error.fmt(f),
            Self::Attach(error) => error.fmt(f),
        }
    }
}

impl Error for ConnectError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io(error) => error.source(),
            Self::Receive(error) => error.source(),
            Self::Attach(error) => error.source(),
        }
    }
}

/// A role of a ring could not be taken.
///
/// ```
/// # use ringmpsc::process::{ClaimError, SharedRing};
/// let ring = SharedRing::<u64>::create(1)?;
/// let other = SharedRing::<u64>::attach(ring.fd().try_clone_to_owned()?)?;
/// let _producer = ring.into_producer()?;
/// let error = other.into_producer().unwrap_err();
/// assert_eq!(error, ClaimError::Taken { pid: std::process::id() });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClaimError {
    /// A process has taken this role already. It may have ended since: create another ring.
    Taken {
        /// The id of the process, as the header says.
        pid: u32,
    },
    /// This process is a forked child of the process that made the ring.
    Forked,
}

impl fmt::Display for ClaimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken { pid } => write!(f, "the process {pid} has taken this role"),
            Self::Forked => f.write_str(FORKED),
        }
    }
}

impl Error for ClaimError {}

/// How a peer broke the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Corruption {
    /// The peer's cursor is not between its last value and the largest possible one.
    Cursor {
        /// The last value.
        last: u64,
        /// The largest possible value.
        limit: u64,
        /// The value that was loaded.
        found: u64,
    },
    /// The peer has sent a signal that this end had not asked for (`notify`).
    Signal,
}

impl fmt::Display for Corruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cursor { last, limit, found } => {
                write!(f, "the peer's cursor is {found}, and must be between {last} and {limit}")
            }
            Self::Signal => f.write_str("the peer has sent a signal that was not asked for"),
        }
    }
}

const FORKED: &str = "this process is a forked child: rings between processes are not inherited";

/// Messages could not be sent.
///
/// ```
/// # use ringmpsc::process::SharedRing;
/// let (mut producer, consumer) = SharedRing::<u64>::create(1)?.split()?;
/// assert_eq!(producer.send_slice(&[1, 2])?, 2);
/// let error = producer.try_send(3).unwrap_err();
/// assert!(error.is_full() && !error.is_closed());
/// drop(consumer);
/// let error = producer.try_send(3).unwrap_err();
/// assert!(error.is_closed() && !error.is_full());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SendError {
    /// Too few slots are free.
    Full,
    /// Timed out waiting for space.
    TimedOut,
    /// The consumer has closed the channel, or was dropped.
    Closed,
    /// The consumer's process, or its end of the connection, has ended without closing the channel.
    PeerGone,
    /// The consumer's process broke the protocol. The end is unusable from now on.
    PeerCorrupt {
        /// What the process did.
        what: Corruption,
    },
    /// This process is a forked child of the process that made the end.
    Forked,
    /// More slots were requested than the ring has.
    TooLarge,
}

impl SendError {
    /// Returns whether there may be space later.
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::Full)
    }

    /// Returns whether no message can be sent any more.
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed | Self::PeerGone | Self::PeerCorrupt { .. } | Self::Forked)
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("the ring has too few free slots"),
            Self::TimedOut => f.write_str("timed out waiting for space"),
            Self::Closed => f.write_str("the channel is closed"),
            Self::PeerGone => f.write_str("the consumer's process has ended"),
            Self::PeerCorrupt { what } => what.fmt(f),
            Self::Forked => f.write_str(FORKED),
            Self::TooLarge => f.write_str("more slots than the ring has"),
        }
    }
}

impl Error for SendError {}

/// No message could be received.
///
/// ```
/// # use ringmpsc::process::SharedRing;
/// let (producer, mut consumer) = SharedRing::<u64>::create(1)?.split()?;
/// let error = consumer.try_recv().unwrap_err();
/// assert!(error.is_empty() && !error.is_closed());
/// drop(producer);
/// let error = consumer.try_recv().unwrap_err();
/// assert!(error.is_closed() && !error.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecvError {
    /// No message is waiting, but one may still be sent.
    Empty,
    /// Timed out waiting for a message.
    TimedOut,
    /// The producer has closed the channel or was dropped, and every message has been received.
    Closed,
    /// The producer's process, or its end of the connection, has ended without closing the channel.
    /// Every message that was committed before has been received.
    PeerGone {
        /// The number of messages that this end has received in all.
        delivered: u64,
    },
    /// The producer's process broke the protocol. The end is unusable from now on.
    PeerCorrupt {
        /// What the process did.
        what: Corruption,
    },
    /// This process is a forked child of the process that made the end.
    Forked,
}

impl RecvError {
    /// Returns whether a message may still be sent.
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// Returns whether no message can be received any more.
    pub const fn is_closed(&self) -> bool {
        !matches!(self, Self::Empty | Self::TimedOut)
    }
}

impl fmt::Display for RecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("no message is waiting"),
            Self::TimedOut => f.write_str("timed out waiting for a message"),
            Self::Closed => f.write_str("the channel is closed and drained"),
            Self::PeerGone { delivered } => {
                write!(f, "the producer's process has ended; {delivered} messages were received")
            }
            Self::PeerCorrupt { what } => what.fmt(f),
            Self::Forked => f.write_str(FORKED),
        }
    }
}

impl Error for RecvError {}
