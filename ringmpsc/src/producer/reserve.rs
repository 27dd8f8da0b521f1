//! How a producer reserves slots. [`Reservation`] is what it gets.

use crate::error::ReserveError;
use crate::producer::reservation::Reservation;
use crate::producer::write_claim::WriteClaim;
use crate::producer::{Producer, Registration};
use crate::ring::index;
use crate::ring::layout::Ring;
use crate::wait::Backoff;

impl<R: Ring, S: Registration<R>> Producer<R, S> {
    /// Reserves exactly `n` slots, across the wrap.
    #[inline]
    pub fn reserve(&mut self, n: usize) -> Result<Reservation<'_, R, S>, ReserveError> {
        self.reserve_between(n, n)
    }

    /// Reserves between one and `n` slots, across the wrap: as many as are free.
    #[inline]
    pub fn reserve_up_to(&mut self, n: usize) -> Result<Reservation<'_, R, S>, ReserveError> {
        self.reserve_between(1, n)
    }

    /// Reserves between one and `n` slots that lie side by side: as many as are free before the end
    /// of the ring.
    #[inline]
    pub fn reserve_contiguous(&mut self, n: usize) -> Result<Reservation<'_, R, S>, ReserveError> {
        let most = index::contiguous(self.tail, n, Self::CAPACITY);
        self.reserve_between(1, most)
    }

    /// Returns whether `reserve(n)` will succeed. `Full` is the only error that can pass. Counts no
    /// failure.
    ///
    /// This is for loops that wait. A loop cannot return a reservation from one iteration and go on
    /// in another.
    pub(crate) fn may_reserve(&mut self, n: usize) -> Result<(), ReserveError> {
        self.find_between(n, n).map(drop)
    }

    /// Reserves between `least` and `most` slots. `Full` is counted as a failure.
    #[inline]
    fn reserve_between(
        &mut self,
        least: usize,
        most: usize,
    ) -> Result<Reservation<'_, R, S>, ReserveError> {
        match self.find_between(least, most) {
            Ok(free) => Ok(Reservation::new(WriteClaim::new(self, free.min(most)))),
            Err(error) => {
                if error == ReserveError::Full {
                    self.count_failure();
                }
                Err(error)
            }
        }
    }

    /// Finds at least `least` free slots, and returns how many it has found. Counts no failure.
    #[inline]
    fn find_between(&mut self, least: usize, most: usize) -> Result<usize, ReserveError> {
        if most == 0 {
            return Err(ReserveError::Zero);
        }
        if least > Self::CAPACITY {
            return Err(ReserveError::TooLarge);
        }
        if self.is_closed() {
            return Err(ReserveError::Closed);
        }
        let free = self.free_slots(most.min(Self::CAPACITY));
        if free < least { Err(ReserveError::Full) } else { Ok(free) }
    }

    /// Like [`reserve`](Self::reserve), but waits briefly for space: it spins, yields, then gives
    /// up.
    pub fn reserve_with_backoff(
        &mut self,
        n: usize,
    ) -> Result<Reservation<'_, R, S>, ReserveError> {
        let mut backoff = Backoff::new();
        loop {
            match self.may_reserve(n) {
                Ok(()) => return self.reserve(n),
                Err(ReserveError::Full) if !backoff.is_completed() => {}
                Err(error) => {
                    self.end_wait(error == ReserveError::Full);
                    return Err(error);
                }
            }
            self.begin_wait(n);
            self.count_spin();
            backoff.snooze();
        }
    }
}
