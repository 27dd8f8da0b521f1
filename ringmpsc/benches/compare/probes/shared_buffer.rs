//! A loop over a shared buffer: two cursors, a private copy of the other side's, and nothing else. No close, no drop,
//! no doorbell, no checks.

use std::cell::UnsafeCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::ends::{Receiver, Sender};
use crate::message::{Message, sum_up};

#[repr(align(128))]
#[derive(Default)]
struct Cursor(AtomicUsize);

struct Shared<M> {
    /// How many messages have been written, and how many of them have been read.
    written: Cursor,
    read: Cursor,
    slots: Box<[UnsafeCell<M>]>,
}

// SAFETY: the slot of a message is used by the `Writing` side alone until `written` is past the message, by the `Reading`
// side alone from then until `read` is past it, and by the `Writing` side alone again. There is one side of each kind,
// which is not `Clone` and works through `&mut self`. The stores of the cursors release, and their loads by the
// other side acquire.
unsafe impl<M: Message> Sync for Shared<M> {}

/// The side that writes.
pub(crate) struct Writing<M>(Side<M>);

/// The side that reads.
pub(crate) struct Reading<M>(Side<M>);

/// Its own cursor, and a copy of the other's, which is behind it.
struct Side<M> {
    shared: Arc<Shared<M>>,
    own: usize,
    other: usize,
}

/// The capacity is a power of two.
pub(crate) fn open<M: Message>(capacity: usize) -> (Writing<M>, Reading<M>) {
    assert!(capacity.is_power_of_two(), "places are found with a mask");
    let slots = (0..capacity).map(|_| UnsafeCell::new(M::default())).collect();
    let shared = Arc::new(Shared { written: Cursor::default(), read: Cursor::default(), slots });
    let side = || Side { shared: Arc::clone(&shared), own: 0, other: 0 };
    (Writing(side()), Reading(side()))
}

impl<M: Message> Side<M> {
    /// Up to `n` slots from the next one on that do not wrap.
    #[inline]
    fn slots(&self, n: usize) -> &[UnsafeCell<M>] {
        let slots = &self.shared.slots;
        let at = self.own & (slots.len() - 1);
        &slots[at..slots.len().min(at + n)]
    }
}

impl<M: Message> Writing<M> {
    /// How many slots are free: `n` at least, or all there are.
    #[inline]
    fn room(&mut self, n: usize) -> usize {
        let Self(side) = self;
        let capacity = side.shared.slots.len();
        if side.own + n - side.other > capacity {
            side.other = side.shared.read.0.load(Ordering::Acquire);
        }
        capacity - (side.own - side.other)
    }

    #[inline]
    fn publish(&mut self, n: usize) {
        let Self(side) = self;
        side.own += n;
        side.shared.written.0.store(side.own, Ordering::Release);
    }
}

impl<M: Message> Sender<M> for Writing<M> {
    #[inline]
    fn send(&mut self, message: M) -> bool {
        if self.room(1) == 0 {
            return false;
        }
        let slot = self.0.slots(1)[0].get();
        // SAFETY: the slot is this side's, as there is room: see `Shared`.
        unsafe { *slot = message };
        self.publish(1);
        true
    }

    #[inline]
    fn send_some(&mut self, messages: &[M]) -> usize {
        let n = self.room(messages.len()).min(messages.len());
        let slots = self.0.slots(n);
        let n = slots.len();
        let first = UnsafeCell::raw_get(slots.as_ptr());
        // SAFETY: the `n` slots from `first` on lie side by side and are this side's, as there is room: see `Shared`.
        // An `UnsafeCell<M>` has the layout of an `M`. The messages are borrowed, so they are somewhere else.
        unsafe { first.copy_from_nonoverlapping(messages.as_ptr(), n) };
        self.publish(n);
        n
    }
}

impl<M: Message> Reading<M> {
    /// How many messages there are: `n` at least, or all there are.
    #[inline]
    fn available(&mut self, n: usize) -> usize {
        let Self(side) = self;
        if side.other - side.own < n {
            side.other = side.shared.written.0.load(Ordering::Acquire);
        }
        side.other - side.own
    }

    #[inline]
    fn release(&mut self, n: usize) {
        let Self(side) = self;
        side.own += n;
        side.shared.read.0.store(side.own, Ordering::Release);
    }
}

impl<M: Message> Receiver<M> for Reading<M> {
    #[inline]
    fn receive(&mut self) -> Option<M> {
        if self.available(1) == 0 {
            return None;
        }
        let slot = self.0.slots(1)[0].get();
        // SAFETY: the slot is this side's, and holds a message, as one is available: see `Shared`.
        let message = unsafe { *slot };
        self.release(1);
        Some(message)
    }

    #[inline]
    fn receive_some(&mut self, max: usize, sum: &mut u64) -> usize {
        let n = self.available(max).min(max);
        if n == 0 {
            return 0;
        }
        let slots = self.0.slots(n);
        let n = slots.len();
        let first = UnsafeCell::raw_get(slots.as_ptr());
        // SAFETY: the `n` slots from `first` on lie side by side, are this side's and hold messages, as so many are
        // available: see `Shared`. They stay so until `release`, after the last use of the slice.
        let messages = unsafe { std::slice::from_raw_parts(first, n) };
        *sum = sum_up(*sum, messages);
        self.release(n);
        n
    }
}
