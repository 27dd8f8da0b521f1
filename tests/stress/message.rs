//! Messages that say who sent them, as the how manieth, and whether they are whole.

use std::fmt::Debug;

use crate::random::mix;

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) producer: u32,
    /// Its position in the stream of its producer, from 0.
    pub(crate) seq: u64,
}

impl Stamp {
    /// A number that no other stamp has, and no mixture of two.
    pub(crate) const fn seal(self) -> u64 {
        mix(self.seq ^ mix(self.producer as u64))
    }
}

pub(crate) trait Message: Debug + Send + Sized + 'static {
    /// Whether it is in the ledger, and so must not be made in vain.
    const TRACKED: bool;

    /// `number` is the message's place in the ledger.
    fn new(stamp: Stamp, number: u32) -> Self;

    /// What the message is, if it is whole.
    fn stamp(&self) -> Stamp;
}
