//! What was received, and what should have been.

use std::fmt;
use std::ops::Range;

use crate::common::message::Message;

/// How many messages, and the sum of all their words.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Tally {
    pub(crate) count: u64,
    pub(crate) sum: u64,
}

impl Tally {
    /// Messages that carry the numbers of a range.
    pub(crate) fn of_singles<M: Message>(numbers: Range<u64>) -> Self {
        let count = numbers.end - numbers.start;
        let sum = numbers.fold(M::REST.wrapping_mul(count), u64::wrapping_add);
        Self { count, sum }
    }

    /// The batches of a range. The first message of a batch carries its number, message `k` carries
    /// `k`.
    pub(crate) fn of_batches<M: Message>(batches: Range<u64>, size: u64) -> Self {
        let count = batches.end - batches.start;
        let rest = Self::of_singles::<M>(1..size).sum.wrapping_mul(count);
        let firsts = Self::of_singles::<M>(batches).sum;
        Self { count: count * size, sum: firsts.wrapping_add(rest) }
    }

    /// So many times the same.
    pub(crate) fn times(self, n: u64) -> Self {
        Self { count: self.count * n, sum: self.sum.wrapping_mul(n) }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.count += other.count;
        self.sum = self.sum.wrapping_add(other.sum);
    }

    /// Whether what was `received` is this, which was sent.
    pub(crate) fn verify(self, received: Self) -> Result<(), Mismatch> {
        if self == received { Ok(()) } else { Err(Mismatch { sent: self, received }) }
    }
}

/// Something other was received than what was sent.
#[derive(Debug)]
pub(crate) struct Mismatch {
    sent: Tally,
    received: Tally,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sent {:?}, received {:?}", self.sent, self.received)
    }
}

impl std::error::Error for Mismatch {}
