//! The heavy side of an asymmetric fence: [membarrier(2)].
//!
//! Two threads each store to one location and then load from the location of the other thread. Both
//! need a full barrier between the two steps. Otherwise both may miss the store of the other
//! thread. [`heavy`] replaces both barriers if one side runs far more often. The frequent side then
//! executes only a compiler barrier. The rare side makes the kernel execute a full barrier on every
//! CPU that runs a thread of the process.
//!
//! The manual page guarantees the following. Each running thread of the process passes a certain
//! state between the entry to the call and its return. In that state, all of its memory accesses to
//! user-space addresses match program order. A thread that is not running passed a full barrier
//! when the kernel switched it out. The calling thread executes a full barrier on entry and on
//! return.
//!
//! Cost: one inter-processor interrupt to every CPU that runs a thread of the process, which takes
//! the caller 0.5 to 2 µs. The frequent side pays only for the interrupts.
//!
//! This module is for the threads of one process, and [`global`] is for threads of several
//! processes.
//!
//! A process must [`register`] before it calls [`heavy`]. The registration belongs to the process
//! and lasts until execve(2).
//!
//! ```
//! use ringmpsc_runtime::membarrier;
//! use std::sync::atomic::{Ordering, fence};
//!
//! let asymmetric = membarrier::register().is_ok();
//! // The rare side:
//! if asymmetric {
//!     membarrier::heavy()?;
//! } else {
//!     fence(Ordering::SeqCst); // and the frequent side does the same
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [membarrier(2)]: https://man7.org/linux/man-pages/man2/membarrier.2.html

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::OnceLock;

use crate::SyscallError;

mod command;
pub mod global;

use command::PRIVATE;

/// The environment variable that disables the facility, [`global`] included. If its value is
/// `full`, [`register`] returns [`Unavailable::Disabled`]. Any other value has no effect.
pub const FENCE_VARIABLE: &str = "RINGMPSC_FENCE";

/// The reason why the process cannot use [`heavy`] or [`global::heavy`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unavailable {
    /// The environment variable [`FENCE_VARIABLE`] is `full`.
    Disabled,
    /// The kernel has membarrier(2), but not the command: private before Linux 4.14, global before
    /// Linux 4.16.
    Unsupported,
    /// The kernel or a sandbox refused the query or the registration, with `ENOSYS` or `EPERM`.
    Refused(SyscallError),
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disabled => write!(f, "membarrier is disabled by {FENCE_VARIABLE}=full"),
            Self::Unsupported => f.write_str("this kernel has no expedited membarrier"),
            Self::Refused(error) => write!(f, "membarrier is refused: {error}"),
        }
    }
}

impl Error for Unavailable {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Disabled | Self::Unsupported => None,
            Self::Refused(error) => Some(error),
        }
    }
}

/// Registers the process for [`heavy`]: [membarrier(2)] with
/// `MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED`.
///
/// The first call registers and reads [`FENCE_VARIABLE`]. Later calls return the same result.
///
/// # Errors
///
/// [`Unavailable`] states the reason. The caller must then use full fences on both sides.
///
/// # Progress and cost
///
/// The first call makes two system calls, and concurrent first calls wait for each other. Later
/// calls are a load and a comparison.
///
/// [membarrier(2)]: https://man7.org/linux/man-pages/man2/membarrier.2.html
pub fn register() -> Result<(), Unavailable> {
    static REGISTRATION: OnceLock<Result<(), Unavailable>> = OnceLock::new();
    *REGISTRATION
        .get_or_init(|| command::register(PRIVATE, std::env::var_os(FENCE_VARIABLE).as_deref()))
}

/// Makes every running thread of the process execute a full memory barrier: [membarrier(2)] with
/// `MEMBARRIER_CMD_PRIVATE_EXPEDITED`. This includes the calling thread.
///
/// # Errors
///
/// After an error, the caller must assume that no thread has executed a barrier.
///
/// | error | reason |
/// |---|---|
/// | `EPERM` | the process has not successfully called [`register`] |
/// | `ENOMEM` | the kernel is out of memory; a later call may succeed |
/// | `ENOSYS`, any other | a sandbox that was installed after the registration refused the call |
///
/// # Progress and cost
///
/// One system call, 0.5 to 2 µs: see the [module](self).
///
/// [membarrier(2)]: https://man7.org/linux/man-pages/man2/membarrier.2.html
pub fn heavy() -> io::Result<()> {
    command::call(PRIVATE.heavy)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_learns_why_it_is_unavailable() {
        let refusal = SyscallError::new("membarrier", libc::EPERM);
        let texts = [
            (Unavailable::Disabled, "membarrier is disabled by RINGMPSC_FENCE=full".to_owned()),
            (Unavailable::Unsupported, "this kernel has no expedited membarrier".to_owned()),
            (Unavailable::Refused(refusal), format!("membarrier is refused: {refusal}")),
        ];
        for (unavailable, text) in texts {
            assert_eq!(unavailable.to_string(), text);
            let refused = unavailable == Unavailable::Refused(refusal);
            let source = unavailable.source().map(ToString::to_string);
            assert_eq!(source, refused.then(|| refusal.to_string()));
        }
    }
}
