//! The definition of a message as a text, for the fingerprint of a channel between processes.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Field, Fields, Item, Token, Visibility};

/// The item without attributes, visibilities, comments and last commas, with one space between two
/// tokens.
///
/// The text does not depend on the compiler. `None` if the item is not one that holds messages.
pub(super) fn definition(item: &Item) -> Option<String> {
    let mut item = item.clone();
    match &mut item {
        Item::Struct(item) => {
            item.attrs.clear();
            item.vis = Visibility::Inherited;
            strip(&mut item.fields);
        }
        Item::Enum(item) => {
            item.attrs.clear();
            item.vis = Visibility::Inherited;
            item.variants.pop_punct();
            for variant in &mut item.variants {
                variant.attrs.clear();
                strip(&mut variant.fields);
            }
        }
        Item::Union(item) => {
            item.attrs.clear();
            item.vis = Visibility::Inherited;
            strip_list(&mut item.fields.named);
        }
        Item::Type(item) => {
            item.attrs.clear();
            item.vis = Visibility::Inherited;
        }
        _ => return None,
    }
    let mut words = Vec::new();
    collect(item.into_token_stream(), &mut words);
    Some(words.join(" "))
}

fn strip(fields: &mut Fields) {
    match fields {
        Fields::Named(fields) => strip_list(&mut fields.named),
        Fields::Unnamed(fields) => strip_list(&mut fields.unnamed),
        Fields::Unit => {}
    }
}

fn strip_list(fields: &mut Punctuated<Field, Token![,]>) {
    fields.pop_punct();
    for field in fields {
        field.attrs.clear();
        field.vis = Visibility::Inherited;
    }
}

fn collect(tokens: TokenStream, words: &mut Vec<String>) {
    for token in tokens {
        let TokenTree::Group(group) = token else {
            words.push(token.to_string());
            continue;
        };
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => (Some("("), Some(")")),
            Delimiter::Brace => (Some("{"), Some("}")),
            Delimiter::Bracket => (Some("["), Some("]")),
            // A fragment of a `macro_rules!` macro.
            Delimiter::None => (None, None),
        };
        words.extend(open.map(str::to_owned));
        collect(group.stream(), words);
        words.extend(close.map(str::to_owned));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(item: &str) -> String {
        definition(&syn::parse_str(item).unwrap()).unwrap()
    }

    #[test]
    fn only_what_the_layout_depends_on_is_in_it() {
        let plain = of("struct Order { id: u64, price: [i64; 2] }");
        assert_eq!(plain, "struct Order { id : u64 , price : [ i64 ; 2 ] }");
        let annotated = "/// An order.\n#[derive(Debug)] #[repr(C)]\
                         pub(crate) struct Order {\n/// Its id.\npub id:u64, price:[i64;2] }";
        assert_eq!(of(annotated), plain);
        for (with, without) in [
            ("struct Order { id: u64, }", "struct Order { id: u64 }"),
            ("struct Order(u8, u8,);", "struct Order(u8, u8);"),
            ("enum Order { A { id: u8, }, B(u8,), }", "enum Order { A { id: u8 }, B(u8) }"),
            ("union Order { id: u8, }", "union Order { id: u8 }"),
        ] {
            assert_eq!(of(with), of(without));
        }
        assert_ne!(of("struct Order { id: u64, price: [u64; 2] }"), plain);
        assert_ne!(of("struct Order { price: [i64; 2], id: u64 }"), plain);
        assert_ne!(of("struct Offer { id: u64, price: [i64; 2] }"), plain);
        assert_eq!(of("pub type Order = [u8; 64];"), "type Order = [ u8 ; 64 ] ;");
        assert_eq!(of("pub struct Order(pub u8);"), "struct Order ( u8 ) ;");
        assert_eq!(of("pub union Order { pub a: u8 }"), "union Order { a : u8 }");
        assert_eq!(
            of("#[repr(u8)] enum Order { A = 1, B(u8) }"),
            "enum Order { A = 1 , B ( u8 ) }"
        );
    }
}
