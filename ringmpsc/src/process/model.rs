//! Two ends on private memory, for the model checker: the shipped [`Link`] without a mapping.

use core::ptr::NonNull;
use std::time::{Duration, Instant};

use super::doorbell::Signal;
use super::link::Link;
use super::words::{CursorLine, RareWords, Side};
use crate::sync::{Arc, AtomicU32, AtomicU64, EventFd, StdArc, UnsafeCell};

/// The slots, which the model checker watches.
type Slots = Arc<Vec<UnsafeCell<u64>>>;

/// One end. Both ends of a ring have the same slots.
pub struct ModelEnd {
    link: Link,
    slots: Slots,
    /// With the option `notify`.
    bell: Option<Bell>,
}

/// What the connection and its descriptor are to an end.
struct Bell {
    signal: StdArc<Connection>,
    /// Whether the descriptor is readable without a signal.
    is_readable: bool,
    is_armed: bool,
}

/// The signals to this end, and those to the other one.
struct Connection {
    own: StdArc<EventFd>,
    peer: StdArc<EventFd>,
}

impl Signal for Connection {
    fn signal(&self) -> bool {
        self.peer.signal().is_ok()
    }

    fn is_signalled(&self) -> bool {
        self.own.is_readable()
    }
}

/// The producer and the consumer of a ring.
#[must_use]
pub fn process_ends(capacity: usize) -> (ModelEnd, ModelEnd) {
    let slots: Slots = Arc::new((0..capacity).map(|_| UnsafeCell::new(0)).collect());
    let (producer, consumer) = (side(), side());
    let end = |own, peer, lead| ModelEnd {
        link: Link::new(own, peer, lead),
        slots: Arc::clone(&slots),
        bell: None,
    };
    (end(producer, consumer, 0), end(consumer, producer, capacity as u64))
}

/// As [`process_ends`], with the option `notify`.
///
/// # Panics
///
/// Never: the model makes no system call.
#[must_use]
pub fn process_ends_with_signals(capacity: usize) -> (ModelEnd, ModelEnd) {
    let (mut producer, mut consumer) = process_ends(capacity);
    let event = || StdArc::new(EventFd::new().expect("no system call"));
    let (one, other) = (event(), event());
    producer.signal_by(Connection { own: StdArc::clone(&one), peer: StdArc::clone(&other) });
    consumer.signal_by(Connection { own: other, peer: one });
    (producer, consumer)
}

/// The words of an end, as the creator of a ring initialises them. They are leaked.
fn side() -> Side {
    let line = CursorLine { cursor: AtomicU64::new(0), heartbeat: AtomicU64::new(0) };
    let rare = RareWords {
        waiting: AtomicU32::new(super::doorbell::FENCE),
        events: AtomicU32::new(0),
        closed: AtomicU32::new(0),
        claimed: AtomicU32::new(0),
        registered: AtomicU32::new(0),
        armed: AtomicU32::new(0),
    };
    let line = NonNull::from(Box::leak(Box::new(line)));
    let rare = NonNull::from(Box::leak(Box::new(rare)));
    // SAFETY: the words live as long as the process, and are accessed as atomics only.
    unsafe { Side::new(line, rare) }
}

impl ModelEnd {
    fn slot(&self, cursor: u64) -> &UnsafeCell<u64> {
        &self.slots[usize::try_from(cursor).expect("models are short") % self.slots.len()]
    }

    /// Sends, and waits for space without a limit of time.
    ///
    /// # Panics
    ///
    /// If the peer breaks the protocol.
    pub fn send(&mut self, message: u64) {
        let capacity = self.slots.len() as u64;
        while self.link.load_peer().expect("an honest peer") + capacity == self.link.cursor() {
            let known = self.link.known();
            self.link.sleep(far(), |link| link.load_peer() != Ok(known), || true);
        }
        self.slot(self.link.cursor()).with_mut(|slot| {
            // SAFETY: the slot is free. The model checker would find another access to it.
            unsafe { *slot = message }
        });
        self.link.publish(1);
    }

    /// Receives, and waits without a limit of time. Returns `None` once the peer has closed and all
    /// is received.
    ///
    /// # Panics
    ///
    /// If the peer breaks the protocol.
    pub fn recv(&mut self) -> Option<u64> {
        loop {
            match self.try_recv() {
                Ok(message) => return Some(message),
                Err(true) => return None,
                Err(false) => {}
            }
            let head = self.link.cursor();
            let is_ready = |link: &mut Link| link.load_peer() != Ok(head) || link.is_peer_closed();
            self.link.sleep(far(), is_ready, || true);
        }
    }

    fn signal_by(&mut self, connection: Connection) {
        let signal = StdArc::new(connection);
        self.link.signal_by(StdArc::clone(&signal) as _);
        self.bell = Some(Bell { signal, is_readable: true, is_armed: false });
    }

    /// Receives, and waits by the descriptor: consumes the event, asks for the next one, and polls.
    /// Returns `None` once the peer has closed and all is received.
    ///
    /// # Panics
    ///
    /// If the peer breaks the protocol, or the end has no descriptor.
    pub fn recv_by_event(&mut self) -> Option<u64> {
        loop {
            match self.try_recv() {
                Ok(message) => return Some(message),
                Err(true) => return None,
                Err(false) => {}
            }
            let bell = self.bell.as_mut().expect("the option `notify`");
            if !bell.is_readable {
                bell.signal.own.poll();
            }
            let signals = bell.signal.own.consume().expect("no system call");
            assert!(signals <= u64::from(bell.is_armed), "a signal that was not asked for");
            bell.is_armed &= signals == 0;
            bell.is_readable = !bell.is_armed && !self.link.arm();
            bell.is_armed = true;
        }
    }

    /// Receives, or returns whether the channel has ended.
    fn try_recv(&mut self) -> Result<u64, bool> {
        let is_closed = self.link.is_peer_closed();
        let head = self.link.cursor();
        if self.link.load_peer().expect("an honest peer") == head {
            return Err(is_closed);
        }
        let message = self.slot(head).with(|slot| {
            // SAFETY: the slot is published. The model checker would find a write to it.
            unsafe { *slot }
        });
        self.link.publish(1);
        Ok(message)
    }

    /// Closes the channel.
    pub fn close(&mut self) {
        self.link.close();
    }
}

/// Time does not pass in a model.
fn far() -> Instant {
    Instant::now() + Duration::from_secs(3600)
}
