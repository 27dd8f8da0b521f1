//! The exclusive consumer of a ring: load the cursor, take, retire, release.
//!
//! Every consuming operation uses the two private cursors of [`Exclusive`], so the caller may mix
//! the operations freely. *Retiring* a slot moves the private `head` past it. The consumer retires
//! a slot before it drops the message or passes it to user code. So a panic there cannot lose
//! another message, and cannot drop a message twice. *Releasing* publishes the private `head`, and
//! gives the slots back to the producer.

mod batch;
mod end;

use core::marker::PhantomData;

use crate::ring::handle::RingRef;
use crate::ring::index;
use crate::ring::layout::{Message, Ring};
use crate::ring::line_ownership::TakeLines;
use crate::ring::slip::Slip;
use crate::ring::slots::Buffer;

/// The consumer's side of one ring. Only this side writes the ring's `head`.
pub struct Exclusive<R: Ring> {
    pub(crate) ring: RingRef<R>,
    /// The position of the next message to take. Never behind the ring's `head`; equal to it
    /// between operations.
    head: u64,
    /// A private copy of the ring's `tail`, never ahead of it. `head <= cached_tail`.
    cached_tail: u64,
    slip: Slip,
    take_lines: TakeLines,
    /// Whether this side has set `FINISHED`. From then on it must not load `tail`: a producer may
    /// be about to take a message back.
    finished: bool,
    /// Makes the type `Sync` only if the message type is: the views of a consumer lend `&T`.
    lends: PhantomData<Message<R>>,
}

/// The messages lie in the ring, not in this value.
impl<R: Ring> Unpin for Exclusive<R> {}

impl<R: Ring> Exclusive<R> {
    const CAPACITY: usize = <R::Slots as Buffer>::CAPACITY;

    /// Makes the exclusive consumer of a ring. The caller ensures that the ring has no other
    /// consumer. Does not compile if the ring has receipts: its producer would wait for them.
    ///
    /// ```compile_fail
    /// #[ringmpsc::ring_channel(kind = spmc, bits = 2)]
    /// type Number = u64;
    /// let _ends = ringmpsc::__private::spsc::Handle::<NumberRing>::open();
    /// ```
    pub(crate) fn new(ring: RingRef<R>) -> Self {
        const { assert!(!RingRef::<R>::SHARED, "this ring is for sharing") };
        let head = ring.lines().consumer.position();
        Self {
            ring,
            head,
            cached_tail: head,
            slip: Slip::new::<R::Slots>(head),
            take_lines: TakeLines::of::<R::Slots>(),
            finished: false,
            lends: PhantomData,
        }
    }

    /// The number of messages that this side knows of. Loads the ring's `tail` only if it knows of
    /// none.
    #[inline]
    pub(crate) fn available(&mut self) -> usize {
        if self.head == self.cached_tail { self.refresh() } else { self.cached_len() }
    }

    /// Like [`available`](Self::available), for a side that polls no other ring. In full flow it
    /// keeps its distance from the producer.
    #[inline]
    pub(crate) fn available_slipping(&mut self) -> usize {
        if self.head == self.cached_tail { self.refresh_slipping() } else { self.cached_len() }
    }

    /// Reloads `cached_tail`, and returns the number of messages. If this side has caught up with a
    /// producer in full flow, it pauses and reloads again, to keep its distance. Not inlined, so
    /// that the path without a reload can be inlined.
    #[inline(never)]
    fn refresh_slipping(&mut self) -> usize {
        let found = self.refresh();
        if !R::SLIP || !self.slip.paused(self.head, found) {
            return found;
        }
        let now = self.refresh();
        self.slip.gained(now - found);
        now
    }

    /// The number of messages that this side knows of.
    #[inline]
    pub(crate) fn cached_len(&self) -> usize {
        index::distance(self.head, self.cached_tail)
    }

    /// The number of messages that this side knows of and that lie before `end`.
    pub(crate) fn cached_len_before(&self, end: u64) -> usize {
        index::ahead(self.head, end).min(self.cached_len())
    }

    /// Reloads `cached_tail`, and returns the number of messages.
    #[inline]
    pub(crate) fn refresh(&mut self) -> usize {
        if !self.finished {
            self.cached_tail = self.ring.lines().producer.observe();
        }
        self.cached_len()
    }

    /// Up to `n` known messages that lie side by side, beginning with the `skip`-th.
    #[inline]
    pub(crate) fn run(&self, skip: usize, n: usize) -> &[Message<R>] {
        let n = n.min(self.cached_len().saturating_sub(skip));
        let cursor = self.head.wrapping_add(skip as u64);
        let n = index::contiguous(cursor, n, Self::CAPACITY);
        let slots = self.ring.slots();
        slots.will_read(cursor, n);
        // SAFETY: the slots in `head..cached_tail` hold messages. They belong to this side until it
        // moves `head`, which takes `&mut self`. `contiguous` keeps the run from wrapping. Several
        // threads can be here at once only if `Self: Sync`, which `lends` makes depend on the
        // message type.
        unsafe { &*slots.run(cursor, n) }
    }

    /// Takes the next known message. The ring's `head` counts it.
    #[inline]
    pub(crate) fn take(&mut self) -> Option<Message<R>> {
        if self.cached_len() == 0 {
            return None;
        }

        // Retire the slot: from here on no other operation of this side reads it.
        let cursor = self.head;
        self.head = cursor.wrapping_add(1);

        // SAFETY: `cursor` was in `head..cached_tail`, so there is a message, and only this side
        // touches it. The slot lies before `head` now, so this side reads the message once.
        let message = unsafe { self.ring.slots().read(cursor) };

        // Release the slot to the producer. Wake the producer if it waits for space.
        // SAFETY: the slot at `cursor` was retired here, and its message was moved out.
        unsafe { self.release(cursor) };
        Some(message)
    }

    /// Takes the next known message, and returns whether a run of messages ends with it. A run ends
    /// with the last known message, and with a message before a position that is a multiple of
    /// `run`, a power of two.
    #[inline]
    pub(crate) fn take_of_run(&mut self, run: u64) -> Option<(Message<R>, bool)> {
        let (next, tail) = (self.head.wrapping_add(1), self.cached_tail);
        let message = self.take()?;
        Some((message, next == tail || next & (run - 1) == 0))
    }

    /// Releases the slots in `from..head`. Every release of this side happens here or in the drop
    /// of a `Batch`.
    ///
    /// # Safety
    ///
    /// This side has retired these slots, and has not released them. Their messages have been moved
    /// out or dropped.
    #[inline]
    unsafe fn release(&self, from: u64) {
        // SAFETY: by contract this side owns the slots, and they hold no messages.
        unsafe { self.take_lines.take(self.ring.slots(), from, self.head) };
        self.ring.release(self.head, self.head == self.cached_tail);
    }

    /// Counts a batch of `n` messages. A single message needs no call: the ring's `head` counts it.
    #[inline]
    pub(crate) fn count(&self, n: usize) {
        if let Some(received) = self.ring.received_line() {
            received.count(n);
        }
    }
}
