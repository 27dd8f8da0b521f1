//! Sleeping until another thread changes a word, and waking those who sleep: futex(2).
//!
//! A waiter says which value it has seen; the kernel looks again and puts the thread to sleep only
//! if the word still has that value, in one step with respect to a wake. So whoever first changes
//! the word and then calls [`wake_one`] or [`wake_all`] misses nobody: a waiter either sleeps by
//! then and is woken, or finds the word changed.
//!
//! The futexes are private to the process (`FUTEX_PRIVATE_FLAG`): a word in memory that is shared
//! with another process wakes nobody there. A word is identified by its address, and addresses are
//! reused, so a wake may reach a thread that waits for something else. [`Wake::Woken`] is therefore
//! a reason to look again, and never proof that anything happened.
//!
//! Neither waiting nor waking orders memory for its caller. The atomic operations on the word have
//! to: usually a release when it is changed, and an acquire when it is looked at again.
//!
//! Cost: one system call each. A wake of nobody takes some 100 ns; a sleep and a wake take 5 to
//! 50 µs until the other thread runs.
//!
//! # In a sandbox
//!
//! A sandbox may refuse futex(2) with `ENOSYS`, `EPERM` or whatever it chose. Then nobody can be
//! woken, but nobody sleeps for long either: a [`wait`] on an unchanged word lasts until its
//! deadline or for one millisecond, whichever is the shorter, and in the latter case says
//! [`Wake::Woken`]. A thread that looks again and waits again thus polls a thousand times a second.
//! It does not hang, and it does not spin.
//!
//! The sandbox may refuse only the waking thread: the filter holds for that thread alone, or was
//! installed after the waiting thread fell asleep. Then the wake fails, and the waiting thread
//! learns of nothing. For this case the kernel puts a thread to sleep for half a second at most.
//! After that [`wait`] looks at the word: if it has changed, the answer is [`Wake::Changed`]; if it
//! has not, the thread sleeps again. So a wait ends at most half a second after the word changed,
//! even if every wake is refused. A wake without a change of the word is lost if it is refused.
//! This costs an idle thread two system calls a second, and it needs no clock.
//!
//! ```
//! use ringmpsc_runtime::futex;
//! use std::sync::atomic::{AtomicU32, Ordering};
//! use std::thread;
//!
//! let word = AtomicU32::new(0);
//! thread::scope(|scope| {
//!     scope.spawn(|| {
//!         word.store(1, Ordering::Release);
//!         futex::wake_one(&word);
//!     });
//!     while word.load(Ordering::Acquire) == 0 {
//!         futex::wait(&word, 0, None);
//!     }
//! });
//! ```

use std::io;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use libc::{c_int, c_long};

use crate::{calls, clock};

/// How long a [`wait`] lasts at most where futex(2) is refused.
const NAP: Duration = Duration::from_millis(1);

/// How long one sleep in the kernel lasts at most. A longer [`wait`] consists of several. Short
/// enough for a program whose wakes are refused to go on, and long enough to cost an idle thread
/// nothing.
const LONGEST_SLEEP: Duration = Duration::from_millis(500);

/// `FUTEX_BITSET_MATCH_ANY`: a waiter which every wake concerns.
const MATCH_ANY: u32 = u32::MAX;

/// How a [`wait`] ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wake {
    /// Something woke the thread: usually [`wake_one`] or [`wake_all`], now and then nothing in
    /// particular. Look at the word again.
    Woken,
    /// The word did not have the expected value, so the thread did not sleep, or slept no more.
    Changed,
    /// The deadline has passed, and the word had the expected value when the kernel last looked.
    TimedOut,
}

/// Sleeps while `word` is `expected`, until a [`wake_one`] or [`wake_all`] on the same word, or
/// until `deadline` if there is one: futex(2), `FUTEX_WAIT_BITSET`.
///
/// Never returns [`Wake::TimedOut`] before the deadline, which may be in the past, and as far in the
/// future as an [`Instant`] can be. The thread wakes up twice a second to look at the word, which
/// ends the wait only if the word has changed: see [the module](self#in-a-sandbox). The kernel looks at the word first: if it is not `expected` the
/// answer is [`Wake::Changed`] even if the deadline has passed, and if it is `expected` and the
/// deadline has passed the answer is [`Wake::TimedOut`] at once. How much later than the deadline a
/// sleeper runs again depends on the timer slack of the thread (50 µs by default, see prctl(2)) and
/// on what else wants the CPU.
///
/// A signal that is handled on the thread does not end the wait, and does not move the deadline.
/// After its handler the kernel looks at the word again.
///
/// Cannot fail: see [the module](self#in-a-sandbox) for what it does where futex(2) is refused.
///
/// ```
/// use ringmpsc_runtime::futex::{self, Wake};
/// use std::sync::atomic::AtomicU32;
/// use std::time::{Duration, Instant};
///
/// let word = AtomicU32::new(7);
/// assert_eq!(futex::wait(&word, 6, None), Wake::Changed);
///
/// let deadline = Instant::now() + Duration::from_millis(1);
/// while futex::wait(&word, 7, Some(deadline)) != Wake::TimedOut {}
/// assert!(Instant::now() >= deadline);
/// ```
///
/// # Panics
///
/// If there is a deadline but no monotonic clock, see [`now_nanos`](crate::clock::now_nanos).
pub fn wait(word: &AtomicU32, expected: u32, deadline: Option<Instant>) -> Wake {
    wait_by(word, expected, deadline, |limit| sleep(word, expected, limit))
}

/// Wakes one of the threads that [`wait`] on `word`, and returns how many that were, 0 or 1:
/// futex(2), `FUTEX_WAKE`.
///
/// Of several, the one with the highest real-time priority is woken, or else the one that has
/// waited longest.
///
/// Cannot fail: where futex(2) is refused it returns 0, see [the module](self#in-a-sandbox).
///
/// ```
/// use ringmpsc_runtime::futex;
/// use std::sync::atomic::AtomicU32;
///
/// assert_eq!(futex::wake_one(&AtomicU32::new(0)), 0, "nobody waits");
/// ```
pub fn wake_one(word: &AtomicU32) -> usize {
    wake(word, 1)
}

/// Wakes up to `n` of the threads that [`wait`] on `word`, in the order of [`wake_one`], and returns how many that
/// were: futex(2), `FUTEX_WAKE`.
///
/// Cannot fail: where futex(2) is refused it returns 0, see [the module](self#in-a-sandbox).
///
/// ```
/// use ringmpsc_runtime::futex;
/// use std::sync::atomic::AtomicU32;
///
/// assert_eq!(futex::wake_some(&AtomicU32::new(0), 3), 0, "nobody waits");
/// ```
pub fn wake_some(word: &AtomicU32, n: usize) -> usize {
    // For 0 the kernel would wake one.
    if n == 0 { 0 } else { wake(word, c_int::try_from(n).unwrap_or(c_int::MAX)) }
}

/// Wakes all threads that [`wait`] on `word`, and returns how many: futex(2), `FUTEX_WAKE`.
///
/// Cannot fail: where futex(2) is refused it returns 0, see [the module](self#in-a-sandbox).
///
/// ```
/// use ringmpsc_runtime::futex;
/// use std::sync::atomic::AtomicU32;
///
/// assert_eq!(futex::wake_all(&AtomicU32::new(0)), 0, "nobody waits");
/// ```
pub fn wake_all(word: &AtomicU32) -> usize {
    wake(word, c_int::MAX)
}

/// When a sleep in the kernel ends, if nothing ends it before.
#[derive(Debug, PartialEq, Eq)]
enum Limit {
    /// After [`LONGEST_SLEEP`], which the kernel measures: this needs no clock here.
    Longest,
    /// At the deadline, which is nearer.
    Deadline(Timespec),
}

impl Limit {
    fn of(deadline: Option<Instant>) -> Self {
        match deadline {
            Some(deadline)
                if deadline.saturating_duration_since(Instant::now()) <= LONGEST_SLEEP =>
            {
                Self::Deadline(Timespec::of(deadline))
            }
            _ => Self::Longest,
        }
    }
}

/// The `struct timespec` of the system call. Both fields of the one it takes are a `long`, whatever
/// the C library made of its own.
#[derive(Debug, PartialEq, Eq)]
#[repr(C)]
struct Timespec {
    seconds: c_long,
    nanos: c_long,
}

impl Timespec {
    /// `deadline` on `CLOCK_MONOTONIC`, or now if it is in the past.
    fn of(deadline: Instant) -> Self {
        // In this order: what passes between the two readings makes the result later, not earlier.
        let remaining = deadline.saturating_duration_since(Instant::now());
        Self::after(clock::now_nanos(), remaining)
    }

    /// The time `remaining` after `now`, or as late as can be said.
    fn after(now: u64, remaining: Duration) -> Self {
        let time = Duration::from_nanos(now).saturating_add(remaining);
        Self {
            seconds: c_long::try_from(time.as_secs()).unwrap_or(c_long::MAX),
            // Less than a billion, so the sign is kept.
            nanos: c_long::from(time.subsec_nanos().cast_signed()),
        }
    }
}

/// Waits by `call`, which sleeps once. It is called again when a signal has interrupted it, and when
/// its limit was not the deadline. It returns the error number if it fails.
fn wait_by(
    word: &AtomicU32,
    expected: u32,
    deadline: Option<Instant>,
    mut call: impl FnMut(&Limit) -> Result<(), c_int>,
) -> Wake {
    loop {
        let limit = Limit::of(deadline);
        match call(&limit) {
            Ok(()) => return Wake::Woken,
            Err(libc::EAGAIN) => return Wake::Changed,
            Err(libc::ETIMEDOUT) if limit != Limit::Longest => return Wake::TimedOut,
            Err(libc::ETIMEDOUT) => {
                calls::EXPIRED_SLEEPS.count();
                // The thread that changed it may have been refused the wake. The order of memory is
                // the caller's business.
                if word.load(Ordering::Relaxed) != expected {
                    return Wake::Changed;
                }
            }
            Err(libc::EINTR) => {}
            Err(_refused) => return nap(word, expected, deadline),
        }
    }
}

/// What is left of [`wait`] without futex(2).
#[cold]
fn nap(word: &AtomicU32, expected: u32, deadline: Option<Instant>) -> Wake {
    if word.load(Ordering::Relaxed) != expected {
        return Wake::Changed;
    }
    let remaining = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    if remaining == Some(Duration::ZERO) {
        return Wake::TimedOut;
    }
    thread::sleep(remaining.map_or(NAP, |remaining| remaining.min(NAP)));
    Wake::Woken
}

/// Sleeps once, as long as `limit` says: `FUTEX_WAIT_BITSET`, whose time is absolute on
/// `CLOCK_MONOTONIC`, or `FUTEX_WAIT`, whose time is relative.
fn sleep(word: &AtomicU32, expected: u32, limit: &Limit) -> Result<(), c_int> {
    let longest;
    let (operation, time) = match limit {
        Limit::Longest => {
            longest = Timespec::after(0, LONGEST_SLEEP);
            (libc::FUTEX_WAIT, &longest)
        }
        Limit::Deadline(time) => (libc::FUTEX_WAIT_BITSET, time),
    };
    calls::FUTEX.count();
    // SAFETY: the six arguments are the ones of futex(2) for either operation. The kernel reads the
    // word, atomically, through an aligned pointer to a live one; it reads the time through a pointer
    // to a live one laid out as it expects; and it ignores the fifth argument, which may be null, and
    // the sixth with `FUTEX_WAIT`. It writes to neither.
    let result = unsafe {
        libc::syscall(
            libc::SYS_futex,
            word.as_ptr(),
            operation | libc::FUTEX_PRIVATE_FLAG,
            expected,
            ptr::from_ref(time),
            ptr::null::<u32>(),
            MATCH_ANY,
        )
    };
    if result == -1 { Err(errno()) } else { Ok(()) }
}

/// `FUTEX_WAKE`.
fn wake(word: &AtomicU32, at_most: c_int) -> usize {
    let operation = libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG;
    calls::FUTEX.count();
    // SAFETY: the three arguments are the ones of futex(2) for this operation. The word is only
    // named by its address, and neither read nor written.
    let result = unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), operation, at_most) };
    // Negative if it is refused. Then a waiting thread sees the changed word after `NAP` if it is
    // refused too, and after `LONGEST_SLEEP` if not.
    usize::try_from(result).unwrap_or(0)
}

/// The error number of the system call that has just failed.
fn errno() -> c_int {
    let errno = io::Error::last_os_error().raw_os_error();
    errno.expect("`last_os_error` always carries an error number")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    #[test]
    fn a_time_is_a_sum() {
        let time = Timespec::after(3 * SECOND + 700_000_000, Duration::from_millis(1_600));
        assert_eq!(time, Timespec { seconds: 5, nanos: 300_000_000 });
        let now = Timespec::after(3 * SECOND + 7, Duration::ZERO);
        assert_eq!(now, Timespec { seconds: 3, nanos: 7 });
    }

    #[test]
    fn a_time_that_cannot_be_said_is_as_late_as_can_be() {
        let longest = Timespec::after(SECOND, Duration::MAX);
        assert_eq!(longest.seconds, c_long::MAX);
        assert!((0..1_000_000_000).contains(&longest.nanos), "{longest:?}");
    }

    /// `CLOCK_MONOTONIC`.
    fn now() -> Duration {
        Duration::from_nanos(clock::now_nanos())
    }

    /// `deadline` as the kernel understands it.
    fn converted(deadline: Instant) -> Duration {
        let until = Timespec::of(deadline);
        let seconds = until.seconds.try_into().expect("time is not negative");
        Duration::new(seconds, until.nanos.try_into().expect("less than a second"))
    }

    #[test]
    fn a_deadline_is_converted_exactly_but_for_the_time_that_takes() {
        for wait in [Duration::ZERO, Duration::from_millis(20), Duration::from_secs(1_000_000)] {
            let before = now();
            let until = converted(Instant::now() + wait);
            let after = now();
            assert!((before + wait..=after + wait).contains(&until), "{before:?} {until:?}");
        }
    }

    #[test]
    fn a_deadline_in_the_past_is_now() {
        let long_ago = Instant::now().checked_sub(Duration::from_millis(1));
        let before = now();
        let until = converted(long_ago.expect("the machine has run for a while"));
        assert!((before..=now()).contains(&until), "{before:?} {until:?}");
    }

    #[test]
    fn each_answer_of_the_kernel_has_its_meaning() {
        let word = AtomicU32::new(0);
        let answers = [
            (Ok(()), Wake::Woken),
            (Err(libc::EAGAIN), Wake::Changed),
            (Err(libc::ETIMEDOUT), Wake::TimedOut),
        ];
        let deadline = Some(Instant::now());
        for (answer, expected) in answers {
            assert_eq!(wait_by(&word, 0, deadline, |_| answer), expected);
        }
    }

    #[test]
    fn a_far_deadline_and_none_are_several_sleeps() {
        let word = AtomicU32::new(0);
        let far = Instant::now() + 1_000 * LONGEST_SLEEP;
        for deadline in [None, Some(far)] {
            let mut sleeps = 0;
            let wake = wait_by(&word, 0, deadline, |limit| {
                assert_eq!(*limit, Limit::Longest);
                sleeps += 1;
                if sleeps < 3 { Err(libc::ETIMEDOUT) } else { Ok(()) }
            });
            assert_eq!((wake, sleeps), (Wake::Woken, 3));
        }
    }

    #[test]
    fn the_word_is_looked_at_after_each_sleep() {
        let word = AtomicU32::new(0);
        let wake = wait_by(&word, 0, None, |_| {
            word.store(1, Ordering::Relaxed);
            Err(libc::ETIMEDOUT)
        });
        assert_eq!(wake, Wake::Changed);
    }

    #[test]
    fn a_signal_does_not_end_the_wait() {
        let mut left = 3;
        let wake = wait_by(&AtomicU32::new(0), 0, Some(Instant::now()), |_| {
            left -= 1;
            if left > 0 { Err(libc::EINTR) } else { Err(libc::ETIMEDOUT) }
        });
        assert_eq!((wake, left), (Wake::TimedOut, 0));
    }

    #[test]
    fn a_refused_wait_is_a_nap() {
        let word = AtomicU32::new(7);
        for errno in [libc::ENOSYS, libc::EPERM, libc::EACCES] {
            let mut calls = 0;
            let start = Instant::now();
            let wake = wait_by(&word, 7, None, |_| {
                calls += 1;
                Err(errno)
            });
            assert!(start.elapsed() >= NAP, "it must not spin");
            assert_eq!((wake, calls), (Wake::Woken, 1));
        }
    }

    #[test]
    fn a_refused_wait_still_looks_at_the_word_and_the_deadline() {
        let word = AtomicU32::new(7);
        let refused = |_: &Limit| Err(libc::EPERM);
        let past = Instant::now();
        assert_eq!(wait_by(&word, 6, Some(past), refused), Wake::Changed);
        assert_eq!(wait_by(&word, 6, None, refused), Wake::Changed);
        assert_eq!(wait_by(&word, 7, Some(past), refused), Wake::TimedOut);
        let deadline = Instant::now() + 3 * NAP;
        while wait_by(&word, 7, Some(deadline), refused) == Wake::Woken {}
        assert!(Instant::now() >= deadline);
    }
}
