//! The pipeline: what the user wrote → what was decided → what is generated.

use darling::{Error, Result};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use crate::codegen;
use crate::model::{Channel, availability, rules};
use crate::parse::{Options, Target};

/// Passes the item through untouched and adds the channel, and the mistakes.
///
/// The item is there even if the attribute is wrong, and so is the channel if there is any telling which
/// one was meant: whatever else mentions them still resolves, so one mistake stays one error.
pub(crate) fn ring_channel(attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let (channel, mistakes) = channel(attribute, item.clone());
    let mistakes = mistakes.err().map(Error::write_errors);
    let semicolon = lacks_semicolon(item.clone()).then(|| quote!(;));
    quote!(#item #semicolon #channel #mistakes)
}

/// Whether the compiler, which passes on what it could read of an item, has missed its semicolon, and would
/// miss it again in what follows.
fn lacks_semicolon(item: TokenStream) -> bool {
    match item.into_iter().last() {
        Some(TokenTree::Group(group)) => match group.delimiter() {
            Delimiter::Brace => false,
            // A fragment of a `macro_rules!` macro.
            Delimiter::None => lacks_semicolon(group.stream()),
            Delimiter::Parenthesis | Delimiter::Bracket => true,
        },
        Some(TokenTree::Punct(punct)) => punct.as_char() != ';',
        Some(TokenTree::Ident(_) | TokenTree::Literal(_)) | None => true,
    }
}

/// The channel as far as it can be decided, and all the mistakes that every stage has found.
pub(crate) fn channel(attribute: TokenStream, item: TokenStream) -> (TokenStream, Result<()>) {
    let mut errors = Error::accumulator();
    let options = Options::parse(attribute, &mut errors);
    let target = errors.handle(Target::parse(item)).flatten();

    rules::check(&options, target.as_ref(), &mut errors);
    availability::check(&options, &mut errors);

    let channel = target.and_then(|target| Channel::decide(&options, &target));
    (channel.as_ref().map(codegen::generate).unwrap_or_default(), errors.finish())
}
