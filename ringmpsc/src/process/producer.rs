//! The end that sends.

use core::fmt;
use core::marker::PhantomData;
use core::slice;
use std::sync::Arc;
use std::time::Duration;

use super::bell::Bell;
use super::channel::Unnamed;
use super::connection::{Connection, Peer};
use super::end::End;
use super::error::SendError;
use super::plain::Plain;
use super::reservation::SharedReservation;
use super::segment::Segment;
use super::words::Role;
use crate::ring::index;

/// The producer of a ring between processes.
///
/// Its drop closes the channel: the consumer receives what was sent, and then `Closed`.
///
/// `C` is the channel: a generated one, or [`Unnamed`] for a [`SharedRing`](super::SharedRing).
///
/// ```
/// use std::time::Duration;
/// use ringmpsc::process::{Connection, SendError, SharedRing};
///
/// // Usually the other process has `theirs` and the consumer.
/// let (ours, theirs) = Connection::pair()?;
/// let (producer, consumer) = SharedRing::<u64>::create(2)?.split()?;
/// let (mut producer, consumer) = (producer.watch(ours), consumer.watch(theirs));
/// assert_eq!(producer.is_peer_alive(), Some(true));
/// assert_eq!(producer.peer().map(|peer| peer.pid), Some(std::process::id() as i32));
///
/// assert!(producer.is_empty());
/// assert_eq!(producer.send_slice(&[1, 2, 3, 4, 5])?, 4);
/// assert_eq!((producer.len(), producer.capacity()), (4, 4));
/// assert_eq!(producer.try_send(5), Err(SendError::Full));
///
/// // Reports that the other process may ask for.
/// producer.beat();
/// consumer.beat();
/// assert!(producer.is_consumer_alive(Duration::from_secs(60)));
///
/// producer.close();
/// assert!(producer.is_closed());
/// assert_eq!(producer.try_send(5), Err(SendError::Closed));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SharedProducer<T, C = Unnamed> {
    pub(super) end: End<T>,
    channel: PhantomData<fn() -> C>,
}

impl<T, C> SharedProducer<T, C> {
    pub(super) fn new(segment: Arc<Segment<T>>) -> Self {
        Self { end: End::new(segment, Role::Producer), channel: PhantomData }
    }

    /// Polls this connection from now on, to learn when the consumer's process has ended.
    #[must_use]
    pub fn watch(mut self, connection: Connection) -> Self {
        self.end.watch(Arc::new(connection));
        self
    }

    /// As [`watch`](Self::watch), and by signals if there is a bell.
    pub(super) fn connected(mut self, connection: Arc<Connection>, bell: Option<Bell>) -> Self {
        match bell {
            Some(bell) => self.end.notify_by(connection, bell),
            None => self.end.watch(connection),
        }
        self
    }
}

impl<T: Plain, C> SharedProducer<T, C> {
    /// Sends one message.
    ///
    /// # Errors
    ///
    /// `Full` if no slot is free. `Closed`, `PeerGone`, `PeerCorrupt` or `Forked` if no message can
    /// be sent any more.
    ///
    /// # Progress
    ///
    /// Wait-free. One system call if the consumer sleeps. After each 1024 calls in a row that found
    /// the ring full, one system call asks whether the consumer's process has ended.
    #[inline]
    pub fn try_send(&mut self, message: T) -> Result<(), SendError> {
        // Possibly full?
        if self.known_space() == 0 {
            return self.try_send_after_load(message);
        }
        // SAFETY: `known_space` has found a free slot at `tail`. Only this producer writes slots.
        unsafe { self.end.write(self.end.link.cursor(), slice::from_ref(&message)) };
        self.end.link.publish(1);
        Ok(())
    }

    /// Does the work of [`try_send`](Self::try_send). Not inlined, so that a send to a known free
    /// slot saves no registers.
    #[inline(never)]
    fn try_send_after_load(&mut self, message: T) -> Result<(), SendError> {
        self.find_space(1)?;
        // SAFETY: `find_space` has found a free slot at `tail`. Only this producer writes
        // slots.
        unsafe { self.end.write(self.end.link.cursor(), slice::from_ref(&message)) };
        self.end.link.publish(1);
        Ok(())
    }

    /// Sends as many of the messages as there are free slots. Returns their number.
    ///
    /// # Errors
    ///
    /// `Full` if `messages` is not empty and no slot is free, and otherwise as for
    /// [`try_send`](Self::try_send).
    ///
    /// # Progress
    ///
    /// As for [`try_send`](Self::try_send). O(messages).
    pub fn send_slice(&mut self, messages: &[T]) -> Result<usize, SendError> {
        let known = self.known_space();
        let free = if known > 0 && known >= messages.len() {
            known
        } else {
            self.find_space(messages.len().min(1))?
        };
        let n = free.min(messages.len());
        if n > 0 {
            let tail = self.end.link.cursor();
            // SAFETY: `space` has found at least `n` free slots from `tail` on. Only this producer
            // writes slots.
            unsafe { self.end.write(tail, &messages[..n]) };
            self.end.link.publish(n);
        }
        Ok(n)
    }

    /// Reserves exactly `n` slots. The reservation writes messages to them and publishes them at
    /// once.
    ///
    /// # Errors
    ///
    /// `TooLarge` if the ring has fewer slots, and otherwise as for [`try_send`](Self::try_send).
    ///
    /// # Progress
    ///
    /// As for [`try_send`](Self::try_send).
    ///
    /// ```
    /// # use ringmpsc::process::SharedRing;
    /// let (mut producer, mut consumer) = SharedRing::<u64>::create(2)?.split()?;
    /// let mut slots = producer.reserve(3)?;
    /// slots.push(1);
    /// slots.copy_from_slice(&[2, 3]);
    /// slots.commit();
    /// assert_eq!(consumer.len(), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reserve(&mut self, n: usize) -> Result<SharedReservation<'_, T>, SendError> {
        if n > self.capacity() {
            return Err(SendError::TooLarge);
        }
        self.space(n)?;
        Ok(SharedReservation::new(&mut self.end, n))
    }
}

impl<T: Plain, C> SharedProducer<T, C> {
    /// Returns the number of free slots if it is at least `n`.
    pub(super) fn space(&mut self, n: usize) -> Result<usize, SendError> {
        // Possibly full? A request for no slot loads the cursor, too.
        let known = self.known_space();
        if known > 0 && known >= n { Ok(known) } else { self.find_space(n) }
    }

    /// Returns the number of slots that are known to be free. It is 0 if no message can be sent any
    /// more.
    #[inline]
    fn known_space(&self) -> usize {
        let link = &self.end.link;
        let is_open = self.end.is_usable() && !link.is_stopped() && !link.is_peer_closed();
        if is_open { self.free() } else { 0 }
    }

    /// Returns the number of slots that were free at the last load of the consumer's cursor.
    #[inline]
    fn free(&self) -> usize {
        self.capacity() - index::distance(self.end.link.known(), self.end.link.cursor())
    }

    /// Really full?
    #[inline]
    fn find_space(&mut self, n: usize) -> Result<usize, SendError> {
        if !self.end.is_usable() {
            return Err(SendError::Forked);
        }
        if self.end.link.is_closed() || self.end.link.is_peer_closed() {
            return Err(SendError::Closed);
        }
        loop {
            self.end.link.load_peer().map_err(|what| SendError::PeerCorrupt { what })?;
            let free = self.free();
            if self.end.is_peer_gone {
                // A consumer stores `closed` before its connection ends. So this load comes after
                // the check of the connection.
                let is_closed = self.end.link.is_peer_closed();
                return Err(if is_closed { SendError::Closed } else { SendError::PeerGone });
            }
            if free >= n {
                return Ok(free);
            }
            if !self.end.has_ended_after_failed_poll() {
                return Err(SendError::Full);
            }
        }
    }

    /// Closes the channel: sends fail, and the consumer receives what was sent, then `Closed`.
    pub fn close(&mut self) {
        if self.end.is_usable() {
            self.end.link.close();
        }
    }

    /// Returns whether either end has closed the channel.
    pub fn is_closed(&self) -> bool {
        self.end.is_usable() && (self.end.link.is_closed() || self.end.link.is_peer_closed())
    }

    /// Returns the number of slots.
    #[inline]
    pub fn capacity(&self) -> usize {
        self.end.capacity()
    }

    /// Returns the number of messages in the ring. It is 0 in a forked child, and after the
    /// consumer broke the protocol.
    pub fn len(&mut self) -> usize {
        if !self.end.is_usable() || self.end.link.load_peer().is_err() {
            return 0;
        }
        self.capacity() - self.free()
    }

    /// Returns whether the ring has no messages, as [`len`](Self::len) says.
    pub fn is_empty(&mut self) -> bool {
        self.len() == 0
    }

    /// Returns whether the consumer's process lives, or `None` without a connection: see
    /// [`watch`](Self::watch). One system call.
    pub fn is_peer_alive(&mut self) -> Option<bool> {
        self.end.connection()?;
        self.end.check_peer();
        Some(!self.end.is_peer_gone)
    }

    /// Returns the consumer's process, if there is a connection.
    pub fn peer(&self) -> Option<Peer> {
        self.end.connection().map(Connection::peer)
    }

    /// Returns whether the consumer has written its heartbeat within `timeout`: when it waited, or
    /// called `beat`. A report only: a consumer that is busy or stopped does not write it.
    pub fn is_consumer_alive(&self, timeout: Duration) -> bool {
        self.end.is_usable() && self.end.has_peer_beaten(timeout)
    }

    /// Writes the heartbeat of this end.
    pub fn beat(&self) {
        if self.end.is_usable() {
            self.end.beat();
        }
    }
}

impl<T, C> fmt::Debug for SharedProducer<T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedProducer").finish_non_exhaustive()
    }
}
