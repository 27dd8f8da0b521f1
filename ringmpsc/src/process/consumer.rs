//! The end that receives.

use core::fmt;
use core::marker::PhantomData;
use core::slice;
use std::sync::Arc;
use std::time::Duration;

use super::bell::Bell;
use super::channel::Unnamed;
use super::connection::{Connection, Peer};
use super::end::End;
use super::error::RecvError;
use super::plain::Plain;
use super::segment::Segment;
use super::words::Role;
use crate::ring::index;

/// The consumer of a ring between processes.
///
/// Its drop closes the channel: sends fail from then on. The messages in the ring are lost.
///
/// `C` is the channel: a generated one, or [`Unnamed`] for a [`SharedRing`](super::SharedRing).
///
/// ```
/// use std::time::Duration;
/// use ringmpsc::process::{Connection, RecvError, SharedRing};
///
/// // Usually the other process has `theirs` and the producer.
/// let (ours, theirs) = Connection::pair()?;
/// let (producer, consumer) = SharedRing::<u64>::create(3)?.split()?;
/// let (mut producer, mut consumer) = (producer.watch(theirs), consumer.watch(ours));
/// assert_eq!(consumer.is_peer_alive(), Some(true));
/// assert_eq!(consumer.peer().map(|peer| peer.pid), Some(std::process::id() as i32));
///
/// assert_eq!(producer.send_slice(&[1, 2, 3, 4, 5, 6])?, 6);
/// assert_eq!((consumer.len(), consumer.capacity()), (6, 8));
/// let mut some = [0; 2];
/// assert_eq!(consumer.recv_slice(&mut some)?, 2);
/// assert_eq!(consumer.consume_up_to(1, |message| assert_eq!(message, 3))?, 1);
/// assert_eq!(consumer.consume_batch(|message| assert!(message > 3))?, 3);
/// assert!(consumer.is_empty());
/// assert_eq!(consumer.delivered(), 6);
///
/// // Reports that the other process may ask for.
/// consumer.beat();
/// producer.beat();
/// assert!(consumer.is_producer_alive(Duration::from_secs(60)));
///
/// consumer.close();
/// assert!(consumer.is_closed());
/// assert_eq!(consumer.try_recv(), Err(RecvError::Closed));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SharedConsumer<T, C = Unnamed> {
    pub(super) end: End<T>,
    channel: PhantomData<fn() -> C>,
}

impl<T, C> SharedConsumer<T, C> {
    pub(super) fn new(segment: Arc<Segment<T>>) -> Self {
        Self { end: End::new(segment, Role::Consumer), channel: PhantomData }
    }

    /// Polls this connection from now on, to learn when the producer's process has ended.
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

impl<T: Plain, C> SharedConsumer<T, C> {
    /// Receives one message.
    ///
    /// # Errors
    ///
    /// `Empty` if there is none. `Closed`, `PeerGone`, `PeerCorrupt` or `Forked` if no message can
    /// be received any more.
    ///
    /// # Progress
    ///
    /// Wait-free. One system call if the producer sleeps. After each 1024 calls in a row that found
    /// the ring empty, one system call asks whether the producer's process has ended.
    #[inline]
    pub fn try_recv(&mut self) -> Result<T, RecvError> {
        // Possibly empty?
        if !self.end.is_usable() || self.known() == 0 {
            return self.try_recv_after_load();
        }
        let mut message = T::new_zeroed();
        // SAFETY: the load of `tail` that `known` remembers found a message at `head`.
        unsafe { self.end.read(self.end.link.cursor(), slice::from_mut(&mut message)) };
        // SAFETY: this consumer knows of the message at `head`, and has copied it.
        unsafe { self.end.release(1) };
        Ok(message)
    }

    /// Does the work of [`try_recv`](Self::try_recv). Not inlined, so that a receive of a known
    /// message saves no registers.
    #[inline(never)]
    fn try_recv_after_load(&mut self) -> Result<T, RecvError> {
        self.available(1)?;
        let mut message = T::new_zeroed();
        // SAFETY: `available` has found a message at `head`.
        unsafe { self.end.read(self.end.link.cursor(), slice::from_mut(&mut message)) };
        // SAFETY: this consumer knows of the message at `head`, and has copied it.
        unsafe { self.end.release(1) };
        Ok(message)
    }

    /// Receives as many messages as there are, at most `messages.len()`. Returns their number.
    ///
    /// # Errors
    ///
    /// As for [`try_recv`](Self::try_recv), if there is no message and `messages` is not empty.
    ///
    /// # Progress
    ///
    /// As for [`try_recv`](Self::try_recv). O(messages).
    pub fn recv_slice(&mut self, messages: &mut [T]) -> Result<usize, RecvError> {
        if messages.is_empty() {
            return Ok(0);
        }
        let n = self.available(messages.len())?.min(messages.len());
        // SAFETY: `available` has found at least `n` messages from `head` on.
        unsafe { self.end.read(self.end.link.cursor(), &mut messages[..n]) };
        // SAFETY: this consumer knows of these messages, and has copied them.
        unsafe { self.end.release(n) };
        Ok(n)
    }

    /// Hands all messages that are there to `handler`, each as a copy. Returns their number.
    ///
    /// The slots are released together, after the last message. If `handler` panics, the messages
    /// that it got count as received.
    ///
    /// # Errors
    ///
    /// As for [`try_recv`](Self::try_recv), if there is no message.
    ///
    /// # Progress
    ///
    /// As for [`try_recv`](Self::try_recv). O(messages).
    pub fn consume_batch(&mut self, handler: impl FnMut(T)) -> Result<usize, RecvError> {
        self.consume_up_to(usize::MAX, handler)
    }

    /// As [`consume_batch`](Self::consume_batch), with at most `max` messages.
    ///
    /// # Errors
    ///
    /// As for [`consume_batch`](Self::consume_batch), if `max` is not 0.
    pub fn consume_up_to(
        &mut self,
        max: usize,
        handler: impl FnMut(T),
    ) -> Result<usize, RecvError> {
        // Small messages are copied out many at a time, and large ones one by one.
        if size_of::<T>() <= 64 {
            self.consume_in_chunks::<16>(max, handler)
        } else {
            self.consume_in_chunks::<1>(max, handler)
        }
    }

    /// Copies up to `N` messages out of the ring, hands them to the handler, and so on.
    #[inline]
    fn consume_in_chunks<const N: usize>(
        &mut self,
        max: usize,
        mut handler: impl FnMut(T),
    ) -> Result<usize, RecvError> {
        /// Releases what was received, also when the handler panics.
        struct Received<'a, T> {
            end: &'a mut End<T>,
            n: usize,
        }
        impl<T> Drop for Received<'_, T> {
            fn drop(&mut self) {
                // The handler may have forked.
                if self.n > 0 && self.end.is_usable() {
                    // SAFETY: this consumer knows of these messages, and has copied them. The mark
                    // says that this process has the mapping.
                    unsafe { self.end.release(self.n) };
                }
            }
        }
        if max == 0 {
            return Ok(0);
        }
        let n = self.available(max)?.min(max);
        let head = self.end.link.cursor();
        let mut received = Received { end: &mut self.end, n: 0 };
        let mut chunk = [T::new_zeroed(); N];
        while received.n < n {
            let slot = head.wrapping_add(received.n as u64);
            let messages = &mut chunk[..N.min(n - received.n)];
            // SAFETY: `available` has found at least `n` messages from `head` on, so there are as
            // many as `messages` from `slot` on. None of them is released before the drop of
            // `received`. This process has the mapping.
            unsafe { received.end.read(slot, messages) };
            for message in messages {
                received.n += 1;
                handler(*message);
                // The handler may have forked. The rest is the parent's.
                if !received.end.is_usable() {
                    return Err(RecvError::Forked);
                }
            }
        }
        Ok(n)
    }
}

impl<T: Plain, C> SharedConsumer<T, C> {
    /// Returns the number of messages, which is at least 1. Loads the producer's cursor if this end
    /// knows of fewer than `wanted`.
    #[inline]
    fn available(&mut self, wanted: usize) -> Result<usize, RecvError> {
        if !self.end.is_usable() {
            return Err(RecvError::Forked);
        }
        let known = self.known();
        // If the load fails, the known messages come first. The next call fails again.
        let or_known = |error| if known > 0 { Ok(known) } else { Err(error) };
        if known >= wanted { Ok(known) } else { self.find_messages().or_else(or_known) }
    }

    /// Returns the number of messages that this end knows of.
    #[inline]
    fn known(&self) -> usize {
        index::distance(self.end.link.cursor(), self.end.link.known())
    }

    /// Loads the producer's cursor. Returns the number of messages, or why there is none.
    #[inline]
    fn find_messages(&mut self) -> Result<usize, RecvError> {
        loop {
            // The producer stores `closed` after its last `tail`. So the load of `tail` comes after
            // the load of `closed`. The same holds for the end of its process.
            let is_closed = self.end.link.is_peer_closed() || self.end.link.is_closed();
            let is_gone = self.end.is_peer_gone;
            self.end.link.load_peer().map_err(|what| RecvError::PeerCorrupt { what })?;
            let known = self.known();
            if known > 0 {
                return Ok(known);
            }
            if is_closed {
                return Err(RecvError::Closed);
            }
            if is_gone {
                return Err(RecvError::PeerGone { delivered: self.delivered() });
            }
            if !self.end.has_ended_after_failed_poll() {
                return Err(RecvError::Empty);
            }
        }
    }

    /// Returns the number of messages that this end has received in all.
    pub fn delivered(&self) -> u64 {
        self.end.link.cursor()
    }

    /// Closes the channel: sends fail from now on, and the messages in the ring can be received.
    pub fn close(&mut self) {
        if self.end.is_usable() {
            self.end.link.close();
        }
    }

    /// Returns whether either end has closed the channel. Messages may be left.
    pub fn is_closed(&self) -> bool {
        self.end.is_usable() && (self.end.link.is_closed() || self.end.link.is_peer_closed())
    }

    /// Returns the number of slots.
    #[inline]
    pub fn capacity(&self) -> usize {
        self.end.capacity()
    }

    /// Returns the number of messages in the ring. It is 0 in a forked child, and after the
    /// producer broke the protocol.
    pub fn len(&mut self) -> usize {
        if !self.end.is_usable() || self.end.link.load_peer().is_err() {
            return 0;
        }
        self.known()
    }

    /// Returns whether the ring has no messages, as [`len`](Self::len) says.
    pub fn is_empty(&mut self) -> bool {
        self.len() == 0
    }

    /// Returns whether the producer's process lives, or `None` without a connection: see
    /// [`watch`](Self::watch). One system call.
    pub fn is_peer_alive(&mut self) -> Option<bool> {
        self.end.connection()?;
        self.end.check_peer();
        Some(!self.end.is_peer_gone)
    }

    /// Returns the producer's process, if there is a connection.
    pub fn peer(&self) -> Option<Peer> {
        self.end.connection().map(Connection::peer)
    }

    /// Returns whether the producer has written its heartbeat within `timeout`: when it waited, or
    /// called `beat`. A report only: a producer that is busy or stopped does not write it.
    pub fn is_producer_alive(&self, timeout: Duration) -> bool {
        self.end.is_usable() && self.end.has_peer_beaten(timeout)
    }

    /// Writes the heartbeat of this end.
    pub fn beat(&self) {
        if self.end.is_usable() {
            self.end.beat();
        }
    }
}

impl<T, C> fmt::Debug for SharedConsumer<T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedConsumer").finish_non_exhaustive()
    }
}
