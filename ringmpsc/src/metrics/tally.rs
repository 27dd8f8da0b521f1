//! The sum over the rings of a channel.

use crate::metrics::channel::ChannelStats;
use crate::metrics::consumer::{ConsumerStats, received};
use crate::metrics::contention::{Contention, ContentionCounters};
use crate::metrics::producer::sent;
use crate::metrics::steal::StealStats;
use crate::ring::parts::Parts;

/// The sum over rings that becomes a [`ChannelStats`].
#[derive(Clone, Copy, Default)]
pub(crate) struct Tally {
    sent: u64,
    pending: usize,
    received: ConsumerStats,
    contention: Contention,
}

impl Tally {
    pub(crate) fn add<R: Parts>(&mut self, ring: &R, pending: usize) {
        self.pending += pending;
        self.received = [self.received].into_iter().chain(received(ring)).sum();
        self.add_producer(ring);
    }

    /// Adds messages that wait in no ring.
    pub(crate) fn add_pending(&mut self, n: usize) {
        self.pending += n;
    }

    /// Adds what consumers have taken that share the rings.
    pub(crate) fn add_stolen(&mut self, stolen: StealStats) {
        let StealStats { claimed: received, batches, largest_batch, latency, .. } = stolen;
        let stolen = ConsumerStats { received, batches, largest_batch, latency };
        self.received = [self.received, stolen].into_iter().sum();
    }

    fn add_producer<R: Parts>(&mut self, ring: &R) {
        self.sent += sent(ring).sent;
        if let Some(contention) = ring.contention_line().map(ContentionCounters::read) {
            self.contention.spins += contention.spins;
            self.contention.failures += contention.failures;
            self.contention.waited += contention.waited;
        }
    }

    /// Takes over what the producers of a ring have counted; the next one begins at zero. The caller is
    /// the only one who may write these counters.
    pub(crate) fn take_over<R: Parts>(&mut self, ring: &R) {
        self.add_producer(ring);
        if let Some(sent) = ring.sent_line() {
            sent.restart(ring.lines().producer.position());
        }
        if let Some(contention) = ring.contention_line() {
            contention.clear();
        }
    }

    pub(crate) fn finish(self, producers: usize, consumers: usize, closed: bool) -> ChannelStats {
        ChannelStats {
            producers,
            consumers,
            pending: self.pending,
            closed,
            sent: self.sent,
            received: self.received.received,
            batches: self.received.batches,
            largest_batch: self.received.largest_batch,
            reserve_spins: self.contention.spins,
            reserve_failures: self.contention.failures,
            waited: self.contention.waited,
            latency: self.received.latency,
        }
    }
}
