//! Messages that are accounted for: each must be dropped exactly once. And their channels, of two
//! slots.

use std::cell::RefCell;
use std::collections::BTreeMap;

use ringmpsc::ring_channel;

thread_local! {
    /// Whether the message of a number is alive. All threads of a model are one thread of the
    /// process.
    static LEDGER: RefCell<BTreeMap<u32, bool>> = const { RefCell::new(BTreeMap::new()) };
}

/// A new execution begins.
pub(crate) fn forget() {
    LEDGER.with_borrow_mut(BTreeMap::clear);
}

/// Every message that was made must have been dropped.
pub(crate) fn none_is_left() {
    LEDGER.with_borrow(|ledger| {
        for (number, alive) in ledger {
            assert!(!alive, "message {number} was lost");
        }
    });
}

/// A message with a number of its own.
///
/// A mutant may read one twice, or read a slot without a message, so there is no pointer in it.
#[ring_channel(kind = spsc, bits = 1, name = Spsc)]
#[ring_channel(kind = mpsc, bits = 1, name = Mpsc)]
#[ring_channel(kind = spsc, bits = 1, wait, name = WaitingSpsc)]
#[ring_channel(kind = mpsc, bits = 1, wait, name = WaitingMpsc)]
#[ring_channel(kind = spsc, bits = 1, notify, name = NotifiedSpsc)]
#[ring_channel(kind = mpsc, bits = 1, notify, name = NotifiedMpsc)]
#[ring_channel(kind = spsc, bits = 1, futures, name = AsyncSpsc)]
#[ring_channel(kind = spsc, bits = 1, wait, notify, futures, name = MixedSpsc)]
#[ring_channel(kind = mpsc, bits = 1, wait, notify, futures, name = MixedMpsc)]
#[ring_channel(kind = spmc, bits = 1, wait, notify, futures, name = MixedSpmc)]
#[ring_channel(kind = mpsc, bits = 1, futures, name = AsyncMpsc)]
#[ring_channel(kind = spmc, bits = 1, name = Spmc)]
#[ring_channel(kind = mpmc, bits = 1, name = Mpmc)]
#[ring_channel(kind = spmc, bits = 1, wait, name = WaitingSpmc)]
#[ring_channel(kind = mpmc, bits = 1, wait, name = WaitingMpmc)]
#[ring_channel(kind = spmc, bits = 1, notify, name = NotifiedSpmc)]
#[ring_channel(kind = spmc, bits = 1, futures, name = AsyncSpmc)]
#[ring_channel(kind = mpmc, bits = 1, futures, name = AsyncMpmc)]
#[ring_channel(kind = spsc, bits = 1, wait, fence = asymmetric, name = AsymmetricSpsc)]
#[ring_channel(kind = spmc, bits = 1, wait, fence = asymmetric, name = AsymmetricSpmc)]
#[ring_channel(
    kind = spsc, bits = 1, wait, notify, futures, fence = asymmetric, name = AsymmetricMixedSpsc
)]
#[ring_channel(kind = spsc, bits = 1, wait, futures, fence = adaptive, name = AdaptiveSpsc)]
#[ring_channel(kind = mpsc, bits = 1, wait, futures, fence = adaptive, name = AdaptiveMpsc)]
#[ring_channel(kind = spmc, bits = 1, wait, futures, fence = adaptive, name = AdaptiveSpmc)]
#[ring_channel(kind = mpmc, bits = 1, wait, futures, fence = adaptive, name = AdaptiveMpmc)]
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Message(u32);

impl Message {
    pub(crate) fn new(number: u32) -> Self {
        let used = LEDGER.with_borrow_mut(|ledger| ledger.insert(number, true));
        assert_eq!(used, None, "message {number} was made twice");
        Self(number)
    }

    /// Ends the message, and returns its number.
    pub(crate) fn number(self) -> u32 {
        self.0
    }
}

impl Drop for Message {
    fn drop(&mut self) {
        let alive = LEDGER.with_borrow_mut(|ledger| ledger.insert(self.0, false));
        assert_eq!(alive, Some(true), "message {} was dropped twice, or never made", self.0);
    }
}

/// How many rings a channel has.
pub(crate) trait RingCount {
    fn ring_count(&self) -> usize;
}

impl RingCount for MpscChannel {
    fn ring_count(&self) -> usize {
        self.handle.ring_count()
    }
}

impl RingCount for MpmcChannel {
    fn ring_count(&self) -> usize {
        self.handle.ring_count()
    }
}
