//! What a producer reports: lengths, counters, where its ring lies. Also how it counts waits.

use core::fmt;

use ringmpsc_runtime::numa::Placement;

use crate::id::ProducerId;
use crate::metrics::{Contention, ContentionCounters, ProducerStats};
use crate::producer::{Producer, Registration};
use crate::ring::counts;
use crate::ring::index;
use crate::ring::layout::{HasContention, HasMetrics, HasPlacement, Ring};
use crate::sync::Ordering;

impl<R: Ring, S: Registration<R>> Producer<R, S> {
    /// See the generated method of this name.
    #[inline]
    pub fn capacity(&self) -> usize {
        Self::CAPACITY
    }

    /// See the generated method of this name.
    #[inline]
    pub fn len(&self) -> usize {
        index::snapshot(self.ring.lines().consumer.position(), self.tail, Self::CAPACITY)
    }

    /// See the generated method of this name.
    #[inline]
    pub fn available_capacity(&self) -> usize {
        self.refresh(Self::CAPACITY)
    }

    /// See the generated method of this name.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// See the generated method of this name.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.cached_free_slots() == 0 && self.refresh(1) == 0
    }

    /// See the generated method of this name.
    pub fn id(&self) -> ProducerId {
        ProducerId::new(self.ring.lines().cold.id.load(Ordering::Relaxed))
    }

    /// Writes the `Debug` text of an endpoint called `name`.
    pub fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("id", &self.id())
            .field("len", &self.len())
            .field("capacity", &Self::CAPACITY)
            .field("closed", &self.is_closed())
            .finish()
    }
}

/// How refusals and waits are counted: the option `contention`.
impl<R: Ring, S: Registration<R>> Producer<R, S> {
    /// Counts a send or a reservation that was refused because the ring is full.
    #[cold]
    pub(super) fn count_failure(&self) {
        if let Some(contention) = self.ring.contention_line() {
            contention.refused();
        }
    }

    /// An operation was refused, and waits for `n` free slots. A [refresh](Self::refresh) that
    /// finds them ends the wait.
    pub(crate) fn begin_wait(&self, n: usize) {
        if let Some(contention) = self.ring.contention_line() {
            contention.begin_stall(n);
        }
    }

    /// One iteration of the wait has spun or yielded.
    pub(crate) fn count_spin(&self) {
        if let Some(contention) = self.ring.contention_line() {
            contention.spun();
        }
    }

    /// A wait ends without space. This is a failure if the operation has given up. It is none if
    /// the channel was closed.
    pub(crate) fn end_wait(&self, gave_up: bool) {
        if let Some(contention) = self.ring.contention_line() {
            contention.end_stall();
            if gave_up {
                contention.refused();
            }
        }
    }

    /// Drops an operation that may have been waiting for space. If it was, and the channel is open,
    /// this is a failure.
    pub(crate) fn abandon_wait(&self) {
        if let Some(contention) = self.ring.contention_line()
            && contention.end_stall()
            && !self.is_closed()
        {
            contention.refused();
        }
    }
}

impl<R: HasMetrics, S: Registration<R>> Producer<R, S> {
    /// See the generated method of this name.
    pub fn metrics(&self) -> ProducerStats {
        counts::sent(&*self.ring)
    }

    /// See the generated method of this name.
    pub fn reset_metrics(&mut self) {
        if let Some(sent) = self.ring.sent_line() {
            sent.restart(self.ring.lines().producer.position());
        }
    }
}

impl<R: HasContention, S: Registration<R>> Producer<R, S> {
    /// See the generated method of this name.
    pub fn contention(&self) -> Contention {
        self.ring.contention_line().map(ContentionCounters::read).unwrap_or_default()
    }

    /// See the generated method of this name.
    pub fn reset_contention(&mut self) {
        if let Some(contention) = self.ring.contention_line() {
            contention.clear();
        }
    }
}

impl<R: HasPlacement, S: Registration<R>> Producer<R, S> {
    /// See the generated method of this name.
    ///
    /// # Panics
    ///
    /// Panics if the ring was made without a NUMA placement. The macro implements [`HasPlacement`]
    /// for no such ring.
    pub fn placement(&self) -> &Placement {
        self.registration.ring_placement(&self.ring).expect("the option `numa` places every ring")
    }
}
