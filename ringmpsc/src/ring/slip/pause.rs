//! A pause, and the clock that bounds it.

use core::hint;

use ringmpsc_runtime::clock;

/// The least time that a read of the clock takes, in nanoseconds.
const SHORTEST_READ: u64 = 8;

/// Spins for `pause` nanoseconds. Returns whether there was a clock.
///
/// A simulator may stop the clock, and the clock of some machines ticks a thousand times a second.
/// So the number of reads is bounded, too.
#[cold]
pub(super) fn rest(pause: u64) -> bool {
    let Some(begin) = nanos() else { return false };
    for _ in 0..pause / SHORTEST_READ {
        if nanos().is_none_or(|now| now.saturating_sub(begin) >= pause) {
            break;
        }
        hint::spin_loop();
    }
    true
}

/// Returns the time, if there is a clock.
pub(super) fn nanos() -> Option<u64> {
    clock::try_now_nanos().ok()
}
