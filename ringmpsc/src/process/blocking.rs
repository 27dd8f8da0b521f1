//! The operations of both ends that block.

use std::time::{Duration, Instant};

use super::consumer::SharedConsumer;
use super::end::Waited;
use super::error::{RecvError, SendError};
use super::options::OptionWait;
use super::plain::Plain;
use super::producer::SharedProducer;
use super::reservation::SharedReservation;
use crate::wait::Backoff;

/// The operations that block. A generated channel has them with the option `wait`.
// Each method has the bound, not the block: so the compiler prints the text of `OptionWait`.
impl<T: Plain, C> SharedProducer<T, C> {
    /// As [`reserve`](Self::reserve), and waits until `n` slots are free.
    ///
    /// # Errors
    ///
    /// `TooLarge` if the ring has fewer slots, and otherwise as for [`send`](Self::send).
    ///
    /// # Progress
    ///
    /// As for [`send`](Self::send).
    pub fn reserve_wait(&mut self, n: usize) -> Result<SharedReservation<'_, T>, SendError>
    where
        C: OptionWait,
    {
        if n > self.capacity() {
            return Err(SendError::TooLarge);
        }
        self.wait_for_space(n, None)?;
        Ok(SharedReservation::new(&mut self.end, n))
    }

    /// Sends one message, and waits for a free slot if there is none.
    ///
    /// # Errors
    ///
    /// `Closed`, `PeerGone`, `PeerCorrupt` or `Forked`: no message can be sent any more.
    ///
    /// # Progress
    ///
    /// Blocking. It spins and yields briefly, and then sleeps for slices of 100 ms. After each
    /// slice it checks whether the consumer's process has ended.
    pub fn send(&mut self, message: T) -> Result<(), SendError>
    where
        C: OptionWait,
    {
        self.send_until(message, None)
    }

    /// As [`send`](Self::send), for a limited time.
    ///
    /// # Errors
    ///
    /// `TimedOut`, or as for [`send`](Self::send).
    pub fn send_timeout(&mut self, message: T, timeout: Duration) -> Result<(), SendError>
    where
        C: OptionWait,
    {
        self.send_until(message, Instant::now().checked_add(timeout))
    }

    fn send_until(&mut self, message: T, deadline: Option<Instant>) -> Result<(), SendError> {
        self.wait_for_space(1, deadline)?;
        self.try_send(message)
    }

    /// Sends all of the messages, and waits for free slots. There may be more messages than slots.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send), with the number of messages that were sent.
    pub fn send_all(&mut self, messages: &[T]) -> Result<(), (usize, SendError)>
    where
        C: OptionWait,
    {
        let mut sent = 0;
        while sent < messages.len() {
            let more = self
                .wait_for_space(1, None)
                .and_then(|()| self.send_slice(&messages[sent..]))
                .map_err(|error| (sent, error))?;
            sent += more;
        }
        Ok(())
    }

    /// Waits until `n` slots are free.
    fn wait_for_space(&mut self, n: usize, deadline: Option<Instant>) -> Result<(), SendError> {
        let mut backoff = Backoff::new();
        loop {
            match self.space(n) {
                Err(SendError::Full) => {}
                result => return result.map(drop),
            }
            if !backoff.is_completed() {
                backoff.snooze();
                continue;
            }
            let known = self.end.link.known();
            let waited = self.end.wait(deadline, |link| {
                link.load_peer().is_err() || link.known() != known || link.is_peer_closed()
            });
            if waited == Waited::TimedOut {
                return Err(SendError::TimedOut);
            }
        }
    }
}

/// The operations that block. A generated channel has them with the option `wait`.
impl<T: Plain, C> SharedConsumer<T, C> {
    /// Receives one message, and waits for it if there is none.
    ///
    /// # Errors
    ///
    /// `Closed`, `PeerGone`, `PeerCorrupt` or `Forked`: no message can be received any more.
    ///
    /// # Progress
    ///
    /// Blocking. It spins and yields briefly, and then sleeps for slices of 100 ms. After each
    /// slice it checks whether the producer's process has ended.
    pub fn recv(&mut self) -> Result<T, RecvError>
    where
        C: OptionWait,
    {
        self.recv_until(None)
    }

    /// As [`recv`](Self::recv), for a limited time.
    ///
    /// # Errors
    ///
    /// `TimedOut`, or as for [`recv`](Self::recv).
    pub fn recv_timeout(&mut self, timeout: Duration) -> Result<T, RecvError>
    where
        C: OptionWait,
    {
        self.recv_until(Instant::now().checked_add(timeout))
    }

    /// As [`recv`](Self::recv), until `deadline`.
    ///
    /// # Errors
    ///
    /// `TimedOut`, or as for [`recv`](Self::recv).
    pub fn recv_deadline(&mut self, deadline: Instant) -> Result<T, RecvError>
    where
        C: OptionWait,
    {
        self.recv_until(Some(deadline))
    }

    fn recv_until(&mut self, deadline: Option<Instant>) -> Result<T, RecvError> {
        let mut backoff = Backoff::new();
        loop {
            match self.try_recv() {
                Err(RecvError::Empty) => {}
                result => return result,
            }
            if !backoff.is_completed() {
                backoff.snooze();
                continue;
            }
            let waited = self.end.wait(deadline, |link| {
                let head = link.cursor();
                link.load_peer() != Ok(head) || link.is_peer_closed()
            });
            if waited == Waited::TimedOut {
                return Err(RecvError::TimedOut);
            }
        }
    }
}
