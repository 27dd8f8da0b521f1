//! The free list, for the model checker.

use core::ptr::NonNull;

use super::free_list::FreeList;

/// The shipped free list of a pool.
pub struct ModelList(FreeList);

impl ModelList {
    /// A list of the indices of so many slabs.
    ///
    /// # Panics
    ///
    /// Panics if there is no memory.
    #[must_use]
    pub fn full(slabs: u32) -> Self {
        Self(FreeList::full(slabs).expect("memory for a list"))
    }

    /// Takes an index off.
    #[must_use]
    pub fn pop(&self) -> Option<u32> {
        self.0.pop()
    }

    /// Puts an index on. Returns whether the list was open.
    #[must_use]
    pub fn push(&self, index: u32) -> bool {
        // SAFETY: the caller borrows the list.
        unsafe { FreeList::push(NonNull::from(&self.0), index) }.is_ok()
    }

    /// Returns how many indices there are.
    #[must_use]
    pub fn available(&self) -> usize {
        self.0.len()
    }

    /// Takes all indices off, and closes the list.
    #[must_use]
    pub fn close(&self) -> usize {
        self.0.close()
    }
}
