//! What both ends have: the mapping, the link, and the wait for the peer.

use core::ptr::NonNull;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ringmpsc_runtime::clock;

use super::bell::{Bell, Consumed};
use super::connection::Connection;
use super::copy;
use super::error::Corruption;
use super::link::{Link, SLICE};
use super::plain::Plain;
use super::segment::Segment;
use super::words::Role;
use crate::ring::index;
use crate::ring::line_ownership::TakeLines;

/// After this number of failed polls, an end asks the kernel whether its peer has ended.
const POLLS: u32 = 1024;

/// The least size of a batch whose lines a consumer takes out of the producer's cache, in bytes.
/// After fewer messages the consumer is close behind the producer, and takes lines that are on
/// their way. These ends never pause to keep a distance.
const BATCH: usize = 512;

/// One end of a ring of `T`.
pub(super) struct End<T> {
    segment: Arc<Segment<T>>,
    pub(super) link: Link,
    slots: NonNull<T>,
    /// The number of slots. A copy, for the path on which nothing else of `segment` is read.
    capacity: usize,
    take_lines: TakeLines,
    /// The byte that is 1, and 0 in a forked child. `segment` owns it.
    fork_mark: NonNull<u8>,
    connection: Option<Arc<Connection>>,
    /// With the option `notify`.
    pub(super) bell: Option<Bell>,
    /// Whether the peer was found to have ended.
    pub(super) is_peer_gone: bool,
    polls: u32,
    /// When a wait last checked whether the peer has ended.
    checked_at: Option<Instant>,
}

// SAFETY: the end is used by one thread at a time, and has no thread-local state. `slots` and
// `fork_mark` point into mappings, which any thread of the process may use and which `segment`
// keeps alive.
unsafe impl<T: Send> Send for End<T> {}

pub(super) const FORKED: &str = "this process is a forked child of the one that made the end";

/// How a wait ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Waited {
    /// The caller should poll again.
    Again,
    /// The deadline has passed.
    TimedOut,
}

impl<T> End<T> {
    pub(super) fn new(segment: Arc<Segment<T>>, role: Role) -> Self {
        let lead = match role {
            Role::Producer => 0,
            Role::Consumer => segment.capacity() as u64,
        };
        let link = Link::new(segment.side(role), segment.side(role.other()), lead);
        let slots = segment.slots();
        let (capacity, fork_mark) = (segment.capacity(), segment.fork_mark());
        Self {
            segment,
            link,
            slots,
            capacity,
            take_lines: TakeLines::of_size(capacity, size_of::<T>()),
            fork_mark,
            connection: None,
            bell: None,
            is_peer_gone: false,
            polls: 0,
            checked_at: None,
        }
    }

    /// Returns whether the mapping exists in this process. Ask before each operation.
    #[inline]
    pub(super) fn is_usable(&self) -> bool {
        // SAFETY: `segment` is alive, so the byte is mapped, in a forked child too.
        unsafe { self.fork_mark.read_volatile() == 1 }
    }

    #[inline]
    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Returns the slot of a cursor.
    #[inline]
    fn slot(&self, cursor: u64) -> NonNull<T> {
        let slot = index::slot(cursor, self.capacity);
        // SAFETY: the slot is less than the capacity, and the mapping has that many.
        unsafe { self.slots.add(slot) }
    }

    /// Releases the first `n` known messages, for a consumer, and wakes the producer if it waits.
    /// Before that it takes a batch's lines [out of the producer's cache](crate::ring::line_ownership).
    ///
    /// # Safety
    ///
    /// This end is a consumer. It knows of so many messages, and has copied them. This process has
    /// the mapping.
    #[inline]
    pub(super) unsafe fn release(&mut self, n: usize) {
        if self.take_lines.get() && n * size_of::<T>() >= BATCH {
            let from = self.link.cursor();
            let first = index::contiguous(from, n, self.capacity);
            for (at, n) in [(from, first), (from.wrapping_add(first as u64), n - first)] {
                let slot = self.slot(at).cast::<u8>();
                self.take_lines.each_end_of_line(slot.addr().get(), n * size_of::<T>(), |offset| {
                    // SAFETY: `contiguous` has cut the slots into parts that lie side by side, and
                    // the offset is less than the size of this part.
                    let byte = unsafe { slot.add(offset) };
                    // SAFETY: by contract the byte is mapped for writes, and the messages of these
                    // slots are copied. No other thread of this process accesses it.
                    unsafe { copy::store_byte(byte, 0) };
                });
            }
        }
        self.link.publish(n);
    }

    /// From now on, this end checks the peer through this connection.
    pub(super) fn watch(&mut self, connection: Arc<Connection>) {
        self.connection = Some(connection);
    }

    pub(super) fn connection(&self) -> Option<&Connection> {
        self.connection.as_deref()
    }

    /// Signals the peer over the connection, and is signalled by it, from now on.
    pub(super) fn notify_by(&mut self, connection: Arc<Connection>, bell: Bell) {
        self.link.signal_by(Arc::clone(&connection) as _);
        self.bell = Some(bell);
        self.watch(connection);
    }

    /// Consumes the peer's signal, and asks for the next one. Returns the number of events: 0 if
    /// the descriptor was not readable.
    pub(super) fn consume_events(&mut self) -> io::Result<u64> {
        let is_usable = self.is_usable();
        let Some(bell) = self.bell.as_mut().filter(|_| is_usable) else {
            return Err(io::Error::other(FORKED));
        };
        let consumed = bell.consume()?;
        self.check_peer();
        let is_honest = match consumed {
            Consumed::Events(_) => true,
            Consumed::End => self.is_peer_gone,
            Consumed::Unasked => false,
        };
        if !is_honest {
            self.link.poison(Corruption::Signal);
        }
        let Some(bell) = &mut self.bell else { return Ok(0) };
        // The rest of the calls returns the reason. Until the end is dropped, it is readable.
        if !is_honest || self.is_peer_gone {
            bell.set_readable(true)?;
            return Ok(1);
        }
        let is_complete = !bell.must_arm() || self.link.arm();
        bell.set_armed();
        bell.set_readable(!is_complete)?;
        Ok(if let Consumed::Events(events) = consumed { events } else { 1 })
    }

    /// Counts a failed poll. After every [`POLLS`] of them it asks the kernel whether the peer has
    /// ended. Returns whether this call found that it has. The caller then polls once more.
    pub(super) fn has_ended_after_failed_poll(&mut self) -> bool {
        self.polls += 1;
        self.polls >= POLLS && self.check_peer()
    }

    /// Asks the kernel whether the peer has ended. Returns whether this call found that it has.
    pub(super) fn check_peer(&mut self) -> bool {
        self.polls = 0;
        if self.is_peer_gone {
            return false;
        }
        // If the kernel does not know, assume that the peer is alive.
        self.is_peer_gone = self
            .connection
            .as_deref()
            .is_some_and(|connection| connection.is_peer_gone().unwrap_or(false));
        if self.is_peer_gone {
            self.link.stop();
        }
        self.is_peer_gone
    }

    /// Sleeps for at most a [`SLICE`], until `deadline`, or until the peer wakes this end, unless
    /// `is_ready`. Checks whether the peer has ended if the last check is a [`SLICE`] ago. Without
    /// this, a peer that wakes this end all the time would prevent each check.
    pub(super) fn wait(
        &mut self,
        deadline: Option<Instant>,
        is_ready: impl FnOnce(&mut Link) -> bool,
    ) -> Waited {
        let now = Instant::now();
        if deadline.is_some_and(|deadline| now >= deadline) {
            return Waited::TimedOut;
        }
        self.beat();
        let slice = now + SLICE;
        let until = deadline.map_or(slice, |deadline| deadline.min(slice));
        let segment = &self.segment;
        self.link.sleep(until, is_ready, || segment.is_mapped_here());
        let checked_at = *self.checked_at.get_or_insert(now);
        let now = Instant::now();
        if now.saturating_duration_since(checked_at) >= SLICE {
            self.checked_at = Some(now);
            self.check_peer();
        }
        Waited::Again
    }

    /// Writes the heartbeat.
    pub(super) fn beat(&self) {
        // Without a clock there is no heartbeat.
        if let Ok(now) = clock::try_now_nanos() {
            self.link.beat(now);
        }
    }

    /// Returns whether the peer's heartbeat is younger than `timeout`.
    pub(super) fn has_peer_beaten(&self, timeout: Duration) -> bool {
        let Ok(now) = clock::try_now_nanos() else { return false };
        let age = now.saturating_sub(self.link.peer_heartbeat());
        Duration::from_nanos(age) <= timeout
    }
}

impl<T: Plain> End<T> {
    /// Writes messages to slots from `cursor` on, across the end of the ring.
    ///
    /// # Safety
    ///
    /// The slots must be free, and there must be at least as many as messages.
    #[inline]
    pub(super) unsafe fn write(&self, cursor: u64, messages: &[T]) {
        let adjacent = index::contiguous(cursor, messages.len(), self.capacity());
        let (first, second) = messages.split_at(adjacent);
        // SAFETY: the slots from `cursor` up to the end of the ring are mapped, writable and
        // aligned. The caller promises that they are free, so no thread of this process accesses
        // them: the consumer may be one of them, and reads only published slots.
        unsafe { copy::store(self.slot(cursor), first) };
        if !second.is_empty() {
            let start = self.slot(cursor.wrapping_add(adjacent as u64));
            // SAFETY: as above, from the start of the ring on.
            unsafe { copy::store(start, second) };
        }
    }

    /// Copies messages out of the slots from `cursor` on, across the end of the ring.
    ///
    /// # Safety
    ///
    /// The slots must be published and not released, and there must be at least as many as
    /// `messages`.
    #[inline]
    pub(super) unsafe fn read(&self, cursor: u64, messages: &mut [T]) {
        let adjacent = index::contiguous(cursor, messages.len(), self.capacity());
        let (first, second) = messages.split_at_mut(adjacent);
        // SAFETY: the slots from `cursor` up to the end of the ring are mapped, readable and
        // aligned. An honest producer does not write them before they are released. A hostile one
        // is another process, against which the copy is atomic.
        unsafe { copy::load(self.slot(cursor), first) };
        if !second.is_empty() {
            let start = self.slot(cursor.wrapping_add(adjacent as u64));
            // SAFETY: as above, from the start of the ring on.
            unsafe { copy::load(start, second) };
        }
    }
}

impl<T> Drop for End<T> {
    fn drop(&mut self) {
        if self.is_usable() {
            self.link.close();
        }
    }
}
