//! Whole expansions, formatted.

use proc_macro2::TokenStream;
use syn::{File, Item};

use crate::expand;

/// The expansion of `#[ring_channel(attribute)] item`.
pub(super) fn expand(attribute: &str, item: &str) -> TokenStream {
    expand::ring_channel(attribute.parse().unwrap(), &item.parse().unwrap())
}

/// The item, and the generated items.
pub(super) fn items(attribute: &str, item: &str) -> Vec<Item> {
    syn::parse2::<File>(expand(attribute, item)).expect("an expansion is items").items
}

/// Items as a file.
pub(super) fn format(items: Vec<Item>) -> String {
    prettyplease::unparse(&File { shebang: None, frontmatter: None, attrs: Vec::new(), items })
}
