//! Heap memory for rings and pools.

use core::alloc::Layout;
use core::ptr::NonNull;
use std::alloc::{alloc, alloc_zeroed, dealloc};

/// The alignment that the system's allocator gives by itself: two words.
const NATURAL: usize = 2 * size_of::<usize>();

/// Heap memory. Dropping this frees it.
pub(crate) struct Heap {
    start: NonNull<u8>,
    layout: Layout,
}

// SAFETY: it owns its memory, as a `Box` does. Only the code that made it gets the address.
unsafe impl Send for Heap {}
// SAFETY: a shared reference to it allows no operation.
unsafe impl Sync for Heap {}

impl Heap {
    /// Allocates memory, and returns its address too. The content is not initialised. Returns
    /// `None` if there is no memory.
    ///
    /// # Safety
    ///
    /// The size of `layout` is not zero.
    pub(crate) unsafe fn new(layout: Layout) -> Option<(Self, NonNull<u8>)> {
        // SAFETY: by contract the size of `layout` is not zero.
        let start = NonNull::new(unsafe { alloc(layout) })?;
        Some((Self { start, layout }, start))
    }

    /// Allocates memory that is zero, and returns its address too. Returns `None` if there is no
    /// memory.
    ///
    /// The system's allocator can return zeroed memory whose pages the kernel provides on first
    /// use. If the alignment exceeds [`NATURAL`], it writes all of the memory instead. So this asks
    /// for slightly more memory, and aligns the address itself.
    ///
    /// # Safety
    ///
    /// The size of `layout` is not zero.
    pub(crate) unsafe fn zeroed(layout: Layout) -> Option<(Self, NonNull<u8>)> {
        let natural = layout.align().min(NATURAL);
        let slack = layout.align() - natural;
        let whole = Layout::from_size_align(layout.size().checked_add(slack)?, natural).ok()?;
        // SAFETY: by contract the size of `layout` is not zero, and `whole` is no smaller.
        let start = NonNull::new(unsafe { alloc_zeroed(whole) })?;
        let offset = start.addr().get().wrapping_neg() % layout.align();
        debug_assert!(offset <= slack, "an address is a multiple of what is natural");
        // SAFETY: the address and the alignment are multiples of `natural`, so the offset is one
        // too. It is less than the alignment, so it is at most the slack. So all of `layout` fits
        // after it.
        let begins = unsafe { start.add(offset) };
        Some((Self { start, layout: whole }, begins))
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        // SAFETY: the allocator returned this memory for this layout, and it is freed once.
        unsafe { dealloc(self.start.as_ptr(), self.layout) };
    }
}

/// Collects into a box. Returns `None` if there is no memory.
pub(crate) fn try_boxed<T>(items: impl ExactSizeIterator<Item = T>) -> Option<Box<[T]>> {
    let mut all = Vec::new();
    all.try_reserve_exact(items.len()).ok()?;
    all.extend(items);
    Some(all.into_boxed_slice())
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
                // SAFETY: the memory has this size, belongs to this test, and is zero.
                let bytes = unsafe { core::slice::from_raw_parts_mut(begins.as_ptr(), size) };
                assert!(bytes.iter().all(|&byte| byte == 0), "{layout:?}");
                // The next allocation may get this memory, which is then not zero.
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
