//! The indices of the free slabs, in a queue that all threads use.
//!
//! The queue is an array of `2^bits` slots, at least as many as there are slabs. The thread that
//! frees a slab *pushes* its index at the tail, and the thread that allocates *pops* at the head.
//! The two work on different cache lines, unless the queue is nearly empty. A stack would have both
//! of them change its top.
//!
//! ```text
//!   position   … 16  17  18  19  20 …          slot = position mod 2^bits
//!                    ^head       ^tail         lap  = position / 2^bits
//!   slot          [ lap | index ]              one word
//! ```
//!
//! A slot holds an index and the lap in which it was pushed. The slot of `position` is *full* if it
//! holds the lap of `position`. It is *empty* if it holds the lap before.
//!
//! | step | acting thread | ordering |
//! |---|---|---|
//! | push: the slot, from the lap before to this lap | the thread that frees | `pool.push`, Release |
//! | pop: read the slot | the thread that allocates | `pool.pop`, Acquire: pairs with the push |
//! | pop: advance `head` by one | the same thread | `pool.head.publish`, Release |
//! | pop: read `head` | another thread | `pool.head.observe`, Acquire: pairs with the advance |
//! | push: store `tail` | the thread that frees | `pool.tail.publish`, Release |
//! | push: read `tail` | another thread that frees | `pool.tail.observe`, Acquire: pairs with this |
//! | push: read a slot of a later lap | the same thread | `pool.catch_up`, Acquire: as the pop |
//!
//! * **A push does not load `head`.** Each slab is at one place. The thread that pushes holds
//!   one, so at most `slabs - 1` are in the queue, and the next slot is empty.
//! * **`tail` is a hint.** Every position before it has been pushed. A push begins there, and skips
//!   positions that other threads have pushed. So the push of the slot is the last thing that it
//!   does to this memory. A thread that finds all slabs free may free the memory then.
//! * **A thread that pushes at a position has read the pushes before it**, itself or through the
//!   thread that stored `tail`. Later reads of these slots return nothing older. So it never takes
//!   a slot of an earlier lap for one of a later lap, and leaves no gap.
//! * **A hint can be old.** A thread that stalled before it stored `tail` stores an old position. A
//!   push that begins there finds a slot of a later lap. It goes on behind the position at which
//!   that slot was pushed. So a push looks at two laps of slots at most, while no other one ends.
//! * **A pop reads the slot before it claims it.** The compare-exchange of `head` succeeds only if
//!   `head` still is that position. `head` never returns to a position, so the slot still held
//!   this index. Without laps it would return to it (the ABA problem): the model "a free list whose
//!   positions come round" shows this.
//! * **`head` brings what its poppers had pushed.** Suppose that a thread pushes a slab, and then
//!   pops another one. A thread that sees this pop sees that push too. Otherwise it could find the
//!   list empty while each of the others holds one slab at most.
//! * **A stalled thread** holds back nothing: not yet pushed, its slab is its own.
//! * **Closing**: the thread that closes the list pops all indices, and then puts `CLOSED` at the
//!   tail. Every later push finds that there, and fails.
//!
//! Lock-free: an operation repeats only because another thread's operation succeeded. The queue
//! resembles that of D. Vyukov, *Bounded MPMC queue*. That one marks a slot in two steps, so a
//! stalled thread holds back the slots after its own.

use core::ptr::NonNull;

use crate::ring::alloc::try_boxed;
use crate::sync::{AtomicU64, Ordering, edge, present};

/// The bits of a slot's word that hold the index. The lap has the others.
const INDEX_BITS: u32 = 24;
const INDEX: u64 = (1 << INDEX_BITS) - 1;
/// In place of an index: the list is closed. No slab has this index.
const CLOSED: u64 = INDEX;

/// A cursor on lines of its own. See [`crate::ring::lines`] for the size.
#[repr(align(128))]
struct Cursor(AtomicU64);

/// The list was closed. The caller still holds the slab.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ListClosed;

/// The compare-exchange of a push: the last access of the thread that frees.
struct Push {
    slot: NonNull<AtomicU64>,
    found: u64,
    word: u64,
}

/// The free slabs of a pool, by index.
pub(super) struct FreeList {
    head: Cursor,
    tail: Cursor,
    slots: Box<[AtomicU64]>,
    bits: u32,
    slabs: u32,
}

impl FreeList {
    /// A list with the indices of `slabs` slabs. Returns `None` if there is no memory.
    ///
    /// # Panics
    ///
    /// Panics if an index does not fit.
    pub(super) fn full(slabs: u32) -> Option<Self> {
        assert!(u64::from(slabs) < CLOSED, "the index of a slab has {INDEX_BITS} bits");
        let capacity = slabs.next_power_of_two();
        // The first lap is 1, and empty slots are of lap 0.
        let slots = (0..capacity)
            .map(|index| if index < slabs { word(1, u64::from(index)) } else { word(0, 0) })
            .map(AtomicU64::new);
        let slots = try_boxed(slots)?;
        let (head, tail) = (u64::from(capacity), u64::from(capacity) + u64::from(slabs));
        Some(Self {
            head: Cursor(AtomicU64::new(head)),
            tail: Cursor(AtomicU64::new(tail)),
            slots,
            bits: capacity.trailing_zeros(),
            slabs,
        })
    }

    /// Returns the slot of a position, and the position's lap.
    #[inline]
    fn slot(&self, position: u64) -> (&AtomicU64, u64) {
        let index = position & (self.slots.len() as u64 - 1);
        #[expect(clippy::cast_possible_truncation, reason = "it is less than the length")]
        (&self.slots[index as usize], lap(position >> self.bits))
    }

    /// Takes an index off. Returns `None` if there is none.
    #[inline]
    pub(super) fn pop(&self) -> Option<u32> {
        // Acquire: the slots that a thread pushed before it popped are seen as full.
        let observe = edge("pool.head.observe", Ordering::Acquire);
        let publish = edge("pool.head.publish", Ordering::Release);
        let head = &self.head.0;
        let mut position = head.load(observe);
        loop {
            let (slot, this_lap) = self.slot(position);
            // Acquire: what the thread that pushed did to the slab is over.
            let found = slot.load(edge("pool.pop", Ordering::Acquire));
            if lap_of(found) == lap(this_lap.wrapping_sub(1)) {
                return None;
            }
            // If the slot holds a later lap, `head` has advanced, and this fails.
            match head.compare_exchange(position, self.after(position), publish, observe) {
                Ok(_) => return Some((found & INDEX) as u32),
                Err(now) => position = now,
            }
        }
    }

    /// Puts an index on, after which this touches the list no more.
    ///
    /// It takes a pointer: a reference in an argument promises that the list lives until this
    /// function returns, and another thread may free the list before.
    ///
    /// # Errors
    ///
    /// The list is closed.
    ///
    /// # Safety
    ///
    /// The list lives until the index is pushed, or until this returns an error.
    #[inline]
    pub(super) unsafe fn push(list: NonNull<Self>, index: u32) -> Result<(), ListClosed> {
        loop {
            // SAFETY: the index is not pushed, so the list lives. The reference ends here.
            let Push { slot, found, word } = unsafe { list.as_ref() }.prepare(index)?;
            // SAFETY: the list lives until this compare-exchange succeeds. Its argument refers to
            // an atomic only. Such a reference does not promise that the memory stays.
            let slot = unsafe { slot.as_ref() };
            let push = edge("pool.push", Ordering::Release);
            if slot.compare_exchange(found, word, push, Ordering::Relaxed).is_ok() {
                return Ok(());
            }
        }
    }

    /// Finds the slot for an index, and stores the hint. The push is not done yet.
    #[inline]
    fn prepare(&self, index: u32) -> Result<Push, ListClosed> {
        let (position, found) = self.first_empty()?;
        self.tail.0.store(position, edge("pool.tail.publish", Ordering::Release));
        let (slot, this_lap) = self.slot(position);
        Ok(Push { slot: NonNull::from(slot), found, word: word(this_lap, u64::from(index)) })
    }

    /// Returns the first position that is not pushed, and what its slot holds.
    #[inline]
    fn first_empty(&self) -> Result<(u64, u64), ListClosed> {
        // Acquire: the thread that stored this had read the pushes before this position.
        let mut position = self.tail.0.load(edge("pool.tail.observe", Ordering::Acquire));
        loop {
            let (slot, this_lap) = self.slot(position);
            let found = slot.load(Ordering::Relaxed);
            if found & INDEX == CLOSED {
                return Err(ListClosed);
            }
            // The push of the lap before was read, here or by the thread that stored `tail`. So
            // this is the lap before, this lap, or a later one.
            if lap_of(found) == lap(this_lap.wrapping_sub(1)) {
                return Ok((position, found));
            }
            // How many laps the position is behind. Without laps it is behind by none.
            let behind = lap(lap_of(found).wrapping_sub(this_lap));
            if behind != 0 {
                position = self.catch_up(position);
            }
            position = self.after(position);
        }
    }

    /// Returns the position at which this slot was pushed last. `position` is of an earlier lap.
    #[cold]
    fn catch_up(&self, position: u64) -> u64 {
        let (slot, this_lap) = self.slot(position);
        // Acquire: pairs with `pool.push`. The thread that pushed here had read the pushes before.
        // So this thread may go on as if it had read them.
        let found = slot.load(edge("pool.catch_up", Ordering::Acquire));
        position + (lap(lap_of(found).wrapping_sub(this_lap)) << self.bits)
    }

    /// Takes all indices off, and closes the list. Returns how many there were.
    ///
    /// Only one thread calls this, once, and no thread pops at the same time or later.
    pub(super) fn close(&self) -> usize {
        let mut popped = 0;
        loop {
            while self.pop().is_some() {
                popped += 1;
            }
            let position = self.head.0.load(Ordering::Relaxed);
            let (slot, this_lap) = self.slot(position);
            let found = slot.load(Ordering::Relaxed);
            if lap_of(found) == lap(this_lap.wrapping_sub(1)) {
                // No slab is in the list, so the first position that is not pushed is `head`.
                let closed = word(this_lap, CLOSED);
                let put =
                    slot.compare_exchange(found, closed, Ordering::Relaxed, Ordering::Relaxed);
                if put.is_ok() {
                    return popped;
                }
            }
        }
    }

    /// Returns how many indices there are. Other threads may change that meanwhile.
    #[expect(clippy::cast_possible_truncation, reason = "it is at most the number of slabs")]
    pub(super) fn len(&self) -> usize {
        let head = self.head.0.load(Ordering::Relaxed);
        let len = self.first_empty().map_or(0, |(tail, _)| tail.saturating_sub(head));
        // `head` may have been read long before the tail.
        len.min(u64::from(self.slabs)) as usize
    }

    /// The position after this one. In a model, positions can come round after two laps.
    #[inline]
    fn after(&self, position: u64) -> u64 {
        let next = position + 1;
        if present("pool.lap") { next } else { next & ((2 << self.bits) - 1) }
    }
}

/// The lap as a slot can hold it.
#[inline]
fn lap(lap: u64) -> u64 {
    if present("pool.lap") { lap & (u64::MAX >> INDEX_BITS) } else { lap & 1 }
}

#[inline]
fn lap_of(word: u64) -> u64 {
    word >> INDEX_BITS
}

#[inline]
fn word(lap: u64, index: u64) -> u64 {
    lap << INDEX_BITS | index
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests {
    use super::*;

    fn push(list: &FreeList, index: u32) {
        // SAFETY: the caller borrows the list.
        unsafe { FreeList::push(NonNull::from(list), index) }.unwrap();
    }

    /// A thread that stalled before it stored its hint makes `tail` go back by many laps. The next
    /// push must not walk all of the way: this one would take years.
    #[test]
    fn a_hint_that_is_many_laps_old_is_left_in_one_step() {
        for slabs in [1, 3, 4] {
            let list = FreeList::full(slabs).unwrap();
            let late = 1 << 38;
            for (slot, index) in list.slots.iter().zip(0..) {
                let full = index < slabs;
                let lap = if full { late } else { late - 1 };
                slot.store(word(lap, u64::from(index)), Ordering::Relaxed);
            }
            list.head.0.store(late << list.bits, Ordering::Relaxed);
            let index = list.pop().unwrap();
            assert_eq!(list.len(), slabs as usize - 1);
            push(&list, index);
            assert_eq!(list.len(), slabs as usize);
            let mut popped: Vec<u32> = core::iter::from_fn(|| list.pop()).collect();
            popped.sort_unstable();
            assert_eq!(popped, (0..slabs).collect::<Vec<_>>());
        }
    }

    /// Other threads can free slabs between the two loads.
    #[test]
    fn a_head_that_is_old_gives_no_more_slabs_than_there_are() {
        let list = FreeList::full(5).unwrap();
        for _ in 0..2 {
            let index = list.pop().unwrap();
            push(&list, index);
        }
        list.head.0.fetch_sub(2, Ordering::Relaxed);
        assert_eq!(list.len(), 5);
    }
}
