//! How a producer closes its channel, and waits until it is closed.
//!
//! A close, and the last consumer that leaves, set a flag in the ring's doorbell. Then they notify
//! all waiters for space: see [`Waiters::end`](crate::wait::Waiters::end). They notify without
//! loading the doorbell, so a producer that waits for the close sets no flag and executes no fence:
//!
//! * A **thread** takes the key of the event count (Acquire), loads the flag, and sleeps while the
//!   count equals the key. A close after the load moves the count (Release), so the thread does not
//!   sleep, or is woken. A thread that has read the new count sees the flag.
//! * A **task** leaves its waker under the lock of the listeners, and loads the flag. A close that
//!   takes the lock later finds the waker. A close that took it before has set the flag before.
//!
//! A release of slots may wake both in vain, if an earlier wait for space was given up. Then they
//! load the flag and wait again.

use std::time::{Duration, Instant};

use crate::producer::{Producer, Registration};
use crate::ring::layout::{HasWait, Ring};

impl<R: Ring, S: Registration<R>> Producer<R, S> {
    /// See the generated method of this name.
    pub fn close(&self) {
        self.registration().close(self.ring());
    }
}

impl<R: HasWait, S: Registration<R>> Producer<R, S> {
    /// Waits until the channel is closed, `timeout` at most. Returns whether it is closed.
    pub fn wait_closed(&mut self, timeout: Duration) -> bool {
        let deadline = Instant::now().checked_add(timeout);
        loop {
            // Acquire: pairs with the Release of a close that has moved the count.
            let key = self.ring().space_waiters().key();
            if self.is_closed() {
                return true;
            }
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return false;
            }
            self.ring().space_waiters().wait(key, deadline);
        }
    }
}
