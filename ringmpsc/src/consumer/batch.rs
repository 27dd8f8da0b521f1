//! The exclusive consumer's further operations: batches and views.

use core::mem;
use core::ops::ControlFlow;

use crate::consumer::exclusive::Exclusive;
use crate::consumer::rotation::{Rings, each_ring};
use crate::consumer::views::{Drain, PeekIter, Readable};
use crate::consumer::{Consumer, Taking};
use crate::error::TryRecvError;
use crate::ring::layout::Message;

impl<S: Rings> Consumer<S> {
    /// Makes the next ring that has messages ring 0.
    #[inline]
    pub(crate) fn find(&mut self) -> Result<(), TryRecvError> {
        self.found(|rings| rings.find().then_some(()))
    }

    /// Returns the messages at the front of the next ring that has any, as one slice.
    #[inline]
    pub fn readable(&mut self) -> Option<Readable<'_, S>> {
        self.find().ok()?;
        self.rings.ring_mut(0).refresh();
        Some(Readable::new(&mut self.rings, &self.notified))
    }

    /// Returns the next message, and does not consume it.
    #[inline]
    pub fn peek(&mut self) -> Option<&Message<S::Ring>> {
        self.peek_many(1)?.first()
    }

    /// Returns up to `n` next messages that lie side by side, and does not consume them.
    #[inline]
    pub fn peek_many(&mut self, n: usize) -> Option<&[Message<S::Ring>]> {
        if n == 0 {
            return None;
        }
        self.find().ok()?;
        let ring = self.rings.ring_mut(0);
        if ring.cached_len() < n {
            ring.refresh();
        }
        Some(ring.run(0, n))
    }

    /// Visits each ring that has messages once, until `max` messages are consumed or `visit`
    /// breaks.
    #[inline]
    fn each_ring(
        &mut self,
        max: usize,
        poll: impl Fn(&mut S, usize) -> usize,
        visit: impl FnMut(&mut Exclusive<S::Ring>, usize) -> (usize, ControlFlow<()>),
    ) -> usize {
        if max == 0 || self.find().is_err() {
            return 0;
        }
        let mut this = Taking::new(&mut self.rings, &self.notified, true);
        let n = each_ring(&mut *this.rings, max, poll, visit);
        this.all = n < max;
        n
    }

    /// Passes every available message to `f` by reference.
    #[inline]
    pub fn consume_batch(&mut self, f: impl FnMut(&Message<S::Ring>)) -> usize {
        self.consume_up_to(usize::MAX, f)
    }

    /// Passes up to `max` messages to `f` by reference.
    #[inline]
    pub fn consume_up_to(&mut self, max: usize, mut f: impl FnMut(&Message<S::Ring>)) -> usize {
        self.each_ring(max, S::poll_if_due, |ring, max| {
            ring.consume(max, |message| {
                f(message);
                ControlFlow::Continue(())
            })
        })
    }

    /// Passes messages to `f` by reference until `f` breaks. The message at which it breaks is
    /// consumed too.
    #[inline]
    pub fn consume_while(
        &mut self,
        mut f: impl FnMut(&Message<S::Ring>) -> ControlFlow<()>,
    ) -> usize {
        self.each_ring(usize::MAX, S::poll_if_due, |ring, max| ring.consume(max, &mut f))
    }

    /// Drops every available message.
    pub fn consume_count(&mut self) -> usize {
        self.skip(usize::MAX)
    }

    /// Drops up to `n` messages.
    pub fn skip(&mut self, n: usize) -> usize {
        self.each_ring(n, S::poll, |ring, max| (ring.discard(max), ControlFlow::Continue(())))
    }

    /// Copies available messages into a slice, at most as many as it holds.
    #[inline]
    pub fn recv_slice(&mut self, target: &mut [Message<S::Ring>]) -> usize
    where
        Message<S::Ring>: Copy,
    {
        let mut rest = &mut target[..];
        self.each_ring(rest.len(), S::poll, |ring, max| {
            // SAFETY: `max` is the length of the rest of the target. The target is borrowed
            // exclusively, so it overlaps none of this consumer's slots. Its old values are `Copy`
            // and need no drop.
            let n = unsafe { ring.move_out(max, rest.as_mut_ptr()) };
            rest = &mut mem::take(&mut rest)[n..];
            (n, ControlFlow::Continue(()))
        })
    }

    /// Appends up to `max` messages to a vector.
    #[inline]
    pub fn drain_into(&mut self, target: &mut Vec<Message<S::Ring>>, max: usize) -> usize {
        self.each_ring(max, S::poll, |ring, max| {
            let max = max.min(ring.cached_len());
            target.reserve(max);
            let spare = target.spare_capacity_mut().as_mut_ptr().cast();
            // SAFETY: the vector has space for `max` more messages, in memory that belongs to no
            // ring.
            let n = unsafe { ring.move_out(max, spare) };
            // SAFETY: `n` elements after the old length were just moved in, and fit into the
            // capacity.
            unsafe { target.set_len(target.len() + n) };
            (n, ControlFlow::Continue(()))
        })
    }

    /// Iterates over every available message by reference. `consume_seen()` consumes the messages
    /// that the iterator has returned.
    pub fn peek_iter(&mut self) -> PeekIter<'_, S> {
        // If there is no message and the channel is closed, this settles the close.
        let found = self.find().is_ok();
        PeekIter::new(&mut self.rings, &self.notified, found)
    }

    /// Iterates over every available message by value.
    pub fn drain(&mut self) -> Drain<'_, S> {
        // As above.
        let found = self.find().is_ok();
        Drain::new(&mut self.rings, &self.notified, found)
    }
}
