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
/// future as an [`Instant`] can be. The kernel looks at the word first: if it is not `expected` the
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
    let until = deadline.map(Timespec::of);
    wait_by(word, expected, deadline, || wait_until(word, expected, until.as_ref()))
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

/// Waits by `call`, as often as signals interrupt it. It returns the error number if it fails.
fn wait_by(
    word: &AtomicU32,
    expected: u32,
    deadline: Option<Instant>,
    mut call: impl FnMut() -> Result<(), c_int>,
) -> Wake {
    loop {
        match call() {
            Ok(()) => return Wake::Woken,
            Err(libc::EAGAIN) => return Wake::Changed,
            Err(libc::ETIMEDOUT) => return Wake::TimedOut,
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

/// `FUTEX_WAIT_BITSET`, once. `until` is absolute, on `CLOCK_MONOTONIC`.
fn wait_until(word: &AtomicU32, expected: u32, until: Option<&Timespec>) -> Result<(), c_int> {
    let operation = libc::FUTEX_WAIT_BITSET | libc::FUTEX_PRIVATE_FLAG;
    calls::FUTEX.count();
    // SAFETY: the six arguments are the ones of futex(2) for this operation. The kernel reads the
    // word, atomically, through an aligned pointer to a live one; it reads the time, if the pointer
    // is not null, through a pointer to a live one laid out as it expects; and it ignores the fifth
    // argument, which may be null. It writes to neither.
    let result = unsafe {
        libc::syscall(
            libc::SYS_futex,
            word.as_ptr(),
            operation,
            expected,
            until.map_or(ptr::null(), ptr::from_ref),
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
    // Negative if it is refused: then those who wait are awake within `NAP`.
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
        for (answer, expected) in answers {
            assert_eq!(wait_by(&word, 0, None, || answer), expected);
        }
    }

    #[test]
    fn a_signal_does_not_end_the_wait() {
        let mut left = 3;
        let wake = wait_by(&AtomicU32::new(0), 0, None, || {
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
            let wake = wait_by(&word, 7, None, || {
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
        let refused = || Err(libc::EPERM);
        let past = Instant::now();
        assert_eq!(wait_by(&word, 6, Some(past), refused), Wake::Changed);
        assert_eq!(wait_by(&word, 6, None, refused), Wake::Changed);
        assert_eq!(wait_by(&word, 7, Some(past), refused), Wake::TimedOut);
        let deadline = Instant::now() + 3 * NAP;
        while wait_by(&word, 7, Some(deadline), refused) == Wake::Woken {}
        assert!(Instant::now() >= deadline);
    }
}
