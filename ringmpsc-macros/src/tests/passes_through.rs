//! The user's item is emitted unchanged, with any attribute.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::expand;
use crate::terms::vocabulary::OPTIONS;

fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap()
}

#[test]
fn the_item_comes_first_and_untouched() {
    for attribute in ["kind = mpsc", "", "kind = mpcs, , 7, bits = 0", "bits: 16 kind"] {
        for item in [
            "/// Doc.\n#[derive(Clone)] pub(in crate::a) \
             struct Order<'a, T: Into<u8> = u8>(&'a T) where T: Copy;",
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
fn nothing_is_added_to_a_complete_item() {
    for item in
        ["struct Order;", "struct Order {}", "struct Order(u8);", "type Order = [u8];", "order! {}"]
    {
        let fragment = Group::new(Delimiter::None, tokens(item)).into();
        for item in [tokens(item), TokenTree::into(fragment)] {
            let expanded = expand::ring_channel(tokens("bits = 0"), &item).to_string();
            let rest = expanded.strip_prefix(&item.to_string()).unwrap().trim_start();
            assert!(!rest.starts_with(';'), "{expanded}");
        }
    }
}

/// With any tokens in the attribute, the macro reports errors and does not panic.
#[test]
fn nothing_panics() {
    let words = OPTIONS.iter().flat_map(|(_, usage)| usage.split(' '));
    let words: Vec<_> =
        words.chain([",", ";", ":", "::", "(3)", "{3}", "\"4\"", "-1", "x", "r#bits"]).collect();
    let mut state = 1_u32;
    for _ in 0..20_000 {
        let mut attribute = String::new();
        for _ in 0..state % 7 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            attribute += words[(state >> 16) as usize % words.len()];
            attribute += " ";
        }
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        expand::ring_channel(tokens(&attribute), &tokens("struct Order;"));
    }
}

#[test]
fn errors_are_absolute_macro_calls() {
    let expanded = expand::ring_channel(tokens("bits = 0"), &tokens("struct Order;")).to_string();
    assert_eq!(expanded.matches(":: core :: compile_error").count(), 2, "{expanded}");
    assert_eq!(expanded.matches("compile_error").count(), 2, "{expanded}");
}
