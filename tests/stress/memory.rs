//! Counts what is allocated, and tells rings from everything else.
//!
//! A ring is the only thing here that is aligned to 128 bytes and larger than three such lines; the
//! counters of a consumer that shares are not larger. A ring that is shared lies somewhere in
//! memory that is not aligned so, and is 112 bytes larger for it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static RINGS: AtomicUsize = AtomicUsize::new(0);

const fn is_ring(layout: Layout) -> bool {
    layout.size() > 3 * 128
        && (layout.align() >= 128 || layout.align() == 16 && layout.size() % 128 == 112)
}

// SAFETY: `System` does the work; counting touches no memory that it gives out.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        if is_ring(layout) {
            RINGS.fetch_add(1, Ordering::Relaxed);
        }
        // SAFETY: the contract is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        if is_ring(layout) {
            RINGS.fetch_sub(1, Ordering::Relaxed);
        }
        // SAFETY: the contract is the same.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// Rings that exist.
pub(crate) fn rings() -> usize {
    RINGS.load(Ordering::Relaxed)
}

/// Allocations that there have been.
pub(crate) fn allocations() -> u64 {
    ALLOCATIONS.load(Ordering::Relaxed)
}

/// Pages of this process that are in memory: the second number of `/proc/self/statm`.
pub(crate) fn resident_pages() -> u64 {
    let statm = fs::read_to_string("/proc/self/statm").expect("Linux has it");
    let resident = statm.split_whitespace().nth(1).expect("it has seven numbers");
    resident.parse().expect("it is a number")
}
