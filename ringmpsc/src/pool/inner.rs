//! The memory of a pool, and how long it lives.
//!
//! A [`Pool`](super::Pool) counts in `handles`, as an `Arc` does. A slab counts in nothing while
//! the pool has handles: counting would be a read-modify-write of one word by all threads. When the
//! last handle is dropped, its thread retires the pool:
//!
//! 1. It closes the free list, and takes the slabs that are in it.
//! 2. It takes the slabs that are on their way as handles. No call can redeem these any more.
//! 3. It subtracts what it took from `outstanding`, which began as the number of slabs plus one.
//!    The one is for the thread itself.
//!
//! A slab that is dropped later finds the list closed, and subtracts one from `outstanding`. The
//! thread that brings it to zero frees the memory. So the memory lives as long as a slab does.
//!
//! | word | written by | edges |
//! |---|---|---|
//! | `handles` | each handle's drop subtracts one | `pool.retire`: Release, and Acquire for the last |
//! | `outstanding` | see above | `pool.last`: Release, and Acquire for the last |
//! | `sent` of a slab | the owner, when it makes a handle | `pool.send`: Release |
//! | `sent` of a slab | the thread that redeems the handle, by compare-exchange | `pool.redeem`: Acquire |
//!
//! * **A slab that is leaked** (`mem::forget`) is gone, and so is the memory of its pool once all
//!   handles are dropped. Nothing else is.
//! * **The last access of each party** is one step on an atomic. Before the function with that step
//!   returns, another thread may free the memory. So the function takes a pointer: an argument that
//!   is a reference to more than an atomic would promise that the memory stays until it returns.
//!
//! | party | last access |
//! |---|---|
//! | a thread that frees a slab | the compare-exchange of the push, or it subtracts its one |
//! | a thread that makes a handle | the store of `sent` |
//! | a thread that drops a handle, not the last | the subtraction from `handles` |
//! | the thread that drops the last handle | the subtraction from `outstanding` |
//! | the thread that brings `outstanding` to zero | it frees the memory |

use core::alloc::Layout;
use core::mem::MaybeUninit;
use core::ptr::NonNull;
use std::sync::atomic::AtomicU32 as PlainAtomicU32;

use super::error::{CreatePoolError, PoolError};
use super::free_list::{FreeList, ListClosed};
use super::handle::{Format, Handle};
use super::homes::{HomeId, Homes};
use crate::fork::ForkMutex;
use crate::ring::alloc::{Heap, try_boxed};
use crate::ring::line_ownership::TakeLines;
use crate::sync::{AtomicU32, AtomicU64, AtomicUsize, Ordering, Track, edge};

/// Slabs begin at a cache line.
pub(super) const ALIGN: usize = 64;

/// A handle has bits for the generation and the pool's tag besides so many indices.
pub(super) const MAX_SLABS: usize = 1 << 22;
/// A length fits into `sent`.
pub(super) const MAX_SLAB_SIZE: usize = 1 << 30;

/// In `sent`: the handle has not been redeemed.
const SENT: u64 = 1 << 63;

/// What is written down of a slab while it travels as a handle. A line of its own: neighbours are
/// sent by other threads.
#[repr(align(64))]
struct Note {
    /// The handle, the number of bytes that are initialised, and the bit [`SENT`].
    sent: AtomicU64,
    /// The home of the slab. Written before `sent`, and read after it.
    home: AtomicU32,
}

/// The memory of a pool.
pub(super) struct Inner {
    free: FreeList,
    notes: Box<[Note]>,
    pub(super) homes: ForkMutex<Homes>,
    handles: AtomicUsize,
    outstanding: AtomicUsize,
    format: Format,
    start: NonNull<u8>,
    pub(super) slab_size: u32,
    stride: usize,
    pub(super) take_lines: TakeLines,
    /// Read by operations, and written when the memory is freed. Only a model has this.
    alive: Track<1>,
    _heap: Heap,
}

impl Inner {
    pub(super) fn new(slab_size: usize, slabs: usize) -> Result<NonNull<Self>, CreatePoolError> {
        static POOLS: PlainAtomicU32 = PlainAtomicU32::new(0);

        let (Ok(count), Ok(size)) = (u32::try_from(slabs), u32::try_from(slab_size)) else {
            return Err(CreatePoolError::Size);
        };
        let layout = layout(slab_size, slabs).ok_or(CreatePoolError::Size)?;
        let stride = slab_size.next_multiple_of(ALIGN);
        // SAFETY: `layout` returns no layout of size zero.
        let memory = unsafe { Heap::new(layout) };
        let (heap, start) = memory.ok_or(CreatePoolError::OutOfMemory)?;
        let format = Format::new(count, POOLS.fetch_add(1, Ordering::Relaxed));
        let mut alive = MaybeUninit::uninit();
        Track::init(alive.as_mut_ptr());
        // SAFETY: `init` has initialised it.
        let alive = unsafe { alive.assume_init() };
        let note = |index| Note {
            sent: AtomicU64::new(u64::from(format.first(index).to_bits())),
            home: AtomicU32::new(HomeId::NONE.to_bits()),
        };
        let free = FreeList::full(count).ok_or(CreatePoolError::OutOfMemory)?;
        let notes = try_boxed((0..count).map(note)).ok_or(CreatePoolError::OutOfMemory)?;
        let inner = Box::new(Self {
            free,
            notes,
            homes: ForkMutex::new(Homes::default()),
            handles: AtomicUsize::new(1),
            outstanding: AtomicUsize::new(slabs + 1),
            format,
            start,
            slab_size: size,
            stride,
            take_lines: TakeLines::of_size(slabs, stride),
            alive,
            _heap: heap,
        });
        Ok(NonNull::from(Box::leak(inner)))
    }

    pub(super) fn slabs(&self) -> usize {
        self.notes.len()
    }

    pub(super) fn free_slabs(&self) -> usize {
        self.free.len()
    }

    /// Returns the first byte of a slab.
    #[inline]
    pub(super) fn bytes(&self, index: u32) -> NonNull<u8> {
        // SAFETY: `index` is less than the number of slabs, so the offset is within the memory.
        unsafe { self.start.add(index as usize * self.stride) }
    }

    /// Allocates a slab: the caller owns it.
    #[inline]
    pub(super) fn alloc(&self) -> Option<u32> {
        self.alive.read(0);
        self.free.pop()
    }

    /// Writes down a slab that travels as a handle.
    ///
    /// # Safety
    ///
    /// The caller owns the slab `index` of `this`, and gives it up.
    #[inline]
    pub(super) unsafe fn send(this: NonNull<Self>, index: u32, len: u32, home: HomeId) -> Handle {
        // SAFETY: the memory lives as long as a slab that is not free. The caller has one until the
        // store of `sent`. No reference is used after that.
        let note = &unsafe { this.as_ref() }.notes[index as usize];
        note.home.store(home.to_bits(), Ordering::Relaxed);
        // Only the owner changes a word without `SENT`, and the caller is the owner.
        let handle = handle_of(note.sent.load(Ordering::Relaxed));
        let sent = SENT | u64::from(len) << u32::BITS | u64::from(handle.to_bits());
        // Release, for `redeem`: the next owner sees the bytes. From here on, another thread may
        // redeem the slab, drop it, and free the memory.
        note.sent.store(sent, edge("pool.send", Ordering::Release));
        handle
    }

    /// Turns a handle into the slab again. Returns its index, length and home: the caller owns it.
    #[inline]
    pub(super) fn redeem(&self, handle: Handle) -> Result<(u32, u32, HomeId), PoolError> {
        let index = self.format.index(handle)?;
        let note = &self.notes[index as usize];
        let sent = note.sent.load(Ordering::Relaxed);
        if sent & SENT == 0 || handle_of(sent) != handle {
            return Err(PoolError::Stale);
        }
        let next = u64::from(self.format.next(handle).to_bits());
        // Acquire, for `send`. Of several threads with copies of the handle, one succeeds.
        let redeem = edge("pool.redeem", Ordering::Acquire);
        note.sent
            .compare_exchange(sent, next, redeem, Ordering::Relaxed)
            .map_err(|_| PoolError::Stale)?;
        let len = ((sent & !SENT) >> u32::BITS) as u32;
        Ok((index, len, HomeId::from_bits(note.home.load(Ordering::Relaxed))))
    }

    /// Counts one handle more. The caller has one.
    pub(super) fn add_handle(&self) {
        let handles = self.handles.fetch_add(1, Ordering::Relaxed);
        // As in `Arc`: that many handles exist only if most of them were leaked.
        assert!(handles <= isize::MAX.unsigned_abs(), "too many handles of a pool");
    }

    /// Frees a slab.
    ///
    /// # Safety
    ///
    /// The caller owns the slab `index` of `this`, and gives it up.
    #[inline]
    pub(super) unsafe fn free(this: NonNull<Self>, index: u32) {
        // SAFETY: the memory lives as long as a slab that is not free. The caller has one.
        let inner = unsafe { this.as_ref() };
        inner.alive.read(0);
        let list = NonNull::from(&inner.free);
        // SAFETY: the list lives as long as the slab is not free: until it is pushed.
        match unsafe { FreeList::push(list, index) } {
            // The memory may be gone.
            Ok(()) => {}
            // SAFETY: the pool is retired, and the caller gives up one slab.
            Err(ListClosed) => unsafe { Self::subtract(this, 1) },
        }
    }

    /// Drops a handle.
    ///
    /// # Safety
    ///
    /// The caller has a handle of `this`, and gives it up.
    pub(super) unsafe fn drop_handle(this: NonNull<Self>) {
        // SAFETY: the memory lives as long as the handle does.
        let inner = unsafe { this.as_ref() };
        // Release, for the thread that retires the pool: what was done with this handle is over.
        if inner.handles.fetch_sub(1, edge("pool.retire", Ordering::Release)) != 1 {
            return;
        }
        // As a load, not as a fence: `ThreadSanitizer` does not see fences.
        inner.handles.load(Ordering::Acquire);
        inner.retire_homes();
        let unclaimed = inner.notes.iter().filter(|note| take_back(note)).count();
        let taken = inner.free.close() + unclaimed;
        // SAFETY: these slabs are this thread's, and no thread has a handle. One is for the thread.
        unsafe { Self::subtract(this, taken + 1) };
    }

    /// Sends all slabs home that lie in return channels.
    fn retire_homes(&self) {
        // A forked child that finds the lock taken has a copy of the pool, and leaves it.
        let Some(mut homes) = self.homes.lock() else { return };
        homes.drain_all(|index| {
            // The list is open: this thread closes it later.
            // SAFETY: the caller retires the pool, so the memory lives until it subtracts its one.
            let pushed = unsafe { FreeList::push(NonNull::from(&self.free), index) };
            debug_assert_eq!(pushed, Ok(()), "the list is closed by the last handle only");
        });
    }

    /// Subtracts slabs that will not be used again, and frees the memory after the last one.
    ///
    /// # Safety
    ///
    /// The pool is retired, and the caller owns so many slabs (or is the thread that retires it,
    /// which counts as one).
    #[cold]
    unsafe fn subtract(this: NonNull<Self>, slabs: usize) {
        // SAFETY: `outstanding` is at least `slabs`, so the memory lives until it is subtracted.
        let inner = unsafe { this.as_ref() };
        inner.alive.read(0);
        // Release, for the thread that frees the memory.
        if inner.outstanding.fetch_sub(slabs, edge("pool.last", Ordering::Release)) == slabs {
            inner.outstanding.load(Ordering::Acquire);
            inner.alive.write(0);
            // SAFETY: `new` made it from a box. All slabs and handles are gone, so this is the only
            // reference, and only one thread brings `outstanding` to zero.
            drop(unsafe { Box::from_raw(this.as_ptr()) });
        }
    }
}

/// Takes a slab back whose handle was not redeemed. Returns whether there was one.
fn take_back(note: &Note) -> bool {
    let sent = note.sent.load(Ordering::Relaxed);
    sent & SENT != 0
        && note
            .sent
            .compare_exchange(sent, sent & !SENT, Ordering::Acquire, Ordering::Relaxed)
            .is_ok()
}

fn handle_of(sent: u64) -> Handle {
    #[expect(clippy::cast_possible_truncation, reason = "the handle is the low half")]
    Handle::from_bits(sent as u32)
}

/// Returns the memory of so many slabs, or `None` if a pool cannot have that.
pub(super) const fn layout(slab_size: usize, slabs: usize) -> Option<Layout> {
    if slab_size == 0 || slab_size > MAX_SLAB_SIZE || slabs == 0 || slabs > MAX_SLABS {
        return None;
    }
    let Some(size) = slab_size.next_multiple_of(ALIGN).checked_mul(slabs) else { return None };
    match Layout::from_size_align(size, ALIGN) {
        Ok(layout) => Some(layout),
        Err(_) => None,
    }
}
