//! The state of a thread: `/proc/pid/stat` in proc(5). Signals to a thread.

use std::fs;

use libc::pid_t;

/// Returns the id of the calling thread, for [`is_asleep`].
pub(crate) fn id() -> pid_t {
    // SAFETY: the call takes nothing, and always succeeds.
    unsafe { libc::gettid() }
}

/// Returns whether a thread of this process sleeps in the kernel, interruptibly.
pub(crate) fn is_asleep(thread: pid_t) -> bool {
    let path = format!("/proc/self/task/{thread}/stat");
    let stat = fs::read_to_string(path).expect("the thread is alive");
    let (_, rest) = stat.rsplit_once(") ").expect("the name of the thread is in parentheses");
    rest.starts_with('S')
}

/// Sends `SIGUSR1` to a thread of this process that is alive: `tgkill(2)`. A `pthread_t` is a
/// pointer in some C libraries, which cannot go to the thread that sends.
pub(crate) fn interrupt(thread: pid_t) {
    // SAFETY: the call takes nothing, and always succeeds.
    let process = unsafe { libc::getpid() };
    // SAFETY: the call takes three integers. The signal goes to a thread of this process, which
    // handles it.
    let result = unsafe { libc::syscall(libc::SYS_tgkill, process, thread, libc::SIGUSR1) };
    assert_eq!(result, 0, "{}", std::io::Error::last_os_error());
}
