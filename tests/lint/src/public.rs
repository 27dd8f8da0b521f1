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

/// Its channel is not part of the interface.
#[ring_channel(kind = mpsc, vis = pub(crate), wait, notify, futures, metrics, contention, numa)]
#[derive(Clone, Copy, Debug)]
pub struct Shown(pub u8);

/// Known to this module.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(test), expect(dead_code, reason = "only the test reads it"))]
struct Secret(u8);

/// A public alias of a private type. Its channel is as private as the type.
#[ring_channel(kind = mpmc, vis = private, wait, notify, futures, metrics, contention, numa)]
#[expect(private_interfaces, reason = "no other crate sends it")]
pub type Secrets = [Secret; 2];

/// The module of the message uses the private channel, and the crate uses the other one.
#[test]
fn narrower_channels_pass_messages_on() {
    let channel = SecretsChannel::open();
    let mut consumer = channel.register_consumer().expect("there is no limit");
    let mut producer = channel.register().expect("there is no limit");
    assert!(producer.send([Secret(1), Secret(2)]).is_ok());
    assert_eq!(consumer.recv().map(|[first, second]| first.0 + second.0), Ok(3));

    let (channel, mut consumer) = ShownChannel::open();
    let mut producer = channel.register().expect("there is no limit");
    assert!(producer.send(Shown(7)).is_ok());
    assert_eq!(consumer.recv().map(|message| message.0), Ok(7));
}

/// It may be sent to another process.
#[ring_channel(kind = spsc, wait, shared)]
pub type Parcel = u64;
