//! Monotonic nanoseconds.

use std::thread;

use ringmpsc_runtime::clock::now_nanos;

/// The same clock in another way.
fn reference() -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the call writes one `timespec` to its second argument, which is live and exclusively
    // borrowed.
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
