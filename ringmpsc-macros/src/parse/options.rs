//! The options of one attribute.

use darling::error::Accumulator;
use darling::util::SpannedValue;
use proc_macro2::{Span, TokenStream};

use super::entries::Entries;
use super::flag::Flag;
use super::integer::{Bits, Limit, Prefetch, Shard};
use super::option_input::{OptionInput, Value};
use super::path::{LibraryPath, Stem};
use super::visibility::Vis;
use crate::terms::{Favor, Fence, Kind, Metrics, Placement, Preset, availability};

/// The result of reading one option.
///
/// A reported option is neither absent nor given, so that the rules do not report it again.
#[derive(Debug)]
pub(crate) enum Setting<T> {
    /// The attribute does not name it.
    Absent,
    /// The attribute names it, and an error about it has been reported.
    Reported,
    /// The attribute names it, with a valid value.
    Given(Given<T>),
}

/// An option with a valid value.
#[derive(Debug)]
pub(crate) struct Given<T> {
    /// The place of its name.
    pub(crate) name: Span,
    /// The value with its place.
    pub(crate) value: SpannedValue<T>,
}

impl<T> Setting<T> {
    /// The option, if it has a valid value.
    pub(crate) fn given(&self) -> Option<&Given<T>> {
        match self {
            Setting::Given(given) => Some(given),
            Setting::Absent | Setting::Reported => None,
        }
    }

    /// Whether the attribute names it, with or without a mistake.
    pub(crate) fn is_named(&self) -> bool {
        !matches!(self, Setting::Absent)
    }

    /// The place of its name, if it has a valid value.
    pub(crate) fn span(&self) -> Option<Span> {
        self.given().map(|given| given.name)
    }

    /// The value, if it is valid.
    pub(crate) fn value(&self) -> Option<&T> {
        self.given().map(|given| &*given.value)
    }
}

/// All options of an attribute.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) kind: Setting<Kind>,
    pub(crate) bits: Setting<Bits>,
    pub(crate) preset: Setting<Preset>,
    pub(crate) name: Setting<Stem>,
    pub(crate) max_producers: Setting<Limit>,
    pub(crate) max_consumers: Setting<Limit>,
    pub(crate) wait: Setting<Flag>,
    pub(crate) notify: Setting<Flag>,
    pub(crate) futures: Setting<Flag>,
    pub(crate) metrics: Setting<Metrics>,
    pub(crate) contention: Setting<Flag>,
    pub(crate) numa: Setting<Placement>,
    pub(crate) prefetch: Setting<Prefetch>,
    pub(crate) shard: Setting<Shard>,
    pub(crate) shared: Setting<Flag>,
    pub(crate) prefault: Setting<Flag>,
    pub(crate) fence: Setting<Fence>,
    pub(crate) favor: Setting<Favor>,
    pub(crate) vis: Setting<Vis>,
    pub(crate) library: Setting<LibraryPath>,
}

impl Options {
    /// Reads the tokens between the attribute's parentheses.
    pub(crate) fn parse(attribute: TokenStream, errors: &mut Accumulator) -> Self {
        let entries = Entries::parse(attribute, errors);
        let mut reader = Reader { kind: entries.kind(), entries, errors };
        Options {
            kind: reader.read("kind"),
            bits: reader.read("bits"),
            preset: reader.read("preset"),
            name: reader.read("name"),
            max_producers: reader.read("max_producers"),
            max_consumers: reader.read("max_consumers"),
            wait: reader.read("wait"),
            notify: reader.read("notify"),
            futures: reader.read("futures"),
            metrics: reader.read("metrics"),
            contention: reader.read("contention"),
            numa: reader.read("numa"),
            prefetch: reader.read("prefetch"),
            shard: reader.read("shard"),
            shared: reader.read("shared"),
            prefault: reader.read("prefault"),
            fence: reader.read("fence"),
            favor: reader.read("favor"),
            vis: reader.read("vis"),
            library: reader.read("crate"),
        }
    }
}

/// Reads the entry of one option after the other, as the type of the option.
struct Reader<'a> {
    entries: Entries,
    /// The kind decides which options are available.
    kind: Option<Kind>,
    errors: &'a mut Accumulator,
}

impl Reader<'_> {
    fn read<T: Value>(&mut self, option: &str) -> Setting<T> {
        let Some(entry) = self.entries.get(option) else {
            let reported = self.entries.reported(option);
            return if reported { Setting::Reported } else { Setting::Absent };
        };
        let input = OptionInput::option(&entry.meta, availability::is_available(option, self.kind));
        match self.errors.handle(entry.read(&input)) {
            None => Setting::Reported,
            Some(value) => Setting::Given(Given {
                name: entry.name.span(),
                value: SpannedValue::new(value, input.span()),
            }),
        }
    }
}
