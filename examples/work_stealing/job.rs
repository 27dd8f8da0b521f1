//! What there is to be done.

use ringmpsc::ring_channel;

/// A number whose divisors are counted. Each worker is at home in the ring of one producer.
///
/// The derive of `Clone` and `Copy` generates an `unsafe impl` of `TrivialClone`, a marker of
/// the standard library.
#[ring_channel(kind = mpmc, bits = 8, wait, metrics, max_consumers = 3, shard = 1)]
#[derive(Clone, Copy)]
pub(crate) struct Job(pub(crate) u32);
