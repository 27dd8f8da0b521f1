//! The operations by which a producer waits for space: the option `wait`.

use crate::error::{
    GaveUp, ReserveError, SendAllError, SendError, SendIterError, SendTimeoutError, TrySendError,
    WaitError,
};
use crate::producer::reservation::Reservation;
use crate::producer::{Producer, Registration};
use crate::ring::handle::RingRef;
use crate::ring::layout::{HasWait, Message, Ring};
use crate::wait::{Interrupt, Unparker, WaitStrategy, Waiter};
use std::thread;
use std::time::{Duration, Instant};

/// How long a producer sleeps at a time if no consumer will wake it.
const NAP: Duration = Duration::from_millis(1);

impl<R: HasWait, S: Registration<R>> Producer<R, S> {
    /// Sends one message. Waits for space while the ring is full.
    pub fn send(&mut self, message: Message<R>) -> Result<(), SendError<Message<R>>> {
        self.send_waiting(message, Waiter::until(None)).map_err(SendError::from)
    }

    /// Sends one message. Waits for space for at most `timeout`.
    pub fn send_timeout(
        &mut self,
        message: Message<R>,
        timeout: Duration,
    ) -> Result<(), SendTimeoutError<Message<R>>> {
        self.send_waiting(message, Waiter::timeout(timeout))
    }

    /// Sends one message. Waits for space until `deadline`.
    pub fn send_deadline(
        &mut self,
        message: Message<R>,
        deadline: Instant,
    ) -> Result<(), SendTimeoutError<Message<R>>> {
        self.send_waiting(message, Waiter::until(Some(deadline)))
    }

    /// Sends one message. Waits for space as `strategy` says.
    pub fn send_with(
        &mut self,
        message: Message<R>,
        strategy: WaitStrategy,
    ) -> Result<(), SendTimeoutError<Message<R>>> {
        self.send_waiting(message, Waiter::new(strategy))
    }

    /// Sends all messages of an iterator, one after another. Waits for space while the ring is
    /// full. If it fails, it has taken one message that it has not sent. The error returns this
    /// message, and the iterator keeps the others.
    pub fn send_all_iter(
        &mut self,
        messages: &mut impl Iterator<Item = Message<R>>,
        strategy: WaitStrategy,
    ) -> Result<usize, SendIterError<Message<R>>> {
        let mut sent = 0;
        for message in messages {
            // The wait for each message begins anew, as for the publishes of `send_all`.
            self.send_with(message, strategy).map_err(|error| SendIterError::new(sent, error))?;
            sent += 1;
        }
        Ok(sent)
    }

    /// Sends all messages. Each publish sends as many as there is space for. Waits for space while
    /// the ring is full.
    pub fn send_all(
        &mut self,
        messages: &[Message<R>],
        strategy: WaitStrategy,
    ) -> Result<(), SendAllError>
    where
        Message<R>: Copy,
    {
        let mut waiter = Waiter::new(strategy);
        let mut rest = messages;
        while !rest.is_empty() {
            // Send as many messages as fit.
            let n = self.attempt_slice(rest);
            rest = &rest[n..];
            let sent = messages.len() - rest.len();
            if n > 0 {
                waiter.reset();
            } else if self.is_closed() {
                self.end_wait(false);
                return Err(SendAllError::new(sent, WaitError::Closed));
            } else if let Err(reason) = self.wait_for_space(1, &mut waiter) {
                return Err(SendAllError::new(sent, WaitError::from(reason)));
            }
        }
        Ok(())
    }

    /// Reserves `n` slots. Waits until they are free.
    pub fn reserve_wait(
        &mut self,
        n: usize,
        strategy: WaitStrategy,
    ) -> Result<Reservation<'_, R, S>, WaitError> {
        let mut waiter = Waiter::new(strategy);
        loop {
            // Find the slots. If the ring is full, wait one step and try again.
            match self.may_reserve(n) {
                Ok(()) => return self.reserve(n).map_err(WaitError::from),
                Err(ReserveError::Full) => {}
                Err(error) => {
                    self.end_wait(false);
                    return Err(WaitError::from(error));
                }
            }
            self.wait_for_space(n, &mut waiter)?;
        }
    }
}

impl<R: Ring, S: Registration<R>> Producer<R, S> {
    /// As [`try_send`](Self::try_send), for an operation that waits while the ring is full. `Full`
    /// is not counted as a failure.
    #[inline]
    pub(crate) fn attempt_send(
        &mut self,
        message: Message<R>,
    ) -> Result<(), TrySendError<Message<R>>> {
        // Only this producer takes free slots. So `try_send` finds the slot that is found here.
        if self.free_slots(1) > 0 || self.is_closed() {
            self.try_send(message)
        } else {
            Err(TrySendError::Full(message))
        }
    }

    /// Sends one message. Waits for space as `waiter` says.
    pub(crate) fn send_waiting(
        &mut self,
        mut message: Message<R>,
        mut waiter: Waiter,
    ) -> Result<(), SendTimeoutError<Message<R>>> {
        loop {
            // Try to send. If the ring is full, wait one step and try again.
            message = match self.attempt_send(message) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Closed(message)) => {
                    self.end_wait(false);
                    return Err(SendTimeoutError::Closed(message));
                }
                Err(TrySendError::Full(message)) => message,
            };
            if let Err(reason) = self.wait_for_space(1, &mut waiter) {
                return Err(SendTimeoutError::gave_up(reason, message));
            }
        }
    }

    /// Waits one step for `n` free slots, after a refusal. `Ok` means: try again. Otherwise the
    /// operation gives up.
    fn wait_for_space(&mut self, n: usize, waiter: &mut Waiter) -> Result<(), GaveUp> {
        self.begin_wait(n);
        // Spin, yield or park, as the waiter says. Count the step if it did not park.
        let spins = waiter.spins();
        let again = waiter.step(self.take_interrupt(), |deadline| self.park(n, deadline));
        if waiter.spins() != spins {
            self.count_spin();
        }
        if again.is_err() {
            self.end_wait(true);
        }
        again
    }

    /// Sleeps until `n` slots may be free, the channel is closed, the deadline has passed, or the
    /// unparker is used. Returns whether it took an interrupt: see [`crate::wait::interrupt`].
    ///
    /// Without the option `wait` no thread wakes the producer. Then it sleeps for at most `NAP`.
    pub fn park(&mut self, n: usize, deadline: Option<Instant>) -> bool {
        if !R::CAN_WAIT {
            let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
            thread::sleep(left.unwrap_or(NAP).min(NAP));
            return false;
        }
        if self.park_patiently(n, deadline) {
            return self.take_interrupt();
        }
        // Announce the thread before the flag is set and the slots are loaded. So the thread does
        // not sleep through a notification that comes after that.
        let key = self.ring().space_waiters().announce();
        if self.take_interrupt() {
            self.ring().space_waiters().withdraw(key);
            return true;
        }
        if !self.prepare_park_for_space(n) {
            self.ring().space_waiters().withdraw(key);
            return false;
        }
        self.ring().space_waiters().wait(key, deadline);
        // `DORMANT` stays set: a task of this producer may wait for it. The consumer that finds it
        // set clears it and wakes the task.
        self.take_interrupt()
    }

    /// Returns an object with which another thread ends a wait of this producer. For a channel with
    /// the option `wait`: without it no thread wakes the producer.
    pub fn unparker(&self) -> Unparker {
        // Only a producer that has an unparker has the flag. Its own thread makes it, so each later
        // wait loads it.
        let interrupt = self.interrupt.get_or_init(Interrupt::default);
        Unparker::new(self.ring().space_waiters(), interrupt)
    }

    /// Whether the unparker was used. Clears the flag.
    pub(super) fn take_interrupt(&self) -> bool {
        self.interrupt.get().is_some_and(Interrupt::take)
    }

    /// Whether the unparker was used. Leaves the flag set.
    pub(super) fn is_interrupted(&self) -> bool {
        self.interrupt.get().is_some_and(Interrupt::is_set)
    }

    /// Sets `DORMANT` in `space`: from now on the consumer wakes the producer when it releases
    /// slots. Returns whether there is still a reason to wait.
    pub(super) fn prepare_park_for_space(&mut self, n: usize) -> bool {
        let space = &self.ring().lines().cold.space;
        // If `DORMANT` is set already, this producer has executed the fence, or an earlier producer
        // of the ring has. An earlier producer has left before this one registered, under the
        // registry's lock. So the fence happens before the load of the slots below, as it must. The
        // consumer clears `DORMANT` and then wakes all waiters. `Exclusive::prepare_park` says why
        // the load below cannot miss that.
        if !space.load().is_dormant() || !space.load_after_listening().is_dormant() {
            // The partner of its fence is the one of `Doorbell::load_after_publish`, in
            // `RingRef::release`.
            space.arm_alone(RingRef::<R>::ADAPTIVE);
        }
        !self.has_space(n) && !self.is_closed()
    }
}
