//! The `struct timespec` of futex(2).

use std::time::{Duration, Instant};

use libc::c_long;

use crate::clock;

/// The `struct timespec` of the system call. Both fields are a `long` in the kernel. The struct of
/// the C library may have other types.
#[derive(Debug, PartialEq, Eq)]
#[repr(C)]
pub(super) struct Timespec {
    seconds: c_long,
    nanos: c_long,
}

impl Timespec {
    /// Converts `deadline` to a time on `CLOCK_MONOTONIC`. A deadline in the past becomes now.
    pub(super) fn of(deadline: Instant) -> Self {
        // The order matters: time that passes between the two readings makes the result later.
        let remaining = deadline.saturating_duration_since(Instant::now());
        Self::after(clock::now_nanos(), remaining)
    }

    /// Returns the time `remaining` after `now`, or the latest time that fits.
    pub(super) fn after(now: u64, remaining: Duration) -> Self {
        let time = Duration::from_nanos(now).saturating_add(remaining);
        Self {
            seconds: c_long::try_from(time.as_secs()).unwrap_or(c_long::MAX),
            // The number is less than a billion, so the conversion keeps its value.
            nanos: c_long::from(time.subsec_nanos().cast_signed()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    #[test]
    fn a_time_is_a_sum() {
        let time = Timespec::after(3 * SECOND + 700_000_000, Duration::from_millis(1_600));
        assert_eq!(time, Timespec { seconds: 5, nanos: 300_000_000 });
        let now = Timespec::after(3 * SECOND + 7, Duration::ZERO);
        assert_eq!(now, Timespec { seconds: 3, nanos: 7 });
    }

    #[test]
    fn a_time_that_does_not_fit_is_the_latest_time() {
        let longest = Timespec::after(SECOND, Duration::MAX);
        assert_eq!(longest.seconds, c_long::MAX);
        assert!((0..1_000_000_000).contains(&longest.nanos), "{longest:?}");
    }

    /// Returns the time of `CLOCK_MONOTONIC`.
    fn now() -> Duration {
        Duration::from_nanos(clock::now_nanos())
    }

    /// Returns `deadline` as the kernel reads it.
    fn converted(deadline: Instant) -> Duration {
        let until = Timespec::of(deadline);
        let seconds = until.seconds.try_into().expect("time is not negative");
        Duration::new(seconds, until.nanos.try_into().expect("less than a second"))
    }

    #[test]
    fn a_conversion_adds_at_most_its_own_time() {
        for wait in [Duration::ZERO, Duration::from_millis(20), Duration::from_secs(1_000_000)] {
            let before = now();
            let until = converted(Instant::now() + wait);
            let after = now();
            assert!((before + wait..=after + wait).contains(&until), "{before:?} {until:?}");
        }
    }

    #[test]
    fn a_deadline_in_the_past_is_now() {
        let long_ago = Instant::now().checked_sub(Duration::from_millis(1));
        let before = now();
        let until = converted(long_ago.expect("the machine has run for a while"));
        assert!((before..=now()).contains(&until), "{before:?} {until:?}");
    }
}
