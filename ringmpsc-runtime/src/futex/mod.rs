//! Sleeping until another thread changes a word, and waking the sleeping threads: [futex(2)].
//!
//! The waiting thread passes the value that it expects. The kernel compares the word with that
//! value and puts the thread to sleep only if they are equal. This is one atomic step with respect
//! to a wake. So no wake-up is lost if the waking thread first changes the word and then wakes. The
//! waiting thread is then asleep and is woken, or it finds the word changed.
//!
//! # Scope
//!
//! The functions of this module are for threads of one process (`FUTEX_PRIVATE_FLAG`). For a word
//! in memory that several processes map, use [`shared`]: a private wake reaches no thread of
//! another process.
//!
//! # Spurious wake-ups
//!
//! The kernel identifies a private word by its address, and programs reuse addresses. So a wake may
//! reach a thread that waits for something else. After [`Wake::Woken`] the caller must look at the
//! word again.
//!
//! # Memory order
//!
//! Neither waiting nor waking orders memory. The atomic operations on the word must do so: usually
//! a release when it is changed, and an acquire when it is read again.
//!
//! # Cost
//!
//! One system call for each function. A wake without a waiting thread takes about 100 ns. A sleep
//! and a wake take 5 to 50 µs until the woken thread runs.
//!
//! # In a sandbox
//!
//! A sandbox may refuse futex(2) with `ENOSYS`, `EPERM` or another error. Then no thread can be
//! woken, but no thread sleeps for long. A [`wait`] on an unchanged word ends at its deadline or
//! after one millisecond, whichever comes first. After one millisecond it returns [`Wake::Woken`].
//! A thread that waits in a loop thus polls a thousand times a second. It neither hangs nor spins.
//!
//! The sandbox may refuse only the waking thread. This happens if the filter applies only to that
//! thread, or if it was installed after the waiting thread fell asleep. The wake then fails, and
//! the waiting thread is not told. For this case, the first sleep in the kernel lasts at most half
//! a second, and each later one at most twice as long, up to two seconds. After each of them
//! [`wait`] reads the word. If the word has changed, it returns [`Wake::Changed`]. Otherwise the
//! thread sleeps again. So a wait ends at most two seconds after the word changed, even if the
//! sandbox refuses every wake. A refused wake without a change of the word is lost. The limit costs
//! an idle thread one system call each two seconds, and needs no clock.
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
//!
//! [futex(2)]: https://man7.org/linux/man-pages/man2/futex.2.html

use std::sync::atomic::AtomicU32;
use std::time::Instant;

pub mod shared;
mod syscall;
mod timespec;
mod wait_loop;

use syscall::Scope;
pub use wait_loop::Wake;

/// Sleeps while `word` is `expected`, until a wake on the same word, or until `deadline` if there
/// is one: [futex(2)] with `FUTEX_WAIT_BITSET`.
///
/// Returns the reason why the wait ended:
///
/// | result | reason |
/// |---|---|
/// | [`Wake::Changed`] | the word is not `expected`, even if the deadline has passed |
/// | [`Wake::TimedOut`] | the word is `expected`, and the deadline has passed |
/// | [`Wake::Woken`] | [`wake_one`], [`wake_some`] or [`wake_all`], or a spurious wake-up |
///
/// It never returns [`Wake::TimedOut`] before the deadline. The deadline may be in the past, and as
/// far in the future as an [`Instant`] can be. The call may return later than the deadline: by the
/// timer slack of the thread (50 µs by default, see prctl(2)), and by the load of the CPU.
///
/// A handled signal neither ends the wait nor moves the deadline. After the handler the kernel
/// looks at the word again.
///
/// The call has no error: [the module](self#in-a-sandbox) describes the fallback if the kernel
/// refuses it.
///
/// # Panics
///
/// If there is a deadline but no monotonic clock, as for [`now_nanos`](crate::clock::now_nanos).
///
/// # Progress and cost
///
/// Blocking. One system call, and two more for each second of a sleep.
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
/// [futex(2)]: https://man7.org/linux/man-pages/man2/futex.2.html
pub fn wait(word: &AtomicU32, expected: u32, deadline: Option<Instant>) -> Wake {
    wait_loop::wait(word, expected, deadline, Scope::Private)
}

/// Wakes one of the threads that [`wait`] on `word`: [futex(2)] with `FUTEX_WAKE`.
///
/// The kernel wakes the thread with the highest real-time priority, and of several the one that has
/// waited longest. Returns the number of woken threads, 0 or 1. Returns 0 if the kernel refuses the
/// call: see [the module](self#in-a-sandbox).
///
/// # Progress and cost
///
/// One system call, which does not block. About 100 ns if no thread waits.
///
/// ```
/// use ringmpsc_runtime::futex;
/// use std::sync::atomic::AtomicU32;
///
/// assert_eq!(futex::wake_one(&AtomicU32::new(0)), 0, "no thread waits");
/// ```
///
/// [futex(2)]: https://man7.org/linux/man-pages/man2/futex.2.html
pub fn wake_one(word: &AtomicU32) -> usize {
    syscall::wake(word, 1, Scope::Private)
}

/// Wakes up to `n` of the threads that [`wait`] on `word`, in the order of [`wake_one`]: [futex(2)]
/// with `FUTEX_WAKE`.
///
/// Returns the number of woken threads. Returns 0 if the kernel refuses the call: see [the
/// module](self#in-a-sandbox).
///
/// # Progress and cost
///
/// One system call, which does not block, and none if `n` is 0. O(woken threads).
///
/// ```
/// use ringmpsc_runtime::futex;
/// use std::sync::atomic::AtomicU32;
///
/// assert_eq!(futex::wake_some(&AtomicU32::new(0), 3), 0, "no thread waits");
/// ```
///
/// [futex(2)]: https://man7.org/linux/man-pages/man2/futex.2.html
pub fn wake_some(word: &AtomicU32, n: usize) -> usize {
    syscall::wake(word, n, Scope::Private)
}

/// Wakes all threads that [`wait`] on `word`: [futex(2)] with `FUTEX_WAKE`.
///
/// Returns the number of woken threads. Returns 0 if the kernel refuses the call: see [the
/// module](self#in-a-sandbox).
///
/// # Progress and cost
///
/// One system call, which does not block. O(woken threads).
///
/// ```
/// use ringmpsc_runtime::futex;
/// use std::sync::atomic::AtomicU32;
///
/// assert_eq!(futex::wake_all(&AtomicU32::new(0)), 0, "no thread waits");
/// ```
///
/// [futex(2)]: https://man7.org/linux/man-pages/man2/futex.2.html
pub fn wake_all(word: &AtomicU32) -> usize {
    syscall::wake(word, usize::MAX, Scope::Private)
}
