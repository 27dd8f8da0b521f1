//! Private memory in whole pages: [mmap(2)], [munmap(2)].
//!
//! [mmap(2)]: https://man7.org/linux/man-pages/man2/mmap.2.html
//! [munmap(2)]: https://man7.org/linux/man-pages/man2/munmap.2.html

use std::io;
use std::num::NonZeroUsize;
use std::ptr::{self, NonNull};

use libc::{c_int, c_void, off_t};

use crate::page;

/// Whole pages of private memory, zeroed by the kernel. The memory is unmapped on drop.
///
/// A page occupies physical memory from the first write to it.
///
/// ```
/// use ringmpsc_runtime::mapping::Mapping;
/// use std::num::NonZeroUsize;
///
/// let mapping = Mapping::new(NonZeroUsize::MIN)?;
/// // SAFETY: the first byte is mapped, and only this thread has its address.
/// unsafe { mapping.as_ptr().write(7) };
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Mapping {
    /// The first of `size` mapped bytes, which are readable, writable and page aligned.
    start: NonNull<u8>,
    /// The number of mapped bytes: whole pages, at least one.
    size: usize,
}

// SAFETY: a mapping belongs to the process, not to a thread, and any thread may unmap it. A
// `Mapping` is its only owner and has no thread-local state.
unsafe impl Send for Mapping {}

// SAFETY: a shared reference gives only the address and the size, which never change. Access to the
// memory needs a raw pointer, and its user is responsible for data races.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Maps at least `bytes` bytes, rounded up to whole pages: [mmap(2)].
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::OutOfMemory`] if the address space, or the part of it that the process may
    /// use, is exhausted.
    ///
    /// # Progress and cost
    ///
    /// One system call. The kernel allocates each page when it is first written.
    ///
    /// [mmap(2)]: https://man7.org/linux/man-pages/man2/mmap.2.html
    pub fn new(bytes: NonZeroUsize) -> io::Result<Self> {
        let size = page::round_up(bytes.get()).ok_or(io::ErrorKind::OutOfMemory)?;
        let anywhere: *mut c_void = ptr::null_mut();
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
        let no_file: c_int = -1;
        let no_offset: off_t = 0;
        // SAFETY: without `MAP_FIXED` the kernel chooses an address range that is not in use. So
        // the call changes no existing mapping.
        let start = unsafe { libc::mmap(anywhere, size, protection, flags, no_file, no_offset) };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        // The kernel chooses address zero only if `MAP_FIXED` asks for it.
        let start = NonNull::new(start.cast()).ok_or(io::ErrorKind::AddrNotAvailable)?;
        Ok(Self { start, size })
    }

    /// Returns the first byte. It is page aligned, and valid for reads and writes of
    /// [`size`](Self::size) bytes while the mapping lives.
    pub fn as_ptr(&self) -> NonNull<u8> {
        self.start
    }

    /// Returns the number of mapped bytes: whole pages, at least one.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Faults in the page at `offset` by writing a zero to that byte. For memory not yet in use.
    ///
    /// # Panics
    ///
    /// If `offset` is outside of the mapping.
    pub(crate) fn touch(&mut self, offset: usize) {
        assert!(offset < self.size, "offset {offset} of {} bytes", self.size);
        let byte = self.start.as_ptr().wrapping_add(offset);
        // SAFETY: the assertion above proves that `byte` lies inside the mapping, which is
        // writable. The exclusive borrow excludes other accesses through this `Mapping`. A `u8`
        // needs no alignment.
        unsafe { byte.write_volatile(0) };
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: this value made the mapping of `start` and `size` and is its only owner, so the
        // call unmaps no other memory. The value is being dropped, so no borrow of it exists.
        let result = unsafe { libc::munmap(self.start.as_ptr().cast(), self.size) };
        // Unmapping a whole mapping fails in one case (`ENOMEM`): the kernel merged it with its
        // neighbours, and splitting them exceeds the limit on mappings. The memory then leaks.
        debug_assert!(
            result == 0 || io::Error::last_os_error().raw_os_error() == Some(libc::ENOMEM),
            "munmap: {}",
            io::Error::last_os_error()
        );
    }
}
