//! The size of a ring.

use proc_macro2::Span;

use crate::parse::{Options, Setting};
use crate::terms::Kind;

/// The size of one ring.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// The base-2 logarithm of the capacity, 1 to 30.
    pub(crate) bits: u32,
    /// The number of slots.
    pub(crate) capacity: u32,
    /// The value of `bits` or `preset` that decides the size, else the whole attribute.
    pub(crate) span: Span,
}

impl Layout {
    /// The layout, or the default layout if the deciding option has been reported.
    pub(crate) fn decide(options: &Options, kind: Kind) -> Self {
        Layout::known(options).unwrap_or_else(|| Layout::default(kind))
    }

    /// Takes `bits` from its option, else from the preset, else from the kind.
    ///
    /// Returns `None` if the first of these that the attribute names has been reported.
    pub(crate) fn known(options: &Options) -> Option<Self> {
        let kind = options.kind.value();
        match (&options.bits, &options.preset) {
            (Setting::Given(bits), _) => Some(Layout::new(bits.value.0, bits.value.span())),
            (Setting::Absent, Setting::Given(preset)) => {
                Some(Layout::new(preset.value.values(*kind?).bits, preset.value.span()))
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
