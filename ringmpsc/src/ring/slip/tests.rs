//! Tests of the trial, with a flow of messages in place of a ring and a clock.

use super::distance::{DISTANCE_TAKEN, FEW_OF, FEW_OF_TAKEN, few_of};
use super::*;

const START: u64 = u64::MAX - 1000;

/// A flow of messages, as one side of the ring sees it. All times are in nanoseconds.
#[derive(Clone, Copy)]
struct Flow {
    /// Messages that a window takes without a pause.
    window: u64,
    /// The time of a message without pauses, and while this side pauses.
    plain: u64,
    apart: u64,
}

/// A fast sender, which is faster while this side pauses.
const FULL: Flow = Flow { window: 10, plain: 20, apart: 5 };

/// A sender that sends one message each 50 ns.
const SLOW: Flow = Flow { window: 1, plain: 50, apart: 50 };

/// The state of a side of a ring whose lines are not taken.
fn slip(capacity: usize) -> Slip {
    Slip::with(START, capacity, few_of(capacity, DISTANCE, FEW_OF))
}

/// The clock and the cursor of a side, and what it has done.
struct Side {
    slip: Slip,
    cursor: u64,
    now: u64,
    pauses: u32,
    longest: u64,
}

impl Side {
    fn new(capacity: usize) -> Self {
        let slip = slip(capacity);
        Self { slip, cursor: START, now: 1_000_000, pauses: 0, longest: 0 }
    }

    /// Simulates `n` windows of a flow. Returns in how many this side has paused.
    fn windows(&mut self, n: u32, flow: Flow) -> u32 {
        let before = self.pauses;
        for _ in 0..n {
            self.take(flow.window, flow.plain);
            let now = self.now;
            if self.slip.end_window(self.cursor, || Some(now)) {
                let messages = self.slip.pause / flow.apart;
                self.pauses += 1;
                self.longest = self.longest.max(self.slip.pause);
                self.now += self.slip.pause;
                self.slip.gained(usize::try_from(messages).unwrap());
                self.take(messages, 0);
            }
        }
        self.pauses - before
    }

    fn take(&mut self, messages: u64, each: u64) {
        self.cursor = self.cursor.wrapping_add(messages);
        self.now += messages * each;
    }
}

/// Returns whether a load that finds `found` ends a window.
fn ends_window(found: usize, capacity: usize) -> bool {
    let mut slip = slip(capacity);
    assert!(!slip.paused(START.wrapping_add(1), found));
    slip.left < FIRST
}

#[test]
fn a_load_that_finds_few_ends_a_window() {
    assert!(ends_window(0, 4096));
    assert!(ends_window(DISTANCE - 1, 4096));
    assert!(!ends_window(DISTANCE, 4096));
    assert!(ends_window(31, 1024), "of a smaller ring it is less");
    assert!(!ends_window(32, 1024));
    assert!(ends_window(0, 128));
    assert!(!ends_window(0, 64), "the ring is too small for a distance");
}

#[test]
fn few_is_a_part_of_a_small_ring_and_a_distance_in_a_large_one() {
    assert_eq!(
        [6, 7, 10, 12, 20].map(|bits| few_of(1_usize << bits, DISTANCE, FEW_OF)),
        [0, 4, 32, 128, 128]
    );
    let taken = |bits| few_of(1_usize << bits, DISTANCE_TAKEN / 8, FEW_OF_TAKEN);
    assert_eq!([6, 7, 10, 14, 20].map(taken), [0, 16, 128, 2048, 2048]);
}

#[test]
fn a_side_that_waits_ends_no_window() {
    let mut slip = slip(4096);
    for _ in 0..1000 {
        assert!(!slip.paused(START, 0));
        assert!(!slip.paused(START, 1));
    }
    assert_eq!(slip.left, FIRST);
}

#[test]
fn a_side_pauses_in_most_windows_where_that_makes_messages_cheaper() {
    let mut side = Side::new(1 << 16);
    side.slip.distance = RAREST;
    side.windows(10_000, FULL);
    assert_eq!(side.slip.distance, FIRST);
    let pauses = side.windows(100_000, FULL);
    assert!(pauses > 70_000, "{pauses}");
    assert!(side.longest <= LONGEST);
}

#[test]
fn a_slow_flow_is_disturbed_ever_more_rarely() {
    let mut side = Side::new(1 << 16);
    let pauses = side.windows(400_000, SLOW);
    assert!((6..=11).contains(&pauses), "{pauses}");
    assert!(side.windows(1 << 17, SLOW) <= 2);
}

#[test]
fn a_flow_that_becomes_slow_is_left_alone_after_two_segments() {
    let mut side = Side::new(1 << 16);
    side.windows(20_000, FULL);
    assert!(side.windows(1000, FULL) > 0);
    let pauses = side.windows(20_000, SLOW);
    assert!(pauses <= 3 * (SEGMENT + 1) + 8, "{pauses}");
}

/// Without pauses, a message of the fast flow takes longer than a message of the slow flow.
#[test]
fn a_flow_that_becomes_slow_is_left_alone_although_it_was_slower_without_pauses() {
    let far = Flow { window: 10, plain: 100, apart: 20 };
    let slow = Flow { window: 1, plain: 80, apart: 80 };
    let mut side = Side::new(1 << 16);
    side.windows(20_000, far);
    assert!(side.windows(1000, far) > 0);
    while side.slip.phase != Phase::Pausing {
        side.windows(1, far);
    }
    let pauses = side.windows(20_000, slow);
    assert!(pauses <= 3 * (SEGMENT + 1) + 8, "{pauses}");
}

#[test]
fn an_interrupted_segment_does_not_end_a_run() {
    let mut side = Side::new(1 << 16);
    while side.slip.phase != Phase::Pausing {
        side.windows(1, FULL);
    }
    side.now += 1_000_000;
    assert_eq!(side.windows(2 * SEGMENT, FULL), 2 * SEGMENT);
    side.now += 1_000_000;
    side.windows(SEGMENT, FULL);
    side.now += 1_000_000;
    side.windows(SEGMENT, FULL);
    assert_ne!(side.slip.phase, Phase::Pausing);
}

#[test]
fn pauses_without_gain_are_none() {
    let same = Flow { apart: FULL.plain, ..FULL };
    let mut side = Side::new(1 << 16);
    let pauses = side.windows(100_000, same);
    assert!(pauses <= 11, "{pauses}");
}

#[test]
fn a_pause_leaves_the_other_side_half_of_the_ring() {
    let mut side = Side::new(256);
    side.windows(100_000, FULL);
    assert!((1..=128).contains(&side.longest), "{}", side.longest);
    // The other side sends batches: it needs a tenth of a nanosecond for a message.
    let mut slip = slip(1 << 12);
    slip.pause = 2000;
    slip.gained(2049);
    assert_eq!(slip.pause, 1000);
    slip.gained(2048);
    assert_eq!(slip.pause, 1000);
}

#[test]
fn a_pause_is_bounded() {
    let far = Flow { window: 10, plain: LONGEST_WINDOW / 10, apart: 1 };
    let mut side = Side::new(1 << 20);
    side.windows(100_000, far);
    assert_eq!(side.longest, LONGEST);
}

#[test]
fn a_flow_with_gaps_is_never_disturbed() {
    let gaps = Flow { window: 1, plain: LONGEST_WINDOW + LONGEST_MESSAGE + 1, apart: 1 };
    let mut side = Side::new(1 << 20);
    assert_eq!(side.windows(100_000, gaps), 0);
}

#[test]
fn without_a_clock_no_side_pauses() {
    let mut slip = slip(4096);
    for n in 1..100_000 {
        assert!(!slip.end_window(START.wrapping_add(n), || None));
    }
    assert_eq!(slip.distance, RAREST);
}

#[test]
fn a_pause_takes_as_long_as_it_says() {
    let begin = nanos();
    let rested = rest(100_000);
    let end = nanos();
    assert_eq!(rested, begin.is_some());
    assert!(end.zip(begin).is_none_or(|(end, begin)| end - begin >= 100_000));
}
