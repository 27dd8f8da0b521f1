//! The errors of a pool.

use core::error::Error;
use core::fmt;

/// A handle could not be redeemed, or a slab could not be written.
///
/// ```
/// use ringmpsc::pool::{Pool, PoolError};
///
/// let pool = Pool::with(64, 2)?;
/// let mut slab = pool.alloc().ok_or("no slab is free")?;
/// assert!(matches!(slab.extend_from_slice(&[0; 65]), Err(PoolError::TooLong { .. })));
/// let handle = slab.into_handle();
/// assert!(pool.redeem(handle).is_ok());
/// assert_eq!(pool.redeem(handle).err(), Some(PoolError::Stale));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PoolError {
    /// The handle is of another pool.
    ///
    /// Handles of two pools can be told apart if fewer pools than 2^(tag bits) were made between
    /// the two: 4 to 64, depending on the number of slabs. Otherwise a handle of another pool is
    /// like any other number.
    Foreign,
    /// The handle was redeemed before, or was never made.
    Stale,
    /// No slab of the pool has the index of the handle.
    OutOfRange,
    /// The slab has not enough space left.
    TooLong {
        /// How many bytes were to be appended.
        needed: usize,
        /// How many bytes fit.
        left: usize,
    },
}

impl fmt::Display for PoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => f.write_str("the handle belongs to another pool"),
            Self::Stale => f.write_str("the handle was redeemed already, or was never made"),
            Self::OutOfRange => f.write_str("the pool has no slab with the index of the handle"),
            Self::TooLong { needed, left } => {
                write!(f, "{needed} bytes do not fit: the slab has {left} bytes left")
            }
        }
    }
}

impl Error for PoolError {}

/// A pool could not be created.
///
/// ```
/// use ringmpsc::pool::{CreatePoolError, Pool};
///
/// assert_eq!(Pool::with(0, 16).err(), Some(CreatePoolError::Size));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CreatePoolError {
    /// The number of slabs is zero or more than [`Pool::MAX_SLABS`](super::Pool::MAX_SLABS), or the
    /// size of a slab is zero or more than [`Pool::MAX_SLAB_SIZE`](super::Pool::MAX_SLAB_SIZE).
    Size,
    /// There is no memory.
    OutOfMemory,
}

impl fmt::Display for CreatePoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Size => "a pool has no such number of slabs, or no slabs of this size",
            Self::OutOfMemory => "there is no memory for the pool",
        })
    }
}

impl Error for CreatePoolError {}
