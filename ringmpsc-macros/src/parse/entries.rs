//! The entries of an attribute: the text between two commas, each with its option.
//!
//! An option appears at most once.

use darling::ast::NestedMeta;
use darling::error::Accumulator;
use darling::{Error, Result};
use proc_macro2::{Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::{Expr, Meta, MetaNameValue};

use super::display::display_tokens;
use super::integer::Number;
use super::option_input::{OptionInput, Value};
use super::split::split;
use crate::terms::messages::{self, ErrorText};
use crate::terms::{Kind, availability, synonyms, vocabulary};

/// The entries between the parentheses of the attribute.
#[derive(Default)]
pub(crate) struct Entries {
    /// The entries that can be read.
    readable: Vec<Entry>,
    /// Options that a reported entry names, or probably means.
    ///
    /// They count as given, so that a misspelt option is not reported as missing too.
    reported: Vec<&'static str>,
}

/// An entry that begins with the name of an option.
pub(crate) struct Entry {
    pub(crate) name: Ident,
    /// The entry, with a `=` between name and value even if the user did not write one.
    pub(crate) meta: Meta,
    mistake: Option<SeparatorMistake>,
}

/// The mistake between name and value.
enum SeparatorMistake {
    /// A `:` at this place.
    Colon(Span),
    /// No `=`.
    Missing,
}

impl Entry {
    /// Reads an entry that begins with `name`.
    ///
    /// Returns `None` unless it is a word, a list or an assignment, or differs from an
    /// assignment only by a [`SeparatorMistake`].
    fn parse(name: &Ident, entry: &[TokenTree]) -> Option<Self> {
        let name = name.clone();
        if let Some(meta) = meta(entry.iter().cloned()) {
            return Some(Entry { name, meta, mistake: None });
        }
        let (mistake, value) = match entry {
            [_, TokenTree::Punct(colon), value @ ..] if is_single(colon, ':') => {
                (SeparatorMistake::Colon(colon.span()), value)
            }
            [_, value @ ..] => (SeparatorMistake::Missing, value),
            [] => return None,
        };
        let equals = TokenTree::Punct(Punct::new('=', Spacing::Alone));
        let assignment = [name.clone().into(), equals].into_iter().chain(value.iter().cloned());
        match meta(assignment)? {
            // Only such a value shows that the user meant an assignment.
            meta @ Meta::NameValue(MetaNameValue {
                value: Expr::Lit(_) | Expr::Path(_), ..
            }) => Some(Entry { name, meta, mistake: Some(mistake) }),
            _ => None,
        }
    }

    /// Reads the entry as the type of its option.
    ///
    /// A mistake in the value is reported in preference to one between name and value.
    pub(crate) fn read<T: Value>(&self, input: &OptionInput<'_>) -> Result<T> {
        let value = T::read(input)?;
        let Some(mistake) = &self.mistake else {
            return Ok(value);
        };
        let assigned = input.value().map(display_tokens).unwrap_or_default();
        let advice = input.advise_value(&assigned);
        Err(match mistake {
            SeparatorMistake::Colon(span) => messages::colon(&input.name, &advice).at(*span),
            SeparatorMistake::Missing => {
                messages::equals_missing(&input.name, &advice).at(self.name.span())
            }
        })
    }
}

impl Entries {
    /// Cuts `tokens` into entries.
    ///
    /// Reports entries without an option, with an unknown option, or with a repeated one.
    pub(crate) fn parse(tokens: TokenStream, errors: &mut Accumulator) -> Self {
        let entries = split(tokens);
        let kind = entries.iter().flatten().find_map(|entry| kind(entry));
        let mut found = Entries::default();
        for entry in entries {
            errors.handle(entry.and_then(|entry| found.add(&entry, kind)));
        }
        found
    }

    /// The entry of the option `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&Entry> {
        self.readable.iter().find(|entry| entry.name.unraw() == name)
    }

    /// Whether a reported entry names the option `name`, or probably means it.
    pub(crate) fn reported(&self, name: &str) -> bool {
        self.reported.contains(&name)
    }

    /// The kind, if the attribute gives one that can be read.
    pub(crate) fn kind(&self) -> Option<Kind> {
        self.get("kind").and_then(as_kind)
    }

    fn add(&mut self, entry: &[TokenTree], kind: Option<Kind>) -> Result<()> {
        let TokenTree::Ident(name) = &entry[0] else {
            return Err(messages::not_an_option(&source(entry)).at(entry[0].span()));
        };
        let Some(option) = vocabulary::option(&name.unraw().to_string()) else {
            return Err(self.unknown(name, entry, kind));
        };
        if self.get(option).is_some() {
            return Err(messages::duplicate_option(&option).at(name.span()));
        }
        let Some(entry) = Entry::parse(name, entry) else {
            self.reported.push(option);
            let usage = vocabulary::usage(option);
            let advice = messages::write_or_remove(availability::is_available(option, kind), usage);
            return Err(
                messages::unreadable_option(&option, &source(entry), &advice).at(name.span())
            );
        };
        self.readable.push(entry);
        Ok(())
    }

    fn unknown(&mut self, name: &Ident, entry: &[TokenTree], kind: Option<Kind>) -> Error {
        let word = name.unraw().to_string();
        let text = if let Some((option, usage)) = vocabulary::option_of_value(&word) {
            self.reported.push(option);
            messages::value_without_option(name, &option, &usage)
        } else if synonyms::is_size(&word.to_lowercase()) {
            self.reported.push("bits");
            let bits = number(name, entry).and_then(|slots| slots.bits()).unwrap_or(16);
            messages::size_is_bits(name, &bits, &(1_u32 << bits))
        } else if let Some(synonyms) = synonyms::synonyms(&word.to_lowercase()) {
            let option = synonyms.usage.and_then(vocabulary::option_of_usage);
            self.reported.extend(option);
            let advice = match (synonyms.usage, option) {
                (Some(usage), Some(option)) => {
                    availability::advise(option, &with_number(usage, name, entry), kind)
                }
                _ => messages::REMOVE.to_owned(),
            };
            messages::synonym(name, &synonyms.instead, &advice)
        } else {
            let is_available = |option: &str| availability::is_available(option, kind);
            let closest = vocabulary::closest_option(&word, is_available);
            self.reported.extend(closest);
            match closest.filter(|option| is_available(option)) {
                Some(option) => messages::unknown_option_like(name, &option),
                None => unknown_option(name, kind),
            }
        };
        text.at(name.span())
    }
}

fn unknown_option(name: &Ident, kind: Option<Kind>) -> ErrorText {
    let available =
        vocabulary::option_names().filter(|option| availability::is_available(option, kind));
    messages::unknown_option(name, &vocabulary::listed(available))
}

fn kind(entry: &[TokenTree]) -> Option<Kind> {
    match &entry[0] {
        TokenTree::Ident(name) if name.unraw() == "kind" => as_kind(&Entry::parse(name, entry)?),
        _ => None,
    }
}

fn as_kind(entry: &Entry) -> Option<Kind> {
    Kind::read(&OptionInput::option(&entry.meta, true)).ok()
}

/// The number in an entry.
fn number(name: &Ident, entry: &[TokenTree]) -> Option<Number> {
    let Entry { meta, .. } = Entry::parse(name, entry)?;
    Number::read(&OptionInput::option(&meta, true)).ok()
}

/// The usage of a limit, with the number of the entry.
fn with_number(usage: &str, name: &Ident, entry: &[TokenTree]) -> String {
    let limit = number(name, entry).and_then(|number| number.limit());
    match (usage.split_once(" = "), limit) {
        (Some((option @ ("max_producers" | "max_consumers"), _)), Some(limit)) => {
            format!("{option} = {limit}")
        }
        _ => usage.to_owned(),
    }
}

/// Whether this is the character alone: a `:`, for example, and not the first of `::`.
fn is_single(punct: &Punct, character: char) -> bool {
    punct.as_char() == character && punct.spacing() == Spacing::Alone
}

/// The tokens of an entry, for an error text.
fn source(entry: &[TokenTree]) -> String {
    display_tokens(&entry.iter().cloned().collect::<TokenStream>())
}

/// The tokens as a word, a list or an assignment, if they are one.
fn meta(entry: impl Iterator<Item = TokenTree>) -> Option<Meta> {
    match syn::parse2(entry.collect()).ok()? {
        NestedMeta::Meta(meta) => meta.path().get_ident().is_some().then_some(meta),
        // The value may be any tokens. The type of the option reports what it needs.
        NestedMeta::NameValueInvalidExpr(assignment) => Some(Meta::NameValue(MetaNameValue {
            path: assignment.path,
            eq_token: assignment.eq_token,
            value: Expr::Verbatim(assignment.value),
        })),
        NestedMeta::Lit(_) => None,
    }
}
