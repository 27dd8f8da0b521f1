//! A limit on the memory that the process may map: setrlimit(2).

use std::io;

/// The limit that [`address_space`] sets, in bytes: 1 GiB.
pub(crate) const ADDRESS_SPACE: libc::rlim_t = 1 << 30;

/// Limits the memory of the process to [`ADDRESS_SPACE`] bytes.
pub(crate) fn address_space() {
    let limit = libc::rlimit { rlim_cur: ADDRESS_SPACE, rlim_max: ADDRESS_SPACE };
    // SAFETY: the kernel reads one `rlimit` from the second argument, which points to a live one.
    let result = unsafe { libc::setrlimit(libc::RLIMIT_AS, &raw const limit) };
    assert_eq!(result, 0, "{}", io::Error::last_os_error());
}
