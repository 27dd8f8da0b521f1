//! The operations by which a producer waits for space: the option `wait`.

use crate::error::{
    ReserveError, SendAllError, SendError, SendTimeoutError, TrySendError, WaitError,
};
use crate::producer::reservation::Reservation;
use crate::producer::{Producer, Registration};
use crate::ring::handle::RingRef;
use crate::ring::layout::{HasWait, Message, Ring};
use crate::wait::{WaitStrategy, Waiter};
use std::thread;
use std::time::{Duration, Instant};

/// How long a producer sleeps that nobody will wake.
const NAP: Duration = Duration::from_millis(1);

impl<R: HasWait, S: Registration<R>> Producer<R, S> {
    /// Sends one message, waiting for room if need be.
    pub fn send(&mut self, message: Message<R>) -> Result<(), SendError<Message<R>>> {
        self.send_with(message, Waiter::until(None)).map_err(SendError::from)
    }

    /// Sends one message, waiting for room for `timeout` at the most.
    pub fn send_timeout(
        &mut self,
        message: Message<R>,
        timeout: Duration,
    ) -> Result<(), SendTimeoutError<Message<R>>> {
        self.send_with(message, Waiter::timeout(timeout))
    }

    /// Sends one message, waiting for room until `deadline`.
    pub fn send_deadline(
        &mut self,
        message: Message<R>,
        deadline: Instant,
    ) -> Result<(), SendTimeoutError<Message<R>>> {
        self.send_with(message, Waiter::until(Some(deadline)))
    }

    /// Sends all messages, as many at once as there is room for.
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
            let n = self.attempt_slice(rest);
            rest = &rest[n..];
            let sent = messages.len() - rest.len();
            if n > 0 {
                waiter.reset();
            } else if self.is_closed() {
                self.end_wait(false);
                return Err(SendAllError::new(sent, WaitError::Closed));
            } else if !self.wait_for_space(1, &mut waiter) {
                return Err(SendAllError::new(sent, WaitError::TimedOut));
            }
        }
        Ok(())
    }

    /// Reserves `n` slots, waiting until they are free.
    pub fn reserve_wait(
        &mut self,
        n: usize,
        strategy: WaitStrategy,
    ) -> Result<Reservation<'_, R, S>, WaitError> {
        let mut waiter = Waiter::new(strategy);
        loop {
            match self.may_reserve(n) {
                Ok(()) => return self.reserve(n).map_err(WaitError::from),
                Err(ReserveError::Full) => {}
                Err(error) => {
                    self.end_wait(false);
                    return Err(WaitError::from(error));
                }
            }
            if !self.wait_for_space(n, &mut waiter) {
                return Err(WaitError::TimedOut);
            }
        }
    }
}

impl<R: Ring, S: Registration<R>> Producer<R, S> {
    /// Sends one message, waiting for room as `waiter` says.
    pub(crate) fn send_with(
        &mut self,
        mut message: Message<R>,
        mut waiter: Waiter,
    ) -> Result<(), SendTimeoutError<Message<R>>> {
        loop {
            message = match self.attempt_send(message) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Closed(message)) => {
                    self.end_wait(false);
                    return Err(SendTimeoutError::Closed(message));
                }
                Err(TrySendError::Full(message)) => message,
            };
            if !self.wait_for_space(1, &mut waiter) {
                return Err(SendTimeoutError::Timeout(message));
            }
        }
    }

    /// One step of waiting for `n` free slots, after a refusal. Returns whether it is worth looking
    /// again; if not, the operation gives up.
    fn wait_for_space(&mut self, n: usize, waiter: &mut Waiter) -> bool {
        self.begin_wait(n);
        let spins = waiter.spins();
        let again = waiter.wait(|deadline| self.park(n, deadline));
        if waiter.spins() != spins {
            self.count_spin();
        }
        if !again {
            self.end_wait(true);
        }
        again
    }

    /// Sleeps until `n` slots may be free, the channel is closed, or the deadline has passed.
    /// Without the option `wait` nobody rings, so it naps.
    pub fn park(&mut self, n: usize, deadline: Option<Instant>) {
        if !R::WAIT {
            let nap =
                deadline.map_or(NAP, |at| at.saturating_duration_since(Instant::now()).min(NAP));
            return thread::sleep(nap);
        }
        if self.park_patiently(n, deadline) {
            return;
        }
        let key = self.ring().space_waiters().key();
        if self.prepare_park_for_space(n) {
            self.ring().space_waiters().wait(key, deadline);
        }
        // The bell stays set: a task of this producer may wait for it. The consumer that finds it
        // set clears it and tells the task.
    }

    /// From now on the consumer signals when it releases slots. Returns whether there is still
    /// reason to wait.
    pub(super) fn prepare_park_for_space(&mut self, n: usize) -> bool {
        let room = &self.ring().lines().cold.space;
        // If it is set already, this producer has executed the fence, or the one that had the ring
        // before. That one has left before this one registered, under the registry's lock. So the
        // fence happens before the look below, as it must. The consumer clears the bell and then
        // tells everything that waits: see `Spsc::prepare_park` for why this look cannot miss that.
        if !room.load().is_dormant() || !room.look_after_listening().is_dormant() {
            // The partner of its fence is that of `Doorbell::load_after_publish`, in
            // `RingRef::release`.
            room.arm_alone(RingRef::<R>::ADAPTIVE);
        }
        !self.has_space(n) && !self.is_closed()
    }
}
