//! The exclusive consumer's operations, written once for `spsc` and `mpsc`.
//!
//! The two kinds differ in how many rings there are, and in which ring comes next: see [`Rings`].

use core::ops::ControlFlow;

use crate::consumer::exclusive::Exclusive;
use crate::consumer::{AfterEmpty, Source};
use crate::ring::layout::Message;

/// The rings of one exclusive consumer, in the order of their turns.
///
/// Ring `k` has its turn after `k` other rings, for `k < turns()`. A ring that is known to be empty
/// may have no turn.
pub trait Rings: Source {
    /// Makes the next ring that has messages ring 0, and returns whether there is one. Returns
    /// `false` only if it saw every ring empty during the call.
    fn find(&mut self) -> bool;

    /// Gives a turn to every ring that may hold a message, and returns the number of turns.
    fn turns(&mut self) -> usize;

    /// Polls ring `k`, and returns the number of messages that it knows of. It may skip a ring that
    /// has been idle; then it returns 0.
    #[inline]
    fn poll_if_due(&mut self, k: usize) -> usize {
        self.poll(k)
    }

    /// Polls ring `k`, and returns the number of messages that it knows of.
    #[inline]
    fn poll(&mut self, k: usize) -> usize {
        self.ring_mut(k).refresh()
    }

    /// The `k`-th ring.
    fn ring(&self, k: usize) -> &Exclusive<Self::Ring>;

    /// The `k`-th ring.
    fn ring_mut(&mut self, k: usize) -> &mut Exclusive<Self::Ring>;

    /// Ends the turns of the first `k` rings: other rings come next.
    fn end_turns(&mut self, k: usize);
}

/// A pass over rings. However the pass ends, by a panic in user code too, every ring that it
/// reached has had its turn. Otherwise a ring whose messages make a handler panic would delay the
/// other rings.
pub(crate) struct Pass<'a, S: Rings> {
    pub(crate) rings: &'a mut S,
    /// The number of rings that have had their turn.
    pub(crate) over: usize,
}

impl<'a, S: Rings> Pass<'a, S> {
    #[inline]
    pub(crate) fn new(rings: &'a mut S) -> Self {
        Self { rings, over: 0 }
    }

    /// Begins the turn of the next ring, and returns that ring.
    #[inline]
    pub(crate) fn next(&mut self) -> &mut Exclusive<S::Ring> {
        self.over += 1;
        self.rings.ring_mut(self.over - 1)
    }
}

impl<S: Rings> Drop for Pass<'_, S> {
    #[inline]
    fn drop(&mut self) {
        self.rings.end_turns(self.over);
    }
}

/// Takes one message: [`Source::take`] of an `spsc` consumer.
#[inline]
pub(crate) fn take<S: Rings>(rings: &mut S) -> Option<Message<S::Ring>> {
    while rings.find() {
        if let Some(message) = rings.ring_mut(0).take() {
            rings.end_turns(1);
            return Some(message);
        }
    }
    None
}

/// Passes up to `max` messages to `f`: [`Source::drain_with`] of an exclusive consumer.
#[inline]
pub(crate) fn drain_with<S: Rings>(
    rings: &mut S,
    max: usize,
    mut f: impl FnMut(Message<S::Ring>),
) -> usize {
    if !rings.find() {
        return 0;
    }
    each_ring(rings, max, S::poll_if_due, |ring, max| {
        (ring.consume_owned(max, &mut f), ControlFlow::Continue(()))
    })
}

/// Drops messages until the close is settled: [`Source::drop_remaining`] of an exclusive consumer.
/// The channel is closed, so the loop ends.
///
/// A drop must not pause (see [`slip`](crate::ring::slip)). So this calls `poll`, not
/// `find`.
pub(crate) fn drop_remaining<S: Rings>(rings: &mut S) {
    while {
        while each_ring(rings, usize::MAX, S::poll, |ring, _| {
            (ring.drop_unreceived(), ControlFlow::Continue(()))
        }) > 0
        {}
        rings.after_empty() != AfterEmpty::Closed
    } {}
}

/// Visits each ring that has messages once, until `max` messages are consumed or `visit` breaks.
#[inline]
pub(crate) fn each_ring<S: Rings>(
    rings: &mut S,
    max: usize,
    poll: impl Fn(&mut S, usize) -> usize,
    mut visit: impl FnMut(&mut Exclusive<S::Ring>, usize) -> (usize, ControlFlow<()>),
) -> usize {
    let turns = rings.turns();
    let mut consumed = 0;
    let mut pass = Pass::new(rings);
    while pass.over < turns && consumed < max {
        let known = poll(pass.rings, pass.over);
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
