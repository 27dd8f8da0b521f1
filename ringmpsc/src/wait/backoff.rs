//! Waiting a little for an event that should happen soon.

use core::hint;
use std::thread;

/// Exponential backoff: 1, 2, 4 … 64 pauses, then a few yields to the scheduler. After that it is
/// [completed](Self::is_completed), and the caller should wait in a way that costs nothing.
///
/// ```
/// use ringmpsc::Backoff;
///
/// let mut backoff = Backoff::new();
/// while !backoff.is_completed() {
///     // try something, then
///     backoff.snooze();
/// }
/// backoff.reset();
/// backoff.spin();
/// assert!(!backoff.is_completed());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Backoff {
    step: u32,
}

/// The last step that pauses: 2^6 = 64 times.
const SPINS: u32 = 6;
/// The last step that yields.
const YIELDS: u32 = 10;

impl Backoff {
    /// Creates a backoff at its beginning.
    pub const fn new() -> Self {
        Self { step: 0 }
    }

    /// Returns to the beginning. Call it after success.
    pub const fn reset(&mut self) {
        self.step = 0;
    }

    /// Pauses twice as long as the last time, at most 64 times. Never enters the kernel. Use it to
    /// retry after a lost race.
    pub fn spin(&mut self) {
        pause(1 << self.step.min(SPINS));
        if self.step <= SPINS {
            self.step += 1;
        }
    }

    /// Pauses as [`spin`](Self::spin) does, and then yields to the scheduler. Use it to wait for
    /// another thread.
    pub fn snooze(&mut self) {
        if self.step <= SPINS {
            self.spin();
        } else {
            thread::yield_now();
            if self.step <= YIELDS {
                self.step += 1;
            }
        }
    }

    /// Returns whether all pauses and yields are used up.
    pub const fn is_completed(&self) -> bool {
        self.step > YIELDS
    }
}

/// Pauses `n` times.
pub(super) fn pause(n: u32) {
    #[cfg(test)]
    tests::PAUSES.with(|pauses| pauses.set(pauses.get() + n));
    for _ in 0..n {
        hint::spin_loop();
    }
}

#[cfg(test)]
pub(super) mod tests {
    use core::cell::Cell;

    use super::*;

    thread_local! {
        /// How often this thread has paused.
        pub(super) static PAUSES: Cell<u32> = const { Cell::new(0) };
    }

    /// How often `f` pauses.
    pub(in crate::wait) fn pauses(f: impl FnOnce()) -> u32 {
        let before = PAUSES.get();
        f();
        PAUSES.get() - before
    }

    #[test]
    fn spinning_pauses_twice_as_long_each_time() {
        let mut backoff = Backoff::new();
        let rounds: [u32; 9] = core::array::from_fn(|_| pauses(|| backoff.spin()));
        assert_eq!(rounds, [1, 2, 4, 8, 16, 32, 64, 64, 64]);
        backoff.reset();
        let rounds: [u32; 9] = core::array::from_fn(|_| pauses(|| backoff.snooze()));
        assert_eq!(rounds, [1, 2, 4, 8, 16, 32, 64, 0, 0], "then it yields");
    }

    #[test]
    fn completes_after_pauses_and_yields() {
        let mut backoff = Backoff::new();
        let mut steps = 0;
        while !backoff.is_completed() {
            backoff.snooze();
            steps += 1;
        }
        assert_eq!(steps, 11, "7 rounds of pauses, 4 yields");
        backoff.reset();
        assert!(!backoff.is_completed());
    }

    #[test]
    fn spinning_alone_never_completes() {
        let mut backoff = Backoff::new();
        for _ in 0..100 {
            backoff.spin();
        }
        assert!(!backoff.is_completed());
    }
}
