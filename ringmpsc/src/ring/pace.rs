//! Two sides at full speed must not run into each other.
//!
//! A side that has caught up with the other finds one message, or one free slot, at every look. Each look
//! takes the line of the other's cursor away from it, so that both crawl: a message then costs two
//! transfers of a line between cores, tens of nanoseconds instead of one. The state is stable, and which
//! one a pair of threads falls into is a matter of luck: single-message throughput of rings is bistable.
//!
//! So a side that notices it *steps back*, once: it pauses for about as long as the other needs to get some
//! hundreds of messages ahead. It does so only in full flow, when a message takes less than a tenth of a microsecond: a
//! message that comes alone is never kept waiting, nor what comes in bursts, nor whoever is slow itself. Where nothing
//! comes of a step it is repeated ever more rarely: both sides may be one thread.
//!
//! Keeping a distance between the two sides is called temporal slipping in J. Giacomoni, T. Moseley and M.
//! Vachharajani, *`FastForward` for efficient pipeline parallelism* (2008).

use core::hint;
use std::time::{Duration, Instant};

use crate::ring::index;
use crate::wait::is_alone;

/// What a look finds when the sides are apart: at least so many messages or free slots, or a [part](APART_OF) of the ring
/// if that is less.
pub(crate) const APART: usize = 128;

/// See [`APART`].
const APART_OF: usize = 32;

/// What a look finds when they run into each other: less than that. Otherwise, with less than the above, they draw near.
const FEW: usize = 8;

/// So many looks of the latter kind are judged together, unless one in vain comes between them.
const LOOKS_NEAR: u32 = 4;

/// More messages between two looks that found few than single messages would be: full flow.
const FLOW: usize = 16;

/// So many looks that found few in a row are judged together.
const LOOKS: u32 = 16;

/// In full flow they find so many messages together. Messages that are waited for find fewer: between two
/// of them a side looks in vain.
const CHASED: usize = 12;

/// Pauses, about two microseconds in all.
const STEP: u32 = 96;

/// In full flow a message takes less than that, also between two that crawl and are far from each other.
const QUICK: Duration = Duration::from_nanos(100);

/// After so many steps in vain they become no rarer: as many as 2 to the power of that are left out then.
const RAREST: u32 = 8;

/// In a smaller ring there is no room for getting apart.
const ROOMY: usize = 256;

/// How one side gets on with the other. Counts messages by its own cursor.
pub(crate) struct Pace {
    /// Where the cursor was at the last look that found few.
    before: u64,
    /// Where it was before the looks that are judged together, and how many these are.
    first: u64,
    looks: u32,
    /// Looks at which the sides were near, since the last one in vain.
    near: u32,
    /// Where it was, and when, the last time that a step was considered, or had been made.
    start: Option<(u64, Instant)>,
    /// Steps in vain, since the last one that was not.
    vain: u32,
    /// Steps that are left out.
    left_out: u32,
}

impl Pace {
    pub(crate) const fn new(cursor: u64) -> Self {
        Self { before: cursor, first: cursor, looks: 0, near: 0, start: None, vain: 0, left_out: 0 }
    }

    /// Judges a look, with the cursor at `cursor`, that found `found` messages or free slots in a ring of
    /// `capacity`. If it has stepped back it returns `true`: then there is a reason to look again, and to
    /// [say](Self::learn) what has come of it.
    #[inline]
    pub(crate) fn step_back(&mut self, cursor: u64, found: usize, capacity: usize) -> bool {
        self.is_close(cursor, found, capacity)
            && self.is_quick(cursor, Instant::now())
            && self.is_worth_it()
            && self.pause(cursor)
    }

    /// Whether the look after a step has found more than the one before it.
    pub(crate) fn learn(&mut self, more: bool) {
        if more {
            self.vain = 0;
        } else {
            self.vain = RAREST.min(self.vain + 1);
            self.left_out = 1 << self.vain;
        }
    }

    /// Whether the flow has been full since the last time. The clock is asked so rarely that it does not matter.
    fn is_quick(&mut self, cursor: u64, now: Instant) -> bool {
        let start = self.start.replace((cursor, now));
        start.is_some_and(|(start, then)| {
            let messages = u32::try_from(index::distance(start, cursor)).unwrap_or(u32::MAX);
            now.saturating_duration_since(then) < QUICK.saturating_mul(messages)
        })
    }

    fn is_worth_it(&mut self) -> bool {
        let worth_it = self.left_out == 0;
        self.left_out = self.left_out.saturating_sub(1);
        worth_it
    }

    #[inline]
    fn is_close(&mut self, cursor: u64, found: usize, capacity: usize) -> bool {
        capacity >= ROOMY
            && found < APART.min(capacity / APART_OF)
            && (self.draw_near(found) || found < FEW && self.run_into(cursor))
    }

    fn draw_near(&mut self, found: usize) -> bool {
        match found {
            0 => self.near = 0,
            FEW.. => self.near += 1,
            _ => {}
        }
        if self.near < LOOKS_NEAR {
            return false;
        }
        self.near = 0;
        true
    }

    fn run_into(&mut self, cursor: u64) -> bool {
        let in_flow = index::distance(self.before, cursor) >= FLOW;
        self.before = cursor;
        self.looks += 1;
        if !in_flow && self.looks < LOOKS {
            return false;
        }
        let chasing = index::distance(self.first, cursor) >= CHASED;
        self.first = cursor;
        self.looks = 0;
        in_flow || chasing
    }

    /// Pauses, unless there is one CPU: the other side does not run meanwhile.
    fn pause(&mut self, cursor: u64) -> bool {
        let others_run = !is_alone();
        if others_run {
            (0..STEP).for_each(|_| hint::spin_loop());
            self.start = Some((cursor, Instant::now()));
        }
        others_run
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests {
    use super::*;

    /// How often it considers a step, with looks that find so many each; what one finds is taken before the next.
    fn steps(found: impl IntoIterator<Item = usize>, capacity: usize) -> usize {
        let mut cursor = u64::MAX - 5;
        let mut pace = Pace::new(cursor);
        let close = |found: &usize| {
            let close = pace.is_close(cursor, *found, capacity);
            cursor = cursor.wrapping_add(*found as u64);
            close
        };
        found.into_iter().filter(close).count()
    }

    #[test]
    fn messages_that_are_waited_for_are_not_held_up() {
        for vain in [1, 100] {
            let found =
                std::iter::repeat_n(1, 1000).flat_map(|one| [vec![0; vain], vec![one]].concat());
            assert_eq!(steps(found, 4096), 0);
        }
        assert_eq!(steps(std::iter::repeat_n(0, 1000), 4096), 0);
    }

    #[test]
    fn the_flow_is_full_if_messages_are_quick() {
        let mut now = Instant::now();
        let mut cursor = u64::MAX - 20;
        let mut pace = Pace::new(cursor);
        let mut is_quick = |messages: u64, nanos| {
            now += Duration::from_nanos(nanos);
            cursor = cursor.wrapping_add(messages);
            pace.is_quick(cursor, now)
        };
        assert!(!is_quick(16, 0), "nobody knows since when");
        assert!(is_quick(16, 1599));
        assert!(!is_quick(16, 1600), "whoever takes them takes his time");
        assert!(!is_quick(100, 10_000), "a burst, and the time before it");
        assert!(is_quick(100, 500));
        assert!(!is_quick(0, 0));
    }

    #[test]
    fn who_finds_one_at_every_look_steps_back() {
        assert_eq!(steps(std::iter::repeat_n(1, 1600), 4096), 100);
    }

    #[test]
    fn who_finds_few_in_full_flow_steps_back_at_once() {
        assert_eq!(steps([2000, 1], 4096), 1);
    }

    #[test]
    fn who_draws_near_in_full_flow_steps_back() {
        assert_eq!(steps(std::iter::repeat_n(40, 400), 4096), 100);
        assert_eq!(steps(std::iter::repeat_n(APART, 400), 4096), 0, "that is apart");
        assert_eq!(steps(std::iter::repeat_n(40, 400), 1024), 0, "of a smaller ring that is");
    }

    #[test]
    fn steps_in_vain_become_rare_until_one_is_not() {
        let mut pace = Pace::new(0);
        let mut steps = |n: usize, more| {
            let step = |_: &usize| {
                let step = pace.is_worth_it();
                if step {
                    pace.learn(more);
                }
                step
            };
            (0..n).filter(step).collect::<Vec<_>>()
        };
        assert_eq!(
            steps(2560, false),
            [0, 3, 8, 17, 34, 67, 132, 261, 518, 775, 1032, 1289, 1546, 1803, 2060, 2317]
        );
        assert_eq!(steps(257, true).len(), 243, "nothing is left out after the first one");
    }

    #[test]
    fn a_small_ring_has_no_room_to_step_back_in() {
        assert_eq!(steps(std::iter::repeat_n(1, 1600), 128), 0);
    }
}
