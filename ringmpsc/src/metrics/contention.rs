//! What a producer counts that finds its ring full.

use core::time::Duration;

use crate::metrics::counter::Counter;

/// What a producer that finds no room counts. Zeroes are valid.
#[repr(C, align(128))]
pub struct ContentionCounters {
    spins: Counter,
    failures: Counter,
    waited: Counter,
}

impl ContentionCounters {
    pub(crate) fn spun(&self) {
        self.spins.add(1);
    }

    pub(crate) fn refused(&self) {
        self.failures.add(1);
    }

    /// Whoever waits for room has waited so long.
    pub(crate) fn waited(&self, time: Duration) {
        self.waited.add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
    }

    pub(crate) fn read(&self) -> Contention {
        Contention {
            spins: self.spins.get(),
            failures: self.failures.get(),
            waited: Duration::from_nanos(self.waited.get()),
        }
    }

    pub(super) fn clear(&self) {
        self.spins.set(0);
        self.failures.set(0);
        self.waited.set(0);
    }
}

/// How often producers found no room: `contention()`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contention {
    /// Rounds of waiting in `reserve_with_backoff`.
    pub spins: u64,
    /// Sends and reservations that were refused because the ring was full.
    pub failures: u64,
    /// How long the operations of the option `wait` have waited for room.
    pub waited: Duration,
}
