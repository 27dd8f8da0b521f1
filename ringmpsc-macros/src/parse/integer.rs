//! Options that take a number.

use std::ops::RangeInclusive;

use darling::Result;
use proc_macro2::Span;
use syn::{Expr, ExprLit, Lit, LitInt, Meta, Stmt};

use super::value::{Value, Written};
use crate::model::wording::{self, Text, TextOfTwo};

/// The base-2 logarithm of the capacity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bits(pub(crate) u32);

/// How many endpoints of one side may exist at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit(pub(crate) u32);

/// How many rings are home to one consumer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shard(pub(crate) u32);

/// The smallest batch that is prefetched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prefetch(pub(crate) u32);

/// What `bits` may be: fewer make no ring, more would not be addressed by 32-bit slot counts.
const BITS: RangeInclusive<u32> = 1..=30;

/// How many endpoints a side can be limited to.
const LIMITS: RangeInclusive<u32> = 1..=u32::MAX;

/// The largest number that means bits to whoever writes it. What is above means slots.
const MANY_BITS: u64 = 63;

/// What may follow the digits of an integer.
const SUFFIXES: [&str; 13] =
    ["", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize"];

impl Value for Bits {
    fn read(written: &Written<'_>) -> Result<Self> {
        let out_of_range = |number: &Number| match number.meant_slots() {
            Some(bits) => wording::bits_is_capacity(&number.shown, &bits, &(1_u32 << bits)),
            None => wording::bits_out_of_range(&number.shown),
        };
        Number::read(written)?.within(BITS, written, out_of_range).map(Bits)
    }
}

impl Value for Limit {
    fn read(written: &Written<'_>) -> Result<Self> {
        let out_of_range = |number: &Number| {
            wording::limit_out_of_range(&written.name, &number.shown, &written.advice())
        };
        Number::read(written)?.within(LIMITS, written, out_of_range).map(Limit)
    }
}

impl Value for Shard {
    fn read(written: &Written<'_>) -> Result<Self> {
        let out_of_range =
            |number: &Number| wording::shard_out_of_range(&number.shown, &written.advice());
        Number::read(written)?.within(1..=u32::MAX, written, out_of_range).map(Shard)
    }
}

impl Value for Prefetch {
    fn read(written: &Written<'_>) -> Result<Self> {
        let out_of_range =
            |number: &Number| wording::prefetch_out_of_range(&number.shown, &written.advice());
        Number::read(written)?.within(1..=1 << BITS.end(), written, out_of_range).map(Prefetch)
    }
}

/// An integer literal before anybody asked whether it is in range.
pub(crate) struct Number {
    /// `None` where no range would hold it: negative, or beyond 64 bits.
    value: Option<u64>,
    /// The number as the user wrote it.
    pub(crate) shown: String,
    span: Span,
    /// What is wrong with what stands around it, if anything.
    wrapping: Option<TextOfTwo>,
}

impl Number {
    /// Reads `16`, `1_0`, `0x10`, `16u32`, also if something stands around it; all else is not a number.
    pub(crate) fn read(written: &Written<'_>) -> Result<Self> {
        let found = match written.option {
            Meta::Path(_) => None,
            Meta::List(list) => match list.parse_args() {
                Ok(Lit::Int(literal)) => Some((literal, Some(wording::wrapped as TextOfTwo))),
                _ => None,
            },
            Meta::NameValue(assignment) => unwrap(&assignment.value, None),
        };
        match found.filter(|(literal, _)| SUFFIXES.contains(&literal.suffix())) {
            Some((literal, wrapping)) => Ok(Number {
                value: literal.base10_parse().ok(),
                shown: literal.base10_digits().to_owned(),
                span: literal.span(),
                wrapping,
            }),
            None if written.is_bare() => {
                Err(wording::value_needed(&written.name, &written.advice()).at(written.span()))
            }
            None => {
                Err(wording::integer_needed(&written.name, &written.advice()).at(written.span()))
            }
        }
    }

    /// The number, if it lies in `range` and nothing stands around it.
    pub(crate) fn within(
        &self,
        range: RangeInclusive<u32>,
        written: &Written<'_>,
        out_of_range: impl FnOnce(&Self) -> Text,
    ) -> Result<u32> {
        let value = self.value.and_then(|value| u32::try_from(value).ok());
        let Some(value) = value.filter(|value| range.contains(value)) else {
            return Err(out_of_range(self).at(self.span));
        };
        match self.wrapping {
            None => Ok(value),
            Some(text) => {
                Err(text(&written.name, &written.advise_value(&self.shown)).at(self.span))
            }
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

    /// The right `bits` for somebody who has written the number of slots.
    fn meant_slots(&self) -> Option<u32> {
        let value = self.value?;
        (value > MANY_BITS || value.is_power_of_two()).then(|| self.bits())?
    }
}

/// The literal under quotes, parentheses or braces.
fn unwrap(value: &Expr, wrapping: Option<TextOfTwo>) -> Option<(LitInt, Option<TextOfTwo>)> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Int(literal), .. }) => Some((literal.clone(), wrapping)),
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            let number: u64 = text.value().parse().ok()?;
            Some((LitInt::new(&number.to_string(), text.span()), Some(wording::quoted)))
        }
        Expr::Paren(paren) => unwrap(&paren.expr, Some(wording::wrapped)),
        Expr::Block(block) => match block.block.stmts.as_slice() {
            [Stmt::Expr(value, None)] => unwrap(value, Some(wording::wrapped)),
            _ => None,
        },
        _ => None,
    }
}
