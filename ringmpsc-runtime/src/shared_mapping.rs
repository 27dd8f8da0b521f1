//! Memory that several processes map: [mmap(2)] of a file with `MAP_SHARED`.
//!
//! ```
//! use ringmpsc_runtime::memfd;
//! use ringmpsc_runtime::shared_mapping::{Access, SharedMapping};
//! use std::num::NonZeroUsize;
//! use std::os::fd::AsFd;
//!
//! let size = NonZeroUsize::new(4096).unwrap();
//! let file = memfd::create(c"example", size)?;
//! let one = SharedMapping::new(file.as_fd(), size, Access::ReadWrite)?;
//! let other = SharedMapping::new(file.as_fd(), size, Access::ReadOnly)?;
//! // SAFETY: the byte is mapped and writable, and only this thread accesses it.
//! unsafe { one.as_ptr().write_volatile(7) };
//! // SAFETY: the byte is mapped, and only this thread accesses it.
//! assert_eq!(unsafe { other.as_ptr().read_volatile() }, 7);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [mmap(2)]: https://man7.org/linux/man-pages/man2/mmap.2.html

use std::io;
use std::num::NonZeroUsize;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr::{self, NonNull};

use libc::{c_int, c_void, off_t};

use crate::mapping::Mapping;
use crate::page;
use crate::retry::until_uninterrupted;

/// Since Linux 5.14. The `libc` crate of some C libraries lacks it.
const MADV_POPULATE_READ: c_int = 22;
/// As above.
const MADV_POPULATE_WRITE: c_int = 23;

/// The permitted accesses to a [`SharedMapping`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// Reads only. A write is a `SIGSEGV`.
    ReadOnly,
    /// Reads and writes.
    ReadWrite,
}

/// A shared mapping of a file. The memory is unmapped on drop.
///
/// # Forks
///
/// A forked child does not inherit the memory (`MADV_DONTFORK`), so the child must not access it. A
/// drop in the child does nothing. [`is_mapped_here`](Self::is_mapped_here) tells the two processes
/// apart.
#[derive(Debug)]
pub struct SharedMapping {
    /// The first of `size` mapped bytes, page aligned.
    start: NonNull<u8>,
    size: NonZeroUsize,
    access: Access,
    /// Its first byte is 1, and 0 in a forked child (`MADV_WIPEONFORK`).
    mark: Mapping,
}

// SAFETY: a mapping belongs to the process, not to a thread, and any thread may unmap it. A
// `SharedMapping` is its only owner in this process and has no thread-local state.
unsafe impl Send for SharedMapping {}

// SAFETY: a shared reference gives only the address and plain values, which never change. Access to
// the memory needs a raw pointer, and its user is responsible for data races.
unsafe impl Sync for SharedMapping {}

impl SharedMapping {
    /// Maps the first `size` bytes of a file: [mmap(2)] with `MAP_SHARED`, and [madvise(2)] with
    /// `MADV_DONTFORK`.
    ///
    /// The call does not check the size of the file. An access beyond the end of the file is a
    /// `SIGBUS`. So first check the size and the [`seals`](crate::seals) of a file from another
    /// process.
    ///
    /// # Errors
    ///
    /// On an error nothing remains mapped.
    ///
    /// | error | reason |
    /// |---|---|
    /// | `EACCES` | `fd` does not permit the access |
    /// | `EPERM` | a write seal of the file forbids the access |
    /// | `ENODEV` | the file cannot be mapped |
    /// | `ENOMEM` | the address space, or the part of it that the process may use, is exhausted |
    ///
    /// # Progress and cost
    ///
    /// Two system calls. The first access to each page is a page fault.
    ///
    /// [mmap(2)]: https://man7.org/linux/man-pages/man2/mmap.2.html
    /// [madvise(2)]: https://man7.org/linux/man-pages/man2/madvise.2.html
    pub fn new(fd: BorrowedFd<'_>, size: NonZeroUsize, access: Access) -> io::Result<Self> {
        let mark = fork_mark()?;
        let anywhere: *mut c_void = ptr::null_mut();
        let protection = match access {
            Access::ReadOnly => libc::PROT_READ,
            Access::ReadWrite => libc::PROT_READ | libc::PROT_WRITE,
        };
        let from_start: off_t = 0;
        // SAFETY: without `MAP_FIXED` the kernel chooses an address range that is not in use. So
        // the call changes no existing mapping. `fd` is borrowed, so it is open.
        let start = unsafe {
            libc::mmap(
                anywhere,
                size.get(),
                protection,
                libc::MAP_SHARED,
                fd.as_raw_fd(),
                from_start,
            )
        };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        // The kernel chooses address zero only if `MAP_FIXED` asks for it.
        let start = NonNull::new(start.cast()).ok_or(io::ErrorKind::AddrNotAvailable)?;
        // From here on, a drop unmaps the memory.
        let mapping = Self { start, size, access, mark };
        mapping.exclude_from_forks()?;
        Ok(mapping)
    }

    /// Makes forked children not inherit the memory.
    fn exclude_from_forks(&self) -> io::Result<()> {
        // SAFETY: the range is a mapping that `self` owns. This advice changes neither its contents
        // nor its addresses in this process.
        let result = unsafe {
            libc::madvise(self.start.as_ptr().cast(), self.size.get(), libc::MADV_DONTFORK)
        };
        if result == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }

    /// Maps all pages now: [madvise(2)] with `MADV_POPULATE_WRITE` or `MADV_POPULATE_READ`, since
    /// Linux 5.14. On an older kernel it reads a byte of each page.
    ///
    /// Later accesses then cause no page faults, unless the kernel has reclaimed a page. The
    /// contents do not change. A forked child does nothing.
    ///
    /// # Errors
    ///
    /// | error | reason |
    /// |---|---|
    /// | `ENOMEM` | the kernel is out of memory |
    /// | any other | a sandbox refused the call with this number, other than `EINVAL` |
    ///
    /// # Progress and cost
    ///
    /// O(size). One system call, and one more after each signal.
    ///
    /// [madvise(2)]: https://man7.org/linux/man-pages/man2/madvise.2.html
    pub fn populate(&self) -> io::Result<()> {
        if !self.is_mapped_here() {
            return Ok(());
        }
        let advice = match self.access {
            Access::ReadOnly => MADV_POPULATE_READ,
            Access::ReadWrite => MADV_POPULATE_WRITE,
        };
        let result = until_uninterrupted(|| {
            // SAFETY: the range is a mapping that `self` owns. The advice changes neither its
            // contents nor its addresses.
            let result =
                unsafe { libc::madvise(self.start.as_ptr().cast(), self.size.get(), advice) };
            if result == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
        });
        match result {
            Err(error) if error.raw_os_error() == Some(libc::EINVAL) => {
                self.touch();
                Ok(())
            }
            result => result,
        }
    }

    /// Reads a byte of each page.
    fn touch(&self) {
        for offset in (0..self.size.get()).step_by(page::size()) {
            // SAFETY: the offset is less than the size of the mapping.
            let byte = unsafe { self.start.add(offset) };
            // SAFETY: the byte is mapped and readable. Another process may write it, so the read is
            // volatile. Its value is not used.
            unsafe { byte.read_volatile() };
        }
    }

    /// Locks all pages into memory: [mlock(2)]. The drop of the mapping unlocks them.
    ///
    /// # Errors
    ///
    /// | error | reason |
    /// |---|---|
    /// | `ENOMEM`, `EPERM` | the limit `RLIMIT_MEMLOCK` of the process is too low |
    /// | `EAGAIN` | the kernel could not provide all pages |
    ///
    /// # Progress and cost
    ///
    /// One system call. O(size).
    ///
    /// [mlock(2)]: https://man7.org/linux/man-pages/man2/mlock.2.html
    pub fn lock(&self) -> io::Result<()> {
        if !self.is_mapped_here() {
            return Ok(());
        }
        // SAFETY: the range is a mapping that `self` owns. The call changes neither its contents
        // nor its addresses.
        let result = unsafe { libc::mlock(self.start.as_ptr().cast(), self.size.get()) };
        if result == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }

    /// Returns the first byte. It is page aligned.
    ///
    /// While the mapping lives, the pointer is valid for the permitted accesses to
    /// [`size`](Self::size) bytes, under two conditions: the file has that size, and
    /// [`is_mapped_here`](Self::is_mapped_here). Other processes may change the memory at any time.
    pub fn as_ptr(&self) -> NonNull<u8> {
        self.start
    }

    /// Returns the number of mapped bytes, as passed to [`new`](Self::new).
    pub fn size(&self) -> NonZeroUsize {
        self.size
    }

    /// Returns the byte that [`is_mapped_here`](Self::is_mapped_here) reads: 1, and 0 in a forked
    /// child. A caller that asks often keeps the address.
    ///
    /// While the mapping lives, the pointer is valid for volatile reads, in a forked child too.
    pub fn fork_mark(&self) -> NonNull<u8> {
        self.mark.as_ptr()
    }

    /// Returns whether the calling process has the mapping. Returns `false` in a forked child.
    ///
    /// # Progress and cost
    ///
    /// Wait-free: one load.
    pub fn is_mapped_here(&self) -> bool {
        // SAFETY: the byte is mapped in this process and in forked children. No thread writes it
        // after `new`.
        unsafe { self.mark.as_ptr().read_volatile() == 1 }
    }
}

/// Returns a page whose first byte is 1, and 0 in forked children: [madvise(2)] with
/// `MADV_WIPEONFORK`, since Linux 4.14.
///
/// An id of a process would not do: a child may have the same id, in another PID namespace or after
/// the death of the parent.
fn fork_mark() -> io::Result<Mapping> {
    let mark = Mapping::new(NonZeroUsize::MIN)?;
    // SAFETY: `mark` owns the range. The advice changes only what forked children get.
    let result =
        unsafe { libc::madvise(mark.as_ptr().as_ptr().cast(), mark.size(), libc::MADV_WIPEONFORK) };
    if result == -1 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the byte is mapped and writable, and only this thread has its address.
    unsafe { mark.as_ptr().write_volatile(1) };
    Ok(mark)
}

impl Drop for SharedMapping {
    fn drop(&mut self) {
        // In a forked child, another mapping may have these addresses.
        if !self.is_mapped_here() {
            return;
        }
        // SAFETY: this process made the mapping of `start` and `size`, and this value is its only
        // owner, so the call unmaps no other memory. The value is being dropped, so no borrow of it
        // exists.
        let result = unsafe { libc::munmap(self.start.as_ptr().cast(), self.size.get()) };
        // As for `Mapping`: if the kernel has merged the range with others, and splitting them
        // exceeds the limit on mappings, the memory leaks.
        debug_assert!(
            result == 0 || io::Error::last_os_error().raw_os_error() == Some(libc::ENOMEM),
            "munmap: {}",
            io::Error::last_os_error()
        );
    }
}
