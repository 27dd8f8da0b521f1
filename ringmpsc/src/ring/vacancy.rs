//! How a consumer reports that the last messages of a departed producer were received.
//!
//! A ring whose producer has left is *vacant*. The next producer gets it only when all its slots
//! are free: then it is *drained*. The registry does not search for drained rings. The consumer
//! that releases the last slots of a vacant ring reports the ring, by its index, on a lock-free
//! [stack](super::ready_stack).
//!
//! One word for each ring, on the cold line:
//!
//! | bit | set by | cleared by | meaning |
//! |---|---|---|---|
//! | `VACANT` | the producer that leaves slots behind, under the registry's lock | the registry, under its lock, when it lists the ring as drained or gives it to a producer | a consumer that empties the ring must report it |
//! | `REPORTED` | the consumer that pushes the ring | the registry, under its lock, when it takes the ring off the stack | the ring is on the stack, or its consumer is about to push it |
//! | `FULL_FENCE` | set for life when the channel uses full fences | never | the consumer executes a full fence before it relies on this word |
//!
//! ```text
//!   consumer                                   registry, under its lock
//!     releases slots                             the producer leaves: VACANT (its `tail` is final)
//!     light fence                                …
//!     VACANT?                                    a producer registers:
//!       no: done                                   takes the stack; for each ring on it:
//!       yes: full fence                              clears REPORTED
//!            head == tail?                           all slots free? then it is drained
//!              no: done                            examines each vacant ring without a report,
//!              yes: sets REPORTED;                   once: heavy fence; all slots free?
//!                   was it clear? push               then it is drained
//! ```
//!
//! # Why no drained ring is missed
//!
//! * *The consumer does not see `VACANT`.* Then it released its slots before the registry's heavy
//!   fence. So the registry finds them when it examines the ring. If a slot was not free at that
//!   time, the consumer that releases it later sees `VACANT`. So one examination is enough for each
//!   time a ring becomes vacant.
//! * *The consumer finds `REPORTED` set* when it sets the bit. Its read-modify-write then comes
//!   before the one by which the registry clears the bit. The registry examines the ring after
//!   that. Release and Acquire make the slots visible. A plain load that sees the bit set would not
//!   be enough, so no consumer relies on one.
//! * *Consumers A and B release the last slots at the same time.* Each executes a full fence after
//!   its release, and then compares `head` with `tail`. Let B be the one that has claimed the last
//!   message. B reports. If A does not see the claim of B, the fence of A comes before the fence of
//!   B. Then the slots of A are visible to the registry when it has taken the report of B. If A
//!   sees the claim, A sets `REPORTED` too.
//!
//! # Races, stalls, panics
//!
//! A report is a hint. The registry examines the ring under its lock before it relies on the
//! report. So a late report, when another producer has the ring, changes nothing. A consumer that
//! stalls between `REPORTED` and the push holds back only the report of this ring. A handler that
//! panics releases slots while it unwinds, and reports as any release does. A claim that is
//! forgotten with its consumer keeps its slots: that ring is never drained.

use crate::fence::{self, Mode};
use crate::sync::{self, AtomicU32, Ordering, edge};

const VACANT: u32 = 1;
const REPORTED: u32 = 1 << 1;
const FULL_FENCE: u32 = 1 << 31;

/// The word. The module's table says which end changes it.
pub(crate) struct Vacancy(AtomicU32);

impl Vacancy {
    /// Makes the word of a ring that has a producer. `fences` tells whether every release already
    /// executes a full fence where the channel uses full fences. Then this word does not ask for
    /// another one.
    pub(crate) fn new(mode: Mode, fences: bool) -> Self {
        Self(AtomicU32::new(if mode == Mode::Full && !fences { FULL_FENCE } else { 0 }))
    }

    /// Returns whether a consumer that has released slots must also examine the ring. This is one
    /// relaxed load, after a light fence. The fence's partner is the [`heavy`](fence::heavy) of a
    /// producer that registers. It ignores `REPORTED`: the head of the module says why.
    #[inline]
    pub(crate) fn wants_report(&self) -> bool {
        fence::light();
        self.0.load(Ordering::Relaxed) & (VACANT | FULL_FENCE) != 0
    }

    /// Returns whether the ring is vacant. The caller has released slots before. The full fence
    /// orders that release before this load, and before the caller's load of `head`: the head of
    /// the module says why.
    ///
    /// Acquire pairs with [`vacate`](Self::vacate): if the ring is vacant, the `tail` that the
    /// caller loads next is final.
    pub(crate) fn is_vacant(&self) -> bool {
        if sync::present("fence.report") {
            sync::fence(Ordering::SeqCst);
        }
        self.0.load(Ordering::Acquire) & VACANT != 0
    }

    /// Sets `REPORTED`, for a consumer. Returns whether the caller must push the ring.
    ///
    /// Release pairs with [`collect`](Self::collect): the slots that this consumer released are
    /// visible to the registry. This also holds if another consumer had set the bit before.
    pub(crate) fn report(&self) -> bool {
        self.0.fetch_or(REPORTED, Ordering::AcqRel) & REPORTED == 0
    }

    /// Clears `REPORTED`. The registry has taken the ring off the stack, and examines it next.
    /// Acquire pairs with [`report`](Self::report).
    pub(crate) fn collect(&self) {
        self.0.fetch_and(!REPORTED, edge("vacancy.collect", Ordering::Acquire));
    }

    /// Sets `VACANT`. The producer leaves a ring whose slots are not all free. Release pairs with
    /// [`is_vacant`](Self::is_vacant).
    pub(crate) fn vacate(&self) {
        self.0.fetch_or(VACANT, Ordering::Release);
    }

    /// Clears `VACANT`: the registry needs no report. Relaxed: a consumer that still sees the bit
    /// makes a report that is ignored.
    pub(crate) fn settle(&self) {
        self.0.fetch_and(!VACANT, Ordering::Relaxed);
    }
}
