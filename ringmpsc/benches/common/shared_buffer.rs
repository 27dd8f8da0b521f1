//! A loop over a shared buffer: two cursors, a private copy of the other side's, and nothing else.
//! No close, no drop, no doorbell, no checks.

use std::cell::UnsafeCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::common::ends::{Receiver, Sender};
use crate::common::message::{Message, sum_up};

#[repr(align(128))]
#[derive(Default)]
struct Cursor(AtomicUsize);

struct Shared<M> {
    /// How many messages have been written, and how many of them have been read.
    written: Cursor,
    read: Cursor,
    slots: Box<[UnsafeCell<M>]>,
}

// SAFETY: the slot of a message is used by the `Writing` side alone until `written` is past the
// message, by the `Reading` side alone from then until `read` is past it, and by the `Writing` side
// alone again. There is one side of each kind, which is not `Clone` and works through `&mut self`.
// The stores of the cursors release, and their loads by the other side acquire.
unsafe impl<M: Message> Sync for Shared<M> {}

/// The side that writes.
pub(crate) struct Writing<M> {
    shared: Arc<Shared<M>>,
    written: usize,
    /// A copy of the other side's cursor, which is behind it.
    read: usize,
}

/// The side that reads.
pub(crate) struct Reading<M> {
    shared: Arc<Shared<M>>,
    read: usize,
    /// What the other side has been told of `read`.
    released: usize,
    /// A copy of the other side's cursor, which is behind it.
    written: usize,
}

/// The capacity is a power of two.
pub(crate) fn open<M: Message>(capacity: usize) -> (Writing<M>, Reading<M>) {
    assert!(capacity.is_power_of_two(), "places are found with a mask");
    let slots = (0..capacity).map(|_| UnsafeCell::new(M::default())).collect();
    let shared = Arc::new(Shared { written: Cursor::default(), read: Cursor::default(), slots });
    let writing = Writing { shared: Arc::clone(&shared), written: 0, read: 0 };
    (writing, Reading { shared, read: 0, released: 0, written: 0 })
}

impl<M: Message> Shared<M> {
    /// Up to `n` slots from a cursor on that do not wrap.
    #[inline]
    fn slots(&self, cursor: usize, n: usize) -> &[UnsafeCell<M>] {
        let at = cursor & (self.slots.len() - 1);
        &self.slots[at..self.slots.len().min(at + n)]
    }
}

impl<M: Message> Writing<M> {
    /// How many slots are free, as far as this side knows.
    #[inline]
    pub(crate) fn free(&self) -> usize {
        self.shared.slots.len() - (self.written - self.read)
    }

    /// Looks at the other side's cursor.
    #[inline]
    pub(crate) fn look(&mut self) {
        self.read = self.shared.read.0.load(Ordering::Acquire);
    }

    /// Writes as many of the messages as are known to have room, without a wrap, and hands them
    /// over.
    #[inline]
    pub(crate) fn write(&mut self, messages: &[M]) -> usize {
        let slots = self.shared.slots(self.written, messages.len().min(self.free()));
        let n = slots.len();
        let first = UnsafeCell::raw_get(slots.as_ptr());
        // SAFETY: the `n` slots from `first` on lie side by side and are this side's, as they are
        // free: see `Shared`. An `UnsafeCell<M>` has the layout of an `M`. The messages are
        // borrowed, so they are somewhere else.
        unsafe { first.copy_from_nonoverlapping(messages.as_ptr(), n) };
        self.written += n;
        self.shared.written.0.store(self.written, Ordering::Release);
        n
    }

    /// Writes one message, and hands it over, if there is known to be room.
    #[inline]
    pub(crate) fn write_one(&mut self, message: M) -> bool {
        if self.free() == 0 {
            return false;
        }
        let slot = self.shared.slots(self.written, 1)[0].get();
        // SAFETY: the slot is this side's, as it is free: see `Shared`.
        unsafe { *slot = message };
        self.written += 1;
        self.shared.written.0.store(self.written, Ordering::Release);
        true
    }
}

impl<M: Message> Sender<M> for Writing<M> {
    #[inline]
    fn send(&mut self, message: M) -> bool {
        if self.free() == 0 {
            self.look();
        }
        self.write_one(message)
    }

    #[inline]
    fn send_some(&mut self, messages: &[M]) -> usize {
        if self.free() < messages.len() {
            self.look();
        }
        self.write(messages)
    }
}

impl<M: Message> Reading<M> {
    /// How many messages there are, as far as this side knows.
    #[inline]
    pub(crate) fn known(&self) -> usize {
        self.written - self.read
    }

    /// Looks at the other side's cursor.
    #[inline]
    pub(crate) fn look(&mut self) {
        self.written = self.shared.written.0.load(Ordering::Acquire);
    }

    /// Adds what up to `max` known messages hold to `sum`, without a wrap, and returns how many
    /// there were.
    #[inline]
    pub(crate) fn read(&mut self, max: usize, sum: &mut u64) -> usize {
        let slots = self.shared.slots(self.read, max.min(self.known()));
        let n = slots.len();
        let first = UnsafeCell::raw_get(slots.as_ptr());
        // SAFETY: the `n` slots from `first` on lie side by side, are this side's and hold
        // messages, as so many are known: see `Shared`. They stay so until `release`, after the
        // last use of the slice.
        let messages = unsafe { std::slice::from_raw_parts(first, n) };
        *sum = sum_up(*sum, messages);
        self.read += n;
        n
    }

    /// Reads one message that is known.
    #[inline]
    pub(crate) fn read_one(&mut self) -> Option<M> {
        if self.known() == 0 {
            return None;
        }
        let slot = self.shared.slots(self.read, 1)[0].get();
        // SAFETY: the slot is this side's, and holds a message that is known: see `Shared`.
        let message = unsafe { *slot };
        self.read += 1;
        Some(message)
    }

    /// Gives the slots of what was read back.
    #[inline]
    pub(crate) fn release(&mut self) {
        if self.released != self.read {
            self.released = self.read;
            self.shared.read.0.store(self.read, Ordering::Release);
        }
    }
}

impl<M: Message> Receiver<M> for Reading<M> {
    #[inline]
    fn receive(&mut self) -> Option<M> {
        if self.known() == 0 {
            self.look();
        }
        let message = self.read_one();
        self.release();
        message
    }

    #[inline]
    fn receive_some(&mut self, max: usize, sum: &mut u64) -> usize {
        if self.known() < max {
            self.look();
        }
        let n = self.read(max, sum);
        self.release();
        n
    }
}
