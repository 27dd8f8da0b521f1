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

/// Makes a signal interrupt system calls without another effect.
fn handle(signal: c_int) {
    // SAFETY: all bytes zero are a valid `sigaction`: no flags, an empty mask, the default handler.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    let handler: extern "C" fn(c_int) = count_signal;
    action.sa_sigaction = handler as libc::sighandler_t;
    // SAFETY: the second argument points to a live `sigaction`, whose handler only changes an
    // atomic, which is async-signal-safe. The third argument may be null.
    let result = unsafe { libc::sigaction(signal, &raw const action, ptr::null_mut()) };
    assert_eq!(result, 0, "{}", std::io::Error::last_os_error());
}

/// Sends `SIGALRM` to the calling thread again and again, in so long intervals: `timer_create(2)`.
/// For the rest of the process.
#[allow(dead_code, reason = "not every test that shares this file needs it")]
pub(crate) fn every(interval: Duration) {
    handle(libc::SIGALRM);
    // SAFETY: all bytes zero are a valid `sigevent`.
    let mut event: libc::sigevent = unsafe { mem::zeroed() };
    event.sigev_notify = libc::SIGEV_THREAD_ID;
    event.sigev_signo = libc::SIGALRM;
    event.sigev_notify_thread_id = threads::id();
    let mut timer: libc::timer_t = ptr::null_mut();
    // SAFETY: the call reads the event and writes the timer, which are live.
    let result =
        unsafe { libc::timer_create(libc::CLOCK_MONOTONIC, &raw mut event, &raw mut timer) };
    assert_eq!(result, 0, "{}", std::io::Error::last_os_error());
    let nanos = interval.subsec_nanos().into();
    let time = libc::timespec { tv_sec: 0, tv_nsec: nanos };
    let period = libc::itimerspec { it_interval: time, it_value: time };
    // SAFETY: the timer exists, and the call reads the times. The last argument may be null.
    let result = unsafe { libc::timer_settime(timer, 0, &raw const period, ptr::null_mut()) };
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
    handle(libc::SIGUSR1);
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
