//! What the two ends of a ring have counted: the option `metrics`.

use crate::metrics::{ConsumerStats, ProducerStats};
use crate::ring::layout::Ring;

/// What the producer of a ring has counted. All zero without the option `metrics`.
pub(crate) fn sent<R: Ring>(ring: &R) -> ProducerStats {
    let cursor = || ring.lines().producer.observe();
    ring.sent_line().map(|sent| sent.read(cursor)).unwrap_or_default()
}

/// What the consumer of a ring has counted. `None` without the option `metrics`.
pub(crate) fn received<R: Ring>(ring: &R) -> Option<ConsumerStats> {
    let cursor = || ring.lines().consumer.observe();
    ring.received_line().map(|received| received.read(cursor))
}

/// The consumer of a ring begins anew at zero. For that consumer, between two operations.
pub(crate) fn reset_received<R: Ring>(ring: &R) {
    if let Some(received) = ring.received_line() {
        received.restart(ring.lines().consumer.position());
    }
}
