//! Counts what is allocated, and tells rings from everything else.
//!
//! A ring is the only thing here that is aligned to 128 bytes and larger than three such lines; the
//! counters of a consumer that shares are not larger. A ring that is shared lies somewhere in
//! memory that is not aligned so, and is 112 bytes larger for it.

use std::alloc::Layout;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use ringmpsc_tests::{Call, Memory, Observed};

#[global_allocator]
static ALLOCATOR: Observed = Observed(note);

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static RINGS: AtomicUsize = AtomicUsize::new(0);

const fn is_ring(layout: Layout) -> bool {
    layout.size() > 3 * 128
        && (layout.align() >= 128 || layout.align() == 16 && layout.size() % 128 == 112)
}

fn note(call: Call, layout: Layout) {
    match call {
        Call::Allocate => {
            ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
            RINGS.fetch_add(is_ring(layout).into(), Ordering::Relaxed);
        }
        Call::Free => {
            RINGS.fetch_sub(is_ring(layout).into(), Ordering::Relaxed);
        }
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

/// Pages of this process that are in memory.
pub(crate) fn resident_pages() -> u64 {
    Memory::now().resident as u64 / 4096
}
