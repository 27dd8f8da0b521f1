//! The size limits of an expansion. `--nocapture` shows the sizes.
//!
//! Lines are those of `prettyplease`, with the documentation and without the user's item.

use std::time::{Duration, Instant};

use proc_macro2::{TokenStream, TokenTree};
use syn::{ImplItem, ImplItemFn, Item, ItemImpl, parse_quote};

use super::expansion::{expand, format, implementations, items};
use crate::terms::availability::tested::FUTURES;

const ORDER: &str = "pub struct Order { id: u64, price: i64 }";
const HEADLINE: &str = "kind = mpsc, bits = 16, metrics, numa";

/// The average lines of a method with its documentation. With a new method, the budget grows.
const METHOD: usize = 6;

/// All other lines: the types, the imports, the traits, the description of the ring.
const FRAME: usize = 170;

/// The generated items.
fn added(attribute: &str, item: &str) -> Vec<Item> {
    items(attribute, item).split_off(1)
}

fn lines(items: Vec<Item>) -> usize {
    format(items).lines().count()
}

/// Every combination of the options that change the expansion, for every kind.
fn matrix() -> Vec<String> {
    FUTURES.set(true);
    let dimensions: [&[&str]; 9] = [
        &["kind = spsc", "kind = mpsc", "kind = spmc", "kind = mpmc, shard = 4"],
        &["", ", wait"],
        &["", ", notify"],
        &["", ", futures"],
        &["", ", metrics", ", metrics(latency)"],
        &["", ", contention"],
        &["", ", numa", ", numa(node = 1)"],
        &["", ", prefetch = 8"],
        &["", ", fence = full"],
    ];
    dimensions.iter().fold(vec![String::new()], |attributes, choices| {
        let extend = |attribute: &String| {
            choices.iter().map(move |choice| format!("{attribute}{choice}")).collect::<Vec<_>>()
        };
        attributes.iter().flat_map(extend).collect()
    })
}

/// All keywords and names in the tokens.
fn words(tokens: TokenStream) -> Vec<String> {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Group(group) => words(group.stream()),
            TokenTree::Ident(ident) => vec![ident.to_string()],
            TokenTree::Punct(_) | TokenTree::Literal(_) => Vec::new(),
        })
        .collect()
}

fn methods(item: Item) -> impl Iterator<Item = ImplItemFn> {
    let items = match item {
        Item::Impl(item) if item.trait_.is_none() => item.items,
        _ => Vec::new(),
    };
    items.into_iter().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}

#[test]
fn a_channel_has_at_most_six_lines_for_each_method() {
    for attribute in ["kind = spsc", "kind = mpsc", "kind = spmc", "kind = mpmc", HEADLINE] {
        let added = added(attribute, ORDER);
        let methods = implementations(added.clone()).into_iter().flat_map(methods).count();
        let lines = lines(added);
        println!("{attribute}: {methods} methods, {lines} lines");
        assert!(methods > 30, "{attribute}: {methods} methods");
        assert!(lines <= FRAME + METHOD * methods, "{attribute}: {methods} methods, {lines} lines");
    }
}

#[test]
fn no_method_has_more_than_ten_lines_and_eight_of_documentation() {
    FUTURES.set(true);
    let mut longest = (0, String::new());
    let mut longest_docs = (0, String::new());
    for kind in ["spsc", "mpsc, max_producers = 2", "spmc, max_consumers = 2", "mpmc, shard = 4"] {
        let attribute = format!(
            "kind = {kind}, wait, notify, futures, metrics(latency), contention, \
             numa(node = 1), prefetch = 8, fence = full"
        );
        for mut method in implementations(added(&attribute, ORDER)).into_iter().flat_map(methods) {
            let name = method.sig.ident.to_string();
            let attributes = method.attrs.len();
            method.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
            longest_docs = longest_docs.max((attributes - method.attrs.len(), name.clone()));
            let alone: ItemImpl = parse_quote!(impl Order { #method });
            let lines = lines(vec![Item::Impl(alone)]) - 2;
            longest = longest.max((lines, name));
        }
    }
    println!("the longest method: {longest:?}, the longest documentation: {longest_docs:?}");
    assert!(longest.0 <= 10, "{longest:?}");
    assert!(longest_docs.0 <= 8, "{longest_docs:?}");
}

#[test]
fn every_expansion_is_unsafe_once_and_never_conditional() {
    let matrix = matrix();
    for item in [ORDER, "type Queue<T> = T;"] {
        for attribute in &matrix {
            let words = words(expand(attribute, item));
            let count = |wanted| words.iter().filter(|word| *word == wanted).count();
            assert_eq!(count("unsafe"), 1, "{attribute}");
            for word in ["cfg", "cfg_attr", "allow", "expect"] {
                assert_eq!(count(word), 0, "`{word}` with {attribute}");
            }
        }
    }
    println!("expansions: {}", 2 * matrix.len());
}

/// The minimum of many runs is the cost of the expansion. The rest is noise of the machine.
#[test]
fn the_headline_expands_in_no_time() {
    let run = || {
        let start = Instant::now();
        let expansion = expand(HEADLINE, ORDER);
        (start.elapsed(), expansion)
    };
    let fastest = (0..200).map(|_| run().0).min().unwrap_or_default();
    println!("headline: {fastest:?}");
    assert!(fastest < Duration::from_millis(30), "{fastest:?}");
}
