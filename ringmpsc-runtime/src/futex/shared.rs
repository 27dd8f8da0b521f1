//! Futexes for words in memory that several processes map: [futex(2)] without `FUTEX_PRIVATE_FLAG`.
//!
//! The kernel identifies the word by its page in the shared file and its offset. So two processes
//! may map it at different addresses. A wait also works on a mapping that is read-only.
//!
//! The functions are otherwise those of [the parent module](super), with the same fallbacks: one
//! sleep in the kernel lasts at most two seconds, and a refused call polls. A peer process may die
//! or never wake, so pass a deadline and check the peer after each [`Wake::TimedOut`].
//!
//! A private wake does not end a shared wait, and a shared wake does not end a private one.
//!
//! The peer can write any value to the word at any time. The functions only compare the value.
//!
//! ```
//! use ringmpsc_runtime::futex::{Wake, shared};
//! use std::sync::atomic::AtomicU32;
//! use std::time::{Duration, Instant};
//!
//! let word = AtomicU32::new(7); // In a real program: in shared memory.
//! assert_eq!(shared::wake_all(&word), 0, "no thread waits");
//! assert_eq!(shared::wait(&word, 6, None), Wake::Changed);
//! let deadline = Instant::now() + Duration::from_millis(1);
//! while shared::wait(&word, 7, Some(deadline)) != Wake::TimedOut {}
//! ```
//!
//! [futex(2)]: https://man7.org/linux/man-pages/man2/futex.2.html

use std::sync::atomic::AtomicU32;
use std::time::Instant;

use super::syscall::{self, Scope};
use super::wait_loop::{self, Wake};

/// Sleeps while `word` is `expected`, until a shared wake on the same word, or until `deadline` if
/// there is one: [futex(2)] with `FUTEX_WAIT_BITSET`.
///
/// Returns the reason why the wait ended, as [`futex::wait`](super::wait) does. In a child that a
/// signal handler has forked during the wait, and that does not have the memory, it returns
/// [`Wake::Woken`] and does not access the word.
///
/// # Panics
///
/// If there is a deadline but no monotonic clock, as for [`now_nanos`](crate::clock::now_nanos).
///
/// # Progress and cost
///
/// Blocking. One system call, and two more for each second of a sleep. A shared futex costs more
/// than a private one, because the kernel looks up the page of the word.
///
/// [futex(2)]: https://man7.org/linux/man-pages/man2/futex.2.html
pub fn wait(word: &AtomicU32, expected: u32, deadline: Option<Instant>) -> Wake {
    wait_loop::wait(word, expected, deadline, Scope::Shared)
}

/// Wakes one of the threads, of any process, that [`wait`] on `word`: [futex(2)] with `FUTEX_WAKE`.
///
/// Returns the number of woken threads, 0 or 1. Returns 0 if the kernel refuses the call.
///
/// # Progress and cost
///
/// One system call, which does not block.
///
/// [futex(2)]: https://man7.org/linux/man-pages/man2/futex.2.html
pub fn wake_one(word: &AtomicU32) -> usize {
    syscall::wake(word, 1, Scope::Shared)
}

/// Wakes all threads, of any process, that [`wait`] on `word`: [futex(2)] with `FUTEX_WAKE`.
///
/// Returns the number of woken threads. Returns 0 if the kernel refuses the call.
///
/// # Progress and cost
///
/// One system call, which does not block. O(woken threads).
///
/// [futex(2)]: https://man7.org/linux/man-pages/man2/futex.2.html
pub fn wake_all(word: &AtomicU32) -> usize {
    syscall::wake(word, usize::MAX, Scope::Shared)
}
