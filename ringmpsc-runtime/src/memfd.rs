//! Files in memory, to share memory with another process: [`memfd_create(2)`].
//!
//! A memfd has no name in the file system. Another process gets it through a socket
//! ([`scm_rights`](crate::scm_rights)) or by inheritance.
//!
//! The creator calls [`create`], maps the file ([`SharedMapping`](crate::shared_mapping)),
//! initialises it, and adds [`seals`](crate::seals). Then it passes the descriptor on. The receiver
//! checks the seals and the [`size`] before it maps the file.
//!
//! ```
//! use ringmpsc_runtime::memfd;
//! use ringmpsc_runtime::seals::{self, Seals};
//! use std::num::NonZeroUsize;
//! use std::os::fd::AsFd;
//!
//! let size = NonZeroUsize::new(8192).unwrap();
//! let file = memfd::create(c"example", size)?;
//! seals::add(file.as_fd(), Seals::SHRINK | Seals::GROW | Seals::SEAL)?;
//! assert_eq!(memfd::size(file.as_fd())?, 8192);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [`memfd_create(2)`]: https://man7.org/linux/man-pages/man2/memfd_create.2.html

use std::ffi::CStr;
use std::io;
use std::mem::MaybeUninit;
use std::num::NonZeroUsize;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

use libc::{c_int, c_uint, off_t};

use crate::retry::until_uninterrupted;
use crate::sysinfo;

/// `MFD_NOEXEC_SEAL`, since Linux 6.3: the file is not executable, and this cannot be changed.
const NOEXEC_SEAL: c_uint = 0x0008;

/// The bytes that one call allocates.
const STEP: off_t = 1 << 20;

/// Creates a file of `size` zero bytes in memory, and allocates all of its memory.
///
/// The file allows seals (`MFD_ALLOW_SEALING`). A program that the process starts does not inherit
/// it (`MFD_CLOEXEC`). It is not executable where the kernel supports that (`MFD_NOEXEC_SEAL`,
/// since Linux 6.3). The `name` appears only in `/proc/self/fd`.
///
/// The call allocates the memory now. So a lack of memory shows here, and not as a `SIGBUS` at a
/// later access. A size beyond the memory of the machine is an error. Below that, the kernel may
/// kill a process when memory runs out, as for any memory. So do not take `size` from an untrusted
/// peer.
///
/// # Errors
///
/// On an error no file remains.
///
/// | error | reason |
/// |---|---|
/// | `EMFILE`, `ENFILE` | the process or the system has too many open files |
/// | `ENOMEM` | `size` exceeds the memory and the swap space of the machine |
/// | `ENOMEM`, `ENOSPC` | there is not enough free memory |
/// | `EFBIG` | `size` exceeds the largest size of a file |
/// | `EINVAL` | `name` is longer than 249 bytes |
/// | any other | a sandbox refused a call with this number |
///
/// # Progress and cost
///
/// Four system calls: [sysinfo(2)], [`memfd_create(2)`], [ftruncate(2)] and [fallocate(2)].
/// O(`size`).
///
/// [`memfd_create(2)`]: https://man7.org/linux/man-pages/man2/memfd_create.2.html
/// [sysinfo(2)]: https://man7.org/linux/man-pages/man2/sysinfo.2.html
/// [ftruncate(2)]: https://man7.org/linux/man-pages/man2/ftruncate.2.html
/// [fallocate(2)]: https://man7.org/linux/man-pages/man2/fallocate.2.html
pub fn create(name: &CStr, size: NonZeroUsize) -> io::Result<OwnedFd> {
    let length = off_t::try_from(size.get()).map_err(|_| too_large())?;
    // Beyond this limit the kernel would send `SIGXFSZ`, which ends the process.
    if exceeds_file_limit(size)? {
        return Err(too_large());
    }
    if exceeds_memory(size, sysinfo::memory_and_swap().ok()) {
        return Err(io::Error::from_raw_os_error(libc::ENOMEM));
    }
    let fd = open(|flags| memfd_create(name, flags))?;
    allocate(fd.as_fd(), length)?;
    Ok(fd)
}

/// Returns the size of a file in bytes: [fstat(2)].
///
/// # Errors
///
/// The error number that a sandbox chose, if it refuses the call.
///
/// # Progress and cost
///
/// One system call.
///
/// [fstat(2)]: https://man7.org/linux/man-pages/man2/fstat.2.html
pub fn size(fd: BorrowedFd<'_>) -> io::Result<u64> {
    let mut status = MaybeUninit::<libc::stat>::uninit();
    // SAFETY: the kernel writes one `stat` to the second argument, which points to live,
    // exclusively borrowed memory for one. `fd` is borrowed, so it is open.
    let result = unsafe { libc::fstat(fd.as_raw_fd(), status.as_mut_ptr()) };
    if result == -1 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the call has succeeded, so it has written the `stat`.
    let status = unsafe { status.assume_init() };
    u64::try_from(status.st_size).map_err(|_| too_large())
}

/// Returns whether a file lies in memory, in pages of the ordinary size: [fstatfs(2)].
///
/// It is `false` for a file on a disk, and for one with huge pages (`MFD_HUGETLB`). The access to
/// a huge page can be a `SIGBUS`, even if the size of the file is sealed: a peer may punch a hole,
/// and the kernel may have no huge page left for it.
///
/// # Errors
///
/// The error number that a sandbox chose, if it refuses the call.
///
/// # Progress and cost
///
/// One system call.
///
/// [fstatfs(2)]: https://man7.org/linux/man-pages/man2/fstatfs.2.html
pub fn is_in_memory(fd: BorrowedFd<'_>) -> io::Result<bool> {
    let mut status = MaybeUninit::<libc::statfs>::uninit();
    // SAFETY: the kernel writes one `statfs` to the second argument, which points to live,
    // exclusively borrowed memory for one. `fd` is borrowed, so it is open.
    succeeded(unsafe { libc::fstatfs(fd.as_raw_fd(), status.as_mut_ptr()) })?;
    // SAFETY: the call has succeeded, so it has written the `statfs`.
    let status = unsafe { status.assume_init() };
    Ok(is_tmpfs(i128::from(status.f_type)))
}

/// Returns whether a file system has the number of tmpfs. The C libraries use different types.
fn is_tmpfs(kind: i128) -> bool {
    kind == i128::from(libc::TMPFS_MAGIC)
}

/// Returns whether a file cannot fit into the memory and the swap space of the machine, if they are
/// known.
///
/// Without this check, fallocate(2) would take all memory of the machine before it fails. The
/// kernel would kill other processes.
fn exceeds_memory(size: NonZeroUsize, memory: Option<u64>) -> bool {
    memory.is_some_and(|memory| u64::try_from(size.get()).is_ok_and(|size| size > memory))
}

/// Returns whether a size exceeds `RLIMIT_FSIZE`: getrlimit(2).
fn exceeds_file_limit(size: NonZeroUsize) -> io::Result<bool> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the kernel writes one `rlimit` to the second argument, which is live and exclusively
    // borrowed.
    succeeded(unsafe { libc::getrlimit(libc::RLIMIT_FSIZE, &raw mut limit) })?;
    Ok(u64::try_from(size.get()).is_ok_and(|size| size > limit.rlim_cur))
}

/// Opens a memfd by `call`, which gets the flags. Omits `MFD_NOEXEC_SEAL` if the kernel lacks it.
fn open(call: impl Fn(c_uint) -> io::Result<OwnedFd>) -> io::Result<OwnedFd> {
    let flags = libc::MFD_CLOEXEC | libc::MFD_ALLOW_SEALING;
    match call(flags | NOEXEC_SEAL) {
        Err(error) if error.raw_os_error() == Some(libc::EINVAL) => call(flags),
        result => result,
    }
}

/// `memfd_create(2)`.
fn memfd_create(name: &CStr, flags: c_uint) -> io::Result<OwnedFd> {
    // SAFETY: the kernel reads the string at the first argument, which is live and ends with a zero
    // byte. The second argument is an integer.
    let fd = unsafe { libc::memfd_create(name.as_ptr(), flags) };
    if fd == -1 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the call has just opened this descriptor, so it is open and has no other owner.
    // close(2) releases it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Sets the size of a new file, and allocates its memory.
fn allocate(fd: BorrowedFd<'_>, length: off_t) -> io::Result<()> {
    until_uninterrupted(|| {
        // SAFETY: the call takes two integers. `fd` is borrowed, so it is open.
        succeeded(unsafe { libc::ftruncate(fd.as_raw_fd(), length) })
    })?;
    let mode = 0;
    let mut start = 0;
    while start < length {
        let part = STEP.min(length - start);
        // Until Linux 6.11 a signal undoes the allocation of this part, so it starts again. A part
        // is short enough to end between two signals of a timer.
        until_uninterrupted(|| {
            // SAFETY: the call takes four integers. `fd` is borrowed, so it is open.
            succeeded(unsafe { libc::fallocate(fd.as_raw_fd(), mode, start, part) })
        })?;
        start += part;
    }
    Ok(())
}

fn succeeded(result: c_int) -> io::Result<()> {
    if result == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// The error for a size that the kernel cannot represent.
fn too_large() -> io::Error {
    io::Error::from_raw_os_error(libc::EFBIG)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::fs::File;

    use super::*;

    /// Opens by a kernel that answers `errno` to calls with `MFD_NOEXEC_SEAL`.
    fn open_with(errno: c_int) -> (Vec<c_uint>, io::Result<OwnedFd>) {
        let asked = RefCell::new(Vec::new());
        let result = open(|flags| {
            asked.borrow_mut().push(flags);
            if flags & NOEXEC_SEAL != 0 {
                return Err(io::Error::from_raw_os_error(errno));
            }
            Ok(File::open("/dev/null")?.into())
        });
        (asked.into_inner(), result)
    }

    #[test]
    fn a_kernel_without_the_noexec_flag_is_asked_again() {
        let (asked, result) = open_with(libc::EINVAL);
        assert_eq!(asked, [1 | 2 | 8, 1 | 2]);
        result.expect("the second call succeeds");
    }

    #[test]
    fn a_size_beyond_the_memory_is_detected() {
        let size = NonZeroUsize::new(4096).expect("it is not zero");
        assert!(exceeds_memory(size, Some(4095)));
        assert!(!exceeds_memory(size, Some(4096)));
        assert!(!exceeds_memory(size, None));
    }

    #[test]
    fn other_errors_are_returned() {
        for errno in [libc::EMFILE, libc::EPERM, libc::ENOSYS] {
            let (asked, result) = open_with(errno);
            assert_eq!(asked.len(), 1);
            assert_eq!(result.expect_err("it is refused").raw_os_error(), Some(errno));
        }
    }
}
