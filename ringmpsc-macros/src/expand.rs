//! The pipeline: what the user wrote → what was decided → what is generated.

use darling::{Error, Result};
use proc_macro2::TokenStream;
use quote::quote;

use crate::codegen;
use crate::model::{Channel, availability, rules};
use crate::parse::{Options, Target};

/// Passes the item through untouched and adds the channel, or the mistakes.
///
/// The item is there even if the attribute is wrong: everything else that mentions the type still
/// resolves, so one mistake stays one error.
pub(crate) fn ring_channel(attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let added = channel(attribute, item.clone()).unwrap_or_else(Error::write_errors);
    quote!(#item #added)
}

/// Every stage reports all it finds into one list, and nothing is generated unless that list stays empty.
pub(crate) fn channel(attribute: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let mut errors = Error::accumulator();
    let options = Options::parse(attribute, &mut errors);
    let target = errors.handle(Target::parse(item));

    rules::check(&options, target.as_ref(), &mut errors);
    availability::check(&options, &mut errors);

    let channel = target.and_then(|target| Channel::decide(&options, &target));
    errors.finish()?;
    Ok(channel.as_ref().map(codegen::generate).unwrap_or_default())
}
