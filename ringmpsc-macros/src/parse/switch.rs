//! Options that are on when they are named.

use darling::{Error, Result};
use syn::{Expr, ExprLit, Lit, LitBool, Meta};

use super::value::{Value, Written};
use crate::model::wording;

/// The presence of an option that has nothing to say but its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Switch;

impl Value for Switch {
    fn read(written: &Written<'_>) -> Result<Self> {
        match written.option {
            Meta::Path(_) => Ok(Switch),
            Meta::List(_) | Meta::NameValue(_) => {
                Err(switched(written).unwrap_or_else(|| with_value(written)))
            }
        }
    }
}

/// The mistake of switching an option on or off, which naming it or not does already.
pub(super) fn switched(written: &Written<'_>) -> Option<Error> {
    match written.value() {
        Some(Expr::Lit(ExprLit { lit: Lit::Bool(LitBool { value: false, span }), .. })) => {
            Some(wording::switched_off(&written.name).at(*span))
        }
        Some(Expr::Lit(ExprLit { lit: Lit::Bool(_), .. })) => Some(with_value(written)),
        _ => None,
    }
}

fn with_value(written: &Written<'_>) -> Error {
    let advice = written.advise(&written.name);
    wording::switch_with_value(&written.name, &advice).at(written.span())
}
