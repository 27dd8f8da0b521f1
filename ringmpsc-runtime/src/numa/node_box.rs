//! A value, or a slice of values, on a wanted node.

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

/// Like a [`Box`], with its contents in pages of their own, on a wanted node if possible.
///
/// Its functions make it, or an [`Allocator`](super::Allocator), which checks that the node exists.
///
/// # Large values
///
/// [`new`](Self::new) takes the value itself, which passes over the stack of the caller: for small
/// values. In place, on any stack, are made:
///
/// | what | by |
/// |---|---|
/// | a value whose bytes are all zero | [`NodeBox::zeroed`] |
/// | a slice, value by value | [`NodeBox::from_fn`] |
/// | an array, value by value | [`NodeBox::from_fn`], and then `NodeBox<[T; N]>::try_from` |
/// | any other value | [`NodeBox::new_uninit`] |
///
/// ```
/// use ringmpsc_runtime::numa::{NodeBox, Policy};
///
/// let mut table = NodeBox::from_fn(1 << 16, Policy::Local, |i| i as u64)?;
/// table[7] += 1;
/// assert_eq!(table[7], 8);
///
/// let array = NodeBox::<[u64; 1 << 16]>::try_from(table).expect("the length is that");
/// assert_eq!(array[7], 8);
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
    /// The value passes over the stack of the caller. That takes up to its size in an optimised
    /// build, and twice its size in any other (three times for
    /// [`Allocator::alloc_on_node`](super::Allocator::alloc_on_node)). [`NodeBox`] shows how to make
    /// a large value in place.
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

    /// Makes a value whose bytes are all zero, in place. Takes no stack.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::OutOfMemory`], see [`Region::new`].
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
        // SAFETY: the memory is zeroed, and for this type that is a value.
        Ok(unsafe { zeroed.assume_init() })
    }

    /// Makes memory for a value, all of whose bytes are zero. Takes no stack. As for
    /// [`Box::new_uninit`], [`write`](NodeBox::write) or [`assume_init`](NodeBox::assume_init)
    /// makes it a value.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::OutOfMemory`], see [`Region::new`].
    pub fn new_uninit(policy: Policy) -> io::Result<NodeBox<MaybeUninit<T>>> {
        let region = Region::new(Layout::new::<T>(), policy)?;
        Ok(NodeBox { value: region.as_ptr().cast(), region })
    }
}

impl<T> NodeBox<MaybeUninit<T>> {
    /// Moves `value` to where it stays. It passes over the stack, as for [`NodeBox::new`].
    pub fn write(mut self, value: T) -> NodeBox<T> {
        (*self).write(value);
        // SAFETY: the value has just been written.
        unsafe { self.assume_init() }
    }

    /// The value that was made in this memory.
    ///
    /// # Safety
    ///
    /// The memory holds a value of `T`: it was written there, or zeroed memory is one.
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
    ///     // SAFETY: so it is for writes of its fields, and of the elements of an array.
    ///     unsafe { (&raw mut (*place).names[i]).write(None) };
    /// }
    /// // SAFETY: all fields were written.
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

    /// The same values in the same memory, as an array. Takes no stack.
    ///
    /// # Errors
    ///
    /// The slice, if its length is not `N`.
    fn try_from(slice: NodeBox<[T]>) -> Result<Self, NodeBox<[T]>> {
        if slice.len() != N {
            return Err(slice);
        }
        let (value, region) = slice.into_parts();
        Ok(Self { value: value.cast(), region })
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

    /// The value and its memory. The caller owns both, and drops the value before the memory.
    fn into_parts(self) -> (NonNull<T>, Region) {
        let this = ManuallyDrop::new(self);
        // SAFETY: `this` is neither used again nor dropped, so the region is read once, and has one
        // owner.
        let region = unsafe { ptr::read(&raw const this.region) };
        (this.value, region)
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
