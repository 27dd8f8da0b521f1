//! User code that is run on behalf of somebody else.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs a waker's code. If it panics the panic hook reports it, and that is all.
///
/// It is run in the middle of a send, a receive or a drop of somebody who has nothing to do with
/// its task, and others are told after it. Whatever it leaves broken by unwinding is its own:
/// nothing of ours is lent to it.
pub(crate) fn catch_panic(waker: impl FnOnce()) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(waker)) {
        // Dropping what it panicked with could panic again.
        mem::forget(panic);
    }
}
