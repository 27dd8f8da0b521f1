//! The operations that wait: the option `wait`.
//!
//! Each is the operation that does not wait, in a loop with a [`Waiter`]. How parking loses no wake-up is
//! written down in [`crate::wait`].

use std::thread;
use std::time::{Duration, Instant};

use crate::error::{
    RecvError, RecvTimeoutError, ReserveError, SendAllError, SendError, SendTimeoutError,
    TryRecvError, TrySendError, WaitError,
};
use crate::ring::claim::Reservation;
use crate::ring::consumer::Rings;
use crate::ring::memory::RingRef;
use crate::ring::parts::{Message, Parts, Waits};
use crate::ring::producer::{Producer, Seat};
use crate::ring::source::{Consumer, Source};
use crate::sync::{Ordering, edge};
use crate::wait::{WaitStrategy, Waiter};

/// How long a producer sleeps that nobody will wake.
const NAP: Duration = Duration::from_millis(1);

impl<R: Waits, S: Seat<R>> Producer<R, S> {
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
            } else if !self.wait_for_room(1, &mut waiter) {
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
            if !self.wait_for_room(n, &mut waiter) {
                return Err(WaitError::TimedOut);
            }
        }
    }
}

impl<R: Parts, S: Seat<R>> Producer<R, S> {
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
            if !self.wait_for_room(1, &mut waiter) {
                return Err(SendTimeoutError::Timeout(message));
            }
        }
    }

    /// One step of waiting for `n` free slots, after a refusal. Returns whether it is worth looking again;
    /// if not, the operation gives up.
    fn wait_for_room(&mut self, n: usize, waiter: &mut Waiter) -> bool {
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

    /// Sleeps until `n` slots may be free, the channel is closed, or the deadline has passed. Without the option
    /// `wait` nobody rings, so it naps.
    pub fn park(&mut self, n: usize, deadline: Option<Instant>) {
        if !R::WAIT {
            let nap =
                deadline.map_or(NAP, |at| at.saturating_duration_since(Instant::now()).min(NAP));
            return thread::sleep(nap);
        }
        if self.park_patiently(n, deadline) {
            return;
        }
        let key = self.ring().room().key();
        if self.await_room(n) {
            self.ring().room().wait(key, deadline);
        }
        // The bell stays set: a task of this producer may wait for it. The consumer that finds it set
        // clears it and tells the task.
    }

    /// From now on the consumer signals when it releases slots. Returns whether there is still reason to wait.
    pub(super) fn await_room(&mut self, n: usize) -> bool {
        let room = &self.ring().lines().cold.room;
        // If it is set already, this producer has executed the fence, or the one that had the ring
        // before. That one has left before this one registered, under the registry's lock. So the
        // fence happens before the look below, as it must. The consumer clears the bell and then tells
        // everything that waits: see `Solo::fall_asleep` for why this look cannot miss that.
        if !room.look().is_dormant() || !room.look_after_listening().is_dormant() {
            // The partner of its fence is that of `Doorbell::look_after_publish`, in
            // `RingRef::release`.
            room.arm_alone(RingRef::<R>::ADAPTIVE);
        }
        !self.has_room(n) && !self.is_closed()
    }
}

impl<S: Source<Ring: Waits>> Consumer<S> {
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
    pub fn hand_out_wait(
        &mut self,
        mut f: impl FnMut(Message<S::Ring>),
        strategy: WaitStrategy,
    ) -> Result<usize, WaitError> {
        let mut waiter = Waiter::new(strategy);
        loop {
            match self.try_hand_out(usize::MAX, &mut f) {
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

impl<S: Rings<Ring: Waits>> Consumer<S> {
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
        let key = self.rings.alarm().key();
        if !self.take_interrupt() && self.rings.fall_asleep() {
            self.rings.alarm().wait(key, deadline);
        }
    }

    /// Whether its alarm clock has rung since the last time.
    ///
    /// The load may be Relaxed. If it misses a ring, the event count has not moved on since the key
    /// was taken (Acquire, and the ring is before the count), or it moves on before the sleep: then
    /// the kernel does not put the thread to sleep. Acquire pairs with the Release of
    /// `AlarmClock::ring`: after this park the consumer sees what the ringing thread did before it
    /// rang. Without it the consumer could use up the ring, miss the flag that the ring is about,
    /// and sleep for ever.
    fn take_interrupt(&self) -> bool {
        let heard = edge("clock.heard", Ordering::Acquire);
        self.interrupted.load(Ordering::Relaxed) && self.interrupted.swap(false, heard)
    }
}
