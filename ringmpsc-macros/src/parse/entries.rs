//! The entries of an attribute: cut at the commas, known by name, each name at most once.

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
    /// They count as given wherever their absence would be a mistake of its own.
    reported: Vec<&'static str>,
}

impl Entries {
    /// Cuts `tokens` into entries and reports those that are not options, are unknown, or come twice.
    pub(crate) fn parse(tokens: TokenStream, errors: &mut Accumulator) -> Self {
        let mut entries = Entries::default();
        for entry in split(tokens) {
            errors.handle(entry.and_then(|entry| entries.add(entry)));
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

    fn add(&mut self, entry: TokenStream) -> Result<()> {
        let Some(TokenTree::Ident(name)) = entry.clone().into_iter().next() else {
            let span = value_span(&entry);
            return Err(wording::not_an_option(&entry).at(span));
        };
        if !vocabulary::is_option(&name.to_string()) {
            return Err(self.unknown(&name));
        }
        if self.get(&name.to_string()).is_some() || self.reported(&name.to_string()) {
            return Err(wording::duplicate_option(&name).at(name.span()));
        }
        match meta(entry.clone()) {
            Some(meta) => self.readable.push((name, meta)),
            None => return Err(self.unreadable(&name, &entry)),
        }
        Ok(())
    }

    fn unknown(&mut self, name: &Ident) -> Error {
        let written = name.to_string();
        let text = if let Some((option, usage)) = vocabulary::option_of_value(&written) {
            self.reported.push(option);
            wording::value_without_option(name, &option, &usage)
        } else if let Some(option) = vocabulary::closest(&written, vocabulary::option_names()) {
            self.reported.push(option);
            wording::unknown_option_like(name, &option)
        } else {
            wording::unknown_option(name, &vocabulary::listed(vocabulary::option_names()))
        };
        text.at(name.span())
    }

    fn unreadable(&mut self, name: &Ident, entry: &TokenStream) -> Error {
        let written = name.to_string();
        self.reported
            .extend(vocabulary::option_names().find(|option| *option == written));
        wording::unreadable_option(name, entry, &vocabulary::usage(&written)).at(name.span())
    }
}
