//! The heavy side of an asymmetric fence between processes.

#[path = "support/child.rs"]
mod child;
#[path = "support/fork.rs"]
mod fork;
#[path = "support/seccomp.rs"]
mod seccomp;

use std::hint;
use std::num::NonZeroUsize;
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicU32, Ordering, compiler_fence};
use std::thread;

use libc::c_int;
use ringmpsc_runtime::membarrier::{self, FENCE_VARIABLE, Unavailable, global};
use ringmpsc_runtime::shared_mapping::{Access, SharedMapping};
use ringmpsc_runtime::{calls, memfd};

/// `MEMBARRIER_CMD_GLOBAL_EXPEDITED`
const GLOBAL_EXPEDITED: c_int = 2;

/// `MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED`
const REGISTER_GLOBAL_EXPEDITED: c_int = 4;

#[test]
fn available_means_that_it_works() {
    child::run("available_means_that_it_works", &[], || {
        let first = global::register();
        let asked = calls::membarrier();
        assert_eq!(global::register(), first, "the result is fixed");
        assert_eq!(calls::membarrier(), asked);
        if first.is_ok() {
            global::heavy().expect("the kernel has the command");
        }
        assert_ne!(first, Err(Unavailable::Disabled));
    });
}

/// The two registrations are independent.
#[test]
fn a_global_registration_is_not_a_private_one() {
    child::run("a_global_registration_is_not_a_private_one", &[], || {
        if let Err(unavailable) = global::register() {
            eprintln!("skipped: {unavailable}");
            return;
        }
        let error = membarrier::heavy().expect_err("the process has not registered for it");
        assert_eq!(error.raw_os_error(), Some(libc::EPERM));
        membarrier::register().expect("the kernel has both commands");
        membarrier::heavy().expect("the process is registered");
    });
}

#[test]
fn a_forked_child_inherits_the_registrations() {
    child::run("a_forked_child_inherits_the_registrations", &[], || {
        let registered = (membarrier::register().is_ok(), global::register().is_ok());
        if registered != (true, true) {
            eprintln!("skipped: {registered:?}");
            return;
        }
        // The private command fails without a registration, and the kernel keeps both in one word.
        let mut child = fork::Child::new(|| c_int::from(membarrier::heavy().is_err()));
        assert_eq!(child.reap(), 0);
    });
}

#[test]
fn full_fences_disable_it() {
    child::run("full_fences_disable_it", &[(FENCE_VARIABLE, "full")], || {
        assert_eq!(global::register(), Err(Unavailable::Disabled));
        assert_eq!(calls::membarrier(), 0);
    });
}

#[test]
fn a_refused_registration_is_unavailable() {
    child::run("a_refused_registration_is_unavailable", &[], || {
        let call = libc::SYS_membarrier;
        seccomp::refuse_first_argument(call, REGISTER_GLOBAL_EXPEDITED, libc::EPERM);
        match global::register() {
            Err(Unavailable::Refused(error)) => {
                assert_eq!((error.call(), error.errno()), ("membarrier", libc::EPERM));
            }
            Err(Unavailable::Unsupported) => eprintln!("skipped: the kernel lacks the command"),
            result => panic!("{result:?}"),
        }
    });
}

#[test]
fn a_refused_barrier_is_an_error() {
    child::run("a_refused_barrier_is_an_error", &[], || {
        let call = libc::SYS_membarrier;
        seccomp::refuse_first_argument(call, GLOBAL_EXPEDITED, libc::ENOMEM);
        let error = global::heavy().expect_err("it is refused");
        assert_eq!(error.raw_os_error(), Some(libc::ENOMEM));
    });
}

/// The words of the test below, in shared memory. Each has a cache line of its own.
struct Words<'a>(&'a SharedMapping);

impl Words<'_> {
    fn get(&self, k: usize) -> &AtomicU32 {
        let address = self.0.as_ptr().as_ptr().wrapping_add(128 * k);
        // SAFETY: the address is aligned and in the mapping, which outlives the result. All
        // accesses to the word are atomic.
        unsafe { AtomicU32::from_ptr(address.cast()) }
    }
}

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

/// Two processes store, execute a barrier and load. At least one must see the store of the other.
#[test]
fn it_orders_a_store_before_a_load_in_two_processes() {
    const ROUNDS: u32 = 3_000;
    const SIZE: NonZeroUsize = NonZeroUsize::new(4096).expect("it is not zero");
    const ROUND: usize = 0;
    const DONE: usize = 1;
    const FAST: usize = 2;
    const SLOW: usize = 3;
    const SEEN_BY_FAST: usize = 4;
    child::run("it_orders_a_store_before_a_load_in_two_processes", &[], || {
        // The child inherits the registration.
        if let Err(unavailable) = global::register() {
            eprintln!("skipped: {unavailable}");
            return;
        }
        let file = memfd::create(c"ringmpsc-fence", SIZE).expect("there is memory");
        let mut child = fork::Child::new(|| {
            let mapping = SharedMapping::new(file.as_fd(), SIZE, Access::ReadWrite);
            let Ok(mapping) = mapping else { return 1 };
            let words = Words(&mapping);
            for round in 1..=ROUNDS {
                wait_for(words.get(ROUND), round);
                words.get(FAST).store(round, Ordering::Relaxed);
                compiler_fence(Ordering::SeqCst);
                let seen = words.get(SLOW).load(Ordering::Relaxed);
                words.get(SEEN_BY_FAST).store(seen, Ordering::Relaxed);
                words.get(DONE).store(round, Ordering::Release);
            }
            0
        });
        let mapping =
            SharedMapping::new(file.as_fd(), SIZE, Access::ReadWrite).expect("there is space");
        let words = Words(&mapping);
        let mut missed = 0;
        for round in 1..=ROUNDS {
            words.get(ROUND).store(round, Ordering::Release);
            // Vary the delay, so that the two sides overlap at different points.
            for _ in 0..round % 128 {
                hint::spin_loop();
            }
            words.get(SLOW).store(round, Ordering::Relaxed);
            global::heavy().expect("the kernel has the command");
            let seen_by_slow = words.get(FAST).load(Ordering::Relaxed);
            wait_for(words.get(DONE), round);
            let seen_by_fast = words.get(SEEN_BY_FAST).load(Ordering::Relaxed);
            if seen_by_slow != round && seen_by_fast != round {
                missed += 1;
            }
        }
        assert_eq!(child.reap(), 0);
        assert_eq!(missed, 0, "rounds in which neither side saw the other");
    });
}
