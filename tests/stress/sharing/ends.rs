//! What the ends of channels have in common whose consumers share them.

use std::fmt::Debug;

use ringmpsc::{RegisterError, TryRecvError};

use crate::ends::{Controls, Sends};
use crate::message::Message;
use crate::sharing::share::Share;

/// How messages are taken.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Taking {
    One,
    Steal,
    /// The claim is held for a while before anything is taken.
    StealHeld,
    /// The rest of the claim is dropped, unless somebody must see it.
    StealDropped,
    /// The claim is forgotten, and what is left of it taken afterwards.
    StealForgotten,
    Slice,
    Into,
    Batch,
    UpTo,
    /// What only consumers of many rings have.
    StealBatch,
}

impl Taking {
    pub(crate) const ALL: [Self; 10] = [
        Self::One,
        Self::Steal,
        Self::StealHeld,
        Self::StealDropped,
        Self::StealForgotten,
        Self::Slice,
        Self::Into,
        Self::Batch,
        Self::UpTo,
        Self::StealBatch,
    ];
}

/// One of the receiving ends.
pub(crate) trait Takes: Debug + Send + 'static {
    type Message: Message;

    fn capacity(&self) -> usize;
    fn len(&self) -> usize;
    fn try_recv(&mut self) -> Result<Self::Message, TryRecvError>;

    /// Takes about `n` messages in one operation, enters them, and returns how many there were.
    fn take(&mut self, how: Taking, n: usize, share: &mut Share) -> usize;

    /// Claims about `n` messages, takes some, and leaves.
    fn leave_claimed(self, n: usize, share: &mut Share);
}

/// The control handle.
pub(crate) trait Shares: Controls {
    type Producer: Sends;
    type Consumer: Takes;

    /// Whether there can be more than one producer.
    const MANY: bool;

    /// A channel and its first producer.
    fn open_at(cursor: u64) -> (Self, Self::Producer);
    /// Another producer, if there can be one.
    fn register(&self) -> Option<Result<Self::Producer, RegisterError>>;
    fn register_consumer(&self) -> Result<Self::Consumer, RegisterError>;
    fn producer_count(&self) -> usize;
    fn consumer_count(&self) -> usize;
}
