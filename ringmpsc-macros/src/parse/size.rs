//! Finds messages without a size, as far as the syntax shows it.

use darling::Result;
use syn::{
    Attribute, Field, GenericArgument, Generics, Ident, Item, ItemStruct, ItemType, PathArguments,
    Type, TypeParamBound, TypePath, WherePredicate,
};

use super::display::display_tokens;
use super::option_input::first_span;
use crate::terms::messages::{self, TwoArgumentText};

/// Reports an alias of a type without a size.
pub(super) fn check_alias(item: &ItemType) -> Result<()> {
    let (name, generics) = (&item.ident, &item.generics);
    report(&item.ty, generics, |boxed| {
        format!("type {name}{} = {boxed};", display_tokens(generics))
    })
}

/// Reports a struct whose last field has no size. The compiler reports all other fields.
///
/// A macro does not know whether a field with `cfg` exists, so such a field is left to the
/// compiler, too.
pub(super) fn check_struct(item: &ItemStruct) -> Result<()> {
    let Some(Field { ident, ty, attrs, .. }) = item.fields.iter().next_back() else {
        return Ok(());
    };
    if attrs.iter().any(is_cfg) {
        return Ok(());
    }
    report(ty, &item.generics, |boxed| match ident {
        Some(ident) => format!("{ident}: {boxed}"),
        None => boxed,
    })
}

/// Whether the compiler rejects the item, because a field has no size or contains the message.
///
/// Such an item has no layout. Checking it would only add errors to the compiler's own.
pub(super) fn has_no_layout(item: &Item) -> bool {
    let (ident, generics, fields): (_, _, Vec<&Field>) = match item {
        Item::Struct(item) => (&item.ident, &item.generics, item.fields.iter().collect()),
        Item::Enum(item) => {
            let fields = item.variants.iter().flat_map(|variant| &variant.fields);
            (&item.ident, &item.generics, fields.collect())
        }
        Item::Union(item) => (&item.ident, &item.generics, item.fields.named.iter().collect()),
        _ => return false,
    };
    let is_rejected =
        |ty: &Type| mistake(without_parentheses(ty), generics).is_some() || contains(ty, ident);
    fields.into_iter().any(|field| is_rejected(&field.ty))
}

fn is_cfg(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr")
}

/// Whether a value of the type contains one of the type `message`.
fn contains(ty: &Type, message: &Ident) -> bool {
    match ty {
        Type::Paren(inner) => contains(&inner.elem, message),
        Type::Group(inner) => contains(&inner.elem, message),
        Type::Array(array) => contains(&array.elem, message),
        Type::Tuple(tuple) => tuple.elems.iter().any(|ty| contains(ty, message)),
        Type::Path(TypePath { qself: None, path, .. }) => {
            let last = path.segments.last().expect("a path is not empty");
            match &last.arguments {
                PathArguments::AngleBracketed(arguments) if last.ident == "Option" => {
                    arguments.args.iter().any(|argument| match argument {
                        GenericArgument::Type(ty) => contains(ty, message),
                        _ => false,
                    })
                }
                _ => path.segments.len() == 1 && (last.ident == "Self" || last.ident == *message),
            }
        }
        _ => false,
    }
}

/// Reports a type without a size, with the advice to put it into a `Box`.
fn report(ty: &Type, generics: &Generics, write: impl FnOnce(String) -> String) -> Result<()> {
    let inner = without_parentheses(ty);
    let Some(text) = mistake(inner, generics) else {
        return Ok(());
    };
    let found = display_tokens(inner);
    let advice = messages::write(&write(format!("Box<{found}>")));
    Err(text(&found, &advice).at(first_span(ty)))
}

/// The error text for the type, if it cannot be a message.
fn mistake(ty: &Type, generics: &Generics) -> Option<TwoArgumentText> {
    match ty {
        Type::Slice(_) | Type::TraitObject(_) => Some(messages::message_without_size),
        Type::Path(TypePath { qself: None, path, .. }) => match path.get_ident() {
            Some(name) if is_unsized(&name.to_string(), generics) => {
                Some(messages::message_perhaps_without_size)
            }
            Some(name) => (name == "str").then_some(messages::message_without_size),
            None => is_unsized_in_std(path).then_some(messages::message_without_size),
        },
        _ => None,
    }
}

/// Whether this is the full path of an unsized type of the standard library.
///
/// A short name such as `Path` may be a type of the user.
fn is_unsized_in_std(path: &syn::Path) -> bool {
    const UNSIZED: [&str; 6] = [
        "core::ffi::CStr",
        "core::primitive::str",
        "std::ffi::CStr",
        "std::ffi::OsStr",
        "std::path::Path",
        "std::primitive::str",
    ];
    let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    UNSIZED.contains(&names.join("::").as_str())
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
                display_tokens(&predicate.bounded_ty) == name
                    && predicate.bounds.iter().any(is_maybe_sized)
            }
            _ => false,
        })
}

fn is_maybe_sized(bound: &TypeParamBound) -> bool {
    display_tokens(bound) == "?Sized"
}
