//! The channel that an attribute and an item decide.

use darling::Error;
use quote::{ToTokens, quote};

use crate::model::Channel;
use crate::parse::{Options, Target};
use crate::terms::availability::tested::{FUTURES, SHARED};
use crate::terms::{Favor, Fence, Kind, Metrics, Placement};

/// The channel, without the check that its options are available.
fn decide(attribute: &str, item: &str) -> Channel {
    let mut errors = Error::accumulator();
    let options = Options::parse(attribute.parse().unwrap(), &mut errors);
    let target = Target::parse(item.parse().unwrap(), &mut errors).unwrap();
    errors.finish().unwrap();
    Channel::decide(&options, &target).unwrap()
}

fn channel(attribute: &str) -> Channel {
    decide(attribute, "struct Order;")
}

#[test]
fn defaults() {
    let channel = channel("kind = mpsc");
    assert_eq!(channel.kind.word(), "mpsc");
    assert_eq!((channel.layout.bits, channel.layout.capacity), (16, 65536));
    assert_eq!((channel.limits.producers, channel.limits.consumers), (None, None));
    assert_eq!((channel.metrics, channel.contention), (None, false));
    assert_eq!((channel.placement, channel.prefetch), (None, None));
    assert_eq!((channel.shard, channel.shared), (None, None));
    assert!(!channel.waking.wait && !channel.waking.notify && !channel.waking.futures);
    assert_eq!((channel.fence, channel.favor), (Fence::Adaptive, Favor::Throughput));
    let library = &channel.library.path;
    assert_eq!(quote!(#library).to_string(), ":: ringmpsc");
}

#[test]
fn everything_given() {
    FUTURES.set(true);
    let channel = channel(
        "kind = mpmc, bits = 4, max_producers = 3, max_consumers = 2, wait, notify, futures, \
         metrics(latency), contention, numa(node = 1), prefetch = 16, shard = 3, \
         fence = full, favor = latency, crate = a::b",
    );
    assert_eq!((channel.layout.bits, channel.layout.capacity), (4, 16));
    assert_eq!((channel.limits.producers, channel.limits.consumers), (Some(3), Some(2)));
    assert_eq!((channel.metrics, channel.contention), (Some(Metrics::Latency), true));
    assert_eq!((channel.placement, channel.prefetch), (Some(Placement::Node(1)), Some(16)));
    assert_eq!((channel.shard, channel.fence), (Some(3), Fence::Full));
    assert_eq!(channel.favor, Favor::Latency);
    assert!(channel.waking.wait && channel.waking.notify && channel.waking.futures);
    let library = &channel.library.path;
    assert_eq!(quote!(#library).to_string(), "a :: b");
}

#[test]
fn the_visibility_is_the_users() {
    for vis in ["", "pub", "pub (crate)", "pub (in crate :: orders)"] {
        let channel = decide("kind = spsc", &format!("{vis} struct Order;"));
        assert_eq!(channel.vis.to_token_stream().to_string(), vis);
    }
}

#[test]
fn the_option_replaces_the_visibility() {
    for (option, vis) in [
        ("private", ""),
        ("pub", "pub"),
        ("pub(crate)", "pub (crate)"),
        ("pub(super)", "pub (super)"),
        ("pub(in crate::orders)", "pub (in crate :: orders)"),
    ] {
        let channel = decide(&format!("kind = spsc, vis = {option}"), "pub struct Order;");
        assert_eq!(channel.vis.to_token_stream().to_string(), vis);
    }
}

#[test]
fn a_word_alone_takes_the_plain_form() {
    let channel = channel("kind = spsc, metrics, numa");
    assert_eq!(channel.metrics, Some(Metrics::Counters));
    assert_eq!(channel.placement, Some(Placement::RegisteringThread));
}

#[test]
fn rings_are_placed_by_side_or_by_node() {
    let placement = |option| channel(&format!("kind = mpmc, {option}")).placement;
    assert_eq!(placement("numa(producer)"), Some(Placement::RegisteringThread));
    assert_eq!(placement("numa(consumer)"), Some(Placement::Consumer));
    assert_eq!(placement("numa(node = 3)"), Some(Placement::Node(3)));
}

#[test]
fn shared_has_the_definition() {
    let of = |item| decide("kind = spsc, shared", item).shared;
    assert_eq!(of("struct Order(u64);"), None, "without the feature of the library");
    SHARED.set(true);
    assert_eq!(of("pub struct Order(u64);").as_deref(), Some("struct Order ( u64 ) ;"));
    assert_eq!(of("struct Order<T>(T);"), None);
    for conditional in [
        "struct Order { #[cfg(unix)] id: u64 }",
        "struct Order(#[cfg_attr(unix, cfg(unix))] u64);",
        "enum Order { #[cfg(unix)] A, B }",
        "enum Order { A { #[cfg(unix)] id: u64 } }",
        "union Order { #[cfg(unix)] id: u64 }",
    ] {
        assert_eq!(of(conditional), None, "{conditional}");
    }
    assert!(of("struct Order(#[cfg_attr(unix, doc = \"\")] u64);").is_some());
    assert_eq!(channel("kind = spsc").shared, None);
}

#[test]
fn presets() {
    // preset, kind: bits, producers, consumers, shard
    let table = [
        ("low_latency", "spsc", (12, None, None, None)),
        ("low_latency", "mpsc", (12, Some(16), None, None)),
        ("low_latency", "spmc", (12, None, None, None)),
        ("low_latency", "mpmc", (12, Some(16), None, Some(2))),
        ("high_throughput", "spsc", (18, None, None, None)),
        ("high_throughput", "mpsc", (18, Some(32), None, None)),
        ("high_throughput", "spmc", (18, None, None, None)),
        ("high_throughput", "mpmc", (16, Some(32), Some(16), Some(4))),
        ("ultra_low_latency", "spsc", (10, None, None, None)),
        ("ultra_low_latency", "mpsc", (10, Some(4), None, None)),
        ("ultra_low_latency", "spmc", (10, None, None, None)),
        ("ultra_low_latency", "mpmc", (10, Some(4), None, Some(2))),
    ];
    for (preset, kind, expected) in table {
        let Channel { layout, limits, shard, favor, .. } =
            channel(&format!("kind = {kind}, preset = {preset}"));
        let decided = (layout.bits, limits.producers, limits.consumers, shard);
        assert_eq!(decided, expected, "{preset}, {kind}");
        let favors = if preset.ends_with("latency") { Favor::Latency } else { Favor::Throughput };
        assert_eq!(favor, favors, "{preset}, {kind}");
    }
}

#[test]
fn what_is_named_wins_over_the_preset() {
    let channel = channel(
        "kind = mpmc, preset = high_throughput, bits = 3, max_producers = 5, max_consumers = 6, \
         shard = 1",
    );
    assert_eq!(channel.layout.bits, 3);
    assert_eq!((channel.limits.producers, channel.limits.consumers), (Some(5), Some(6)));
    assert_eq!(channel.shard, Some(1));
    let channel = self::channel("kind = spsc, preset = low_latency, favor = throughput");
    assert_eq!((channel.layout.bits, channel.favor), (12, Favor::Throughput));
}

#[test]
fn kinds_without_options() {
    let bits = Kind::ALL.map(|kind| channel(&format!("kind = {}", kind.word())).layout.bits);
    assert_eq!(bits, [16, 16, 16, 14]);
}

#[test]
fn names() {
    let names = |attribute, item| {
        let names = decide(attribute, item).names;
        names.all().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        names("kind = spsc", "enum Order {}"),
        "OrderChannel OrderProducer OrderConsumer OrderRing \
         OrderReservation OrderReadable OrderPeekIter OrderDrain"
    );
    assert_eq!(
        names("kind = mpmc", "enum Order {}"),
        "OrderChannel OrderProducer OrderConsumer OrderRing OrderReservation OrderClaim"
    );
    assert!(names("kind = spsc", "type r#type = u8;").starts_with("typeChannel typeProducer "));
    assert!(names("kind = spsc, name = r#in", "union U { a: u8 }").starts_with("inChannel "));
    assert!(names("kind = spsc, name = Orders", "struct Order;").starts_with("OrdersChannel "));
}

#[test]
fn the_message_repeats_the_parameters() {
    let message = |item| {
        let message = decide("kind = spsc", item).message;
        quote!(#message).to_string()
    };
    assert_eq!(message("struct r#struct;"), "r#struct");
    assert_eq!(message("type Queue<T> = T;"), "Queue < T >");
    assert_eq!(
        message(
            "pub(crate) struct Order<'a, T: Copy = u8, const N: usize = 4>(&'a [T; N]) \
             where T: Send;"
        ),
        "Order < 'a , T , { N } >"
    );
}

#[test]
fn self_in_a_bound_stays_the_message() {
    let generics = decide(
        "kind = spsc",
        "struct Order<T: PartialEq<Self>>(T) \
         where Self: Clone, Vec<Self>: Into<T>, T: From<Self::Id>;",
    )
    .generics;
    let (parameters, _, bounds) = generics.split_for_impl();
    assert_eq!(quote!(#parameters).to_string(), "< T : PartialEq < Order < T > > >");
    assert_eq!(
        quote!(#bounds).to_string(),
        "where Order < T > : Clone , Vec < Order < T > > : Into < T > , \
         T : From < < Order < T > > :: Id >"
    );
}

#[test]
fn the_borrow_lifetime_is_fresh() {
    let borrow = |item| decide("kind = spsc", item).borrow.to_string();
    assert_eq!(borrow("struct Order;"), "'a");
    assert_eq!(borrow("struct Order<'a>(&'a u8);"), "'b");
    assert_eq!(borrow("struct Order<'a, F>(&'a F) where for<'b> F: Fn(&'b u8);"), "'c");
}
