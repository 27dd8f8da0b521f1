//! Options of sockets that are one `int`: [getsockopt(2)], [setsockopt(2)].
//!
//! [getsockopt(2)]: https://man7.org/linux/man-pages/man2/getsockopt.2.html
//! [setsockopt(2)]: https://man7.org/linux/man-pages/man2/setsockopt.2.html

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

use libc::{c_int, socklen_t};

/// The size of an `int`.
const SIZE: socklen_t = 4;

/// Returns an option at the level `SOL_SOCKET`.
pub(crate) fn get(socket: BorrowedFd<'_>, option: c_int) -> io::Result<c_int> {
    let mut value: c_int = 0;
    let mut size = SIZE;
    // SAFETY: the kernel writes at most `size` bytes to the fourth argument, which points to a
    // live, exclusively borrowed `int` of that size. It reads and writes the size at the fifth
    // argument, which is live and exclusively borrowed too. `socket` is borrowed, so it is open.
    let result = unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            option,
            (&raw mut value).cast(),
            &raw mut size,
        )
    };
    if result == -1 { Err(io::Error::last_os_error()) } else { Ok(value) }
}

/// Sets an option at the level `SOL_SOCKET`.
pub(crate) fn set(socket: BorrowedFd<'_>, option: c_int, value: c_int) -> io::Result<()> {
    // SAFETY: the kernel reads `SIZE` bytes from the fourth argument, which points to a live `int`
    // of that size. `socket` is borrowed, so it is open.
    let result = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            option,
            (&raw const value).cast(),
            SIZE,
        )
    };
    if result == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_int_has_its_size() {
        assert_eq!(usize::try_from(SIZE), Ok(size_of::<c_int>()));
    }
}
