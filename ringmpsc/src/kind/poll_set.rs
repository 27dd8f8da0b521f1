//! The consumer's private list of rings, and which of them it polls.
//!
//! The consumer polls an empty ring less and less often: every pass, every 2nd, 4th, 8th, 16th. If
//! the ring stays empty it goes *dormant*: the consumer does not poll it. Its producer's next
//! publish finds `DORMANT` in the doorbell, and the producer pushes the ring to the ready stack. So
//! a message waits for at most as many passes as its ring's interval, and a thousand idle rings
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
//! # Going dormant
//!
//! All rings that go dormant in the same pass share one heavy fence. If all their producers execute
//! [fences](crate::fence) themselves, no heavy fence is needed. Going dormant pays only if it saves
//! polls that would delay other messages. So a consumer that finds no messages at all keeps polling
//! a [few](FEW) rings.

use core::mem;

use crate::consumer::exclusive::Exclusive;
use crate::consumer::rotation::{self, Rings};
use crate::consumer::{AfterEmpty, Consumer, Source};
use crate::error::ResetError;
use crate::fence::{self, Owed};
use crate::id::ProducerId;
use crate::kind::polled_ring::{PolledRing, Polling};
use crate::kind::registry::Registry;
use crate::kind::spares::{self, Spares};
use crate::metrics::ConsumerStats;
use crate::ring::counts;
use crate::ring::handle::RingRef;
use crate::ring::index;
use crate::ring::layout::{Message, Ring};
use crate::ring::ready_stack::ReadyStack;
use crate::sync::{Arc, MODELLED, Ordering, StdArc};
use crate::wait::{Waiters, fence_listening};

/// The consumer polls this many rings for ever while there are no messages at all.
const FEW: usize = if MODELLED { 0 } else { 8 };

/// The largest number of messages in a run: `try_recv` takes so many from one ring in one turn. A
/// power of two.
///
/// At the end of a run the consumer executes about 40 instructions, that is 3 for each of 16
/// messages.
const RUN: u64 = if MODELLED { 2 } else { 16 };

/// [`Mpsc::current`] while the consumer polls no ring.
const NONE: u32 = u32::MAX;

/// The rings of the only consumer of many producers.
pub struct Mpsc<R: Ring> {
    registry: Arc<Registry<R>>,
    /// Spare memory for `known` and `polled`.
    spares: StdArc<Spares<R>>,
    /// The rings that the consumer knows, by ring index. Newer rings are missing at the end.
    known: Vec<PolledRing<R>>,
    /// The rings that are polled, as indices into `known`.
    polled: Vec<u32>,
    /// The ring whose turn it is, as an index into `polled`. 0 if `polled` is empty.
    turn: usize,
    /// The ring whose turn it is, as an index into `known`: `polled[turn]`. [`NONE`] if `polled` is
    /// empty.
    current: u32,
    found: Found,
    /// Whether a polled ring has no empty polls left, and may go dormant.
    may_sleep: bool,
    /// Whether the consumer has settled the end of every ring.
    ended: bool,
}

/// What the consumer has found so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    /// At least one message in this pass.
    Some,
    /// No message in this pass so far.
    NoneYet,
    /// No message: the last search has seen every polled ring empty.
    Nothing,
}

impl<R: Ring> Mpsc<R> {
    pub(crate) fn new(registry: Arc<Registry<R>>) -> Self {
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

    /// Returns the position in `polled` of the `k`-th ring from the current turn on, for `k <=
    /// polled.len()`.
    #[inline]
    fn place(&self, k: usize) -> usize {
        let place = self.turn + k;
        if place < self.polled.len() { place } else { place - self.polled.len() }
    }

    #[inline]
    fn polled_ring(&mut self, k: usize) -> &mut PolledRing<R> {
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
    fn turn_to(&mut self, turn: usize) {
        self.turn = turn;
        self.current = self.polled.get(turn).copied().unwrap_or(NONE);
    }

    /// Takes a message before `cached_tail` of the ring whose turn it is. Loads no cursor of a
    /// ring.
    #[inline]
    fn take_known(&mut self) -> Option<Message<R>> {
        let ring = self.known.get_mut(self.current as usize)?;
        let (message, ends_run) = ring.side.take_of_run(RUN)?;
        if ends_run {
            self.end_run();
        }
        Some(message)
    }

    /// Ends a run of messages, and the turn. Not inlined, so that its callers are.
    #[inline(never)]
    fn end_run(&mut self) {
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

    /// Takes all rings off the ready stack, and polls them from now on.
    #[cold]
    fn poll_ready_rings(&mut self) {
        let mut top = self.registry.ready.take();
        while let Some(index) = top {
            if index as usize >= self.known.len() {
                self.learn();
            }
            let ring = &mut self.known[index as usize];
            top = ReadyStack::next(&ring.side.ring.lines().cold.next_ready);
            match ring.polling {
                Polling::Dormant => self.resume(index, Polling::Polled),
                Polling::Ready => ring.polling = Polling::Polled,
                Polling::Polled => unreachable!("a polled ring is not on the stack"),
            }
        }
    }

    pub(crate) fn registry(&self) -> &Registry<R> {
        &self.registry
    }

    /// Returns the ring with this index in the registry, whether it is polled or not.
    pub(crate) fn ring_at(&mut self, index: u32) -> &mut Exclusive<R> {
        if index as usize >= self.known.len() {
            self.learn();
        }
        &mut self.known[index as usize].side
    }

    /// Polls a dormant ring again. Its turn comes last in this pass.
    fn resume(&mut self, index: u32, polling: Polling) {
        let ring = &mut self.known[index as usize];
        ring.busy();
        ring.polling = polling;
        self.polled.push(index);
        self.turn_to(self.turn);
    }

    /// Adds every ring of the registry to `known`.
    fn learn(&mut self) {
        let known = u32::try_from(self.known.len()).expect("an index is a `u32`");
        let rings = self.registry.rings();
        if self.known.capacity() < rings as usize {
            self.spares.take(rings, |spare| {
                spares::grow(&mut self.known, &mut spare.known);
                spares::grow(&mut self.polled, &mut spare.polled);
            });
        }
        // Stop at the capacity of the lists: a producer may have added more rings since.
        let new = self.registry.rings.range(known..rings);
        self.known.extend(new.map(|ring| PolledRing::new(Exclusive::new(ring.clone()))));
    }

    /// Ends a pass. Puts rings to sleep if that saves polls.
    #[inline]
    fn end_pass(&mut self) {
        if self.may_sleep && (self.found == Found::Some || self.polled.len() > FEW) {
            self.make_dormant(|ring| ring.empty_polls_left == 0);
        }
        self.found = Found::NoneYet;
    }

    /// Puts rings to sleep: sets `DORMANT` in the doorbell of each polled ring that is empty by
    /// `cached_tail` and for which `enough` is true. A ring that has a message after the fence
    /// stays polled. Returns whether there was a ring to put to sleep, and so a fence.
    #[cold]
    fn make_dormant(&mut self, enough: impl Fn(&PolledRing<R>) -> bool) -> bool {
        self.may_sleep = false;
        let may_go = |ring: &PolledRing<R>| {
            ring.polling == Polling::Polled && ring.side.cached_len() == 0 && enough(ring)
        };
        // Set `DORMANT` in the doorbells.
        let mut fence = None;
        for &index in &self.polled {
            let ring = &mut self.known[index as usize];
            if may_go(ring) {
                let owed = ring.side.ring.lines().cold.doorbell.arm(RingRef::<R>::ADAPTIVE);
                ring.owes_confirmation = owed == Owed::Confirmation;
                fence = Some(fence.map_or(owed, |others: Owed| others.and(owed)));
            }
        }
        let Some(fence) = fence else { return false };
        // Execute one fence. Its partner is the fence of `Doorbell::load_after_publish`.
        fence.pay(self.registry.start.mode);
        // Load every `tail` once more. A ring with a message stays polled.
        let known = &mut self.known;
        self.polled.retain(|&index| {
            let ring = &mut known[index as usize];
            if !may_go(ring) {
                return true;
            }
            if mem::take(&mut ring.owes_confirmation) {
                ring.side.ring.lines().cold.doorbell.confirm();
            }
            if ring.side.refresh() == 0 {
                ring.polling = Polling::Dormant;
                return false;
            }
            ring.busy();
            // If the producer has cleared `DORMANT` first, it pushes the ring to the ready stack.
            if !ring.side.ring.lines().cold.doorbell.clear_dormant() {
                ring.polling = Polling::Ready;
            }
            true
        });
        self.turn_to(0);
        true
    }

    /// Settles the end of every ring, or finds a message. No producer can register any more.
    #[cold]
    fn finish_all(&mut self) -> AfterEmpty {
        self.poll_ready_rings();
        self.learn();
        // One fence for all rings: they had `CLOSED` before `over` was set.
        fence::heavy(self.registry.start.mode);
        let mut after_empty = AfterEmpty::Closed;
        for index in (0..).take(self.known.len()) {
            let ring = &mut self.known[index as usize];
            if ring.side.finish() {
                continue;
            }
            after_empty = AfterEmpty::Retry;
            if ring.polling == Polling::Dormant {
                // The ring has a message, so the consumer polls it again.
                let is_ready = !ring.side.ring.lines().cold.doorbell.clear_dormant();
                let polling = if is_ready { Polling::Ready } else { Polling::Polled };
                self.resume(index, polling);
            }
        }
        self.ended = after_empty == AfterEmpty::Closed;
        after_empty
    }
}

impl<R: Ring> Source for Mpsc<R> {
    type Ring = R;
    type Stats = ConsumerStats;

    #[inline]
    fn take(&mut self) -> Option<Message<R>> {
        loop {
            // Fast path: most messages are before `cached_tail`.
            if let Some(message) = self.take_known() {
                return Some(message);
            }
            if !self.find() {
                return None;
            }
        }
    }

    #[inline]
    fn drain_with(&mut self, max: usize, f: impl FnMut(Message<R>)) -> usize {
        rotation::drain_with(self, max, f)
    }

    #[inline]
    fn after_empty(&mut self) -> AfterEmpty {
        if self.ended {
            AfterEmpty::Closed
        } else if self.registry.is_over() {
            self.finish_all()
        } else {
            AfterEmpty::Open
        }
    }

    fn is_closed(&self) -> bool {
        self.registry.is_over()
    }

    fn is_drained(&self) -> bool {
        self.ended || self.registry.is_drained()
    }

    fn close(&mut self) {
        self.registry.close();
    }

    fn leave(&mut self) {
        self.registry.consumer_left();
    }

    fn drop_remaining(&mut self) {
        rotation::drop_remaining(self);
    }

    fn waiters(&self) -> &StdArc<Waiters> {
        &self.registry.messages
    }

    fn prepare_park(&mut self) -> bool {
        if self.registry.ready.is_non_empty() || self.registry.is_over() {
            return false;
        }
        if !self.make_dormant(|_| true) && !self.registry.messages.is_deaf() {
            // All doorbells are `DORMANT` already. A thread that parks has taken its key, and needs
            // no fence. A task or a notifier needs one.
            fence_listening();
        }
        self.polled.iter().all(|&index| self.known[index as usize].side.cached_len() == 0)
            && !self.registry.ready.is_non_empty()
            && !self.registry.is_over()
    }

    fn knows_of_any(&self) -> bool {
        let from = (0..self.polled.len()).map(|k| self.polled[self.place(k)]);
        from.into_iter().any(|index| self.known[index as usize].side.cached_len() > 0)
    }

    fn len(&self) -> usize {
        self.registry.len()
    }

    fn stats(&self) -> ConsumerStats {
        self.known.iter().filter_map(|ring| counts::received(&*ring.side.ring)).sum()
    }

    fn reset_stats(&mut self) {
        self.known.iter().for_each(|ring| counts::reset_received(&*ring.side.ring));
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
        // While there are no messages at all, polling a few rings changes no interval.
        let found = if was_empty && self.polled.len() <= FEW {
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

/// Operations that only the consumer of many producers has.
impl<R: Ring> Consumer<Mpsc<R>> {
    /// Polls each ring of the poll set in every pass again, until the ring proves idle anew.
    pub fn reset_adaptive_skip(&mut self) {
        let set = &mut self.rings;
        for &index in &set.polled {
            let ring = &mut set.known[index as usize];
            ring.busy();
        }
        set.may_sleep = false;
    }

    /// Returns the producer with the most messages. `None` if the polled rings are empty.
    ///
    /// Linear in the number of polled rings.
    pub fn hottest(&mut self) -> Option<ProducerId> {
        let turns = self.rings.turns();
        let (id, len) = (0..turns)
            .map(|k| {
                let ring = &self.rings.ring(k).ring;
                // Acquire: the identity read next is that of the producer of these messages, or of
                // a later producer.
                let tail = ring.lines().producer.observe();
                let head = ring.lines().consumer.position();
                (ring.lines().cold.id.load(Ordering::Relaxed), index::distance(head, tail))
            })
            .max_by_key(|&(_, len)| len)?;
        (len > 0).then(|| ProducerId::new(id))
    }

    /// Passes all messages to `f` by value, until there are none. Returns how many there were. If
    /// the channel is closed, no message follows.
    pub fn drain_all(&mut self, mut f: impl FnMut(Message<R>)) -> usize {
        let mut drained = 0;
        loop {
            match self.consume_batch_owned(&mut f) {
                0 => return drained,
                n => drained += n,
            }
        }
    }

    /// Drops all messages, if there is no producer. A closed channel stays closed.
    ///
    /// # Errors
    ///
    /// [`ResetError::ProducersAlive`] if there is a producer.
    pub fn reset(&mut self) -> Result<(), ResetError> {
        if self.rings.registry.may_have_producers() {
            return Err(ResetError::ProducersAlive);
        }
        self.drain_all(drop);
        Ok(())
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
