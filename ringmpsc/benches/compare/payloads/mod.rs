//! Large messages: ways to carry a payload of so many bytes from one thread to another one.
//!
//! The producer obtains a payload, writes all of it and sends it. The consumer reads all of it and
//! frees it. All ways use the same channel, a `spsc` of 2^6 slots: only the payload differs. Of the
//! empty payload, only the way is left: allocate, send, receive, free.
//!
//! Each word of a payload has the number of its message, so the sum of all words tells whether they
//! have arrived.

mod inline;
mod pools;
mod run;

use std::mem::MaybeUninit;

pub(crate) use self::inline::{copied, in_place};
pub(crate) use self::pools::{alone, pooled};

/// Slabs, or buffers, of all pools: twice the slots of the channel.
const BUFFERS: usize = 128;

/// A message of the channel.
#[ringmpsc::ring_channel(kind = spsc, bits = 6)]
struct Carried<P>(P);

/// Writes the number of a message to all words of a payload.
#[inline]
fn write(payload: &mut [u8], number: u64) {
    for word in payload.as_chunks_mut().0 {
        *word = number.to_ne_bytes();
    }
}

/// Writes the number of a message to all words of memory that may not be initialised.
#[inline]
fn write_uninit(payload: &mut [MaybeUninit<u8>], number: u64) {
    for word in payload.as_chunks_mut().0 {
        *word = number.to_ne_bytes().map(MaybeUninit::new);
    }
}

/// The sum of all words.
#[inline]
fn read(payload: &[u8]) -> u64 {
    let words = payload.as_chunks().0.iter();
    words.fold(0, |sum: u64, word| sum.wrapping_add(u64::from_ne_bytes(*word)))
}
