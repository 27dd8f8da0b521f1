//! `numa`, `numa(producer)`, `numa(consumer)` and `numa(node = N)`.

use std::ops::RangeInclusive;

use darling::ast::NestedMeta;
use darling::{Error, Result};
use syn::{Expr, ExprLit, Lit, LitInt, Meta, Path};

use super::display::display_tokens;
use super::flag::assigned_bool;
use super::integer::Number;
use super::option_input::{OptionInput, Value, first_span};
use crate::terms::{Placement, messages};

/// The node numbers of a Linux kernel.
const NODES: RangeInclusive<u32> = 0..=1023;

impl Value for Placement {
    fn read(input: &OptionInput<'_>) -> Result<Self> {
        let arguments = match input.option {
            Meta::Path(_) => return Ok(Placement::RegisteringThread),
            Meta::List(list) => {
                NestedMeta::parse_meta_list(list.tokens.clone()).unwrap_or_default()
            }
            Meta::NameValue(_) => Vec::new(),
        };
        if let Some(mistake) = assigned_bool(input) {
            return Err(mistake);
        }
        if let [NestedMeta::Meta(Meta::Path(word))] = arguments.as_slice()
            && let Some(place) = side_of(word)
        {
            return Ok(place);
        }
        let unexpected = match arguments.as_slice() {
            [] => return Err(malformed(input)),
            [NestedMeta::Lit(Lit::Int(node)), ..] => return Err(bare(node)),
            [NestedMeta::Meta(node)] if is_node(node) => return read(node),
            [NestedMeta::Meta(node), second, ..] if is_node(node) => match second {
                NestedMeta::Meta(again) if is_node(again) => {
                    return Err(messages::duplicate_option(&"node").at(first_span(again)));
                }
                second => second,
            },
            [NestedMeta::Meta(Meta::Path(word)), second, ..] if side_of(word).is_some() => second,
            [first, ..] => first,
        };
        let (found, node) = (display_tokens(unexpected), node_or_zero(unexpected));
        Err(messages::numa_argument(&found, &node).at(first_span(unexpected)))
    }
}

/// The placement on the node of one side.
fn side_of(word: &Path) -> Option<Placement> {
    let sides = [("producer", Placement::RegisteringThread), ("consumer", Placement::Consumer)];
    sides.into_iter().find_map(|(side, place)| word.is_ident(side).then_some(place))
}

fn is_node(argument: &Meta) -> bool {
    argument.path().is_ident("node")
}

fn read(node: &Meta) -> Result<Placement> {
    let input = OptionInput::argument(node, "numa", "numa(node = 0)");
    Number::read(&input)?
        .within(NODES, &input, |number| messages::node_out_of_range(&number.digits))
        .map(Placement::Node)
}

/// The node of an argument with a wrong name, for the advice. Node 0 if it is not a valid node.
fn node_or_zero(argument: &NestedMeta) -> u32 {
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

fn malformed(input: &OptionInput<'_>) -> Error {
    match input.value() {
        Some(Expr::Lit(ExprLit { lit: Lit::Int(node), .. })) => bare(node),
        _ => messages::numa_malformed().at(input.span()),
    }
}

fn bare(node: &LitInt) -> Error {
    let text = match number(node) {
        Some(node) => messages::numa_bare_node(&node),
        None => messages::node_out_of_range(&node.base10_digits()),
    };
    text.at(node.span())
}
