//! Presets: sizes and choices that go together.

use super::features::Favor;
use super::kind::{Kind, Producers};

/// A set of sizes and choices with one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Preset {
    LowLatency,
    HighThroughput,
    UltraLowLatency,
}

/// What a preset says about one kind. An option that the user writes wins over its part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) bits: u32,
    pub(crate) max_producers: Option<u32>,
    pub(crate) max_consumers: Option<u32>,
    pub(crate) shard: Option<u32>,
    pub(crate) favor: Option<Favor>,
}

impl Preset {
    /// The parts that apply to `kind`; a kind with one producer, say, gets no limit of producers.
    pub(crate) fn parts(self, kind: Kind) -> Parts {
        if self == Preset::HighThroughput && kind.has_shards() {
            return Parts {
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
        Parts {
            bits,
            max_producers: (kind.producers == Producers::Many).then_some(producers),
            max_consumers: None,
            shard: None,
            favor: (self != Preset::HighThroughput).then_some(Favor::Latency),
        }
    }
}
