//! The message type and its parameters, for the generated items.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{
    ConstParam, GenericParam, Generics, Lifetime, LifetimeParam, Type, TypeParam, TypePath,
    parse_quote,
};

use crate::parse::Target;

/// The message type with its own parameters: `Order<'a, T, N>`.
pub(crate) fn message(target: &Target) -> Type {
    let ident = &target.ident;
    let arguments = arguments(&target.generics);
    let arguments = (!arguments.is_empty()).then(|| quote!(<#(#arguments),*>));
    parse_quote!(#ident #arguments)
}

/// The parameters as arguments: `'a`, `T`, `{ N }`.
///
/// A constant needs braces. Without them the compiler prefers a type of the same name.
pub(crate) fn arguments(generics: &Generics) -> Vec<TokenStream> {
    let argument = |parameter: &GenericParam| match parameter {
        GenericParam::Lifetime(LifetimeParam { lifetime, .. }) => quote!(#lifetime),
        GenericParam::Type(TypeParam { ident, .. }) => quote!(#ident),
        GenericParam::Const(ConstParam { ident, .. }) => quote!({ #ident }),
    };
    generics.params.iter().map(argument).collect()
}

/// The parameters and bounds, with `Self` replaced by the message type.
///
/// In the user's bounds `Self` is the message. On a generated type it would mean that type.
pub(crate) fn parameters(target: &Target, message: &Type) -> Generics {
    let mut generics = target.generics.clone();
    ReplaceSelf { message }.visit_generics_mut(&mut generics);
    generics
}

/// A lifetime for the types that borrow a producer or a consumer: the first unused letter.
pub(crate) fn borrow(generics: &Generics) -> Lifetime {
    let bounds = &generics.where_clause;
    let taken = quote!(#generics #bounds).to_string();
    let free = ('a'..='z').map(|letter| format!("'{letter}")).find(|name| !taken.contains(name));
    Lifetime::new(&free.unwrap_or_else(|| String::from("'ring")), Span::call_site())
}

struct ReplaceSelf<'a> {
    message: &'a Type,
}

impl VisitMut for ReplaceSelf<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        visit_mut::visit_type_mut(self, ty);
        if let Type::Path(path) = ty
            && let Some(replaced) = self.replace(path)
        {
            *ty = replaced;
        }
    }
}

impl ReplaceSelf<'_> {
    /// `Order<T>` for `Self`, and `<Order<T>>::Id` for `Self::Id`.
    fn replace(&self, path: &TypePath) -> Option<Type> {
        let mut segments = path.path.segments.iter();
        if path.qself.is_some() || segments.next()?.ident != "Self" {
            return None;
        }
        let message = self.message;
        Some(if segments.len() == 0 {
            message.clone()
        } else {
            parse_quote!(<#message>:: #(#segments)::*)
        })
    }
}
