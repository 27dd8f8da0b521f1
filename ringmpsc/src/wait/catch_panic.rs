//! User code that runs inside an operation of another thread's end.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs a waker's code, and catches its panic. The panic hook reports it; nothing else happens.
///
/// The code runs in the middle of a send, a receive or a drop that has no part in its task. Other
/// listeners are notified after it. Unwinding can break only the waker's own state: the library
/// lends it nothing.
pub(crate) fn catch_panic(waker: impl FnOnce()) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(waker)) {
        // Dropping the panic payload could panic again.
        mem::forget(panic);
    }
}
