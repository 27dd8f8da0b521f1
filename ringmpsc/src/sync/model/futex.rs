//! futex(2) as loom sees it: the kernel compares the word and puts the thread to sleep in one step.
//!
//! The lock stands for that of the kernel's hash bucket. There is one for all words, so a wake is one for
//! everybody, which the callers must expect anyway.

use std::time::Instant;

use loom::sync::{Condvar, Mutex};

use super::{AtomicU32, Ordering};

loom::lazy_static! {
    static ref BUCKET: Bucket = Bucket { lock: Mutex::new(()), sleepers: Condvar::new() };
}

struct Bucket {
    lock: Mutex<()>,
    sleepers: Condvar,
}

/// Sleeps if the word is as expected. No model lets time pass, so a deadline is never reached.
pub(crate) fn wait(word: &AtomicU32, expected: u32, _deadline: Option<Instant>) {
    let guard = BUCKET.lock.lock().expect("never poisoned");
    if word.load(Ordering::Relaxed) == expected {
        drop(BUCKET.sleepers.wait(guard).expect("never poisoned"));
    }
}

/// Wakes everybody.
pub(crate) fn wake_all(_word: &AtomicU32) {
    let _guard = BUCKET.lock.lock().expect("never poisoned");
    BUCKET.sleepers.notify_all();
}
