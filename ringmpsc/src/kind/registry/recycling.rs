//! Which ring a producer gets, and what becomes of its ring when it leaves.

use crate::error::RegisterError;
use crate::fence;
use crate::kind::registry::{Registry, Table};
use crate::kind::vacant::Vacant;
use crate::ring::handle::RingRef;
use crate::ring::layout::Ring;
use crate::ring::ready_stack::ReadyStack;
use crate::sync::{Ordering, StdArc};

impl<R: Ring> Registry<R> {
    /// Gives a ring that is wanted on node `here` to a new producer. Returns the ring's index and
    /// the ring.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Closed`], [`RegisterError::LimitReached`], [`RegisterError::OutOfMemory`];
    /// [`RegisterError::Forked`] in a forked child that cannot have the lock.
    pub(crate) fn provide_ring(
        &self,
        here: Option<u32>,
    ) -> Result<(u32, RingRef<R>), RegisterError> {
        let mut table = self.table().ok_or(RegisterError::Forked)?;
        table.check_open()?;
        if table.live >= R::MAX_PRODUCERS {
            return Err(RegisterError::LimitReached { limit: R::MAX_PRODUCERS });
        }
        table.live += 1;
        // Reuse a vacant ring, if that is possible.
        if let Some(index) = self.reuse(&mut table, here) {
            return Ok(self.assign(&mut table, index));
        }
        table.rings += 1;
        drop(table);
        // Allocate the ring, and place its memory, without the lock.
        let made = RingRef::recycled(self.start.wanted_on(here), StdArc::clone(&self.reported));
        let made = made.map_err(|_| RegisterError::OutOfMemory);
        let mut table = self.table().ok_or(RegisterError::Forked)?;
        let index = made.and_then(|ring: RingRef<R>| {
            table.check_open()?;
            // Set the index before other threads can find the ring. Provide the spares before that
            // as well.
            let rings = self.rings.len();
            ring.lines().cold.index.store(rings, Ordering::Relaxed);
            for spares in &table.spares {
                spares.provide(rings.saturating_add(1));
            }
            let index = self.rings.push(ring).map_err(|_| RegisterError::OutOfMemory)?;
            table.vacant.add(here);
            Ok(index)
        });
        match index {
            Ok(index) => Ok(self.assign(&mut table, index)),
            Err(error) => {
                table.rings -= 1;
                table.live -= 1;
                Err(error)
            }
        }
    }

    /// Returns the ring with this index.
    pub(crate) fn ring(&self, index: u32) -> &RingRef<R> {
        self.rings.get(index).expect("an index is that of a ring")
    }

    /// Takes a drained ring for a new producer. If there is none, and there may be no more rings,
    /// it takes the vacant ring with the fewest outstanding slots. Returns `None` if a new ring is
    /// to be made.
    ///
    /// With `numa`, `here` is the node on which the ring is wanted. A ring of another node is taken
    /// only if there may be no more rings.
    ///
    /// Constant time, amortised. Linear in the number of rings if no ring is drained and there may
    /// be no more.
    pub(crate) fn reuse(&self, table: &mut Table<R>, here: Option<u32>) -> Option<u32> {
        let found = table.vacant.take_drained(here).or_else(|| {
            self.collect_reported(&mut table.vacant);
            table.vacant.take_drained(here)
        });
        let found = found.or_else(|| {
            self.examine_unexamined(&mut table.vacant);
            table.vacant.take_drained(here)
        });
        let index = match found {
            Some(index) => index,
            None if table.rings < R::MAX_PRODUCERS => return None,
            None => self.take_any(&mut table.vacant)?,
        };
        table.past.take_over(&**self.ring(index));
        Some(index)
    }

    /// Takes a drained ring of any node, or else the ring with the fewest outstanding slots.
    pub(crate) fn take_any(&self, vacant: &mut Vacant) -> Option<u32> {
        let found = vacant.take_drained_anywhere();
        if found.is_some() {
            return found;
        }
        let index = vacant.undrained().min_by_key(|&index| self.ring(index).outstanding())?;
        vacant.take_undrained(index);
        self.ring(index).lines().cold.vacancy.settle();
        Some(index)
    }

    /// Examines the rings that consumers have reported.
    pub(crate) fn collect_reported(&self, vacant: &mut Vacant) {
        let mut top = self.reported.take();
        while let Some(index) = top {
            let cold = self.ring(index).lines().cold;
            // Load the link before `collect`. After `collect` a consumer may push the ring again.
            top = ReadyStack::next(&cold.next_reported);
            cold.vacancy.collect();
            self.examine(vacant, index);
        }
    }

    /// Examines the rings that became vacant since the last call. A consumer that gives back their
    /// last slots later reports them: see [`vacancy`](crate::ring::vacancy).
    pub(crate) fn examine_unexamined(&self, vacant: &mut Vacant) {
        if !vacant.has_unexamined() {
            return;
        }
        // Its partner is the light fence of `Vacancy::wants_report`.
        fence::heavy(self.start.mode);
        while let Some(index) = vacant.next_unexamined() {
            self.examine(vacant, index);
        }
    }

    /// Puts the ring `index` on the list of drained rings if it is vacant and all its slots have
    /// come back.
    pub(crate) fn examine(&self, vacant: &mut Vacant, index: u32) {
        let ring = self.ring(index);
        if vacant.is_undrained(index) && ring.outstanding() == 0 {
            ring.lines().cold.vacancy.settle();
            vacant.put_drained(index);
        }
    }

    /// Gives the ring `index` the identity of a new producer. Returns the index and the ring.
    pub(crate) fn assign(&self, table: &mut Table<R>, index: u32) -> (u32, RingRef<R>) {
        let ring = self.ring(index).clone();
        ring.lines().cold.id.store(table.registered, Ordering::Relaxed);
        table.registered += 1;
        self.changed();
        (index, ring)
    }

    /// Takes the ring `index` back from its producer, which leaves. Takes the lock. A forked child
    /// that cannot have the lock does nothing: no producer can register there.
    pub(crate) fn vacate(&self, index: u32) {
        let ring = self.ring(index);
        // The caller is still the producer. So `tail` is final, and no other thread writes
        // `reclaimed`.
        let drained = ring.outstanding() == 0;
        let Some(mut table) = self.table() else { return };
        table.live -= 1;
        if drained {
            table.vacant.put_drained(index);
        } else {
            ring.lines().cold.vacancy.vacate();
            table.vacant.put_undrained(index);
        }
        self.changed();
    }

    /// Notes that a producer has resigned: it sends nothing more, and keeps its ring.
    pub(crate) fn resign(&self) {
        let Some(mut table) = self.table() else { return };
        table.resigned += 1;
        drop(table);
        self.changed();
    }

    /// As [`vacate`](Self::vacate), for a producer that has [resigned](Self::resign).
    pub(crate) fn vacate_resigned(&self, index: u32) {
        let Some(mut table) = self.table() else { return };
        // A forked child may have failed to get the lock in `resign`, and have counted nothing.
        table.resigned = table.resigned.saturating_sub(1);
        drop(table);
        self.vacate(index);
    }
}

impl<R: Ring> Table<R> {
    /// Returns the number of producers that may send, including those whose ring is in allocation.
    pub(crate) fn producers(&self) -> usize {
        self.live - self.resigned
    }

    /// Checks that the channel is not closed.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Closed`] if it is.
    pub(crate) fn check_open(&self) -> Result<(), RegisterError> {
        if self.closed { Err(RegisterError::Closed) } else { Ok(()) }
    }
}
