//! The operations that wait: the option `wait`.
//!
//! Each is the operation that does not wait, in a loop with a [`Waiter`]. How parking loses no
//! wake-up is written down in [`crate::wait`].

use crate::consumer::rotation::Rings;
use crate::consumer::{Consumer, Source};
use crate::error::{RecvError, RecvTimeoutError, TryRecvError, WaitError};
use crate::ring::layout::{HasWait, Message};
use crate::sync::{Ordering, edge};
use crate::wait::{WaitStrategy, Waiter};
use std::time::{Duration, Instant};

impl<S: Source<Ring: HasWait>> Consumer<S> {
    /// Receives one message, waiting for it.
    pub fn recv(&mut self) -> Result<Message<S::Ring>, RecvError> {
        self.recv_with(Waiter::until(None)).map_err(RecvError::from)
    }

    /// Receives one message, waiting for it for `timeout` at the most.
    pub fn recv_timeout(
        &mut self,
        timeout: Duration,
    ) -> Result<Message<S::Ring>, RecvTimeoutError> {
        self.recv_with(Waiter::timeout(timeout))
    }

    /// Receives one message, waiting for it until `deadline`.
    pub fn recv_deadline(
        &mut self,
        deadline: Instant,
    ) -> Result<Message<S::Ring>, RecvTimeoutError> {
        self.recv_with(Waiter::until(Some(deadline)))
    }

    fn recv_with(&mut self, mut waiter: Waiter) -> Result<Message<S::Ring>, RecvTimeoutError> {
        loop {
            match self.try_recv() {
                Ok(message) => return Ok(message),
                Err(TryRecvError::Closed) => return Err(RecvTimeoutError::Closed),
                Err(TryRecvError::Empty) => {}
            }
            if !waiter.wait(|deadline| self.park(deadline)) {
                return Err(RecvTimeoutError::Timeout);
            }
        }
    }

    /// Hands everything available to `f` by value, waiting until there is something.
    pub fn drain_with_wait(
        &mut self,
        mut f: impl FnMut(Message<S::Ring>),
        strategy: WaitStrategy,
    ) -> Result<usize, WaitError> {
        let mut waiter = Waiter::new(strategy);
        loop {
            match self.try_drain_with(usize::MAX, &mut f) {
                Ok(n) => return Ok(n.get()),
                Err(TryRecvError::Closed) => return Err(WaitError::Closed),
                Err(TryRecvError::Empty) => {}
            }
            if !waiter.wait(|deadline| self.park(deadline)) {
                return Err(WaitError::TimedOut);
            }
        }
    }
}

impl<S: Rings<Ring: HasWait>> Consumer<S> {
    /// Hands everything available to `f` by reference, waiting until there is something.
    pub fn consume_batch_wait(
        &mut self,
        f: impl FnMut(&Message<S::Ring>),
        strategy: WaitStrategy,
    ) -> Result<usize, WaitError> {
        let mut waiter = Waiter::new(strategy);
        loop {
            match self.find() {
                Ok(()) => return Ok(self.consume_batch(f)),
                Err(TryRecvError::Closed) => return Err(WaitError::Closed),
                Err(TryRecvError::Empty) => {}
            }
            if !waiter.wait(|deadline| self.park(deadline)) {
                return Err(WaitError::TimedOut);
            }
        }
    }
}

impl<S: Source> Consumer<S> {
    /// Sleeps until there may be a message, the end has come, or the deadline has passed.
    pub fn park(&mut self, deadline: Option<Instant>) {
        let key = self.rings.waiters().key();
        if !self.take_interrupt() && self.rings.prepare_park() {
            self.rings.waiters().wait(key, deadline);
        }
    }

    /// Whether its alarm clock has rung since the last time.
    ///
    /// The load may be Relaxed. If it misses a ring, the event count has not moved on since the key
    /// was taken (Acquire, and the ring is before the count), or it moves on before the sleep: then
    /// the kernel does not put the thread to sleep. Acquire pairs with the Release of
    /// `Unparker::unpark`: after this park the consumer sees what the ringing thread did before it
    /// rang. Without it the consumer could use up the ring, miss the flag that the ring is about,
    /// and sleep for ever.
    fn take_interrupt(&self) -> bool {
        let heard = edge("clock.heard", Ordering::Acquire);
        self.interrupted.load(Ordering::Relaxed) && self.interrupted.swap(false, heard)
    }
}
