//! What the channel can do beyond sending and receiving.

use super::availability;
use super::kind::{Consumers, Kind, Producers};
use super::preset::Parts;
use crate::parse::Options;

/// How many endpoints may be registered at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// `None` is no limit.
    pub(crate) producers: Option<u32>,
    /// `None` is no limit.
    pub(crate) consumers: Option<u32>,
}

/// The ways in which a side can be told that it has something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waking {
    /// Blocking operations.
    pub(crate) wait: bool,
    /// An eventfd.
    pub(crate) notify: bool,
    /// Async operations.
    pub(crate) futures: bool,
}

impl Waking {
    /// Whether a consumer can wait at all.
    pub(crate) fn any(self) -> bool {
        self.wait || self.notify || self.futures
    }
}

/// What the batches of a ring leave behind in its counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Metrics {
    /// Messages and batches.
    Counters,
    /// Also how long a batch takes, for two reads of the clock.
    Latency,
}

/// The NUMA node of a ring's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placement {
    /// The node of the thread that opens or registers.
    RegisteringThread,
    /// The node of this number.
    Node(u32),
}

/// How the running side finds out that the other side sleeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fence {
    /// One of the two below, whichever costs less at the time.
    #[default]
    Adaptive,
    /// The sleeper pays for both.
    Asymmetric,
    /// Both sides execute a full fence.
    Full,
}

/// What the channel does where latency and throughput disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Favor {
    /// No operation pauses.
    Latency,
    /// Where both sides run at full speed, one pauses if that makes a message cheaper.
    #[default]
    Throughput,
}

/// The rings that are home to one mpmc consumer; the library's default, too.
pub(crate) const DEFAULT_SHARD: u32 = 2;

impl Limits {
    pub(crate) fn decide(options: &Options, kind: Kind, preset: Option<Parts>) -> Self {
        let producers = options.max_producers.value().map(|limit| limit.0);
        let consumers = options.max_consumers.value().map(|limit| limit.0);
        Limits {
            producers: producers
                .or(preset.and_then(|parts| parts.max_producers))
                .filter(|_| kind.producers == Producers::Many),
            consumers: consumers
                .or(preset.and_then(|parts| parts.max_consumers))
                .filter(|_| kind.consumers == Consumers::Shared),
        }
    }
}

impl Waking {
    pub(crate) fn decide(options: &Options) -> Self {
        Waking {
            wait: options.wait.value().is_some(),
            notify: options.notify.value().is_some(),
            futures: options.futures.value().is_some() && availability::has_futures(),
        }
    }
}

/// What was written, else what the preset says.
pub(crate) fn favor(options: &Options, preset: Option<Parts>) -> Favor {
    let written = options.favor.value().copied();
    written.or(preset.and_then(|parts| parts.favor)).unwrap_or_default()
}

/// The size of a home shard, for the one kind that has any.
pub(crate) fn shard(options: &Options, kind: Kind, preset: Option<Parts>) -> Option<u32> {
    let written = options.shard.value().map(|shard| shard.0);
    kind.has_shards()
        .then(|| written.or(preset.and_then(|parts| parts.shard)).unwrap_or(DEFAULT_SHARD))
}
