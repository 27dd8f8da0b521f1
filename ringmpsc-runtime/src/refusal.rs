//! A system call which the kernel refused: a small, copyable stand-in for [`io::Error`].

use std::error::Error;
use std::fmt;
use std::io;

/// A system call that failed, and how: see errno(3).
///
/// Unlike [`io::Error`] it can be copied, compared and kept in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Refusal {
    call: &'static str,
    errno: i32,
}

impl Refusal {
    /// A refusal of `call` with the error number `errno`.
    pub(crate) const fn new(call: &'static str, errno: i32) -> Self {
        Self { call, errno }
    }

    /// The refusal which the calling thread has just received from `call`.
    pub(crate) fn last(call: &'static str) -> Self {
        let errno = io::Error::last_os_error().raw_os_error();
        Self::new(call, errno.expect("`last_os_error` always carries an error number"))
    }

    /// The name of the system call.
    pub const fn call(&self) -> &'static str {
        self.call
    }

    /// The error number, for instance `EPERM` (1) or `ENOSYS` (38).
    pub const fn errno(&self) -> i32 {
        self.errno
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.call, io::Error::from_raw_os_error(self.errno))
    }
}

impl Error for Refusal {}

impl From<Refusal> for io::Error {
    /// Keeps the error number ([`io::Error::raw_os_error`]) and drops the name of the call.
    fn from(refusal: Refusal) -> Self {
        Self::from_raw_os_error(refusal.errno)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_names_the_call_and_the_error() {
        let text = Refusal::new("mbind", libc::EPERM).to_string();
        assert!(text.starts_with("mbind: "), "{text}");
        assert!(text.contains("(os error 1)"), "{text}");
    }

    #[test]
    fn conversion_keeps_the_error_number() {
        let error = io::Error::from(Refusal::new("mbind", libc::ENOSYS));
        assert_eq!(error.raw_os_error(), Some(libc::ENOSYS));
    }
}
