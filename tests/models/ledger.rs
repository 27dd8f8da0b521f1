//! Messages that are accounted for: each must be dropped exactly once.

use std::cell::RefCell;
use std::collections::BTreeMap;

thread_local! {
    /// Whether the message of a number is alive. All threads of a model are one thread of the process.
    static LEDGER: RefCell<BTreeMap<u32, bool>> = const { RefCell::new(BTreeMap::new()) };
}

/// Begins the books of one execution.
pub fn open() {
    LEDGER.with_borrow_mut(BTreeMap::clear);
}

/// Closes them: no message may be left.
pub fn close() {
    LEDGER.with_borrow(|ledger| {
        for (number, alive) in ledger {
            assert!(!alive, "message {number} was lost");
        }
    });
}

/// A message with a number of its own.
///
/// A mutant may read one twice, or read a slot without a message, so there is no pointer in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Message(u32);

impl Message {
    pub fn new(number: u32) -> Self {
        let used = LEDGER.with_borrow_mut(|ledger| ledger.insert(number, true));
        assert_eq!(used, None, "message {number} was made twice");
        Self(number)
    }

    /// Ends the message, and returns its number.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl Drop for Message {
    fn drop(&mut self) {
        let alive = LEDGER.with_borrow_mut(|ledger| ledger.insert(self.0, false));
        assert_eq!(alive, Some(true), "message {} was dropped twice, or never made", self.0);
    }
}
