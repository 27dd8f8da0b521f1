//! Messages that one consumer has claimed.

use core::fmt;
use core::iter::FusedIterator;

use crate::crew::Shards;
use crate::ring::parts::Message;
use crate::ring::source::{Notified, Taking};

/// Messages by value that nobody else can take any more: an iterator. Dropping it drops the rest, like a vector's.
///
/// Their slots are the producer's again when it is dropped. If it is forgotten, the consumer has what is left of it first
/// with its next operation.
#[must_use = "dropping it drops the messages"]
pub struct Claimed<'a, S: Shards> {
    /// The current ring has `left` messages claimed.
    shards: &'a mut S,
    notified: &'a Notified,
    left: usize,
    taken: usize,
}

impl<'a, S: Shards> Claimed<'a, S> {
    /// The caller has claimed `n` messages, of the current ring.
    #[inline]
    pub(super) fn new(shards: &'a mut S, notified: &'a Notified, n: usize) -> Self {
        Self { shards, notified, left: n, taken: 0 }
    }
}

impl<S: Shards> Iterator for Claimed<'_, S> {
    type Item = Message<S::Ring>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        let message = self.shards.current().take()?;
        self.left -= 1;
        self.taken += 1;
        Some(message)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<S: Shards> ExactSizeIterator for Claimed<'_, S> {}
impl<S: Shards> FusedIterator for Claimed<'_, S> {}

impl<S: Shards> Drop for Claimed<'_, S> {
    fn drop(&mut self) {
        /// Files the receipt, and counts, also when a message's drop panics.
        struct Done<'a, S: Shards>(&'a mut S, usize);
        impl<S: Shards> Drop for Done<'_, S> {
            fn drop(&mut self) {
                self.0.current().file();
                self.0.count(self.1);
            }
        }

        let taking = Taking::new(&mut *self.shards, self.notified, false);
        let done = Done(&mut *taking.rings, self.taken + self.left);
        done.0.current().discard(self.left);
    }
}

impl<S: Shards> fmt::Debug for Claimed<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claimed").field("left", &self.left).finish()
    }
}
