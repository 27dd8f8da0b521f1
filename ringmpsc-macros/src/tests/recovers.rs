//! A mistake in the attribute leaves the channel standing, as far as it can be told.

use super::expansion::{expand, items};
use crate::expand::channel;

/// The channel that these attributes make, if any.
fn made(attribute: &str) -> String {
    let (channel, mistakes) = channel(attribute.parse().unwrap(), "struct Order;".parse().unwrap());
    assert!(mistakes.is_err(), "{attribute}");
    channel.to_string()
}

#[test]
fn what_cannot_be_read_is_as_if_it_were_not_there() {
    for (wrong, right) in [
        ("kind = spsc, bits = 64", "kind = spsc"),
        ("kind = spsc, bits = 64, preset = low_latency", "kind = spsc"),
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
        let (right, mistakes) = channel(right.parse().unwrap(), "struct Order;".parse().unwrap());
        assert!(mistakes.is_ok());
        assert_eq!(made(wrong), right.to_string(), "{wrong}");
    }
}

#[test]
fn fields_may_be_incomplete() {
    for item in [
        "pub struct Order<T> where T: Copy { id: T, pri }",
        "pub enum Order { A B }",
        "type Order = ;",
    ] {
        let (channel, mistakes) = channel("kind = mpsc".parse().unwrap(), item.parse().unwrap());
        assert!(mistakes.is_ok() && channel.to_string().contains("OrderProducer"), "{item}");
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
        assert_eq!(made(attribute), "", "{attribute}");
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
