//! The operations of a consumer that has its rings for itself: batches and views.

use core::mem;
use core::ops::ControlFlow;

use crate::consumer::exclusive::Exclusive;
use crate::consumer::rotation::{Rings, each_ring};
use crate::consumer::views::{Drain, Iter, Readable};
use crate::consumer::{Consumer, Taking};
use crate::error::TryRecvError;
use crate::ring::layout::Message;

impl<S: Rings> Consumer<S> {
    /// Makes the next ring that has messages the 0th.
    #[inline]
    pub(crate) fn find(&mut self) -> Result<(), TryRecvError> {
        self.found(|rings| rings.find().then_some(()))
    }

    /// The messages at the front of the next ring that has any, as one slice.
    #[inline]
    pub fn readable(&mut self) -> Option<Readable<'_, S>> {
        self.find().ok()?;
        self.rings.ring_mut(0).refresh();
        Some(Readable::new(&mut self.rings, &self.notified))
    }

    /// The next message, without consuming it.
    #[inline]
    pub fn peek(&mut self) -> Option<&Message<S::Ring>> {
        self.peek_many(1)?.first()
    }

    /// Up to `n` next messages that lie side by side, without consuming them.
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

    /// Visits each ring that has messages once, until `max` are consumed or `visit` breaks off.
    #[inline]
    fn each_ring(
        &mut self,
        max: usize,
        look: impl Fn(&mut S, usize) -> usize,
        visit: impl FnMut(&mut Exclusive<S::Ring>, usize) -> (usize, ControlFlow<()>),
    ) -> usize {
        if max == 0 || self.find().is_err() {
            return 0;
        }
        let mut this = Taking::new(&mut self.rings, &self.notified, true);
        let n = each_ring(&mut *this.rings, max, look, visit);
        this.all = n < max;
        n
    }

    /// Hands everything available to `f` by reference.
    #[inline]
    pub fn consume_batch(&mut self, f: impl FnMut(&Message<S::Ring>)) -> usize {
        self.consume_up_to(usize::MAX, f)
    }

    /// Hands up to `max` messages to `f` by reference.
    #[inline]
    pub fn consume_up_to(&mut self, max: usize, mut f: impl FnMut(&Message<S::Ring>)) -> usize {
        self.each_ring(max, S::look, |ring, max| {
            ring.consume(max, |message| {
                f(message);
                ControlFlow::Continue(())
            })
        })
    }

    /// Hands messages to `f` by reference until it breaks off. That message is consumed too.
    #[inline]
    pub fn consume_while(
        &mut self,
        mut f: impl FnMut(&Message<S::Ring>) -> ControlFlow<()>,
    ) -> usize {
        self.each_ring(usize::MAX, S::look, |ring, max| ring.consume(max, &mut f))
    }

    /// Drops everything available.
    pub fn consume_count(&mut self) -> usize {
        self.skip(usize::MAX)
    }

    /// Drops up to `n` messages.
    pub fn skip(&mut self, n: usize) -> usize {
        self.each_ring(n, S::look_closely, |ring, max| {
            (ring.discard(max), ControlFlow::Continue(()))
        })
    }

    /// Copies messages into a slice, as many as there are or as it holds.
    #[inline]
    pub fn recv_slice(&mut self, target: &mut [Message<S::Ring>]) -> usize
    where
        Message<S::Ring>: Copy,
    {
        let mut rest = &mut target[..];
        self.each_ring(rest.len(), S::look_closely, |ring, max| {
            // SAFETY: `max` is what is left of the target. It is borrowed exclusively, so it is
            // none of the slots that this consumer owns; its old values are `Copy` and need no
            // drop.
            let n = unsafe { ring.move_out(max, rest.as_mut_ptr()) };
            rest = &mut mem::take(&mut rest)[n..];
            (n, ControlFlow::Continue(()))
        })
    }

    /// Appends up to `max` messages to a vector.
    #[inline]
    pub fn drain_into(&mut self, target: &mut Vec<Message<S::Ring>>, max: usize) -> usize {
        self.each_ring(max, S::look_closely, |ring, max| {
            let max = max.min(ring.cached_len());
            target.reserve(max);
            let spare = target.spare_capacity_mut().as_mut_ptr().cast();
            // SAFETY: the vector has room for `max` messages more, in memory that is no ring's.
            let n = unsafe { ring.move_out(max, spare) };
            // SAFETY: the `n` elements behind the old length were just moved in, and fit.
            unsafe { target.set_len(target.len() + n) };
            (n, ControlFlow::Continue(()))
        })
    }

    /// Everything available, by reference; `finish()` consumes what was looked at.
    #[expect(clippy::iter_not_returning_iterator, reason = "it lends: see `Iter`")]
    pub fn iter(&mut self) -> Iter<'_, S> {
        // If there is nothing and the channel is closed, this settles the end.
        let _ = self.find();
        Iter::new(&mut self.rings, &self.notified)
    }

    /// Everything available, by value.
    pub fn drain(&mut self) -> Drain<'_, S> {
        // As above.
        let _ = self.find();
        Drain::new(&mut self.rings, &self.notified)
    }
}
