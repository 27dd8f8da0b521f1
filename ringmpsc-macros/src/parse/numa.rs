//! `numa` and `numa(node = N)`.

use std::ops::RangeInclusive;

use darling::ast::NestedMeta;
use darling::{Error, FromMeta, Result};
use quote::ToTokens;
use syn::{Expr, ExprLit, Lit, LitInt, Meta};

use super::integer::Number;
use super::value::{Written, first_span};
use crate::model::{Placement, wording};

/// The nodes that a Linux kernel can be built for.
const NODES: RangeInclusive<u32> = 0..=1023;

impl FromMeta for Placement {
    fn from_meta(option: &Meta) -> Result<Self> {
        let written = Written::option(option);
        let arguments = match option {
            Meta::Path(_) => return Ok(Placement::RegisteringThread),
            Meta::List(list) => {
                NestedMeta::parse_meta_list(list.tokens.clone()).unwrap_or_default()
            }
            Meta::NameValue(_) => Vec::new(),
        };
        let unexpected = match arguments.as_slice() {
            [] => return Err(malformed(&written)),
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
        Err(wording::numa_argument(&unexpected.to_token_stream()).at(first_span(unexpected)))
    }
}

fn is_node(argument: &Meta) -> bool {
    argument.path().is_ident("node")
}

fn read(node: &Meta) -> Result<Placement> {
    let number = Number::read(&Written::argument(node, "numa(node = 0)"))?;
    number
        .within(NODES)
        .map(Placement::Node)
        .ok_or_else(|| wording::node_out_of_range(&number.shown).at(number.span))
}

fn malformed(written: &Written<'_>) -> Error {
    match written.value() {
        Some(Expr::Lit(ExprLit { lit: Lit::Int(node), .. })) => bare(node),
        _ => wording::numa_malformed().at(written.span()),
    }
}

fn bare(node: &LitInt) -> Error {
    wording::numa_bare_node(&node.base10_digits()).at(node.span())
}
