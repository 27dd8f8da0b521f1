//! The reasons why a message is not the expected one.

use std::error::Error;
use std::fmt;
use std::io;

use libc::c_int;

/// The reason why [`receive`](super::receive) returned no message.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReceiveError {
    /// The deadline has passed. No message was received.
    TimedOut,
    /// The peer has closed the connection, and all of its messages have been received.
    Closed,
    /// The message has another length.
    WrongLength {
        /// The expected length in bytes.
        expected: usize,
        /// The length of the message in bytes.
        received: usize,
    },
    /// The message has another number of descriptors.
    WrongDescriptors {
        /// The expected number.
        expected: usize,
        /// The number of descriptors in the message.
        received: usize,
    },
    /// The kernel dropped a part of the control data (`MSG_CTRUNC`). The message has more
    /// descriptors than expected, or this process has too many open files.
    ControlTruncated,
    /// The message has a control message of another type.
    UnexpectedControl {
        /// Its level, such as `SOL_SOCKET`.
        level: c_int,
        /// Its type.
        kind: c_int,
    },
    /// A system call failed.
    Io(io::Error),
}

impl fmt::Display for ReceiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut => f.write_str("timed out waiting for a message"),
            Self::Closed => f.write_str("the peer has closed the connection"),
            Self::WrongLength { expected, received } => {
                write!(f, "expected a message of {expected} bytes, received {received}")
            }
            Self::WrongDescriptors { expected, received } => {
                write!(f, "expected {expected} descriptors, received {received}")
            }
            Self::ControlTruncated => f.write_str("the control data of the message is truncated"),
            Self::UnexpectedControl { level, kind } => {
                write!(f, "unexpected control message: level {level}, type {kind}")
            }
            Self::Io(_) => f.write_str("receiving a message failed"),
        }
    }
}

impl Error for ReceiveError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for ReceiveError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
