//! Generates the code of a decided channel, with one file for each generated part.
//!
//! An option that is off generates no tokens. Every path is absolute. A name that is not part of
//! the library's public interface comes from its module `__private`.

mod attributes;
mod channel;
mod consumer;
mod context;
mod docs;
mod options;
mod parts;
mod placeholder;
mod producer;
mod ring;
mod traits;

use proc_macro2::TokenStream;

use self::context::{Context, tokens};
pub(crate) use self::placeholder::placeholder;
use crate::model::Channel;

/// Everything that follows the user's item.
pub(crate) fn generate(channel: &Channel) -> TokenStream {
    let context = Context::new(channel);
    let parts = [
        ring::ring(&context),
        options::options(&context),
        parts::parts(&context),
        channel::channel(&context),
        producer::producer(&context),
        consumer::consumer(&context),
    ];
    attributes::inherit(&channel.attributes, tokens!(#(#parts)*))
}
