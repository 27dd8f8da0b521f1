//! What is known of a channel at one moment.

use core::time::Duration;

use crate::metrics::latency::Latency;

/// A channel at one moment: `snapshot()`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChannelStats {
    /// Producers that are registered.
    pub producers: usize,
    /// Consumers that are alive.
    pub consumers: usize,
    /// Messages that are waiting.
    pub pending: usize,
    /// Whether nothing new can be sent.
    pub closed: bool,
    /// Messages sent, by all producers there have been.
    pub sent: u64,
    /// Messages received: handed to user code, or dropped because user code asked for that (`skip`,
    /// `consume_count`, a claim or a drain that is dropped).
    ///
    /// Messages that are dropped because the last consumer has left are not received. So `sent -
    /// received - pending` is the number of messages that were dropped with the last consumer, or
    /// are in a consumer's claim. A claim counts when it is dropped. One that is forgotten counts
    /// with the next operation of its consumer, or when that is dropped.
    pub received: u64,
    /// Batches received.
    pub batches: u64,
    /// The largest batch received.
    pub largest_batch: u64,
    /// With `contention`: rounds of waiting for room.
    pub reserve_spins: u64,
    /// With `contention`: sends and reservations refused for want of room.
    pub reserve_failures: u64,
    /// With `contention`: how long producers have waited for room.
    pub waited: Duration,
    /// With `metrics(latency)`: how long batches took.
    pub latency: Option<Latency>,
}
