//! How much memory the process may map: setrlimit(2).

use std::io;

/// What is left after [`address_space`], in bytes: far less than a 32-bit process can address.
pub(crate) const ADDRESS_SPACE: libc::rlim_t = 1 << 30;

/// From now on the process may map [`ADDRESS_SPACE`] bytes.
pub(crate) fn address_space() {
    let limit = libc::rlimit { rlim_cur: ADDRESS_SPACE, rlim_max: ADDRESS_SPACE };
    // SAFETY: the call reads one `rlimit` from its second argument, which is alive.
    let result = unsafe { libc::setrlimit(libc::RLIMIT_AS, &raw const limit) };
    assert_eq!(result, 0, "{}", io::Error::last_os_error());
}
