//! Batches: the exclusive consumer passes on, moves or drops several messages, and releases their
//! slots at once.

use core::ops::{ControlFlow, Deref};
use core::ptr;

use crate::consumer::exclusive::Exclusive;
use crate::metrics::Stopwatch;
use crate::ring::handle::RingRef;
use crate::ring::index;
use crate::ring::layout::{Message, Ring};
use crate::ring::line_ownership::TakeLines;
use crate::ring::prefetch::prefetch_read;
use crate::ring::slots::Buffer as _;

impl<R: Ring> Exclusive<R> {
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
        // SAFETY: the `n` slots from `cursor` on were retired and emptied here.
        unsafe { self.release(cursor) };
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
                // SAFETY: these `n` slots were retired below, before `discard` began. It has
                // dropped their messages, also if one of the drops has panicked.
                unsafe { side.release(side.head.wrapping_sub(*n as u64)) };
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
    take_lines: TakeLines,
}

impl<'a, R: Ring> Batch<'a, R> {
    #[inline]
    fn begin(side: &'a mut Exclusive<R>) -> Self {
        Self {
            ring: &side.ring,
            start: side.head,
            head: &mut side.head,
            cached_tail: side.cached_tail,
            take_lines: side.take_lines,
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
            // SAFETY: this batch has retired the slots in `start..head`, and has not released them.
            // Each message was moved out, or dropped, directly after its slot was retired, also if
            // user code or a drop has panicked.
            unsafe { self.take_lines.take(self.ring.slots(), self.start, *self.head) };
            self.ring.release(*self.head, *self.head == self.cached_tail);
            if let Some(received) = self.ring.received_line() {
                received.count(n);
            }
        }
    }
}
