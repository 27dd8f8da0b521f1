//! Slots that a producer has claimed, and the messages written into them.
//!
//! A write claim changes nothing that another thread can see. Dropping it drops the messages that
//! were written into it, and has no other effect. Forgetting it leaks these messages. Later sends
//! then write over their slots.

use core::fmt;
use core::mem::{self, MaybeUninit};
use core::ops::{Deref, DerefMut};

use crate::error::CommitError;
use crate::producer::{Producer, Registration};
use crate::ring::layout::{Message, Ring};
use crate::ring::slots::Buffer;

/// Claimed slots, which may wrap around the end of the ring.
pub(crate) struct WriteClaim<'a, R: Ring, S: Registration<R>> {
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
    pub(crate) fn new(producer: &'a mut Producer<R, S>, granted: usize) -> Self {
        let (_, tail) = producer.write_position();
        Self { producer, tail, granted, written: 0 }
    }

    /// Returns how many slots are left to write.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.granted - self.written
    }

    /// Returns the slots, and the cursor of the next slot to write.
    #[inline]
    fn next(&self) -> (&R::Slots, u64) {
        let (slots, _) = self.producer.write_position();
        (slots, self.tail.wrapping_add(self.written as u64))
    }

    /// Writes one message. The caller knows that a slot is left.
    #[inline]
    pub(crate) fn push_unchecked(&mut self, message: Message<R>) {
        debug_assert!(self.len() > 0);
        let (slots, next) = self.next();
        // SAFETY: the slots in `tail..tail + granted` belong to the producer, which this claim
        // borrows exclusively. The slots from `tail + written` on hold no message.
        unsafe { slots.write(next, message) };
        self.written += 1;
    }

    #[inline]
    fn push(&mut self, message: Message<R>) -> Result<(), Message<R>> {
        if self.len() == 0 {
            return Err(message);
        }
        self.push_unchecked(message);
        Ok(())
    }

    /// Writes messages from an iterator while slots are left. Returns how many it has written.
    #[inline]
    pub(crate) fn fill_from(&mut self, messages: impl IntoIterator<Item = Message<R>>) -> usize {
        let before = self.written;
        let mut messages = messages.into_iter();
        while self.len() > 0
            && let Some(message) = messages.next()
        {
            self.push_unchecked(message);
        }
        self.written - before
    }

    /// Copies as many messages as there are slots left. Returns how many it has copied.
    #[inline]
    pub(crate) fn copy_from_slice(&mut self, messages: &[Message<R>]) -> usize
    where
        Message<R>: Copy,
    {
        let n = messages.len().min(self.len());
        let (slots, next) = self.next();
        // SAFETY: as in `push_unchecked`, for `n <= granted - written` slots.
        unsafe { slots.copy_in(next, &messages[..n]) };
        self.written += n;
        n
    }

    /// Publishes the written messages. Returns the messages that were not accepted.
    #[inline]
    pub(crate) fn publish(mut self) -> Returned<'a, R, S> {
        // From here on the messages belong to the ring, or to `Returned`. The claim must not drop
        // them.
        let written = mem::take(&mut self.written);
        let left = if written == 0 { 0 } else { self.producer.publish(self.tail, written) };
        Returned { claim: self, taken: 0, left }
    }

    /// Publishes the written messages, and drops those that were not accepted. Returns how many
    /// were accepted.
    #[inline]
    pub(crate) fn publish_rest_dropped(self) -> usize {
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
pub(crate) struct Returned<'a, R: Ring, S: Registration<R>> {
    claim: WriteClaim<'a, R, S>,
    taken: usize,
    left: usize,
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

/// Adjacent reserved slots: write in place, then [`commit`](Self::commit).
///
/// It dereferences to the slots that were not written through [`push`](Self::push),
/// [`fill_from`](Self::fill_from) or [`copy_from_slice`](Self::copy_from_slice). At first these are
/// all slots.
///
/// Dropping it publishes nothing, and drops the messages that were written through these methods.
/// Forgetting it leaks these messages, and has no other effect.
#[must_use = "a reservation does nothing until it is committed"]
pub struct Reservation<'a, R: Ring, S: Registration<R>> {
    /// Its slots do not wrap.
    claim: WriteClaim<'a, R, S>,
}

impl<'a, R: Ring, S: Registration<R>> Reservation<'a, R, S> {
    /// Makes a reservation. The caller ensures that the claim does not wrap.
    #[inline]
    pub(crate) fn new(claim: WriteClaim<'a, R, S>) -> Self {
        Self { claim }
    }

    /// Returns the slots that were not written through the safe methods.
    #[inline]
    fn unwritten(&self) -> *mut [MaybeUninit<Message<R>>] {
        let (slots, next) = self.claim.next();
        slots.will_write(next, self.claim.len());
        slots.run(next, self.claim.len()) as *mut [MaybeUninit<Message<R>>]
    }

    /// Writes one message into the next slot. Wait-free.
    ///
    /// # Errors
    ///
    /// Returns the message if all slots are written.
    #[inline]
    pub fn push(&mut self, message: Message<R>) -> Result<(), Message<R>> {
        self.claim.push(message)
    }

    /// Writes messages from an iterator while slots are left. Returns how many it has written. It
    /// takes no item for which no slot is left.
    #[inline]
    pub fn fill_from(&mut self, messages: impl IntoIterator<Item = Message<R>>) -> usize {
        self.claim.fill_from(messages)
    }

    /// Copies as many of the messages as there are slots left. Returns how many it has copied.
    /// Wait-free.
    #[inline]
    pub fn copy_from_slice(&mut self, messages: &[Message<R>]) -> usize
    where
        Message<R>: Copy,
    {
        self.claim.copy_from_slice(messages)
    }

    /// Returns how many messages were written through the safe methods. [`commit`](Self::commit)
    /// will publish these.
    #[inline]
    pub fn written(&self) -> usize {
        self.claim.written
    }

    /// Publishes the messages that were written through the safe methods, and returns how many
    /// these are. Wait-free while the channel is open and its consumer polls this ring.
    ///
    /// # Errors
    ///
    /// If the consumer finished while this reservation was held, it will not receive some of the
    /// messages. The error returns them.
    #[inline]
    pub fn commit(self) -> Result<usize, CommitError<Message<R>>> {
        let written = self.claim.written;
        // Publish. Return the messages that the consumer will not receive.
        let returned = self.claim.publish();
        if returned.left == 0 {
            return Ok(written);
        }
        Err(CommitError::new(written - returned.left, returned.collect()))
    }

    /// Publishes the first `n` slots of the reservation, however they were written. Returns how
    /// many messages these are.
    ///
    /// # Errors
    ///
    /// As for [`commit`](Self::commit).
    ///
    /// # Panics
    ///
    /// Panics if `n` exceeds the number of reserved slots. Then nothing is published.
    ///
    /// # Safety
    ///
    /// The first `n` slots of the reservation hold messages. The slots that were written through
    /// the safe methods come first, and count.
    #[inline]
    pub unsafe fn commit_init(mut self, n: usize) -> Result<usize, CommitError<Message<R>>> {
        assert!(n <= self.claim.granted, "committed {n} of {} reserved slots", self.claim.granted);
        // Drop the messages that were written and are not to be published.
        if n < self.claim.written {
            let surplus = self.claim.written - n;
            let (slots, tail) = self.claim.producer.write_position();
            let cursor = tail.wrapping_add(n as u64);
            self.claim.written = n;
            // SAFETY: these slots were written through the safe methods. `written` is now `n`, so
            // no other code publishes or drops their messages.
            unsafe { slots.discard(cursor, surplus) };
        }
        self.claim.written = n;
        self.commit()
    }
}

impl<R: Ring, S: Registration<R>> Deref for Reservation<'_, R, S> {
    type Target = [MaybeUninit<Message<R>>];

    #[inline]
    fn deref(&self) -> &Self::Target {
        let run = self.unwritten();
        // SAFETY: the unwritten slots of the claim belong to the producer, and are adjacent. As
        // `MaybeUninit` they need no value. While `self` is borrowed, no other code writes them.
        unsafe { &*run }
    }
}

impl<R: Ring, S: Registration<R>> DerefMut for Reservation<'_, R, S> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Self::Target {
        let run = self.unwritten();
        // SAFETY: as in `deref`. `self` is borrowed exclusively while the slice lives.
        unsafe { &mut *run }
    }
}

impl<R: Ring, S: Registration<R>> fmt::Debug for Reservation<'_, R, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reservation")
            .field("written", &self.claim.written)
            .field("unwritten", &self.claim.len())
            .finish()
    }
}
