//! The pipeline: source text → options and item → decided channel → generated code.

use darling::Error;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use crate::codegen;
use crate::model::{Attributes, Channel, Library, Placeholder, rules};
use crate::parse::{Cases, Options, Target};

/// Emits the item unchanged, then the channel, then the errors.
///
/// The item is emitted even if the attribute is wrong. So is the channel if its kind is known, and
/// at least its names otherwise. Code that uses them still resolves, so one mistake is one error.
pub(crate) fn ring_channel(attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let added = added(attribute, item.clone());
    let semicolon = lacks_semicolon(item.clone()).then(|| quote!(;));
    quote!(#item #semicolon #added)
}

/// Reads `(attribute) item`, and emits what the attribute adds to an item that is already emitted.
pub(crate) fn channel_beside(input: TokenStream) -> TokenStream {
    let mut tokens = input.into_iter();
    match tokens.next() {
        Some(TokenTree::Group(attribute)) => added(attribute.stream(), tokens.collect()),
        _ => TokenStream::new(),
    }
}

/// The tokens after the item: the channel or its placeholder, and the errors.
///
/// Only the compiler knows whether a parameter with `cfg` exists. So for such an item this emits
/// two calls of [`channel_beside`], one with the parameter and one without. The compiler drops one.
fn added(attribute: TokenStream, item: TokenStream) -> TokenStream {
    if let Some(Cases { condition, with, without }) = Cases::of(&item) {
        let library = library(attribute.clone());
        return quote! {
            #[cfg(#condition)]
            #library::channel_beside! { (#attribute) #with }
            #[cfg(not(#condition))]
            #library::channel_beside! { (#attribute) #without }
        };
    }
    let Decision { channel, placeholder, conditions, mistakes } = decide(attribute, item);
    let mut mistakes = mistakes.into_iter().map(Error::write_errors);
    let channel = match (channel, placeholder) {
        (Some(channel), _) => codegen::generate(&channel),
        (None, Some(placeholder)) => mistakes
            .next()
            .map(|mistake| codegen::placeholder(&placeholder, &mistake))
            .unwrap_or_default(),
        (None, None) => TokenStream::new(),
    };
    let mistakes = mistakes.map(|mistake| quote!(#(#[#conditions])* #mistake));
    quote!(#channel #(#mistakes)*)
}

/// The module of the library with `channel_beside`, which then reports the attribute's mistakes.
fn library(attribute: TokenStream) -> TokenStream {
    let mut ignored = Error::accumulator();
    let options = Options::parse(attribute, &mut ignored);
    let _ = ignored.into_inner();
    Library::decide(&options).unwrap_or_default().private()
}

/// Whether the semicolon of the item is missing.
///
/// The compiler has reported that, and would report it again in the tokens that follow.
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

/// The result of reading an attribute and its item.
pub(crate) struct Decision {
    /// The channel, if enough is known to generate it.
    pub(crate) channel: Option<Channel>,
    /// The names of the channel, if they are known.
    pub(crate) placeholder: Option<Placeholder>,
    /// The conditions of the item.
    pub(crate) conditions: Vec<TokenStream>,
    /// The mistakes that all stages have found.
    pub(crate) mistakes: Vec<Error>,
}

/// Decides the channel, and collects all mistakes.
pub(crate) fn decide(attribute: TokenStream, item: TokenStream) -> Decision {
    let mut errors = Error::accumulator();
    let options = Options::parse(attribute, &mut errors);
    let target = Target::parse(item, &mut errors);
    rules::check(&options, target.as_ref(), &mut errors);

    let attributes = target.as_ref().map(|target| Attributes::decide(&target.attributes));
    Decision {
        channel: target.as_ref().and_then(|target| Channel::decide(&options, target)),
        placeholder: target.as_ref().and_then(|target| Placeholder::decide(&options, target)),
        conditions: attributes.unwrap_or_default().conditions,
        mistakes: errors.into_inner(),
    }
}
