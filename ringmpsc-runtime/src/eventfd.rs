//! A counter behind a file descriptor, which wakes the threads that poll it: [eventfd(2)].
//!
//! An [`EventFd`] is readable while its counter is not 0. So a thread can wait for it together with
//! other descriptors, in [poll(2)] or [epoll(7)]. A [`futex`](crate::futex) does not allow this.
//!
//! Neither signalling nor consuming orders memory. The caller must publish its data by atomic
//! operations before it signals.
//!
//! # Between processes
//!
//! A process may pass the descriptor on, and the receiver wraps it by [`EventFd::from_fd`]. Only do
//! this with a process that you trust. All processes share the flags of the descriptor. One of them
//! can clear `O_NONBLOCK`. A [`signal`](EventFd::signal) or a [`consume`](EventFd::consume) of
//! another process may then block. [`SeqPacket::signal`](crate::unix_socket::SeqPacket::signal)
//! does not have this weakness.
//!
//! # Cost
//!
//! One system call for each [`signal`](EventFd::signal) and [`consume`](EventFd::consume). It
//! takes 100 to 300 ns if no thread polls the descriptor.
//!
//! ```
//! use ringmpsc_runtime::eventfd::EventFd;
//!
//! let event = EventFd::new()?;
//! event.signal()?;
//! event.signal()?;
//! assert_eq!(event.consume()?, 2);
//! assert_eq!(event.consume()?, 0);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [eventfd(2)]: https://man7.org/linux/man-pages/man2/eventfd.2.html
//! [poll(2)]: https://man7.org/linux/man-pages/man2/poll.2.html
//! [epoll(7)]: https://man7.org/linux/man-pages/man7/epoll.7.html

use std::fs;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

use libc::ssize_t;

use crate::calls;

/// The size of the counter, and of each read and write.
const COUNTER_BYTES: usize = size_of::<u64>();

/// An eventfd, which is closed on drop.
///
/// Any number of threads may use it concurrently. A thread that polls it should use
/// [`as_fd`](AsFd::as_fd): the borrow keeps the descriptor open.
#[derive(Debug)]
pub struct EventFd {
    fd: OwnedFd,
}

impl EventFd {
    /// Creates an eventfd whose counter is 0: [eventfd(2)].
    ///
    /// Its calls never block (`EFD_NONBLOCK`). A program that the process starts does not inherit
    /// it (`EFD_CLOEXEC`).
    ///
    /// # Errors
    ///
    /// | error | reason |
    /// |---|---|
    /// | `EMFILE`, `ENFILE` | the process or the system has too many open files |
    /// | `ENOMEM` | the kernel is out of memory |
    /// | `ENODEV` | the kernel cannot mount its anonymous inodes |
    /// | any other | a sandbox refused the call with this number |
    ///
    /// [eventfd(2)]: https://man7.org/linux/man-pages/man2/eventfd.2.html
    pub fn new() -> io::Result<Self> {
        let start = 0;
        let flags = libc::EFD_CLOEXEC | libc::EFD_NONBLOCK;
        calls::EVENTFD.count();
        // SAFETY: the call takes two integers, and no pointers.
        let fd = unsafe { libc::eventfd(start, flags) };
        if fd == -1 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the call has just opened this descriptor, so it is open and has no other owner.
        // close(2) releases it.
        let fd = unsafe { OwnedFd::from_raw_fd(fd) };
        Ok(Self { fd })
    }

    /// Wraps a descriptor that another process has passed on, after a check of its type:
    /// `/proc/self/fd` in [proc(5)], and `F_SETFL` of [fcntl(2)].
    ///
    /// The call sets `O_NONBLOCK`. See [the module](self#between-processes) for processes that are
    /// not trusted.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidInput`] if the descriptor is not an eventfd, and the error of
    /// reading `/proc/self/fd` if procfs is not mounted. The descriptor is then closed.
    ///
    /// # Progress and cost
    ///
    /// Three system calls.
    ///
    /// ```
    /// # use ringmpsc_runtime::eventfd::EventFd;
    /// # use std::os::fd::{AsFd, OwnedFd};
    /// let event = EventFd::new()?;
    /// let other = EventFd::from_fd(event.as_fd().try_clone_to_owned()?)?;
    /// other.signal()?;
    /// assert_eq!(event.consume()?, 1);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// [proc(5)]: https://man7.org/linux/man-pages/man5/proc.5.html
    /// [fcntl(2)]: https://man7.org/linux/man-pages/man2/fcntl.2.html
    pub fn from_fd(fd: OwnedFd) -> io::Result<Self> {
        let kind = fs::read_link(format!("/proc/self/fd/{}", fd.as_raw_fd()))?;
        if kind.as_os_str() != "anon_inode:[eventfd]" {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        // SAFETY: this command takes no argument. `fd` is open.
        let flags = unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_GETFL) };
        if flags == -1 {
            return Err(io::Error::last_os_error());
        }
        let flags = flags | libc::O_NONBLOCK;
        // SAFETY: this command takes an integer. `fd` is open.
        let result = unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_SETFL, flags) };
        if result == -1 {
            return Err(io::Error::last_os_error());
        }
        Ok(Self { fd })
    }

    /// Adds 1 to the counter and wakes the threads that poll the descriptor: [write(2)].
    ///
    /// A counter at its maximum (`u64::MAX - 1`) keeps its value. The descriptor is then readable,
    /// which is the purpose of a signal.
    ///
    /// # Errors
    ///
    /// The error number that a sandbox chose, if it refuses write(2). The errors in the manual page
    /// cannot occur.
    ///
    /// # Progress and cost
    ///
    /// One system call, which does not block.
    ///
    /// ```
    /// # use ringmpsc_runtime::eventfd::EventFd;
    /// let event = EventFd::new()?;
    /// event.signal()?;
    /// assert_eq!(event.consume()?, 1);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// [write(2)]: https://man7.org/linux/man-pages/man2/write.2.html
    pub fn signal(&self) -> io::Result<()> {
        let one: u64 = 1;
        // The write would block only if the counter is at its maximum.
        transfer(|| {
            // SAFETY: the kernel reads at most `COUNTER_BYTES` bytes from the second argument,
            // which points to a live `u64` of that size. `self` owns the descriptor, so it is open.
            unsafe { libc::write(self.as_raw_fd(), (&raw const one).cast(), COUNTER_BYTES) }
        })?;
        Ok(())
    }

    /// Sets the counter to 0 and returns its previous value: [read(2)].
    ///
    /// The value is the number of signals since the last call. If several threads consume
    /// concurrently, one of them gets all signals and the others get 0.
    ///
    /// # Errors
    ///
    /// The error number that a sandbox chose, if it refuses read(2). The errors in the manual page
    /// cannot occur.
    ///
    /// # Progress and cost
    ///
    /// One system call, which does not block.
    ///
    /// ```
    /// # use ringmpsc_runtime::eventfd::EventFd;
    /// let event = EventFd::new()?;
    /// assert_eq!(event.consume()?, 0);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// [read(2)]: https://man7.org/linux/man-pages/man2/read.2.html
    pub fn consume(&self) -> io::Result<u64> {
        let mut count: u64 = 0;
        let is_read = transfer(|| {
            // SAFETY: the kernel writes at most `COUNTER_BYTES` bytes to the second argument, which
            // points to a live, exclusively borrowed `u64` of that size. Every value of a `u64` is
            // valid. `self` owns the descriptor, so it is open.
            unsafe { libc::read(self.as_raw_fd(), (&raw mut count).cast(), COUNTER_BYTES) }
        })?;
        Ok(if is_read { count } else { 0 })
    }
}

impl AsFd for EventFd {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl AsRawFd for EventFd {
    /// Returns the number of the descriptor. The kernel may reuse it as soon as the [`EventFd`] is
    /// dropped.
    fn as_raw_fd(&self) -> RawFd {
        self.fd.as_raw_fd()
    }
}

/// Reads or writes a counter by `call`. Repeats the call if a signal interrupts it. Returns `false`
/// if the call would block.
fn transfer(mut call: impl FnMut() -> ssize_t) -> io::Result<bool> {
    transfer_by(|| {
        calls::EVENTFD.count();
        if call() == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
    })
}

/// The part of [`transfer`] that makes no system call.
fn transfer_by(mut call: impl FnMut() -> io::Result<()>) -> io::Result<bool> {
    loop {
        match call() {
            Ok(()) => return Ok(true),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use libc::c_int;

    use super::*;

    /// Returns the outcome of calls that fail with `errors`, and then succeed.
    fn outcome(errors: &[c_int]) -> io::Result<bool> {
        let mut errors = errors.iter();
        transfer_by(|| errors.next().map_or(Ok(()), |&e| Err(io::Error::from_raw_os_error(e))))
    }

    #[test]
    fn a_signal_does_not_end_a_transfer() {
        assert!(outcome(&[libc::EINTR, libc::EINTR]).expect("it succeeds in the end"));
    }

    #[test]
    fn a_transfer_that_would_block_is_reported() {
        assert!(!outcome(&[libc::EINTR, libc::EAGAIN]).expect("blocking is not an error"));
    }

    #[test]
    fn other_errors_end_a_transfer() {
        let error = outcome(&[libc::EPERM]).expect_err("it is refused");
        assert_eq!(error.raw_os_error(), Some(libc::EPERM));
    }
}
