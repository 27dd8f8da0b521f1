//! Slots that a producer has claimed, and the messages written into them.
//!
//! A write claim changes nothing that another thread can see. Dropping it drops the messages that
//! were written into it, and has no other effect. Forgetting it leaks these messages. Later sends
//! then write over their slots.

use core::fmt;
use core::mem::{self, MaybeUninit};

use crate::error::CommitError;
use crate::producer::{Producer, Registration};
use crate::ring::index;
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

/// Slots that hold no message yet: those before the end of the ring, and those after it.
type UninitSlices<'s, T> = (&'s mut [MaybeUninit<T>], &'s mut [MaybeUninit<T>]);

/// Reserved slots of a ring. Write messages into them, then [`commit`](Self::commit).
///
/// The slots follow one another in the order in which their messages will be received. They may
/// wrap around the end of the ring. Only [`as_uninit_slices`](Self::as_uninit_slices) shows where.
///
/// Dropping it publishes nothing, and drops the messages that were written through
/// [`push`](Self::push), [`fill_from`](Self::fill_from) and
/// [`copy_from_slice`](Self::copy_from_slice). Forgetting it leaks these messages, and has no other
/// effect.
///
/// ```
/// #[ringmpsc::ring_channel(kind = spsc, bits = 2)]
/// type Number = u64;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (mut producer, mut consumer) = NumberChannel::open();
/// let mut slots = producer.reserve(3)?;
/// slots.push(1).unwrap();
/// assert_eq!(slots.fill_from(2..), 2);
/// slots.commit()?;
/// assert_eq!(consumer.drain().collect::<Vec<_>>(), [1, 2, 3]);
/// # Ok(())
/// # }
/// ```
#[must_use = "a reservation publishes nothing until it is committed"]
pub struct Reservation<'a, R: Ring, S: Registration<R>> {
    claim: WriteClaim<'a, R, S>,
}

impl<'a, R: Ring, S: Registration<R>> Reservation<'a, R, S> {
    /// Makes a reservation of the claimed slots.
    #[inline]
    pub(crate) fn new(claim: WriteClaim<'a, R, S>) -> Self {
        Self { claim }
    }

    /// Returns how many slots are reserved.
    #[inline]
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.claim.granted
    }

    /// Returns how many messages were written through the safe methods. [`commit`](Self::commit)
    /// will publish these.
    #[inline]
    #[must_use]
    pub fn written(&self) -> usize {
        self.claim.written
    }

    /// Returns how many slots were not written through the safe methods.
    #[inline]
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.claim.len()
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
    #[must_use = "the messages beyond this number were not written"]
    pub fn fill_from(&mut self, messages: impl IntoIterator<Item = Message<R>>) -> usize {
        self.claim.fill_from(messages)
    }

    /// Copies as many of the messages as there are slots left. Returns how many it has copied.
    /// Wait-free.
    #[inline]
    #[must_use = "the messages beyond this number were not written"]
    pub fn copy_from_slice(&mut self, messages: &[Message<R>]) -> usize
    where
        Message<R>: Copy,
    {
        self.claim.copy_from_slice(messages)
    }

    /// Returns the slots that were not written through the safe methods, in order: those before the
    /// end of the ring, and those after it. The second slice is empty if the slots do not wrap, as
    /// after `reserve_contiguous`.
    ///
    /// Messages that are written here are not published by [`commit`](Self::commit). Only
    /// [`commit_init`](Self::commit_init) publishes them. Wait-free.
    ///
    /// ```
    /// #[ringmpsc::ring_channel(kind = spsc, bits = 4)]
    /// type Frame = [u8; 1500];
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let (mut producer, mut consumer) = FrameChannel::open();
    /// let mut slots = producer.reserve(1)?;
    /// let (first, _) = slots.as_uninit_slices();
    /// first[0].write([7; 1500]);
    /// // SAFETY: the one slot of the reservation was written.
    /// unsafe { slots.commit_init(1) }?;
    /// assert_eq!(consumer.try_recv()?, [7; 1500]);
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn as_uninit_slices(&mut self) -> UninitSlices<'_, Message<R>> {
        let (slots, next) = self.claim.next();
        let left = self.claim.len();
        let first = index::contiguous(next, left, <R::Slots as Buffer>::CAPACITY);
        slots.will_write(next, left);
        let before = slots.run(next, first) as *mut [MaybeUninit<Message<R>>];
        let wrapped = slots.run(next.wrapping_add(first as u64), left - first);
        // SAFETY: the `left` slots from `next` on belong to the claim, and were not written. The
        // first part does not wrap. As `MaybeUninit` they need no value. While `self` is borrowed
        // exclusively, no other code touches them.
        let before = unsafe { &mut *before };
        // SAFETY: as above, for the rest, which begins at slot 0 if it is not empty. The parts have
        // no slot in common, because the claim has at most as many slots as the ring.
        let wrapped = unsafe { &mut *(wrapped as *mut [MaybeUninit<Message<R>>]) };
        (before, wrapped)
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
    /// the safe methods come first, and count. Then come those of
    /// [`as_uninit_slices`](Self::as_uninit_slices), in order.
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

impl<R: Ring, S: Registration<R>> fmt::Debug for Reservation<'_, R, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reservation")
            .field("written", &self.claim.written)
            .field("remaining", &self.claim.len())
            .finish()
    }
}
