//! Types for which all bytes zero are a valid value.

use std::cell::{Cell, UnsafeCell};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::num::Wrapping;
use std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8,
    AtomicU16, AtomicU32, AtomicU64, AtomicUsize,
};

/// A type for which all bytes zero are a valid value.
///
/// Numbers, atomics, and arrays and cells of them implement it. You can implement it for your own
/// types. [`NodeBox::zeroed`](super::NodeBox::zeroed) makes such a value in place.
///
/// # Safety
///
/// Aligned memory of the size of the type, all of whose bytes are zero, must be a valid value of
/// the type. For a struct, it suffices that each field is `Zeroable`.
///
/// ```
/// use ringmpsc_runtime::numa::{NodeBox, Policy, Zeroable};
///
/// struct Table {
///     len: usize,
///     entries: [[u64; 512]; 2048],
/// }
///
/// // SAFETY: all fields are `Zeroable`.
/// unsafe impl Zeroable for Table {}
///
/// let table = NodeBox::<Table>::zeroed(Policy::Local)?;
/// assert_eq!((table.len, table.entries[2047][511]), (0, 0));
/// # Ok::<(), std::io::Error>(())
/// ```
pub unsafe trait Zeroable: Sized {}

macro_rules! zeroable {
    ($($type:ty)*) => {
        $(
            // SAFETY: all bytes zero are the number 0, the `bool` `false` and the `char` NUL. An
            // atomic has the representation of its value.
            unsafe impl Zeroable for $type {}
        )*
    };
}

zeroable! {
    u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 bool char
    AtomicU8 AtomicU16 AtomicU32 AtomicU64 AtomicUsize
    AtomicI8 AtomicI16 AtomicI32 AtomicI64 AtomicIsize AtomicBool
}

// SAFETY: an array consists of its elements, each of which may be zero.
unsafe impl<T: Zeroable, const N: usize> Zeroable for [T; N] {}

// SAFETY: a `MaybeUninit` has no invalid bytes.
unsafe impl<T> Zeroable for MaybeUninit<T> {}

// SAFETY: the cell has the representation of its only field.
unsafe impl<T: Zeroable> Zeroable for UnsafeCell<T> {}

// SAFETY: the cell has the representation of its only field.
unsafe impl<T: Zeroable> Zeroable for Cell<T> {}

// SAFETY: a `Wrapping` has the representation of its only field.
unsafe impl<T: Zeroable> Zeroable for Wrapping<T> {}

// SAFETY: a `PhantomData` has no bytes and no invariants.
unsafe impl<T> Zeroable for PhantomData<T> {}

// SAFETY: all bytes zero are the null pointer, which is a valid raw pointer to a sized type.
unsafe impl<T> Zeroable for *const T {}

// SAFETY: all bytes zero are the null pointer, which is a valid raw pointer to a sized type.
unsafe impl<T> Zeroable for *mut T {}

// SAFETY: an `AtomicPtr` has the representation of a `*mut T`.
unsafe impl<T> Zeroable for AtomicPtr<T> {}
