//! The heavy side of an asymmetric fence, in processes that may use it and in others.

#[path = "support/child.rs"]
mod child;

use std::hint;
use std::sync::atomic::{AtomicU32, Ordering, compiler_fence};
use std::thread;

use ringmpsc_runtime::calls;
use ringmpsc_runtime::membarrier::{self, FENCE_VARIABLE, Unavailable};

#[test]
fn available_means_that_it_works() {
    child::run("available_means_that_it_works", &[], || {
        let first = membarrier::register();
        assert_eq!(membarrier::register(), first, "the answer is fixed");
        assert_ne!(first, Err(Unavailable::Disabled));
        assert_eq!(membarrier::heavy().is_ok(), first.is_ok(), "{first:?}");
    });
}

#[test]
fn it_needs_registration() {
    child::run("it_needs_registration", &[], || {
        let error = membarrier::heavy().expect_err("the process is not registered");
        let errno = error.raw_os_error();
        assert!(errno == Some(libc::EPERM) || errno == Some(libc::ENOSYS), "{error}");
    });
}

#[test]
fn each_call_is_counted() {
    child::run("each_call_is_counted", &[], || {
        assert_eq!(calls::membarrier(), 0);
        let registered = membarrier::register().is_ok();
        let asked = calls::membarrier();
        assert_eq!(asked, if registered { 2 } else { asked }, "the query, and the registration");
        let _ = membarrier::register();
        assert_eq!(calls::membarrier(), asked, "the answer is known");
        for n in 1..4 {
            let _ = membarrier::heavy();
            assert_eq!(calls::membarrier(), asked + n);
        }
    });
}

#[test]
fn full_fences_disable_it() {
    let environment = [(FENCE_VARIABLE, "full")];
    child::run("full_fences_disable_it", &environment, || {
        assert_eq!(membarrier::register(), Err(Unavailable::Disabled));
        membarrier::heavy().expect_err("the process is not registered");
    });
}

#[test]
fn other_values_do_not_disable_it() {
    let environment = [(FENCE_VARIABLE, "asymmetric")];
    child::run("other_values_do_not_disable_it", &environment, || {
        assert_ne!(membarrier::register(), Err(Unavailable::Disabled));
    });
}

/// Both sides store, execute a barrier and load. At least one side must see the store of the other.
#[test]
fn it_orders_a_store_before_a_load_on_both_sides() {
    const ROUNDS: u32 = 10_000;
    static ROUND: AtomicU32 = AtomicU32::new(0);
    static DONE: AtomicU32 = AtomicU32::new(0);
    static FAST: AtomicU32 = AtomicU32::new(0);
    static SLOW: AtomicU32 = AtomicU32::new(0);
    static SEEN_BY_FAST: AtomicU32 = AtomicU32::new(0);

    fn wait_for(word: &AtomicU32, value: u32) {
        for turn in 1_u32.. {
            if word.load(Ordering::Acquire) == value {
                return;
            }
            if turn.is_multiple_of(1024) {
                thread::yield_now();
            }
            hint::spin_loop();
        }
    }

    if let Err(unavailable) = membarrier::register() {
        membarrier::heavy().expect_err("it is unavailable");
        eprintln!("skipped: {unavailable}");
        return;
    }
    thread::scope(|scope| {
        scope.spawn(|| {
            for round in 1..=ROUNDS {
                wait_for(&ROUND, round);
                FAST.store(round, Ordering::Relaxed);
                compiler_fence(Ordering::SeqCst);
                SEEN_BY_FAST.store(SLOW.load(Ordering::Relaxed), Ordering::Relaxed);
                DONE.store(round, Ordering::Release);
            }
        });
        let mut missed = 0;
        for round in 1..=ROUNDS {
            ROUND.store(round, Ordering::Release);
            // Vary the delay, so that the two sides overlap at different points.
            for _ in 0..round % 128 {
                hint::spin_loop();
            }
            SLOW.store(round, Ordering::Relaxed);
            membarrier::heavy().expect("the process is registered");
            let seen_by_slow = FAST.load(Ordering::Relaxed);
            wait_for(&DONE, round);
            let seen_by_fast = SEEN_BY_FAST.load(Ordering::Relaxed);
            if seen_by_slow != round && seen_by_fast != round {
                missed += 1;
            }
        }
        assert_eq!(missed, 0, "rounds in which neither side saw the other");
    });
}
