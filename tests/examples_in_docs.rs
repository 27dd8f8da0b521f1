//! Every public item of the library and of its runtime has an example that runs as a doctest.
//!
//! The sources are parsed. The test follows the public modules and reexports from `lib.rs`, as a
//! reader of the documentation does. An item counts as shown in two cases. Its own documentation
//! has an example. Or an example on the page of its type or of its module uses it. Modules and
//! constants need none.
//!
//! Items that lack an example are counted below, with the reason. A count may only go down.

#[path = "examples_in_docs/items.rs"]
mod items;

use std::collections::BTreeMap;
use std::path::Path;

use items::Crate;

/// Where items lack an example, how many they are at most, and why.
const WITHOUT: &[(&str, usize, &str)] = &[
    ("ringmpsc::EventNotifier", 2, "an epoll instance: `examples/event_notifier` has one"),
    ("ringmpsc::process", 11, "two processes: `examples/two_processes` has them"),
    ("ringmpsc_runtime", 1, "the facilities have examples"),
    ("ringmpsc_runtime::futex", 2, "two threads or processes"),
    ("ringmpsc_runtime::mapping", 1, "for the library's own use"),
    ("ringmpsc_runtime::membarrier", 1, "an error that no healthy machine returns"),
    ("ringmpsc_runtime::memfd", 1, "for the library's own use"),
    ("ringmpsc_runtime::pidfd", 2, "another process"),
    ("ringmpsc_runtime::poll", 2, "for the library's own use"),
    ("ringmpsc_runtime::scm_rights", 3, "a socket between processes"),
    ("ringmpsc_runtime::shared_mapping", 5, "for the library's own use"),
    ("ringmpsc_runtime::unix_socket", 4, "a socket between processes"),
];

fn missing(name: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("src");
    let items = Crate::read(&root).public_items();
    assert!(items.len() > 100, "only {} items in {name}", items.len());
    items.into_iter().filter(|item| !item.has_example).map(|item| item.path).collect()
}

/// The entry of [`WITHOUT`] for an item: the longest one that the path begins with.
fn entry(path: &str) -> Option<&'static str> {
    let entries = WITHOUT.iter().map(|&(entry, _, _)| entry);
    // The entry of a whole crate is for its page only.
    let covers = |entry: &&str| match path.strip_prefix(entry) {
        Some(rest) => rest.is_empty() || entry.contains("::") && rest.starts_with("::"),
        None => false,
    };
    entries.filter(covers).max_by_key(|entry| entry.len())
}

#[test]
fn every_public_item_has_an_example_that_runs() {
    let mut counts = BTreeMap::<_, Vec<_>>::new();
    for path in ["ringmpsc", "ringmpsc-runtime"].into_iter().flat_map(missing) {
        counts.entry(entry(&path)).or_default().push(path);
    }
    let new = counts.remove(&None).unwrap_or_default();
    assert!(new.is_empty(), "these lack an example:\n{}", new.join("\n"));
    for &(entry, most, _) in WITHOUT {
        let Some(found) = counts.remove(&Some(entry)) else {
            panic!("every item of {entry} has an example: remove the entry");
        };
        assert!(
            found.len() <= most,
            "{} items of {entry} lack an example, and {most} may:\n{}",
            found.len(),
            found.join("\n")
        );
    }
}

/// The items of a crate with this `lib.rs`, and whether each has an example.
fn of(text: &str) -> Vec<(String, bool)> {
    let items = Crate::of("demo", text).public_items();
    items.into_iter().map(|item| (item.path, item.has_example)).collect()
}

#[test]
fn an_item_without_an_example_is_found() {
    let found = of("
        //! ```
        //! demo::shown();
        //! ```
        pub fn shown() {}
        /// Text.
        pub fn bare() {}
        fn private() {}
        /// ```
        /// demo::own();
        /// ```
        pub fn own() {}
        /// ```ignore
        /// demo::ignored();
        /// ```
        pub fn ignored() {}
        #[doc(hidden)]
        pub fn hidden() {}
        pub use low::Type;
        mod low {
            /// ```
            /// Type::new();
            /// ```
            pub struct Type;
            impl Type {
                pub fn new() -> Self {}
                pub fn bare(&self) {}
                fn private(&self) {}
            }
            pub struct Unseen;
        }
    ");
    let expected = [
        ("demo", true),
        ("demo::shown", true),
        ("demo::bare", false),
        ("demo::own", true),
        ("demo::ignored", false),
        ("demo::Type", true),
        ("demo::Type::new", true),
        ("demo::Type::bare", false),
    ];
    assert_eq!(found, expected.map(|(path, has)| (path.to_owned(), has)));
}
