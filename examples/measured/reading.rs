//! The message, and a channel with all that can be measured.

use ringmpsc::ring_channel;

/// A reading of a sensor.
#[ring_channel(kind = mpsc, bits = 6, wait, metrics(latency), contention, numa)]
pub(crate) struct Reading {
    pub(crate) value: u64,
}
