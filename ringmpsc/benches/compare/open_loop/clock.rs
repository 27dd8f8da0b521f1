//! The counter of the CPU, and what a tick of it is.

use std::hint;

use quanta::Clock as Counter;

/// Reads time in ticks. Both threads of a run have a clone.
#[derive(Clone)]
pub(crate) struct Clock {
    counter: Counter,
    nanos_per_tick: f64,
}

impl Clock {
    /// The first call of the process calibrates the counter, which takes up to 0.2 seconds.
    #[expect(clippy::cast_precision_loss, reason = "seventeen digits are enough")]
    pub(crate) fn new() -> Self {
        /// So many ticks take minutes, so that the rounding of their nanoseconds does not matter.
        const MANY: u64 = 1 << 40;
        let counter = Counter::new();
        let nanos_per_tick = counter.delta_as_nanos(0, MANY) as f64 / MANY as f64;
        Self { counter, nanos_per_tick }
    }

    /// The time now.
    #[inline]
    pub(crate) fn ticks(&self) -> u64 {
        self.counter.raw()
    }

    /// The time when all loads of the calling thread before this have been done. Without that the
    /// counter may be read while a message is still on its way from the other CPU.
    #[inline]
    pub(crate) fn ticks_after_loads(&self) -> u64 {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: it needs SSE2, which every processor with this architecture has.
        unsafe {
            std::arch::x86_64::_mm_lfence();
        }
        #[cfg(not(target_arch = "x86_64"))]
        std::sync::atomic::fence(std::sync::atomic::Ordering::SeqCst);
        self.ticks()
    }

    /// How many ticks take so many nanoseconds.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a run takes less than an hour"
    )]
    pub(crate) fn ticks_of(&self, nanos: f64) -> u64 {
        (nanos / self.nanos_per_tick).round() as u64
    }

    /// How many nanoseconds so many ticks take.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a run takes less than an hour"
    )]
    pub(crate) fn nanos(&self, ticks: u64) -> u64 {
        (ticks as f64 * self.nanos_per_tick).round() as u64
    }

    /// What one [read after loads](Self::ticks_after_loads) takes, in nanoseconds: the least of
    /// many averages.
    #[expect(clippy::cast_precision_loss, reason = "these are few ticks")]
    pub(crate) fn cost(&self) -> f64 {
        const READS: u64 = 64;
        let average = |_| {
            let before = self.ticks();
            (0..READS).for_each(|_| _ = hint::black_box(self.ticks_after_loads()));
            (self.ticks() - before) as f64 / READS as f64 * self.nanos_per_tick
        };
        (0..1000).map(average).fold(f64::MAX, f64::min)
    }
}
