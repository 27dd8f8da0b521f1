//! The heap, for rings.

use core::alloc::Layout;
use core::ptr::NonNull;
use std::alloc::{alloc, alloc_zeroed, dealloc};

/// What the system's allocator aligns to by itself: two words.
const NATURAL: usize = 2 * size_of::<usize>();

/// Memory of the heap. It is freed when this is dropped.
pub(crate) struct Heap {
    start: NonNull<u8>,
    layout: Layout,
}

// SAFETY: it owns its memory, as a `Box` does, and gives it out to nobody else but who has made it.
unsafe impl Send for Heap {}
// SAFETY: a shared reference to it can do nothing.
unsafe impl Sync for Heap {}

impl Heap {
    /// Memory, and where it begins. What is in it is not said.
    ///
    /// # Safety
    ///
    /// The size of `layout` is not zero.
    pub(crate) unsafe fn new(layout: Layout) -> Option<(Self, NonNull<u8>)> {
        // SAFETY: by contract.
        let start = NonNull::new(unsafe { alloc(layout) })?;
        Some((Self { start, layout }, start))
    }

    /// Memory that is zero, and where it begins. Its pages need not be there yet: the system's
    /// allocator can do that, but if it is to align to more than is [`NATURAL`] it writes all of
    /// it. So it is asked for a little more, and the beginning is chosen here.
    ///
    /// # Safety
    ///
    /// The size of `layout` is not zero.
    pub(crate) unsafe fn zeroed(layout: Layout) -> Option<(Self, NonNull<u8>)> {
        let natural = layout.align().min(NATURAL);
        let slack = layout.align() - natural;
        let whole = Layout::from_size_align(layout.size().checked_add(slack)?, natural).ok()?;
        // SAFETY: by contract; it is no smaller.
        let start = NonNull::new(unsafe { alloc_zeroed(whole) })?;
        let offset = start.addr().get().wrapping_neg() % layout.align();
        debug_assert!(offset <= slack, "an address is a multiple of what is natural");
        // SAFETY: address and alignment are multiples of `natural`, so the offset is one too, and
        // is less than the alignment: no more than the slack. Behind it there is room for the whole
        // of `layout`.
        let begins = unsafe { start.add(offset) };
        Some((Self { start, layout: whole }, begins))
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        // SAFETY: the allocator has given this memory for this layout, and it is freed once.
        unsafe { dealloc(self.start.as_ptr(), self.layout) };
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests {
    use super::*;

    #[test]
    fn zeroes_are_where_they_should_be_whatever_the_alignment() {
        for align in [1, 8, 16, 64, 128, 4096] {
            for size in [align, 3 * align, 100_000_usize.next_multiple_of(align)] {
                let layout = Layout::from_size_align(size, align).unwrap();
                // SAFETY: the size is not zero.
                let (heap, begins) = unsafe { Heap::zeroed(layout) }.unwrap();
                assert!(begins.addr().get().is_multiple_of(align), "{layout:?}");
                // SAFETY: it is memory of this size, ours, and zero.
                let bytes = unsafe { core::slice::from_raw_parts_mut(begins.as_ptr(), size) };
                assert!(bytes.iter().all(|&byte| byte == 0), "{layout:?}");
                // So that the next one gets memory that was used.
                bytes.fill(1);
                drop(heap);
            }
        }
    }

    #[test]
    fn what_cannot_be_had_is_none() {
        let layout = Layout::from_size_align((1 << (usize::BITS - 1)) - 128, 128).unwrap();
        // SAFETY: the size is not zero.
        assert!(unsafe { Heap::new(layout) }.is_none());
        // SAFETY: as above.
        assert!(unsafe { Heap::zeroed(layout) }.is_none());
    }
}
