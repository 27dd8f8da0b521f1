//! Two sides at full speed must not run into each other.
//!
//! A side that has caught up with the other finds one message, or one free slot, at every look. Each look
//! takes the line of the other's cursor away from it, so that both crawl: a message then costs two
//! transfers of a line between cores, tens of nanoseconds instead of one. The state is stable, and which
//! one a pair of threads falls into is a matter of luck: single-message throughput of rings is bistable.
//!
//! So a side that finds few steps back: it pauses for about as long as the other needs to get some hundreds of messages
//! ahead. It does so only in full flow, when a message takes less than a tenth of a microsecond: a message that comes alone is
//! never kept waiting, nor are those of a burst, nor whoever is slow itself. Where nothing comes of it, a step is considered
//! ever more rarely, and so is the clock: the flow may have ended, or both sides may be one thread.
//!
//! Only a send or a receive paces. A drop does not: it has no reason to, and it must not depend on a clock. Without a
//! clock, which a sandbox may refuse, no side paces.
//!
//! Keeping a distance between the two sides is called temporal slipping in J. Giacomoni, T. Moseley and M.
//! Vachharajani, *`FastForward` for efficient pipeline parallelism* (2008).

use core::hint;

use ringmpsc_runtime::clock;

use crate::ring::index;
use crate::wait::is_alone;

/// What a look finds when the sides are apart: at least so many messages or free slots, or a [part](APART_OF) of the ring
/// if that is less.
pub(crate) const APART: usize = 128;

/// See [`APART`].
const APART_OF: usize = 32;

/// Pauses, about two microseconds in all.
const STEP: u32 = 96;

/// In full flow a message takes less than that, also between two that crawl and are far from each other.
const QUICK_NANOS: u64 = 100;

/// After so many times in vain it becomes no rarer: as many looks as 2 to the power of that are passed over then.
const RAREST: u32 = 8;

/// In a smaller ring there is no room for getting apart.
const ROOMY: usize = 256;

/// How one side gets on with the other. Counts messages by its own cursor.
pub(crate) struct Pace {
    /// Where the cursor was when a step was last considered, or made; and when, in nanoseconds, if one was.
    before: u64,
    then: Option<u64>,
    /// How often it was considered, or made, in vain since it last was not.
    vain: u32,
    /// Looks that are passed over before it is considered again.
    passed_over: u32,
}

impl Pace {
    pub(crate) const fn new(cursor: u64) -> Self {
        Self { before: cursor, then: None, vain: 0, passed_over: 0 }
    }

    /// Judges a look, with the cursor at `cursor`, that found `found` messages or free slots in a ring of
    /// `capacity`. If it has stepped back it returns `true`: then there is a reason to look again, and to
    /// [say](Self::learn) what has come of it.
    ///
    /// Who waits in vain has no new messages: that costs nothing.
    #[inline]
    pub(crate) fn step_back(&mut self, cursor: u64, found: usize, capacity: usize) -> bool {
        capacity >= ROOMY
            && found < APART.min(capacity / APART_OF)
            && cursor != self.before
            && self.is_due()
            && self.is_quick(cursor, clock::try_now_nanos().ok())
            && self.pause(cursor)
    }

    /// Whether the look after a step has found more than the one before it.
    pub(crate) fn learn(&mut self, more: bool) {
        self.vain = if more { 0 } else { RAREST.min(self.vain + 1) };
        self.passed_over = if more { 0 } else { 1 << self.vain };
    }

    fn is_due(&mut self) -> bool {
        let due = self.passed_over == 0;
        self.passed_over = self.passed_over.saturating_sub(1);
        due
    }

    /// Whether messages have been quick since a step was last considered, or made. Without a clock they are not.
    fn is_quick(&mut self, cursor: u64, now: Option<u64>) -> bool {
        let messages = index::distance(self.before, cursor) as u64;
        let elapsed = self.then.zip(now).map(|(then, now)| now.saturating_sub(then));
        let quick = elapsed.is_some_and(|nanos| nanos < QUICK_NANOS.saturating_mul(messages));
        (self.before, self.then) = (cursor, now);
        if !quick {
            self.learn(false);
        }
        quick
    }

    /// Pauses, unless there is one CPU: the other side does not run meanwhile.
    fn pause(&mut self, cursor: u64) -> bool {
        let others_run = !is_alone();
        if others_run {
            (0..STEP).for_each(|_| hint::spin_loop());
            (self.before, self.then) = (cursor, clock::try_now_nanos().ok());
        }
        others_run
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests {
    use super::*;

    const START: u64 = u64::MAX - 20;

    /// Whether a step is considered at a look that finds so many, when one message was taken before it.
    fn is_considered(found: usize, capacity: usize) -> bool {
        let mut pace = Pace::new(START);
        pace.step_back(START.wrapping_add(1), found, capacity);
        pace.then.is_some()
    }

    #[test]
    fn a_step_is_considered_when_few_are_found() {
        assert!(is_considered(0, 4096));
        assert!(is_considered(APART - 1, 4096));
        assert!(!is_considered(APART, 4096));
        assert!(is_considered(31, 1024), "of a smaller ring that is less");
        assert!(!is_considered(32, 1024));
        assert!(!is_considered(0, 128), "there is no room");
    }

    #[test]
    fn who_waits_considers_nothing() {
        let mut pace = Pace::new(START);
        for _ in 0..1000 {
            assert!(!pace.step_back(START, 0, 4096));
            assert!(!pace.step_back(START, 1, 4096), "what was waited for is not held up");
        }
        assert_eq!(pace.then, None);
    }

    #[test]
    fn the_flow_is_full_if_messages_are_quick() {
        let mut now = 1_000_000;
        let mut cursor = START;
        let mut pace = Pace::new(cursor);
        let mut is_quick = |messages: u64, nanos| {
            now += nanos;
            cursor = cursor.wrapping_add(messages);
            pace.is_quick(cursor, Some(now))
        };
        assert!(!is_quick(16, 0), "nobody knows since when");
        assert!(is_quick(16, 1599));
        assert!(!is_quick(16, 1600), "whoever takes them takes his time");
        assert!(!is_quick(100, 10_000), "a burst, and the time before it");
        assert!(is_quick(100, 500));
        assert!(!is_quick(0, 0));
    }

    #[test]
    fn what_is_in_vain_becomes_rare_until_it_is_not() {
        let mut pace = Pace::new(START);
        let mut due = |n: usize, more| {
            let due = |_: &usize| {
                let due = pace.is_due();
                if due {
                    pace.learn(more);
                }
                due
            };
            (0..n).filter(due).collect::<Vec<_>>()
        };
        assert_eq!(due(1100, false), [0, 3, 8, 17, 34, 67, 132, 261, 518, 775, 1032]);
        let passed = due(300, true);
        assert!((190..300).eq(passed[1..].iter().copied()), "none is passed over after the first");
    }

    #[test]
    fn a_slow_flow_is_in_vain() {
        let mut pace = Pace::new(START);
        assert!(!pace.is_quick(START.wrapping_add(1), Some(7)));
        assert!(!pace.is_due(), "the next look is passed over");
    }

    #[test]
    fn without_a_clock_the_flow_is_never_full() {
        let mut pace = Pace::new(START);
        let nanos = [Some(7), None, None, Some(8), Some(9)];
        let quick = (1..).zip(nanos).map(|(n, now)| pace.is_quick(START.wrapping_add(n), now));
        assert_eq!(quick.collect::<Vec<_>>(), [false, false, false, false, true]);
        let mut pace = Pace::new(START);
        assert!(!pace.is_quick(START.wrapping_add(1), None));
        assert!(!pace.is_due(), "the next look is passed over");
    }
}
