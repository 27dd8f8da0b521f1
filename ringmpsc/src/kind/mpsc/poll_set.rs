//! The consumer's private list of rings, and which of them it polls.
//!
//! The consumer polls an empty ring less and less often: every pass, every 2nd, 4th, 8th, 16th. If
//! the ring stays empty it goes *dormant*: the consumer does not poll it. Its producer's next
//! publish finds `UNPOLLED` in the doorbell, and the producer pushes the ring to the ready stack.
//! So a message waits for at most as many passes as its ring's interval, and a thousand idle rings
//! cost nothing.
//!
//! Intervals only decide which rings the consumer polls *first*. Before it reports `Empty`, it
//! polls every ring that is not dormant. If it has found nothing and is asked again, it polls all
//! of a [few](FEW) rings at once, and the intervals do not change.
//!
//! # Turns and runs
//!
//! The polled rings have turns, one after another. A *pass* is one turn for each of them.
//!
//! `try_recv` takes a *run* of messages from the ring whose turn it is. The run and the turn end
//! when the consumer has taken all messages before `cached_tail`, or at a cursor that is a multiple
//! of [`RUN`]. So it needs no counter, and a run has at most [`RUN`] messages. During a run the
//! consumer loads only its private cursors. At the end of a run it also admits the rings on the
//! [ready stack](crate::ring::ready_stack). Their turns come last in this pass.
//!
//! An operation on a batch ends the turn of each ring that it visits. Some of them skip idle rings
//! that are not due. If the consumer has just seen all rings empty, or all rings that were due,
//! then each ring may have its first message. So all rings are due in that pass.
//!
//! Bound: while a message waits, `try_recv` takes at most [`RUN`] messages of each other ring in
//! each pass, and there are at most [`LONGEST`] passes.
//!
//! [`LONGEST`]: crate::kind::polled_ring::LONGEST
//!
//! Intervals and dormancy are in [`polled_ring`](crate::kind::polled_ring) and
//! [`dormancy`](crate::kind::mpsc::dormancy).

use crate::consumer::exclusive::Exclusive;
use crate::consumer::rotation::Rings;
use crate::kind::polled_ring::PolledRing;
use crate::kind::registry::Registry;
use crate::kind::spares::Spares;
use crate::ring::layout::Ring;
use crate::sync::{Arc, MODELLED, StdArc};

/// The consumer polls this many rings for ever while there are no messages at all.
pub(super) const FEW: usize = if MODELLED { 0 } else { 8 };

/// The largest number of messages in a run: `try_recv` takes so many from one ring in one turn. A
/// power of two.
///
/// At the end of a run the consumer executes about 40 instructions, that is 3 for each of 16
/// messages.
pub(super) const RUN: u64 = if MODELLED { 2 } else { 16 };

/// [`Mpsc::current`] while the consumer polls no ring.
pub(super) const NONE: u32 = u32::MAX;

/// What the consumer has found so far.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// At least one message in this pass.
    Some,
    /// No message in this pass so far.
    NoneYet,
    /// No message: the last search has seen every polled ring empty.
    Nothing,
}

/// The rings of the only consumer of many producers.
pub struct Mpsc<R: Ring> {
    pub(super) registry: Arc<Registry<R>>,
    /// Spare memory for `known` and `polled`.
    pub(super) spares: StdArc<Spares<R>>,
    /// The rings that the consumer knows, by ring index. Newer rings are missing at the end.
    pub(super) known: Vec<PolledRing<R>>,
    /// The rings that are polled, as indices into `known`.
    pub(super) polled: Vec<u32>,
    /// The ring whose turn it is, as an index into `polled`. 0 if `polled` is empty.
    pub(super) turn: usize,
    /// The ring whose turn it is, as an index into `known`: `polled[turn]`. [`NONE`] if `polled` is
    /// empty.
    pub(super) current: u32,
    pub(super) found: Found,
    /// Whether a polled ring has no empty polls left, and may go dormant.
    pub(super) may_sleep: bool,
    /// Whether the consumer has settled the end of every ring.
    pub(super) ended: bool,
}

impl<R: Ring> Mpsc<R> {
    pub(in crate::kind) fn new(registry: Arc<Registry<R>>) -> Self {
        let spares = registry.provide_spares();
        Self {
            registry,
            spares,
            known: Vec::new(),
            polled: Vec::new(),
            turn: 0,
            current: NONE,
            found: Found::NoneYet,
            may_sleep: false,
            ended: false,
        }
    }
}

impl<R: Ring> Mpsc<R> {
    /// Returns the position in `polled` of the `k`-th ring from the current turn on, for `k <=
    /// polled.len()`.
    #[inline]
    fn place(&self, k: usize) -> usize {
        let place = self.turn + k;
        if place < self.polled.len() { place } else { place - self.polled.len() }
    }

    #[inline]
    pub(super) fn polled_ring(&mut self, k: usize) -> &mut PolledRing<R> {
        let index = self.polled[self.place(k)];
        &mut self.known[index as usize]
    }

    /// Polls the `k`-th ring by `known`, and notes whether it had messages. Returns how many it
    /// has.
    #[inline]
    fn poll_with(&mut self, k: usize, known: impl FnOnce(&mut Exclusive<R>) -> usize) -> usize {
        let ring = self.polled_ring(k);
        let known = known(&mut ring.side);
        if known > 0 {
            ring.busy();
            self.found = Found::Some;
        } else if ring.idle() {
            self.may_sleep = true;
        }
        known
    }

    /// Gives the turn to `polled[turn]`. If `polled` is shorter, no ring has the turn.
    #[inline]
    pub(super) fn turn_to(&mut self, turn: usize) {
        self.turn = turn;
        self.current = self.polled.get(turn).copied().unwrap_or(NONE);
    }

    /// Ends a run of messages, and the turn. Not inlined, so that its callers are.
    #[inline(never)]
    pub(super) fn end_run(&mut self) {
        self.found = Found::Some;
        if self.registry.ready.is_non_empty() {
            self.poll_ready_rings();
        }
        self.end_turns(1);
    }

    /// As [`find`](Rings::find), after the consumer has admitted the rings on the ready stack.
    #[inline(never)]
    fn find_in_turn(&mut self) -> bool {
        // A single ring needs no interval: the consumer polls it in every pass. It never goes
        // dormant here, because it is one of a few.
        if FEW > 0 && self.polled.len() == 1 {
            let ring = self.polled_ring(0);
            let found = ring.side.available_slipping() > 0;
            if found {
                ring.busy();
            }
            self.found = if found { Found::Some } else { Found::Nothing };
            return found;
        }
        // `end_turns` may put rings to sleep, so the number of polled rings is read in each turn.
        let mut passed = 0;
        while passed < self.polled.len() {
            if self.polled_ring(0).is_due() && self.poll_with(0, Exclusive::available) > 0 {
                return true;
            }
            self.end_turns(1);
            passed += 1;
        }
        let found = self.find_anywhere();
        if found {
            self.make_all_due();
        }
        found
    }

    /// Polls every ring in `polled`, whether it is due or not, in the order of turns.
    #[inline]
    fn find_anywhere(&mut self) -> bool {
        let known = &mut self.known;
        let mut has_any = |&index: &u32| known[index as usize].side.available() > 0;
        let (early, late) = self.polled.split_at(self.turn);
        let found = late.iter().position(&mut has_any).map(|k| self.turn + k);
        let found = found.or_else(|| early.iter().position(has_any));
        let Some(turn) = found else {
            self.found = Found::Nothing;
            return false;
        };
        self.turn_to(turn);
        self.polled_ring(0).busy();
        self.found = Found::Some;
        true
    }

    /// Lets the consumer poll every ring in this pass. It has found a message after it had seen all
    /// rings empty, or all rings that were due. So each ring may have a message. Otherwise a batch
    /// would skip rings that were idle before.
    fn make_all_due(&mut self) {
        for &index in &self.polled {
            self.known[index as usize].make_due();
        }
    }
}

impl<R: Ring> Rings for Mpsc<R> {
    /// Not inlined, so that callers that need no search are.
    #[inline(never)]
    fn find(&mut self) -> bool {
        if self.registry.ready.is_non_empty() {
            self.poll_ready_rings();
        }
        let was_empty = self.found == Found::Nothing;
        // While there are no messages at all, polling a few rings changes no interval. A single
        // ring needs no interval at all.
        let found = if was_empty && self.polled.len() <= FEW && self.polled.len() != 1 {
            self.find_anywhere()
        } else {
            self.find_in_turn()
        };
        if found && was_empty {
            self.make_all_due();
        }
        found
    }

    #[inline]
    fn turns(&mut self) -> usize {
        if self.registry.ready.is_non_empty() {
            self.poll_ready_rings();
        }
        self.polled.len()
    }

    #[inline]
    fn poll_if_due(&mut self, k: usize) -> usize {
        if self.polled_ring(k).is_due() { self.poll_with(k, Exclusive::refresh) } else { 0 }
    }

    #[inline]
    fn poll(&mut self, k: usize) -> usize {
        self.poll_with(k, Exclusive::refresh)
    }

    #[inline]
    fn ring(&self, k: usize) -> &Exclusive<R> {
        let index = self.polled[self.place(k)];
        &self.known[index as usize].side
    }

    #[inline]
    fn ring_mut(&mut self, k: usize) -> &mut Exclusive<R> {
        &mut self.polled_ring(k).side
    }

    #[inline]
    fn end_turns(&mut self, k: usize) {
        let turn = self.turn + k;
        if turn < self.polled.len() {
            self.turn_to(turn);
        } else {
            self.turn_to(turn - self.polled.len());
            self.end_pass();
        }
    }
}
