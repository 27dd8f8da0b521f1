//! The user's item is emitted as it was, whatever the attribute says.

use proc_macro2::TokenStream;

use crate::expand;

fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap()
}

#[test]
fn the_item_comes_first_and_untouched() {
    for attribute in ["kind = mpsc", "", "kind = mpcs, , 7, bits = 0", "bits: 16 kind"] {
        for item in [
            "/// Doc.\n#[derive(Clone)] pub(in crate::a) struct Order<'a, T: Into<u8> = u8>(&'a T) where T: Copy;",
            "#[ring_channel(kind = spsc, name = Other)] pub type Queue<T> = Vec<T>;",
            "fn f(&self) -> u8 { 1 }",
            "this is not an item",
        ] {
            let expanded = expand::ring_channel(tokens(attribute), &tokens(item)).to_string();
            assert!(expanded.starts_with(&tokens(item).to_string()), "{attribute}: {expanded}");
        }
    }
}

#[test]
fn errors_are_absolute_macro_calls() {
    let expanded = expand::ring_channel(tokens("bits = 0"), &tokens("struct Order;")).to_string();
    assert_eq!(expanded.matches(":: core :: compile_error").count(), 2, "{expanded}");
    assert_eq!(expanded.matches("compile_error").count(), 2, "{expanded}");
}
