//! A value, or a slice of values, on a wanted node.

use std::alloc::Layout;
use std::fmt;
use std::io;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

use super::placement::Placement;
use super::policy::Policy;
use super::region::Region;

/// Like a [`Box`], with its contents in pages of their own, on a wanted node if possible.
///
/// Made by [`NodeBox::new`] and [`NodeBox::from_fn`], or by an [`Allocator`](super::Allocator),
/// which checks that the node exists.
///
/// ```
/// use ringmpsc_runtime::numa::{NodeBox, Policy};
///
/// let mut table = NodeBox::from_fn(1 << 16, Policy::Local, |i| i as u64)?;
/// table[7] += 1;
/// assert_eq!(table[7], 8);
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct NodeBox<T: ?Sized> {
    /// An initialised value in `region`, owned by this box.
    value: NonNull<T>,
    region: Region,
}

// SAFETY: the box owns its value and the memory it is in, neither of which depends on a thread:
// sending the box sends a `T`, which is allowed.
unsafe impl<T: ?Sized + Send> Send for NodeBox<T> {}

// SAFETY: a shared box gives out `&T`, which may be shared, and plain values that never change.
unsafe impl<T: ?Sized + Sync> Sync for NodeBox<T> {}

impl<T> NodeBox<T> {
    /// Moves `value` into memory of its own.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::OutOfMemory`], see [`Region::new`]; the value is dropped.
    pub fn new(value: T, policy: Policy) -> io::Result<Self> {
        let region = Region::new(Layout::new::<T>(), policy)?;
        let place: NonNull<T> = region.as_ptr().cast();
        // SAFETY: a region made for the layout of `T` is aligned for it and valid for writes of its
        // size, and it is new, so nothing else refers to it.
        unsafe { place.write(value) };
        Ok(Self { value: place, region })
    }
}

impl<T> NodeBox<[T]> {
    /// Makes a slice of `len` values, the `i`-th being `init(i)`, one after the other where they
    /// stay: nothing large passes over the stack.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::OutOfMemory`], see [`Region::new`]; `init` is then never called.
    ///
    /// # Panics
    ///
    /// If `init` does. The values made before are dropped.
    pub fn from_fn(
        len: usize,
        policy: Policy,
        mut init: impl FnMut(usize) -> T,
    ) -> io::Result<Self> {
        let layout = Layout::array::<T>(len).map_err(|_| io::ErrorKind::OutOfMemory)?;
        let region = Region::new(layout, policy)?;
        let first: NonNull<T> = region.as_ptr().cast();
        // The box grows with the values, so that it owns exactly those which exist when `init`
        // panics.
        let mut grown = Self { value: NonNull::slice_from_raw_parts(first, 0), region };
        for i in 0..len {
            let value = init(i);
            // SAFETY: `i < len`, and the region has the layout of `len` values of `T`, so that the
            // `i`-th is inside.
            let place = unsafe { first.add(i) };
            // SAFETY: `place` is the `i`-th of the values the region was made for: aligned, valid
            // for writes, and not in the slice yet, so that nothing else refers to it.
            unsafe { place.write(value) };
            grown.value = NonNull::slice_from_raw_parts(first, i + 1);
        }
        Ok(grown)
    }
}

impl<T: ?Sized> NodeBox<T> {
    /// What was wanted and what was obtained.
    pub fn placement(&self) -> &Placement {
        self.region.placement()
    }
}

impl<T: ?Sized> Deref for NodeBox<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: `value` is initialised and stays in the region as long as the box lives; the box
        // is its only owner, so that while `self` is shared nobody writes to it.
        unsafe { self.value.as_ref() }
    }
}

impl<T: ?Sized> DerefMut for NodeBox<T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: `value` is initialised and stays in the region as long as the box lives; the box
        // is its only owner, so that while `self` is exclusively borrowed nobody else refers to it.
        unsafe { self.value.as_mut() }
    }
}

impl<T: ?Sized> Drop for NodeBox<T> {
    fn drop(&mut self) {
        // SAFETY: `value` is initialised, owned by this box, and dropped nowhere else; its memory
        // is released after it, with the field `region`, also if the drop panics.
        unsafe { self.value.drop_in_place() };
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for NodeBox<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
