//! The limit: the cheapest hand-written ways of moving the same numbers between the same two
//! threads.
//!
//! They have no close, no drop, no doorbell and no checks, and their capacity is that of the other
//! contestants. What a channel costs more than this is the price of being one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use crate::ends::{Receiver, Sender};
use crate::harness::BATCH;

/// How many numbers there is room for.
const CAPACITY: usize = 1 << 16;

#[repr(align(128))]
#[derive(Default)]
struct Cursor(AtomicUsize);

/// Numbers in a ring, and how many have been written and read. The cursors count batches or single
/// numbers, as the two sides agree.
struct Shared {
    written: Cursor,
    read: Cursor,
    /// Relaxed atomics are plain moves.
    numbers: Box<[AtomicU64; CAPACITY]>,
}

/// One side of a probe: its own cursor, and a copy of the other's.
pub(crate) struct Side {
    shared: Arc<Shared>,
    own: usize,
    peer: usize,
}

pub(crate) fn open() -> (Side, Side) {
    let numbers: Vec<_> = (0..CAPACITY).map(|_| AtomicU64::new(0)).collect();
    let numbers = numbers.into_boxed_slice().try_into().expect("the length is the capacity");
    let shared = Arc::new(Shared { written: Cursor::default(), read: Cursor::default(), numbers });
    let side = || Side { shared: Arc::clone(&shared), own: 0, peer: 0 };
    (side(), side())
}

impl Side {
    /// Whether there are `n` free places.
    #[inline]
    fn has_room(&mut self, n: usize) -> bool {
        if self.own + n - self.peer > CAPACITY {
            self.peer = self.shared.read.0.load(Ordering::Acquire);
        }
        self.own + n - self.peer <= CAPACITY
    }

    /// Whether there are `n` numbers.
    #[inline]
    fn has_numbers(&mut self, n: usize) -> bool {
        if self.peer - self.own < n {
            self.peer = self.shared.written.0.load(Ordering::Acquire);
        }
        self.peer - self.own >= n
    }

    /// The next `n` places, which do not wrap.
    #[inline]
    fn places(&self, n: usize) -> &[AtomicU64] {
        let at = self.own % CAPACITY;
        &self.shared.numbers[at..at + n]
    }
}

impl Sender for Side {
    #[inline]
    fn send(&mut self, number: u64) -> bool {
        if !self.has_room(1) {
            return false;
        }
        self.places(1)[0].store(number, Ordering::Relaxed);
        self.own += 1;
        self.shared.written.0.store(self.own, Ordering::Release);
        true
    }

    #[inline]
    fn send_some(&mut self, numbers: &[u64]) -> usize {
        if !self.has_room(numbers.len()) {
            return 0;
        }
        for (place, &number) in self.places(numbers.len()).iter().zip(numbers) {
            place.store(number, Ordering::Relaxed);
        }
        self.own += numbers.len();
        self.shared.written.0.store(self.own, Ordering::Release);
        numbers.len()
    }
}

impl Receiver for Side {
    #[inline]
    fn receive(&mut self) -> Option<u64> {
        if !self.has_numbers(1) {
            return None;
        }
        let number = self.places(1)[0].load(Ordering::Relaxed);
        self.own += 1;
        self.shared.read.0.store(self.own, Ordering::Release);
        Some(number)
    }

    #[inline]
    fn receive_some(&mut self, sum: &mut u64) -> usize {
        if !self.has_numbers(BATCH) {
            return 0;
        }
        let numbers = self.places(BATCH).iter().map(|place| place.load(Ordering::Relaxed));
        *sum = numbers.fold(*sum, u64::wrapping_add);
        self.own += BATCH;
        self.shared.read.0.store(self.own, Ordering::Release);
        BATCH
    }
}
