//! The part of an option that may be a value, and the mistakes that all values share.

use darling::Error;
use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::{Expr, ExprLit, Lit, Meta};

use super::vocabulary;
use crate::model::wording;

/// An option about to be read.
pub(crate) struct Written<'a> {
    option: &'a Meta,
    /// The option's name.
    pub(crate) name: String,
    /// One correct way to write it, for the messages.
    pub(crate) usage: String,
}

impl<'a> Written<'a> {
    /// An option of the attribute.
    pub(crate) fn option(option: &'a Meta) -> Self {
        let name = option.path().to_token_stream().to_string();
        let usage = vocabulary::usage(&name).to_owned();
        Written { option, name, usage }
    }

    /// An argument of an option, as in `numa(node = 0)`.
    pub(crate) fn argument(option: &'a Meta, usage: &str) -> Self {
        Written { usage: usage.to_owned(), ..Written::option(option) }
    }

    /// What is assigned to the option.
    pub(crate) fn value(&self) -> Option<&'a Expr> {
        match self.option {
            Meta::NameValue(assignment) => Some(&assignment.value),
            Meta::Path(_) | Meta::List(_) => None,
        }
    }

    /// The mistake of writing quotes around a value that is right without them.
    pub(crate) fn quoted(&self, is_right: impl FnOnce(&str) -> bool) -> Option<Error> {
        let Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) = self.value() else {
            return None;
        };
        let value = text.value();
        is_right(&value).then(|| wording::quoted(&self.name, &value).at(text.span()))
    }

    /// Where a mistake in the value is reported: at the value, or at the name if there is none.
    pub(crate) fn span(&self) -> Span {
        match self.value() {
            Some(value) if !value.to_token_stream().is_empty() => first_span(value),
            _ => first_span(self.option),
        }
    }
}

/// The value as a single identifier.
pub(crate) fn as_word(value: &Expr) -> Option<&Ident> {
    match value {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        _ => None,
    }
}

/// The span of the first token, which is what the stable compiler can underline.
pub(crate) fn first_span(tokens: &impl ToTokens) -> Span {
    tokens.to_token_stream().into_iter().next().map_or_else(Span::call_site, |token| token.span())
}
