//! The entries of an attribute: cut at the commas, known by name, each name at most once.

use std::mem;

use darling::ast::NestedMeta;
use darling::error::Accumulator;
use darling::{Error, Result};
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use syn::{Expr, Meta, MetaNameValue};

use super::vocabulary;
use crate::model::wording;

/// What stands between the parentheses of the attribute.
#[derive(Default)]
pub(crate) struct Entries {
    /// The entries that can be read, each with the name it begins with.
    readable: Vec<(Ident, Meta)>,
    /// Options that the user named, or meant, in an entry that was reported.
    ///
    /// They count as given, so that a misspelt option is not missed on top of that.
    reported: Vec<&'static str>,
}

impl Entries {
    /// Cuts `tokens` into entries and reports those that are no option, an unknown one, or a second one.
    pub(crate) fn parse(tokens: TokenStream, errors: &mut Accumulator) -> Self {
        let mut entries = Entries::default();
        for entry in split(tokens) {
            errors.handle(entry.and_then(|entry| entries.add(&entry)));
        }
        entries
    }

    /// The entry of the option `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&(Ident, Meta)> {
        self.readable.iter().find(|(given, _)| given == name)
    }

    /// Whether an entry that was meant to be the option `name` has been reported.
    pub(crate) fn reported(&self, name: &str) -> bool {
        self.reported.contains(&name)
    }

    fn add(&mut self, entry: &[TokenTree]) -> Result<()> {
        let TokenTree::Ident(name) = &entry[0] else {
            return Err(wording::not_an_option(&source(entry)).at(entry[0].span()));
        };
        let Some(option) = vocabulary::option(&name.to_string()) else {
            return Err(self.unknown(name));
        };
        if self.get(option).is_some() {
            return Err(wording::duplicate_option(name).at(name.span()));
        }
        let Some(meta) = meta(entry) else {
            self.reported.push(option);
            let usage = vocabulary::usage(option);
            return Err(wording::unreadable_option(&option, &source(entry), &usage).at(name.span()));
        };
        self.readable.push((name.clone(), meta));
        Ok(())
    }

    fn unknown(&mut self, name: &Ident) -> Error {
        let written = name.to_string();
        let text = if let Some((option, usage)) = vocabulary::option_of_value(&written) {
            self.reported.push(option);
            wording::value_without_option(name, &option, &usage)
        } else if vocabulary::SIZES.contains(&written.as_str()) {
            self.reported.push("bits");
            wording::size_is_bits(name)
        } else if let Some(option) = vocabulary::closest(&written, vocabulary::option_names()) {
            self.reported.push(option);
            wording::unknown_option_like(name, &option)
        } else {
            wording::unknown_option(name, &vocabulary::listed(vocabulary::option_names()))
        };
        text.at(name.span())
    }
}

/// Cuts at the commas, so that a mistake in one entry cannot reach the next.
///
/// No entry is empty; two commas in a row are reported at the second. A comma may end the list.
fn split(tokens: TokenStream) -> Vec<Result<Vec<TokenTree>>> {
    let mut entries = Vec::new();
    let mut entry = Vec::new();
    for token in visible(tokens) {
        match token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => {
                let complete = mem::take(&mut entry);
                entries.push(if complete.is_empty() {
                    Err(wording::empty_entry().at(comma.span()))
                } else {
                    Ok(complete)
                });
            }
            token => entry.push(token),
        }
    }
    if !entry.is_empty() {
        entries.push(Ok(entry));
    }
    entries
}

/// Removes the invisible groups around fragments that a `macro_rules!` macro has passed on.
///
/// They only guard the precedence of operators, and no option has any.
fn visible(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                visible(group.stream())
            }
            TokenTree::Group(group) => {
                let mut visible = Group::new(group.delimiter(), visible(group.stream()));
                visible.set_span(group.span());
                TokenTree::Group(visible).into()
            }
            token => token.into(),
        })
        .collect()
}

/// The tokens of an entry as a message shows them.
fn source(entry: &[TokenTree]) -> String {
    entry.iter().cloned().collect::<TokenStream>().to_string()
}

/// The entry as a word, a list or an assignment, if it is one.
fn meta(entry: &[TokenTree]) -> Option<Meta> {
    match syn::parse2(entry.iter().cloned().collect()).ok()? {
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
