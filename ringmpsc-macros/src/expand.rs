//! The pipeline: what the user wrote → what was decided → what is generated.

use darling::{Error, Result};
use proc_macro2::TokenStream;
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
    quote!(#item #channel #mistakes)
}

/// The channel as far as it can be decided, and all the mistakes that every stage has found.
pub(crate) fn channel(attribute: TokenStream, item: TokenStream) -> (TokenStream, Result<()>) {
    let mut errors = Error::accumulator();
    let options = Options::parse(attribute, &mut errors);
    let target = errors.handle(Target::parse(item));

    rules::check(&options, target.as_ref(), &mut errors);
    availability::check(&options, &mut errors);

    let channel = target
        .and_then(|target| Channel::decide(&options, &target))
        .filter(|channel| availability::can_generate(channel.kind));
    (channel.as_ref().map(codegen::generate).unwrap_or_default(), errors.finish())
}
