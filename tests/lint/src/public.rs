//! Public messages, of which this crate uses nothing.

use ringmpsc::ring_channel;

/// A struct, with every option.
#[ring_channel(
    kind = spsc, bits = 4, wait, notify, futures, metrics(latency),
    contention, numa, prefetch = 4, fence = full
)]
#[ring_channel(
    kind = mpsc, bits = 4, wait, notify, futures, metrics(latency),
    contention, numa(node = 0), prefetch = 4, fence = full,
    max_producers = 2, name = Shared
)]
#[ring_channel(
    kind = spmc, bits = 4, wait, notify, futures, metrics(latency),
    contention, numa, prefetch = 4, fence = full,
    max_consumers = 2, name = FannedOut
)]
#[ring_channel(
    kind = mpmc, bits = 4, wait, notify, futures, metrics(latency),
    contention, numa, prefetch = 4, fence = full,
    max_producers = 2, max_consumers = 2, shard = 1, name = Stolen
)]
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// Its number.
    pub id: u64,
}

/// An enum that is neither `Copy` nor `Clone`.
#[ring_channel(kind = mpsc, preset = low_latency)]
#[derive(Debug)]
pub enum Event {
    /// With a payload.
    Text(String),
    /// Without one.
    Tick,
}

/// A message of consumers that share, with nothing else.
#[ring_channel(kind = spmc)]
#[derive(Clone, Copy, Debug)]
pub struct Job;

/// And of many producers, generic.
#[ring_channel(kind = mpmc, preset = high_throughput)]
#[derive(Debug)]
pub struct Task<T>(pub T);

/// The other presets, of which some parts are left out.
#[ring_channel(kind = spmc, preset = ultra_low_latency)]
#[ring_channel(kind = mpmc, preset = low_latency, bits = 2, name = Quick)]
pub type Tick = u8;

/// A union.
#[ring_channel(kind = spsc)]
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "nobody knows what is in it")]
pub union Word {
    /// As a number.
    pub number: u32,
    /// As bytes.
    pub bytes: [u8; 4],
}

/// An alias.
#[ring_channel(kind = spsc)]
pub type Batch = Vec<u8>;

/// Like a type of C; its own name would make `word_tChannel`.
#[ring_channel(kind = mpsc, name = Number)]
#[expect(non_camel_case_types, reason = "this is the name")]
pub type number_t = u8;
