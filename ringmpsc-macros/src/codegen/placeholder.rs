//! The types that replace a channel that cannot be generated, because of a mistake.

use std::iter;

use proc_macro2::{Ident, TokenStream};

use super::context::{declaration, tokens};
use crate::model::{Placeholder, generics};

/// The generated types, each an alias of a type that is an error.
///
/// The mistake is the length of an array in that type. The compiler reports it once. Code that
/// uses the channel names a type with an error, and so causes no errors of its own.
pub(crate) fn placeholder(placeholder: &Placeholder, mistake: &TokenStream) -> TokenStream {
    let Placeholder { vis, generics, names, conditions } = placeholder;
    let parameters: Vec<_> = generics.params.iter().map(declaration).collect();
    let lifetimes = generics.lifetimes().map(|parameter| &parameter.lifetime);
    let types = generics.type_params().map(|parameter| &parameter.ident);
    let arguments = generics::arguments(generics);
    let alias = |name: &Ident, ty: &TokenStream| {
        let conditions = tokens!(#(#[#conditions])*);
        tokens!(#conditions #vis type #name<#(#parameters),*> = #ty;)
    };
    let [first, others @ ..] = names;
    // An alias must use its parameters.
    let erroneous = tokens!(([(); #mistake], #(&#lifetimes (),)* #(*const #types,)*));
    let the_same = tokens!(#first<#(#arguments),*>);
    let others = others.iter().map(|name| alias(name, &the_same));
    iter::once(alias(first, &erroneous)).chain(others).collect()
}
