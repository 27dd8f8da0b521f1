//! How large a ring is.

use proc_macro2::Span;

use super::kind::Kind;
use crate::parse::{Options, Setting};

/// The size of one ring.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// The base-2 logarithm of the capacity, 1 to 30.
    pub(crate) bits: u32,
    /// Slots per ring.
    pub(crate) capacity: u32,
    /// The number or the word that has decided it, or the attribute as a whole.
    pub(crate) span: Span,
}

impl Layout {
    /// What [`known`](Self::known) says; if that has been reported, the default.
    pub(crate) fn decide(options: &Options, kind: Kind) -> Self {
        Layout::known(options).unwrap_or_else(|| Layout::default(kind))
    }

    /// Takes `bits` from the option, else from the preset, else from the kind.
    ///
    /// There is no layout where the first of these that was written has been reported.
    pub(crate) fn known(options: &Options) -> Option<Self> {
        let kind = options.kind.value();
        match (&options.bits, &options.preset) {
            (Setting::Given(bits), _) => Some(Layout::new(bits.value.0, bits.value.span())),
            (Setting::Absent, Setting::Given(preset)) => {
                Some(Layout::new(preset.value.parts(*kind?).bits, preset.value.span()))
            }
            (Setting::Absent, Setting::Absent) => Some(Layout::default(*kind?)),
            (Setting::Reported, _) | (Setting::Absent, Setting::Reported) => None,
        }
    }

    fn default(kind: Kind) -> Self {
        Layout::new(if kind.has_shards() { 14 } else { 16 }, Span::call_site())
    }

    fn new(bits: u32, span: Span) -> Self {
        Layout { bits, capacity: 1 << bits, span }
    }
}
