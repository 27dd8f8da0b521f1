//! Which attributes of the item the generated items take over.

use quote::ToTokens;
use syn::{Attribute, Item};

use super::expansion::items;

/// The attributes of each generated item but documentation and those of the template.
fn taken_over(item: &str) -> Vec<(bool, String)> {
    ["spsc", "mpsc", "spmc", "mpmc"]
        .into_iter()
        .flat_map(|kind| taken_over_by(kind, item))
        .collect()
}

fn taken_over_by(kind: &str, item: &str) -> Vec<(bool, String)> {
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
fn every_item_takes_over_the_levels_of_lints() {
    let item =
        "#[allow(a, reason = \"b\")] #[warn(c)] #[deny(d)] #[expect(clippy::e)] struct Order;";
    for (_, attributes) in taken_over(item) {
        assert_eq!(attributes, "allow (a , reason = \"b\") warn (c) deny (d) allow (clippy :: e)");
    }
}

#[test]
fn every_type_is_deprecated_and_hidden_like_the_message() {
    for (is_type, attributes) in taken_over("#[doc(hidden)] #[deprecated = \"a\"] struct Order;") {
        let of_types = if is_type { " doc (hidden) deprecated = \"a\"" } else { "" };
        assert_eq!(attributes, format!("allow (deprecated){of_types}"));
    }
}

#[test]
fn nothing_else_is_taken_over() {
    let item = "/// Doc.\n #[derive(Debug)] #[doc(alias = \"a\")] #[repr(C)] #[must_use] #[forbid(b)] struct Order;";
    for (_, attributes) in taken_over(item) {
        assert_eq!(attributes, "");
    }
}
