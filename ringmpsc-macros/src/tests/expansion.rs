//! Whole expansions, formatted.

use proc_macro2::TokenStream;
use syn::{Block, Expr, File, Item, Stmt};

use crate::expand;

/// The expansion of `#[ring_channel(attribute)] item`.
pub(super) fn expand(attribute: &str, item: &str) -> TokenStream {
    expand::ring_channel(attribute.parse().unwrap(), &item.parse().unwrap())
}

/// The item, and the generated items.
pub(super) fn items(attribute: &str, item: &str) -> Vec<Item> {
    syn::parse2::<File>(expand(attribute, item)).expect("an expansion is items").items
}

/// The items in the blocks of anonymous constants.
pub(super) fn implementations(items: Vec<Item>) -> Vec<Item> {
    let block = |item| match item {
        Item::Const(item) => match *item.expr {
            Expr::Block(block) => Some(block.block),
            _ => None,
        },
        _ => None,
    };
    let items_of = |block: Block| {
        block.stmts.into_iter().filter_map(|statement| match statement {
            Stmt::Item(item) => Some(item),
            _ => None,
        })
    };
    items.into_iter().filter_map(block).flat_map(items_of).collect()
}

/// Items as a file.
pub(super) fn format(items: Vec<Item>) -> String {
    prettyplease::unparse(&File { shebang: None, frontmatter: None, attrs: Vec::new(), items })
}
