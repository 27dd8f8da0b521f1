//! Messages that have no size, as far as their syntax tells.

use darling::Result;
use syn::{Field, Generics, ItemStruct, ItemType, Type, TypeParamBound, WherePredicate};

use super::shown::shown;
use super::value::first_span;
use crate::model::wording::{self, TextOfTwo};

/// Refuses an alias of a type without a size.
pub(super) fn check_alias(item: &ItemType) -> Result<()> {
    let (name, generics) = (&item.ident, &item.generics);
    refuse(&item.ty, generics, |boxed| format!("type {name}{} = {boxed};", shown(generics)))
}

/// Refuses a struct whose last field has no size; of the others the compiler demands one.
pub(super) fn check_struct(item: &ItemStruct) -> Result<()> {
    let Some(Field { ident, ty, .. }) = item.fields.iter().next_back() else {
        return Ok(());
    };
    refuse(ty, &item.generics, |boxed| match ident {
        Some(ident) => format!("{ident}: {boxed}"),
        None => boxed,
    })
}

/// Reports a type that has no size, with the advice to put it into a box and to write that.
fn refuse(ty: &Type, generics: &Generics, write: impl FnOnce(String) -> String) -> Result<()> {
    let inner = without_parentheses(ty);
    let Some(text) = mistake(inner, generics) else {
        return Ok(());
    };
    let found = shown(inner);
    let advice = wording::write(&write(format!("Box<{found}>")));
    Err(text(&found, &advice).at(first_span(ty)))
}

/// What is wrong with a type as a message, if anything.
fn mistake(ty: &Type, generics: &Generics) -> Option<TextOfTwo> {
    match ty {
        Type::Slice(_) | Type::TraitObject(_) => Some(wording::message_without_size),
        Type::Path(path) => {
            let name = path.path.get_ident()?;
            if is_unsized(&name.to_string(), generics) {
                Some(wording::message_perhaps_without_size)
            } else if name == "str" {
                Some(wording::message_without_size)
            } else {
                None
            }
        }
        _ => None,
    }
}

fn without_parentheses(ty: &Type) -> &Type {
    match ty {
        Type::Paren(inner) => without_parentheses(&inner.elem),
        Type::Group(inner) => without_parentheses(&inner.elem),
        ty => ty,
    }
}

/// Whether a parameter of this name is `?Sized`.
fn is_unsized(name: &str, generics: &Generics) -> bool {
    let declared = generics
        .type_params()
        .any(|parameter| parameter.ident == name && parameter.bounds.iter().any(is_maybe_sized));
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    declared
        || predicates.into_iter().any(|predicate| match predicate {
            WherePredicate::Type(predicate) => {
                shown(&predicate.bounded_ty) == name && predicate.bounds.iter().any(is_maybe_sized)
            }
            _ => false,
        })
}

fn is_maybe_sized(bound: &TypeParamBound) -> bool {
    shown(bound) == "?Sized"
}
