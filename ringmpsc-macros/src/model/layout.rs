//! How large a ring is.

use super::kind::Kind;
use crate::parse::{Options, Setting};

/// The size of one ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The base-2 logarithm of the capacity, 1 to 30.
    pub(crate) bits: u32,
    /// Slots per ring.
    pub(crate) capacity: u32,
}

impl Layout {
    /// Takes `bits` from the option, else from the preset, else from the kind.
    ///
    /// There is no layout where the first of these that was written has been reported.
    pub(crate) fn decide(options: &Options) -> Option<Self> {
        let kind = options.kind.value();
        let bits = match (&options.bits, &options.preset) {
            (Setting::Given(bits), _) => bits.value.0,
            (Setting::Absent, Setting::Given(preset)) => preset.value.parts(*kind?).bits,
            (Setting::Absent, Setting::Absent) => default_bits(*kind?),
            (Setting::Reported, _) | (Setting::Absent, Setting::Reported) => return None,
        };
        Some(Layout { bits, capacity: 1 << bits })
    }
}

fn default_bits(kind: Kind) -> u32 {
    if kind.has_shards() { 14 } else { 16 }
}
