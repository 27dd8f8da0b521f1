//! How a thread that waits for room is woken once for many slots.
//!
//! A full ring and a consumer that is slower than the producer: if the consumer wakes the producer
//! for each slot that it releases, each message costs a futex(2) call and two context switches. So
//! the thread that waits first sleeps *patiently*: the consumer wakes it when a quarter of the ring
//! is free.
//!
//! | bit of `room` | set by | the consumer that sees it after a release |
//! |---|---|---|
//! | `PATIENT` | the producer's thread, before it sleeps for [`PATIENCE`] at the most | wakes everything that waits for room if `head` has come to `wake_at`; else it does nothing |
//! | `DORMANT` | the producer's thread, before it sleeps without a limit; a task that waits for room | wakes everything that waits for room |
//!
//! ```text
//!   producer's thread, ring full                      consumer
//!     wake_at = where max(n, capacity / 4) are free     head.store
//!     PATIENT                                           light fence
//!     look: n slots free? then done                     room: DORMANT?  wakes all
//!     sleep for PATIENCE at the most                          PATIENT?  head at wake_at?
//!     have slots come back meanwhile?                                     yes: clears both bits, wakes all
//!       yes: look; not enough: sleep patiently again                      no: done
//!       no:  DORMANT, heavy fence, look,
//!            sleep until a slot comes back
//! ```
//!
//! # Why the sleep has a limit
//!
//! A consumer may take one message and never call again. No later event would wake a producer that
//! waits for more slots, although one is free. So no rule without a timer is sound. With the limit:
//!
//! * A slot that comes back lets the producer go on at once, or at the latest after [`PATIENCE`]
//!   and the timer slack of the thread, whatever the consumer does next.
//! * A consumer that stalls, leaks a guard or has stopped releases nothing for `PATIENCE`. Then the
//!   producer sleeps without a limit, and the next release wakes it. It uses no CPU meanwhile.
//! * A consumer that leaves, or a `close`, counts the event of the alarm, which ends either sleep.
//! * If the deadline of the operation comes first, the sleep ends there.
//!
//! So a wake-up that is lost here costs `PATIENCE`, and never more. This is why `PATIENT` needs no
//! heavy fence, and why `wake_at` is Relaxed: a consumer that reads an old one wakes the producer
//! too early, or not.
//!
//! An empty ring has more room than any producer waits for, so a consumer never finds the ring
//! empty and leaves a patient producer asleep.
//!
//! A quarter, and not half: three quarters of the ring are left to the consumer while the producer
//! wakes up. In rings of up to four slots the first slot wakes the producer.
//!
//! # Competing consumers
//!
//! They compare the common `head`, up to which messages are claimed. Slots before it may not have
//! come back yet. Then the producer wakes up too early, finds too few, and sleeps again. If a claim
//! is stalled, no slot comes back, so the producer sleeps without a limit.
//!
//! # Tasks
//!
//! A task cannot sleep with a limit: a future has no timer that belongs to no executor. So tasks
//! set `DORMANT`, and the next release wakes them, with the thread if both wait.

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
/// In this time a consumer that takes 5 µs releases 50 slots, so the thread's own wake-up costs
/// less than 0.2 µs a message. It is five times the timer slack that Linux gives a thread.
const PATIENCE: Duration = Duration::from_micros(250);

/// One wake-up for this part of the ring.
const PART: usize = 4;

impl<R: Ring, S: Registration<R>> Producer<R, S> {
    /// Sleeps while a consumer releases slots, until there are many. Returns whether that has ended
    /// the wait, or slots have come back: then the caller looks again. If not, the consumer has
    /// released nothing for some time.
    pub(crate) fn park_patiently(&mut self, n: usize, deadline: Option<Instant>) -> bool {
        if clock::try_now_nanos().is_err() {
            return false;
        }
        let waiters = self.ring().space_waiters();
        let key = waiters.key();
        let limit = Instant::now().checked_add(PATIENCE);
        let until = limit.map(|limit| deadline.map_or(limit, |deadline| deadline.min(limit)));
        let lines = self.ring().lines();
        lines.cold.wake_at.store(self.wake_at(n), Ordering::Relaxed);
        lines.cold.space.ask_patiently();
        let before = self.returned();
        if self.has_space(n) || self.is_closed() {
            return true;
        }
        // No model lets time pass. There the sleep is over at once. The thread may be interrupted
        // before the look below, so a model shows every later end of the sleep, too.
        if !MODELLED {
            self.ring().space_waiters().wait(key, until);
        } else if !sync::present("patience.limit") {
            self.ring().space_waiters().wait(key, None);
        }
        let timely = deadline.is_none_or(|deadline| Instant::now() < deadline);
        !timely || self.has_space(n) || self.returned() != before || self.is_closed()
    }

    /// Where `head` is when there is room for `n`, and for a part of the ring.
    fn wake_at(&self, n: usize) -> u64 {
        let capacity = <R::Slots as Buffer>::CAPACITY;
        let free = n.max(capacity / PART) as u64;
        self.written().wrapping_add(free).wrapping_sub(capacity as u64)
    }
}

impl<R: Ring> RingRef<R> {
    /// Whether a producer that waits patiently must be woken, after a release.
    ///
    /// Relaxed: see the head of the module. The position of the consumer is its own, or another
    /// consumer's.
    pub(crate) fn ends_patience(&self) -> bool {
        let lines = self.lines();
        let head = lines.consumer.load_relaxed();
        let wake_at = lines.cold.wake_at.load(Ordering::Relaxed);
        index::ahead(head, wake_at) == 0
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
