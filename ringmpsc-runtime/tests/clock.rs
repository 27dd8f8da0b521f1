//! Monotonic nanoseconds.

use std::cell::Cell;
use std::panic;
use std::thread;

use libc::{c_int, clockid_t, timespec};
use ringmpsc_runtime::clock::{now_nanos, try_now_nanos};

thread_local! {
    /// Whether `clock_gettime` fails in this thread.
    static REFUSED: Cell<bool> = const { Cell::new(false) };
}

/// Replaces the function of the C library.
///
/// # Safety
///
/// The same as for `clock_gettime(2)`.
#[unsafe(no_mangle)]
unsafe extern "C" fn clock_gettime(clock: clockid_t, time: *mut timespec) -> c_int {
    // The kernel refuses a clock that does not exist.
    let clock = if REFUSED.get() { c_int::MAX } else { clock };
    // SAFETY: the arguments are those of this system call.
    let result = unsafe { libc::syscall(libc::SYS_clock_gettime, clock, time) };
    if result == 0 { 0 } else { -1 }
}

#[test]
fn without_a_clock_there_is_no_time() {
    let (refused, panicked) = {
        REFUSED.set(true);
        let refused = try_now_nanos();
        let panicked = panic::catch_unwind(now_nanos);
        REFUSED.set(false);
        (refused.expect_err("it is refused"), panicked)
    };
    assert_eq!((refused.call(), refused.errno()), ("clock_gettime", libc::EINVAL));
    panicked.expect_err("this function needs a clock");
    assert!(try_now_nanos().is_ok_and(|then| now_nanos() >= then));
}

/// Reads the same clock through the C library.
fn reference() -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the call writes one `timespec` to the second argument, which points to a live,
    // exclusively borrowed one.
    let result = unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut now) };
    assert_eq!(result, 0);
    let part = |number| u64::try_from(number).expect("monotonic time is not negative");
    part(now.tv_sec) * 1_000_000_000 + part(now.tv_nsec)
}

#[test]
fn it_is_the_monotonic_clock_in_nanoseconds() {
    for _ in 0..1000 {
        let before = reference();
        let now = now_nanos();
        let after = reference();
        assert!(before <= now && now <= after, "{before} {now} {after}");
    }
}

#[test]
fn it_does_not_go_backwards_between_threads() {
    let mut latest = now_nanos();
    for _ in 0..100 {
        let other = thread::spawn(now_nanos).join().expect("a clock can be read");
        assert!(other >= latest, "{latest} {other}");
        latest = now_nanos();
        assert!(latest >= other, "{other} {latest}");
    }
}
