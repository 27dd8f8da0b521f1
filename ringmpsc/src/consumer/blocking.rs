//! The operations that block the thread: the option `wait`.
//!
//! Each one is a loop of the operation that does not wait and a [`Waiter`]. [`crate::wait`]
//! explains why parking loses no wake-up.

use crate::consumer::rotation::Rings;
use crate::consumer::{Consumer, Source};
use crate::error::{RecvError, RecvTimeoutError, TryRecvError, WaitError};
use crate::ring::layout::{HasWait, Message};
use crate::sync::{Ordering, edge};
use crate::wait::{WaitStrategy, Waiter};
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
        let received =
            self.drain_waiting(max, |message| messages.push(message), Waiter::until(None));
        received.map_err(|_| RecvError)
    }

    fn recv_waiting(&mut self, mut waiter: Waiter) -> Result<Message<S::Ring>, RecvTimeoutError> {
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

    /// Passes every available message to `f` by value, and waits until there is one.
    pub fn drain_with_wait(
        &mut self,
        f: impl FnMut(Message<S::Ring>),
        strategy: WaitStrategy,
    ) -> Result<usize, WaitError> {
        self.drain_waiting(usize::MAX, f, Waiter::new(strategy))
    }

    /// Passes up to `max` messages to `f` by value, and waits until there is one.
    fn drain_waiting(
        &mut self,
        max: usize,
        mut f: impl FnMut(Message<S::Ring>),
        mut waiter: Waiter,
    ) -> Result<usize, WaitError> {
        loop {
            match self.try_drain_with(max, &mut f) {
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
    /// Passes every available message to `f` by reference, and waits until there is one.
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
    /// Sleeps until there may be a message, the channel has ended, or the deadline has passed.
    pub fn park(&mut self, deadline: Option<Instant>) {
        let key = self.rings.waiters().announce();
        if !self.take_interrupt() && self.rings.prepare_park() {
            self.rings.waiters().wait(key, deadline);
        } else {
            self.rings.waiters().withdraw(key);
        }
    }

    /// Whether the unparker was used since the last call. Clears the flag.
    ///
    /// The load may be Relaxed. If it misses an `unpark`, the unparking thread sees that this
    /// thread is announced, because both execute a full fence. It moves the event count. The count
    /// has not moved before this thread took the key (Acquire; `unpark` sets the flag before it
    /// moves the count). So the key is stale, and the kernel does not put the thread to sleep.
    ///
    /// Acquire pairs with the Release of `Unparker::unpark`. After this park the consumer sees what
    /// the unparking thread did before `unpark`. Without it the consumer could use up the
    /// notification, miss the stop flag that `unpark` announces, and sleep for ever.
    fn take_interrupt(&self) -> bool {
        let heard = edge("clock.heard", Ordering::Acquire);
        self.interrupted.load(Ordering::Relaxed) && self.interrupted.swap(false, heard)
    }
}
