//! The consumer's half of a ring that nobody else consumes: look, take, retire, release.
//!
//! All consuming operations go through the two private cursors of [`Exclusive`], so they may be
//! mixed freely. *Retiring* a slot moves the private `head` past it; it happens before the message
//! is dropped or handed to user code, so that a panic there can neither lose another message nor
//! drop one twice. *Releasing* publishes the private `head`, and gives the slots back to the
//! producer.

use core::marker::PhantomData;
use core::ops::{ControlFlow, Deref};
use core::ptr;

use crate::metrics::Stopwatch;
use crate::ring::handle::RingRef;
use crate::ring::index;
use crate::ring::layout::{Message, Ring};
use crate::ring::prefetch::prefetch_read;
use crate::ring::slip::Slip;
use crate::ring::slots::Buffer;

/// The consumer's half. It alone writes `head`.
pub struct Exclusive<R: Ring> {
    pub(crate) ring: RingRef<R>,
    /// The next message to take. Never behind the ring's `head`; equal to it between operations.
    head: u64,
    /// A private copy of the ring's `tail`, never ahead of it. `head <= tail`.
    cached_tail: u64,
    slip: Slip,
    /// Whether the end was declared. From then on `tail` must not be looked at: a producer may be
    /// about to take a message back.
    finished: bool,
    /// The views of a consumer lend `&T` and are no more `Sync` than what they lend.
    lends: PhantomData<Message<R>>,
}

/// The messages are in the ring, not in here.
impl<R: Ring> Unpin for Exclusive<R> {}

impl<R: Ring> Exclusive<R> {
    const CAPACITY: usize = <R::Slots as Buffer>::CAPACITY;

    /// Takes the role of the consumer. The caller makes sure that nobody else has it. Fails to
    /// compile if the ring has receipts: its producer would wait for them.
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
            slip: Slip::new(head, Self::CAPACITY),
            finished: false,
            lends: PhantomData,
        }
    }

    /// Messages that this side knows of; it looks at the ring only if it knows of none.
    #[inline]
    pub(crate) fn available(&mut self) -> usize {
        if self.head == self.cached_tail { self.refresh() } else { self.cached_len() }
    }

    /// As [`available`](Self::available), for a side that has no other ring to look at: in full
    /// flow it keeps its distance from the producer.
    #[inline]
    pub(crate) fn available_slipping(&mut self) -> usize {
        if self.head == self.cached_tail { self.refresh_slipping() } else { self.cached_len() }
    }

    /// Messages, counted anew; in full flow, at a distance from the producer. Not inlined, so that
    /// what needs no look is.
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

    /// Messages that this side knows of.
    #[inline]
    pub(crate) fn cached_len(&self) -> usize {
        index::distance(self.head, self.cached_tail)
    }

    /// Messages that this side knows of, and that lie before `end`.
    pub(crate) fn cached_len_before(&self, end: u64) -> usize {
        index::ahead(self.head, end).min(self.cached_len())
    }

    /// Messages, counted anew.
    #[inline]
    pub(crate) fn refresh(&mut self) -> usize {
        if !self.finished {
            self.cached_tail = self.ring.lines().producer.observe();
        }
        self.cached_len()
    }

    /// The known messages from the `skip`-th on that lie side by side, `n` at the most.
    #[inline]
    pub(crate) fn run(&self, skip: usize, n: usize) -> &[Message<R>] {
        let n = n.min(self.cached_len().saturating_sub(skip));
        let cursor = self.head.wrapping_add(skip as u64);
        let n = index::contiguous(cursor, n, Self::CAPACITY);
        let slots = self.ring.slots();
        slots.will_read(cursor, n);
        // SAFETY: the slots in `head..tail` hold messages and are this side's until it moves
        // `head`, which takes `&mut self`; `contiguous` keeps the run from wrapping. Several
        // threads can only be here at once if `Self: Sync`, which `lends` makes depend on the
        // message type.
        unsafe { &*slots.run(cursor, n) }
    }

    /// Moves the next known message out.
    #[inline]
    pub(crate) fn take(&mut self) -> Option<Message<R>> {
        let message = self.take_uncounted()?;
        self.count(1);
        Some(message)
    }

    /// As [`take`](Self::take), and leaves it to the caller to [`count`](Self::count).
    #[inline]
    pub(crate) fn take_uncounted(&mut self) -> Option<Message<R>> {
        if self.cached_len() == 0 {
            return None;
        }

        // Retire the slot: from here on no other operation of this side reads it.
        let cursor = self.head;
        self.head = cursor.wrapping_add(1);

        // Move the message out.
        // SAFETY: `cursor` was in `head..tail`, so there is a message that only this side touches.
        // It lies behind `head` now, so it is read once.
        let message = unsafe { self.ring.slots().read(cursor) };

        // Release the slot to the producer, and wake it if it waits for room.
        self.release();
        Some(message)
    }

    /// Moves the next known message out, and returns whether a run of messages ends with it: it is
    /// the last one that is known, or the position after it is a multiple of `run`, a power of two.
    #[inline]
    pub(crate) fn take_of_run(&mut self, run: u64) -> Option<(Message<R>, bool)> {
        let (next, tail) = (self.head.wrapping_add(1), self.cached_tail);
        let message = self.take()?;
        Some((message, next == tail || next & (run - 1) == 0))
    }

    /// Releases the slots before `head`. Every release of this side goes through here, or through
    /// the end of a [`Batch`].
    #[inline]
    fn release(&self) {
        self.ring.release(self.head, self.head == self.cached_tail);
    }

    /// Counts a batch of `n` messages.
    #[inline]
    pub(crate) fn count(&self, n: usize) {
        if let Some(received) = self.ring.received_line() {
            received.count(n);
        }
    }

    /// Hands up to `max` known messages to `f` by reference, one after another, and drops each.
    #[inline]
    pub(crate) fn consume(
        &mut self,
        max: usize,
        mut f: impl FnMut(&Message<R>) -> ControlFlow<()>,
    ) -> (usize, ControlFlow<()>) {
        let stopwatch = Stopwatch::start(R::LATENCY);
        let total = self.cached_len().min(max);
        let mut left = total;
        let mut flow = ControlFlow::Continue(());
        let mut batch = Batch::begin(self);
        while left > 0 && flow.is_continue() {
            let run = index::contiguous(*batch.head, left, Self::CAPACITY);
            let first = batch.ring.slots().slot(*batch.head);
            for k in 0..run {
                batch.prefetch(left);
                batch.ring.slots().will_read(batch.retire(1), 1);
                left -= 1;
                // SAFETY: the `run` slots from `first` on lie side by side.
                let message = unsafe { first.add(k) };
                // SAFETY: there is a message, since the slot was in `head..tail`. It is retired, so
                // nobody else drops it, and not released, so nobody else touches it.
                let message = unsafe { InPlace::new(message) };
                flow = f(&message);
                if flow.is_break() {
                    break;
                }
            }
        }
        drop(batch);
        stopwatch.stop(self.ring.received_line());
        (total - left, flow)
    }

    /// Hands up to `max` known messages to `f` by value.
    #[inline]
    pub(crate) fn consume_owned(&mut self, max: usize, mut f: impl FnMut(Message<R>)) -> usize {
        let stopwatch = Stopwatch::start(R::LATENCY);
        let n = self.cached_len().min(max);
        let mut batch = Batch::begin(self);
        for left in (1..=n).rev() {
            batch.prefetch(left);
            f(batch.take());
        }
        drop(batch);
        stopwatch.stop(self.ring.received_line());
        n
    }

    /// Moves up to `max` known messages to `target`, and returns how many.
    ///
    /// # Safety
    ///
    /// `target` is valid for writing `max` messages, and not part of the ring.
    #[inline]
    pub(crate) unsafe fn move_out(&mut self, max: usize, target: *mut Message<R>) -> usize {
        let n = self.cached_len().min(max);
        let cursor = self.head;
        self.head = cursor.wrapping_add(n as u64);
        // SAFETY: the `n` messages were in `head..tail` and now lie behind `head`: they are moved
        // once. The target is valid by contract.
        unsafe { self.ring.slots().move_out(cursor, n, target) };
        self.release();
        self.count(n);
        n
    }

    /// Drops up to `max` known messages, and returns how many. A drop that panics does not keep the
    /// others.
    #[inline]
    pub(crate) fn discard(&mut self, max: usize) -> usize {
        let n = self.cached_len().min(max);
        let mut batch = Batch::begin(self);
        let cursor = batch.retire(n);
        // SAFETY: the `n` messages were in `head..tail` and now lie behind `head`: they are dropped
        // once.
        unsafe { batch.ring.slots().discard(cursor, n) };
        n
    }

    /// Drops all known messages, and returns how many. They do not count as received. A drop
    /// that panics does not keep the others.
    pub(crate) fn drop_unreceived(&mut self) -> usize {
        /// Releases the slots, and takes them out of the count, also when a drop panics.
        struct Done<'a, R: Ring>(&'a mut Exclusive<R>, usize);
        impl<R: Ring> Drop for Done<'_, R> {
            fn drop(&mut self) {
                let Self(owned, n) = self;
                owned.release();
                if let Some(received) = owned.ring.received_line() {
                    received.pass_over(*n);
                }
            }
        }

        let (cursor, n) = (self.head, self.cached_len());
        self.head = self.cached_tail;
        let done = Done(self, n);
        // SAFETY: the `n` messages were in `head..tail` and now lie behind `head`: they are dropped
        // once.
        unsafe { done.0.ring.slots().discard(cursor, n) };
        n
    }

    /// Declares that this side will never look at the ring again, unless there is a message after
    /// all.
    ///
    /// The caller has executed [`fence::heavy`](crate::fence::heavy) since it learned that the
    /// channel is closed, or knows that there is no producer, and then this is about nobody. So a
    /// producer that publishes what this look at `tail` misses sees `CLOSED` afterwards, and
    /// settles with whoever changes the bell first: see [`Doorbell::settle`].
    ///
    /// [`Doorbell::settle`]: crate::ring::doorbell::Doorbell::settle
    pub(crate) fn finish(&mut self) -> bool {
        while !self.finished {
            let seen = self.ring.lines().cold.doorbell.load_when_empty();
            if self.refresh() > 0 {
                return false;
            }
            self.finished = self.ring.lines().cold.doorbell.finish(seen);
        }
        true
    }
}

/// A message that is still in its slot, and is dropped there.
struct InPlace<T>(*mut T);

impl<T> InPlace<T> {
    /// # Safety
    ///
    /// A message is at the address. It and its slot are the caller's until this is dropped, and
    /// nobody else drops it.
    #[inline]
    unsafe fn new(message: *mut T) -> Self {
        Self(message)
    }
}

impl<T> Deref for InPlace<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the contract of `new`: there is a message, and nobody else touches it.
        unsafe { &*self.0 }
    }
}

impl<T> Drop for InPlace<T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the contract of `new`: there is a message, and it is ours to drop.
        unsafe { ptr::drop_in_place(self.0) };
    }
}

/// Consumption in progress: releases on drop whatever was retired, also when user code panics.
struct Batch<'a, R: Ring> {
    ring: &'a RingRef<R>,
    head: &'a mut u64,
    start: u64,
    /// The owner's copy of `tail`.
    cached_tail: u64,
}

impl<'a, R: Ring> Batch<'a, R> {
    #[inline]
    fn begin(owned: &'a mut Exclusive<R>) -> Self {
        Self {
            ring: &owned.ring,
            start: owned.head,
            head: &mut owned.head,
            cached_tail: owned.cached_tail,
        }
    }

    /// Moves `head` past `n` messages, which the caller knows of, and returns where they are.
    #[inline]
    fn retire(&mut self, n: usize) -> u64 {
        let cursor = *self.head;
        *self.head = cursor.wrapping_add(n as u64);
        cursor
    }

    /// Moves the next message out. The caller knows that there is one.
    #[inline]
    fn take(&mut self) -> Message<R> {
        let cursor = self.retire(1);
        // SAFETY: the caller knows that `cursor` was in `head..tail`, and now it lies behind
        // `head`.
        unsafe { self.ring.slots().read(cursor) }
    }

    /// Asks for a message that comes later, if the option `prefetch` says that the batch is worth
    /// it.
    #[inline]
    fn prefetch(&self, left: usize) {
        if R::PREFETCH != usize::MAX && left >= R::PREFETCH {
            prefetch_read(self.ring.slots().slot(self.head.wrapping_add(R::PREFETCH as u64)));
        }
    }
}

impl<R: Ring> Drop for Batch<'_, R> {
    #[inline]
    fn drop(&mut self) {
        let n = index::distance(self.start, *self.head);
        if n > 0 {
            self.ring.release(*self.head, *self.head == self.cached_tail);
            if let Some(received) = self.ring.received_line() {
                received.count(n);
            }
        }
    }
}
