//! futex(2) under loom: the kernel compares the word and puts the thread to sleep in one step.
//!
//! The lock stands for the lock of the kernel's hash bucket; there is one for all words. Each word
//! has a condition variable of its own. So a wake of one word does not wake a thread that sleeps on
//! another.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use loom::sync::{Condvar, Mutex};

use crate::sync::loom::{AtomicU32, Ordering};

loom::lazy_static! {
    static ref BUCKET: Mutex<HashMap<usize, Sleepers>> = Mutex::new(HashMap::new());
}

/// The threads that sleep on one word.
struct Sleepers {
    woken: Arc<Condvar>,
    /// How many threads sleep and have not been woken.
    count: usize,
}

fn address(word: &AtomicU32) -> usize {
    std::ptr::from_ref(word).addr()
}

/// Sleeps if the word equals `expected`. Time does not pass in a model, so a deadline is never
/// reached.
pub(crate) fn wait(word: &AtomicU32, expected: u32, _deadline: Option<Instant>) {
    let mut bucket = BUCKET.lock().expect("never poisoned");
    if word.load(Ordering::Relaxed) == expected {
        let sleepers = bucket
            .entry(address(word))
            .or_insert_with(|| Sleepers { woken: Arc::new(Condvar::new()), count: 0 });
        sleepers.count += 1;
        let woken = Arc::clone(&sleepers.woken);
        drop(woken.wait(bucket).expect("never poisoned"));
    }
}

/// Wakes up to `n` threads, and returns how many it has woken.
pub(crate) fn wake_some(word: &AtomicU32, n: usize) -> usize {
    let mut bucket = BUCKET.lock().expect("never poisoned");
    let Some(sleepers) = bucket.get_mut(&address(word)) else {
        return 0;
    };
    let n = n.min(sleepers.count);
    sleepers.count -= n;
    (0..n).for_each(|_| sleepers.woken.notify_one());
    n
}

/// Wakes all threads that sleep on the word.
pub(crate) fn wake_all(word: &AtomicU32) -> usize {
    wake_some(word, usize::MAX)
}
