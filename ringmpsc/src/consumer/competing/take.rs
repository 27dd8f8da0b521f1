//! Taking: a competing consumer moves claimed messages out, and files receipts for their slots.

use core::mem;
use core::ops::ControlFlow;

use crate::consumer::competing::Competing;
use crate::ring::index;
use crate::ring::layout::{Message, Ring};
use crate::ring::prefetch::prefetch_read;
use crate::ring::receipts;
use crate::ring::slots::Buffer;

impl<R: Ring> Competing<R> {
    /// Moves a message out, and gives its slot back to the producer.
    ///
    /// # Safety
    ///
    /// There is a message at `from`. This side has claimed it and takes it only here: it is not in
    /// `next..end`.
    #[inline]
    pub(super) unsafe fn take_at(&self, from: u64) -> Message<R> {
        // SAFETY: by contract there is a message, and it is read once. The producer writes no slot
        // that lacks a receipt. The receipt of this slot is filed below.
        let message = unsafe { self.ring.slots().read(from) };
        if let Some(receipts) = self.ring.receipts() {
            receipts::expect_more(receipts, from);
        }
        let to = from.wrapping_add(1);
        // SAFETY: by contract this side has claimed the slot. Its message was moved out above.
        unsafe { self.take_lines.take(self.ring.slots(), from, to) };
        self.ring.release_part(from, to);
        message
    }

    /// Takes the next message of the claim.
    #[inline]
    pub(crate) fn take(&mut self) -> Option<Message<R>> {
        if self.next == self.end {
            return None;
        }
        let cursor = self.next;
        self.next = cursor.wrapping_add(1);
        // SAFETY: the messages in `next..end` are published, and this side alone has claimed them.
        // This one has just left that range, so it is read once. The producer writes no slot that
        // lacks a receipt, and the slots from `filed` on lack one.
        Some(unsafe { self.ring.slots().read(cursor) })
    }

    /// Passes up to `n` claimed messages to `f`, until `f` breaks, and files the receipt. Returns
    /// the number of messages passed. If `f` panics, the rest stays claimed.
    #[inline]
    pub(crate) fn drain_with(
        &mut self,
        n: usize,
        mut f: impl FnMut(Message<R>) -> ControlFlow<()>,
    ) -> usize {
        let n = self.held().min(n);
        let batch = Filing(self);
        for left in (1..=n).rev() {
            batch.0.prefetch(left);
            let Some(message) = batch.0.take() else { break };
            if f(message).is_break() {
                return n - left + 1;
            }
        }
        n
    }

    /// Moves up to `max` claimed messages to `target`, files the receipt, and returns their number.
    ///
    /// # Safety
    ///
    /// `target` is valid for writing `max` messages, and is not part of the ring.
    #[inline]
    pub(crate) unsafe fn move_out(&mut self, max: usize, target: *mut Message<R>) -> usize {
        let n = self.held().min(max);
        let cursor = self.next;
        self.next = cursor.wrapping_add(n as u64);
        // SAFETY: as in `take`, for `n` messages. The target is valid by contract.
        unsafe { self.ring.slots().move_out(cursor, n, target) };
        self.file();
        n
    }

    /// Returns up to `n` claimed messages in their slots. The second slice is not empty if the ring
    /// wraps between them.
    #[inline]
    pub(crate) fn claimed(&self, n: usize) -> [&[Message<R>]; 2] {
        let n = self.held().min(n);
        let slots = self.ring.slots();
        let first = index::contiguous(self.next, n, <R::Slots as Buffer>::CAPACITY);
        [(self.next, first), (self.next.wrapping_add(first as u64), n - first)].map(|(at, n)| {
            slots.will_read(at, n);
            // SAFETY: the messages in `next..end` are published, and this side alone has claimed
            // them. They stay until it moves `next`, which takes `&mut self`. `contiguous` keeps
            // both parts from wrapping. Several threads can be here at once only if `Self: Sync`,
            // which `lends` makes depend on the message type.
            unsafe { &*slots.run(at, n) }
        })
    }

    /// Drops up to `max` claimed messages in their slots. The caller must [`file`](Self::file) the
    /// receipt. If a drop panics, the other messages are still dropped.
    pub(crate) fn drop_first(&mut self, max: usize) {
        let n = self.held().min(max);
        let cursor = self.next;
        self.next = cursor.wrapping_add(n as u64);
        // SAFETY: as in `take`, for `n` messages.
        unsafe { self.ring.slots().discard(cursor, n) };
    }

    /// Drops up to `max` claimed messages, and files the receipt. If a drop panics, the other
    /// messages are still dropped.
    pub(crate) fn discard(&mut self, max: usize) {
        let n = self.held().min(max);
        let cursor = self.next;
        let batch = Filing(self);
        batch.0.next = cursor.wrapping_add(n as u64);
        // SAFETY: as in `take`, for `n` messages.
        unsafe { batch.0.ring.slots().discard(cursor, n) };
    }

    /// Files the receipt: gives the taken slots back to the producer.
    #[inline]
    pub(crate) fn file(&mut self) {
        if self.filed != self.next {
            let from = mem::replace(&mut self.filed, self.next);
            // SAFETY: this side has claimed the slots in `filed..next`, and has filed no receipt
            // for them. Their messages were moved out or dropped, also if user code or a drop has
            // panicked.
            unsafe { self.take_lines.take(self.ring.slots(), from, self.next) };
            self.ring.release_part(from, self.next);
        }
    }

    /// Prefetches a later message, if the batch is long enough for the option `prefetch`.
    #[inline]
    fn prefetch(&self, left: usize) {
        if R::PREFETCH != usize::MAX && left >= R::PREFETCH {
            prefetch_read(self.ring.slots().slot(self.next.wrapping_add(R::PREFETCH as u64)));
        }
    }
}

/// Its drop files the receipt for the taken messages, also when user code panics.
struct Filing<'a, R: Ring>(&'a mut Competing<R>);

impl<R: Ring> Drop for Filing<'_, R> {
    #[inline]
    fn drop(&mut self) {
        self.0.file();
    }
}
