//! How an item begins, which says what it is called also while its fields are being typed.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Generics, Result, Token, Visibility, token};

/// A struct, enum, union or type alias up to its name and parameters. What follows may be anything: the
/// compiler reads the item before it calls a macro, and has reported what is wrong with it.
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
            return Err(input.error("this cannot be sent"));
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

/// Whether the keyword begins an item that can be sent.
fn is_message(keyword: &str) -> bool {
    ["struct", "enum", "union", "type"].contains(&keyword)
}

/// The word that tells what an item is, and what the item is called. The last two also qualify others.
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

/// What an item is called that cannot be sent; `None` if it could be, and only is not complete.
pub(super) fn noun(item: TokenStream) -> Option<&'static str> {
    // What is said about a constant behind its `:`, say, does not tell.
    let is_telling =
        |token: &TokenTree| !matches!(token, TokenTree::Punct(p) if !"#!".contains(p.as_char()));
    let words = item.into_iter().take_while(is_telling).filter_map(|token| match token {
        TokenTree::Ident(word) => Some(word.to_string()),
        TokenTree::Punct(punct) => Some(punct.to_string()),
        TokenTree::Group(_) | TokenTree::Literal(_) => None,
    });
    let words: Vec<_> = words.collect();
    if words.iter().any(|word| is_message(word)) {
        return None;
    }
    let noun = NOUNS.iter().find(|(word, _)| words.iter().any(|written| written == word));
    Some(noun.map_or("what is no item", |(_, noun)| noun))
}
