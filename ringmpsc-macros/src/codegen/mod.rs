//! Generates the code of a decided channel, with one file for each generated part.
//!
//! An option that is off generates no tokens. Every path is absolute. A name that is not part of
//! the library's public interface comes from its module `__private`.

mod attributes;
mod channel;
mod consumer;
mod context;
mod docs;
mod imports;
mod options;
mod parts;
mod placeholder;
mod producer;
mod ring;
mod shared;
mod traits;

use proc_macro2::TokenStream;

use self::context::{Context, tokens};
pub(crate) use self::placeholder::placeholder;
use crate::model::Channel;

/// What a part of the channel adds to the expansion.
struct Part {
    /// The structs and aliases.
    types: TokenStream,
    /// The implementations.
    impls: TokenStream,
}

/// Everything that follows the user's item: first the types, then a block of implementations.
pub(crate) fn generate(channel: &Channel) -> TokenStream {
    let context = Context::new(channel);
    let ring = ring::ring(&context);
    let ends =
        [channel::channel(&context), producer::producer(&context), consumer::consumer(&context)];
    let of_ring = [options::options(&context), parts::parts(&context)];
    let shared = shared::shared(&context);
    let parts = || ends.iter().chain([&shared]);
    let types = parts().map(|part| &part.types);
    let impls = of_ring.iter().chain(parts().map(|part| &part.impls));
    let items = imports::block(&context, tokens!(#ring #(#types)*), tokens!(#(#impls)*));
    attributes::inherit(&channel.attributes, items)
}
