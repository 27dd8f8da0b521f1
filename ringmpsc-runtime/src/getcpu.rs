//! The CPU and the node on which the calling thread runs: [getcpu(2)].
//!
//! [getcpu(2)]: https://man7.org/linux/man-pages/man2/getcpu.2.html

use std::io;
use std::ptr;

use libc::c_uint;

use crate::SyscallError;

/// Returns the number of a CPU on which the calling thread ran during the call:
/// [`sched_getcpu(3)`].
///
/// Unless the thread is bound, the kernel may have moved it before the call returns.
///
/// # Errors
///
/// The error of getcpu(2), if a sandbox refuses that call and the C library needs it.
///
/// # Progress and cost
///
/// Wait-free. The C library answers without a system call where it can use rseq(2) or the vDSO, as
/// on every `x86_64`. Otherwise it makes one system call.
///
/// [`sched_getcpu(3)`]: https://man7.org/linux/man-pages/man3/sched_getcpu.3.html
pub fn current_cpu() -> io::Result<usize> {
    // SAFETY: the call takes no arguments and accesses no memory of this program.
    let cpu = unsafe { libc::sched_getcpu() };
    usize::try_from(cpu).map_err(|_| io::Error::last_os_error())
}

/// Returns the id of the NUMA node on which the calling thread runs: [getcpu(2)].
///
/// Unless the thread is bound, the kernel may have moved it before the call returns.
///
/// # Errors
///
/// The error number that a sandbox chose, if it refuses the call.
///
/// # Progress and cost
///
/// Wait-free: one system call.
///
/// [getcpu(2)]: https://man7.org/linux/man-pages/man2/getcpu.2.html
///
/// ```
/// use ringmpsc_runtime::affinity;
///
/// println!("on CPU {} of node {}", affinity::current_cpu()?, affinity::current_node()?);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn current_node() -> io::Result<u32> {
    Ok(node()?)
}

/// Returns the node on which the calling thread runs. Some C libraries have no wrapper for
/// getcpu(2), so this makes the system call itself.
pub(crate) fn node() -> Result<u32, SyscallError> {
    let no_cpu: *mut c_uint = ptr::null_mut();
    let mut node: c_uint = 0;
    // SAFETY: the kernel writes one `unsigned int` to the second argument, which points to a live,
    // exclusively borrowed one. The first argument may be null: the kernel then writes no CPU
    // number. The kernel ignores the third argument.
    let result = unsafe {
        libc::syscall(libc::SYS_getcpu, no_cpu, &raw mut node, ptr::null_mut::<libc::c_void>())
    };
    if result == -1 {
        return Err(SyscallError::last("getcpu"));
    }
    Ok(node)
}
