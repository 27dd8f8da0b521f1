//! The claim of a competing consumer: messages that no other consumer can take.

use core::fmt;
use core::iter::FusedIterator;

use crate::consumer::claim_source::ClaimSource;
use crate::consumer::{Notified, Taking};
use crate::ring::layout::Message;

/// Messages by value that no other consumer can take: an iterator. Dropping it drops the rest, as
/// for a vector's `Drain`.
///
/// [`as_slices`](Self::as_slices) shows the messages in their slots. A consumer that is dropped
/// leaves its claim to the other consumers.
///
/// Dropping the claim gives the slots back to the producer. If the claim is forgotten, the next
/// operation of the consumer takes the rest first.
#[must_use = "dropping it drops the messages"]
pub struct Claim<'a, S: ClaimSource> {
    /// The consumer has claimed `left` messages of the current ring.
    shards: &'a mut S,
    notified: &'a Notified,
    left: usize,
    taken: usize,
}

impl<'a, S: ClaimSource> Claim<'a, S> {
    /// Makes the guard. The caller has claimed `n` messages of the current ring.
    #[inline]
    pub(crate) fn new(shards: &'a mut S, notified: &'a Notified, n: usize) -> Self {
        Self { shards, notified, left: n, taken: 0 }
    }
}

impl<S: ClaimSource> Claim<'_, S> {
    /// Returns the messages that are left, in their slots. There are two slices, because the ring
    /// may wrap between them. All messages of the first slice come before those of the second.
    ///
    /// No message is moved, so this suits messages that are too large for the stack. Dropping the
    /// claim drops them in their slots, and gives the slots back. This call is wait-free.
    ///
    /// ```
    /// use ringmpsc::ring_channel;
    ///
    /// #[ring_channel(kind = spmc, bits = 2)]
    /// pub struct Frame([u8; 1 << 20]);
    ///
    /// let (mut producer, channel) = FrameChannel::open();
    /// let mut consumer = channel.register_consumer().unwrap();
    ///
    /// let mut slots = producer.reserve(1).unwrap();
    /// // SAFETY: every byte is valid, and all bytes are written before the commit.
    /// unsafe {
    ///     slots.as_uninit_slices().0[0].as_mut_ptr().write_bytes(7, 1);
    ///     slots.commit_init(1).unwrap();
    /// }
    ///
    /// let mut claim = consumer.steal(8).unwrap();
    /// let (first, second) = claim.as_slices();
    /// for frame in first.iter().chain(second) {
    ///     assert_eq!(frame.0[12345], 7);
    /// }
    /// claim.advance(1);
    /// assert_eq!(claim.len(), 0);
    /// ```
    #[inline]
    #[expect(clippy::type_complexity, reason = "two slices, as those of a `VecDeque`")]
    pub fn as_slices(&self) -> (&[Message<S::Ring>], &[Message<S::Ring>]) {
        let [first, second] = self.shards.current_ref().claimed(self.left);
        (first, second)
    }

    /// Drops the first `n` messages in their slots. The producer gets their slots back when the
    /// claim is dropped.
    ///
    /// # Panics
    ///
    /// Panics if fewer than `n` messages are left. Then nothing is dropped.
    pub fn advance(&mut self, n: usize) {
        assert!(n <= self.left, "advanced by {n} in a claim of {}", self.left);
        self.left -= n;
        self.taken += n;
        self.shards.current().drop_first(n);
    }
}

impl<S: ClaimSource> Iterator for Claim<'_, S> {
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

impl<S: ClaimSource> ExactSizeIterator for Claim<'_, S> {}
impl<S: ClaimSource> FusedIterator for Claim<'_, S> {}

impl<S: ClaimSource> Drop for Claim<'_, S> {
    fn drop(&mut self) {
        /// Its drop files the receipt and counts the messages, also when a message's drop panics.
        struct Done<'a, S: ClaimSource>(&'a mut S, usize);
        impl<S: ClaimSource> Drop for Done<'_, S> {
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

impl<S: ClaimSource> fmt::Debug for Claim<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claim").field("left", &self.left).finish()
    }
}
