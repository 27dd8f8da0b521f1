//! The consumer that owns its rings: every operation of the spsc and the mpsc consumer, once.
//!
//! What differs between them is how many rings there are and which comes next: that is [`Rings`].

use core::ops::ControlFlow;

use crate::consumer::exclusive::Exclusive;
use crate::consumer::{AfterEmpty, Source};
use crate::ring::layout::Message;

/// The rings of one consumer, in the order in which their turn comes.
///
/// The `k`-th ring is the one `k` turns from now, for `k < turns()`. A ring that is known to be
/// empty need not have a turn.
pub trait Rings: Source {
    /// Makes the next ring that has messages the 0th, and returns whether there is one. `false`
    /// only if every ring was seen empty during the call.
    fn find(&mut self) -> bool;

    /// Gives a turn to every ring that may hold a message, and returns the number of turns.
    fn turns(&mut self) -> usize;

    /// Looks for messages in the `k`-th ring and returns how many it knows of. A ring that has been
    /// idle may be passed over, that is 0.
    fn look(&mut self, k: usize) -> usize;

    /// As [`look`](Self::look), but passes over no ring.
    fn look_closely(&mut self, k: usize) -> usize;

    /// The `k`-th ring.
    fn ring(&self, k: usize) -> &Exclusive<Self::Ring>;

    /// The `k`-th ring.
    fn ring_mut(&mut self, k: usize) -> &mut Exclusive<Self::Ring>;

    /// Ends the turns of the first `k` rings.
    fn pass(&mut self, k: usize);
}

/// A pass over rings. However it ends, also by a panic in user code, the rings it has come to have
/// had their turn: otherwise one whose messages make a handler panic would keep the others waiting.
pub(crate) struct Pass<'a, S: Rings> {
    pub(crate) rings: &'a mut S,
    /// How many rings have had their turn.
    pub(crate) over: usize,
}

impl<'a, S: Rings> Pass<'a, S> {
    #[inline]
    pub(crate) fn new(rings: &'a mut S) -> Self {
        Self { rings, over: 0 }
    }

    /// The next ring, whose turn this is.
    #[inline]
    pub(crate) fn next(&mut self) -> &mut Exclusive<S::Ring> {
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

/// Hands up to `max` messages to `f`: [`Source::drain_with`] of a consumer that owns its rings.
#[inline]
pub(crate) fn drain_with<S: Rings>(
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
        rings.after_empty() != AfterEmpty::Ended
    } {}
}

/// Visits each ring that has messages once, until `max` are consumed or `visit` breaks off.
#[inline]
pub(crate) fn each_ring<S: Rings>(
    rings: &mut S,
    max: usize,
    look: impl Fn(&mut S, usize) -> usize,
    mut visit: impl FnMut(&mut Exclusive<S::Ring>, usize) -> (usize, ControlFlow<()>),
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
