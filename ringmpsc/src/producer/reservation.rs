//! Reserved slots, as a caller sees them. [`WriteClaim`] holds them.

use core::fmt;
use core::mem::MaybeUninit;

use crate::error::CommitError;
use crate::producer::Registration;
use crate::producer::write_claim::WriteClaim;
use crate::ring::index;
use crate::ring::layout::{Message, Ring};
use crate::ring::slots::Buffer;

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
/// let mut slots = producer.reserve(4)?;
/// slots.push(1).unwrap();
/// assert_eq!((slots.written(), slots.remaining()), (1, 3));
/// assert_eq!(slots.copy_from_slice(&[2, 3]), 2);
/// assert_eq!(slots.fill_from(4..), 1);
/// assert_eq!(slots.written(), slots.capacity());
/// slots.commit()?;
/// assert_eq!(consumer.drain().collect::<Vec<_>>(), [1, 2, 3, 4]);
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
    pub(super) fn new(claim: WriteClaim<'a, R, S>) -> Self {
        Self { claim }
    }

    /// Returns how many slots are reserved.
    #[inline]
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.claim.granted()
    }

    /// Returns how many messages were written through the safe methods. [`commit`](Self::commit)
    /// will publish these.
    #[inline]
    #[must_use]
    pub fn written(&self) -> usize {
        self.claim.written()
    }

    /// Returns how many slots were not written through the safe methods.
    #[inline]
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.claim.remaining()
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
        let left = self.claim.remaining();
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
    /// these are. The progress guarantee is that of `try_send`.
    ///
    /// # Errors
    ///
    /// If the consumer finished while this reservation was held, it will not receive some of the
    /// messages. The error returns them.
    #[inline]
    pub fn commit(self) -> Result<usize, CommitError<Message<R>>> {
        let written = self.claim.written();
        // Publish. Return the messages that the consumer will not receive.
        let returned = self.claim.publish();
        if returned.left() == 0 {
            return Ok(written);
        }
        Err(CommitError::new(written - returned.left(), returned.collect()))
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
        let granted = self.claim.granted();
        assert!(n <= granted, "committed {n} of {granted} reserved slots");
        // Drop the messages that were written and are not to be published.
        self.claim.truncate(n);
        // SAFETY: `n` was checked above. By contract the first `n` slots hold messages. No others
        // count: the surplus was dropped just now.
        unsafe { self.claim.assume_written(n) };
        self.commit()
    }
}

impl<R: Ring, S: Registration<R>> fmt::Debug for Reservation<'_, R, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reservation")
            .field("written", &self.claim.written())
            .field("remaining", &self.claim.remaining())
            .finish()
    }
}
