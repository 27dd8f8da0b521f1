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

/// Returns the sum of two numbers. If only one was measured, the sum is that number.
pub(super) fn both<T>(a: Option<T>, b: Option<T>, merge: impl FnOnce(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(merge(a, b)),
        (one, other) => one.or(other),
    }
}
