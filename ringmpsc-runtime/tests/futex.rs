//! Private futexes: sleeping until a word changes, and waking.

#[path = "support/child.rs"]
mod child;
#[path = "support/signals.rs"]
mod signals;
#[path = "support/threads.rs"]
mod threads;

use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

use ringmpsc_runtime::calls;
use ringmpsc_runtime::futex::{Wake, wait, wake_all, wake_one, wake_some};

// The words are static, so the program uses their addresses for nothing else.

/// Wakes `waiter`, which is about to sleep on `word`. Fails if the thread returns before the wake.
fn wake_in_time(word: &AtomicU32, waiter: ScopedJoinHandle<Wake>) -> Wake {
    while wake_one(word) == 0 {
        assert!(!waiter.is_finished(), "it was not woken yet");
        thread::yield_now();
    }
    waiter.join().expect("it has no reason to panic")
}

/// Returns a very late `Instant`: more than half of the representable time remains until it.
fn far_future() -> Instant {
    let now = Instant::now();
    let mut wait = Duration::MAX;
    loop {
        match now.checked_add(wait) {
            Some(deadline) => return deadline,
            None => wait /= 2,
        }
    }
}

#[test]
fn a_wake_before_the_wait_is_not_lost() {
    static WORD: AtomicU32 = AtomicU32::new(0);
    WORD.store(1, Ordering::Release);
    assert_eq!(wake_one(&WORD), 0);
    assert_eq!(wake_all(&WORD), 0);
    assert_eq!(wait(&WORD, 0, None), Wake::Changed);
}

#[test]
fn a_wake_is_not_remembered() {
    static WORD: AtomicU32 = AtomicU32::new(0);
    assert_eq!(wake_one(&WORD), 0);
    assert_eq!(wait(&WORD, 0, Some(Instant::now())), Wake::TimedOut);
}

#[test]
fn a_sleeper_is_woken() {
    static WORD: AtomicU32 = AtomicU32::new(u32::MAX);
    thread::scope(|scope| {
        let waiter = scope.spawn(|| wait(&WORD, u32::MAX, None));
        assert_eq!(wake_in_time(&WORD, waiter), Wake::Woken);
    });
}

#[test]
fn a_sleeper_with_a_far_deadline_is_woken() {
    static WORD: AtomicU32 = AtomicU32::new(0);
    let deadlines = [far_future(), Instant::now() + Duration::from_secs(100_000_000)];
    for deadline in deadlines {
        thread::scope(|scope| {
            let waiter = scope.spawn(move || wait(&WORD, 0, Some(deadline)));
            assert_eq!(wake_in_time(&WORD, waiter), Wake::Woken);
        });
    }
}

#[test]
fn wake_all_wakes_all() {
    static WORD: AtomicU32 = AtomicU32::new(0);
    let ids = [const { AtomicI32::new(0) }; 3];
    thread::scope(|scope| {
        let waiters = ids.each_ref().map(|id| {
            scope.spawn(move || {
                id.store(threads::id(), Ordering::Release);
                wait(&WORD, 0, None)
            })
        });
        ids.iter().for_each(until_asleep);
        // The repetition lets all threads return even if a wake is faulty.
        assert_eq!([wake_all(&WORD), wake_all(&WORD), wake_all(&WORD)], [3, 0, 0]);
        for waiter in waiters {
            assert_eq!(waiter.join().expect("it has no reason to panic"), Wake::Woken);
        }
    });
}

#[test]
fn wake_some_wakes_as_many_as_are_wanted() {
    static WORD: AtomicU32 = AtomicU32::new(0);
    let ids = [const { AtomicI32::new(0) }; 3];
    thread::scope(|scope| {
        let waiters = ids.each_ref().map(|id| {
            scope.spawn(move || {
                id.store(threads::id(), Ordering::Release);
                wait(&WORD, 0, None)
            })
        });
        ids.iter().for_each(until_asleep);
        let woken = [0, 2, 0, 2, 2].map(|n| wake_some(&WORD, n));
        // All threads must return even if a wake is faulty.
        wake_all(&WORD);
        assert_eq!(woken, [0, 2, 0, 1, 0]);
        for waiter in waiters {
            assert_eq!(waiter.join().expect("it has no reason to panic"), Wake::Woken);
        }
    });
}

#[test]
fn wake_one_wakes_one() {
    static WORD: AtomicU32 = AtomicU32::new(0);
    let ids = [const { AtomicI32::new(0) }; 2];
    thread::scope(|scope| {
        let waiters = ids.each_ref().map(|id| {
            scope.spawn(move || {
                id.store(threads::id(), Ordering::Release);
                wait(&WORD, 0, None)
            })
        });
        ids.iter().for_each(until_asleep);
        assert_eq!([wake_one(&WORD), wake_one(&WORD), wake_one(&WORD)], [1, 1, 0]);
        for waiter in waiters {
            assert_eq!(waiter.join().expect("it has no reason to panic"), Wake::Woken);
        }
    });
}

/// Waits until a thread has published its id and sleeps.
fn until_asleep(id: &AtomicI32) {
    loop {
        let id = id.load(Ordering::Acquire);
        if id != 0 && threads::is_asleep(id) {
            return;
        }
        thread::yield_now();
    }
}

#[test]
fn other_words_are_not_woken() {
    static WORD: AtomicU32 = AtomicU32::new(0);
    static OTHER: AtomicU32 = AtomicU32::new(0);
    let id = AtomicI32::new(0);
    thread::scope(|scope| {
        let waiter = scope.spawn(|| {
            id.store(threads::id(), Ordering::Release);
            wait(&WORD, 0, None)
        });
        until_asleep(&id);
        assert_eq!(wake_all(&OTHER), 0);
        assert_eq!(wake_all(&WORD), 1);
        assert_eq!(waiter.join().expect("it has no reason to panic"), Wake::Woken);
    });
}

#[test]
fn a_changed_word_beats_every_deadline() {
    static WORD: AtomicU32 = AtomicU32::new(5);
    let now = Instant::now();
    let past = now.checked_sub(Duration::from_secs(1)).unwrap_or(now);
    for deadline in [None, Some(past), Some(now), Some(now + Duration::from_secs(60))] {
        assert_eq!(wait(&WORD, 4, deadline), Wake::Changed, "{deadline:?}");
    }
}

#[test]
fn a_deadline_in_the_past_is_over() {
    static WORD: AtomicU32 = AtomicU32::new(5);
    let now = Instant::now();
    let oldest = now.checked_sub(Duration::from_secs(1)).unwrap_or(now);
    for deadline in [oldest, now] {
        assert_eq!(wait(&WORD, 5, Some(deadline)), Wake::TimedOut);
    }
}

#[test]
fn a_timeout_is_never_early() {
    static WORD: AtomicU32 = AtomicU32::new(0);
    for wanted in [Duration::from_millis(20), Duration::from_micros(300), Duration::from_nanos(1)] {
        let start = Instant::now();
        assert_eq!(wait(&WORD, 0, Some(start + wanted)), Wake::TimedOut);
        let elapsed = start.elapsed();
        assert!(elapsed >= wanted, "{elapsed:?} instead of {wanted:?}");
    }
}

#[test]
fn signals_do_not_move_the_deadline() {
    child::run("signals_do_not_move_the_deadline", &[], || {
        static WORD: AtomicU32 = AtomicU32::new(0);
        let before = calls::futex();
        let (mut waits, mut restarts) = (0, 0);
        signals::storm(
            || {},
            || {
                // Repeat until the signals have reached the thread.
                while restarts < 10 {
                    let wanted = Duration::from_millis(50);
                    let start = Instant::now();
                    assert_eq!(wait(&WORD, 0, Some(start + wanted)), Wake::TimedOut);
                    let elapsed = start.elapsed();
                    assert!(elapsed >= wanted, "{elapsed:?} instead of {wanted:?}");
                    waits += 1;
                    restarts = calls::futex() - before - waits;
                }
            },
        );
        assert!(signals::handled() >= restarts);
    });
}

#[test]
fn signals_do_not_end_a_wait_without_a_deadline() {
    child::run("signals_do_not_end_a_wait_without_a_deadline", &[], || {
        static WORD: AtomicU32 = AtomicU32::new(0);
        let end_after_signals = || {
            if signals::handled() >= 100 {
                WORD.store(1, Ordering::Release);
                wake_one(&WORD);
            }
        };
        signals::storm(end_after_signals, || {
            let wake = wait(&WORD, 0, None);
            assert_ne!(wake, Wake::TimedOut);
            assert_eq!(WORD.load(Ordering::Acquire), 1, "{wake:?} too early");
        });
    });
}

#[test]
fn each_call_is_counted() {
    child::run("each_call_is_counted", &[], || {
        static WORD: AtomicU32 = AtomicU32::new(0);
        let counted = |call: &dyn Fn()| {
            let before = (calls::futex(), calls::eventfd());
            call();
            (calls::futex() - before.0, calls::eventfd() - before.1)
        };
        assert_eq!(counted(&|| {}), (0, 0));
        assert_eq!(counted(&|| _ = wake_one(&WORD)), (1, 0));
        assert_eq!(counted(&|| _ = wake_all(&WORD)), (1, 0));
        assert_eq!(counted(&|| _ = wake_some(&WORD, 3)), (1, 0));
        assert_eq!(counted(&|| _ = wake_some(&WORD, 0)), (0, 0));
        assert_eq!(counted(&|| _ = wait(&WORD, 1, None)), (1, 0));
        assert_eq!(counted(&|| _ = wait(&WORD, 0, Some(Instant::now()))), (1, 0));
    });
}

/// Two threads take turns at changing the word, and each waits for its turn. After one lost wake,
/// both wait forever.
#[test]
fn no_wake_is_lost_between_two_threads() {
    const ROUNDS: u32 = 10_000;
    static WORD: AtomicU32 = AtomicU32::new(0);
    fn play(mine: u32) {
        for turn in (mine..ROUNDS).step_by(2) {
            loop {
                let seen = WORD.load(Ordering::Acquire);
                if seen == turn {
                    break;
                }
                wait(&WORD, seen, None);
            }
            WORD.store(turn + 1, Ordering::Release);
            wake_one(&WORD);
        }
    }
    thread::scope(|scope| {
        scope.spawn(|| play(0));
        scope.spawn(|| play(1));
    });
    assert_eq!(WORD.load(Ordering::Relaxed), ROUNDS);
}
