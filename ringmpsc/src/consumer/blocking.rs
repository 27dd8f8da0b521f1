//! The operations that block the thread: the option `wait`.
//!
//! Each one repeats the operation that does not wait, and a step of a [`Waiter`], in
//! [`Waiter::receive`]. [`crate::wait`] explains why parking loses no wake-up.

use crate::consumer::rotation::Rings;
use crate::consumer::{Consumer, Source};
use crate::error::{GaveUp, RecvError, RecvTimeoutError, WaitError};
use crate::ring::layout::{HasWait, Message};
use crate::wait::{Unparker, WaitStrategy, Waiter};
use core::num::NonZeroUsize;
use std::time::{Duration, Instant};

impl<S: Source<Ring: HasWait>> Consumer<S> {
    /// Receives one message, and waits until there is one.
    pub fn recv(&mut self) -> Result<Message<S::Ring>, RecvError> {
        self.recv_waiting(Waiter::until(None)).map_err(RecvError::from)
    }

    /// Receives one message, and waits for it, `timeout` at most.
    pub fn recv_timeout(
        &mut self,
        timeout: Duration,
    ) -> Result<Message<S::Ring>, RecvTimeoutError> {
        self.recv_waiting(Waiter::timeout(timeout))
    }

    /// Receives one message, and waits for it, until `deadline` at most.
    pub fn recv_deadline(
        &mut self,
        deadline: Instant,
    ) -> Result<Message<S::Ring>, RecvTimeoutError> {
        self.recv_waiting(Waiter::until(Some(deadline)))
    }

    /// Receives one message. Waits for it as `strategy` says.
    pub fn recv_with(
        &mut self,
        strategy: WaitStrategy,
    ) -> Result<Message<S::Ring>, RecvTimeoutError> {
        self.recv_waiting(Waiter::new(strategy))
    }

    /// Appends up to `max` messages to a vector. Waits until there is one.
    pub fn recv_many(
        &mut self,
        messages: &mut Vec<Message<S::Ring>>,
        max: usize,
    ) -> Result<usize, RecvError> {
        if max == 0 {
            return Ok(0);
        }
        let push = |message| messages.push(message);
        self.drain_waiting(max, push, Waiter::until(None)).map_err(RecvError::from)
    }

    fn recv_waiting(&mut self, waiter: Waiter) -> Result<Message<S::Ring>, RecvTimeoutError> {
        waiter.receive(self, Self::try_recv, Self::wait_for_message)
    }

    /// Waits one step for a message, after an attempt that found none. `Ok` means: try again.
    fn wait_for_message(&mut self, waiter: &mut Waiter) -> Result<(), GaveUp> {
        waiter.step(self.interrupt.take(), |deadline| self.park(deadline))
    }

    /// Passes every available message to `f` by value, and waits until there is one.
    pub fn drain_with_wait(
        &mut self,
        f: impl FnMut(Message<S::Ring>),
        strategy: WaitStrategy,
    ) -> Result<usize, WaitError> {
        self.drain_waiting(usize::MAX, f, Waiter::new(strategy)).map_err(WaitError::from)
    }

    /// Passes up to `max` messages to `f` by value, and waits until there is one.
    fn drain_waiting(
        &mut self,
        max: usize,
        mut f: impl FnMut(Message<S::Ring>),
        waiter: Waiter,
    ) -> Result<usize, RecvTimeoutError> {
        let drain = |consumer: &mut Self| consumer.try_drain_with(max, &mut f);
        waiter.receive(self, drain, Self::wait_for_message).map(NonZeroUsize::get)
    }
}

impl<S: Rings<Ring: HasWait>> Consumer<S> {
    /// Passes every available message to `f` by reference, and waits until there is one.
    pub fn consume_batch_wait(
        &mut self,
        f: impl FnMut(&Message<S::Ring>),
        strategy: WaitStrategy,
    ) -> Result<usize, WaitError> {
        Waiter::new(strategy).receive(self, Self::find, Self::wait_for_message)?;
        Ok(self.consume_batch(f))
    }
}

impl<S: Source> Consumer<S> {
    /// Sleeps until there may be a message, the channel has ended, the deadline has passed, or the
    /// unparker is used. Returns whether it took an interrupt: see [`crate::wait::interrupt`].
    pub fn park(&mut self, deadline: Option<Instant>) -> bool {
        let key = self.rings.waiters().announce();
        if self.interrupt.take() {
            self.rings.waiters().withdraw(key);
            return true;
        }
        if !self.rings.prepare_park() {
            self.rings.waiters().withdraw(key);
            return false;
        }
        self.rings.waiters().wait(key, deadline);
        let interrupted = self.interrupt.take();
        if interrupted && Self::COMPETES {
            // A producer may have woken this thread for a message, in place of another consumer.
            // This thread does not look for it. So it wakes one that does.
            self.rings.waiters().notify(1);
        }
        interrupted
    }

    /// Returns an object with which another thread ends a wait of this consumer.
    pub fn unparker(&self) -> Unparker {
        Unparker::new(self.rings.waiters(), &self.interrupt)
    }
}
