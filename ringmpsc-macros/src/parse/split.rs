//! Cuts an attribute into its entries, even where a comma is missing.

use std::mem;

use darling::Result;
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;

use crate::terms::messages;
use crate::terms::vocabulary;

/// Cuts at the commas, so that a mistake in one entry does not affect the next.
///
/// No entry is empty. Of two commas in a row, the second is reported. A comma may end the list.
pub(super) fn split(tokens: TokenStream) -> Vec<Result<Vec<TokenTree>>> {
    let mut entries = Vec::new();
    let mut entry = Vec::new();
    for token in without_invisible_groups(tokens) {
        match token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => {
                let complete = mem::take(&mut entry);
                if complete.is_empty() {
                    entries.push(Err(messages::empty_entry().at(comma.span())));
                } else {
                    entries.push(Ok(complete));
                }
            }
            token => {
                if let TokenTree::Ident(name) = &token
                    && begins_entry(&entry, name)
                {
                    let before = mem::take(&mut entry);
                    let complete = before.into_iter().filter(|token| !is_semicolon(token));
                    entries.push(Ok(complete.collect()));
                    entries.push(Err(messages::comma_missing(name).at(name.span())));
                }
                entry.push(token);
            }
        }
    }
    if !entry.is_empty() {
        entries.push(Ok(entry));
    }
    entries
}

/// Whether a name after the tokens of an entry begins another entry.
///
/// It does after a semicolon. It also does if it names an option where no value can be.
fn begins_entry(entry: &[TokenTree], name: &Ident) -> bool {
    match entry.last() {
        Some(last) if is_semicolon(last) => !entry.iter().all(is_semicolon),
        Some(TokenTree::Punct(_)) | None => false,
        Some(_) => vocabulary::option(&name.unraw().to_string()).is_some(),
    }
}

fn is_semicolon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';')
}

/// Removes the invisible groups around the fragments of a `macro_rules!` macro.
///
/// They only protect operator precedence, and no option contains an operator.
fn without_invisible_groups(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                without_invisible_groups(group.stream())
            }
            TokenTree::Group(group) => {
                let tokens = without_invisible_groups(group.stream());
                let mut visible = Group::new(group.delimiter(), tokens);
                visible.set_span(group.span());
                TokenTree::Group(visible).into()
            }
            token => token.into(),
        })
        .collect()
}
