//! The two system calls: one sleep, and one wake.

use std::io;
use std::ptr;
use std::sync::atomic::AtomicU32;

use libc::c_int;

use super::timespec::Timespec;
use crate::calls;

/// `FUTEX_BITSET_MATCH_ANY`: every wake reaches this waiter.
const MATCH_ANY: u32 = u32::MAX;

/// The processes whose threads may wait on a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Only this process.
    Private,
    /// Every process that maps the memory of the word.
    Shared,
}

impl Scope {
    /// Returns the flag to add to an operation.
    fn flag(self) -> c_int {
        match self {
            Self::Private => libc::FUTEX_PRIVATE_FLAG,
            Self::Shared => 0,
        }
    }
}

/// The end of one sleep, if no other event ends it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SleepEnd {
    /// After this time, which the kernel measures.
    After(Timespec),
    /// At this time on `CLOCK_MONOTONIC`.
    At(Timespec),
}

/// Sleeps once, at most until `end`. Returns the error number if the call fails.
///
/// The operation is `FUTEX_WAIT` for a relative time, and `FUTEX_WAIT_BITSET` for an absolute one.
pub(super) fn sleep(
    word: &AtomicU32,
    expected: u32,
    end: &SleepEnd,
    scope: Scope,
) -> Result<(), c_int> {
    let (operation, time) = match end {
        SleepEnd::After(time) => (libc::FUTEX_WAIT, time),
        SleepEnd::At(time) => (libc::FUTEX_WAIT_BITSET, time),
    };
    calls::FUTEX.count();
    // SAFETY: the six arguments are those of futex(2) for both operations. The kernel reads the
    // word atomically through an aligned pointer to a live one. It reads the time through a pointer
    // to a live one in its layout. It ignores the fifth argument, which may be null, and
    // `FUTEX_WAIT` also ignores the sixth. It writes to no argument.
    let result = unsafe {
        libc::syscall(
            libc::SYS_futex,
            word.as_ptr(),
            operation | scope.flag(),
            expected,
            ptr::from_ref(time),
            ptr::null::<u32>(),
            MATCH_ANY,
        )
    };
    if result == -1 { Err(errno()) } else { Ok(()) }
}

/// Wakes up to `n` threads: `FUTEX_WAKE`. Returns the number of woken threads, or 0 if the kernel
/// refuses the call.
pub(super) fn wake(word: &AtomicU32, n: usize, scope: Scope) -> usize {
    // For 0 the kernel would wake one thread.
    if n == 0 {
        return 0;
    }
    let at_most = c_int::try_from(n).unwrap_or(c_int::MAX);
    calls::FUTEX.count();
    // SAFETY: the three arguments are those of futex(2) for this operation. The kernel uses the
    // address of the word to identify it, and neither reads nor writes the word.
    let result = unsafe {
        libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAKE | scope.flag(), at_most)
    };
    // A refused call returns a negative number. A waiting thread then sees the changed word when
    // its nap or its sleep ends: see `wait_loop`.
    usize::try_from(result).unwrap_or(0)
}

/// Returns the error number of the system call that has just failed.
fn errno() -> c_int {
    let errno = io::Error::last_os_error().raw_os_error();
    errno.expect("`last_os_error` always carries an error number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_private_word_has_the_flag() {
        assert_eq!(Scope::Private.flag(), 128);
        assert_eq!(Scope::Shared.flag(), 0);
    }
}
