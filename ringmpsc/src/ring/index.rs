//! Arithmetic on cursors. These are pure functions that touch no memory.
//!
//! A cursor counts the messages that have passed it since the ring was made. It is a `u64`, which
//! would take centuries to wrap. All arithmetic wraps, so the results stay right even then.

#![allow(clippy::cast_possible_truncation, reason = "a capacity fits into `usize`")]

/// Returns how many messages lie from `head` (inclusive) to `tail` (exclusive).
///
/// Both must be cursors of one ring, with `tail` not behind `head`. Then the result is at most the
/// capacity.
#[inline]
pub(crate) const fn distance(head: u64, tail: u64) -> usize {
    tail.wrapping_sub(head) as usize
}

/// Returns how far `to` is ahead of `from`, or 0 if it is not. Both are cursors of one ring, and
/// either may be ahead.
#[inline]
pub(crate) const fn ahead(from: u64, to: u64) -> usize {
    let distance = to.wrapping_sub(from);
    if distance > u64::MAX / 2 { 0 } else { distance as usize }
}

/// Returns the slot of a cursor, in a ring of `capacity` slots. `capacity` is a power of two.
#[inline]
pub(crate) const fn slot(cursor: u64, capacity: usize) -> usize {
    (cursor as usize) & (capacity - 1)
}

/// Returns how many of `n` slots from `cursor` on are adjacent, before the ring wraps.
#[inline]
pub(crate) const fn contiguous(cursor: u64, n: usize, capacity: usize) -> usize {
    let to_end = capacity - slot(cursor, capacity);
    if n < to_end { n } else { to_end }
}

/// Returns a number of messages for observers. A thread that owns neither cursor has loaded `head`,
/// and then `tail`.
///
/// Both cursors move between the two loads, so the distance may exceed the capacity. Also `tail`
/// may be behind `head`, if a producer takes messages back. The result is always within
/// `0..=capacity`.
#[inline]
pub(crate) const fn snapshot(head: u64, tail: u64, capacity: usize) -> usize {
    let distance = ahead(head, tail);
    if distance < capacity { distance } else { capacity }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EDGES: [u64; 4] = [0, u32::MAX as u64 - 2, u64::MAX - 2, u64::MAX];

    #[test]
    fn distances_do_not_care_about_wrapping() {
        for start in EDGES {
            for n in 0..9_usize {
                assert_eq!(distance(start, start.wrapping_add(n as u64)), n);
            }
        }
    }

    #[test]
    fn a_cursor_is_ahead_of_another_or_not() {
        for start in EDGES {
            for n in 0..9_usize {
                let further = start.wrapping_add(n as u64);
                assert_eq!(ahead(start, further), n);
                assert_eq!(ahead(further, start), 0);
            }
        }
    }

    #[test]
    fn slots_follow_one_another_across_the_wrap() {
        for start in EDGES {
            for n in 0..9_u64 {
                let here = slot(start.wrapping_add(n), 4);
                let next = slot(start.wrapping_add(n + 1), 4);
                assert_eq!(next, (here + 1) % 4);
            }
        }
    }

    #[test]
    fn a_run_ends_where_the_ring_does() {
        assert_eq!(contiguous(0, 3, 4), 3);
        assert_eq!(contiguous(2, 4, 4), 2);
        assert_eq!(contiguous(3, 4, 4), 1);
        assert_eq!(contiguous(u64::MAX, 4, 4), 1);
        assert_eq!(contiguous(4, 0, 4), 0);
    }

    #[test]
    fn onlookers_never_see_an_impossible_count() {
        assert_eq!(snapshot(5, 3, 8), 0, "an underflow is an empty ring");
        assert_eq!(snapshot(0, 100, 8), 8, "a stale head cannot exceed the capacity");
        assert_eq!(snapshot(u64::MAX, 1, 8), 2, "wrapping does not matter");
    }
}
