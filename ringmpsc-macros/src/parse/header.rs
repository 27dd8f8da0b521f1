//! The head of an item: its name and parameters, even if its body is incomplete.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Generics, Result, Token, Visibility, token};

/// A struct, enum, union or type alias, read up to its name and parameters.
///
/// Any tokens may follow. The compiler parses the item before it calls a macro, and has already
/// reported what is wrong with it.
pub(super) struct Header {
    pub(super) attributes: Vec<Attribute>,
    pub(super) vis: Visibility,
    pub(super) ident: Ident,
    pub(super) generics: Generics,
}

impl Parse for Header {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let keyword = input.call(Ident::parse_any)?;
        if !is_message(&keyword.to_string()) {
            return Err(input.error("this item cannot be a message"));
        }
        let ident = input.parse()?;
        let mut generics: Generics = input.parse()?;
        if input.peek(token::Paren) {
            input.parse::<TokenTree>()?;
        }
        if input.peek(Token![where]) {
            generics.where_clause = Some(input.parse()?);
        }
        input.parse::<TokenStream>()?;
        Ok(Header { attributes, vis, ident, generics })
    }
}

/// Whether the keyword begins an item that can be a message.
fn is_message(keyword: &str) -> bool {
    ["struct", "enum", "union", "type"].contains(&keyword)
}

/// The keyword of an item, and the noun for it in an error text.
///
/// The last two keywords also qualify other items, so they come last.
const NOUNS: [(&str, &str); 12] = [
    ("fn", "a function"),
    ("impl", "an `impl` block"),
    ("let", "a `let` statement"),
    ("mod", "a module"),
    ("static", "a static"),
    ("trait", "a trait"),
    ("use", "an import"),
    ("macro", "a macro"),
    ("!", "a macro"),
    ("crate", "an `extern crate`"),
    ("extern", "an `extern` block"),
    ("const", "a constant"),
];

/// The noun for an item that cannot be a message.
///
/// Returns `None` if the item can be a message, and only its body is incomplete.
pub(super) fn noun(item: TokenStream) -> Option<&'static str> {
    // The tokens after the `:` of a constant, for example, say nothing about the item.
    let is_in_head =
        |token: &TokenTree| !matches!(token, TokenTree::Punct(p) if !"#!".contains(p.as_char()));
    let words = item.into_iter().take_while(is_in_head).filter_map(|token| match token {
        TokenTree::Ident(word) => Some(word.to_string()),
        TokenTree::Punct(punct) => Some(punct.to_string()),
        TokenTree::Group(_) | TokenTree::Literal(_) => None,
    });
    let words: Vec<_> = words.collect();
    if words.iter().any(|word| is_message(word)) {
        return None;
    }
    let noun = NOUNS.iter().find(|(word, _)| words.iter().any(|found| found == word));
    Some(noun.map_or("tokens that form no item", |(_, noun)| noun))
}
