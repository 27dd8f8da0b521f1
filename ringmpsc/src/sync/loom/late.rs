//! Stores that become visible late: a reordering of a store and a later read-modify-write that loom
//! does not show.
//!
//! A Release store may become visible after a Relaxed read-modify-write of another word that
//! follows it in the program. Another thread then replaces the word of the store by an exchange
//! that finds the old value. Loom never returns an old value to an exchange, so a model simulates
//! this. With [`delay_stores`], some stores of a thread wait in a queue of that thread. The thread
//! writes the queue out, in order:
//!
//! * before its next fence, or its next named operation that is a Release;
//! * before its next read-modify-write of a word in the queue;
//! * when it calls [`write_out`].
//!
//! The thread itself reads what it has stored. Each of these rules is one of the C++ memory model.
//! Stores that are not in the queue are visible at once, as the memory model allows.

use std::sync::Mutex as StdMutex;
use std::sync::atomic::{AtomicBool as StdAtomicBool, Ordering as StdOrdering};

use loom::thread::{self, ThreadId};

use crate::sync::loom::{AtomicBool, AtomicU64, Ordering};

static DELAYED: StdAtomicBool = StdAtomicBool::new(false);

/// Makes some stores late from now on. A thread that calls into a channel must [write them
/// out](write_out) at its end, while another thread keeps the channel alive.
pub fn delay_stores() {
    DELAYED.store(true, StdOrdering::Relaxed);
}

fn is_delayed() -> bool {
    DELAYED.load(StdOrdering::Relaxed)
}

enum Target {
    Word(*const AtomicU64, u64, Ordering),
    Flag(*const AtomicBool, Ordering),
}

// SAFETY: only the thread that queued the addresses uses them, and loom runs all threads of a model
// on one thread of the process.
unsafe impl Send for Target {}

loom::lazy_static! {
    static ref QUEUE: StdMutex<Vec<(ThreadId, Target)>> = StdMutex::new(Vec::new());
}

fn with<R>(f: impl FnOnce(&mut Vec<(ThreadId, Target)>) -> R) -> R {
    f(&mut QUEUE.lock().expect("never poisoned"))
}

fn enqueue(target: Target) {
    let me = thread::current().id();
    with(|queue| queue.push((me, target)));
}

/// `target.store(value)`, perhaps late. The name is that of an edge.
pub(crate) fn store_late(target: &AtomicU64, value: u64, name: &'static str) {
    let ordering = super::weakened(name, Ordering::Release);
    if is_delayed() {
        enqueue(Target::Word(target, value, ordering));
    } else {
        target.store(value, ordering);
    }
}

/// `target.store(false, Release)`, perhaps late.
pub(crate) fn clear_late(target: &AtomicBool) {
    if !super::present("biased.claimed") {
        // The store may overtake the stores before it.
        target.store(false, Ordering::Relaxed);
    } else if is_delayed() {
        enqueue(Target::Flag(target, Ordering::Release));
    } else {
        target.store(false, Ordering::Release);
    }
}

/// `target.load(ordering)`, or what this thread has stored late.
pub(crate) fn load_own(target: &AtomicU64, ordering: Ordering) -> u64 {
    let own = is_delayed().then(|| {
        let me = thread::current().id();
        with(|queue| {
            queue.iter().rev().find_map(|(thread, entry)| match entry {
                Target::Word(at, value, _) if *thread == me && core::ptr::eq(*at, target) => {
                    Some(*value)
                }
                _ => None,
            })
        })
    });
    own.flatten().unwrap_or_else(|| target.load(ordering))
}

/// Makes all late stores of this thread visible.
pub fn write_out() {
    if !is_delayed() {
        return;
    }
    let me = thread::current().id();
    let mine = with(|queue| {
        let (mine, others) = core::mem::take(queue).into_iter().partition(|(id, _)| *id == me);
        *queue = others;
        let mine: Vec<_> = mine;
        mine
    });
    for (_, target) in mine {
        match target {
            Target::Word(at, value, ordering) => {
                // SAFETY: the contract of `delay_stores`: the word is part of a channel that stays
                // alive until its threads have written out.
                unsafe { &*at }.store(value, ordering);
            }
            Target::Flag(at, ordering) => {
                // SAFETY: as above.
                unsafe { &*at }.store(false, ordering);
            }
        }
    }
}
