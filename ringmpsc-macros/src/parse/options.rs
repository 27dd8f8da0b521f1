//! The options of one attribute, each as far as it could be read.

use darling::error::Accumulator;
use darling::util::SpannedValue;
use proc_macro2::{Span, TokenStream};

use super::entries::Entries;
use super::integer::{Bits, Limit, Prefetch, Shard};
use super::path::{Library, Stem};
use super::switch::Switch;
use super::value::{Value, Written};
use crate::model::{Favor, Fence, Kind, Metrics, Placement, Preset, availability};

/// What became of one option.
///
/// The three cases are kept apart so that a mistake which has been reported is neither missed nor
/// judged a second time by the rules.
#[derive(Debug)]
pub(crate) enum Setting<T> {
    /// The user did not write it.
    Absent,
    /// The user wrote it, and it is among the errors.
    Reported,
    /// The user wrote it, and it can be read.
    Given(Given<T>),
}

/// An option that could be read.
#[derive(Debug)]
pub(crate) struct Given<T> {
    /// Where the option is named.
    pub(crate) name: Span,
    /// What it is set to, and where.
    pub(crate) value: SpannedValue<T>,
}

impl<T> Setting<T> {
    /// The option, if it could be read.
    pub(crate) fn given(&self) -> Option<&Given<T>> {
        match self {
            Setting::Given(given) => Some(given),
            Setting::Absent | Setting::Reported => None,
        }
    }

    /// Whether the user wrote it, rightly or wrongly.
    pub(crate) fn is_written(&self) -> bool {
        !matches!(self, Setting::Absent)
    }

    /// Where the option is named, if it could be read.
    pub(crate) fn span(&self) -> Option<Span> {
        self.given().map(|given| given.name)
    }

    /// The value, if it could be read.
    pub(crate) fn value(&self) -> Option<&T> {
        self.given().map(|given| &*given.value)
    }
}

/// Everything that the attribute can say.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) kind: Setting<Kind>,
    pub(crate) bits: Setting<Bits>,
    pub(crate) preset: Setting<Preset>,
    pub(crate) name: Setting<Stem>,
    pub(crate) max_producers: Setting<Limit>,
    pub(crate) max_consumers: Setting<Limit>,
    pub(crate) wait: Setting<Switch>,
    pub(crate) notify: Setting<Switch>,
    pub(crate) futures: Setting<Switch>,
    pub(crate) metrics: Setting<Metrics>,
    pub(crate) contention: Setting<Switch>,
    pub(crate) numa: Setting<Placement>,
    pub(crate) prefetch: Setting<Prefetch>,
    pub(crate) shard: Setting<Shard>,
    pub(crate) shared: Setting<Switch>,
    pub(crate) fence: Setting<Fence>,
    pub(crate) favor: Setting<Favor>,
    pub(crate) library: Setting<Library>,
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
            fence: reader.read("fence"),
            favor: reader.read("favor"),
            library: reader.read("crate"),
        }
    }
}

/// Reads the entries one option at a time, each as the type of its option.
struct Reader<'a> {
    entries: Entries,
    /// What the other options are judged by.
    kind: Option<Kind>,
    errors: &'a mut Accumulator,
}

impl Reader<'_> {
    fn read<T: Value>(&mut self, option: &str) -> Setting<T> {
        let Some(entry) = self.entries.get(option) else {
            let reported = self.entries.reported(option);
            return if reported { Setting::Reported } else { Setting::Absent };
        };
        let written = Written::option(&entry.meta, availability::offers(option, self.kind));
        match self.errors.handle(entry.read(&written)) {
            None => Setting::Reported,
            Some(value) => Setting::Given(Given {
                name: entry.name.span(),
                value: SpannedValue::new(value, written.span()),
            }),
        }
    }
}
