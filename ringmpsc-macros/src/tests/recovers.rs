//! With a mistake in the attribute, the macro still generates as much as it can.

use quote::quote;
use syn::Item;

use super::expansion::{expand, items};
use crate::codegen;
use crate::expand::decide;

/// The channel of this attribute on `struct Order;`, if any, and whether there is a mistake.
fn made(attribute: &str) -> (String, bool) {
    made_on(attribute, "struct Order;")
}

fn made_on(attribute: &str, item: &str) -> (String, bool) {
    let decided = decide(attribute.parse().unwrap(), item.parse().unwrap());
    let channel = decided.channel.as_ref().map(codegen::generate).unwrap_or_default();
    (channel.to_string(), !decided.mistakes.is_empty())
}

#[test]
fn what_cannot_be_read_is_as_if_it_were_not_there() {
    for (wrong, right) in [
        ("kind = spsc, bits = 64", "kind = spsc"),
        ("kind = spsc, bits = 64, preset = high_throughput", "kind = spsc"),
        ("kind = spsc, bits = 64, preset = low_latency", "kind = spsc, favor = latency"),
        ("kind = spsc, favor = speed", "kind = spsc"),
        ("kind = mpsc, preset = slow", "kind = mpsc"),
        ("kind = mpsc, metrcs, 7, , contention", "kind = mpsc, contention"),
        ("kind = mpsc, capacity = 1024", "kind = mpsc"),
        ("kind = mpsc, metrics(latencyy)", "kind = mpsc"),
        ("kind = mpsc, numa(0)", "kind = mpsc"),
        ("kind = mpsc, max_producers = 0", "kind = mpsc"),
        ("kind = mpsc, bits = 4, bits = 5", "kind = mpsc, bits = 4"),
        ("kind = spsc, max_producers = 4", "kind = spsc"),
        ("kind = spsc, max_consumers = 4", "kind = spsc"),
        ("kind = mpsc, shard = 4, shared", "kind = mpsc"),
        ("kind = mpsc, bits = 4, prefetch = 17", "kind = mpsc, bits = 4"),
        ("kind = spsc, wait, notify, futures, shared", "kind = spsc, wait, notify"),
        ("kind = spsc, fence = none", "kind = spsc"),
        ("kind = spmc, max_producers = 4, max_consumers = 3", "kind = spmc, max_consumers = 3"),
        ("kind = spmc, max_consumers = 0, shard = 2", "kind = spmc"),
        ("kind = mpmc, shard = 0, shared", "kind = mpmc"),
        (
            "kind = mpmc, preset = high_throughput, shard = x",
            "kind = mpmc, preset = high_throughput",
        ),
    ] {
        let (right, is_wrong) = made(right);
        assert!(!is_wrong);
        assert_eq!(made(wrong), (right, true), "{wrong}");
    }
}

#[test]
fn fields_may_be_incomplete() {
    for item in [
        "pub struct Order<T> where T: Copy { id: T, pri }",
        "pub enum Order { A B }",
        "type Order = ;",
    ] {
        let (channel, is_wrong) = made_on("kind = mpsc", item);
        assert!(!is_wrong && channel.contains("OrderProducer"), "{item}");
    }
}

#[test]
fn nothing_is_guessed() {
    for attribute in [
        "",
        "bits = 4",
        "kind = mpcs",
        "kind = mpsc, name = 7",
        "kind = mpsc, crate = 7",
        "kind = mpsc, krate = channels",
    ] {
        assert_eq!(made(attribute), (String::new(), true), "{attribute}");
    }
}

/// Code that uses the channel finds its names, and so causes no errors.
#[test]
fn its_names_stand_in_for_a_channel_that_cannot_be_made() {
    let names = |attribute: &str, item: &str| {
        let aliases = items(attribute, item).into_iter().filter_map(|item| match item {
            Item::Type(alias) => Some(alias),
            _ => None,
        });
        let aliases: Vec<_> = aliases.collect();
        let mistakes = quote!(#(#aliases)*).to_string().matches("compile_error").count();
        let names: Vec<_> = aliases.iter().map(|alias| alias.ident.to_string()).collect();
        (names.join(" "), mistakes)
    };
    let all = |stem: &str| {
        let name = |end| format!("{stem}{end}");
        (["Channel", "Producer", "Consumer", "Ring"].map(name).join(" "), 1)
    };
    let none = (String::new(), 0);
    assert_eq!(names("", "struct Order;"), all("Order"));
    assert_eq!(names("kind = mpcs, bits = 99, name = Orders", "struct Order;"), all("Orders"));
    assert_eq!(names("kind = mpsc, crate = 7", "struct Order<'a, T: 'a>(&'a T);"), all("Order"));
    assert_eq!(names("kind = mpsc", "struct Order { data: [u8] }"), all("Order"));
    // The names are unknown, or another item has them.
    assert_eq!(names("kind = mpsc, name = 7", "struct Order;"), none);
    assert_eq!(names("kind = mpsc, name = Order", "struct OrderRing;"), none);
    assert_eq!(names("", "#[ring_channel(kind = spsc)] struct Order;"), none);
    assert_eq!(names("", "fn send() {}"), none);
}

/// The compiler rejects the message, and would reject a check of its layout, too.
#[test]
fn a_message_that_the_compiler_refuses_has_no_layout_to_check() {
    let has_check = |item: &str| {
        let channel = made_on("kind = mpsc, bits = 4", item).0;
        assert!(channel.contains("OrderProducer"), "{item}");
        channel.contains("const _ : () = (")
    };
    for refused in [
        "struct Order(u8, Option<Order>);",
        "struct Order(Option<(u8, [Self; 2])>);",
        "enum Order { Empty, One { next: (Order) } }",
        "struct Order { data: [u8], len: usize }",
        "enum Order { Text(str), Nothing }",
        "union Order { data: [u8] }",
    ] {
        assert!(!has_check(refused), "{refused}");
    }
    for right in [
        "struct Order(Option<Box<Order>>, Vec<Self>);",
        "struct Order(orders::Order, &'static [u8], *const str);",
        "enum Order { List([u8; 4]) }",
    ] {
        assert!(has_check(right), "{right}");
    }
}

/// The field may not exist.
#[test]
fn the_last_field_is_not_judged_if_it_depends_on_a_condition() {
    for field in ["#[cfg(debug)] data: [u8]", "#[cfg_attr(a, cfg(b))] data: [u8]"] {
        let (channel, is_wrong) = made_on("kind = mpsc", &format!("struct Order {{ {field} }}"));
        assert!(!is_wrong && channel.contains("OrderProducer"), "{field}");
    }
}

#[test]
fn nothing_is_defined_twice() {
    // The second attribute is expanded after this one, and makes its channel.
    let item = "#[ring_channel(kind = spsc)] struct Order;";
    assert_eq!(items("kind = mpsc", item).len(), 2);
    // The generated `OrderRing` would be a second one.
    assert_eq!(items("kind = mpsc, name = Order", "struct OrderRing;").len(), 2);
    assert_eq!(items("kind = mpmc, name = Order", "struct OrderClaim;").len(), 2);
}

#[test]
fn the_mistakes_come_last() {
    let expansion = expand("kind = mpsc, bits = 64", "struct Order;").to_string();
    let (channel, mistake) = (expansion.find("OrderDrain").unwrap(), expansion.find("64").unwrap());
    assert!(channel < mistake);
}
