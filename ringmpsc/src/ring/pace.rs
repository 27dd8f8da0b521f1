//! Two sides at full speed must not run into each other.
//!
//! A side that has caught up with the other finds one message, or one free slot, at every look. Each look
//! takes the line of the other's cursor away from it, so that both crawl: a message then costs two
//! transfers of a line between cores, tens of nanoseconds instead of one. The state is stable, and which
//! one a pair of threads falls into is a matter of luck: single-message throughput of rings is bistable.
//!
//! So a side that notices it *steps back*, once: it pauses for about as long as the other needs to get some
//! hundreds of messages ahead. It does so only in full flow. A message that comes alone is never kept waiting.
//!
//! Keeping a distance between the two sides is called temporal slipping in J. Giacomoni, T. Moseley and M.
//! Vachharajani, *`FastForward` for efficient pipeline parallelism* (2008).

use core::hint;

use crate::ring::index;
use crate::wait::is_alone;

/// What one look finds when the sides are apart: at least so many messages or free slots, or a
/// [part](APART_OF) of the ring if that is less.
pub(crate) const APART: usize = 128;

/// See [`APART`].
const APART_OF: usize = 32;

/// More messages between two looks that found few than single messages would be: full flow.
const FLOW: usize = 16;

/// So many looks that found few in a row are judged together.
const LOOKS: u32 = 16;

/// In full flow they find so many messages together. Messages that are waited for find fewer: between two
/// of them a side looks in vain.
const CHASED: usize = 12;

/// Pauses, about two microseconds in all.
const STEP: u32 = 96;

/// In a smaller ring there is no room for getting apart.
const ROOMY: usize = 256;

/// How one side gets on with the other. Counts messages by its own cursor.
pub(crate) struct Pace {
    /// Where the cursor was at the last look that found few.
    before: u64,
    /// Where it was before the looks that are judged together, and how many these are.
    first: u64,
    looks: u32,
}

impl Pace {
    pub(crate) const fn new(cursor: u64) -> Self {
        Self { before: cursor, first: cursor, looks: 0 }
    }

    /// Judges a look, with the cursor at `cursor`, that found `found` messages or free slots in a ring of
    /// `capacity`. If it has stepped back it returns `true`: then there is a reason to look again.
    #[inline]
    pub(crate) fn step_back(&mut self, cursor: u64, found: usize, capacity: usize) -> bool {
        capacity >= ROOMY && found < APART.min(capacity / APART_OF) && self.caught_up(cursor)
    }

    fn caught_up(&mut self, cursor: u64) -> bool {
        let in_flow = index::distance(self.before, cursor) >= FLOW;
        self.before = cursor;
        self.looks += 1;
        if !in_flow && self.looks < LOOKS {
            return false;
        }
        let chasing = index::distance(self.first, cursor) >= CHASED;
        self.first = cursor;
        self.looks = 0;
        // Where there is one CPU, the other side does not run meanwhile.
        if (in_flow || chasing) && !is_alone() {
            (0..STEP).for_each(|_| hint::spin_loop());
            return true;
        }
        false
    }
}
