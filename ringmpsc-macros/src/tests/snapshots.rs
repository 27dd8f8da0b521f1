//! Whole expansions, to be read: `snapshots/*.rs`.
//!
//! The comment at the top of each is the attribute. `UPDATE_EXPECT=1` writes them again.

use expect_test::{ExpectFile, expect_file};

use super::expansion::{format, items};
use crate::terms::availability::tested::{FUTURES, SHARED};

/// The item of most snapshots, without its attribute.
const ORDER: &str = "pub struct Order { id: u64, price: i64 }";

fn check(attribute: &str, item: &str, snapshot: &ExpectFile) {
    let items = items(attribute, item).into_iter().map(|item| airy(&format(vec![item])));
    let header = header(attribute);
    snapshot.assert_eq(&format!("{header}\n{}", items.collect::<String>()));
}

/// The attribute as a comment, in lines of at most 100 columns.
fn header(attribute: &str) -> String {
    let mut lines = vec![String::from("// #[ring_channel(")];
    for entry in attribute.split_inclusive(", ") {
        let line = lines.last_mut().expect("there is always a line");
        if line.len() + entry.len() > 95 {
            lines.push(format!("//     {entry}"));
        } else {
            line.push_str(entry);
        }
    }
    let lines: Vec<_> = lines.iter().map(|line| line.trim_end()).collect();
    format!("{})]", lines.join("\n"))
}

/// The text with empty lines before the item and between its methods.
fn airy(item: &str) -> String {
    format!("\n{}", item.replace("\n    }\n    ", "\n    }\n\n    "))
}

#[test]
fn spsc() {
    check("kind = spsc", ORDER, &expect_file!["snapshots/spsc.rs"]);
}

#[test]
fn spsc_with_everything() {
    FUTURES.set(true);
    let attribute = "kind = spsc, bits = 10, name = Market, wait, notify, futures, \
                     metrics(latency), contention, numa(node = 1), prefetch = 32, fence = full, \
                     favor = latency";
    check(attribute, ORDER, &expect_file!["snapshots/spsc_with_everything.rs"]);
}

#[test]
fn spsc_shared() {
    SHARED.set(true);
    check("kind = spsc, bits = 12, wait, shared", ORDER, &expect_file!["snapshots/spsc_shared.rs"]);
}

#[test]
fn mpsc() {
    check("kind = mpsc", ORDER, &expect_file!["snapshots/mpsc.rs"]);
}

#[test]
fn spmc() {
    check("kind = spmc", ORDER, &expect_file!["snapshots/spmc.rs"]);
}

#[test]
fn mpmc() {
    check("kind = mpmc", ORDER, &expect_file!["snapshots/mpmc.rs"]);
}

#[test]
fn mpmc_with_everything() {
    FUTURES.set(true);
    let attribute = "kind = mpmc, bits = 10, name = Market, max_producers = 8, max_consumers = 4, \
                     wait, notify, futures, metrics(latency), contention, numa, prefetch = 32, \
                     shard = 3, fence = full, favor = latency";
    check(attribute, ORDER, &expect_file!["snapshots/mpmc_with_everything.rs"]);
}

#[test]
fn headline() {
    let attribute = "kind = mpsc, bits = 16, metrics, numa";
    check(attribute, ORDER, &expect_file!["snapshots/headline.rs"]);
}

#[test]
fn generic() {
    check("kind = spsc", "type Queue<T> = T;", &expect_file!["snapshots/generic.rs"]);
}

#[test]
fn renamed() {
    let attribute = "kind = mpsc, crate = channels";
    check(attribute, ORDER, &expect_file!["snapshots/renamed.rs"]);
}
