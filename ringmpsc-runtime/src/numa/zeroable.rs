//! Types for which zeroed memory is a value.

use std::cell::{Cell, UnsafeCell};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::num::Wrapping;
use std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8,
    AtomicU16, AtomicU32, AtomicU64, AtomicUsize,
};

/// A type whose bytes may all be zero.
///
/// [`NodeBox::zeroed`](super::NodeBox::zeroed) makes such a value in place: numbers, atomics, and
/// arrays and cells of them. Implement it for your own types.
///
/// # Safety
///
/// Memory of the size and the alignment of the type, all of whose bytes are zero, is a valid value
/// of the type. For a struct: each field is `Zeroable`.
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
            // SAFETY: zero is a value of a number, `false` of a `bool`, and `NUL` of a `char`; an
            // atomic is represented as what it contains.
            unsafe impl Zeroable for $type {}
        )*
    };
}

zeroable! {
    u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 bool char
    AtomicU8 AtomicU16 AtomicU32 AtomicU64 AtomicUsize
    AtomicI8 AtomicI16 AtomicI32 AtomicI64 AtomicIsize AtomicBool
}

// SAFETY: each element is zeroed.
unsafe impl<T: Zeroable, const N: usize> Zeroable for [T; N] {}

// SAFETY: it needs not be initialised.
unsafe impl<T> Zeroable for MaybeUninit<T> {}

// SAFETY: it is represented as its only field.
unsafe impl<T: Zeroable> Zeroable for UnsafeCell<T> {}

// SAFETY: it is represented as its only field.
unsafe impl<T: Zeroable> Zeroable for Cell<T> {}

// SAFETY: it is its only field.
unsafe impl<T: Zeroable> Zeroable for Wrapping<T> {}

// SAFETY: it has no bytes, and promises nothing.
unsafe impl<T> Zeroable for PhantomData<T> {}

// SAFETY: a null pointer is a pointer.
unsafe impl<T> Zeroable for *const T {}

// SAFETY: a null pointer is a pointer.
unsafe impl<T> Zeroable for *mut T {}

// SAFETY: it is represented as a `*mut T`.
unsafe impl<T> Zeroable for AtomicPtr<T> {}
