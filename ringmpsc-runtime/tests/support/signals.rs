//! Signals that interrupt system calls: sigaction(2).

use std::mem;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use libc::c_int;

use crate::threads;

/// The number of runs of the handler.
static HANDLED: AtomicU64 = AtomicU64::new(0);

extern "C" fn count_signal(_: c_int) {
    HANDLED.fetch_add(1, Ordering::Relaxed);
}

/// Returns the number of signals that the process has handled.
pub(crate) fn handled() -> u64 {
    HANDLED.load(Ordering::Relaxed)
}

/// Makes `SIGUSR1` interrupt system calls without another effect.
fn handle_sigusr1() {
    // SAFETY: all bytes zero are a valid `sigaction`: no flags, an empty mask, the default handler.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    let handler: extern "C" fn(c_int) = count_signal;
    action.sa_sigaction = handler as libc::sighandler_t;
    // SAFETY: the second argument points to a live `sigaction`, whose handler only changes an
    // atomic, which is async-signal-safe. The third argument may be null.
    let result = unsafe { libc::sigaction(libc::SIGUSR1, &raw const action, ptr::null_mut()) };
    assert_eq!(result, 0, "{}", std::io::Error::last_os_error());
}

/// Sets its flag on drop, so that a test also ends when it panics.
struct SetOnDrop<'a>(&'a AtomicBool);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Runs `body` while another thread sends a signal to this one every 100 µs. The other thread calls
/// `meanwhile` after each signal.
pub(crate) fn storm(meanwhile: impl Fn() + Sync, body: impl FnOnce()) {
    handle_sigusr1();
    let target = threads::id();
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Acquire) {
                threads::interrupt(target);
                meanwhile();
                thread::park_timeout(Duration::from_micros(100));
            }
        });
        let _over = SetOnDrop(&over);
        body();
    });
}
