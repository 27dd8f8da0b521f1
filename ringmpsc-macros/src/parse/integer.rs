//! Options that take a number.

use std::ops::RangeInclusive;

use darling::{FromMeta, Result};
use proc_macro2::Span;
use syn::{Expr, ExprLit, Lit, Meta};

use super::value::Written;
use crate::model::wording;

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

/// What may follow the digits of an integer.
const SUFFIXES: [&str; 13] =
    ["", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize"];

impl FromMeta for Bits {
    fn from_meta(option: &Meta) -> Result<Self> {
        let number = Number::read(&Written::option(option))?;
        number.within(BITS).map(Bits).ok_or_else(|| {
            let text = match number.logarithm().filter(|bits| BITS.contains(bits)) {
                Some(bits) => wording::bits_is_capacity(&number.shown, &bits),
                None => wording::bits_out_of_range(&number.shown),
            };
            text.at(number.span)
        })
    }
}

impl FromMeta for Limit {
    fn from_meta(option: &Meta) -> Result<Self> {
        let written = Written::option(option);
        let number = Number::read(&written)?;
        number.within(1..=u32::MAX).map(Limit).ok_or_else(|| {
            wording::limit_out_of_range(&written.name, &number.shown, &written.usage)
                .at(number.span)
        })
    }
}

impl FromMeta for Shard {
    fn from_meta(option: &Meta) -> Result<Self> {
        let number = Number::read(&Written::option(option))?;
        number
            .within(1..=u32::MAX)
            .map(Shard)
            .ok_or_else(|| wording::shard_out_of_range(&number.shown).at(number.span))
    }
}

impl FromMeta for Prefetch {
    fn from_meta(option: &Meta) -> Result<Self> {
        let number = Number::read(&Written::option(option))?;
        number
            .within(1..=1 << BITS.end())
            .map(Prefetch)
            .ok_or_else(|| wording::prefetch_out_of_range(&number.shown).at(number.span))
    }
}

/// An integer literal before anybody asked whether it is in range.
pub(crate) struct Number {
    /// `None` where no range would hold it: negative, or beyond 64 bits.
    value: Option<u64>,
    /// The number as the user wrote it.
    pub(crate) shown: String,
    pub(crate) span: Span,
}

impl Number {
    /// Reads `16`, `1_0`, `0x10`, `16u32`; anything else is not a number.
    pub(crate) fn read(written: &Written<'_>) -> Result<Self> {
        if let Some(mistake) = written.quoted(|text| text.parse::<u64>().is_ok()) {
            return Err(mistake);
        }
        match written.value() {
            Some(Expr::Lit(ExprLit { lit: Lit::Int(literal), .. }))
                if SUFFIXES.contains(&literal.suffix()) =>
            {
                Ok(Number {
                    value: literal.base10_parse().ok(),
                    shown: literal.base10_digits().to_owned(),
                    span: literal.span(),
                })
            }
            _ => Err(wording::integer_needed(&written.name, &written.usage).at(written.span())),
        }
    }

    /// The number, if it lies in `range`.
    pub(crate) fn within(&self, range: RangeInclusive<u32>) -> Option<u32> {
        let value = u32::try_from(self.value?).ok()?;
        range.contains(&value).then_some(value)
    }

    /// n for a number that is 2^n.
    fn logarithm(&self) -> Option<u32> {
        self.value.filter(|value| value.is_power_of_two()).map(u64::ilog2)
    }
}
