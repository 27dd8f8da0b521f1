//! A value, or a slice of values, on a requested node.

use std::alloc::Layout;
use std::fmt;
use std::io;
use std::mem::{ManuallyDrop, MaybeUninit};
use std::ops::{Deref, DerefMut};
use std::ptr::{self, NonNull};

use super::placement::Placement;
use super::policy::Policy;
use super::region::Region;
use super::zeroable::Zeroable;

/// A [`Box`] whose contents have pages of their own, on the requested node if possible.
///
/// The functions of this type allocate on any node. An [`Allocator`](super::Allocator) also checks
/// that the node exists.
///
/// # Large values
///
/// [`new`](Self::new) moves the value over the stack of the caller, so it suits small values. These
/// functions make a value in place and need almost no stack:
///
/// | value | function |
/// |---|---|
/// | all bytes zero | [`NodeBox::zeroed`] |
/// | a slice, element by element | [`NodeBox::from_fn`] |
/// | an array, element by element | [`NodeBox::from_fn`], then `NodeBox<[T; N]>::try_from` |
/// | any other | [`NodeBox::new_uninit`] |
///
/// ```
/// use ringmpsc_runtime::numa::{NodeBox, Policy};
///
/// let mut table = NodeBox::from_fn(1 << 16, Policy::Local, |i| i as u64)?;
/// table[7] += 1;
/// assert_eq!(table[7], 8);
///
/// let array = NodeBox::<[u64; 1 << 16]>::try_from(table).expect("the lengths are equal");
/// assert_eq!(array[7], 8);
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct NodeBox<T: ?Sized> {
    /// An initialised value in `region`. The box owns it.
    value: NonNull<T>,
    region: Region,
}

// SAFETY: the box owns its value and the memory of the value, which belongs to no thread. So
// sending the box sends a `T`, which the bound allows.
unsafe impl<T: ?Sized + Send> Send for NodeBox<T> {}

// SAFETY: a shared box gives `&T`, which the bound allows to share, and plain values that never
// change.
unsafe impl<T: ?Sized + Sync> Sync for NodeBox<T> {}

impl<T> NodeBox<T> {
    /// Moves `value` into pages of its own.
    ///
    /// The value passes over the stack of the caller. An optimised build needs up to its size
    /// there, and any other build twice its size
    /// ([`Allocator::alloc_on_node`](super::Allocator::alloc_on_node): three times). [`NodeBox`]
    /// shows how to make a large value in place.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::OutOfMemory`], as for [`Region::new`]. The value is then dropped.
    ///
    /// # Progress and cost
    ///
    /// As for [`Region::new`].
    pub fn new(value: T, policy: Policy) -> io::Result<Self> {
        let region = Region::new(Layout::new::<T>(), policy)?;
        let place: NonNull<T> = region.as_ptr().cast();
        // SAFETY: the region has the layout of `T`, so it is aligned for `T` and valid for writes
        // of its size. The region is new, so no reference to its memory exists.
        unsafe { place.write(value) };
        Ok(Self { value: place, region })
    }

    /// Makes a value whose bytes are all zero, in place. It needs almost no stack.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::OutOfMemory`], as for [`Region::new`].
    ///
    /// # Progress and cost
    ///
    /// As for [`Region::new`].
    ///
    /// ```
    /// use ringmpsc_runtime::numa::{NodeBox, Policy};
    ///
    /// let mut buffer = NodeBox::<[u8; 16 << 20]>::zeroed(Policy::Local)?;
    /// buffer[7] = 1;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn zeroed(policy: Policy) -> io::Result<Self>
    where
        T: Zeroable,
    {
        let zeroed = Self::new_uninit(policy)?;
        // SAFETY: the memory is zeroed, and `T: Zeroable` says that this is a valid value.
        Ok(unsafe { zeroed.assume_init() })
    }

    /// Allocates zeroed memory for a value. It needs almost no stack.
    ///
    /// As for [`Box::new_uninit`], [`write`](NodeBox::write) or
    /// [`assume_init`](NodeBox::assume_init) turns the memory into a value.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::OutOfMemory`], as for [`Region::new`].
    ///
    /// # Progress and cost
    ///
    /// As for [`Region::new`].
    pub fn new_uninit(policy: Policy) -> io::Result<NodeBox<MaybeUninit<T>>> {
        let region = Region::new(Layout::new::<T>(), policy)?;
        Ok(NodeBox { value: region.as_ptr().cast(), region })
    }
}

impl<T> NodeBox<MaybeUninit<T>> {
    /// Moves `value` into the memory. The value passes over the stack, as for [`NodeBox::new`].
    pub fn write(mut self, value: T) -> NodeBox<T> {
        (*self).write(value);
        // SAFETY: the line above has written the value.
        unsafe { self.assume_init() }
    }

    /// Returns the value that the caller made in this memory.
    ///
    /// # Safety
    ///
    /// The memory must hold a valid value of `T`: the caller has written it, or all bytes zero are
    /// a valid value.
    ///
    /// ```
    /// use ringmpsc_runtime::numa::{NodeBox, Policy};
    ///
    /// struct Table {
    ///     len: usize,
    ///     names: [Option<Box<str>>; 1 << 16],
    /// }
    ///
    /// let mut table = NodeBox::<Table>::new_uninit(Policy::Local)?;
    /// let place = table.as_mut_ptr();
    /// // SAFETY: `place` is valid for writes of a `Table`.
    /// unsafe { (&raw mut (*place).len).write(0) };
    /// for i in 0..1 << 16 {
    ///     // SAFETY: `place` is valid for writes of each field, and of each element of it.
    ///     unsafe { (&raw mut (*place).names[i]).write(None) };
    /// }
    /// // SAFETY: all fields have been written.
    /// let table = unsafe { table.assume_init() };
    /// assert!(table.names[7].is_none());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub unsafe fn assume_init(self) -> NodeBox<T> {
        let (value, region) = self.into_parts();
        NodeBox { value: value.cast(), region }
    }
}

impl<T, const N: usize> TryFrom<NodeBox<[T]>> for NodeBox<[T; N]> {
    type Error = NodeBox<[T]>;

    /// Converts a slice into an array in the same memory. It needs no stack.
    ///
    /// # Errors
    ///
    /// Returns the slice if its length is not `N`.
    fn try_from(slice: NodeBox<[T]>) -> Result<Self, NodeBox<[T]>> {
        if slice.len() != N {
            return Err(slice);
        }
        let (value, region) = slice.into_parts();
        Ok(Self { value: value.cast(), region })
    }
}

impl<T> NodeBox<[T]> {
    /// Makes a slice of `len` values in place, of which `init(i)` makes the `i`-th. One value at a
    /// time passes over the stack.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::OutOfMemory`], as for [`Region::new`]. `init` is then never called.
    ///
    /// # Panics
    ///
    /// If `init` panics. The values made before are then dropped.
    ///
    /// # Progress and cost
    ///
    /// As for [`Region::new`], and `len` calls of `init`.
    pub fn from_fn(
        len: usize,
        policy: Policy,
        mut init: impl FnMut(usize) -> T,
    ) -> io::Result<Self> {
        let layout = Layout::array::<T>(len).map_err(|_| io::ErrorKind::OutOfMemory)?;
        let region = Region::new(layout, policy)?;
        let first: NonNull<T> = region.as_ptr().cast();
        // The box grows with the values. So when `init` panics, it owns exactly the values that
        // exist.
        let mut grown = Self { value: NonNull::slice_from_raw_parts(first, 0), region };
        for i in 0..len {
            let value = init(i);
            // SAFETY: the region has the layout of `len` values of `T`, and `i < len`, so the
            // address is in the region.
            let place = unsafe { first.add(i) };
            // SAFETY: the region has the layout of `len` values of `T`, so `place` is aligned and
            // valid for writes. It is not in the slice yet, so no reference to it exists.
            unsafe { place.write(value) };
            grown.value = NonNull::slice_from_raw_parts(first, i + 1);
        }
        Ok(grown)
    }
}

impl<T: ?Sized> NodeBox<T> {
    /// Returns the requested node and the actual one.
    pub fn placement(&self) -> &Placement {
        self.region.placement()
    }

    /// Returns the value and its memory. The caller must drop the value before the memory.
    fn into_parts(self) -> (NonNull<T>, Region) {
        let this = ManuallyDrop::new(self);
        // SAFETY: the region is read once, and `this` is never dropped, so the copy is the only
        // owner of the region.
        let region = unsafe { ptr::read(&raw const this.region) };
        (this.value, region)
    }
}

impl<T: ?Sized> Deref for NodeBox<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: `value` is initialised, and stays in the region while the box lives. The box is
        // its only owner, so a shared borrow of the box excludes writes to it.
        unsafe { self.value.as_ref() }
    }
}

impl<T: ?Sized> DerefMut for NodeBox<T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: `value` is initialised, and stays in the region while the box lives. The box is
        // its only owner, so an exclusive borrow of the box excludes other references to it.
        unsafe { self.value.as_mut() }
    }
}

impl<T: ?Sized> Drop for NodeBox<T> {
    fn drop(&mut self) {
        // SAFETY: `value` is initialised, and the box is its only owner, so it is dropped once. The
        // field `region` releases the memory afterwards, even if the drop panics.
        unsafe { self.value.drop_in_place() };
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for NodeBox<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
