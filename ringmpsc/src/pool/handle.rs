//! A slab's name as a number, which any channel can carry.
//!
//! ```text
//!   bit 31                                     0
//!       [ tag | generation | index of the slab ]
//! ```
//!
//! The index takes as many bits as the pool needs. A quarter of the others, and at most 6, is the
//! pool's tag. Pools get their tags in turn. The rest is the generation: how often the slab has
//! been redeemed.

use super::error::PoolError;
use crate::sync::present;

/// Names a slab of a pool while it travels: four bytes of plain data.
///
/// [`Slab::into_handle`](super::Slab::into_handle) makes a handle, and
/// [`Pool::redeem`](super::Pool::redeem) turns it into the slab again, once. A copy that is
/// redeemed later is refused. So a handle gives no right by itself, and any number may be tried.
///
/// A handle that is dropped frees nothing: its slab stays allocated until the handle is redeemed,
/// or until the last [`Pool`](super::Pool) is dropped. Where a channel may be dropped with messages
/// in it, send the [`Slab`](super::Slab) itself.
///
/// ```
/// use ringmpsc::pool::{Handle, Pool, PoolError};
///
/// let pool = Pool::with(64, 2)?;
/// let handle = pool.alloc().unwrap().into_handle();
/// let number: u32 = handle.to_bits();
/// let slab = pool.redeem(Handle::from_bits(number))?;
/// assert_eq!(pool.redeem(handle).unwrap_err(), PoolError::Stale);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Handle(u32);

impl Handle {
    /// Returns the handle as a number.
    #[must_use]
    pub const fn to_bits(self) -> u32 {
        self.0
    }

    /// Takes a number for a handle. [`Pool::redeem`](super::Pool::redeem) checks it.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }
}

/// How a pool divides the bits of its handles.
#[derive(Clone, Copy)]
pub(super) struct Format {
    slabs: u32,
    index_bits: u32,
    tag_bits: u32,
    tag: u32,
}

impl Format {
    /// The format of a pool of so many slabs, at most 2^22. It is the pool `number` of the process.
    pub(super) fn new(slabs: u32, number: u32) -> Self {
        let index_bits = slabs.next_power_of_two().trailing_zeros();
        let tag_bits = ((u32::BITS - index_bits) / 4).min(6);
        Self { slabs, index_bits, tag_bits, tag: number & ((1 << tag_bits) - 1) }
    }

    /// The first handle of a slab.
    pub(super) fn first(self, index: u32) -> Handle {
        Handle(self.tag << (u32::BITS - self.tag_bits) | index)
    }

    /// The handle of the slab's next generation.
    pub(super) fn next(self, handle: Handle) -> Handle {
        if !present("pool.generation") {
            return handle;
        }
        // A carry out of the generation is cut off, so that the tag stays.
        let rest = u32::MAX >> self.tag_bits;
        let next = handle.0.wrapping_add(1 << self.index_bits) & rest;
        Handle(handle.0 & !rest | next)
    }

    /// Returns the index of the slab that the handle names.
    pub(super) fn index(self, handle: Handle) -> Result<u32, PoolError> {
        if handle.0 >> (u32::BITS - self.tag_bits) != self.tag {
            return Err(PoolError::Foreign);
        }
        let index = handle.0 & ((1 << self.index_bits) - 1);
        if index < self.slabs { Ok(index) } else { Err(PoolError::OutOfRange) }
    }
}
