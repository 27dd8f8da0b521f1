//! The slots of a ring: memory that holds a message only while the cursors say so.

use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::ptr;

use crate::ring::index;
use crate::sync::{MODELLED, Track};

/// `N` slots for messages of type `T`, aligned to a cache line.
///
/// `N` is a power of two. It is part of the type, so the mask always fits the memory.
#[repr(C, align(64))]
pub struct Slots<T, const N: usize> {
    cells: UnsafeCell<[MaybeUninit<T>; N]>,
    track: Track<N>,
}

// SAFETY: sharing the slots lets another thread move a `T` in or out through the unsafe methods of
// `Buffer`. `T: Send` allows this. A consumer can also read a `T` in its slot: an exclusive one by
// `Exclusive::run` and `Exclusive::consume`, a competing one by `Competing::claimed`. A competing
// consumer does so only for messages that it alone has claimed. A method that lends such a `&T`
// borrows an `Exclusive` or a `Competing`, and both are `Sync` only if `T` is. So no two threads
// share a `T` that must not be shared.
unsafe impl<T: Send, const N: usize> Sync for Slots<T, N> {}

/// What the protocol needs of [`Slots`], for any number of slots. Only `Slots` implements it.
///
/// All methods take cursors. The protocol decides which end owns the slot of a cursor: see
/// [`crate::ring`]. The producer owns those in `tail..head + capacity`. The consumer owns those in
/// `head..tail`. A competing consumer owns the slots that it has claimed.
pub trait Buffer: sealed::Sealed {
    /// The message type.
    type Message;

    /// The number of slots.
    const CAPACITY: usize;

    #[doc(hidden)]
    fn base(&self) -> *mut Self::Message;

    #[doc(hidden)]
    fn track_read(&self, slot: usize);

    #[doc(hidden)]
    fn track_write(&self, slot: usize);

    /// Prepares slots that were allocated as zeroes.
    ///
    /// # Safety
    ///
    /// `place` is an allocation for `Self` that no other code knows.
    #[doc(hidden)]
    unsafe fn init(place: *mut Self);

    /// Returns the address of a slot.
    #[inline]
    fn slot(&self, cursor: u64) -> *mut Self::Message {
        let slot = index::slot(cursor, Self::CAPACITY);
        // SAFETY: `index::slot` is below the capacity, and `base` points at that many slots.
        unsafe { self.base().add(slot) }
    }

    /// Moves a message into a slot.
    ///
    /// # Safety
    ///
    /// The caller owns the slot of `cursor`. The slot holds no message, which would be leaked.
    #[inline]
    unsafe fn write(&self, cursor: u64, message: Self::Message) {
        self.will_write(cursor, 1);
        // SAFETY: `slot` is in bounds and aligned, and the caller owns it.
        unsafe { self.slot(cursor).write(message) };
    }

    /// Moves a message out of a slot.
    ///
    /// # Safety
    ///
    /// The caller owns the slot of `cursor`. The slot holds a message, and the caller does not use
    /// it again.
    #[inline]
    unsafe fn read(&self, cursor: u64) -> Self::Message {
        self.will_read(cursor, 1);
        // SAFETY: `slot` is in bounds and aligned. By contract it holds a message that may be moved
        // out.
        unsafe { self.slot(cursor).read() }
    }

    /// Returns the address of `n` adjacent slots, which must not wrap. The caller ensures that no
    /// other code touches them while it uses the address.
    #[inline]
    fn run(&self, cursor: u64, n: usize) -> *mut [Self::Message] {
        debug_assert!(n <= index::contiguous(cursor, n, Self::CAPACITY));
        ptr::slice_from_raw_parts_mut(self.slot(cursor), n)
    }

    /// Tells the model checker that the caller reads `n` slots.
    #[inline]
    fn will_read(&self, cursor: u64, n: usize) {
        if MODELLED {
            (0..n as u64)
                .for_each(|k| self.track_read(index::slot(cursor.wrapping_add(k), Self::CAPACITY)));
        }
    }

    /// Tells the model checker that the caller writes `n` slots.
    #[inline]
    fn will_write(&self, cursor: u64, n: usize) {
        if MODELLED {
            for k in 0..n as u64 {
                self.track_write(index::slot(cursor.wrapping_add(k), Self::CAPACITY));
            }
        }
    }

    /// Copies messages into the slots from `cursor` on, across the wrap.
    ///
    /// # Safety
    ///
    /// The caller owns `messages.len()` slots from `cursor` on, and they hold no messages.
    #[inline]
    unsafe fn copy_in(&self, cursor: u64, messages: &[Self::Message])
    where
        Self::Message: Copy,
    {
        let first = index::contiguous(cursor, messages.len(), Self::CAPACITY);
        let (front, back) = messages.split_at(first);
        for (part, at) in [(front, cursor), (back, cursor.wrapping_add(first as u64))] {
            // Most batches do not wrap: then a call of memcpy(3) is saved.
            if part.is_empty() {
                continue;
            }
            self.will_write(at, part.len());
            // SAFETY: the slots of each part are adjacent (`contiguous` cut it there). The caller
            // owns them, and they hold no message. The source may lie in this very ring, in slots
            // that a consumer lends while the reference lives. These are other slots, so source and
            // target do not overlap.
            unsafe { ptr::copy_nonoverlapping(part.as_ptr(), self.slot(at), part.len()) };
        }
    }

    /// Moves `n` messages from the slots from `cursor` on to `target`, across the wrap.
    ///
    /// # Safety
    ///
    /// As for [`read`](Self::read), for all `n` slots. `target` is valid for writes of `n`
    /// messages, and does not overlap these `n` slots.
    #[inline]
    unsafe fn move_out(&self, cursor: u64, n: usize, target: *mut Self::Message) {
        let first = index::contiguous(cursor, n, Self::CAPACITY);
        for (offset, len) in [(0, first), (first, n - first)] {
            let at = cursor.wrapping_add(offset as u64);
            self.will_read(at, len);
            // SAFETY: `offset <= n`, and the target is valid for `n` messages.
            let target = unsafe { target.add(offset) };
            // SAFETY: the slots of the part are adjacent, and hold messages that the caller may
            // move. By contract the target is valid and does not overlap.
            unsafe { ptr::copy_nonoverlapping(self.slot(at).cast_const(), target, len) };
        }
    }

    /// Drops the messages of `n` slots from `cursor` on, across the wrap. If one drop panics, it
    /// still drops the others, as a vector does.
    ///
    /// # Safety
    ///
    /// As for [`read`](Self::read), for all `n` slots.
    #[inline]
    unsafe fn discard(&self, cursor: u64, n: usize) {
        if !core::mem::needs_drop::<Self::Message>() {
            return;
        }
        let first = index::contiguous(cursor, n, Self::CAPACITY);
        let rest = Rest { slots: self, cursor: cursor.wrapping_add(first as u64), n: n - first };
        // SAFETY: the slots of the first part are adjacent. `rest` drops the others.
        unsafe { self.discard_run(cursor, first) };
        drop(rest);
    }

    /// Drops the messages of `n` adjacent slots.
    ///
    /// # Safety
    ///
    /// As for [`discard`](Self::discard), and the slots do not wrap.
    #[doc(hidden)]
    #[inline]
    unsafe fn discard_run(&self, cursor: u64, n: usize) {
        self.will_read(cursor, n);
        // SAFETY: the slots are in bounds, because they do not wrap. By contract they hold messages
        // that the caller may drop, once.
        unsafe { ptr::drop_in_place(self.run(cursor, n)) };
    }
}

/// The part of a discarded range after the wrap. It is dropped even if the drop of an earlier
/// message panics.
struct Rest<'a, B: Buffer + ?Sized> {
    slots: &'a B,
    cursor: u64,
    n: usize,
}

impl<B: Buffer + ?Sized> Drop for Rest<'_, B> {
    fn drop(&mut self) {
        // SAFETY: `discard` made this from the second part of its own range, and leaves the part to
        // it. The part starts at slot 0, so it does not wrap.
        unsafe { self.slots.discard_run(self.cursor, self.n) };
    }
}

impl<T, const N: usize> Buffer for Slots<T, N> {
    type Message = T;

    const CAPACITY: usize = {
        assert!(N.is_power_of_two(), "a ring has a power of two of slots");
        N
    };

    #[inline]
    fn base(&self) -> *mut T {
        self.cells.get().cast()
    }

    #[inline]
    fn track_read(&self, slot: usize) {
        self.track.read(slot);
    }

    #[inline]
    fn track_write(&self, slot: usize) {
        self.track.write(slot);
    }

    unsafe fn init(place: *mut Self) {
        // SAFETY: by contract `place` is an allocation for `Self`, so its fields have addresses.
        Track::init(unsafe { &raw mut (*place).track });
    }
}

mod sealed {
    pub trait Sealed {}
    impl<T, const N: usize> Sealed for super::Slots<T, N> {}
}
