//! One slab of a pool, owned.

use core::fmt;
use core::mem::{self, MaybeUninit};
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;
use core::slice;
use std::io;

use super::error::PoolError;
use super::handle::Handle;
use super::homes::HomeId;
use super::inner::{ALIGN, Inner, MAX_SLABS};

/// The bits of a slab's index. A pool has at most so many slabs.
const INDEX_BITS: u32 = u32::BITS - HomeId::BITS;

const _: () = assert!(MAX_SLABS <= 1 << INDEX_BITS);

/// A slab: memory of a [`Pool`](super::Pool) that this value owns.
///
/// It dereferences to the bytes that were written. To drop it frees the slab, from any thread, also
/// after the pool was dropped. Lock-free. O(bytes written): on some processors it stores one byte
/// in each cache line of them. A slab can be a message of any channel, in this process.
///
/// ```
/// use std::io::Write as _;
///
/// use ringmpsc::pool::Pool;
///
/// let pool = Pool::with(4096, 16)?;
/// let mut slab = pool.alloc().ok_or("no slab is free")?;
/// write!(slab, "{} bytes", slab.capacity())?;
/// assert_eq!(&slab[..], b"4096 bytes");
///
/// slab.truncate(4);
/// slab.spare_capacity_mut()[0].write(b'!');
/// // SAFETY: four bytes were written before, and one byte now.
/// unsafe { slab.set_len(5) };
/// assert_eq!(&slab[..], b"4096!");
/// slab.clear();
/// let handle = slab.into_handle();
/// assert_eq!(pool.redeem(handle)?.len(), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a slab that is dropped is free again"]
pub struct Slab {
    /// A pool that has this slab. It lives as long as the slab.
    pub(super) inner: NonNull<Inner>,
    /// The home id in the high bits, and the index of the slab. No other value has the slab. Two
    /// words in all, so that four slabs fit into a cache line of a ring.
    place: u32,
    /// So many bytes are initialised. At most the size of a slab.
    len: u32,
}

// SAFETY: a slab is plain memory, which this value alone can reach. `Inner` is shared between
// threads by design: its words are atomics or behind a lock.
unsafe impl Send for Slab {}
// SAFETY: a shared reference only reads the bytes.
unsafe impl Sync for Slab {}

impl Slab {
    /// # Safety
    ///
    /// The caller owns the slab `index` of `inner`, and gives it to the value. `len` bytes of it
    /// are initialised.
    #[inline]
    pub(super) unsafe fn new(inner: NonNull<Inner>, index: u32, len: u32, home: HomeId) -> Self {
        Self { inner, place: home.to_bits() << INDEX_BITS | index, len }
    }

    /// Gives up the slab without freeing it, and returns its index.
    #[inline]
    pub(super) fn into_index(self) -> u32 {
        mem::ManuallyDrop::new(self).index()
    }

    #[inline]
    pub(super) const fn index(&self) -> u32 {
        self.place & (u32::MAX >> HomeId::BITS)
    }

    #[inline]
    pub(super) const fn home(&self) -> HomeId {
        HomeId::from_bits(self.place >> INDEX_BITS)
    }

    #[inline]
    fn pool(&self) -> &Inner {
        // SAFETY: the memory of the pool lives as long as a slab that is not free.
        unsafe { self.inner.as_ref() }
    }

    #[inline]
    fn start(&self) -> NonNull<u8> {
        self.pool().bytes(self.index())
    }

    /// Returns how many bytes the slab has.
    #[inline]
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.pool().slab_size as usize
    }

    /// Takes all bytes for unwritten.
    pub const fn clear(&mut self) {
        self.len = 0;
    }

    /// Takes the bytes from `len` on for unwritten. Does nothing if there are none.
    pub fn truncate(&mut self, len: usize) {
        self.len = u32::try_from(len).map_or(self.len, |len| self.len.min(len));
    }

    /// Appends bytes.
    ///
    /// # Errors
    ///
    /// [`PoolError::TooLong`] if they do not fit. Then none is appended.
    #[inline]
    pub fn extend_from_slice(&mut self, bytes: &[u8]) -> Result<(), PoolError> {
        let space = self.spare_capacity_mut();
        let left = space.len();
        let Some(space) = space.get_mut(..bytes.len()) else {
            return Err(PoolError::TooLong { needed: bytes.len(), left });
        };
        let to = space.as_mut_ptr().cast::<u8>();
        // SAFETY: both are as long as `bytes`. `to` is memory of the slab, which this value borrows
        // exclusively, so the two do not overlap.
        unsafe { to.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
        // SAFETY: the bytes up to the old length were initialised, and these follow them.
        unsafe { self.set_len(self.len() + bytes.len()) };
        Ok(())
    }

    /// Returns the bytes that are not written yet. Write the first ones, and then call
    /// [`set_len`](Self::set_len).
    #[inline]
    pub fn spare_capacity_mut(&mut self) -> &mut [MaybeUninit<u8>] {
        let (start, len) = (self.start().cast::<MaybeUninit<u8>>(), self.len as usize);
        let spare = self.capacity() - len;
        // SAFETY: `len` is at most the capacity, so this is within the slab or at its end.
        let start = unsafe { start.add(len) };
        // SAFETY: so many bytes follow in the slab. This value owns it, and is borrowed. Bytes that
        // are not initialised are values of `MaybeUninit`.
        unsafe { slice::from_raw_parts_mut(start.as_ptr(), spare) }
    }

    /// Sets how many bytes are written.
    ///
    /// # Safety
    ///
    /// `len` is at most [`capacity`](Self::capacity), and the first `len` bytes are initialised.
    pub unsafe fn set_len(&mut self, len: usize) {
        debug_assert!(len <= self.capacity(), "longer than the slab");
        #[expect(clippy::cast_possible_truncation, reason = "it is at most the size of a slab")]
        let len = len as u32;
        self.len = len;
    }

    /// Turns the slab into four bytes that name it, for a channel of any kind. Wait-free.
    ///
    /// [`Pool::redeem`](super::Pool::redeem) turns them into the slab again.
    /// If the last [`Pool`](super::Pool) is gone by then, no call can redeem the handle, and the
    /// memory of the pool is never freed.
    #[inline]
    #[must_use = "only its handle can free the slab"]
    pub fn into_handle(self) -> Handle {
        let slab = mem::ManuallyDrop::new(self);
        // SAFETY: this value owned the slab, and is not used again.
        unsafe { Inner::send(slab.inner, slab.index(), slab.len, slab.home()) }
    }
}

impl Slab {
    /// Takes the lines that were written [out of the writer's cache](crate::ring::line_ownership),
    /// for a reader on another CPU that frees the slab. The writer of the next message then waits
    /// for fewer of them. Afterwards the slab counts as empty, so no line is taken twice.
    #[inline]
    pub(super) fn take_lines(&mut self) {
        // Slabs begin at a line, so less than one ends none.
        if (self.len as usize) < ALIGN {
            return;
        }
        let start = self.start();
        let take_lines = self.pool().take_lines;
        take_lines.each_end_of_line(start.addr().get(), self.len as usize, |offset| {
            // SAFETY: `offset` is less than `len`, so the byte is within the slab.
            let byte = unsafe { start.add(offset) };
            // SAFETY: this value owns the slab, and is borrowed exclusively.
            unsafe { byte.write_volatile(0) };
        });
        self.len = 0;
    }
}

impl Drop for Slab {
    #[inline]
    fn drop(&mut self) {
        self.take_lines();
        // SAFETY: this value owns the slab, and is not used again.
        unsafe { Inner::free(self.inner, self.index()) };
    }
}

impl Deref for Slab {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        // SAFETY: the first `len` bytes are initialised. This value owns them, and is borrowed.
        unsafe { slice::from_raw_parts(self.start().as_ptr(), self.len as usize) }
    }
}

impl DerefMut for Slab {
    #[inline]
    fn deref_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `deref`, and the borrow is exclusive.
        unsafe { slice::from_raw_parts_mut(self.start().as_ptr(), self.len as usize) }
    }
}

impl AsRef<[u8]> for Slab {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

/// Writes until the slab is full, as `&mut [u8]` does. The rest is not written: `write_all` then
/// fails with [`WriteZero`](io::ErrorKind::WriteZero).
impl io::Write for Slab {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fits = bytes.len().min(self.capacity() - self.len());
        self.extend_from_slice(&bytes[..fits]).map_err(io::Error::other)?;
        Ok(fits)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for Slab {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (len, capacity) = (self.len(), self.capacity());
        f.debug_struct("Slab")
            .field("len", &len)
            .field("capacity", &capacity)
            .finish_non_exhaustive()
    }
}
