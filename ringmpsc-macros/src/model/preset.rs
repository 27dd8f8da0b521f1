//! The values that each preset gives to the options.

use crate::terms::{Favor, Kind, Preset, Producers};

/// The values of a preset for one kind. An explicit option overrides its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PresetValues {
    pub(crate) bits: u32,
    pub(crate) max_producers: Option<u32>,
    pub(crate) max_consumers: Option<u32>,
    pub(crate) shard: Option<u32>,
    pub(crate) favor: Option<Favor>,
}

impl Preset {
    /// The values that have an effect with `kind`.
    pub(crate) fn values(self, kind: Kind) -> PresetValues {
        if self == Preset::HighThroughput && kind.has_shards() {
            return PresetValues {
                bits: 16,
                max_producers: Some(32),
                max_consumers: Some(16),
                shard: Some(4),
                favor: None,
            };
        }
        let (bits, producers) = match self {
            Preset::LowLatency => (12, 16),
            Preset::HighThroughput => (18, 32),
            Preset::UltraLowLatency => (10, 4),
        };
        PresetValues {
            bits,
            max_producers: (kind.producers == Producers::Many).then_some(producers),
            max_consumers: None,
            shard: None,
            favor: (self != Preset::HighThroughput).then_some(Favor::Latency),
        }
    }
}
