//! The exclusive consumer of a ring: load the cursor, take, retire, release.
//!
//! Every consuming operation uses the two private cursors of [`Exclusive`], so the caller may mix
//! the operations freely. *Retiring* a slot moves the private `head` past it. The consumer retires
//! a slot before it drops the message or passes it to user code. So a panic there cannot lose
//! another message, and cannot drop a message twice. *Releasing* publishes the private `head`, and
//! gives the slots back to the producer.

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

/// The consumer's side of one ring. Only this side writes the ring's `head`.
pub struct Exclusive<R: Ring> {
    pub(crate) ring: RingRef<R>,
    /// The position of the next message to take. Never behind the ring's `head`; equal to it
    /// between operations.
    head: u64,
    /// A private copy of the ring's `tail`, never ahead of it. `head <= cached_tail`.
    cached_tail: u64,
    slip: Slip,
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
            slip: Slip::new(head, Self::CAPACITY),
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

    /// Takes the next known message.
    #[inline]
    pub(crate) fn take(&mut self) -> Option<Message<R>> {
        let message = self.take_uncounted()?;
        self.count(1);
        Some(message)
    }

    /// Like [`take`](Self::take), but the caller must [`count`](Self::count) the message.
    #[inline]
    pub(crate) fn take_uncounted(&mut self) -> Option<Message<R>> {
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
        self.release();
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

    /// Releases the slots before `head`. Every release of this side happens here or in the drop of
    /// a [`Batch`].
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

    /// Passes up to `max` known messages to `f` by reference, one after another, and drops each.
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
                // Retire the slot before user code sees its message.
                batch.ring.slots().will_read(batch.retire(1), 1);
                left -= 1;
                // SAFETY: the `run` slots from `first` on lie side by side.
                let message = unsafe { first.add(k) };
                // SAFETY: the slot was in `head..cached_tail`, so there is a message. The slot is
                // retired, so nothing else drops the message. It is not released, so no other
                // thread touches it.
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

    /// Passes up to `max` known messages to `f` by value.
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

    /// Moves up to `max` known messages to `target`, and returns their number.
    ///
    /// # Safety
    ///
    /// `target` is valid for writing `max` messages, and is not part of the ring.
    #[inline]
    pub(crate) unsafe fn move_out(&mut self, max: usize, target: *mut Message<R>) -> usize {
        let n = self.cached_len().min(max);
        let cursor = self.head;
        self.head = cursor.wrapping_add(n as u64);
        // SAFETY: the `n` messages were in `head..cached_tail`, and now lie before `head`, so they
        // are moved once. The target is valid by contract.
        unsafe { self.ring.slots().move_out(cursor, n, target) };
        self.release();
        self.count(n);
        n
    }

    /// Drops up to `max` known messages, and returns their number. If a drop panics, the other
    /// messages are still dropped.
    #[inline]
    pub(crate) fn discard(&mut self, max: usize) -> usize {
        let n = self.cached_len().min(max);
        let mut batch = Batch::begin(self);
        let cursor = batch.retire(n);
        // SAFETY: the `n` messages were in `head..cached_tail`, and now lie before `head`, so they
        // are dropped once.
        unsafe { batch.ring.slots().discard(cursor, n) };
        n
    }

    /// Drops all known messages, and returns their number. They do not count as received. If a drop
    /// panics, the other messages are still dropped.
    pub(crate) fn drop_unreceived(&mut self) -> usize {
        /// Releases the slots, and takes them out of the count, also when a drop panics.
        struct Done<'a, R: Ring>(&'a mut Exclusive<R>, usize);
        impl<R: Ring> Drop for Done<'_, R> {
            fn drop(&mut self) {
                let Self(side, n) = self;
                side.release();
                if let Some(received) = side.ring.received_line() {
                    received.pass_over(*n);
                }
            }
        }

        let (cursor, n) = (self.head, self.cached_len());
        self.head = self.cached_tail;
        let done = Done(self, n);
        // SAFETY: the `n` messages were in `head..cached_tail`, and now lie before `head`, so they
        // are dropped once.
        unsafe { done.0.ring.slots().discard(cursor, n) };
        n
    }

    /// Sets `FINISHED`: this side will never load the ring's `tail` again. Returns false, and does
    /// not set it, if there is a message.
    ///
    /// The caller has executed [`fence::heavy`](crate::fence::heavy) since it learned that the
    /// channel is closed, or knows that the ring has no producer. Consider a producer that
    /// publishes a message which the load of `tail` here misses. That producer sees `CLOSED`
    /// afterwards, and settles. The side that changes the doorbell first decides: see
    /// [`Doorbell::settle`].
    ///
    /// [`Doorbell::settle`]: crate::ring::doorbell::Doorbell::settle
    pub(crate) fn finish(&mut self) -> bool {
        while !self.finished {
            // Load the doorbell first: the exchange below fails if it changes after this load.
            let seen = self.ring.lines().cold.doorbell.load_when_empty();
            if self.refresh() > 0 {
                return false;
            }
            self.finished = self.ring.lines().cold.doorbell.finish(seen);
        }
        true
    }
}

/// A message in its slot. Dropping this value drops the message there.
struct InPlace<T>(*mut T);

impl<T> InPlace<T> {
    /// There is a message at the address. The message and its slot belong to the caller until this
    /// value is dropped, and nothing else drops the message.
    #[inline]
    unsafe fn new(message: *mut T) -> Self {
        Self(message)
    }
}

impl<T> Deref for InPlace<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: by the contract of `new` there is a message, and nothing else touches it.
        unsafe { &*self.0 }
    }
}

impl<T> Drop for InPlace<T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: by the contract of `new` there is a message, and only this value drops it.
        unsafe { ptr::drop_in_place(self.0) };
    }
}

/// A consumption in progress. Its drop releases the retired slots, also when user code panics.
struct Batch<'a, R: Ring> {
    ring: &'a RingRef<R>,
    head: &'a mut u64,
    start: u64,
    /// The consumer's copy of `tail`.
    cached_tail: u64,
}

impl<'a, R: Ring> Batch<'a, R> {
    #[inline]
    fn begin(side: &'a mut Exclusive<R>) -> Self {
        Self {
            ring: &side.ring,
            start: side.head,
            head: &mut side.head,
            cached_tail: side.cached_tail,
        }
    }

    /// Retires `n` known messages: moves `head` past them. Returns the position of the first one.
    #[inline]
    fn retire(&mut self, n: usize) -> u64 {
        let cursor = *self.head;
        *self.head = cursor.wrapping_add(n as u64);
        cursor
    }

    /// Takes the next message. The caller knows that there is one.
    #[inline]
    fn take(&mut self) -> Message<R> {
        let cursor = self.retire(1);
        // SAFETY: the caller knows that `cursor` was in `head..cached_tail`. Now it lies before
        // `head`, so this side reads the message once.
        unsafe { self.ring.slots().read(cursor) }
    }

    /// Prefetches a later message, if the batch is long enough for the option `prefetch`.
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
