//! `numa` and `numa(node = N)`.

use std::ops::RangeInclusive;

use darling::ast::NestedMeta;
use darling::{Error, Result};
use syn::{Expr, ExprLit, Lit, LitInt, Meta};

use super::integer::Number;
use super::shown::shown;
use super::switch::switched;
use super::value::{Value, Written, first_span};
use crate::model::{Placement, wording};

/// The nodes that a Linux kernel can be built for.
const NODES: RangeInclusive<u32> = 0..=1023;

impl Value for Placement {
    fn read(written: &Written<'_>) -> Result<Self> {
        let arguments = match written.option {
            Meta::Path(_) => return Ok(Placement::RegisteringThread),
            Meta::List(list) => {
                NestedMeta::parse_meta_list(list.tokens.clone()).unwrap_or_default()
            }
            Meta::NameValue(_) => Vec::new(),
        };
        if let Some(mistake) = switched(written) {
            return Err(mistake);
        }
        let unexpected = match arguments.as_slice() {
            [] => return Err(malformed(written)),
            [NestedMeta::Lit(Lit::Int(node)), ..] => return Err(bare(node)),
            [NestedMeta::Meta(node)] if is_node(node) => return read(node),
            [NestedMeta::Meta(node), second, ..] if is_node(node) => match second {
                NestedMeta::Meta(again) if is_node(again) => {
                    return Err(wording::duplicate_option(&"node").at(first_span(again)));
                }
                second => second,
            },
            [first, ..] => first,
        };
        let (found, node) = (shown(unexpected), meant(unexpected));
        Err(wording::numa_argument(&found, &node).at(first_span(unexpected)))
    }
}

fn is_node(argument: &Meta) -> bool {
    argument.path().is_ident("node")
}

fn read(node: &Meta) -> Result<Placement> {
    let written = Written::argument(node, "numa", "numa(node = 0)");
    Number::read(&written)?
        .within(NODES, &written, |number| wording::node_out_of_range(&number.shown))
        .map(Placement::Node)
}

/// The node that somebody had in mind who called it otherwise, if there is such a node; else node 0.
fn meant(argument: &NestedMeta) -> u32 {
    match argument {
        NestedMeta::Meta(Meta::NameValue(assignment)) => as_node(&assignment.value).unwrap_or(0),
        _ => 0,
    }
}

fn as_node(value: &Expr) -> Option<u32> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Int(node), .. }) => number(node),
        _ => None,
    }
}

fn number(node: &LitInt) -> Option<u32> {
    node.base10_parse().ok().filter(|node| NODES.contains(node))
}

fn malformed(written: &Written<'_>) -> Error {
    match written.value() {
        Some(Expr::Lit(ExprLit { lit: Lit::Int(node), .. })) => bare(node),
        _ => wording::numa_malformed().at(written.span()),
    }
}

fn bare(node: &LitInt) -> Error {
    let text = match number(node) {
        Some(node) => wording::numa_bare_node(&node),
        None => wording::node_out_of_range(&node.base10_digits()),
    };
    text.at(node.span())
}
