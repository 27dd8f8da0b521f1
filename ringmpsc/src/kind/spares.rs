//! Memory for the lists of consumers, allocated by the producers that register.
//!
//! A consumer keeps private lists with an element for each ring. A receive that finds a new ring
//! makes these lists longer, and must not allocate. So the producer that adds a ring first provides
//! a *spare*: empty lists with capacity for it. The producer does so under the registry's lock,
//! before other threads can find the ring. It does so only when the number of rings exceeds the
//! capacity of the last spare. The capacity of the next spare is twice as large.
//!
//! The consumer moves its elements to the lists of the spare, and leaves its old lists there. They
//! are freed when the consumer is dropped. So a receive frees nothing either.
//!
//! There is one place for each doubling. The producer fills it before any consumer knows of a ring
//! that needs it, and never touches it again. From then on only the consumer locks it, so the
//! consumer never waits.

use std::sync::{Mutex, OnceLock, PoisonError};

use crate::consumer::competing::Competing;
use crate::kind::polled_ring::PolledRing;
use crate::ring::handle::RingRef;
use crate::ring::layout::Ring;

/// The number of places: one for each bit of an index.
const PLACES: usize = u32::BITS as usize;

/// The capacity of the first spare, in rings.
const FEWEST: u32 = 4;

/// The spares of one consumer.
pub(crate) struct Spares<R: Ring> {
    places: [OnceLock<Box<Mutex<Lists<R>>>>; PLACES],
}

/// The lists of one consumer. The lists of the other kind of consumer stay empty.
pub(crate) struct Lists<R: Ring> {
    /// An exclusive consumer: its rings, and the indices of those that it polls.
    pub(crate) known: Vec<PolledRing<R>>,
    pub(crate) polled: Vec<u32>,
    /// A competing consumer: its rings, which of them are vacant, and its home shard.
    pub(crate) rings: Vec<Competing<R>>,
    pub(crate) vacant: Vec<bool>,
    pub(crate) homes: Vec<usize>,
}

impl<R: Ring> Lists<R> {
    /// Makes empty lists with capacity for `n` rings.
    fn with_capacity(n: usize) -> Self {
        let (exclusive, competing) = if RingRef::<R>::SHARED { (0, n) } else { (n, 0) };
        Self {
            known: Vec::with_capacity(exclusive),
            polled: Vec::with_capacity(exclusive),
            rings: Vec::with_capacity(competing),
            vacant: Vec::with_capacity(competing),
            homes: Vec::with_capacity(competing.min(R::SHARD)),
        }
    }
}

impl<R: Ring> Spares<R> {
    pub(crate) fn new() -> Self {
        Self { places: [const { OnceLock::new() }; PLACES] }
    }

    /// Returns the place of the spare for so many rings, and its capacity.
    fn place(rings: u32) -> (usize, usize) {
        let log = rings.max(FEWEST).next_power_of_two().ilog2();
        (log as usize % PLACES, 1 << log)
    }

    /// Provides a spare for so many rings. The caller holds the registry's lock. The consumer of
    /// these spares does not know so many rings yet.
    pub(crate) fn provide(&self, rings: u32) {
        let (place, capacity) = Self::place(rings);
        self.places[place].get_or_init(|| Box::new(Mutex::new(Lists::with_capacity(capacity))));
    }

    /// Passes the spare for so many rings to `exchange`, which takes the lists that it needs and
    /// leaves others. Allocates nothing, and does not wait. Does nothing if there is no spare: a
    /// consumer that has left may still find rings when it drops the remaining messages.
    #[cold]
    pub(crate) fn take(&self, rings: u32, exchange: impl FnOnce(&mut Lists<R>)) {
        let (place, _) = Self::place(rings);
        if let Some(spare) = self.places[place].get() {
            exchange(&mut spare.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }
}

/// Moves the elements of `list` to a spare with more capacity, which becomes the list.
pub(crate) fn grow<T>(list: &mut Vec<T>, spare: &mut Vec<T>) {
    if spare.capacity() > list.capacity() {
        spare.append(list);
        core::mem::swap(list, spare);
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests {
    use super::grow;

    #[test]
    fn a_list_grows_into_a_spare_that_is_larger() {
        let mut list = vec![1, 2, 3];
        let mut spare = Vec::with_capacity(8);
        let memory = spare.as_ptr();
        grow(&mut list, &mut spare);
        assert_eq!((&list[..], list.as_ptr(), spare.len()), (&[1, 2, 3][..], memory, 0));
        // The same spare again. It now has the memory of the old list.
        grow(&mut list, &mut spare);
        assert_eq!((list.len(), list.as_ptr()), (3, memory));
    }
}
