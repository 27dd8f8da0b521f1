//! What there is to be done.

use ringmpsc::ring_channel;

/// A number whose divisors are counted. Each worker is at home in the ring of one producer.
#[ring_channel(kind = mpmc, bits = 8, wait, metrics, max_consumers = 3, shard = 1)]
#[derive(Clone, Copy)]
pub(crate) struct Job(pub(crate) u32);
