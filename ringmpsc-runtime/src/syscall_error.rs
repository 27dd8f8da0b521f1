//! The error of a system call: a copyable substitute for [`io::Error`].

use std::error::Error;
use std::fmt;
use std::io;

/// A system call that failed, with its error number: see [errno(3)].
///
/// Unlike [`io::Error`], it can be copied, compared and stored in a report.
///
/// [errno(3)]: https://man7.org/linux/man-pages/man3/errno.3.html
///
/// ```
/// use ringmpsc_runtime::numa::{Placement, Policy};
///
/// let refusal = Placement::on_only_node(Policy::Node(1), 0).refusal().unwrap();
/// assert_eq!((refusal.call(), refusal.errno()), ("mbind", 22));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SyscallError {
    call: &'static str,
    errno: i32,
}

impl SyscallError {
    /// Creates the error of `call` with the error number `errno`.
    pub(crate) const fn new(call: &'static str, errno: i32) -> Self {
        Self { call, errno }
    }

    /// Creates the error that `call` has just returned to the calling thread.
    pub(crate) fn last(call: &'static str) -> Self {
        let errno = io::Error::last_os_error().raw_os_error();
        Self::new(call, errno.expect("`last_os_error` always carries an error number"))
    }

    /// Returns the name of the system call.
    pub const fn call(&self) -> &'static str {
        self.call
    }

    /// Returns the error number, for instance `EPERM` (1) or `ENOSYS` (38).
    pub const fn errno(&self) -> i32 {
        self.errno
    }
}

impl fmt::Display for SyscallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.call, io::Error::from_raw_os_error(self.errno))
    }
}

impl Error for SyscallError {}

impl From<SyscallError> for io::Error {
    /// Keeps the error number ([`io::Error::raw_os_error`]) and drops the name of the call.
    fn from(error: SyscallError) -> Self {
        Self::from_raw_os_error(error.errno)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_names_the_call_and_the_error() {
        let text = SyscallError::new("mbind", libc::EPERM).to_string();
        assert!(text.starts_with("mbind: "), "{text}");
        assert!(text.contains("(os error 1)"), "{text}");
    }

    #[test]
    fn conversion_keeps_the_error_number() {
        let error = io::Error::from(SyscallError::new("mbind", libc::ENOSYS));
        assert_eq!(error.raw_os_error(), Some(libc::ENOSYS));
    }
}
