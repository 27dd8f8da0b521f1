//! Slots that a producer has claimed, and the messages written into them.
//!
//! A write claim changes nothing that another thread can see. Dropping it drops the messages that
//! were written into it, and has no other effect. Forgetting it leaks these messages. Later sends
//! then write over their slots.

use core::mem;

use crate::producer::{Producer, Registration};
use crate::ring::layout::{Message, Ring};
use crate::ring::slots::Buffer;

/// Claimed slots, which may wrap around the end of the ring.
pub(super) struct WriteClaim<'a, R: Ring, S: Registration<R>> {
    producer: &'a mut Producer<R, S>,
    /// The producer's `tail`, which does not move until the claim is published. This is a copy,
    /// because the compiler cannot know that a write to a slot leaves the original unchanged.
    tail: u64,
    /// How many slots from `tail` on are claimed.
    granted: usize,
    /// How many of these slots hold a message. `written <= granted`.
    written: usize,
}

impl<'a, R: Ring, S: Registration<R>> WriteClaim<'a, R, S> {
    /// Makes a claim. The caller has found that `granted` slots from `tail` on are free.
    #[inline]
    pub(super) fn new(producer: &'a mut Producer<R, S>, granted: usize) -> Self {
        let (_, tail) = producer.write_position();
        Self { producer, tail, granted, written: 0 }
    }

    /// Returns how many slots are claimed.
    #[inline]
    pub(super) fn granted(&self) -> usize {
        self.granted
    }

    /// Returns how many of these slots hold a message.
    #[inline]
    pub(super) fn written(&self) -> usize {
        self.written
    }

    /// Returns how many slots are left to write.
    #[inline]
    pub(super) fn remaining(&self) -> usize {
        self.granted - self.written
    }

    /// Returns the slots, and the cursor of the next slot to write.
    #[inline]
    pub(super) fn next(&self) -> (&R::Slots, u64) {
        let (slots, _) = self.producer.write_position();
        (slots, self.tail.wrapping_add(self.written as u64))
    }

    /// Writes one message. The caller knows that a slot is left.
    #[inline]
    pub(super) fn push_unchecked(&mut self, message: Message<R>) {
        debug_assert!(self.remaining() > 0);
        let (slots, next) = self.next();
        // SAFETY: the slots in `tail..tail + granted` belong to the producer, which this claim
        // borrows exclusively. The slots from `tail + written` on hold no message.
        unsafe { slots.write(next, message) };
        self.written += 1;
    }

    #[inline]
    pub(super) fn push(&mut self, message: Message<R>) -> Result<(), Message<R>> {
        if self.remaining() == 0 {
            return Err(message);
        }
        self.push_unchecked(message);
        Ok(())
    }

    /// Writes messages from an iterator while slots are left. Returns how many it has written.
    #[inline]
    pub(super) fn fill_from(&mut self, messages: impl IntoIterator<Item = Message<R>>) -> usize {
        let before = self.written;
        let mut messages = messages.into_iter();
        while self.remaining() > 0
            && let Some(message) = messages.next()
        {
            self.push_unchecked(message);
        }
        self.written - before
    }

    /// Copies as many messages as there are slots left. Returns how many it has copied.
    #[inline]
    pub(super) fn copy_from_slice(&mut self, messages: &[Message<R>]) -> usize
    where
        Message<R>: Copy,
    {
        let n = messages.len().min(self.remaining());
        let (slots, next) = self.next();
        // SAFETY: as in `push_unchecked`, for `n <= granted - written` slots.
        unsafe { slots.copy_in(next, &messages[..n]) };
        self.written += n;
        n
    }

    /// Drops the written messages beyond the first `n`.
    #[inline]
    pub(super) fn truncate(&mut self, n: usize) {
        if n >= self.written {
            return;
        }
        let surplus = self.written - n;
        let first = self.tail.wrapping_add(n as u64);
        // From here on no other code publishes or drops the surplus.
        self.written = n;
        let (slots, _) = self.producer.write_position();
        // SAFETY: these slots were written, and `written` no longer counts them. They belong to
        // this claim.
        unsafe { slots.discard(first, surplus) };
    }

    /// Counts the first `n` slots as written.
    ///
    /// # Safety
    ///
    /// `n` is at most the number of claimed slots. The first `n` slots hold messages, and no
    /// others do.
    #[inline]
    pub(super) unsafe fn assume_written(&mut self, n: usize) {
        debug_assert!(n <= self.granted);
        self.written = n;
    }

    /// Publishes the written messages. Returns the messages that were not accepted.
    #[inline]
    pub(super) fn publish(mut self) -> Returned<'a, R, S> {
        // From here on the messages belong to the ring, or to `Returned`. The claim must not drop
        // them.
        let written = mem::take(&mut self.written);
        let left = if written == 0 { 0 } else { self.producer.publish(self.tail, written) };
        Returned { claim: self, taken: 0, left }
    }

    /// Publishes the written messages, and drops those that were not accepted. Returns how many
    /// were accepted.
    #[inline]
    pub(super) fn publish_rest_dropped(self) -> usize {
        let written = self.written;
        written - self.publish().left
    }
}

impl<R: Ring, S: Registration<R>> Drop for WriteClaim<'_, R, S> {
    #[inline]
    fn drop(&mut self) {
        let (slots, tail) = self.producer.write_position();
        // SAFETY: the `written` slots from `tail` on hold messages that were not published. They
        // belong to this claim.
        unsafe { slots.discard(tail, self.written) };
    }
}

/// An iterator over the messages of a publish that were taken back, because the consumer had
/// finished.
pub(super) struct Returned<'a, R: Ring, S: Registration<R>> {
    claim: WriteClaim<'a, R, S>,
    taken: usize,
    left: usize,
}

impl<R: Ring, S: Registration<R>> Returned<'_, R, S> {
    /// Returns how many messages the iterator has left.
    #[inline]
    pub(super) fn left(&self) -> usize {
        self.left
    }
}

impl<R: Ring, S: Registration<R>> Iterator for Returned<'_, R, S> {
    type Item = Message<R>;

    #[inline]
    fn next(&mut self) -> Option<Message<R>> {
        if self.left == 0 {
            return None;
        }
        let (slots, tail) = self.claim.producer.write_position();
        let cursor = tail.wrapping_add(self.taken as u64);
        self.taken += 1;
        self.left -= 1;
        // SAFETY: `Producer::publish` returned these slots with their messages: `left` of them from
        // its `tail` on, no more than were written. They belong to the producer, which `claim`
        // borrows exclusively. Each is read once.
        Some(unsafe { slots.read(cursor) })
    }
}

impl<R: Ring, S: Registration<R>> Drop for Returned<'_, R, S> {
    #[inline]
    fn drop(&mut self) {
        if self.left > 0 {
            let (slots, tail) = self.claim.producer.write_position();
            // SAFETY: as in `next`, for the messages that were not read.
            unsafe { slots.discard(tail.wrapping_add(self.taken as u64), self.left) };
        }
    }
}
