//! How slots come back from competing consumers.
//!
//! Competing consumers take messages out in any order, so no single cursor says which slots are
//! free. Instead each slot has a *receipt*. A consumer that claimed `from..to`, and has moved these
//! messages out, files `to` at the receipt of `from`.
//!
//! The producer follows the receipts. While the ring is vacant, the registry does. It starts at the
//! first slot that is not known to be free. It goes on to where the receipt of that slot says, and
//! so on. It stops at a receipt of an earlier lap:
//!
//! ```text
//!   slot       0    1    2    3    4    5    6    7    capacity 8, second lap: cursors 8 ..= 15
//!   receipt  [11]   .    .  [12] [ 4]   .  [15]   .
//!             │              ▲│   ▲
//!             └──────────────┘└───┘ 4 is of the first lap: 12 .. is still claimed: stop here
//!   head = 8  ─────────────────────► head = 12
//! ```
//!
//! A receipt is never cleared. Cursors only grow, so a receipt of an earlier lap is never ahead of
//! its slot. A consumer may file a claim in parts (`from..k`, then `k..to`). A stalled claim holds
//! back its own slots. The producer misses the slots after them only when it wraps around to the
//! stalled ones.

use core::ops::Deref;

use crate::ring::index;
use crate::ring::prefetch::prefetch_write;
use crate::ring::slip::DISTANCE;
use crate::sync::{self, AtomicU64, Ordering, edge};

/// How many receipts the producer follows at most once it has found as many slots as it needs. So
/// its next operations need not load receipts, and it does not follow its consumers for a whole
/// lap. With a smaller number the producer would seem to have caught up with its consumers.
const AT_ONCE: usize = DISTANCE;

/// How many receipts ahead a consumer prefetches when it takes one message at a time. This covers a
/// cache line that takes 400 ns to arrive.
const AHEAD: u64 = 32;

/// One receipt for each slot of a ring with `N` slots.
#[repr(C, align(64))]
pub struct Receipts<const N: usize>([Receipt; N]);

impl<const N: usize> Deref for Receipts<N> {
    type Target = [Receipt];

    #[inline]
    fn deref(&self) -> &[Receipt] {
        &self.0
    }
}

/// The cursor at which the claim that began at this slot ends. Zero bytes are a receipt of a ring
/// whose cursors start at 0.
#[repr(transparent)]
pub struct Receipt(AtomicU64);

impl Receipt {
    pub(crate) fn new(cursor: u64) -> Self {
        Self(AtomicU64::new(cursor))
    }
}

/// Files the receipt of `from..to`: their messages were moved out, and the producer may use the
/// slots. Wait-free. Pairs with [`follow`].
#[inline]
pub(crate) fn file(receipts: &[Receipt], from: u64, to: u64) {
    let slot = index::slot(from, receipts.len());
    sync::store_late(&receipts[slot].0, to, "receipt.file");
}

/// Prefetches the receipt of `from`, which will be filed soon.
#[inline]
pub(crate) fn expect(receipts: &[Receipt], from: u64) {
    prefetch_write(&raw const receipts[index::slot(from, receipts.len())]);
}

/// Prefetches the line of receipts that is [`AHEAD`], once for each line. The caller files receipts
/// one by one from `from` on. The producer has had that line last. If the line is far, each message
/// would wait for it. If it is near, the prefetch makes no difference.
#[inline]
pub(crate) fn expect_more(receipts: &[Receipt], from: u64) {
    const A_LINE: u64 = 64 / size_of::<Receipt>() as u64;
    if from.is_multiple_of(A_LINE) {
        expect(receipts, from.wrapping_add(AHEAD));
    }
}

/// Returns a cursor before which all slots are free. May stop early once that is `enough`.
///
/// `head` must be such a cursor, and at most a capacity behind `tail`. A slot of an earlier lap may
/// have a receipt of a later lap, which says nothing about the slots in between.
///
/// Acquire pairs with [`file()`]: the consumers that moved the messages out of these slots no
/// longer read them.
pub(crate) fn follow(receipts: &[Receipt], mut head: u64, enough: u64) -> u64 {
    for reclaimed in 1.. {
        // Stop at a receipt of an earlier lap, or after `AT_ONCE` receipts if enough slots are
        // found.
        let slot = index::slot(head, receipts.len());
        let to = receipts[slot].0.load(edge("receipt.follow", Ordering::Acquire));
        if index::ahead(head, to) == 0 || reclaimed > AT_ONCE && index::ahead(head, enough) == 0 {
            break;
        }
        head = to;
    }
    head
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests {
    use super::*;

    const EDGES: [u64; 4] = [0, u32::MAX as u64 - 2, u64::MAX - 2, u64::MAX];

    fn blank(start: u64) -> [Receipt; 8] {
        core::array::from_fn(|_| Receipt::new(start))
    }

    #[test]
    fn nothing_has_come_back_of_a_new_ring() {
        for start in EDGES {
            let receipts = blank(start);
            for k in 0..8 {
                let head = start.wrapping_add(k);
                assert_eq!(follow(&receipts, head, head.wrapping_add(8)), head);
            }
        }
    }

    #[test]
    fn the_picture_above_on_every_lap() {
        for start in EDGES {
            let receipts = blank(start);
            let at = |k: u64| start.wrapping_add(k);
            for lap in (0..80).step_by(8) {
                file(&receipts, at(lap + 3), at(lap + 4));
                file(&receipts, at(lap + 6), at(lap + 7));
                assert_eq!(
                    follow(&receipts, at(lap), at(lap + 8)),
                    at(lap),
                    "the first is missing"
                );
                file(&receipts, at(lap), at(lap + 3));
                assert_eq!(follow(&receipts, at(lap), at(lap + 8)), at(lap + 4));
                file(&receipts, at(lap + 4), at(lap + 5));
                file(&receipts, at(lap + 5), at(lap + 6));
                assert_eq!(follow(&receipts, at(lap), at(lap + 8)), at(lap + 7));
                file(&receipts, at(lap + 7), at(lap + 8));
                assert_eq!(follow(&receipts, at(lap), at(lap + 8)), at(lap + 8));
            }
        }
    }

    #[test]
    fn enough_is_enough() {
        let receipts: Vec<_> = (1..=1024).map(Receipt::new).collect();
        let limit = AT_ONCE as u64;
        assert_eq!(follow(&receipts, 0, 1), limit, "so many are followed in any case");
        assert_eq!(follow(&receipts, 0, limit), limit);
        assert_eq!(follow(&receipts, 0, limit + 100), limit + 100, "but never too few");
    }
}
