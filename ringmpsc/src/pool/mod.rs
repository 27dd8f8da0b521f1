//! Pools of slabs: large messages that stay where they are.
//!
//! A pool allocates all its memory at once, and divides it into slabs of one size. The producer
//! writes its message into a slab, and sends the slab. The message itself is not copied.
//!
//! ```text
//!             alloc                send                recv               drop
//!   free list ─────▶ Slab (writer) ────▶ ring of slabs ────▶ Slab (reader) ────▶ free list
//!                    └ into_handle ────▶ ring of u32   ────▶ redeem ┘
//! ```
//!
//! There are two ways to allocate and free:
//!
//! * [`Pool::alloc`] and the drop of a [`Slab`] use one list, from any thread.
//! * A [`Local`] belongs to one thread, and is quicker. Slabs go home to the `Local` that allocated
//!   them.
//!
//! And two to send a slab within a process:
//!
//! * Send the [`Slab`]. If the channel is dropped, its slabs are free again.
//! * Send its [`Handle`], four bytes. A handle that is lost keeps its slab until the pool ends.
//!
//! ```
//! use ringmpsc::pool::Pool;
//! use ringmpsc::ring_channel;
//!
//! #[ring_channel(kind = spsc, bits = 6)]
//! struct Frame(ringmpsc::pool::Slab);
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let pool = Pool::with(64 * 1024, 32)?;
//! let (mut producer, mut consumer) = FrameChannel::open();
//!
//! let mut slab = pool.alloc().ok_or("all slabs are in use")?;
//! slab.extend_from_slice(&[7; 50_000])?;
//! producer.try_send(Frame(slab))?;
//!
//! let Frame(slab) = consumer.try_recv()?;
//! assert_eq!(slab.len(), 50_000);
//! assert_eq!(pool.available(), 31);
//! drop(slab);
//! assert_eq!(pool.available(), 32);
//! # Ok(())
//! # }
//! ```
//!
//! The files: `free_list.rs` is the algorithm of the list, `inner.rs` says how long the memory
//! lives, and `homes.rs` how slabs get home.

mod error;
mod free_list;
mod handle;
mod homes;
mod inner;
mod local;
#[cfg(ringmpsc_loom)]
pub(crate) mod model;
mod slab;
#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;

use core::fmt;
use core::ops::Deref;
use core::ptr::NonNull;

pub use self::error::{CreatePoolError, PoolError};
pub use self::handle::Handle;
pub use self::local::Local;
pub use self::slab::Slab;

use self::homes::HomeId;
use self::inner::{Inner, layout};

/// A pool of slabs. The size and the number of slabs are given at run time; [`BufferPool`] has them
/// in its type.
///
/// A clone is another handle of the same pool. The memory is freed once all handles and all slabs
/// are dropped.
///
/// ```
/// use ringmpsc::pool::Pool;
///
/// let pool = Pool::with(4096, 16)?;
/// assert_eq!((pool.slab_size(), pool.capacity(), pool.available()), (4096, 16, 16));
/// let handle = pool.alloc().ok_or("no slab is free")?.into_handle();
/// assert_eq!(pool.available(), 15);
/// drop(pool.redeem(handle)?);
///
/// let mut local = pool.local();
/// let slab = local.alloc().ok_or("no slab is free")?;
/// local.free(slab);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Pool {
    inner: NonNull<Inner>,
}

// SAFETY: `Inner` is shared between threads by design: its words are atomics or behind a lock.
unsafe impl Send for Pool {}
// SAFETY: as above.
unsafe impl Sync for Pool {}

impl Pool {
    /// So many slabs a pool has at most.
    pub const MAX_SLABS: usize = inner::MAX_SLABS;
    /// So many bytes a slab has at most.
    pub const MAX_SLAB_SIZE: usize = inner::MAX_SLAB_SIZE;

    /// Creates a pool of `slabs` slabs of `slab_size` bytes each.
    ///
    /// Slabs begin at multiples of 64 bytes. In addition to their memory, a slab takes 64 bytes for
    /// its handle, and 8 to 16 in the free list. The kernel provides a page of large pools when it
    /// is first written.
    ///
    /// # Errors
    ///
    /// [`CreatePoolError::Size`] if a number is zero or too large, and
    /// [`CreatePoolError::OutOfMemory`].
    pub fn with(slab_size: usize, slabs: usize) -> Result<Self, CreatePoolError> {
        Ok(Self { inner: Inner::new(slab_size, slabs)? })
    }

    #[inline]
    fn inner(&self) -> &Inner {
        // SAFETY: the memory lives as long as this handle.
        unsafe { self.inner.as_ref() }
    }

    /// Allocates a slab. Its bytes are not initialised, and its length is zero. Returns `None` if
    /// no slab is free, or if the free ones belong to [`Local`]s.
    ///
    /// Lock-free, from any thread.
    #[inline]
    #[must_use]
    pub fn alloc(&self) -> Option<Slab> {
        let index = self.inner().alloc()?;
        // SAFETY: `alloc` gave this slab to the caller.
        Some(unsafe { Slab::new(self.inner, index, 0, HomeId::NONE) })
    }

    /// Makes a thread's own way to the pool. Takes a mutex.
    #[must_use]
    pub fn local(&self) -> Local {
        Local::new(self.clone())
    }

    /// Turns a handle into its slab. Wait-free.
    ///
    /// # Errors
    ///
    /// * [`PoolError::Stale`]: the handle was redeemed before, by this call or another thread's.
    /// * [`PoolError::Foreign`], [`PoolError::OutOfRange`]: the number is no handle of this pool.
    ///
    /// Any number may be tried: at worst it names a slab that is on its way, and takes it. A handle
    /// that was redeemed is recognised until its slab has been redeemed so many times that the
    /// generation comes round: 2^8 times in the largest pools, 2^20 in pools of 64 slabs.
    #[inline]
    pub fn redeem(&self, handle: Handle) -> Result<Slab, PoolError> {
        let (index, len, home) = self.inner().redeem(handle)?;
        // SAFETY: `redeem` gave this slab to the caller. Its last owner initialised `len` bytes.
        Ok(unsafe { Slab::new(self.inner, index, len, home) })
    }

    /// Returns how many bytes a slab has.
    #[must_use]
    pub fn slab_size(&self) -> usize {
        self.inner().slab_size as usize
    }

    /// Returns how many slabs the pool has.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.inner().slabs()
    }

    /// Returns how many slabs are free for every thread. Those that a [`Local`] keeps are not.
    ///
    /// Other threads may change the number meanwhile.
    #[must_use]
    pub fn available(&self) -> usize {
        self.inner().free_slabs()
    }

    /// Frees a slab by its index. The caller owns the slab, and gives it up.
    fn free_index(&self, index: u32) {
        // SAFETY: as the caller says. It is code of this module: `Local` passes what it owns.
        unsafe { Inner::free(self.inner, index) };
    }
}

impl Clone for Pool {
    fn clone(&self) -> Self {
        self.inner().add_handle();
        Self { inner: self.inner }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        // SAFETY: this value is a handle, and is not used again.
        unsafe { Inner::drop_handle(self.inner) };
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("slab_size", &self.slab_size())
            .field("capacity", &self.capacity())
            .field("available", &self.available())
            .finish()
    }
}

/// A [`Pool`] of `N` slabs of `SLAB` bytes.
///
/// ```
/// use ringmpsc::pool::BufferPool;
///
/// let pool = BufferPool::<4096, 256>::new();
/// assert_eq!(BufferPool::<4096, 256>::TOTAL_MEMORY, 1 << 20);
/// let slab = pool.alloc().unwrap();
/// assert_eq!(slab.capacity(), 4096);
/// ```
#[derive(Clone, Debug)]
pub struct BufferPool<const SLAB: usize, const N: usize>(Pool);

impl<const SLAB: usize, const N: usize> BufferPool<SLAB, N> {
    /// The size of a slab in bytes.
    pub const SLAB_SIZE: usize = SLAB;
    /// The number of slabs.
    pub const NUM_SLABS: usize = N;
    /// How many bytes all slabs take.
    pub const TOTAL_MEMORY: usize = match layout(SLAB, N) {
        Some(layout) => layout.size(),
        None => panic!("a pool has no such number of slabs, or no slabs of this size"),
    };

    /// Creates a pool. Sizes that a pool cannot have are errors of the compiler.
    ///
    /// # Panics
    ///
    /// Panics if there is no memory.
    #[must_use]
    pub fn new() -> Self {
        const { assert!(Self::TOTAL_MEMORY > 0) };
        Self(Pool::with(SLAB, N).expect("memory for a pool"))
    }
}

impl<const SLAB: usize, const N: usize> Default for BufferPool<SLAB, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const SLAB: usize, const N: usize> Deref for BufferPool<SLAB, N> {
    type Target = Pool;

    fn deref(&self) -> &Pool {
        &self.0
    }
}
