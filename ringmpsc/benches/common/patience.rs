//! Waiting of a contestant that finds its ring full or empty: the same for all.

use std::hint;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

/// Pauses, and lets somebody else run when that has not helped for long.
#[derive(Clone, Copy)]
pub(crate) struct Patience {
    waits: u32,
    /// Every how many pauses it yields.
    pauses: u32,
}

impl Patience {
    /// For a thread that has a CPU to itself.
    pub(crate) const ALONE: Self = Self { waits: 0, pauses: 1024 };

    /// For one of more threads than there are CPUs: whoever is waited for may need this one.
    pub(crate) const CROWDED: Self = Self { waits: 0, pauses: 16 };

    /// Returns whether it has yielded.
    #[inline]
    pub(crate) fn wait(&mut self) -> bool {
        self.waits += 1;
        let yields = self.waits == self.pauses;
        if yields {
            self.waits = 0;
            thread::yield_now();
        } else {
            hint::spin_loop();
        }
        yields
    }
}

/// Where all threads meet before a phase.
#[derive(Default)]
pub(crate) struct Gate(AtomicUsize);

impl Gate {
    /// Waits until all of `threads` have come for the `nth` time, counted from 1.
    pub(crate) fn meet(&self, threads: usize, nth: usize) {
        self.0.fetch_add(1, Ordering::AcqRel);
        let mut patience = Patience::CROWDED;
        while self.0.load(Ordering::Acquire) < threads * nth {
            patience.wait();
        }
    }
}

/// One phase of a transfer, as its consumers see it.
pub(crate) struct Course {
    total: u64,
    /// Whether one consumer receives them all, and so knows by itself when it is done.
    alone: bool,
    /// What consumers that found nothing say that they have received.
    received: AtomicU64,
    /// Producers that have not sent everything yet.
    sending: AtomicUsize,
}

impl Course {
    pub(crate) fn new(total: u64, producers: usize, consumers: usize) -> Self {
        let (received, sending) = (AtomicU64::new(0), AtomicUsize::new(producers));
        Self { total, alone: consumers == 1, received, sending }
    }

    /// How many messages there are to be received in all.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// A producer has sent everything.
    pub(crate) fn has_sent(&self) {
        self.sending.fetch_sub(1, Ordering::AcqRel);
    }
}

/// A consumer that finds nothing, over and over.
pub(crate) struct Idle<'a> {
    course: &'a Course,
    patience: Patience,
    reported: u64,
    /// How often it has yielded since it last received something, with nobody sending any more.
    in_vain: u32,
}

impl<'a> Idle<'a> {
    /// A consumer that has received `count` messages of the course.
    pub(crate) fn new(course: &'a Course, count: u64, patience: Patience) -> Self {
        Self { course, patience, reported: count, in_vain: 0 }
    }

    /// Waits a little. `false` if there is nothing to wait for: all was received, or something was
    /// lost.
    ///
    /// Not inlined: the loops around it measure receiving, and have few instructions.
    #[inline(never)]
    pub(crate) fn wait(&mut self, count: u64) -> bool {
        let Course { total, alone, received, sending } = self.course;
        let news = count - self.reported;
        if !alone && news > 0 {
            received.fetch_add(news, Ordering::AcqRel);
            self.reported = count;
            self.in_vain = 0;
        }
        if !alone && received.load(Ordering::Acquire) >= *total {
            return false;
        }
        if self.patience.wait() && sending.load(Ordering::Acquire) == 0 {
            if *alone && news > 0 {
                self.reported = count;
                self.in_vain = 0;
            }
            // A channel may look at an idle ring less often, so once is not enough.
            self.in_vain += 1;
        }
        self.in_vain < 1024
    }
}
