//! The pipeline: what the user wrote → what was decided → what is generated.

use darling::Error;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use crate::codegen;
use crate::model::{Absent, Attributes, Channel, Library, availability, rules};
use crate::parse::{Cases, Options, Target};

/// Passes the item through untouched and adds the channel, and the mistakes.
///
/// The item is there even if the attribute is wrong, and so is the channel if there is any telling
/// which one was meant, or at least its names: whatever else mentions them still resolves, so one
/// mistake stays one error.
pub(crate) fn ring_channel(attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let beside = beside(attribute, item.clone());
    let semicolon = lacks_semicolon(item.clone()).then(|| quote!(;));
    quote!(#item #semicolon #beside)
}

/// `(attribute) item`: what stands beside an item that is there already.
pub(crate) fn channel_beside(input: TokenStream) -> TokenStream {
    let mut tokens = input.into_iter();
    match tokens.next() {
        Some(TokenTree::Group(attribute)) => beside(attribute.stream(), tokens.collect()),
        _ => TokenStream::new(),
    }
}

/// What follows the item: the channel, or what stands in for it, and the mistakes.
///
/// Whether a parameter with `cfg` is there, only the compiler knows. So the channel is left to
/// another call of this generator, for the item with that parameter or for the item without it, of
/// which the compiler drops one.
fn beside(attribute: TokenStream, item: TokenStream) -> TokenStream {
    if let Some(Cases { condition, with, without }) = Cases::of(&item) {
        let library = library(attribute.clone());
        return quote! {
            #[cfg(#condition)]
            #library::channel_beside! { (#attribute) #with }
            #[cfg(not(#condition))]
            #library::channel_beside! { (#attribute) #without }
        };
    }
    let Decided { channel, absent, conditions, mistakes } = decide(attribute, item);
    let mut mistakes = mistakes.into_iter().map(Error::write_errors);
    let channel = match (channel, absent) {
        (Some(channel), _) => codegen::generate(&channel),
        (None, Some(absent)) => {
            mistakes.next().map(|mistake| codegen::stand_in(&absent, &mistake)).unwrap_or_default()
        }
        (None, None) => TokenStream::new(),
    };
    let mistakes = mistakes.map(|mistake| quote!(#(#[#conditions])* #mistake));
    quote!(#channel #(#mistakes)*)
}

/// Where the generator is called again. What is wrong with the attribute it reports itself.
fn library(attribute: TokenStream) -> TokenStream {
    let mut its_own = Error::accumulator();
    let options = Options::parse(attribute, &mut its_own);
    let _ = its_own.into_inner();
    Library::decide(&options).unwrap_or_default().private()
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

/// What became of an attribute and its item.
pub(crate) struct Decided {
    /// The channel, as far as it can be decided.
    pub(crate) channel: Option<Channel>,
    /// What can be said of a channel that cannot be decided.
    pub(crate) absent: Option<Absent>,
    /// When the item is there.
    pub(crate) conditions: Vec<TokenStream>,
    /// What every stage has found.
    pub(crate) mistakes: Vec<Error>,
}

/// Decides the channel, and collects all the mistakes.
pub(crate) fn decide(attribute: TokenStream, item: TokenStream) -> Decided {
    let mut errors = Error::accumulator();
    let options = Options::parse(attribute, &mut errors);
    let target = Target::parse(item, &mut errors);

    rules::check(&options, target.as_ref(), &mut errors);
    availability::check(&options, &mut errors);

    let attributes = target.as_ref().map(|target| Attributes::decide(&target.attributes));
    Decided {
        channel: target.as_ref().and_then(|target| Channel::decide(&options, target)),
        absent: target.as_ref().and_then(|target| Absent::decide(&options, target)),
        conditions: attributes.unwrap_or_default().conditions,
        mistakes: errors.into_inner(),
    }
}
