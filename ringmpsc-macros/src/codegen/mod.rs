//! From the decided channel to the tokens that implement it, one file per generated part.
//!
//! An option that is off emits no tokens. Every path is absolute, and every name that is not part of the
//! library's public interface comes from its `__private` module.

mod absent;
mod attributes;
mod channel;
mod consumer;
mod context;
mod ends;
mod options;
mod owned;
mod parts;
mod producer;
mod ring;
mod sharing;
mod waking;

use proc_macro2::TokenStream;

pub(crate) use self::absent::stand_in;
use self::context::{Context, tokens};
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
    attributes::take_over(&channel.attributes, tokens!(#(#parts)*))
}
