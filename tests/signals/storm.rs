//! A storm of signals: every 100 µs this thread handles one, which interrupts the system call that
//! it is in.

use std::cell::Cell;
use std::mem;
use std::ptr;
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use libc::{c_int, timer_t};

thread_local! {
    /// The signals that this thread has handled. A constant without a destructor: a handler may
    /// touch it at any time, up to the end of the thread.
    static HANDLED: AtomicU64 = const { AtomicU64::new(0) };
    /// What the handler of this thread does. Likewise without a destructor.
    static WORK: Cell<Option<fn()>> = const { Cell::new(None) };
    /// The storm over this thread.
    static TIMER: Timer = Timer::start();
}

const INTERVAL: libc::timespec = libc::timespec { tv_sec: 0, tv_nsec: 100_000 };

/// There is a storm over this thread from now on, until it ends.
pub(crate) fn begin() {
    TIMER.with(|_| ());
}

/// As [`begin`], and the handler calls `work`, which must do nothing that is forbidden to handlers.
pub(crate) fn begin_with(work: fn()) {
    WORK.set(Some(work));
    begin();
}

/// The signals that this thread has handled so far.
pub(crate) fn handled() -> u64 {
    HANDLED.with(|handled| handled.load(Ordering::Relaxed))
}

extern "C" fn handle(_: c_int) {
    HANDLED.with(|handled| handled.fetch_add(1, Ordering::Relaxed));
    if let Some(work) = WORK.get() {
        // SAFETY: the call returns the address of this thread's `errno`, which is alive.
        let errno = unsafe { libc::__errno_location() };
        // SAFETY: no other thread uses this thread's `errno`.
        let before = unsafe { *errno };
        work();
        // SAFETY: as above.
        unsafe { *errno = before };
    }
}

/// A timer that signals the thread that has started it: `timer_create(2)`. Deleted on drop.
struct Timer(timer_t);

impl Timer {
    fn start() -> Self {
        static HANDLER: Once = Once::new();
        HANDLER.call_once(interrupt_at_sigusr1);
        // SAFETY: a `sigevent` of zeroes is one: numbers, and pointers that may be null.
        let mut event: libc::sigevent = unsafe { mem::zeroed() };
        event.sigev_notify = libc::SIGEV_THREAD_ID;
        event.sigev_signo = libc::SIGUSR1;
        // SAFETY: the call takes nothing, and always succeeds.
        event.sigev_notify_thread_id = unsafe { libc::gettid() };
        let mut timer: timer_t = ptr::null_mut();
        // SAFETY: the call reads the `sigevent`, which is alive, and writes the id, which is
        // exclusively borrowed.
        let result =
            unsafe { libc::timer_create(libc::CLOCK_MONOTONIC, &raw mut event, &raw mut timer) };
        assert_eq!(result, 0, "{}", std::io::Error::last_os_error());
        let schedule = libc::itimerspec { it_interval: INTERVAL, it_value: INTERVAL };
        // SAFETY: the timer was just made and is deleted by nobody else; the schedule is alive, and
        // the last argument may be null.
        let result = unsafe { libc::timer_settime(timer, 0, &raw const schedule, ptr::null_mut()) };
        assert_eq!(result, 0, "{}", std::io::Error::last_os_error());
        Self(timer)
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        // SAFETY: the timer is alive, and after this nobody has its id.
        let result = unsafe { libc::timer_delete(self.0) };
        debug_assert_eq!(result, 0, "{}", std::io::Error::last_os_error());
    }
}

/// Without `SA_RESTART`: system calls fail with `EINTR`.
fn interrupt_at_sigusr1() {
    // SAFETY: all zeroes are a `sigaction`: no flags, an empty mask, and the default handler.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    let handler: extern "C" fn(c_int) = handle;
    action.sa_sigaction = handler as libc::sighandler_t;
    // SAFETY: the second argument points to a live `sigaction`, whose handler adds to an atomic,
    // and does nothing that is forbidden to handlers, as `begin_with` demands; the third may be
    // null.
    let result = unsafe { libc::sigaction(libc::SIGUSR1, &raw const action, ptr::null_mut()) };
    assert_eq!(result, 0, "{}", std::io::Error::last_os_error());
}
