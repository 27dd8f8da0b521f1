//! A snapshot of a channel: the sum of the counters over its rings.

use crate::metrics::{ChannelStats, ConsumerStats, Contention, ProducerStats, StealStats};
use crate::ring::counts;
use crate::ring::layout::{HasSnapshot, Ring};

/// The sum over rings, from which [`finish`](Self::finish) makes a [`ChannelStats`].
#[derive(Clone, Copy, Default)]
pub struct StatsSum {
    pending: usize,
    sent: ProducerStats,
    received: ConsumerStats,
    contention: Contention,
}

impl StatsSum {
    pub(crate) fn add<R: Ring>(&mut self, ring: &R, pending: usize) {
        self.pending += pending;
        self.received = self.received.merge(counts::received(ring).unwrap_or_default());
        self.add_producer(ring);
    }

    /// Adds `n` messages that no ring counts, because a consumer has claimed them and left.
    /// Their slots may be counted already, so the sum is at most `capacity`.
    pub(crate) fn add_pending(&mut self, n: usize, capacity: usize) {
        self.pending = (self.pending + n).min(capacity);
    }

    /// Adds the counters of competing consumers.
    pub(crate) fn add_stolen(&mut self, stolen: StealStats) {
        let StealStats { claimed: received, batches, largest_batch, latency, .. } = stolen;
        let stolen = ConsumerStats { received, batches, largest_batch, latency };
        self.received = self.received.merge(stolen);
    }

    fn add_producer<R: Ring>(&mut self, ring: &R) {
        self.sent = self.sent.merge(counts::sent(ring));
        if let Some(contention) = ring.contention_line() {
            self.contention = self.contention.merge(contention.read());
        }
    }

    /// Adds the counters of a ring's producers, and restarts them at zero for the next producer. No
    /// other thread may write these counters now.
    pub(crate) fn take_over<R: Ring>(&mut self, ring: &R) {
        if ring.sent_line().is_none() && ring.contention_line().is_none() {
            return;
        }
        self.add_producer(ring);
        if let Some(sent) = ring.sent_line() {
            sent.restart(ring.lines().producer.position());
        }
        if let Some(contention) = ring.contention_line() {
            contention.clear();
        }
    }

    /// Returns the snapshot of a channel of such rings. A number that they do not measure is
    /// `None`, even if the channel has no ring.
    pub(crate) fn finish<R: HasSnapshot>(
        self,
        producers: usize,
        consumers: usize,
        closed: bool,
    ) -> ChannelStats {
        let Self { pending, sent, received, contention } = self;
        ChannelStats {
            producers,
            consumers,
            pending,
            closed,
            sent: R::METRICS.then_some(sent.sent),
            sent_batches: R::METRICS.then_some(sent.batches),
            largest_sent_batch: R::METRICS.then_some(sent.largest_batch),
            received: R::METRICS.then_some(received.received),
            batches: R::METRICS.then_some(received.batches),
            largest_batch: R::METRICS.then_some(received.largest_batch),
            latency: received.latency,
            reserve_spins: R::CONTENTION.then_some(contention.spins),
            reserve_failures: R::CONTENTION.then_some(contention.failures),
            waited: R::CONTENTION.then_some(contention.waited),
        }
    }
}
