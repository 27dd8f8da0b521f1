//! The part of an option that may be a value, and the mistakes that all values share.

use std::fmt::Display;

use darling::{Error, Result};
use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Expr, ExprLit, Lit, Meta};

use super::vocabulary;
use crate::model::wording;

/// What an option is read as.
pub(crate) trait Value: Sized {
    /// Reads the option, or says what is wrong with it and what to write.
    fn read(written: &Written<'_>) -> Result<Self>;
}

/// An option about to be read.
pub(crate) struct Written<'a> {
    pub(crate) option: &'a Meta,
    /// The option's name, without an `r#`.
    pub(crate) name: String,
    /// One correct way to write it, for the messages.
    usage: String,
    /// What stands before the parentheses around an argument.
    outer: Option<&'static str>,
    /// Whether it may be written at all in this attribute. If not, it is to be removed, not corrected.
    offered: bool,
}

impl<'a> Written<'a> {
    /// An option of the attribute.
    pub(crate) fn option(option: &'a Meta, offered: bool) -> Self {
        let name = match option.path().get_ident() {
            Some(name) => name.unraw().to_string(),
            None => option.path().to_token_stream().to_string(),
        };
        let usage = vocabulary::usage(&name).to_owned();
        Written { option, name, usage, outer: None, offered }
    }

    /// An argument of the option `outer`, as in `numa(node = 0)`.
    pub(crate) fn argument(option: &'a Meta, outer: &'static str, usage: &str) -> Self {
        let usage = usage.to_owned();
        Written { usage, outer: Some(outer), ..Written::option(option, true) }
    }

    /// What is assigned to the option.
    pub(crate) fn value(&self) -> Option<&'a Expr> {
        match self.option {
            Meta::NameValue(assignment) => Some(&assignment.value),
            Meta::Path(_) | Meta::List(_) => None,
        }
    }

    /// Whether it is its name alone, or nothing is behind the `=`.
    pub(crate) fn is_bare(&self) -> bool {
        match self.option {
            Meta::Path(_) => true,
            Meta::List(_) => false,
            Meta::NameValue(assignment) => assignment.value.to_token_stream().is_empty(),
        }
    }

    /// What to do about a mistake: to write the usual.
    pub(crate) fn advice(&self) -> String {
        self.advise(&self.usage)
    }

    /// What to do about a mistake: to write `entry`, if the option may be written at all.
    pub(crate) fn advise(&self, entry: &str) -> String {
        wording::write_or_remove(self.offered, entry)
    }

    /// What to do about a mistake: to assign `value`.
    pub(crate) fn advise_value(&self, value: &dyn Display) -> String {
        let name = &self.name;
        self.advise(&match self.outer {
            None => format!("{name} = {value}"),
            Some(outer) => format!("{outer}({name} = {value})"),
        })
    }

    /// The mistake of writing quotes around a value that is right without them.
    pub(crate) fn quoted(&self, is_right: impl FnOnce(&str) -> bool) -> Option<Error> {
        let Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) = self.value() else {
            return None;
        };
        let value = text.value();
        let mistake = || wording::quoted(&self.name, &self.advise_value(&value)).at(text.span());
        is_right(&value).then(mistake)
    }

    /// Where a mistake in the value is reported: at the value, or at the name if there is none.
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

/// The span of the first token, which is what the stable compiler can underline.
pub(crate) fn first_span(tokens: &impl ToTokens) -> Span {
    tokens.to_token_stream().into_iter().next().map_or_else(Span::call_site, |token| token.span())
}
