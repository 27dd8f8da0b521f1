//! The source text of one option, and the trait that reads a value from it.

use std::fmt::Display;

use darling::{Error, Result};
use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Expr, ExprLit, Lit, Meta};

use crate::terms::{messages, vocabulary};

/// The type of an option.
pub(crate) trait Value: Sized {
    /// Reads the option.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the source text, and what to type instead.
    fn read(input: &OptionInput<'_>) -> Result<Self>;
}

/// The source text of one option, before it is read.
pub(crate) struct OptionInput<'a> {
    pub(crate) option: &'a Meta,
    /// The name of the option, without `r#`.
    pub(crate) name: String,
    /// One correct way to write the option.
    usage: String,
    /// The name in front of the parentheses, if this is an argument.
    outer: Option<&'static str>,
    /// Whether the option is available here. If not, the advice is to remove it.
    is_available: bool,
}

impl<'a> OptionInput<'a> {
    /// An option of the attribute.
    pub(crate) fn option(option: &'a Meta, is_available: bool) -> Self {
        let name = match option.path().get_ident() {
            Some(name) => name.unraw().to_string(),
            None => option.path().to_token_stream().to_string(),
        };
        let usage = vocabulary::usage(&name).to_owned();
        OptionInput { option, name, usage, outer: None, is_available }
    }

    /// An argument of the option `outer`, as in `numa(node = 0)`.
    pub(crate) fn argument(option: &'a Meta, outer: &'static str, usage: &str) -> Self {
        let usage = usage.to_owned();
        OptionInput { usage, outer: Some(outer), ..OptionInput::option(option, true) }
    }

    /// The value behind the `=`.
    pub(crate) fn value(&self) -> Option<&'a Expr> {
        match self.option {
            Meta::NameValue(assignment) => Some(&assignment.value),
            Meta::Path(_) | Meta::List(_) => None,
        }
    }

    /// Whether the option has no value: it is its name alone, or nothing follows the `=`.
    pub(crate) fn is_bare(&self) -> bool {
        match self.option {
            Meta::Path(_) => true,
            Meta::List(_) => false,
            Meta::NameValue(assignment) => assignment.value.to_token_stream().is_empty(),
        }
    }

    /// The advice to write the usual form of the option.
    pub(crate) fn advice(&self) -> String {
        self.advise(&self.usage)
    }

    /// The advice to write `entry`, or to remove the option if it is not available.
    pub(crate) fn advise(&self, entry: &str) -> String {
        messages::write_or_remove(self.is_available, entry)
    }

    /// The advice to assign `value`, or to remove the option if it is not available.
    pub(crate) fn advise_value(&self, value: &dyn Display) -> String {
        let name = &self.name;
        self.advise(&match self.outer {
            None => format!("{name} = {value}"),
            Some(outer) => format!("{outer}({name} = {value})"),
        })
    }

    /// The error if the user wrote quotes around a value that `is_right` accepts without them.
    pub(crate) fn quoted(&self, is_right: impl FnOnce(&str) -> bool) -> Option<Error> {
        let Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) = self.value() else {
            return None;
        };
        let value = text.value();
        let mistake = || messages::quoted(&self.name, &self.advise_value(&value)).at(text.span());
        is_right(&value).then(mistake)
    }

    /// Where a mistake in the value is reported: at the value, or at the name if it has none.
    pub(crate) fn span(&self) -> Span {
        match self.value() {
            Some(value) if !self.is_bare() => first_span(value),
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

/// The span of the first token. The stable compiler can underline no more than one token.
pub(crate) fn first_span(tokens: &impl ToTokens) -> Span {
    tokens.to_token_stream().into_iter().next().map_or_else(Span::call_site, |token| token.span())
}
