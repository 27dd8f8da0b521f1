//! A list that only grows, and that readers read without a lock.
//!
//! The elements lie in buckets of 1, 2, 4, … places. So they never move, and nothing is copied when
//! the list grows. Only one thread at a time may push. The registry's lock, or that of the consumer
//! group, ensures this.

use core::ops::Range;
use std::iter;
use std::sync::OnceLock;

use crate::sync::{AtomicU32, Ordering};

/// The number of buckets: one for each bit of an index.
const ROWS: usize = u32::BITS as usize;

/// The list.
pub(crate) struct AppendVec<T> {
    rows: [OnceLock<Box<[OnceLock<T>]>>; ROWS],
    /// Stored with Release after the element is in its place. An Acquire load makes the element
    /// visible.
    len: AtomicU32,
}

impl<T> AppendVec<T> {
    pub(crate) fn new() -> Self {
        Self { rows: [const { OnceLock::new() }; ROWS], len: AtomicU32::new(0) }
    }

    /// Returns the number of elements. All of them are visible to the caller.
    pub(crate) fn len(&self) -> u32 {
        self.len.load(Ordering::Acquire)
    }

    /// Returns the bucket of an element, and its place there. Bucket `r` begins with element `2^r -
    /// 1`.
    fn place(index: u32) -> (usize, usize) {
        let nth = u64::from(index) + 1;
        let row = nth.ilog2();
        (row as usize, usize::try_from(nth - (1 << row)).expect("a row is no longer than a `u32`"))
    }

    /// Returns the element at this index, if there is one.
    pub(crate) fn get(&self, index: u32) -> Option<&T> {
        let (row, place) = Self::place(index);
        self.rows[row].get()?[place].get()
    }

    /// Appends an element, and returns its index. Allocates if the element begins a bucket.
    ///
    /// # Errors
    ///
    /// Returns the element if the list has 2^32 - 1 elements.
    pub(crate) fn push(&self, element: T) -> Result<u32, T> {
        let index = self.len();
        let Some(len) = index.checked_add(1) else {
            return Err(element);
        };
        let (row, place) = Self::place(index);
        let row = self.rows[row]
            .get_or_init(|| iter::repeat_with(OnceLock::new).take(1 << row).collect());
        row[place].set(element)?;
        self.len.store(len, Ordering::Release);
        Ok(index)
    }

    /// Returns the elements from index `first` on.
    pub(crate) fn iter_from(&self, first: u32) -> impl Iterator<Item = &T> {
        self.range(first..self.len())
    }

    /// Returns the elements at these indices, which are below [`len`](Self::len).
    pub(crate) fn range(&self, indices: Range<u32>) -> impl Iterator<Item = &T> {
        indices.map(|index| self.get(index).expect("all places below `len` are taken"))
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests {
    use super::AppendVec;

    #[test]
    fn elements_stay_in_their_order_and_place() {
        let shelf = AppendVec::new();
        assert_eq!((shelf.len(), shelf.get(0)), (0, None));
        let mut places = Vec::new();
        for k in 0..1000_u32 {
            assert_eq!(shelf.push(k), Ok(k));
            places.push(std::ptr::from_ref(shelf.get(k).unwrap()));
            assert_eq!((shelf.len(), shelf.get(k + 1)), (k + 1, None));
        }
        assert!(shelf.iter_from(0).copied().eq(0..1000));
        assert!(shelf.iter_from(998).copied().eq([998, 999]));
        assert!(shelf.range(5..7).copied().eq([5, 6]));
        assert!(shelf.iter_from(0).map(std::ptr::from_ref).eq(places));
    }

    #[test]
    fn rows_double() {
        assert_eq!(AppendVec::<()>::place(0), (0, 0));
        assert_eq!(AppendVec::<()>::place(1), (1, 0));
        assert_eq!(AppendVec::<()>::place(2), (1, 1));
        assert_eq!(AppendVec::<()>::place(3), (2, 0));
        assert_eq!(AppendVec::<()>::place(u32::MAX - 1), (31, (1 << 31) - 1));
    }

    #[test]
    fn readers_see_what_was_pushed() {
        let shelf = AppendVec::new();
        std::thread::scope(|scope| {
            scope.spawn(|| (0..10_000_u32).for_each(|k| assert_eq!(shelf.push(k), Ok(k))));
            let mut len = 0;
            while len < 10_000 {
                len = shelf.len();
                assert!(shelf.iter_from(0).take(len as usize).copied().eq(0..len));
            }
        });
    }
}
