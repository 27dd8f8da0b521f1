//! Options without a value, which are on when the attribute names them.

use darling::{Error, Result};
use syn::{Expr, ExprLit, Lit, LitBool, Meta};

use super::option_input::{OptionInput, Value};
use crate::terms::messages;

/// An option that the attribute names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flag;

impl Value for Flag {
    fn read(input: &OptionInput<'_>) -> Result<Self> {
        match input.option {
            Meta::Path(_) => Ok(Flag),
            Meta::List(_) | Meta::NameValue(_) => {
                Err(assigned_bool(input).unwrap_or_else(|| with_value(input)))
            }
        }
    }
}

/// The error if the user assigned `true` or `false` to the option.
pub(super) fn assigned_bool(input: &OptionInput<'_>) -> Option<Error> {
    match input.value() {
        Some(Expr::Lit(ExprLit { lit: Lit::Bool(LitBool { value: false, span }), .. })) => {
            Some(messages::flag_assigned_false(&input.name).at(*span))
        }
        Some(Expr::Lit(ExprLit { lit: Lit::Bool(_), .. })) => Some(with_value(input)),
        _ => None,
    }
}

fn with_value(input: &OptionInput<'_>) -> Error {
    let advice = input.advise(&input.name);
    messages::flag_with_value(&input.name, &advice).at(input.span())
}
