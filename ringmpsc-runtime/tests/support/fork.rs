//! A forked child: fork(2), waitpid(2).

use std::io;

use libc::{c_int, pid_t};

/// A forked child of the process. It is killed and reaped on drop.
pub(crate) struct Child {
    pid: pid_t,
    is_reaped: bool,
}

impl Child {
    /// Runs `body` in a forked child, which then exits with the returned status.
    ///
    /// The other threads of the process do not exist in the child. So `body` must neither allocate,
    /// nor take a lock, nor panic.
    pub(crate) fn new(body: impl FnOnce() -> c_int) -> Self {
        // SAFETY: the child calls only `body`, which obeys the rule above, and `_exit`.
        let pid = unsafe { libc::fork() };
        if pid == 0 {
            let status = body();
            // SAFETY: the call ends the process without running the handlers of the parent.
            unsafe { libc::_exit(status) };
        }
        assert!(pid > 0, "{}", io::Error::last_os_error());
        Self { pid, is_reaped: false }
    }

    #[allow(dead_code, reason = "not every test that shares this file needs it")]
    pub(crate) fn id(&self) -> u32 {
        u32::try_from(self.pid).expect("a child has a positive id")
    }

    /// Sends a signal to the child.
    #[allow(dead_code, reason = "not every test that shares this file needs it")]
    pub(crate) fn signal(&self, signal: c_int) {
        // SAFETY: the call takes two integers. The child is not reaped, so its id is its own.
        let result = unsafe { libc::kill(self.pid, signal) };
        assert_eq!(result, 0, "{}", io::Error::last_os_error());
    }

    /// Waits until the child ends, reaps it, and returns its wait status.
    pub(crate) fn reap(&mut self) -> c_int {
        let mut status = 0;
        // SAFETY: the kernel writes one `int` to the second argument, which points to a live,
        // exclusively borrowed one.
        let pid = unsafe { libc::waitpid(self.pid, &raw mut status, 0) };
        assert_eq!(pid, self.pid, "{}", io::Error::last_os_error());
        self.is_reaped = true;
        status
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if !self.is_reaped {
            self.signal(libc::SIGKILL);
            self.reap();
        }
    }
}
