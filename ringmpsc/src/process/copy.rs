//! Copies between private memory and slots that the peer can write at the same time.
//!
//! A copy consists of volatile accesses through raw pointers, a word at a time. The compiler makes
//! each access once, as it stands, and assumes nothing about the value. No reference to the mapping
//! is made. A message that the peer changes during the copy may be torn. It is a value of its type
//! even then, because the type is [`Plain`].

use core::ptr::NonNull;

use zerocopy::IntoBytes as _;

use super::plain::Plain;

/// Copies messages into slots.
///
/// # Safety
///
/// `slots` must be valid for writes of `messages.len()` messages. It must be a multiple of the size
/// of `T` after a multiple of 64. Other threads of this process must not access these slots.
#[inline]
pub(super) unsafe fn store<T: Plain>(slots: NonNull<T>, messages: &[T]) {
    let bytes = messages.as_bytes();
    match unit::<T>() {
        // SAFETY: the promise of the caller. 8 divides the size of `T`, so `slots` is aligned to 8.
        8 => unsafe { store_words::<u64, 8>(slots.cast(), bytes) },
        // SAFETY: as above, for 4.
        4 => unsafe { store_words::<u32, 4>(slots.cast(), bytes) },
        // SAFETY: as above, for 2.
        2 => unsafe { store_words::<u16, 2>(slots.cast(), bytes) },
        // SAFETY: as above, for 1.
        _ => unsafe { store_words::<u8, 1>(slots.cast(), bytes) },
    }
}

/// Copies messages out of slots.
///
/// # Safety
///
/// `slots` must be valid for reads of `messages.len()` messages, and aligned as for [`store`].
#[inline]
pub(super) unsafe fn load<T: Plain>(slots: NonNull<T>, messages: &mut [T]) {
    let bytes = messages.as_mut_bytes();
    match unit::<T>() {
        // SAFETY: the promise of the caller. 8 divides the size of `T`, so `slots` is aligned to 8.
        8 => unsafe { load_words::<u64, 8>(slots.cast(), bytes) },
        // SAFETY: as above, for 4.
        4 => unsafe { load_words::<u32, 4>(slots.cast(), bytes) },
        // SAFETY: as above, for 2.
        2 => unsafe { load_words::<u16, 2>(slots.cast(), bytes) },
        // SAFETY: as above, for 1.
        _ => unsafe { load_words::<u8, 1>(slots.cast(), bytes) },
    }
}

/// Returns the size of the accesses: the largest power of two, up to 8, that divides the size of a
/// message. Slots start at a multiple of 64, so each slot is aligned to it.
const fn unit<T>() -> usize {
    match size_of::<T>().trailing_zeros() {
        0 => 1,
        1 => 2,
        2 => 4,
        _ => 8,
    }
}

/// An unsigned integer of `N` bytes.
trait Word<const N: usize>: Copy {
    fn from_bytes(bytes: [u8; N]) -> Self;
    fn to_bytes(self) -> [u8; N];
}

macro_rules! words {
    ($($word:ty, $bytes:literal;)*) => {$(
        impl Word<$bytes> for $word {
            fn from_bytes(bytes: [u8; $bytes]) -> Self {
                Self::from_ne_bytes(bytes)
            }
            fn to_bytes(self) -> [u8; $bytes] {
                self.to_ne_bytes()
            }
        }
    )*};
}

words! { u8, 1; u16, 2; u32, 4; u64, 8; }

/// # Safety
///
/// `to` must be valid for writes of `bytes.len()` bytes, and aligned.
#[inline]
unsafe fn store_words<W: Word<N>, const N: usize>(to: NonNull<W>, bytes: &[u8]) {
    for (i, word) in bytes.as_chunks::<N>().0.iter().enumerate() {
        // SAFETY: `i` is less than the number of words in `bytes`, for which `to` is valid.
        let to = unsafe { to.add(i) };
        // SAFETY: `to` is valid for the write, and aligned because the first word is.
        unsafe { to.write_volatile(W::from_bytes(*word)) };
    }
}

/// # Safety
///
/// `from` must be valid for reads of `bytes.len()` bytes, and aligned.
#[inline]
unsafe fn load_words<W: Word<N>, const N: usize>(from: NonNull<W>, bytes: &mut [u8]) {
    for (i, word) in bytes.as_chunks_mut::<N>().0.iter_mut().enumerate() {
        // SAFETY: `i` is less than the number of words in `bytes`, for which `from` is valid.
        let from = unsafe { from.add(i) };
        // SAFETY: `from` is valid for the read, and aligned because the first word is. The kernel
        // or a store has initialised the whole mapping.
        *word = unsafe { from.read_volatile() }.to_bytes();
    }
}
