//! How a thread that waits for space is woken once for many slots.
//!
//! Take a full ring, and a consumer that is slower than the producer. If the consumer wakes the
//! producer for each slot that it releases, each message costs a futex(2) call and two context
//! switches. So the waiting thread first sleeps *patiently*: the consumer wakes it when a quarter
//! of the ring is free.
//!
//! | bit of `space` | set by | the consumer that sees it after a release |
//! |---|---|---|
//! | `PATIENT` | the producer's thread, before it sleeps for at most [`PATIENT_SLEEP`] | wakes all waiters for space if `head` has reached `wake_at`; else does nothing |
//! | `DORMANT` | the producer's thread, before it sleeps without a limit; a task that waits for space | wakes all waiters for space |
//!
//! ```text
//!   producer's thread, ring full                      consumer
//!     wake_at = where max(n, capacity / 4) are free     head.store
//!     PATIENT                                           light fence
//!     load: n slots free? then done                     space: DORMANT?  wakes all
//!     sleep for at most PATIENT_SLEEP                          PATIENT?  head at wake_at?
//!     have slots become free meanwhile?                          yes: clears both bits, wakes all
//!       yes: load; not enough: sleep patiently again             no:  done
//!       no:  DORMANT, heavy fence, load,
//!            sleep until a slot is released
//! ```
//!
//! # Why the sleep has a limit
//!
//! A consumer may take one message and then make no further call. One slot is free then, and no
//! later event wakes a producer that waits for more slots. So every rule needs a timer. With the
//! limit:
//!
//! * A released slot lets the producer go on at once, or after at most [`PATIENT_SLEEP`] and the
//!   timer slack of the thread. This does not depend on what the consumer does next.
//! * A consumer that stalls, leaks a guard or has stopped releases nothing for `PATIENT_SLEEP`.
//!   Then the producer sleeps without a limit, and the next release wakes it. It uses no CPU
//!   meanwhile.
//! * A consumer that leaves, or a `close`, advances the event count of the waiters. This ends
//!   either sleep.
//! * If the deadline of the operation comes first, the sleep ends there.
//!
//! So a wake-up that is lost here costs at most `PATIENT_SLEEP`. This is why `PATIENT` needs no
//! heavy fence. It is also why `wake_at` is Relaxed: a consumer that reads an old value wakes the
//! producer too early, or not at all.
//!
//! An empty ring has all the space that a producer can wait for. So a release that empties the ring
//! wakes a patient producer that it sees.
//!
//! The part is a quarter, not a half: the consumer has three quarters of the ring left while the
//! producer wakes up. In rings of up to four slots the first slot wakes the producer.
//!
//! # Competing consumers
//!
//! Competing consumers compare the common `head`, up to which messages are claimed. Slots before it
//! may not be free yet. Then the producer wakes up too early, finds too few slots, and sleeps
//! again. If a claim is stalled, no slot becomes free, so the producer sleeps without a limit.
//!
//! # Tasks
//!
//! A task cannot sleep with a limit, because a timer belongs to an executor. So tasks set
//! `DORMANT`, and the next release wakes them. If a thread waits too, the release wakes both.

use std::time::{Duration, Instant};

use ringmpsc_runtime::clock;

use crate::producer::{Producer, Registration};
use crate::ring::handle::RingRef;
use crate::ring::index;
use crate::ring::layout::Ring;
use crate::ring::slots::Buffer;
use crate::sync::{self, MODELLED, Ordering};

/// How long a thread sleeps at most while slots may be free.
///
/// In this time a consumer that needs 5 µs for a message releases 50 slots. So the thread's own
/// wake-up costs less than 0.2 µs a message. The limit is five times the timer slack that Linux
/// gives a thread.
const PATIENT_SLEEP: Duration = Duration::from_micros(250);

/// A patient producer is woken when one part in this many is free.
const PART: usize = 4;

impl<R: Ring, S: Registration<R>> Producer<R, S> {
    /// Sleeps while a consumer releases slots, until many are free. Returns true if the wait has
    /// ended or slots have become free: then the caller loads the slots and the interrupt
    /// again. Returns false if the
    /// consumer has released nothing for [`PATIENT_SLEEP`], or if there is no clock.
    pub(crate) fn park_patiently(&mut self, n: usize, deadline: Option<Instant>) -> bool {
        // Without a clock no sleep can have a limit.
        if clock::try_now_nanos().is_err() {
            return false;
        }
        // Announce the thread before the flag is set.
        let waiters = self.ring().space_waiters();
        let key = waiters.announce();
        // The sleep ends after `PATIENT_SLEEP`, or at the deadline if that is earlier.
        let limit = Instant::now().checked_add(PATIENT_SLEEP);
        let until = limit.map(|limit| deadline.map_or(limit, |deadline| deadline.min(limit)));
        // Set `wake_at`, then `PATIENT`. Then load the slots once more.
        let lines = self.ring().lines();
        lines.cold.wake_at.store(self.wake_at(n), Ordering::Relaxed);
        lines.cold.space.set_patient();
        let before = self.returned();
        if self.has_space(n) || self.is_closed() || self.is_interrupted() {
            self.ring().space_waiters().withdraw(key);
            return true;
        }
        // A model checker has no time. In a model the sleep ends at once. The thread may be
        // interrupted before it loads the slots below, so a model also shows every later end of the
        // sleep.
        if !MODELLED {
            self.ring().space_waiters().wait(key, until);
        } else if !sync::present("patience.limit") {
            self.ring().space_waiters().wait(key, None);
        } else {
            self.ring().space_waiters().withdraw(key);
        }
        // Has the wait ended, or have slots become free?
        let timely = deadline.is_none_or(|deadline| Instant::now() < deadline);
        !timely || self.has_space(n) || self.returned() != before || self.is_closed()
    }

    /// Returns the `head` at which `n` slots and a part of the ring are free.
    fn wake_at(&self, n: usize) -> u64 {
        let capacity = <R::Slots as Buffer>::CAPACITY;
        let free = n.max(capacity / PART) as u64;
        self.written().wrapping_add(free).wrapping_sub(capacity as u64)
    }
}

impl<R: Ring> RingRef<R> {
    /// Returns whether a producer that waits patiently must be woken, after a release.
    ///
    /// Relaxed: see the head of the module. `head` was written by this consumer, or by another one.
    pub(crate) fn ends_patience(&self) -> bool {
        let lines = self.lines();
        let head = lines.consumer.load_relaxed();
        let wake_at = lines.cold.wake_at.load(Ordering::Relaxed);
        index::ahead(head, wake_at) == 0
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
