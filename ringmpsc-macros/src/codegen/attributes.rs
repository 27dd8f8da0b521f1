//! Adds the inherited attributes of the user's item to the generated items.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, File, Item, parse_quote};

use super::context::tokens;
use crate::model::Attributes;

/// The same items with the attributes that they inherit.
pub(super) fn inherit(attributes: &Attributes, items: TokenStream) -> TokenStream {
    if attributes.is_empty() {
        return items;
    }
    let mut file: File = syn::parse2(items).expect("an expansion is items");
    for item in &mut file.items {
        let (attrs, is_type) = match item {
            Item::Struct(item) => (&mut item.attrs, true),
            Item::Type(item) => (&mut item.attrs, true),
            Item::Impl(item) => (&mut item.attrs, false),
            Item::Const(item) => (&mut item.attrs, false),
            _ => unreachable!("an expansion has no other items"),
        };
        let types = attributes.types.iter().filter(|_| is_type);
        let all = attributes.conditions.iter().chain(&attributes.lints);
        attrs.extend(all.chain(types).map(attribute));
    }
    file.into_token_stream()
}

fn attribute(meta: &TokenStream) -> Attribute {
    let attribute = tokens!(#[#meta]);
    parse_quote!(#attribute)
}
