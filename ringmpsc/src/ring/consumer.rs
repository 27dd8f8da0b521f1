//! The consumer that owns its rings: every operation of the spsc and the mpsc consumer, once.
//!
//! What differs between them is how many rings there are and which comes next: that is [`Rings`].

use core::mem;
use core::ops::ControlFlow;

use crate::error::TryRecvError;
use crate::ring::owned::Owned;
use crate::ring::parts::Message;
use crate::ring::source::{Consumer, Outlook, Source, Taking};
use crate::ring::views::{Drain, Iter, Readable};

/// The rings of one consumer, in the order in which their turn comes.
///
/// The `k`-th ring is the one `k` turns from now, for `k < turns()`. A ring that is known to be empty need
/// not have a turn.
pub trait Rings: Source {
    /// Makes the next ring that has messages the 0th, and returns whether there is one. `false` only if
    /// every ring was seen empty during the call.
    fn find(&mut self) -> bool;

    /// Gives a turn to every ring that may hold a message, and returns the number of turns.
    fn turns(&mut self) -> usize;

    /// Looks for messages in the `k`-th ring and returns how many it knows of. A ring that has been idle
    /// may be passed over, that is 0.
    fn look(&mut self, k: usize) -> usize;

    /// As [`look`](Self::look), but passes over no ring.
    fn look_closely(&mut self, k: usize) -> usize;

    /// The `k`-th ring.
    fn ring(&self, k: usize) -> &Owned<Self::Ring>;

    /// The `k`-th ring.
    fn ring_mut(&mut self, k: usize) -> &mut Owned<Self::Ring>;

    /// Ends the turns of the first `k` rings.
    fn pass(&mut self, k: usize);
}

/// A pass over rings. However it ends, also by a panic in user code, the rings it has come to have had their
/// turn: otherwise one whose messages make a handler panic would keep the others waiting.
pub(super) struct Pass<'a, S: Rings> {
    pub(super) rings: &'a mut S,
    /// How many rings have had their turn.
    pub(super) over: usize,
}

impl<'a, S: Rings> Pass<'a, S> {
    #[inline]
    pub(super) fn new(rings: &'a mut S) -> Self {
        Self { rings, over: 0 }
    }

    /// The next ring, whose turn this is.
    #[inline]
    pub(super) fn next(&mut self) -> &mut Owned<S::Ring> {
        self.over += 1;
        self.rings.ring_mut(self.over - 1)
    }
}

impl<S: Rings> Drop for Pass<'_, S> {
    #[inline]
    fn drop(&mut self) {
        self.rings.pass(self.over);
    }
}

/// Takes one message, in fair rotation: [`Source::take`] of a consumer that owns its rings.
#[inline]
pub(crate) fn take<S: Rings>(rings: &mut S) -> Option<Message<S::Ring>> {
    while rings.find() {
        if let Some(message) = rings.ring_mut(0).take() {
            rings.pass(1);
            return Some(message);
        }
    }
    None
}

/// Hands up to `max` messages to `f`: [`Source::hand_out`] of a consumer that owns its rings.
#[inline]
pub(crate) fn hand_out<S: Rings>(
    rings: &mut S,
    max: usize,
    mut f: impl FnMut(Message<S::Ring>),
) -> usize {
    if !rings.find() {
        return 0;
    }
    each_ring(rings, max, S::look, |ring, max| {
        (ring.consume_owned(max, &mut f), ControlFlow::Continue(()))
    })
}

/// Drops messages until the end is settled: [`Source::empty`] of a consumer that owns its rings.
/// The channel is closed, so there is an end.
///
/// A drop must not pause, see [`slip`](crate::ring): it takes `look_closely`, not `find`.
pub(crate) fn empty<S: Rings>(rings: &mut S) {
    while {
        while each_ring(rings, usize::MAX, S::look_closely, |ring, _| {
            (ring.drop_unreceived(), ControlFlow::Continue(()))
        }) > 0
        {}
        rings.outlook() != Outlook::Ended
    } {}
}

/// Visits each ring that has messages once, until `max` are consumed or `visit` breaks off.
#[inline]
fn each_ring<S: Rings>(
    rings: &mut S,
    max: usize,
    look: impl Fn(&mut S, usize) -> usize,
    mut visit: impl FnMut(&mut Owned<S::Ring>, usize) -> (usize, ControlFlow<()>),
) -> usize {
    let turns = rings.turns();
    let mut consumed = 0;
    let mut pass = Pass::new(rings);
    while pass.over < turns && consumed < max {
        let known = look(pass.rings, pass.over);
        let ring = pass.next();
        if known > 0 {
            let (n, flow) = visit(ring, max - consumed);
            consumed += n;
            if flow.is_break() {
                break;
            }
        }
    }
    consumed
}

impl<S: Rings> Consumer<S> {
    /// Makes the next ring that has messages the 0th.
    #[inline]
    pub(super) fn find(&mut self) -> Result<(), TryRecvError> {
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
        if ring.known() < n {
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
        visit: impl FnMut(&mut Owned<S::Ring>, usize) -> (usize, ControlFlow<()>),
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
            // SAFETY: `max` is what is left of the target. It is borrowed exclusively, so it is none of the
            // slots that this consumer owns; its old values are `Copy` and need no drop.
            let n = unsafe { ring.move_out(max, rest.as_mut_ptr()) };
            rest = &mut mem::take(&mut rest)[n..];
            (n, ControlFlow::Continue(()))
        })
    }

    /// Appends up to `max` messages to a vector.
    #[inline]
    pub fn drain_into(&mut self, target: &mut Vec<Message<S::Ring>>, max: usize) -> usize {
        self.each_ring(max, S::look_closely, |ring, max| {
            let max = max.min(ring.known());
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
