//! The heavy side of an asymmetric fence between processes: [membarrier(2)] with the global
//! expedited command.
//!
//! [`heavy`] makes every running thread of every *registered* process execute a full barrier. The
//! rare side calls [`heavy`], and the process of the frequent side must be registered. Each side
//! must therefore tell the other side that it is registered. A process that is not registered
//! executes no barrier.
//!
//! The command exists since Linux 4.16. The calling process needs no registration for [`heavy`].
//!
//! Consequence of a registration: any process of the system may call the command. It then
//! interrupts the threads of all registered processes.
//!
//! ```
//! use ringmpsc_runtime::membarrier::global;
//!
//! if global::register().is_ok() {
//!     global::heavy()?;
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [membarrier(2)]: https://man7.org/linux/man-pages/man2/membarrier.2.html

use std::io;
use std::sync::OnceLock;

use super::command::{self, GLOBAL};
use super::{FENCE_VARIABLE, Unavailable};

/// Registers the process as a target of [`heavy`]: [membarrier(2)] with
/// `MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED`.
///
/// The first call registers and reads [`FENCE_VARIABLE`]. Later calls return the same result. The
/// registration belongs to the process and lasts until execve(2). A forked child inherits it.
///
/// # Errors
///
/// [`Unavailable`] states the reason. The process must then use full fences.
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
        .get_or_init(|| command::register(GLOBAL, std::env::var_os(FENCE_VARIABLE).as_deref()))
}

/// Makes every running thread of every registered process execute a full memory barrier:
/// [membarrier(2)] with `MEMBARRIER_CMD_GLOBAL_EXPEDITED`. The calling thread executes one too.
///
/// # Errors
///
/// After an error, the caller must assume that no thread has executed a barrier.
///
/// | error | reason |
/// |---|---|
/// | `EINVAL` | the kernel lacks the command (before Linux 4.16) |
/// | `ENOMEM` | the kernel is out of memory; a later call may succeed |
/// | `ENOSYS`, any other | the kernel lacks membarrier(2), or a sandbox refused the call |
///
/// # Progress and cost
///
/// One system call: one interrupt to each CPU that runs a thread of a registered process.
///
/// [membarrier(2)]: https://man7.org/linux/man-pages/man2/membarrier.2.html
pub fn heavy() -> io::Result<()> {
    command::call(GLOBAL.heavy)?;
    Ok(())
}
