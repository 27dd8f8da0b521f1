//! Copies between private memory and slots that the peer can write at the same time.
//!
//! A copy consists of relaxed atomic accesses, a word at a time. So an access of the peer at the
//! same time is no data race. No reference to a message in the mapping is made. A message that the
//! peer changes during the copy may be torn. It is a value of its type even then, because the type
//! is [`Plain`].

use core::ptr::NonNull;
use core::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering};

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

/// Stores a byte in a slot.
///
/// # Safety
///
/// `to` must be valid for a write. Other threads of this process must not access it.
#[inline]
pub(super) unsafe fn store_byte(to: NonNull<u8>, byte: u8) {
    // SAFETY: the promise of the caller.
    unsafe { <u8 as Word<1>>::store(to, [byte]) };
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
    /// Stores `bytes`, as one relaxed atomic access.
    ///
    /// # Safety
    ///
    /// `to` must be valid for writes, and aligned. Other accesses to the word at the same time must
    /// be atomic, too, or those of another process.
    unsafe fn store(to: NonNull<Self>, bytes: [u8; N]);

    /// Loads the bytes, as one relaxed atomic access.
    ///
    /// # Safety
    ///
    /// As for [`store`](Self::store), for reads.
    unsafe fn load(from: NonNull<Self>) -> [u8; N];
}

macro_rules! words {
    ($($word:ty, $atomic:ty, $bytes:literal;)*) => {$(
        impl Word<$bytes> for $word {
            #[inline]
            unsafe fn store(to: NonNull<Self>, bytes: [u8; $bytes]) {
                // SAFETY: the promise of the caller.
                let word = unsafe { <$atomic>::from_ptr(to.as_ptr()) };
                // Relaxed: the store of the cursor releases the messages.
                word.store(Self::from_ne_bytes(bytes), Ordering::Relaxed);
            }
            #[inline]
            unsafe fn load(from: NonNull<Self>) -> [u8; $bytes] {
                // SAFETY: the promise of the caller.
                let word = unsafe { <$atomic>::from_ptr(from.as_ptr()) };
                // Relaxed: the load of the cursor has acquired the messages.
                word.load(Ordering::Relaxed).to_ne_bytes()
            }
        }
    )*};
}

words! { u8, AtomicU8, 1; u16, AtomicU16, 2; u32, AtomicU32, 4; u64, AtomicU64, 8; }

/// # Safety
///
/// `to` must be valid for writes of `bytes.len()` bytes, and aligned. Other accesses to them at the
/// same time must be those of another process, or of [`load_words`].
#[inline]
unsafe fn store_words<W: Word<N>, const N: usize>(to: NonNull<W>, bytes: &[u8]) {
    for (i, word) in bytes.as_chunks::<N>().0.iter().enumerate() {
        // SAFETY: `i` is less than the number of words in `bytes`, for which `to` is valid.
        let to = unsafe { to.add(i) };
        // SAFETY: `to` is valid for the write, and aligned because the first word is. The caller
        // promises the rest.
        unsafe { W::store(to, *word) };
    }
}

/// # Safety
///
/// `from` must be valid for reads of `bytes.len()` bytes, and aligned. Other accesses to them at
/// the same time must be those of another process, or of [`store_words`].
#[inline]
unsafe fn load_words<W: Word<N>, const N: usize>(from: NonNull<W>, bytes: &mut [u8]) {
    for (i, word) in bytes.as_chunks_mut::<N>().0.iter_mut().enumerate() {
        // SAFETY: `i` is less than the number of words in `bytes`, for which `from` is valid.
        let from = unsafe { from.add(i) };
        // SAFETY: `from` is valid for the read, and aligned because the first word is. The kernel
        // or a store has initialised the whole mapping. The caller promises the rest.
        *word = unsafe { W::load(from) };
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    /// A slot that two threads access at the same time.
    struct Slot(NonNull<[u64; 3]>);

    // SAFETY: the threads access the slot by `store` and `load` only, whose accesses are atomic.
    unsafe impl Sync for Slot {}

    /// A hostile peer writes during the copy. Each word is one that was written, even so. Under
    /// `ThreadSanitizer`, an access that is not atomic is an error.
    #[test]
    fn each_word_is_one_that_was_written() {
        const ROUNDS: u64 = 100_000;
        let mut slot = [0; 3];
        let slot = &Slot(NonNull::from(&mut slot));
        thread::scope(|scope| {
            scope.spawn(move || {
                for round in 1..=ROUNDS {
                    // SAFETY: the slot lives longer than this thread, and is aligned.
                    unsafe { store(slot.0, &[[round << 32 | round; 3]]) };
                }
            });
            let mut last = 0;
            while last < ROUNDS {
                let mut messages = [[0; 3]];
                // SAFETY: as above.
                unsafe { load(slot.0, &mut messages) };
                for word in messages.as_flattened() {
                    assert_eq!(word >> 32, word & u64::from(u32::MAX), "a torn word");
                }
                // The accesses to one word are in one order.
                assert!(messages[0][0] & u64::from(u32::MAX) >= last);
                last = messages[0][0] >> 32;
            }
        });
    }
}
