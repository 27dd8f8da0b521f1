//! Options that take a number.

use std::ops::RangeInclusive;

use darling::Result;
use proc_macro2::Span;
use syn::{Expr, ExprLit, Lit, LitInt, Meta, Stmt};

use super::option_input::{OptionInput, Value};
use crate::terms::messages::{self, ErrorText, TwoArgumentText};

/// The base-2 logarithm of the capacity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bits(pub(crate) u32);

/// The largest number of producers, or of consumers, at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit(pub(crate) u32);

/// The number of rings in the home shard of a consumer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shard(pub(crate) u32);

/// The smallest batch that is prefetched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prefetch(pub(crate) u32);

/// The range of `bits`. A ring needs two slots, and slot counts have 32 bits.
const BITS: RangeInclusive<u32> = 1..=30;

/// The range of a limit.
const LIMITS: RangeInclusive<u32> = 1..=u32::MAX;

/// A larger number for `bits` is meant as slots.
const MANY_BITS: u64 = 63;

/// The suffixes of an integer literal.
const SUFFIXES: [&str; 13] =
    ["", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize"];

impl Value for Bits {
    fn read(input: &OptionInput<'_>) -> Result<Self> {
        let out_of_range = |number: &Number| match number.as_slots() {
            Some(bits) => messages::bits_is_capacity(&number.digits, &bits, &(1_u32 << bits)),
            None => messages::bits_out_of_range(&number.digits),
        };
        Number::read(input)?.within(BITS, input, out_of_range).map(Bits)
    }
}

impl Value for Limit {
    fn read(input: &OptionInput<'_>) -> Result<Self> {
        let out_of_range = |number: &Number| {
            messages::limit_out_of_range(&input.name, &number.digits, &input.advice())
        };
        Number::read(input)?.within(LIMITS, input, out_of_range).map(Limit)
    }
}

impl Value for Shard {
    fn read(input: &OptionInput<'_>) -> Result<Self> {
        let out_of_range =
            |number: &Number| messages::shard_out_of_range(&number.digits, &input.advice());
        Number::read(input)?.within(1..=u32::MAX, input, out_of_range).map(Shard)
    }
}

impl Value for Prefetch {
    fn read(input: &OptionInput<'_>) -> Result<Self> {
        let out_of_range =
            |number: &Number| messages::prefetch_out_of_range(&number.digits, &input.advice());
        Number::read(input)?.within(1..=1 << BITS.end(), input, out_of_range).map(Prefetch)
    }
}

/// An integer literal, in range or not.
pub(crate) struct Number {
    /// `None` if it is negative or has more than 64 bits.
    value: Option<u64>,
    /// The number as the user wrote it.
    pub(crate) digits: String,
    span: Span,
    /// The error for the quotes, parentheses or braces around it.
    enclosed: Option<TwoArgumentText>,
}

impl Number {
    /// Reads `16`, `1_0`, `0x10` or `16u32`, also inside quotes, parentheses or braces.
    pub(crate) fn read(input: &OptionInput<'_>) -> Result<Self> {
        let found = match input.option {
            Meta::Path(_) => None,
            Meta::List(list) => match list.parse_args() {
                Ok(Lit::Int(literal)) => {
                    Some((literal, Some(messages::wrapped as TwoArgumentText)))
                }
                _ => None,
            },
            Meta::NameValue(assignment) => unwrap(&assignment.value, None),
        };
        match found.filter(|(literal, _)| SUFFIXES.contains(&literal.suffix())) {
            Some((literal, enclosed)) => Ok(Number {
                value: literal.base10_parse().ok(),
                digits: literal.base10_digits().to_owned(),
                span: literal.span(),
                enclosed,
            }),
            None if input.is_bare() => {
                Err(messages::value_needed(&input.name, &input.advice()).at(input.span()))
            }
            None => Err(messages::integer_needed(&input.name, &input.advice()).at(input.span())),
        }
    }

    /// The number, if it lies in `range` and is not enclosed.
    pub(crate) fn within(
        &self,
        range: RangeInclusive<u32>,
        input: &OptionInput<'_>,
        out_of_range: impl FnOnce(&Self) -> ErrorText,
    ) -> Result<u32> {
        let value = self.value.and_then(|value| u32::try_from(value).ok());
        let Some(value) = value.filter(|value| range.contains(value)) else {
            return Err(out_of_range(self).at(self.span));
        };
        match self.enclosed {
            None => Ok(value),
            Some(text) => Err(text(&input.name, &input.advise_value(&self.digits)).at(self.span)),
        }
    }

    /// The `bits` of a ring with at least this many slots.
    pub(crate) fn bits(&self) -> Option<u32> {
        let slots = self.value?.checked_next_power_of_two()?;
        Some(slots.ilog2()).filter(|bits| BITS.contains(bits))
    }

    /// The number as a limit, if it can be one.
    pub(crate) fn limit(&self) -> Option<u32> {
        let value = u32::try_from(self.value?).ok();
        value.filter(|value| LIMITS.contains(value))
    }

    /// The right `bits`, if the user probably wrote the number of slots.
    fn as_slots(&self) -> Option<u32> {
        let value = self.value?;
        (value > MANY_BITS || value.is_power_of_two()).then(|| self.bits())?
    }
}

/// The literal inside quotes, parentheses or braces.
fn unwrap(
    value: &Expr,
    enclosed: Option<TwoArgumentText>,
) -> Option<(LitInt, Option<TwoArgumentText>)> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Int(literal), .. }) => Some((literal.clone(), enclosed)),
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            let number: u64 = text.value().parse().ok()?;
            Some((LitInt::new(&number.to_string(), text.span()), Some(messages::quoted)))
        }
        Expr::Paren(paren) => unwrap(&paren.expr, Some(messages::wrapped)),
        Expr::Block(block) => match block.block.stmts.as_slice() {
            [Stmt::Expr(value, None)] => unwrap(value, Some(messages::wrapped)),
            _ => None,
        },
        _ => None,
    }
}
