//! The options that add something to plain sending and receiving.

use super::preset::PresetValues;
use crate::parse::{Options, Target};
use crate::terms::{Consumers, Favor, Kind, Producers, availability};

/// How many producers and consumers may be registered at a time. `None` is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) producers: Option<u32>,
    pub(crate) consumers: Option<u32>,
}

/// The ways in which a producer or a consumer can wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waking {
    /// Blocking operations.
    pub(crate) wait: bool,
    /// An eventfd.
    pub(crate) notify: bool,
    /// Async operations.
    pub(crate) futures: bool,
}

/// The number of home rings of an mpmc consumer. The library has the same default.
pub(crate) const DEFAULT_SHARD: u32 = 2;

impl Limits {
    /// Takes each limit from its option, else from the preset.
    pub(crate) fn decide(options: &Options, kind: Kind, preset: Option<PresetValues>) -> Self {
        let producers = options.max_producers.value().map(|limit| limit.0);
        let consumers = options.max_consumers.value().map(|limit| limit.0);
        Limits {
            producers: producers
                .or(preset.and_then(|preset| preset.max_producers))
                .filter(|_| kind.producers == Producers::Many),
            consumers: consumers
                .or(preset.and_then(|preset| preset.max_consumers))
                .filter(|_| kind.consumers == Consumers::Competing),
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

    /// Whether a consumer can wait at all.
    pub(crate) fn any(self) -> bool {
        self.wait || self.notify || self.futures
    }
}

/// Takes `favor` from its option, else from the preset.
pub(crate) fn favor(options: &Options, preset: Option<PresetValues>) -> Favor {
    let explicit = options.favor.value().copied();
    explicit.or(preset.and_then(|preset| preset.favor)).unwrap_or_default()
}

/// Takes `shard` from its option, else from the preset. `None` unless the kind has shards.
pub(crate) fn shard(options: &Options, kind: Kind, preset: Option<PresetValues>) -> Option<u32> {
    let explicit = options.shard.value().map(|shard| shard.0);
    kind.has_shards()
        .then(|| explicit.or(preset.and_then(|preset| preset.shard)).unwrap_or(DEFAULT_SHARD))
}

/// The definition of the message for `shared`. A type with parameters or conditional fields has
/// none, and this has been reported. If the item is incomplete, the compiler has reported that.
pub(crate) fn shared(options: &Options, target: &Target, kind: Kind) -> Option<String> {
    let is_wanted = options.shared.value().is_some()
        && availability::has_shared()
        && kind.can_cross_processes()
        && target.generics.params.is_empty()
        && !target.has_conditional_fields;
    target.definition.clone().filter(|_| is_wanted)
}
