//! The counters of the two ends of a ring: the option `metrics`.

use crate::metrics::{ConsumerStats, ProducerStats};
use crate::ring::layout::Ring;

/// Returns the producer's counters of a ring. All are zero without the option `metrics`.
pub(crate) fn sent<R: Ring>(ring: &R) -> ProducerStats {
    let cursor = || ring.lines().producer.observe();
    ring.sent_line().map(|sent| sent.read(cursor)).unwrap_or_default()
}

/// Returns the consumer's counters of a ring. `None` without the option `metrics`.
pub(crate) fn received<R: Ring>(ring: &R) -> Option<ConsumerStats> {
    let cursor = || ring.lines().consumer.observe();
    ring.received_line().map(|received| received.read(cursor))
}

/// Sets the consumer's counters of a ring to zero. Only that consumer calls this, between two
/// operations.
pub(crate) fn reset_received<R: Ring>(ring: &R) {
    if let Some(received) = ring.received_line() {
        received.restart(ring.lines().consumer.position());
    }
}
