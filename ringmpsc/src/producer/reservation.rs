//! Slots that a producer has claimed, and what becomes of what is written into them.
//!
//! A claim changes nothing that anybody else can see: the producer alone knows it. So dropping one
//! costs only the messages that were written into it, and forgetting one harms nobody (the messages
//! in it are leaked, and their slots written over).

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
    /// The producer's `tail`, which stays where it is until the claim is published. A copy, because
    /// the compiler cannot know that the write of a slot leaves the original alone.
    tail: u64,
    /// How many slots from `tail` on are claimed.
    granted: usize,
    /// How many of these hold a message. `written <= granted`.
    written: usize,
}

impl<'a, R: Ring, S: Registration<R>> WriteClaim<'a, R, S> {
    /// The caller has found that `granted` slots behind `tail` are free.
    #[inline]
    pub(crate) fn new(producer: &'a mut Producer<R, S>, granted: usize) -> Self {
        let (_, tail) = producer.write_position();
        Self { producer, tail, granted, written: 0 }
    }

    /// How many slots there are left to write.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.granted - self.written
    }

    /// The slots, and the cursor of the next one to write.
    #[inline]
    fn next(&self) -> (&R::Slots, u64) {
        let (slots, _) = self.producer.write_position();
        (slots, self.tail.wrapping_add(self.written as u64))
    }

    /// Writes one message, for which the caller knows that there is a slot.
    #[inline]
    pub(crate) fn push_unchecked(&mut self, message: Message<R>) {
        debug_assert!(self.len() > 0);
        let (slots, next) = self.next();
        // SAFETY: the slots in `tail..tail + granted` are the producer's, whom we borrow
        // exclusively; those behind `tail + written` hold no message.
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

    /// Publishes what was written. What comes back was not accepted.
    #[inline]
    pub(crate) fn publish(mut self) -> Returned<'a, R, S> {
        // From here on the messages are the ring's, or `Returned`'s: not the claim's to drop.
        let written = mem::take(&mut self.written);
        let left = if written == 0 { 0 } else { self.producer.publish(self.tail, written) };
        Returned { claim: self, taken: 0, left }
    }

    /// Publishes what was written, drops what was not accepted, and returns the count of the
    /// accepted.
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
        // SAFETY: the `written` slots behind `tail` hold messages that were not published: they are
        // ours.
        unsafe { slots.discard(tail, self.written) };
    }
}

/// The messages of a publish that the consumer declined, because it had finished: an iterator.
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
        // SAFETY: `Producer::publish` gave these slots back with their messages: `left` of them
        // behind its `tail`, no more than were written. They are the producer's, whom `claim`
        // borrows exclusively, and each is read once.
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

/// Reserved slots that lie side by side: write in place, then [`commit`](Self::commit).
///
/// It dereferences to the slots that have not been written through [`push`](Self::push),
/// [`fill_from`](Self::fill_from) or [`copy_from_slice`](Self::copy_from_slice): in the beginning,
/// to all of them.
///
/// Dropping it publishes nothing and drops what was written through these methods. Forgetting it
/// leaks these messages and harms nobody.
#[must_use = "a reservation does nothing until it is committed"]
pub struct Reservation<'a, R: Ring, S: Registration<R>> {
    /// Its slots do not wrap.
    claim: WriteClaim<'a, R, S>,
}

impl<'a, R: Ring, S: Registration<R>> Reservation<'a, R, S> {
    /// The caller has seen to it that the claim does not wrap.
    #[inline]
    pub(crate) fn new(claim: WriteClaim<'a, R, S>) -> Self {
        Self { claim }
    }

    /// The slots that were not written through the safe methods.
    #[inline]
    fn unwritten(&self) -> *mut [MaybeUninit<Message<R>>] {
        let (slots, next) = self.claim.next();
        slots.will_write(next, self.claim.len());
        slots.run(next, self.claim.len()) as *mut [MaybeUninit<Message<R>>]
    }

    /// Writes one message into the next slot, or gives it back if all slots are written. Wait-free.
    #[inline]
    pub fn push(&mut self, message: Message<R>) -> Result<(), Message<R>> {
        self.claim.push(message)
    }

    /// Writes messages from an iterator while there are slots, and returns how many. Never takes an
    /// item that it cannot place.
    #[inline]
    pub fn fill_from(&mut self, messages: impl IntoIterator<Item = Message<R>>) -> usize {
        self.claim.fill_from(messages)
    }

    /// Copies as many of the messages as there are slots, and returns how many. Wait-free.
    #[inline]
    pub fn copy_from_slice(&mut self, messages: &[Message<R>]) -> usize
    where
        Message<R>: Copy,
    {
        self.claim.copy_from_slice(messages)
    }

    /// How many messages have been written through the safe methods: what [`commit`](Self::commit)
    /// will publish.
    #[inline]
    pub fn written(&self) -> usize {
        self.claim.written
    }

    /// Publishes what was written through the safe methods and returns how many messages that was.
    /// Wait-free while the channel is open and its consumer polls this ring.
    ///
    /// # Errors
    ///
    /// If the consumer finished while this reservation was held, the messages that it will not
    /// receive come back in the error.
    #[inline]
    pub fn commit(self) -> Result<usize, CommitError<Message<R>>> {
        let written = self.claim.written;
        let returned = self.claim.publish();
        if returned.left == 0 {
            return Ok(written);
        }
        Err(CommitError::new(written - returned.left, returned.collect()))
    }

    /// Publishes the first `n` slots of the reservation, however they were written.
    ///
    /// # Errors
    ///
    /// As for [`commit`](Self::commit).
    ///
    /// # Panics
    ///
    /// Panics if `n` is more than what was reserved; then nothing is published.
    ///
    /// # Safety
    ///
    /// The first `n` slots of the reservation hold messages. Those that were written through the
    /// safe methods come first and count.
    #[inline]
    pub unsafe fn commit_init(mut self, n: usize) -> Result<usize, CommitError<Message<R>>> {
        assert!(n <= self.claim.granted, "committed {n} of {} reserved slots", self.claim.granted);
        if n < self.claim.written {
            let surplus = self.claim.written - n;
            let (slots, tail) = self.claim.producer.write_position();
            let cursor = tail.wrapping_add(n as u64);
            self.claim.written = n;
            // SAFETY: these slots were written through the safe methods and, now that `written` is
            // `n`, nobody else will publish or drop them.
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
        // SAFETY: the unwritten slots of the claim are the producer's, lie side by side and need no
        // value to be `MaybeUninit`; while `self` is borrowed nobody writes them.
        unsafe { &*run }
    }
}

impl<R: Ring, S: Registration<R>> DerefMut for Reservation<'_, R, S> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Self::Target {
        let run = self.unwritten();
        // SAFETY: as in `deref`; and `self` is borrowed exclusively for as long as the slice lives.
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
