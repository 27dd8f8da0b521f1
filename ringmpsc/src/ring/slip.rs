//! Temporal slipping: two sides at full speed keep a distance from each other.
//!
//! A side that has caught up with the other side finds few messages, or few free slots, at every
//! load of the other side's cursor. Each load takes the cursor's line away from its writer, and so
//! does each slot whose line both sides use. A message then costs several transfers of a line
//! between two cores. A side that pauses for some transfers finds many messages afterwards, and
//! takes them without a load.
//!
//! A pause also delays the messages that arrive meanwhile. It must never delay the messages of a
//! sender that is slow by itself. The number of messages that a load finds does not tell the two
//! cases apart. Nor does their rate. So this side tries: it compares the time of a message with
//! pauses against the time without.
//!
//! # The trial
//!
//! A *window* ends at a load that finds few, if this side has made progress since the last window.
//!
//! ```text
//!             no gain: the next trial comes 4 times as many windows later
//!        ┌────────────────────────────────────────────────────────────┐
//!        ▼                                                            │
//!   ┌─────────┐ some windows  ┌──────────┐ 8 windows  ┌─────────┐     │
//!   │  Plain  ├──────────────►│   Last   ├───────────►│  Trial  ├─────┤
//!   └─────────┘               └──────────┘            └────┬────┘     │ gain: a longer trial,
//!        ▲                                                 │          │ after 4 times as many
//!        │  a run of pauses is over, or no gain   ┌────────▼┐         │ windows
//!        └────────────────────────────────────────┤ Pausing │◄────────┘ gain in the longest
//!                                                 └─────────┘
//! ```
//!
//! - [`Phase::Plain`]: no pauses. The time of a message is the lower one of two: over this whole
//!   phase, and over its last [`WINDOWS`] windows ([`Phase::Last`]). A gap in the flow makes one of
//!   them large. A line that both sides have just begun to share makes the other one large. If such
//!   a window takes longer than [`LONGEST_WINDOW`], there is no trial.
//! - [`Phase::Trial`]: one pause in each window. A single pause that brings no more messages than
//!   the plain time promises ends the trial at once. So a slow flow is disturbed by one pause.
//! - [`Phase::Pausing`]: this phase follows three trials in a row, each longer than the one before.
//!   Each of them must have made a message cheaper by a tenth or more. Every pause and every
//!   segment of pauses is judged again.
//!
//! At first a pause lasts as long as [`PER_WINDOW`] windows, and long enough for the number of
//! messages that is not few. The segments then try longer and
//! shorter pauses. If the other side uses more than half of the ring during a pause, the next pause
//! is half as long. A pause must not make the other side wait.
//!
//! A flow without gain is tried again after ever more windows, up to [`RAREST`]. At worst, one
//! pause of at most [`LONGEST`] falls on that many windows.
//!
//! Only a send or a receive pauses. A drop does not. A sandbox may refuse the clock. Without a
//! clock no side pauses.
//!
//! The term is from J. Giacomoni, T. Moseley and M. Vachharajani, *`FastForward` for efficient
//! pipeline parallelism* (2008).

mod cost;
mod distance;
mod pause;

use core::mem;

use self::cost::{Cost, Mark};
pub(crate) use self::distance::DISTANCE;
use self::distance::few;
use self::pause::{nanos, rest};
use crate::ring::index;
use crate::ring::slots::Buffer;

/// The smallest capacity with pauses. In a smaller ring, half of the ring is used up before the
/// [`SHORTEST`] pause ends. So each pause would make the other side wait.
const MIN_CAPACITY: u64 = 2 * SHORTEST / QUICKEST;

/// Windows in [`Phase::Last`], and in a first trial.
const WINDOWS: u32 = 8;

/// How many trials are made in a row. Each is 4 times as long as the one before.
const TRIALS: u32 = 3;

/// Windows without pauses before a first trial, and before the next one after a gain.
const FIRST: u32 = 64;

/// Windows without pauses between two runs of pauses.
const BETWEEN: u32 = 1024;

/// The longest distance between two trials without gain, in windows.
const RAREST: u32 = 1 << 16;

/// A segment: pauses that are judged together. A run has [`SEGMENTS`] of them.
const SEGMENT: u32 = 32;
const SEGMENTS: u32 = 128;

/// The longest mean window, in nanoseconds, of two sides that disturb each other. It takes a few
/// transfers of a line, also between cores with different L3 caches, and the time of its messages,
/// each of which takes less than [`LONGEST_MESSAGE`]. A longer one has a gap.
const LONGEST_WINDOW: u64 = 1500;
const LONGEST_MESSAGE: u64 = 30;

/// How long the first pause is, in windows.
const PER_WINDOW: u64 = 8;

/// The bounds of a pause, in nanoseconds.
const SHORTEST: u64 = 40;
const LONGEST: u64 = 4000;

/// The least time that a message takes when the sides keep a distance, in nanoseconds.
const QUICKEST: u64 = 1;

/// What one side has learned of the other. It counts messages by its own cursor.
pub(crate) struct Slip {
    capacity: usize,
    /// A load that finds fewer messages or free slots than this finds few.
    few: usize,
    /// The cursor at the end of the last window.
    window: u64,
    phase: Phase,
    /// Windows that are left in this phase.
    left: u32,
    /// Where this phase began, if the clock was read there.
    since: Option<Mark>,
    /// Where the last windows before a trial began.
    last: Mark,
    /// Trials in a row that have brought a gain.
    gains: u32,
    /// Windows without pauses after a trial without gain.
    distance: u32,
    /// Segments that are left in a run of pauses.
    segments: u32,
    /// Whether the last segment failed: it cost more than no pauses, or twice as much as the last
    /// good segment.
    failed: bool,
    /// How long a pause is, in nanoseconds.
    pause: u64,
    /// Whether the next segment's pauses are longer.
    longer: bool,
    /// The time of a message: without pauses, and in the last segment of pauses.
    plain: Cost,
    paused: Cost,
}

/// The phase of the trial: see the head of this file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Plain,
    Last,
    Trial,
    Pausing,
}

impl Slip {
    /// Makes the state of one side of a ring with such slots. The side's cursor is at `cursor`.
    pub(crate) fn new<B: Buffer>(cursor: u64) -> Self {
        Self::with(cursor, B::CAPACITY, few::<B>())
    }

    /// Makes the state of one side of a ring of `capacity` slots, in which a load that finds fewer
    /// than `few` finds few.
    const fn with(cursor: u64, capacity: usize, few: usize) -> Self {
        Self {
            capacity,
            few,
            window: cursor,
            phase: Phase::Plain,
            left: FIRST,
            since: None,
            last: Mark { cursor: 0, nanos: 0 },
            gains: 0,
            distance: FIRST,
            segments: 0,
            failed: false,
            pause: 0,
            longer: true,
            plain: Cost(0),
            paused: Cost(0),
        }
    }

    /// Makes the state of a side whose cursor is at 0, and which pauses whenever it may: for tests.
    #[cfg(all(test, not(ringmpsc_loom)))]
    pub(crate) const fn always_pausing() -> Self {
        Self { phase: Phase::Pausing, left: u32::MAX, ..Self::with(0, 1 << 20, DISTANCE) }
    }

    /// Judges a load of the other side's cursor that found `found` messages or free slots. This
    /// side's cursor is at `cursor`. Returns whether it has paused. Then the caller loads the other
    /// side's cursor again, and [reports](Self::gained) what it has found.
    ///
    /// A side that waits makes no progress, so it never pauses.
    #[inline]
    pub(crate) fn paused(&mut self, cursor: u64, found: usize) -> bool {
        // Many were found, or this side has made no progress: no window ends.
        if found >= self.few || cursor == self.window {
            return false;
        }
        // The load ends a window.
        self.end_window(cursor, nanos) && rest(self.pause)
    }

    /// Judges a pause that has brought `messages` messages or free slots.
    #[cold]
    pub(crate) fn gained(&mut self, messages: usize) {
        let cost = Cost::new(self.pause, messages);
        // The other side has used more than half of the ring: pause for a shorter time.
        if messages > self.capacity / 2 {
            self.pause = self.bounded(self.pause / 2);
        }
        // A pause without gain ends the trial at once.
        if self.phase == Phase::Trial && !cost.gains_on(self.plain) {
            self.give_up(self.mark(nanos));
        }
    }

    /// Ends a window, with this side's cursor at `cursor`. Returns whether to pause.
    #[inline]
    fn end_window(&mut self, cursor: u64, clock: impl FnOnce() -> Option<u64>) -> bool {
        self.window = cursor;
        if self.left > 0 {
            self.left -= 1;
        } else {
            self.end_phase(clock);
        }
        matches!(self.phase, Phase::Trial | Phase::Pausing)
    }

    /// Bounds a pause. It is no longer than the other side takes for about half of the ring.
    fn bounded(&self, nanos: u64) -> u64 {
        let half = self.capacity as u64 / 2 * QUICKEST;
        nanos.min(LONGEST).min(half).max(SHORTEST)
    }

    /// Ends the present phase. Without a clock, there is no trial.
    #[cold]
    fn end_phase(&mut self, clock: impl FnOnce() -> Option<u64>) {
        match self.mark(clock) {
            Some(now) => self.end_phase_at(now),
            None => self.give_up(None),
        }
    }

    /// Ends the present phase at `now`, and begins the next one.
    fn end_phase_at(&mut self, now: Mark) {
        match self.phase {
            Phase::Plain => {
                self.last = now;
                self.begin(Phase::Last, WINDOWS, self.since);
            }
            Phase::Last => {
                // The time of a message without pauses is the lower one of two.
                let last = Cost::between(self.last, now);
                let whole = self.since.map_or(last, |since| Cost::between(since, now));
                self.plain = last.min(whole);
                let windows = u64::from(WINDOWS + 1);
                let window = now.nanos.saturating_sub(self.last.nanos) / windows;
                let messages = index::distance(self.last.cursor, now.cursor) as u64 / windows;
                // The windows have gaps: the sides do not disturb each other.
                if window > LONGEST_WINDOW + LONGEST_MESSAGE * messages {
                    return self.give_up(Some(now));
                }
                // The first trial of a row chooses the length of a pause.
                if self.gains == 0 {
                    self.pause =
                        self.bounded((window * PER_WINDOW).max(self.few as u64 * QUICKEST));
                }
                self.begin(Phase::Trial, WINDOWS << (2 * self.gains), Some(now));
            }
            Phase::Trial => {
                // Go on to a longer trial after a gain, and to a run of pauses after the longest
                // trial.
                self.paused = self.cost_until(now);
                if !self.paused.gains_on(self.plain) {
                    self.give_up(Some(now));
                } else if self.gains + 1 < TRIALS {
                    self.gains += 1;
                    self.begin(Phase::Plain, FIRST << (2 * self.gains), Some(now));
                } else {
                    (self.segments, self.failed) = (SEGMENTS, false);
                    self.begin(Phase::Pausing, SEGMENT, Some(now));
                }
            }
            Phase::Pausing => {
                // A segment is over.
                let cost = self.cost_until(now);
                self.segments -= 1;
                // A flow that takes twice as long as with the last good pauses has become slow by
                // itself. This holds even if it was slower without pauses.
                let fails = cost > self.plain || cost.0 / 2 > self.paused.0;
                // One segment may have been interrupted.
                let failed = mem::replace(&mut self.failed, fails);
                if failed && fails {
                    self.give_up(Some(now));
                } else if self.segments == 0 {
                    self.distance = FIRST;
                    self.begin(Phase::Plain, BETWEEN, Some(now));
                } else {
                    if !fails {
                        self.adapt(cost);
                    }
                    self.begin(Phase::Pausing, SEGMENT, Some(now));
                }
            }
        }
    }

    /// Begins `phase`, which takes `windows` windows.
    fn begin(&mut self, phase: Phase, windows: u32, since: Option<Mark>) {
        (self.phase, self.left, self.since) = (phase, windows, since);
    }

    /// Returns the time of a message since this phase began.
    fn cost_until(&self, now: Mark) -> Cost {
        self.since.map_or(Cost(u64::MAX), |since| Cost::between(since, now))
    }

    /// Continues in the direction that made a message cheaper, or else reverses it.
    fn adapt(&mut self, cost: Cost) {
        if cost.0.saturating_mul(100) > self.paused.0.saturating_mul(97) {
            self.longer = !self.longer;
        }
        self.paused = cost;
        let next = if self.longer { self.pause * 5 / 4 + 10 } else { self.pause * 4 / 5 };
        self.pause = self.bounded(next);
    }

    /// Begins [`Phase::Plain`] again, for longer than the last time: pauses bring no gain.
    fn give_up(&mut self, now: Option<Mark>) {
        self.distance = (self.distance * 4).min(RAREST);
        self.gains = 0;
        self.begin(Phase::Plain, self.distance, now);
    }

    /// Returns the present mark, at the end of the last window, if there is a clock.
    fn mark(&self, clock: impl FnOnce() -> Option<u64>) -> Option<Mark> {
        Some(Mark { cursor: self.window, nanos: clock()? })
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
