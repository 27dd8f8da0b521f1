//! A counter behind a file descriptor, to wake whoever polls it: eventfd(2).
//!
//! An [`EventFd`] is readable while its counter is not 0. So it can be one of the many things for
//! which a thread waits in poll(2), select(2) or epoll(7), where a [`futex`](crate::futex) cannot.
//!
//! Neither signalling nor consuming orders memory for its caller: what a signal is about has to be
//! published by atomic operations.
//!
//! Cost: one system call for each [`signal`](EventFd::signal) and [`consume`](EventFd::consume),
//! some 100 to 300 ns if nobody polls.
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

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

use libc::ssize_t;

use crate::calls;

/// The size of the counter, and of all that is read and written.
const COUNTER_BYTES: usize = size_of::<u64>();

/// An eventfd(2), which is closed on drop.
///
/// Any number of threads may use it at once. Those who poll it should do so through
/// [`as_fd`](AsFd::as_fd), whose borrow keeps it open, and its number its own.
#[derive(Debug)]
pub struct EventFd {
    fd: OwnedFd,
}

impl EventFd {
    /// A new one whose counter is 0: eventfd(2).
    ///
    /// It never blocks (`EFD_NONBLOCK`), and is not inherited by programs that the process starts
    /// (`EFD_CLOEXEC`).
    ///
    /// # Errors
    ///
    /// `EMFILE` or `ENFILE` if the process or the system has too many open files, `ENOMEM` if the
    /// kernel is out of memory, `ENODEV` if it cannot mount its anonymous inodes, and whatever a
    /// sandbox that refuses the call chose.
    pub fn new() -> io::Result<Self> {
        let start = 0;
        let flags = libc::EFD_CLOEXEC | libc::EFD_NONBLOCK;
        calls::EVENTFD.count();
        // SAFETY: the call takes two integers, and no pointers.
        let fd = unsafe { libc::eventfd(start, flags) };
        if fd == -1 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the call has just opened this descriptor, so it is open, close(2) is all it
        // needs, and nobody else has its number.
        let fd = unsafe { OwnedFd::from_raw_fd(fd) };
        Ok(Self { fd })
    }

    /// Adds 1 to the counter, which makes it readable and wakes those who poll it: write(2).
    ///
    /// A counter that is as high as it can be (`u64::MAX - 1`) stays there: it is readable, and that
    /// is all a signal is for.
    ///
    /// # Errors
    ///
    /// None that the manual page tells of can occur; whatever a sandbox that refuses write(2) chose.
    ///
    /// ```
    /// # use ringmpsc_runtime::eventfd::EventFd;
    /// let event = EventFd::new()?;
    /// event.signal()?;
    /// assert_eq!(event.consume()?, 1);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn signal(&self) -> io::Result<()> {
        let one: u64 = 1;
        // If it would have blocked, the counter is as high as it can be.
        transfer(|| {
            // SAFETY: the call reads at most as many bytes as its third argument says from the
            // second, which points to a live `u64` of exactly so many. The descriptor is open, as
            // `self` owns it.
            unsafe { libc::write(self.as_raw_fd(), (&raw const one).cast(), COUNTER_BYTES) }
        })?;
        Ok(())
    }

    /// Sets the counter to 0 and returns what it was, the number of signals since it was last
    /// consumed: read(2). 0 if there were none.
    ///
    /// Never blocks. Of several threads that consume at once, one gets all signals.
    ///
    /// # Errors
    ///
    /// None that the manual page tells of can occur; whatever a sandbox that refuses read(2) chose.
    ///
    /// ```
    /// # use ringmpsc_runtime::eventfd::EventFd;
    /// let event = EventFd::new()?;
    /// assert_eq!(event.consume()?, 0);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn consume(&self) -> io::Result<u64> {
        let mut count: u64 = 0;
        let is_read = transfer(|| {
            // SAFETY: the call writes at most as many bytes as its third argument says to the
            // second, which points to a live, exclusively borrowed `u64` of exactly so many; all
            // values are valid. The descriptor is open, as `self` owns it.
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
    /// The number of the descriptor. It is only this one's until the [`EventFd`] is dropped, and
    /// somebody else's soon after.
    fn as_raw_fd(&self) -> RawFd {
        self.fd.as_raw_fd()
    }
}

/// Reads or writes a counter by `call`, as often as signals interrupt it. Whether it did: a `false`
/// is what would have blocked.
fn transfer(mut call: impl FnMut() -> ssize_t) -> io::Result<bool> {
    transfer_by(|| {
        calls::EVENTFD.count();
        if call() == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
    })
}

/// The part of [`transfer`] that needs no kernel.
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

    /// What becomes of calls which fail with `errors`, and then succeed.
    fn outcome(errors: &[c_int]) -> io::Result<bool> {
        let mut errors = errors.iter();
        transfer_by(|| errors.next().map_or(Ok(()), |&e| Err(io::Error::from_raw_os_error(e))))
    }

    #[test]
    fn a_signal_does_not_end_a_transfer() {
        assert!(outcome(&[libc::EINTR, libc::EINTR]).expect("it succeeds in the end"));
    }

    #[test]
    fn a_transfer_that_would_block_is_none() {
        assert!(!outcome(&[libc::EINTR, libc::EAGAIN]).expect("this is no error"));
    }

    #[test]
    fn other_errors_end_a_transfer() {
        let error = outcome(&[libc::EPERM]).expect_err("it is refused");
        assert_eq!(error.raw_os_error(), Some(libc::EPERM));
    }
}
