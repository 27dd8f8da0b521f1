//! How a producer closes its channel, and waits until it is closed.
//!
//! A close, and the last consumer that leaves, set a flag in the ring's doorbell. Then they notify
//! all waiters for space: see [`Waiters::end`](crate::wait::Waiters::end). They notify without
//! loading the doorbell, so a producer that waits for the close sets no flag there. It needs a full
//! fence:
//!
//! * A **thread** announces itself, executes a full fence, takes the key of the event count, and
//!   loads the flag. It sleeps while the count equals the key. A close sets the flag, executes a
//!   full fence, and loads the number of announced threads. So the thread sees the flag, or the
//!   close sees the thread, and moves the count.
//! * A **task** leaves its waker in the cell of the producer, executes a full fence, and loads the
//!   flag. So the task sees the flag, or the close sees the waker.
//!
//! A release of slots may wake both in vain, if an earlier wait for space was given up. Then they
//! load the flag and wait again.

use std::time::{Duration, Instant};

use crate::error::WaitError;
use crate::producer::{Producer, Registration};
use crate::ring::layout::{HasWait, Ring};

impl<R: Ring, S: Registration<R>> Producer<R, S> {
    /// See the generated method of this name.
    pub fn close(&self) {
        self.registration().close(self.ring());
    }
}

impl<R: HasWait, S: Registration<R>> Producer<R, S> {
    /// Waits until the channel is closed, `timeout` at most.
    pub fn wait_closed(&mut self, timeout: Duration) -> Result<(), WaitError> {
        let deadline = Instant::now().checked_add(timeout);
        loop {
            let waiters = self.ring().space_waiters();
            let key = waiters.announce();
            let end = if self.sees_close() {
                Ok(())
            } else if self.take_interrupt() {
                Err(WaitError::Interrupted)
            } else if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                Err(WaitError::TimedOut)
            } else {
                waiters.wait(key, deadline);
                continue;
            };
            waiters.withdraw(key);
            return end;
        }
    }
}
