//! The permissions of a socket's file: [open(2)] with `O_PATH`, and [chmod(2)].
//!
//! [open(2)]: https://man7.org/linux/man-pages/man2/open.2.html
//! [chmod(2)]: https://man7.org/linux/man-pages/man2/chmod.2.html

use std::fs::{self, File, Permissions};
use std::io;
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::{
    FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
};
use std::path::Path;

use crate::credentials::Credentials;

/// Gives the file of a socket of this user exactly the permissions `mode`.
///
/// A process that may write to the directory may replace the file at any time. So the call opens
/// the file without following a link, checks what it has opened, and changes that. A file that has
/// the permissions already is not changed.
///
/// # Errors
///
/// | error | reason |
/// |---|---|
/// | [`io::ErrorKind::PermissionDenied`] | the file is no socket, or belongs to another user |
/// | [`io::ErrorKind::NotFound`] | there is no such file, or no `/proc` |
/// | `EMFILE`, `ENFILE` | the process or the system has too many open files |
/// | any other | a sandbox refused the call with this number |
///
/// # Progress and cost
///
/// Three system calls, and one more if the permissions differ.
pub fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    let flags = libc::O_PATH | libc::O_NOFOLLOW;
    let file = File::options().read(true).custom_flags(flags).open(path)?;
    let found = file.metadata()?;
    if !found.file_type().is_socket() || found.uid() != Credentials::of_this_process().uid {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    if found.mode() & 0o7777 == mode {
        return Ok(());
    }
    // fchmod(2) refuses a descriptor with `O_PATH`.
    let opened = format!("/proc/self/fd/{}", file.as_raw_fd());
    fs::set_permissions(opened, Permissions::from_mode(mode))
}
