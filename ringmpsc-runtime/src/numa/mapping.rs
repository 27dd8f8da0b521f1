//! Anonymous private memory: mmap(2), munmap(2).

use std::io;
use std::num::NonZeroUsize;
use std::ptr::{self, NonNull};

use libc::{c_int, c_void, off_t};

use crate::page;

/// Whole pages of memory of its own, zeroed by the kernel, unmapped on drop.
///
/// A page occupies physical memory from the first time it is written to.
#[derive(Debug)]
pub struct Mapping {
    /// The first byte of `size` mapped, readable and writable bytes, page aligned.
    start: NonNull<u8>,
    /// Bytes mapped: whole pages, at least one.
    size: usize,
}

// SAFETY: a mapping belongs to the process, not to a thread, and may be unmapped by any thread. A
// `Mapping` is its only owner and has no thread-local state.
unsafe impl Send for Mapping {}

// SAFETY: through a shared reference one gets the address and the size, which never change; memory
// is only reached by way of a raw pointer, whose user answers for data races.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Maps at least `bytes` bytes, rounded up to whole pages.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::OutOfMemory`] if the address space, or what the process may have of it, is
    /// exhausted.
    pub fn new(bytes: NonZeroUsize) -> io::Result<Self> {
        let size = page::round_up(bytes.get()).ok_or(io::ErrorKind::OutOfMemory)?;
        let anywhere: *mut c_void = ptr::null_mut();
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
        let no_file: c_int = -1;
        let no_offset: off_t = 0;
        // SAFETY: without `MAP_FIXED` the kernel chooses an address range that is not in use, so no
        // memory that anybody owns is affected.
        let start = unsafe { libc::mmap(anywhere, size, protection, flags, no_file, no_offset) };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        // Address zero is given to nobody who does not insist on it.
        let start = NonNull::new(start.cast()).ok_or(io::ErrorKind::AddrNotAvailable)?;
        Ok(Self { start, size })
    }

    /// The first byte: page aligned, valid for reads and writes of [`size`](Self::size) bytes as
    /// long as the mapping lives.
    pub fn as_ptr(&self) -> NonNull<u8> {
        self.start
    }

    /// Bytes mapped: whole pages, at least one.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Faults in the page at `offset` by zeroing one byte of it: for memory that is not in use yet.
    ///
    /// # Panics
    ///
    /// If `offset` is outside of the mapping.
    pub(super) fn touch(&mut self, offset: usize) {
        assert!(offset < self.size, "offset {offset} of {} bytes", self.size);
        let byte = self.start.as_ptr().wrapping_add(offset);
        // SAFETY: `byte` lies inside the mapping, as was just asserted, and a mapping is writable.
        // The exclusive borrow excludes another owner's access; a `u8` has no alignment and no
        // invalid values.
        unsafe { byte.write_volatile(0) };
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: `start` and `size` are those of a mapping which this value made and owns alone,
        // so nothing else is unmapped; and it is being dropped, so nothing it lent is used any
        // more.
        let result = unsafe { libc::munmap(self.start.as_ptr().cast(), self.size) };
        // It cannot fail for a whole mapping; the exception is the limit on mappings (`ENOMEM`),
        // when the kernel had merged this one with neighbours and would have to split them. All
        // there is to do about that is to leak.
        debug_assert!(
            result == 0 || io::Error::last_os_error().raw_os_error() == Some(libc::ENOMEM),
            "munmap: {}",
            io::Error::last_os_error()
        );
    }
}
