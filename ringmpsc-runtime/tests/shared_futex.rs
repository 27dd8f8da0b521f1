//! Futexes in memory that several processes map.

#[path = "support/child.rs"]
mod child;
#[path = "support/fork.rs"]
mod fork;
#[path = "support/seccomp.rs"]
mod seccomp;
#[path = "support/threads.rs"]
#[allow(dead_code, reason = "this test uses only a part of the file")]
mod threads;

use std::num::NonZeroUsize;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ringmpsc_runtime::futex::{self, Wake, shared};
use ringmpsc_runtime::shared_mapping::{Access, SharedMapping};
use ringmpsc_runtime::{calls, memfd};

const SIZE: NonZeroUsize = NonZeroUsize::new(4096).expect("it is not zero");

fn file() -> OwnedFd {
    memfd::create(c"ringmpsc-futex", SIZE).expect("there is memory")
}

fn map(file: &OwnedFd, access: Access) -> SharedMapping {
    SharedMapping::new(file.as_fd(), SIZE, access).expect("there is space")
}

/// Returns the first word of a mapping.
fn word(mapping: &SharedMapping) -> &AtomicU32 {
    // SAFETY: the mapping is page aligned, has the size of the file, and lives as long as the
    // result. All accesses to the word are atomic, and those of a read-only mapping are loads.
    unsafe { AtomicU32::from_ptr(mapping.as_ptr().as_ptr().cast()) }
}

/// Starts a thread that waits by `wait`. Checks that `never` wakes no thread, and that `wake` does.
fn wake_a_waiter(
    wait: impl FnOnce() -> Wake + Send,
    wake: impl Fn() -> usize,
    never: impl Fn() -> usize,
) -> Wake {
    let id = AtomicI32::new(0);
    thread::scope(|scope| {
        let waiter = scope.spawn(|| {
            id.store(threads::id(), Ordering::Release);
            wait()
        });
        while id.load(Ordering::Acquire) == 0 || !threads::is_asleep(id.load(Ordering::Acquire)) {
            thread::yield_now();
        }
        assert_eq!(never(), 0, "the wake has another scope");
        while wake() == 0 {
            assert!(!waiter.is_finished(), "the thread has not been woken");
            thread::yield_now();
        }
        waiter.join().expect("it has no reason to panic")
    })
}

#[test]
fn a_wake_reaches_a_waiter_with_another_address() {
    let file = file();
    let (one, other) = (map(&file, Access::ReadWrite), map(&file, Access::ReadWrite));
    let wake = wake_a_waiter(
        || shared::wait(word(&one), 0, None),
        || shared::wake_one(word(&other)),
        || futex::wake_all(word(&one)),
    );
    assert_eq!(wake, Wake::Woken);
}

#[test]
fn a_waiter_may_have_a_read_only_mapping() {
    let file = file();
    let (one, other) = (map(&file, Access::ReadWrite), map(&file, Access::ReadOnly));
    let wake = wake_a_waiter(
        || shared::wait(word(&other), 0, Some(Instant::now() + Duration::from_secs(3600))),
        || shared::wake_all(word(&one)),
        || futex::wake_all(word(&other)),
    );
    assert_eq!(wake, Wake::Woken);
    word(&one).store(1, Ordering::Release);
    assert_eq!(shared::wait(word(&other), 0, None), Wake::Changed);
}

#[test]
fn a_shared_wake_does_not_end_a_private_wait() {
    let file = file();
    let mapping = map(&file, Access::ReadWrite);
    let word = word(&mapping);
    let wake = wake_a_waiter(
        || futex::wait(word, 0, None),
        || futex::wake_one(word),
        || shared::wake_all(word),
    );
    assert_eq!(wake, Wake::Woken);
}

#[test]
fn a_timeout_is_never_early() {
    static WORD: AtomicU32 = AtomicU32::new(0);
    for wanted in [Duration::from_millis(20), Duration::from_micros(300), Duration::ZERO] {
        let start = Instant::now();
        assert_eq!(shared::wait(&WORD, 0, Some(start + wanted)), Wake::TimedOut);
        assert!(start.elapsed() >= wanted);
    }
}

/// Two processes take turns at changing the word. Each has its own mapping.
#[test]
fn two_processes_wake_each_other() {
    const ROUNDS: u32 = 2_000;
    fn play(word: &AtomicU32, mine: u32) {
        for turn in (mine..ROUNDS).step_by(2) {
            loop {
                let seen = word.load(Ordering::Acquire);
                if seen == turn {
                    break;
                }
                shared::wait(word, seen, None);
            }
            word.store(turn + 1, Ordering::Release);
            shared::wake_one(word);
        }
    }
    child::run("two_processes_wake_each_other", &[], || {
        let file = file();
        let mut child = fork::Child::new(|| {
            let mapping = SharedMapping::new(file.as_fd(), SIZE, Access::ReadWrite);
            let Ok(mapping) = mapping else { return 1 };
            play(word(&mapping), 1);
            0
        });
        let mapping = map(&file, Access::ReadWrite);
        play(word(&mapping), 0);
        assert_eq!(child.reap(), 0);
        assert_eq!(word(&mapping).load(Ordering::Acquire), ROUNDS);
        // If no wake crossed the processes, each turn would last as long as a sleep may.
        assert!(calls::expired_sleeps() < u64::from(ROUNDS) / 100);
    });
}

#[test]
fn a_dead_peer_costs_the_wait_until_the_deadline() {
    child::run("a_dead_peer_costs_the_wait_until_the_deadline", &[], || {
        let file = file();
        let mut child = fork::Child::new(|| 0);
        child.reap();
        let mapping = map(&file, Access::ReadWrite);
        let deadline = Instant::now() + Duration::from_millis(20);
        assert_eq!(shared::wait(word(&mapping), 0, Some(deadline)), Wake::TimedOut);
    });
}

/// As for private futexes: the thread polls, and the standard library needs futex(2) too. So the
/// filter refuses only the operations of this scope.
#[test]
fn refused_calls_poll() {
    child::run("refused_calls_poll", &[], || {
        static WORD: AtomicU32 = AtomicU32::new(7);
        for operation in [libc::FUTEX_WAIT, libc::FUTEX_WAIT_BITSET, libc::FUTEX_WAKE] {
            seccomp::refuse_argument(libc::SYS_futex, 1, operation, libc::EPERM);
        }
        let before = calls::futex();
        assert_eq!((shared::wake_one(&WORD), shared::wake_all(&WORD)), (0, 0));
        assert_eq!(shared::wait(&WORD, 6, None), Wake::Changed);
        assert_eq!(shared::wait(&WORD, 7, None), Wake::Woken);
        assert_eq!(shared::wait(&WORD, 7, Some(Instant::now())), Wake::TimedOut);
        assert_eq!(calls::futex() - before, 5);
    });
}
