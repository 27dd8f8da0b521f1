//! Which rings the consumer does not poll.
//!
//! All rings that go dormant in the same pass share one heavy fence. If all their producers execute
//! [fences](crate::fence) themselves, no heavy fence is needed. Going dormant pays only if it saves
//! polls that would delay other messages. So a consumer that finds no messages at all keeps polling
//! a [few](FEW) rings.

use core::mem;

use crate::consumer::AfterEmpty;
use crate::consumer::exclusive::Exclusive;
use crate::fence::{self, Owed};
use crate::kind::mpsc::Mpsc;
use crate::kind::mpsc::poll_set::{FEW, Found};
use crate::kind::polled_ring::{PolledRing, Polling};
use crate::kind::spares;
use crate::ring::handle::RingRef;
use crate::ring::layout::Ring;
use crate::ring::ready_stack::ReadyStack;
use crate::wait::fence_listening;

impl<R: Ring> Mpsc<R> {
    /// Takes all rings off the ready stack, and polls them from now on.
    #[cold]
    pub(super) fn poll_ready_rings(&mut self) {
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

    /// Returns the ring with this index in the registry, whether it is polled or not.
    pub(super) fn ring_at(&mut self, index: u32) -> &mut Exclusive<R> {
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
    pub(super) fn end_pass(&mut self) {
        if self.may_sleep && (self.found == Found::Some || self.polled.len() > FEW) {
            self.make_dormant(|ring| ring.empty_polls_left == 0);
        }
        self.found = Found::NoneYet;
    }

    /// Puts rings to sleep: sets `DORMANT` in the doorbell of each polled ring that is empty by
    /// `cached_tail` and for which `enough` is true. A ring that has a message after the fence
    /// stays polled. Returns whether there was a ring to put to sleep, and so a fence.
    #[cold]
    pub(super) fn make_dormant(&mut self, enough: impl Fn(&PolledRing<R>) -> bool) -> bool {
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

    /// Makes all empty rings dormant, before the consumer sleeps. Returns whether there is still no
    /// message and no end.
    pub(super) fn make_all_dormant(&mut self) -> bool {
        if self.registry.ready.is_non_empty() || self.registry.is_over() {
            return false;
        }
        if !self.make_dormant(|_| true) && !self.registry.messages.is_deaf() {
            // All doorbells are `DORMANT` already. A thread that parks has executed a fence when it
            // announced itself. A task or a notifier needs one.
            fence_listening();
        }
        self.polled.iter().all(|&index| self.known[index as usize].side.cached_len() == 0)
            && !self.registry.ready.is_non_empty()
            && !self.registry.is_over()
    }

    /// Settles the end of every ring, or finds a message. No producer can register any more.
    #[cold]
    pub(super) fn finish_all(&mut self) -> AfterEmpty {
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
