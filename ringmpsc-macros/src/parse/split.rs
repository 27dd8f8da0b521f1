//! Cuts an attribute into its entries, also where a comma was forgotten.

use std::mem;

use darling::Result;
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;

use super::vocabulary;
use crate::model::wording;

/// Cuts at the commas, so that a mistake in one entry cannot reach the next.
///
/// No entry is empty; two commas in a row are reported at the second. A comma may end the list.
pub(super) fn split(tokens: TokenStream) -> Vec<Result<Vec<TokenTree>>> {
    let mut entries = Vec::new();
    let mut entry = Vec::new();
    for token in visible(tokens) {
        match token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => {
                let complete = mem::take(&mut entry);
                if complete.is_empty() {
                    entries.push(Err(wording::empty_entry().at(comma.span())));
                } else {
                    entries.push(Ok(complete));
                }
            }
            token => {
                if let TokenTree::Ident(name) = &token
                    && begins_anew(&entry, name)
                {
                    let before = mem::take(&mut entry);
                    let complete = before.into_iter().filter(|token| !is_semicolon(token));
                    entries.push(Ok(complete.collect()));
                    entries.push(Err(wording::comma_missing(name).at(name.span())));
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

/// Whether a name that follows the tokens of an entry begins another one: after a semicolon, or if it is an
/// option's and stands where no value can.
fn begins_anew(entry: &[TokenTree], name: &Ident) -> bool {
    match entry.last() {
        Some(last) if is_semicolon(last) => !entry.iter().all(is_semicolon),
        Some(TokenTree::Punct(_)) | None => false,
        Some(_) => vocabulary::option(&name.unraw().to_string()).is_some(),
    }
}

fn is_semicolon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';')
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
