//! The attributes that the generated items inherit.

use quote::ToTokens;
use syn::{Attribute, Item};

use super::expansion::{expand, items};

/// The inherited attributes of each generated item.
fn inherited(item: &str) -> Vec<(bool, String)> {
    ["spsc", "mpsc", "spmc", "mpmc"].into_iter().flat_map(|kind| inherited_by(kind, item)).collect()
}

fn inherited_by(kind: &str, item: &str) -> Vec<(bool, String)> {
    let described = |item: Item| {
        let (attributes, is_type) = match item {
            Item::Struct(item) => (item.attrs, true),
            Item::Type(item) => (item.attrs, true),
            Item::Impl(item) => (item.attrs, false),
            Item::Const(item) => (item.attrs, false),
            _ => unreachable!("an expansion has no other items"),
        };
        let shown = |attribute: &Attribute| attribute.meta.to_token_stream().to_string();
        let ours = ["doc =", "repr", "derive"];
        let attributes: Vec<_> = attributes
            .iter()
            .map(shown)
            .filter(|attribute| !ours.iter().any(|ours| attribute.starts_with(ours)))
            .collect();
        (is_type, attributes.join(" "))
    };
    items(&format!("kind = {kind}, metrics"), item).into_iter().skip(1).map(described).collect()
}

#[test]
fn every_item_inherits_the_levels_of_lints() {
    let item =
        "#[allow(a, reason = \"b\")] #[warn(c)] #[deny(d)] #[expect(clippy::e)] struct Order;";
    for (_, attributes) in inherited(item) {
        assert_eq!(attributes, "allow (a , reason = \"b\") warn (c) deny (d) allow (clippy :: e)");
    }
}

#[test]
fn every_type_is_deprecated_and_hidden_like_the_message() {
    for (is_type, attributes) in inherited("#[doc(hidden)] #[deprecated = \"a\"] struct Order;") {
        let of_types = if is_type { " doc (hidden) deprecated = \"a\"" } else { "" };
        assert_eq!(attributes, format!("allow (deprecated){of_types}"));
    }
}

#[test]
fn every_item_is_there_if_the_message_is() {
    let item = "#[cfg(a)] #[cfg_attr(b, cfg(c), derive(D), allow(e), deprecated)] struct Order;";
    let conditions = "cfg (a) cfg_attr (b , cfg (c)) \
                      cfg_attr (b , allow (e)) cfg_attr (b , allow (deprecated))";
    for (is_type, attributes) in inherited(item) {
        let of_types = if is_type { " cfg_attr (b , deprecated)" } else { "" };
        assert_eq!(attributes, format!("{conditions}{of_types}"));
    }
}

/// An error about an item has the conditions of the item.
#[test]
fn mistakes_are_there_if_the_message_is() {
    let mistakes = |attribute: &str| {
        let item = "#[cfg(a)] struct Order;";
        let expansion = expand(attribute, item).to_string();
        let all = expansion.matches("compile_error").count();
        assert_eq!(expansion.matches("# [cfg (a)] :: core :: compile_error").count(), all - 1);
        all
    };
    // The first error is in the placeholder of the channel.
    assert_eq!(mistakes("bits = 0"), 2);
    assert_eq!(mistakes("kind = mpcs, bits = 99, metrcs"), 3);
}

/// Only the compiler knows whether the parameter exists. It gets both cases and drops one.
#[test]
fn a_parameter_with_a_condition_is_two_cases() {
    let cases = |item: &str| {
        let expansion = expand("kind = spsc, crate = a::b", item).to_string();
        let at = expansion.find("# [cfg (all (").expect("a condition");
        expansion[at..].to_owned()
    };
    assert_eq!(
        cases("struct Order<#[cfg(x)] #[cfg(y)] A, #[cfg_attr(z, cfg(w))] const N: usize>(u8);"),
        "# [cfg (all (x , y))] a :: b :: __private :: channel_beside ! { \
         (kind = spsc , crate = a :: b) \
         struct Order < A , # [cfg_attr (z , cfg (w))] const N : usize > (u8) ; } \
         # [cfg (not (all (x , y)))] a :: b :: __private :: channel_beside ! { \
         (kind = spsc , crate = a :: b) \
         struct Order < # [cfg_attr (z , cfg (w))] const N : usize > (u8) ; }"
    );
    assert!(
        cases("struct Order<#[cfg_attr(z, cfg(w))] 'a>(u8);")
            .starts_with("# [cfg (all (any (not (z) , all (w))))]")
    );
}

#[test]
fn nothing_else_is_inherited() {
    let item = "/// Doc.\n #[derive(Debug)] #[doc(alias = \"a\")] #[repr(C)] #[must_use] \
                #[forbid(b)] struct Order;";
    for (_, attributes) in inherited(item) {
        assert_eq!(attributes, "");
    }
}
