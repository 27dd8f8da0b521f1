//! eventfd(2) under loom: a counter that a thread can wait for, as epoll_wait(2) would.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};

use loom::sync::{Condvar, Mutex};

/// Replaces `ringmpsc_runtime::eventfd::EventFd`.
#[derive(Debug)]
pub(crate) struct EventFd {
    count: Mutex<u64>,
    readable: Condvar,
}

#[expect(clippy::unnecessary_wraps, reason = "the real calls can be refused")]
impl EventFd {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self { count: Mutex::new(0), readable: Condvar::new() })
    }

    pub(crate) fn signal(&self) -> io::Result<()> {
        *self.count.lock().expect("never poisoned") += 1;
        self.readable.notify_all();
        Ok(())
    }

    pub(crate) fn consume(&self) -> io::Result<u64> {
        Ok(std::mem::take(&mut *self.count.lock().expect("never poisoned")))
    }

    /// Returns whether the descriptor is readable.
    #[cfg(feature = "shared")]
    pub(crate) fn is_readable(&self) -> bool {
        *self.count.lock().expect("never poisoned") > 0
    }

    /// Waits until the descriptor is readable.
    pub(crate) fn poll(&self) {
        let mut count = self.count.lock().expect("never poisoned");
        while *count == 0 {
            count = self.readable.wait(count).expect("never poisoned");
        }
    }
}

impl AsFd for EventFd {
    fn as_fd(&self) -> BorrowedFd<'_> {
        unreachable!("no model asks for a descriptor")
    }
}

impl AsRawFd for EventFd {
    fn as_raw_fd(&self) -> RawFd {
        unreachable!("no model asks for a descriptor")
    }
}
