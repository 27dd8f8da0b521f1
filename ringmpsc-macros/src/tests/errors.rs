//! The text and the place of every error: `errors.txt`.
//!
//! A line of that file that begins with `#[` is an attribute and its item, by default
//! `struct Order;`. The lines below it are the errors in their order, with carets under the place
//! of each. `UPDATE_EXPECT=1` writes the errors of new lines.

use std::fmt::Write as _;

use darling::Error;
use expect_test::expect_file;
use proc_macro2::{Group, TokenStream, TokenTree};

use crate::expand;
use crate::terms::messages;

pub(super) const FILE: &str = include_str!("errors.txt");

#[test]
fn every_mistake_is_reported_as_in_the_file() {
    let mut actual = String::new();
    for line in FILE.lines().filter(|line| !is_error(line)) {
        writeln!(actual, "{line}").unwrap();
        if line.starts_with("#[") {
            for mistake in mistakes(line) {
                writeln!(actual, "{} {mistake}", underline(line, &mistake)).unwrap();
            }
        }
    }
    expect_file!["errors.txt"].assert_eq(&actual);
}

#[test]
fn these_are_no_mistakes() {
    for line in [
        "#[ring_channel(kind = spsc, contention)]",
        "#[ring_channel(kind = mpsc, bits = 4, prefetch = 16)]",
        "#[ring_channel(preset = high_throughput, kind = spsc, prefetch = 200_000)]",
        "#[ring_channel(kind = spmc, max_consumers = 1)]",
        "#[ring_channel(kind = mpmc, max_producers = 1, max_consumers = 1, shard = 1)]",
        "#[ring_channel(kind = mpmc, shard = 400)]",
        "#[ring_channel(kind = mpmc, max_producers = 4, shard = 4)]",
        "#[ring_channel(kind = mpmc, max_producers = 1)]",
        // The preset still sets one option.
        "#[ring_channel(kind = mpmc, preset = high_throughput, max_producers = 2)]",
        "#[ring_channel(kind = mpmc, preset = low_latency, bits = 3, shard = 3)]",
        "#[ring_channel(kind = mpsc, preset = low_latency, bits = 3)]",
        // This kind does not generate a type of that name.
        "#[ring_channel(kind = mpsc, name = Order)] struct OrderClaim;",
        "#[ring_channel(kind = spmc, name = Order)] struct OrderReadable;",
        "#[ring_channel(kind = mpmc, name = Order)] struct OrderPeekIter;",
        "#[ring_channel(kind = mpmc, name = Order)] struct OrderDrain;",
        "#[ring_channel(kind = mpsc, name = A)] #[ring_channel] struct r#type;",
        "#[ring_channel(r#kind = r#mpsc, r#bits = 4)]",
        // These have a size.
        "#[ring_channel(kind = mpsc)] struct Order<T: ?Sized>(Box<T>);",
        "#[ring_channel(kind = mpsc)] type Order<'a> = &'a str;",
        // The compiler has reported these.
        "#[ring_channel(kind = mpsc)] pub struct Order { id: u64, pri }",
        "#[ring_channel(kind = mpsc)] pub struct Order(u64)",
        "#[ring_channel(kind = mpsc)] enum Order { A B }",
        "#[ring_channel(kind = mpsc)] union Order { a: u8, b }",
        "#[ring_channel(kind = mpsc)] type Order = ;",
        "#[ring_channel(kind = mpsc)] struct 3Order;",
        // The second attribute reports its own mistake.
        "#[ring_channel(kind = mpsc)] #[ring_channel(kind = spsc, name = 7)] struct Order;",
    ] {
        assert!(mistakes(line).is_empty(), "{line}");
    }
}

#[test]
fn no_line_is_without_a_mistake() {
    for line in FILE.lines().filter(|line| line.starts_with("#[")) {
        assert!(!mistakes(line).is_empty(), "{line}");
    }
}

#[test]
fn every_text_has_a_line() {
    for (name, template) in messages::ALL {
        let shown = FILE
            .lines()
            .filter(|line| is_error(line))
            .any(|line| is_made_from(line.trim_start_matches([' ', '^']), template));
        assert!(shown, "no line shows `{name}`");
    }
}

fn is_error(line: &str) -> bool {
    line.starts_with([' ', '^'])
}

pub(super) fn mistakes(line: &str) -> Vec<Error> {
    let (attribute, item) = parse(line);
    expand::decide(attribute, item).mistakes
}

/// Takes `#[ring_channel(attribute)] item` apart.
pub(super) fn parse(line: &str) -> (TokenStream, TokenStream) {
    let group = |token: Option<TokenTree>| match token {
        Some(TokenTree::Group(group)) => Some(group),
        _ => None,
    };
    let mut tokens = line.parse::<TokenStream>().unwrap().into_iter().skip(1);
    let brackets = group(tokens.next()).unwrap();
    let attribute = group(brackets.stream().into_iter().nth(1));
    let item: TokenStream = tokens.collect();
    (
        attribute.as_ref().map(Group::stream).unwrap_or_default(),
        if item.is_empty() { "struct Order;".parse().unwrap() } else { item },
    )
}

/// Carets under the code that the mistake points at, or under the whole attribute.
fn underline(line: &str, mistake: &Error) -> String {
    let span = mistake.explicit_span().expect("every mistake has a place");
    let columns = match (span.start().column, span.end().column) {
        (0, 0) => 0..line.find(")]").map_or(line.len(), |end| end + 2),
        (start, end) => start..end,
    };
    format!("{}{}", " ".repeat(columns.start), "^".repeat(columns.len()))
}

/// Whether `text` is `template` with text in place of each `{...}`.
fn is_made_from(text: &str, template: &str) -> bool {
    let mut rest = text;
    let mut literals = template.split('{').map(|part| part.rsplit('}').next().unwrap_or(part));
    let starts = literals.next().is_some_and(|first| rest.starts_with(first));
    starts
        && literals.all(|literal| {
            rest.find(literal).is_some_and(|at| {
                rest = &rest[at + literal.len()..];
                true
            })
        })
}
