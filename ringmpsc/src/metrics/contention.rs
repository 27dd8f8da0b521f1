//! What a producer counts when its ring is full: the option `contention`.
//!
//! | number | counted |
//! |---|---|
//! | failures | An attempt that the producer gave up because the ring was full: one. |
//! | spins | A round of waiting that paused or yielded: one. A round that slept or parked: none. |
//! | waited | From the first refusal of a waiting operation until there is space, or it gives up. |
//!
//! An operation that waits, and then succeeds, has no failure. An operation that ends because the
//! channel was closed has no failure either: the ring was not the reason.
//!
//! # Stalls
//!
//! A *stall* is the time in which the producer wants space and has none. It is a state of the
//! counters, not of the producer. So a producer without the option has no field and no code for it.
//!
//! * An operation that waits begins a stall at its first refusal. A second begin changes only the
//!   number of slots that the producer wants.
//! * The stall ends when the producer counts its free slots again and finds as many as it wants.
//!   Every success after a refusal does that. An operation that gives up, or learns that the
//!   channel is closed, ends the stall itself.
//! * Only the producer writes: it begins and ends stalls with plain stores. Dropping the producer
//!   ends its stall before the ring can go to another producer.
//!
//! One word holds the time of all stalls and the start of the present one. So no reader can see one
//! without the other: see [`Stalls`].

use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;

use ringmpsc_runtime::clock;

use crate::metrics::counter::Counter;

/// What a producer counts when it finds no space. Zeroes are valid.
#[repr(C, align(128))]
pub struct ContentionCounters {
    spins: Counter,
    failures: Counter,
    stalls: Stalls,
    /// The time of all stalls before the present one, in nanoseconds. If the clock is refused, the
    /// sum falls back to it.
    before: Counter,
    /// How many slots the producer waits for. Only the producer writes and reads it. Meaningless
    /// between stalls.
    wanted: Counter,
}

impl ContentionCounters {
    /// Counts one round of waiting that paused or yielded.
    pub(crate) fn spun(&self) {
        self.spins.add(1);
    }

    /// Counts an attempt that was refused and does not wait.
    pub(crate) fn refused(&self) {
        self.failures.add(1);
    }

    /// An operation waits for `wanted` free slots: begins a stall. Without a clock there is no
    /// stall.
    pub(crate) fn begin_stall(&self, wanted: usize) {
        self.wanted.set(wanted as u64);
        if !self.stalls.is_running()
            && let Ok(now) = clock::try_now_nanos()
        {
            self.before.set(self.stalls.word());
            self.stalls.begin(now);
        }
    }

    /// The producer has counted `free` free slots: ends the stall if they are enough.
    pub(crate) fn found(&self, free: usize) {
        if self.stalls.is_running() && free as u64 >= self.wanted.get() {
            self.end_stall();
        }
    }

    /// The producer no longer waits: ends its stall. Returns whether one was running.
    pub(crate) fn end_stall(&self) -> bool {
        let running = self.stalls.is_running();
        if running {
            let sum = clock::try_now_nanos().map(|now| Stalls::sum(self.stalls.word(), now));
            self.stalls.set(sum.unwrap_or_else(|_| self.before.get()));
        }
        running
    }

    pub(crate) fn read(&self) -> Contention {
        let waited = self.stalls.read(|| clock::try_now_nanos().ok());
        Contention {
            spins: self.spins.get(),
            failures: self.failures.get(),
            waited: Duration::from_nanos(waited.unwrap_or_else(|| self.before.get())),
        }
    }

    /// Restarts at zero. A running stall continues, and counts from now on.
    pub(crate) fn clear(&self) {
        let running = self.stalls.is_running();
        for counter in [&self.spins, &self.failures, &self.before] {
            counter.set(0);
        }
        self.stalls.set(0);
        if running && let Ok(now) = clock::try_now_nanos() {
            self.stalls.begin(now);
        }
    }
}

/// The time of all stalls, in nanoseconds. One writer.
///
/// Between stalls the word is the time *w* of all stalls. While a stall runs that began at *t*, the
/// word is *w - t*, modulo 2^63, and the highest bit is set. A reader adds its own time.
#[repr(transparent)]
struct Stalls(AtomicU64);

impl Stalls {
    const RUNNING: u64 = 1 << 63;

    /// Whether a stall runs. For the writer.
    fn is_running(&self) -> bool {
        self.word() & Self::RUNNING != 0
    }

    fn word(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self, word: u64) {
        self.0.store(word, Ordering::Relaxed);
    }

    /// Begins a stall. No stall may be running.
    fn begin(&self, now: u64) {
        self.set(self.word().wrapping_sub(now) | Self::RUNNING);
    }

    /// Returns the time of all stalls, from any thread. `None` if a stall runs and there is no
    /// clock. Lock-free: it retries only if the producer has begun or ended a stall.
    fn read(&self, mut now: impl FnMut() -> Option<u64>) -> Option<u64> {
        loop {
            let word = self.word();
            if word & Self::RUNNING == 0 {
                return Some(word);
            }
            let now = now()?;
            // The stall was running at `now`, so the sum contains no time after its end.
            if self.word() == word {
                return Some(Self::sum(word, now));
            }
        }
    }

    /// Returns the time of all stalls at `now`, while the last one runs.
    fn sum(word: u64, now: u64) -> u64 {
        word.wrapping_add(now) & !Self::RUNNING
    }
}

/// How often producers found no space: `contention()` of a producer.
///
/// This holds for every way of sending:
///
/// * An attempt that the producer gave up because the ring was full is one failure.
/// * Each round of waiting that pauses or yields is one spin.
/// * The time from the first refusal until there is space, or the operation gives up, is waited.
///
/// | operation | ring full, then space | given up |
/// |---|---|---|
/// | `try_send`, `reserve`, `reserve_up_to`, `send_slice`, `send_iter` | – | 1 failure |
/// | `reserve_with_backoff` | its rounds, its time | 1 failure, its rounds, its time |
/// | `send`, `send_timeout`, `send_deadline`, `blocking::send` | its rounds, its time | 1 failure, the same |
/// | `reserve_wait`, and each wait of `send_all` | its rounds, its time | 1 failure, the same |
/// | `send_async`, `reserve_async` | its time | dropped: 1 failure, its time |
/// | `Sink::poll_ready` | its time | see below |
///
/// * A batch that sends at least one message is no failure.
/// * An operation that ends because the channel was closed is no failure. Its time counts.
/// * A `poll_ready` that was pending cannot be given up. Its time runs until the producer finds
///   space in any operation, or learns of the close. If the producer is dropped before that, this
///   is one failure.
/// * A future that is forgotten is like a `poll_ready`.
/// * The time between a caller's own attempts, for example in `Produce::park`, is not counted.
///
/// `reset_contention()` of the producer restarts at zero. A wait in progress counts from then on.
///
/// ```
/// use ringmpsc::ring_channel;
///
/// #[ring_channel(kind = spsc, bits = 1, contention)]
/// type Number = u64;
///
/// let (mut producer, _consumer) = NumberChannel::open();
/// assert_eq!(producer.send_slice(&[1, 2]), 2);
/// assert!(producer.try_send(3).is_err());
/// let before = producer.contention();
/// assert_eq!((before.failures, before.spins), (1, 0));
///
/// assert!(producer.try_send(3).is_err());
/// let interval = producer.contention().since(&before);
/// assert_eq!(interval.failures, 1);
/// assert_eq!(interval.merge(before).failures, 2);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contention {
    /// The number of rounds of waiting that paused or yielded.
    pub spins: u64,
    /// The number of attempts that were given up because the ring was full.
    pub failures: u64,
    /// The time in which waiting operations had no space. A wait in progress is included.
    pub waited: Duration,
}

impl Contention {
    /// Returns the sum of two producers.
    #[must_use = "the sum is a new value"]
    pub fn merge(self, other: Self) -> Self {
        Self {
            spins: self.spins.wrapping_add(other.spins),
            failures: self.failures.wrapping_add(other.failures),
            waited: self.waited.saturating_add(other.waited),
        }
    }

    /// Returns what was counted between `earlier` and now, for the same producer.
    #[must_use = "the difference is a new value"]
    pub fn since(&self, earlier: &Self) -> Self {
        Self {
            spins: self.spins.saturating_sub(earlier.spins),
            failures: self.failures.saturating_sub(earlier.failures),
            waited: self.waited.saturating_sub(earlier.waited),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stalls_add_up_and_the_present_one_is_included() {
        let stalls = Stalls(AtomicU64::new(0));
        let at = |now| stalls.read(|| Some(now)).unwrap();
        assert_eq!(at(5), 0);
        for (start, before) in [(1_000, 0), (u64::MAX >> 1, 30), (u64::MAX - 40, 60)] {
            stalls.begin(start);
            assert!(stalls.is_running());
            assert_eq!((at(start), at(start + 7)), (before, before + 7));
            assert_eq!(stalls.read(|| None), None);
            stalls.set(Stalls::sum(stalls.word(), start + 30));
            assert!(!stalls.is_running());
            assert_eq!((at(0), at(start)), (before + 30, before + 30));
        }
    }

    #[test]
    fn a_reader_looks_again_if_the_stall_ends_meanwhile() {
        let stalls = Stalls(AtomicU64::new(0));
        stalls.begin(100);
        let late = stalls.read(|| {
            stalls.set(Stalls::sum(stalls.word(), 110));
            Some(1_000)
        });
        assert_eq!(late, Some(10));
    }
}
