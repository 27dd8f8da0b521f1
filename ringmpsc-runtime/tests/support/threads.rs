//! What a thread is doing: "/proc/pid/stat" in proc(5).

use std::fs;

use libc::pid_t;

/// The calling thread, for [`is_asleep`].
pub(crate) fn id() -> pid_t {
    // SAFETY: the call takes nothing, and always succeeds.
    unsafe { libc::gettid() }
}

/// Whether a thread of this process sleeps in the kernel, where signals would wake it.
pub(crate) fn is_asleep(thread: pid_t) -> bool {
    let path = format!("/proc/self/task/{thread}/stat");
    let stat = fs::read_to_string(path).expect("the thread is alive");
    let (_, rest) = stat.rsplit_once(") ").expect("the name of the thread is in parentheses");
    rest.starts_with('S')
}
