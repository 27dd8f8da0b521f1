//! How a consumer reports that the last messages of a producer that has left were received.
//!
//! A ring whose producer has left is *vacant*. The next producer gets it only when all its slots
//! have come back: then it is *drained*. The registry does not search for drained rings. The
//! consumer that gives back the last slots of a vacant ring reports the ring, by its index, on a
//! lock-free [stack](super::ready_stack).
//!
//! One word for each ring, on the cold line:
//!
//! | bit | set by | cleared by | meaning |
//! |---|---|---|---|
//! | `VACANT` | the producer that leaves slots behind, under the registry's lock | the registry, under its lock, when it lists the ring as drained or gives it to a producer | a consumer that empties the ring must report it |
//! | `REPORTED` | the consumer that pushes the ring | the registry, under its lock, when it takes the ring off the stack | the ring is on the stack, or its consumer is about to push it |
//! | `FENCED` | set for life when the channel uses full fences | never | the consumer executes a full fence before it relies on this word |
//!
//! ```text
//!   consumer                                   registry, under its lock
//!     gives slots back                           the producer leaves: VACANT (its `tail` is final)
//!     light fence                                …
//!     VACANT?                                    a producer registers:
//!       no: done                                   takes the stack; for each ring on it:
//!       yes: full fence                              clears REPORTED
//!            head == tail?                           all slots back? then the ring is drained
//!              no: done                            examines each vacant ring without a report,
//!              yes: sets REPORTED;                   once: heavy fence; all slots back? then drained
//!                   was it clear? push
//! ```
//!
//! # Why no drained ring is missed
//!
//! * *The consumer does not see `VACANT`.* Then its slots came back before the registry's heavy
//!   fence, and the registry finds them when it examines the ring. If a slot was missing at that
//!   time, the consumer that gives it back later sees `VACANT`. So one examination is enough for
//!   each time a ring becomes vacant.
//! * *The consumer finds `REPORTED` set* when it sets the bit. Its read-modify-write then comes
//!   before the one by which the registry clears the bit, and the registry looks at the ring after
//!   that. Release and acquire make the slots visible. A plain load that sees the bit set would not
//!   be enough, so no consumer relies on one.
//! * *Two consumers give the last slots back at the same time.* Each executes a full fence between
//!   giving back and comparing `head` with `tail`. Let B be the one that has claimed the last
//!   message. B reports. If A does not see the claim of B, the fence of A comes before the fence of
//!   B. Then the slots of A are visible to the registry when it has taken the report of B. If A
//!   sees the claim, A sets `REPORTED` too.
//!
//! # Races, stalls, panics
//!
//! A report is a hint. The registry looks at the ring under its lock before it believes it, so a
//! report that comes late, when another producer has the ring, changes nothing. A consumer that
//! stalls between `REPORTED` and the push holds back the report of this one ring. A handler that
//! panics gives slots back on its way out, and reports as any release does. A claim that is
//! forgotten with its consumer keeps its slots: that ring is never drained.

use crate::fence::{self, Mode};
use crate::sync::{self, AtomicU32, Ordering, edge};

const VACANT: u32 = 1;
const REPORTED: u32 = 1 << 1;
const FENCED: u32 = 1 << 31;

/// The word itself. See the module's table for who changes it.
pub(crate) struct Vacancy(AtomicU32);

impl Vacancy {
    /// The word of a ring with a producer. `fences` tells whether every release already executes a
    /// full fence where the channel uses full fences; if so, this word does not ask for another
    /// one.
    pub(crate) fn new(mode: Mode, fences: bool) -> Self {
        Self(AtomicU32::new(if mode == Mode::Full && !fences { FENCED } else { 0 }))
    }

    /// The consumer's look after it gave slots back: whether it has more to do. One relaxed load,
    /// after a light fence. The fence's partner is the [`heavy`](fence::heavy) of a producer that
    /// registers. It does not look at `REPORTED`: see the module's reasons.
    #[inline]
    pub(crate) fn wants_report(&self) -> bool {
        fence::light();
        self.0.load(Ordering::Relaxed) & (VACANT | FENCED) != 0
    }

    /// Whether the ring is vacant. The caller gave slots back before. The full fence orders that
    /// before this load, and before the caller's look at `head`: see the module's reasons.
    ///
    /// Acquire pairs with [`vacate`](Self::vacate): the `tail` that the caller reads next is the
    /// final one.
    pub(crate) fn is_vacant(&self) -> bool {
        if sync::present("fence.report") {
            sync::fence(Ordering::SeqCst);
        }
        self.0.load(Ordering::Acquire) & VACANT != 0
    }

    /// The consumer reports the ring. Returns whether the caller must push it.
    ///
    /// Release pairs with [`collect`](Self::collect): what this consumer gave back is visible to
    /// the registry, also if another consumer has set the bit before.
    pub(crate) fn report(&self) -> bool {
        self.0.fetch_or(REPORTED, Ordering::AcqRel) & REPORTED == 0
    }

    /// The registry has taken the ring off the stack, and looks at it next. Acquire pairs with
    /// [`report`](Self::report).
    pub(crate) fn collect(&self) {
        self.0.fetch_and(!REPORTED, edge("vacancy.collect", Ordering::Acquire));
    }

    /// The producer leaves slots behind. Release pairs with [`is_vacant`](Self::is_vacant).
    pub(crate) fn vacate(&self) {
        self.0.fetch_or(VACANT, Ordering::Release);
    }

    /// No report is wanted any more. Relaxed: a consumer that sees the bit too long makes a report
    /// that is ignored.
    pub(crate) fn settle(&self) {
        self.0.fetch_and(!VACANT, Ordering::Relaxed);
    }
}
