//! The wait: a loop of sleeps, and naps if the kernel refuses to sleep.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use libc::c_int;

use super::syscall::{self, Scope, SleepEnd};
use super::timespec::Timespec;
use crate::calls;

/// The longest time of one wait if the kernel refuses futex(2).
const NAP: Duration = Duration::from_millis(1);

/// The longest time of the first sleep in the kernel. A longer wait consists of several sleeps.
/// Each of them lasts up to twice as long as the one before, until they last [`LONGEST_SLEEP`].
///
/// It is short enough for a program whose wakes are refused to make progress.
const FIRST_SLEEP: Duration = Duration::from_millis(500);

/// The longest time of any sleep. It is long enough to cost an idle thread almost nothing: a sleep
/// that expires takes up to 50 µs of the CPU.
const LONGEST_SLEEP: Duration = Duration::from_secs(2);

/// The reason why a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wake {
    /// A wake, or a spurious wake-up, ended the sleep. The caller must read the word again.
    Woken,
    /// The word was not the expected value, so the thread did not sleep, or slept no longer.
    Changed,
    /// The deadline has passed, and the word had the expected value when the kernel last read it.
    TimedOut,
}

/// Waits on a word of the given scope. See [`futex::wait`](super::wait).
pub(super) fn wait(
    word: &AtomicU32,
    expected: u32,
    deadline: Option<Instant>,
    scope: Scope,
) -> Wake {
    wait_by(word, expected, deadline, |end| syscall::sleep(word, expected, end, scope))
}

/// Waits by `sleep`, which sleeps once and returns the error number if it fails.
fn wait_by(
    word: &AtomicU32,
    expected: u32,
    deadline: Option<Instant>,
    mut sleep: impl FnMut(&SleepEnd) -> Result<(), c_int>,
) -> Wake {
    let mut longest = FIRST_SLEEP;
    loop {
        let end = end_of_sleep(deadline, longest);
        match sleep(&end) {
            // After `EFAULT` the word must not be read. This is the child of a signal handler that
            // has forked during the wait, and does not have the memory. The caller finds that out.
            Ok(()) | Err(libc::EFAULT) => return Wake::Woken,
            Err(libc::EAGAIN) => return Wake::Changed,
            Err(libc::ETIMEDOUT) if matches!(end, SleepEnd::At(_)) => return Wake::TimedOut,
            Err(libc::ETIMEDOUT) => {
                calls::EXPIRED_SLEEPS.count();
                // A sandbox may have refused the wake of the thread that changed the word. The
                // caller reads the word again with the order that it needs.
                if word.load(Ordering::Relaxed) != expected {
                    return Wake::Changed;
                }
                longest = (2 * longest).min(LONGEST_SLEEP);
            }
            Err(libc::EINTR) => {}
            Err(_refused) => return nap(word, expected, deadline),
        }
    }
}

/// Returns the end of the next sleep: the deadline if it is no later than `longest` from now, and
/// `longest` otherwise.
fn end_of_sleep(deadline: Option<Instant>, longest: Duration) -> SleepEnd {
    match deadline {
        Some(deadline) if deadline.saturating_duration_since(Instant::now()) <= longest => {
            SleepEnd::At(Timespec::of(deadline))
        }
        _ => SleepEnd::After(Timespec::after(0, longest)),
    }
}

/// Waits without futex(2).
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

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_wait_with_a_far_or_no_deadline_is_several_sleeps() {
        let word = AtomicU32::new(0);
        let far = Instant::now() + 1_000 * LONGEST_SLEEP;
        for deadline in [None, Some(far)] {
            let mut sleeps = [500, 1000, 2000, 2000].map(Duration::from_millis).into_iter();
            let wake = wait_by(&word, 0, deadline, |end| {
                let longest = sleeps.next().unwrap();
                assert_eq!(*end, SleepEnd::After(Timespec::after(0, longest)));
                if sleeps.len() > 0 { Err(libc::ETIMEDOUT) } else { Ok(()) }
            });
            assert_eq!((wake, sleeps.len()), (Wake::Woken, 0));
        }
    }

    #[test]
    fn the_wait_reads_the_word_after_each_sleep() {
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
    fn a_word_that_is_not_mapped_is_not_read() {
        let wake = wait_by(&AtomicU32::new(1), 0, None, |_| Err(libc::EFAULT));
        assert_eq!(wake, Wake::Woken, "and not `Changed`, for which the word is read");
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
    fn a_refused_wait_obeys_the_word_and_the_deadline() {
        let word = AtomicU32::new(7);
        let refused = |_: &SleepEnd| Err(libc::EPERM);
        let past = Instant::now();
        assert_eq!(wait_by(&word, 6, Some(past), refused), Wake::Changed);
        assert_eq!(wait_by(&word, 6, None, refused), Wake::Changed);
        assert_eq!(wait_by(&word, 7, Some(past), refused), Wake::TimedOut);
        let deadline = Instant::now() + 3 * NAP;
        while wait_by(&word, 7, Some(deadline), refused) == Wake::Woken {}
        assert!(Instant::now() >= deadline);
    }
}
