//! An expansion has the same meaning in every module.
//!
//! The packages `tests/no-prelude`, `tests/renamed` and `tests/lint` compile expansions.

use std::collections::BTreeSet;

use proc_macro2::{LineColumn, TokenStream, TokenTree};
use syn::visit_mut::{self, VisitMut};
use syn::{File, Ident, ItemFn, PatIdent, Path, UseName};

use super::expansion::expand;
use crate::terms::availability::tested::{FUTURES, SHARED};

const ATTRIBUTES: [&str; 5] = [
    "kind = spsc, wait, shared",
    "kind = spsc, wait, notify, futures, metrics(latency), contention, numa(node = 1), \
     prefetch = 8, fence = full",
    "kind = mpsc, wait, notify, futures, metrics(latency), contention, numa(node = 1), \
     prefetch = 8, fence = full, max_producers = 2",
    "kind = spmc, wait, notify, futures, metrics(latency), contention, numa(node = 1), \
     prefetch = 8, fence = full, max_consumers = 2",
    "kind = mpmc, wait, notify, futures, metrics(latency), contention, numa(node = 1), \
     prefetch = 8, fence = full, max_producers = 2, max_consumers = 2, shard = 3",
];

#[test]
fn every_path_is_absolute() {
    FUTURES.set(true);
    SHARED.set(true);
    for attribute in ATTRIBUTES {
        for item in
            ["struct Order;", "struct Order<'a, T: ::core::fmt::Debug, const N: u8>(&'a T);"]
        {
            let mut file: File = syn::parse2(expand(attribute, item)).unwrap();
            let mut locals = Locals::default();
            locals.visit_file_mut(&mut file);
            let mut paths = Paths { locals: locals.0, relative: BTreeSet::new() };
            paths.visit_file_mut(&mut file);
            assert_eq!(paths.relative, BTreeSet::new(), "{attribute}");
        }
    }
}

/// The names of arguments, of variables, of functions inside functions, and of imports.
#[derive(Default)]
struct Locals(BTreeSet<Ident>);

impl VisitMut for Locals {
    fn visit_pat_ident_mut(&mut self, pat: &mut PatIdent) {
        self.0.insert(pat.ident.clone());
    }

    fn visit_item_fn_mut(&mut self, item: &mut ItemFn) {
        visit_mut::visit_item_fn_mut(self, item);
        self.0.insert(item.sig.ident.clone());
    }

    fn visit_use_name_mut(&mut self, name: &mut UseName) {
        self.0.insert(name.ident.clone());
    }
}

/// The paths that depend on their module.
struct Paths {
    locals: BTreeSet<Ident>,
    relative: BTreeSet<String>,
}

impl VisitMut for Paths {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let first = &path.segments[0].ident;
        let is_ours = self.locals.contains(first)
            // The message, the generated types, the parameters, and the keywords.
            || first.to_string().starts_with("Order")
            || ["Self", "self", "T", "N", "u8", "doc", "inline", "must_use", "repr", "derive"]
                .iter()
                .any(|word| first == word);
        if path.leading_colon.is_none() && !is_ours {
            self.relative.insert(first.to_string());
        }
    }
}

/// `forbid(unsafe_code)` looks at the span of `unsafe`, which must not be in the user's program.
#[test]
fn unsafe_is_not_the_users() {
    FUTURES.set(true);
    SHARED.set(true);
    for attribute in ATTRIBUTES {
        // All tokens of the user begin behind column 0.
        let expansion = expand(&format!(" {attribute}"), " pub struct Order;");
        let spans = spans(expansion, "unsafe");
        assert_eq!(spans, [LineColumn { line: 1, column: 0 }], "{attribute}");
    }
}

fn spans(tokens: TokenStream, word: &str) -> Vec<LineColumn> {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Group(group) => spans(group.stream(), word),
            TokenTree::Ident(ident) if ident == word => vec![ident.span().start()],
            _ => Vec::new(),
        })
        .collect()
}
