//! A bare cache line that two threads pass to one another: a message, and whose turn it is. The
//! answer is the acknowledgement, so nothing moves but what must.

use std::cell::UnsafeCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::common::ends::Side;
use crate::common::message::Message;

#[repr(align(128))]
struct Line<M> {
    /// How often the line has been passed on: the opening side's turn while it is even, the other's
    /// while it is odd.
    passed: AtomicU64,
    message: UnsafeCell<M>,
}

// SAFETY: the message is used by the side alone whose turn it is. A side passes the line on with a
// release, and the other takes it with an acquire. There is one side for even turns and one for odd
// ones, neither is `Clone`, and each works through `&mut self`.
unsafe impl<M: Message> Sync for Line<M> {}

/// One of the two sides.
pub(crate) struct Player<M> {
    line: Arc<Line<M>>,
    /// Its next turn.
    turn: u64,
}

/// The side that begins, and the other.
pub(crate) fn open<M: Message>() -> (Player<M>, Player<M>) {
    let message = UnsafeCell::new(M::default());
    let line = Arc::new(Line { passed: AtomicU64::new(0), message });
    (Player { line: Arc::clone(&line), turn: 0 }, Player { line, turn: 1 })
}

impl<M: Message> Player<M> {
    #[inline]
    fn is_on_turn(&self) -> bool {
        self.line.passed.load(Ordering::Acquire) == self.turn
    }
}

impl<M: Message> Side<M> for Player<M> {
    #[inline]
    fn send(&mut self, message: M) -> bool {
        if !self.is_on_turn() {
            return false;
        }
        // SAFETY: it is this side's turn: see `Line`.
        unsafe { *self.line.message.get() = message };
        self.line.passed.store(self.turn + 1, Ordering::Release);
        self.turn += 2;
        true
    }

    #[inline]
    fn receive(&mut self) -> Option<M> {
        if !self.is_on_turn() {
            return None;
        }
        // SAFETY: it is this side's turn: see `Line`.
        Some(unsafe { *self.line.message.get() })
    }
}
