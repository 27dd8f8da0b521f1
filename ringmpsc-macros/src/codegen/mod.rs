//! From the decided channel to the tokens that implement it.

use proc_macro2::TokenStream;

use crate::model::Channel;

/// Everything that follows the user's item.
pub(crate) fn generate(_channel: &Channel) -> TokenStream {
    TokenStream::new()
}
