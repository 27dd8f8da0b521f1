//! How an end wakes the other one: the event count between two processes.
//!
//! An end that waits writes its own word `waiting`. The other end loads this word after each store
//! of its cursor. If the word says that the end sleeps, the other end increments its own word
//! `events`, on which the end sleeps, and calls futex(2).
//!
//! ```text
//!   the end that waits (E)                    the other end (O)
//!     key = O.events                            O.cursor = …              (Release)
//!     E.waiting = FENCE | SLEEPS | ticket       light fence
//!     full or heavy fence                       E.waiting == 0?  yes: done
//!     O.cursor, O.closed again  (Acquire)       FENCE?  full fence, load E.waiting again
//!     futex wait(O.events, key)                 SLEEPS, and not this ticket before?
//!     E.waiting = …                               O.events += 1
//!                                                 futex wake(O.events)
//! ```
//!
//! # Why no wake-up is lost
//!
//! E writes its word and loads the cursor. O stores the cursor and loads the word. With a full
//! fence between both steps on both sides, E sees the cursor or O sees the word. In the second case
//! O increments `events`. If E's key is older than this increment, the futex does not sleep, or is
//! woken. On weak memory the key may be the result of this increment, although E loads it first.
//! O has executed its fence before the increment, and E executes one after the load. So E sees the
//! cursor, and does not sleep.
//!
//! A ticket has one wake: O keeps the last word that it answered. E takes a new ticket for each
//! wait.
//!
//! # Which end pays for the fence
//!
//! E decides. While `FENCE` is in its word, O executes a full fence for each publish, and a full
//! fence of E is enough. The bit is there from the beginning. E clears it when the traffic has
//! become dense, under two conditions: O's process is registered for the global expedited
//! membarrier(2), and this process can call it. Without the bit, O executes no fence. Then E's next
//! wait writes the bit again and calls membarrier(2), which makes O's thread execute a full fence.
//! If that fence comes after O's load of the word, it also comes after O's store of the cursor, so
//! E sees the cursor. If it comes before, O finds the bit.
//!
//! # Signals
//!
//! With the option `notify`, an end can ask for a signal on its connection instead: it writes its
//! word `armed`, and the rest is the same. E does not sleep here. It polls a descriptor, which the
//! signal makes readable. `bell.rs` has that part.
//!
//! ```text
//!   the end that waits (E)                    the other end (O)
//!     E.armed = another number                  O.cursor = …              (Release)
//!     E.waiting = FENCE                         light fence
//!     full or heavy fence                       E.waiting == 0?  yes: done
//!     O.cursor, O.closed again  (Acquire)       full fence
//!     poll(2)                                   E.armed is not the last number?
//!                                                 send(2)
//! ```
//!
//! E clears `FENCE` only while its descriptor is readable: then O owes it nothing.
//!
//! # If the peer lies
//!
//! Each wait is bounded by [`SLICE`](super::link::SLICE), so a missing wake-up costs time only. The
//! peer can make this end call futex(2) once for each publish, by a new ticket each time.

use std::sync::Arc;
use std::time::Instant;

use super::words::Side;
use crate::sync::{self, Ordering, futex_shared, membarrier_global};

/// In `waiting`: the other end must execute a full fence between its cursor and the word.
pub(super) const FENCE: u32 = 1;
/// In `waiting`: the end sleeps on `events` of the other end, or is about to.
const SLEEPS: u32 = 2;
/// In `waiting`: the number of the wait, above the bits.
const TICKET: u32 = 4;

/// Signals the peer, on a descriptor that it polls.
pub(super) trait Signal: Send + Sync {
    /// Makes the peer's descriptor readable. Returns false if the next publish must try again.
    fn signal(&self) -> bool;

    /// Returns whether a signal of the peer waits.
    fn is_signalled(&self) -> bool;
}

/// After this number of messages without a wait, an end clears `FENCE`.
const DENSE: u64 = if sync::MODELLED { 0 } else { 4096 };

/// What an end remembers of its waits, and of those that it answered.
pub(super) struct Doorbell {
    own: Side,
    peer: Side,
    /// The number of the last wait.
    ticket: u32,
    /// The last word of the peer that this end answered.
    answered: u32,
    /// The value of the own word `events`.
    events: u32,
    /// Whether `FENCE` is in the own word.
    fences: bool,
    /// Whether this process can call membarrier(2).
    has_membarrier: bool,
    /// The own cursor at the last wait.
    waited_at: u64,
    /// With the option `notify`.
    signal: Option<Arc<dyn Signal>>,
    /// The value of the own word `armed`.
    armed: u32,
    /// The last value of the peer's word `armed` that this end answered.
    signalled: u32,
}

/// The value of the peer's `events` before a wait.
#[derive(Clone, Copy)]
pub(super) struct Key(u32);

impl Doorbell {
    /// Makes the doorbell of an end that has just taken its role. Registers the process as a target
    /// of membarrier(2), and stores whether that succeeded.
    pub(super) fn new(own: Side, peer: Side) -> Self {
        let has_membarrier = membarrier_global::register().is_ok();
        // Relaxed: a peer that reads the old value only executes more fences.
        own.rare().registered.store(u32::from(has_membarrier), Ordering::Relaxed);
        Self {
            own,
            peer,
            ticket: 0,
            answered: 0,
            events: 0,
            fences: true,
            has_membarrier,
            waited_at: 0,
            signal: None,
            armed: 0,
            signalled: 0,
        }
    }

    /// Answers the peer's word `armed` by this signal from now on.
    pub(super) fn signal_by(&mut self, signal: Arc<dyn Signal>) {
        self.signal = Some(signal);
    }

    /// Wakes the peer if it waits. Called after each store of the own cursor or of `closed`.
    #[inline]
    pub(super) fn answer(&mut self) {
        sync::compiler_fence(Ordering::SeqCst);
        let waiting = self.peer.rare().waiting.load(Ordering::Relaxed);
        if waiting != 0 {
            self.answer_to(waiting);
        }
    }

    #[cold]
    #[inline(never)]
    fn answer_to(&mut self, mut waiting: u32) {
        if waiting & FENCE != 0 {
            if sync::present("process.fence.answer") {
                // With the fence in `prepare`.
                sync::fence(Ordering::SeqCst);
            }
            waiting = self.peer.rare().waiting.load(Ordering::Relaxed);
        }
        self.answer_armed();
        if waiting & SLEEPS == 0 || waiting == self.answered {
            return;
        }
        self.answered = waiting;
        self.events = self.events.wrapping_add(1);
        // Relaxed: it comes after the full fence above. A wait that finds the new number executes a
        // fence, too, before it loads the cursor. So it sees what was published before.
        self.own.rare().events.store(self.events, Ordering::Relaxed);
        futex_shared::wake_all(&self.own.rare().events);
    }

    /// Signals the peer if it has asked for a signal since the last one. Comes after the fence.
    fn answer_armed(&mut self) {
        let Some(signal) = &self.signal else { return };
        // Relaxed: the fence before, with the one in `arm`.
        let armed = self.peer.rare().armed.load(Ordering::Relaxed);
        if armed != self.signalled && signal.signal() {
            self.signalled = armed;
        }
    }

    /// Asks for a signal for the next message. The caller then loads once more what it waits for.
    /// Returns false if the peer may have overlooked the request: then the caller must look again
    /// without a signal.
    pub(super) fn arm(&mut self, cursor: u64) -> bool {
        self.waited_at = cursor;
        self.armed = self.armed.checked_add(1).unwrap_or(1);
        // Relaxed, both: the fence below orders them before the caller's loads.
        self.own.rare().armed.store(self.armed, Ordering::Relaxed);
        self.own.rare().waiting.store(FENCE, Ordering::Relaxed);
        if self.fences {
            if sync::present("process.fence.arm") {
                // With the fence in `answer_to`.
                sync::fence(Ordering::SeqCst);
            }
            true
        } else {
            self.revoke()
        }
    }

    /// Announces a wait. The caller then loads once more what it waits for. It calls
    /// [`sleep`](Self::sleep) if there is nothing, and [`finish`](Self::finish) in any case.
    pub(super) fn prepare(&mut self, cursor: u64) -> Key {
        self.waited_at = cursor;
        // Relaxed: the fence below, with the one in `answer_to`. A key that is the increment for
        // the new ticket makes the caller see the cursor: see the head of this file.
        let key = Key(self.peer.rare().events.load(Ordering::Relaxed));
        self.ticket = self.ticket.wrapping_add(TICKET);
        let word = FENCE | SLEEPS | self.ticket;
        // Relaxed: the fence below orders it before the caller's loads.
        self.own.rare().waiting.store(word, Ordering::Relaxed);
        if self.fences {
            if sync::present("process.fence.wait") {
                // With the fence in `answer_to`.
                sync::fence(Ordering::SeqCst);
            }
        } else {
            self.revoke();
        }
        key
    }

    /// Makes the peer execute a full fence. From here on it finds `FENCE`. Returns false if it may
    /// have executed none.
    #[cold]
    fn revoke(&mut self) -> bool {
        let heavy = sync::present("process.fence.heavy");
        if heavy && membarrier_global::heavy().is_err() {
            // The wake-up for this wait may be lost, so the wait may last a whole slice. The bit
            // stays set from now on.
            self.has_membarrier = false;
        }
        sync::fence(Ordering::SeqCst);
        self.fences = true;
        self.has_membarrier
    }

    /// Sleeps until the peer wakes this end, or until `deadline`.
    pub(super) fn sleep(&self, key: Key, deadline: Instant) {
        futex_shared::wait(&self.peer.rare().events, key.0, Some(deadline));
    }

    /// Ends a wait.
    pub(super) fn finish(&mut self) {
        // Relaxed: a peer that reads the old word calls futex(2) once more, and wakes no thread.
        self.own.rare().waiting.store(FENCE, Ordering::Relaxed);
    }

    /// Lets the peer omit its fences if this end has not waited for a long time.
    #[inline]
    pub(super) fn relax(&mut self, cursor: u64) {
        if self.fences && cursor.wrapping_sub(self.waited_at) > DENSE && self.has_membarrier {
            self.clear_fence(cursor);
        }
    }

    #[cold]
    fn clear_fence(&mut self, cursor: u64) {
        self.waited_at = cursor;
        let is_armed = self.armed != 0;
        if is_armed && !self.signal.as_ref().is_some_and(|signal| signal.is_signalled()) {
            return;
        }
        // Relaxed: the number stands there before the peer executes any operation. If it is a lie,
        // wake-ups are lost, and each wait lasts a slice.
        if self.peer.rare().registered.load(Ordering::Relaxed) == 1 {
            self.own.rare().waiting.store(0, Ordering::Relaxed);
            self.fences = false;
        }
    }
}
