//! A child process that is a copy of this one, with the calling thread only.

use std::io;
use std::panic::{self, AssertUnwindSafe};

/// The child ends itself with SIGALRM after so many seconds.
const LIMIT: libc::c_uint = 20;

/// Forks, and gives the child's copy of `ends` to `child`. Returns the parent's copy once the child
/// has ended.
///
/// # Panics
///
/// If the child panicked, or did not end in time.
pub(crate) fn run<T>(ends: T, child: impl FnOnce(T)) -> T {
    // SAFETY: the child has one thread, and memory that other threads may have been writing. It
    // calls the channels, whose behaviour in a child is what is tested; the allocator, which glibc
    // and musl make usable in a child; and `_exit`, so no destructor of this process runs there.
    match unsafe { libc::fork() } {
        -1 => panic!("{}", io::Error::last_os_error()),
        0 => {
            // SAFETY: the call only sets a timer. Its signal ends the process.
            unsafe { libc::alarm(LIMIT) };
            let result = panic::catch_unwind(AssertUnwindSafe(|| child(ends)));
            // SAFETY: the call ends this process, which has nothing to clean up.
            unsafe { libc::_exit(i32::from(result.is_err())) }
        }
        pid => {
            let mut status = 0;
            // SAFETY: the call writes the status, which is exclusively borrowed.
            while unsafe { libc::waitpid(pid, &raw mut status, 0) } != pid {
                let error = io::Error::last_os_error();
                assert_eq!(error.kind(), io::ErrorKind::Interrupted, "{error}");
            }
            assert!(
                !libc::WIFSIGNALED(status),
                "the child was ended by {}",
                libc::WTERMSIG(status)
            );
            assert_eq!(libc::WEXITSTATUS(status), 0, "the child panicked");
            ends
        }
    }
}

/// Has a panic of the child reported without the locks of the standard library and of the test
/// harness, which another thread may have held at the fork.
pub(crate) fn report_panics_directly() {
    panic::set_hook(Box::new(|panic| {
        let text = format!("{panic}\n");
        // SAFETY: the call reads the text, which is alive.
        unsafe { libc::write(2, text.as_ptr().cast(), text.len()) };
    }));
}
