//! Which rings the consumer does not poll.
//!
//! # Rings go dormant
//!
//! All rings that go dormant in the same pass share one heavy fence. If all their producers execute
//! [fences](crate::fence) themselves, no heavy fence is needed. Going dormant pays only if it saves
//! polls that would delay other messages. So a consumer that finds no messages at all keeps polling
//! a [few](FEW) rings.
//!
//! # The consumer waits
//!
//! A consumer that waits must be woken by the next message of any ring. If it polls many rings, all
//! of them go dormant. If it polls [few](KEPT) rings, it keeps polling them after the wait, and
//! waits as the consumer of one ring does:
//!
//! ```text
//!   the consumer                                   the producer of a polled ring
//!     announces itself: a thread, a waker, …         tail.publish, light fence
//!     for each polled ring: DORMANT not set? set it  DORMANT set?  no: done
//!     one fence for all of them                        clear it; full fence
//!     for each polled ring: a message?                 UNPOLLED was set? push the ring: not here
//!       DORMANT cleared? then poll again               wake the consumer
//!     wait
//! ```
//!
//! Only `UNPOLLED` lets a producer push its ring. So after the wait the ring is in `polled`, and on
//! no stack. The wake-up costs neither a push nor a take.
//!
//! * *A ring without `DORMANT`.* The consumer sets it by a read-modify-write, and then executes the
//!   fence that it owes. As for one ring, the consumer sees the message, or the producer sees the
//!   flag. The producer's read-modify-write then reads from the consumer's, so it sees the waiter.
//! * *A ring that has `DORMANT` from an earlier wait.* Only this consumer sets it, and it executed
//!   the fence then. So each publish since then has found `DORMANT`, or the consumer has seen its
//!   message. A producer that clears it executes a full fence before it loads the waiters. The
//!   consumer executes one between its announcement and its second load of the doorbell. So the
//!   producer sees the waiter, or the consumer sees `DORMANT` cleared, and polls again.
//! * *A dormant ring.* Its producer pushes it to the ready stack, and then executes the same full
//!   fence. The consumer loads the stack after its own fence.
//!
//! `DORMANT` stays set after the wait in the rings that have had no message. The next publish there
//! takes the slow path once. Only producers clear `DORMANT`, and each of them then notifies. So a
//! waker or a notifier of an earlier wait is notified of the next message, also if the consumer has
//! received others since. If such a ring goes dormant later, the consumer adds `UNPOLLED`. It
//! sets both bits by one read-modify-write and a producer clears both by one. So they agree about
//! which of them has to put the ring back.

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
use crate::sync::MODELLED;

/// A consumer that waits keeps polling its rings if there are no more of them than this.
pub(super) const KEPT: usize = if MODELLED { 2 } else { FEW };

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
        self.registry.note_consumer();
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

    /// Puts rings to sleep: sets `DORMANT` and `UNPOLLED` in the doorbell of each polled ring that
    /// is empty by `cached_tail` and for which `enough` is true. A ring that has a message after
    /// the fence stays polled. Returns whether there was a ring to put to sleep, and so a fence.
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
                let owed =
                    ring.side.ring.lines().cold.doorbell.arm_unpolled(RingRef::<R>::ADAPTIVE);
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
            // If the producer has cleared `UNPOLLED` first, it pushes the ring to the ready stack.
            if !ring.side.ring.lines().cold.doorbell.clear_unpolled() {
                ring.polling = Polling::Ready;
            }
            true
        });
        self.turn_to(0);
        true
    }

    /// Sets `DORMANT` in the doorbells of all polled rings, before the consumer waits. They stay
    /// polled. Returns whether there is still no message and no end.
    pub(super) fn arm_polled(&mut self) -> bool {
        // Set `DORMANT` where it is not set.
        let mut fence = None;
        for &index in &self.polled {
            let ring = &mut self.known[index as usize];
            if ring.side.cached_len() > 0 {
                break;
            }
            let doorbell = &ring.side.ring.lines().cold.doorbell;
            if doorbell.load().is_dormant() {
                continue;
            }
            let owed = doorbell.arm(RingRef::<R>::ADAPTIVE);
            ring.owes_confirmation = owed == Owed::Confirmation;
            fence = Some(fence.map_or(owed, |others: Owed| others.and(owed)));
        }
        // Execute one fence. Its partners are the fence of `Doorbell::load_after_publish`, and that
        // of a thread that notifies.
        // If all doorbells are `DORMANT` already, a thread that parks has executed a fence when it
        // announced itself. A task or a notifier needs one.
        match fence {
            Some(fence) => fence.pay(self.registry.start.mode),
            None => self.registry.messages.fence_if_listening(),
        }
        // Load every `tail` and every doorbell once more.
        let mut waits = true;
        for &index in &self.polled {
            let ring = &mut self.known[index as usize];
            let doorbell = &ring.side.ring.lines().cold.doorbell;
            if mem::take(&mut ring.owes_confirmation) {
                doorbell.confirm();
            }
            waits &= doorbell.load().is_dormant();
            waits &= ring.side.available() == 0;
        }
        waits && !self.registry.ready.is_non_empty() && !self.registry.is_over()
    }

    /// Makes all empty rings dormant, before the consumer waits. Returns whether there is still no
    /// message and no end.
    pub(super) fn make_all_dormant(&mut self) -> bool {
        if !self.make_dormant(|_| true) {
            // As in `arm_polled`.
            self.registry.messages.fence_if_listening();
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
                let is_ready = !ring.side.ring.lines().cold.doorbell.clear_unpolled();
                let polling = if is_ready { Polling::Ready } else { Polling::Polled };
                self.resume(index, polling);
            }
        }
        self.ended = after_empty == AfterEmpty::Closed;
        after_empty
    }
}
