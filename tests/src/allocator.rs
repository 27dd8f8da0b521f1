//! An allocator that reports each call to a test.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// What a thread asks of the allocator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Call {
    /// Memory.
    Allocate,
    /// To take memory back.
    Free,
}

/// The allocator of the system. It calls this function first, on the calling thread. The function
/// must not allocate.
#[derive(Clone, Copy, Debug)]
pub struct Observed(pub fn(Call, Layout));

// SAFETY: `System` does the work. The function touches no memory that it gives out, as it does not
// get the memory, and it allocates nothing.
unsafe impl GlobalAlloc for Observed {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        (self.0)(Call::Allocate, layout);
        // SAFETY: the contract is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        (self.0)(Call::Allocate, layout);
        // SAFETY: the contract is the same.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        (self.0)(Call::Free, layout);
        // SAFETY: the contract is the same.
        unsafe { System.dealloc(memory, layout) }
    }
}

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
    static FREES: Cell<u64> = const { Cell::new(0) };
}

/// Counts a call of this thread: for [`Observed`].
pub fn count(call: Call, _: Layout) {
    let counter = match call {
        Call::Allocate => &ALLOCATIONS,
        Call::Free => &FREES,
    };
    counter.set(counter.get() + 1);
}

/// Returns how often this thread allocates and frees memory while `f` runs. The program's allocator
/// must be an [`Observed`] with [`count`].
pub fn counted(f: impl FnOnce()) -> (u64, u64) {
    let before = (ALLOCATIONS.get(), FREES.get());
    f();
    (ALLOCATIONS.get() - before.0, FREES.get() - before.1)
}
