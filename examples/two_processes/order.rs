//! The message. Every bit pattern of it is a value, and it has no padding.

use ringmpsc::ring_channel;
use zerocopy::{FromBytes, Immutable, IntoBytes};

/// An order, with its number in the feed.
#[ring_channel(kind = spsc, bits = 12, wait, shared)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, Immutable)]
#[repr(C)]
pub(crate) struct Order {
    pub(crate) sequence: u64,
    pub(crate) price: i64,
    pub(crate) quantity: u64,
}

impl Order {
    /// Returns the order with this number.
    pub(crate) fn new(sequence: u64) -> Self {
        Self { sequence, price: 100 - (sequence % 200).cast_signed(), quantity: sequence % 10 + 1 }
    }
}

/// A feed commits so many orders at once.
pub(crate) const BATCH: u16 = 16;

/// The name of the socket in the directory.
pub(crate) const SOCKET: &str = "feed.sock";

/// The name of the file in which a feed notes how many batches it has committed.
pub(crate) const NOTE: &str = "committed";
