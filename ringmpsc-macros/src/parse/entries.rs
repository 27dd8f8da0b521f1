//! The entries of an attribute: cut at the commas, known by name, each name at most once.

use darling::ast::NestedMeta;
use darling::error::Accumulator;
use darling::{Error, Result};
use proc_macro2::{Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::{Expr, Meta, MetaNameValue};

use super::elsewhere;
use super::integer::Number;
use super::shown::shown;
use super::split::split;
use super::value::{Value, Written};
use super::vocabulary;
use crate::model::wording::{self, Text};
use crate::model::{Kind, availability};

/// What stands between the parentheses of the attribute.
#[derive(Default)]
pub(crate) struct Entries {
    /// The entries that can be read.
    readable: Vec<Entry>,
    /// Options that the user named, or meant, in an entry that was reported.
    ///
    /// They count as given, so that a misspelt option is not missed on top of that.
    reported: Vec<&'static str>,
}

/// An entry that begins with the name of an option.
pub(crate) struct Entry {
    pub(crate) name: Ident,
    /// What it says, or would say with a `=` between name and value.
    pub(crate) meta: Meta,
    slip: Option<Slip>,
}

/// What is wrong between name and value.
enum Slip {
    /// A colon, where it is.
    Colon(Span),
    /// Nothing is there.
    Nothing,
}

impl Entry {
    /// Reads an entry that begins with `name`, if it is a word, a list or an assignment, or nearly one.
    fn parse(name: &Ident, entry: &[TokenTree]) -> Option<Self> {
        let name = name.clone();
        if let Some(meta) = meta(entry.iter().cloned()) {
            return Some(Entry { name, meta, slip: None });
        }
        let (slip, value) = match entry {
            [_, TokenTree::Punct(colon), value @ ..] if is_single(colon, ':') => {
                (Slip::Colon(colon.span()), value)
            }
            [_, value @ ..] => (Slip::Nothing, value),
            [] => return None,
        };
        let equals = TokenTree::Punct(Punct::new('=', Spacing::Alone));
        let assignment = [name.clone().into(), equals].into_iter().chain(value.iter().cloned());
        match meta(assignment)? {
            // Otherwise it is not clear that this was meant.
            meta @ Meta::NameValue(MetaNameValue {
                value: Expr::Lit(_) | Expr::Path(_), ..
            }) => Some(Entry { name, meta, slip: Some(slip) }),
            _ => None,
        }
    }

    /// Reads the entry as the type of its option. A mistake in the value goes before one in front of it.
    pub(crate) fn read<T: Value>(&self, written: &Written<'_>) -> Result<T> {
        let value = T::read(written)?;
        let Some(slip) = &self.slip else {
            return Ok(value);
        };
        let assigned = written.value().map(shown).unwrap_or_default();
        let advice = written.advise_value(&assigned);
        Err(match slip {
            Slip::Colon(span) => wording::colon(&written.name, &advice).at(*span),
            Slip::Nothing => wording::equals_missing(&written.name, &advice).at(self.name.span()),
        })
    }
}

impl Entries {
    /// Cuts `tokens` into entries and reports those that are no option, an unknown one, or a second one.
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

    /// Whether an entry that was meant to be the option `name` has been reported.
    pub(crate) fn reported(&self, name: &str) -> bool {
        self.reported.contains(&name)
    }

    /// The kind, if it can be read.
    pub(crate) fn kind(&self) -> Option<Kind> {
        self.get("kind").and_then(as_kind)
    }

    fn add(&mut self, entry: &[TokenTree], kind: Option<Kind>) -> Result<()> {
        let TokenTree::Ident(name) = &entry[0] else {
            return Err(wording::not_an_option(&source(entry)).at(entry[0].span()));
        };
        let Some(option) = vocabulary::option(&name.unraw().to_string()) else {
            return Err(self.unknown(name, entry, kind));
        };
        if self.get(option).is_some() {
            return Err(wording::duplicate_option(&option).at(name.span()));
        }
        let Some(entry) = Entry::parse(name, entry) else {
            self.reported.push(option);
            let usage = vocabulary::usage(option);
            let advice = wording::write_or_remove(availability::offers(option, kind), usage);
            return Err(
                wording::unreadable_option(&option, &source(entry), &advice).at(name.span())
            );
        };
        self.readable.push(entry);
        Ok(())
    }

    fn unknown(&mut self, name: &Ident, entry: &[TokenTree], kind: Option<Kind>) -> Error {
        let written = name.unraw().to_string();
        let text = if let Some((option, usage)) = vocabulary::option_of_value(&written) {
            self.reported.push(option);
            wording::value_without_option(name, &option, &usage)
        } else if elsewhere::is_size(&written.to_lowercase()) {
            self.reported.push("bits");
            let bits = number(name, entry).and_then(|slots| slots.bits()).unwrap_or(16);
            wording::size_is_bits(name, &bits, &(1_u32 << bits))
        } else if let Some(meaning) = elsewhere::meaning(&written.to_lowercase()) {
            let option = meaning.usage.and_then(vocabulary::option_of_usage);
            self.reported.extend(option);
            let advice = match (meaning.usage, option) {
                (Some(usage), Some(option)) => {
                    availability::advise(option, &with_number(usage, name, entry), kind)
                }
                _ => wording::REMOVE.to_owned(),
            };
            wording::known_elsewhere(name, &meaning.instead, &advice)
        } else {
            let is_offered = |option: &str| availability::offers(option, kind);
            let meant = vocabulary::meant(&written, is_offered);
            self.reported.extend(meant);
            match meant.filter(|option| is_offered(option)) {
                Some(option) => wording::unknown_option_like(name, &option),
                None => unknown_option(name, kind),
            }
        };
        text.at(name.span())
    }
}

fn unknown_option(name: &Ident, kind: Option<Kind>) -> Text {
    let offered = vocabulary::option_names().filter(|option| availability::offers(option, kind));
    wording::unknown_option(name, &vocabulary::listed(offered))
}

fn kind(entry: &[TokenTree]) -> Option<Kind> {
    match &entry[0] {
        TokenTree::Ident(name) if name.unraw() == "kind" => as_kind(&Entry::parse(name, entry)?),
        _ => None,
    }
}

fn as_kind(entry: &Entry) -> Option<Kind> {
    Kind::read(&Written::option(&entry.meta, true)).ok()
}

/// The number that an entry says.
fn number(name: &Ident, entry: &[TokenTree]) -> Option<Number> {
    let Entry { meta, .. } = Entry::parse(name, entry)?;
    Number::read(&Written::option(&meta, true)).ok()
}

/// The usage of a limit with the number that the entry says.
fn with_number(usage: &str, name: &Ident, entry: &[TokenTree]) -> String {
    let limit = number(name, entry).and_then(|number| number.limit());
    match (usage.split_once(" = "), limit) {
        (Some((option @ ("max_producers" | "max_consumers"), _)), Some(limit)) => {
            format!("{option} = {limit}")
        }
        _ => usage.to_owned(),
    }
}

/// Whether this is one `:`, say, and not the first of two.
fn is_single(punct: &Punct, character: char) -> bool {
    punct.as_char() == character && punct.spacing() == Spacing::Alone
}

/// The tokens of an entry as a message shows them.
fn source(entry: &[TokenTree]) -> String {
    shown(&entry.iter().cloned().collect::<TokenStream>())
}

/// The tokens as a word, a list or an assignment, if they are one.
fn meta(entry: impl Iterator<Item = TokenTree>) -> Option<Meta> {
    match syn::parse2(entry.collect()).ok()? {
        NestedMeta::Meta(meta) => meta.path().get_ident().is_some().then_some(meta),
        // What is assigned may be anything; the option's own type says what it should have been.
        NestedMeta::NameValueInvalidExpr(assignment) => Some(Meta::NameValue(MetaNameValue {
            path: assignment.path,
            eq_token: assignment.eq_token,
            value: Expr::Verbatim(assignment.value),
        })),
        NestedMeta::Lit(_) => None,
    }
}
