//! The slow side of an asymmetric fence: membarrier(2).
//!
//! Two threads that each store to one place and then load from the other's need a full barrier
//! between the two steps, on both sides, or both may miss the other's store. Where one side runs a
//! million times more often than the other, [`heavy`] lets the frequent side get by with a compiler
//! barrier: the rare side makes the kernel execute a full barrier on every CPU that is running a
//! thread of the process at that moment.
//!
//! What that guarantees, in the words of the manual page: all running threads of the calling
//! process pass through a state where all their memory accesses to user-space addresses match
//! program order between the entry to and the return from the call. A thread that is not running
//! passed a full barrier when it was switched out. The calling thread executes a full barrier on
//! entry and on return.
//!
//! Cost: one inter-processor interrupt to every CPU that runs a thread of the process, 0.5 to 2 µs
//! for the caller. The frequent side pays nothing until it is interrupted.
//!
//! A process must [`register`] before it may call [`heavy`]. Registration is per process, lasts
//! until execve(2), and is the only state of the process that this crate keeps.
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

use std::error::Error;
use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::sync::OnceLock;

use libc::{c_int, c_long};

use crate::{Refusal, calls};

/// The environment variable that switches the facility off: with the value `full`, [`register`]
/// reports [`Unavailable::Disabled`]. Every other value, and none, leaves it on.
pub const FENCE_VARIABLE: &str = "RINGMPSC_FENCE";

// <linux/membarrier.h>
const CMD_QUERY: c_int = 0;
const CMD_PRIVATE_EXPEDITED: c_int = 1 << 3;
const CMD_REGISTER_PRIVATE_EXPEDITED: c_int = 1 << 4;

/// Why the process cannot use [`heavy`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unavailable {
    /// The environment variable [`FENCE_VARIABLE`] says `full`.
    Disabled,
    /// The kernel knows membarrier(2), but not its private expedited command (before Linux 4.14).
    Unsupported,
    /// The kernel or a sandbox refused the query or the registration: `ENOSYS`, `EPERM`.
    Refused(Refusal),
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disabled => write!(f, "membarrier is disabled by {FENCE_VARIABLE}=full"),
            Self::Unsupported => f.write_str("this kernel has no private expedited membarrier"),
            Self::Refused(refusal) => write!(f, "membarrier is refused: {refusal}"),
        }
    }
}

impl Error for Unavailable {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Disabled | Self::Unsupported => None,
            Self::Refused(refusal) => Some(refusal),
        }
    }
}

/// Registers the process for [`heavy`], the first time it is called; afterwards only repeats the
/// answer.
///
/// The answer, and with it the environment variable [`FENCE_VARIABLE`], is fixed by the first call.
/// Later calls are a load and a comparison. Concurrent first calls wait for one another.
pub fn register() -> Result<(), Unavailable> {
    static REGISTRATION: OnceLock<Result<(), Unavailable>> = OnceLock::new();
    *REGISTRATION.get_or_init(|| {
        if is_disabled(std::env::var_os(FENCE_VARIABLE).as_deref()) {
            return Err(Unavailable::Disabled);
        }
        query_and_register(command)
    })
}

/// Makes every running thread of the process execute a full memory barrier, the calling one
/// included.
///
/// See the [module](self) for what is guaranteed and what it costs.
///
/// # Errors
///
/// `EPERM` if the process has not successfully called [`register`], `ENOMEM` if the kernel is out
/// of memory (that one can come and go), `ENOSYS` or whatever a sandbox chose that was installed
/// after the registration. On an error no barrier may be assumed on any thread.
pub fn heavy() -> io::Result<()> {
    command(CMD_PRIVATE_EXPEDITED)?;
    Ok(())
}

/// Whether the value of [`FENCE_VARIABLE`] switches the facility off.
fn is_disabled(value: Option<&OsStr>) -> bool {
    value == Some(OsStr::new("full"))
}

/// Asks for the commands the kernel has, and registers if the one we need is among them.
fn query_and_register(
    command: impl Fn(c_int) -> Result<c_long, Refusal>,
) -> Result<(), Unavailable> {
    let needed = c_long::from(CMD_PRIVATE_EXPEDITED | CMD_REGISTER_PRIVATE_EXPEDITED);
    let supported = command(CMD_QUERY).map_err(Unavailable::Refused)?;
    if supported & needed != needed {
        return Err(Unavailable::Unsupported);
    }
    command(CMD_REGISTER_PRIVATE_EXPEDITED).map_err(Unavailable::Refused)?;
    Ok(())
}

/// membarrier(2) with flags 0. The wrapper is missing in the C libraries.
fn command(command: c_int) -> Result<c_long, Refusal> {
    let command = c_long::from(command);
    let no_flags: c_long = 0;
    let no_cpu: c_long = 0;
    calls::MEMBARRIER.count();
    // SAFETY: the three arguments are the ones of membarrier(2), each a full register wide. The
    // call reads and writes no memory of ours, and an unknown command is answered with an error.
    let result = unsafe { libc::syscall(libc::SYS_membarrier, command, no_flags, no_cpu) };
    if result == -1 {
        return Err(Refusal::last("membarrier"));
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_process_learns_why_it_is_unavailable() {
        let refusal = Refusal::new("membarrier", libc::EPERM);
        let texts = [
            (Unavailable::Disabled, "membarrier is disabled by RINGMPSC_FENCE=full".to_owned()),
            (
                Unavailable::Unsupported,
                "this kernel has no private expedited membarrier".to_owned(),
            ),
            (Unavailable::Refused(refusal), format!("membarrier is refused: {refusal}")),
        ];
        for (unavailable, text) in texts {
            assert_eq!(unavailable.to_string(), text);
            let refused = unavailable == Unavailable::Refused(refusal);
            let source = unavailable.source().map(ToString::to_string);
            assert_eq!(source, refused.then(|| refusal.to_string()));
        }
    }

    /// As in the manual page of membarrier(2).
    #[test]
    fn a_registration_is_a_query_and_a_command() {
        let asked = Cell::new(Vec::new());
        let result = query_and_register(|command| {
            asked.set([asked.take(), vec![command]].concat());
            Ok(8 | 16)
        });
        assert_eq!((result, asked.into_inner()), (Ok(()), vec![0, 16]));
    }

    #[test]
    fn only_full_disables() {
        assert!(is_disabled(Some(OsStr::new("full"))));
        for other in ["", "FULL", "full ", "asymmetric", "0"] {
            assert!(!is_disabled(Some(OsStr::new(other))), "{other:?}");
        }
        assert!(!is_disabled(None));
    }

    #[test]
    fn a_kernel_without_the_command_is_not_registered_with() {
        for partial in
            [0, CMD_PRIVATE_EXPEDITED, CMD_REGISTER_PRIVATE_EXPEDITED, !CMD_PRIVATE_EXPEDITED]
        {
            let result = query_and_register(|command| {
                assert_eq!(command, CMD_QUERY, "nothing but the query may be asked");
                Ok(c_long::from(partial & c_int::MAX))
            });
            assert_eq!(result, Err(Unavailable::Unsupported));
        }
    }

    #[test]
    fn a_refused_registration_is_unavailable() {
        let refusal = Refusal::new("membarrier", libc::EPERM);
        let result = query_and_register(|command| match command {
            CMD_QUERY => Ok(0x3ff),
            _ => Err(refusal),
        });
        assert_eq!(result, Err(Unavailable::Refused(refusal)));
    }
}
