//! A gate that opens when everybody has come.
//!
//! Of atomics alone: std's own barrier would be invisible to `ThreadSanitizer`, which does not look
//! into std.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::watchdog::Patience;

pub(crate) struct Gate {
    parties: usize,
    waiting: AtomicUsize,
    opened: AtomicUsize,
}

impl Gate {
    pub(crate) const fn new(parties: usize) -> Self {
        Self { parties, waiting: AtomicUsize::new(0), opened: AtomicUsize::new(0) }
    }

    /// Waits for the others. What everybody did before happens before what anybody does afterwards.
    pub(crate) fn pass(&self, patience: &mut Patience) {
        let opened = self.opened.load(Ordering::Relaxed);
        if self.waiting.fetch_add(1, Ordering::AcqRel) + 1 == self.parties {
            self.waiting.store(0, Ordering::Relaxed);
            self.opened.store(opened.wrapping_add(1), Ordering::Release);
            return;
        }
        while self.opened.load(Ordering::Acquire) == opened {
            patience.idle(&"waiting at the gate");
        }
        patience.moved();
    }
}
