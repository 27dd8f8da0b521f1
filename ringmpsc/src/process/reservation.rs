//! Slots that a producer writes before it publishes them at once.

use core::fmt;
use core::slice;

use super::end::End;
use super::plain::Plain;

/// Free slots of a [`SharedProducer`](super::SharedProducer). A drop or a leak publishes nothing.
///
/// Messages are copied into the slots, and cannot be read or written afterwards: the slots lie in
/// memory that the peer can write.
///
/// ```
/// # use ringmpsc::process::SharedRing;
/// let (mut producer, mut consumer) = SharedRing::<u64>::create(2)?.split()?;
/// let mut slots = producer.reserve(4)?;
/// slots.push(1);
/// slots.copy_from_slice(&[2, 3]);
/// assert_eq!(slots.remaining(), 1);
/// assert_eq!(slots.commit(), 3);
/// assert_eq!(consumer.len(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a reservation that is not committed publishes nothing"]
pub struct SharedReservation<'a, T: Plain> {
    end: &'a mut End<T>,
    reserved: usize,
    written: usize,
}

impl<'a, T: Plain> SharedReservation<'a, T> {
    /// The caller has found `reserved` free slots.
    pub(super) fn new(end: &'a mut End<T>, reserved: usize) -> Self {
        Self { end, reserved, written: 0 }
    }

    /// Writes the next message.
    ///
    /// # Panics
    ///
    /// If all slots are written, or in a forked child.
    #[inline]
    pub fn push(&mut self, message: T) {
        self.copy_from_slice(slice::from_ref(&message));
    }

    /// Writes the next messages.
    ///
    /// # Panics
    ///
    /// If fewer slots are left, or in a forked child. Then nothing is written.
    #[inline]
    pub fn copy_from_slice(&mut self, messages: &[T]) {
        assert!(messages.len() <= self.remaining(), "the reservation has too few slots left");
        assert!(self.end.is_usable(), "a forked child has no slots");
        let cursor = self.end.link.cursor().wrapping_add(self.written as u64);
        // SAFETY: the slots from the cursor on were free when the reservation was made. It borrows
        // the producer exclusively, so they still are. There are enough, and they are mapped, as
        // was just checked.
        unsafe { self.end.write(cursor, messages) };
        self.written += messages.len();
    }

    /// Returns the number of slots that are not written yet.
    pub fn remaining(&self) -> usize {
        self.reserved - self.written
    }

    /// Publishes the written messages, and returns their number. In a forked child it publishes
    /// nothing, and returns 0.
    pub fn commit(self) -> usize {
        if !self.end.is_usable() {
            return 0;
        }
        if self.written > 0 {
            self.end.link.publish(self.written);
        }
        self.written
    }
}

impl<T: Plain> fmt::Debug for SharedReservation<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedReservation")
            .field("reserved", &self.reserved)
            .field("written", &self.written)
            .finish_non_exhaustive()
    }
}
