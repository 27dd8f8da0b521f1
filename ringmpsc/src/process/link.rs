//! One end's view of the ring: its own cursor, the checked cursor of the peer, and the wait.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::counters::{Counted, Counters};
use super::doorbell::{Doorbell, Signal};
use super::error::Corruption;
use super::words::Side;
use crate::sync::{Ordering, edge};

/// The longest sleep before an end checks whether its peer has ended. A peer that never wakes this
/// end delays it by this time.
pub const SLICE: Duration = Duration::from_millis(100);

/// The cursors and the doorbell of an end.
///
/// `low ≤ peer's cursor ≤ high` must hold. `low` is the last value that was loaded. `high` is the
/// own `tail` for a producer, and the own `head` plus the capacity for a consumer.
pub(super) struct Link {
    own: Side,
    peer: Side,
    /// The own cursor. The word in the mapping is a copy that only the peer reads.
    cursor: u64,
    /// The last value of the peer's cursor.
    low: u64,
    /// `high - cursor`: 0 for a producer, the capacity for a consumer.
    lead: u64,
    doorbell: Doorbell,
    /// Whether this end has closed the channel. The word in the mapping is a copy for the peer.
    is_closed: bool,
    corruption: Option<Corruption>,
    /// Whether this end is closed or poisoned, or its peer is gone. Then a send finds out which.
    is_stopped: bool,
    counters: Counters,
}

impl Link {
    /// Makes the link of a new end. `lead` is how far the peer's cursor may be ahead of the own
    /// one: 0 for a producer, the capacity for a consumer.
    pub(super) fn new(own: Side, peer: Side, lead: u64) -> Self {
        let doorbell = Doorbell::new(own, peer);
        Self {
            own,
            peer,
            cursor: 0,
            low: 0,
            lead,
            doorbell,
            is_closed: false,
            corruption: None,
            is_stopped: false,
            counters: Counters::default(),
        }
    }

    /// Returns the own cursor.
    #[inline]
    pub(super) fn cursor(&self) -> u64 {
        self.cursor
    }

    /// Returns the last value of the peer's cursor, without a load.
    #[inline]
    pub(super) fn known(&self) -> u64 {
        self.low
    }

    /// Loads the peer's cursor, and checks it. From the first failed check on, each call fails.
    ///
    /// Afterwards the slots up to the peer's cursor are this end's: a consumer may copy them, a
    /// producer may write them.
    #[inline]
    pub(super) fn load_peer(&mut self) -> Result<u64, Corruption> {
        if let Some(corruption) = self.corruption {
            return Err(corruption);
        }
        // With the store in the peer's `publish`.
        let acquire = edge("process.observe", Ordering::Acquire);
        let found = self.peer.line().cursor.load(acquire);
        let high = self.cursor.wrapping_add(self.lead);
        if found.wrapping_sub(self.low) > high.wrapping_sub(self.low) {
            return Err(self.poison(Corruption::Cursor { last: self.low, limit: high, found }));
        }
        self.low = found;
        self.doorbell.relax(self.cursor);
        Ok(found)
    }

    /// Makes each operation fail from now on.
    #[cold]
    pub(super) fn poison(&mut self, corruption: Corruption) -> Corruption {
        self.corruption = Some(corruption);
        self.is_stopped = true;
        corruption
    }

    /// Signals the peer, when it asks for that, by `signal` from now on.
    pub(super) fn signal_by(&mut self, signal: Arc<dyn Signal>) {
        self.doorbell.signal_by(signal);
    }

    /// Asks the peer for a signal for its next message, or its next free slot. Returns false if the
    /// peer may have overlooked the request. The caller then loads the peer's cursor.
    pub(super) fn arm(&mut self) -> bool {
        self.doorbell.arm(self.cursor)
    }

    /// Marks the peer as gone.
    pub(super) fn stop(&mut self) {
        self.is_stopped = true;
    }

    /// Returns whether this end is closed or poisoned, or its peer is gone.
    #[inline]
    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// Moves the own cursor, and wakes the peer if it waits.
    #[inline]
    pub(super) fn publish(&mut self, n: usize) {
        self.counters.count(n);
        self.cursor = self.cursor.wrapping_add(n as u64);
        // With the load in the peer's `load_peer`.
        let release = edge("process.publish", Ordering::Release);
        self.own.line().cursor.store(self.cursor, release);
        self.doorbell.answer();
    }

    /// Returns what this end has counted.
    pub(super) fn counted(&self) -> Counted {
        self.counters.read(self.cursor)
    }

    pub(super) fn reset_counters(&mut self) {
        self.counters.reset(self.cursor);
    }

    /// Closes the channel for the peer, and wakes it.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
        self.is_stopped = true;
        // With the load in `is_peer_closed`: a peer that sees it then sees the last cursor.
        self.own.rare().closed.store(1, edge("process.close", Ordering::Release));
        self.doorbell.answer();
    }

    /// Returns whether this end has closed the channel.
    #[inline]
    pub(super) fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Returns whether the peer has closed the channel. A caller that gets `true` loads the peer's
    /// cursor again: what was committed before the close is visible then.
    #[inline]
    pub(super) fn is_peer_closed(&self) -> bool {
        self.peer.rare().closed.load(edge("process.closed", Ordering::Acquire)) != 0
    }

    /// Returns the peer's heartbeat, in nanoseconds of the monotonic clock. The peer may lie.
    pub(super) fn peer_heartbeat(&self) -> u64 {
        // Relaxed: a report, on which nothing depends.
        self.peer.line().heartbeat.load(Ordering::Relaxed)
    }

    /// Writes the own heartbeat.
    pub(super) fn beat(&self, now: u64) {
        // Relaxed: as in `peer_heartbeat`.
        self.own.line().heartbeat.store(now, Ordering::Relaxed);
    }

    /// Sleeps until the peer wakes this end, or until `deadline`, unless `is_ready`. Also returns
    /// without a reason: the caller polls again.
    ///
    /// A signal handler may fork during the sleep. In the child, `is_mapped` returns false, and
    /// this does not access the words.
    pub(super) fn sleep(
        &mut self,
        deadline: Instant,
        is_ready: impl FnOnce(&mut Self) -> bool,
        is_mapped: impl FnOnce() -> bool,
    ) {
        let key = self.doorbell.prepare(self.cursor);
        if !is_ready(self) {
            self.doorbell.sleep(key, deadline);
        }
        if is_mapped() {
            self.doorbell.finish();
        }
    }
}
