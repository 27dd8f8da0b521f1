//! How slots come back from consumers that share a ring.
//!
//! They take messages out in any order, so no single cursor says which slots are free. Each slot
//! has a *receipt* instead. Who claimed `from..to`, and has moved these messages out, files `to` at
//! the receipt of `from`. The producer, alone, follows: from the first slot that it has not got
//! back, to where its receipt says, and on from there, until it comes to a receipt that is of an
//! earlier lap:
//!
//! ```text
//!   slot       0    1    2    3    4    5    6    7        capacity 8, second lap: cursors 8 ..= 15
//!   receipt  [11]   .    .  [12] [ 4]   .  [15]   .
//!             │              ▲│   ▲
//!             └──────────────┘└───┘ 4 is of the first lap: 12 .. is still claimed, whatever lies behind
//!   head = 8  ─────────────────────► head = 12
//! ```
//!
//! A receipt is never cleared: cursors grow, and one of an earlier lap is never ahead of the slot
//! it is in. It may be filed in parts (`from..k`, then `k..to`). A claim that is stalled holds its
//! own slots, and keeps the producer from those behind them only when it comes to need them.

use core::ops::Deref;

use crate::ring::index;
use crate::ring::prefetch::prefetch_write;
use crate::ring::slip::DISTANCE;
use crate::sync::{self, AtomicU64, Ordering, edge};

/// How many receipts the producer follows at most when it has found as many slots as it needs. It
/// is then spared the next looks, and does not run after its consumers for a whole lap. Fewer would
/// look as if it had caught up with them.
const AT_ONCE: usize = DISTANCE;

/// How many receipts ahead a consumer looks that takes message by message. As far as a line is that
/// takes 400 ns.
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

/// Where the claim that began at this slot ends. Zero bytes are a receipt of a ring whose cursors
/// start at 0.
#[repr(transparent)]
pub struct Receipt(AtomicU64);

impl Receipt {
    pub(crate) fn new(cursor: u64) -> Self {
        Self(AtomicU64::new(cursor))
    }
}

/// The messages in `from..to` were moved out, and their slots are the producer's. Pairs with
/// [`follow`].
#[inline]
pub(crate) fn file(receipts: &[Receipt], from: u64, to: u64) {
    let slot = index::slot(from, receipts.len());
    sync::store_late(&receipts[slot].0, to, "receipt.file");
}

/// The receipt of `from` will be filed soon.
#[inline]
pub(crate) fn expect(receipts: &[Receipt], from: u64) {
    prefetch_write(&raw const receipts[index::slot(from, receipts.len())]);
}

/// Receipts will be filed one by one from `from` on: asks for the line that is [`AHEAD`], once a
/// line. The producer has had it last. Where lines are far, one message after another would wait
/// for them; where they are near it makes no difference.
#[inline]
pub(crate) fn expect_more(receipts: &[Receipt], from: u64) {
    const A_LINE: u64 = 64 / size_of::<Receipt>() as u64;
    if from.is_multiple_of(A_LINE) {
        expect(receipts, from.wrapping_add(AHEAD));
    }
}

/// The cursor before which all slots have come back, if `head` is such a cursor, and no more than a
/// capacity behind `tail`: a slot of an earlier lap may have a receipt of a later one, which says
/// nothing of those in between. May stop early once that is `enough`.
///
/// Pairs with [`file()`]: who moved the messages out of these slots no longer looks at them.
pub(crate) fn follow(receipts: &[Receipt], mut head: u64, enough: u64) -> u64 {
    for reclaimed in 1.. {
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
