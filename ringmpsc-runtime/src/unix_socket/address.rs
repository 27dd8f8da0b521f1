//! Addresses of Unix sockets: `struct sockaddr_un`.

use std::fmt;
use std::io;
use std::mem::offset_of;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use libc::{c_char, sa_family_t, sockaddr, sockaddr_un, socklen_t};

/// The size of the path in a `sockaddr_un`.
const PATH_BYTES: usize = 108;

/// The longest path or abstract name. One byte is for the zero that ends a path or starts a name.
const LONGEST: usize = PATH_BYTES - 1;

/// The address of a Unix socket: see [unix(7)].
///
/// | kind | processes that may connect |
/// |---|---|
/// | [pathname](Self::pathname) | those that may write to the file and search its directories |
/// | [abstract name](Self::abstract_name) | all in the same network namespace |
///
/// [unix(7)]: https://man7.org/linux/man-pages/man7/unix.7.html
#[derive(Clone, Copy)]
pub struct Address {
    path: [u8; PATH_BYTES],
    /// The bytes of `path` that belong to the address.
    len: usize,
}

impl Address {
    /// Creates the address of a file. The path need not exist.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidInput`] if the path is empty, contains a zero byte, or is longer
    /// than 107 bytes.
    pub fn pathname(path: &Path) -> io::Result<Self> {
        let bytes = path.as_os_str().as_bytes();
        if bytes.is_empty() || bytes.len() > LONGEST || bytes.contains(&0) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut address = Self { path: [0; PATH_BYTES], len: bytes.len() + 1 };
        address.path[..bytes.len()].copy_from_slice(bytes);
        Ok(address)
    }

    /// Creates an address that is not a file. The name has no permissions, so check the
    /// [`Credentials`](crate::credentials::Credentials) of each peer.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidInput`] if the name is empty or longer than 107 bytes.
    pub fn abstract_name(name: &[u8]) -> io::Result<Self> {
        if name.is_empty() || name.len() > LONGEST {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut address = Self { path: [0; PATH_BYTES], len: name.len() + 1 };
        address.path[1..=name.len()].copy_from_slice(name);
        Ok(address)
    }

    /// Calls `call` with the address and its length, for a system call.
    ///
    /// The pointer is valid for reads of the length during the call.
    pub(super) fn with_raw<T>(&self, call: impl FnOnce(*const sockaddr, socklen_t) -> T) -> T {
        let family = sa_family_t::try_from(libc::AF_UNIX).expect("the family is a small number");
        // A `c_char` is signed on some targets.
        let path = self.path.map(|byte| c_char::from_ne_bytes([byte]));
        let raw = sockaddr_un { sun_family: family, sun_path: path };
        let len = offset_of!(sockaddr_un, sun_path) + self.len;
        let len = socklen_t::try_from(len).expect("an address has at most 110 bytes");
        call((&raw const raw).cast(), len)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path[..self.len] {
            [0, name @ ..] => write!(f, "@{}", name.escape_ascii()),
            [path @ .., _zero] => write!(f, "{}", path.escape_ascii()),
            [] => f.write_str("unnamed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_ends_with_a_zero_and_a_name_starts_with_one() {
        let path = Address::pathname(Path::new("d/sock")).expect("it is a path");
        assert_eq!(&path.path[..path.len], b"d/sock\0");
        assert_eq!(format!("{path:?}"), "d/sock");
        let name = Address::abstract_name(b"x\0y").expect("it is a name");
        assert_eq!(&name.path[..name.len], b"\0x\0y");
        assert_eq!(format!("{name:?}"), "@x\\x00y");
        assert_eq!(path.with_raw(|_, len| len), 2 + 7);
        assert_eq!(name.with_raw(|_, len| len), 2 + 4);
    }

    #[test]
    fn invalid_addresses_are_errors() {
        let longest = "x".repeat(LONGEST);
        Address::pathname(Path::new(&longest)).expect("it fits");
        Address::abstract_name(longest.as_bytes()).expect("it fits");
        let too_long = "x".repeat(LONGEST + 1);
        for path in ["", "a\0b", &too_long] {
            let error = Address::pathname(Path::new(path)).expect_err("it is no address");
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
        }
        for name in [&b""[..], too_long.as_bytes()] {
            let error = Address::abstract_name(name).expect_err("it is no address");
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
        }
    }
}
