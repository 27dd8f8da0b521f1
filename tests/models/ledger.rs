//! Messages that are accounted for: each must be dropped exactly once.

use std::cell::RefCell;

thread_local! {
    /// By number: whether the message is still alive. All threads of a model are one thread of the process.
    static LEDGER: RefCell<Vec<bool>> = const { RefCell::new(Vec::new()) };
}

/// Begins the books of one execution.
pub fn open() {
    LEDGER.with_borrow_mut(Vec::clear);
}

/// Closes them: no message may be left.
pub fn close() {
    LEDGER.with_borrow(|ledger| {
        if let Some(number) = ledger.iter().position(|&alive| alive) {
            panic!("message {number} was lost");
        }
    });
}

/// The next message: its number is how many there were before.
///
/// A mutant may read a message twice, or read a slot that holds none. So there is no pointer in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Number(u32);

impl Number {
    pub fn next() -> Self {
        LEDGER.with_borrow_mut(|ledger| {
            ledger.push(true);
            Self(u32::try_from(ledger.len() - 1).expect("few messages"))
        })
    }
}
