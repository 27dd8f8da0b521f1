//! A counter with one writer.

use core::sync::atomic::{AtomicU64, Ordering};

/// A counter with one writer.
#[derive(Default)]
#[repr(transparent)]
pub(super) struct Counter(pub(super) AtomicU64);

impl Counter {
    #[inline]
    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    #[inline]
    pub(super) fn set(&self, value: u64) {
        self.0.store(value, Ordering::Relaxed);
    }

    #[inline]
    pub(super) fn add(&self, n: u64) {
        self.set(self.get().wrapping_add(n));
    }

    #[inline]
    pub(super) fn raise(&self, value: u64) {
        if value > self.get() {
            self.set(value);
        }
    }
}
