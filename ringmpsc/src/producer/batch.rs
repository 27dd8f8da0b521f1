//! How a producer sends several messages with one publish.

use crate::producer::write_claim::WriteClaim;
use crate::producer::{Producer, Registration};
use crate::ring::layout::{Message, Ring};

impl<R: Ring, S: Registration<R>> Producer<R, S> {
    /// Claims up to `n` slots, across the wrap. Returns `None` if the channel is closed or the ring
    /// is full. A full ring is counted as a failure.
    #[inline]
    fn claim_up_to(&mut self, n: usize) -> Option<WriteClaim<'_, R, S>> {
        if self.is_closed() {
            return None;
        }
        let granted = self.free_slots(n.min(Self::CAPACITY)).min(n);
        if granted == 0 && n > 0 {
            self.count_failure();
            return None;
        }
        Some(WriteClaim::new(self, granted))
    }

    /// Copies as many messages as fit, across the wrap, and publishes them together. Returns how
    /// many were sent.
    #[inline]
    pub fn send_slice(&mut self, messages: &[Message<R>]) -> usize
    where
        Message<R>: Copy,
    {
        let Some(mut claim) = self.claim_up_to(messages.len()) else {
            return 0;
        };
        claim.copy_from_slice(messages);
        claim.publish_rest_dropped()
    }

    /// As [`send_slice`](Self::send_slice), for an operation that waits while the ring is full. A
    /// full ring is not counted as a failure.
    pub(crate) fn attempt_slice(&mut self, messages: &[Message<R>]) -> usize
    where
        Message<R>: Copy,
    {
        if self.free_slots(1) > 0 { self.send_slice(messages) } else { 0 }
    }

    /// Takes messages from an iterator while there is space for them, and publishes them together.
    /// Returns how many were sent.
    ///
    /// If the channel is closed meanwhile, this drops the messages that the consumer did not
    /// accept.
    #[inline]
    pub fn send_iter(&mut self, messages: impl IntoIterator<Item = Message<R>>) -> usize {
        let Some(mut claim) = self.claim_up_to(Self::CAPACITY) else {
            return 0;
        };
        claim.fill_from(messages);
        claim.publish_rest_dropped()
    }
}
