//! Seals of a file in memory: `F_ADD_SEALS` and `F_GET_SEALS` of [fcntl(2)].
//!
//! A seal forbids one kind of operation on a file, to every process and forever. A process that
//! receives a file checks the seals before it trusts the size.
//!
//! Only a file of [`memfd::create`](crate::memfd::create) can have these seals. A file of
//! `/dev/shm` has only the seal that forbids seals, and a regular file is an error.
//!
//! ```
//! use ringmpsc_runtime::memfd;
//! use ringmpsc_runtime::seals::{self, Seals};
//! use std::num::NonZeroUsize;
//! use std::os::fd::AsFd;
//!
//! let file = memfd::create(c"example", NonZeroUsize::MIN)?;
//! seals::add(file.as_fd(), Seals::SHRINK | Seals::SEAL)?;
//! assert!(seals::get(file.as_fd())?.contains(Seals::SHRINK | Seals::SEAL));
//! seals::add(file.as_fd(), Seals::GROW).unwrap_err();
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [fcntl(2)]: https://man7.org/linux/man-pages/man2/F_GET_SEALS.2const.html

use std::fmt;
use std::io;
use std::ops::BitOr;
use std::os::fd::{AsRawFd, BorrowedFd};

use libc::c_int;

/// A set of seals.
///
/// ```
/// use ringmpsc_runtime::seals::Seals;
///
/// let seals = Seals::SHRINK | Seals::GROW;
/// assert!(seals.contains(Seals::GROW));
/// assert!(!seals.contains(Seals::GROW | Seals::WRITE));
/// assert!(seals.intersects(Seals::GROW | Seals::WRITE));
/// assert!(seals.contains(Seals::NONE));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Seals(c_int);

impl Seals {
    /// No seals.
    pub const NONE: Self = Self(0);
    /// No more seals can be added (`F_SEAL_SEAL`).
    pub const SEAL: Self = Self(libc::F_SEAL_SEAL);
    /// The file cannot become smaller (`F_SEAL_SHRINK`).
    pub const SHRINK: Self = Self(libc::F_SEAL_SHRINK);
    /// The file cannot become larger (`F_SEAL_GROW`).
    pub const GROW: Self = Self(libc::F_SEAL_GROW);
    /// The contents cannot change (`F_SEAL_WRITE`).
    pub const WRITE: Self = Self(libc::F_SEAL_WRITE);
    /// Only existing writable mappings can change the contents (`F_SEAL_FUTURE_WRITE`, since Linux
    /// 5.1).
    pub const FUTURE_WRITE: Self = Self(libc::F_SEAL_FUTURE_WRITE);

    /// Returns whether all `seals` are in this set.
    pub const fn contains(self, seals: Self) -> bool {
        self.0 & seals.0 == seals.0
    }

    /// Returns whether at least one of `seals` is in this set.
    pub const fn intersects(self, seals: Self) -> bool {
        self.0 & seals.0 != 0
    }
}

impl BitOr for Seals {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Debug for Seals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [
            (Self::SEAL, "SEAL"),
            (Self::SHRINK, "SHRINK"),
            (Self::GROW, "GROW"),
            (Self::WRITE, "WRITE"),
            (Self::FUTURE_WRITE, "FUTURE_WRITE"),
        ];
        let mut set = f.debug_set();
        let mut unknown = self.0;
        for (seal, name) in names {
            if self.contains(seal) {
                set.entry(&format_args!("{name}"));
                unknown &= !seal.0;
            }
        }
        if unknown != 0 {
            set.entry(&format_args!("{unknown:#x}"));
        }
        set.finish()
    }
}

/// Adds seals to a file: [fcntl(2)] with `F_ADD_SEALS`. Seals that the file has already remain.
///
/// # Errors
///
/// | error | reason |
/// |---|---|
/// | `EPERM` | the file has the seal [`SEAL`](Seals::SEAL), or `fd` is not writable |
/// | `EBUSY` | [`WRITE`](Seals::WRITE) was requested while a writable mapping exists |
/// | `EINVAL` | the file cannot have seals, or the kernel lacks one of them |
///
/// # Progress and cost
///
/// One system call.
///
/// [fcntl(2)]: https://man7.org/linux/man-pages/man2/F_GET_SEALS.2const.html
pub fn add(fd: BorrowedFd<'_>, seals: Seals) -> io::Result<()> {
    // SAFETY: this command takes one integer. `fd` is borrowed, so it is open.
    let result = unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_ADD_SEALS, seals.0) };
    if result == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// Returns the seals of a file: [fcntl(2)] with `F_GET_SEALS`.
///
/// The set may contain seals that this module does not name, such as the one for execution.
///
/// # Errors
///
/// `EINVAL` if the file cannot have seals: it is a regular file, for instance.
///
/// # Progress and cost
///
/// One system call.
///
/// [fcntl(2)]: https://man7.org/linux/man-pages/man2/F_GET_SEALS.2const.html
pub fn get(fd: BorrowedFd<'_>) -> io::Result<Seals> {
    // SAFETY: this command takes no argument. `fd` is borrowed, so it is open.
    let seals = unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_GET_SEALS) };
    if seals == -1 { Err(io::Error::last_os_error()) } else { Ok(Seals(seals)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_names_the_seals() {
        assert_eq!(format!("{:?}", Seals::NONE), "{}");
        assert_eq!(format!("{:?}", Seals::GROW | Seals::SEAL), "{SEAL, GROW}");
        assert_eq!(format!("{:?}", Seals(0x20) | Seals::WRITE), "{WRITE, 0x20}");
    }
}
