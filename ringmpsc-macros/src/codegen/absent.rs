//! What stands in for a channel that cannot be made, because of a mistake in its attribute.

use std::iter;

use proc_macro2::{Ident, TokenStream};

use super::context::{declaration, tokens};
use crate::model::{Absent, generics};

/// The names of the channel, as types that are errors.
///
/// The mistake is the length of an array, which makes it a part of the type: what mentions such a
/// type has no errors of its own. So the mistake is reported once, and code that uses the channel
/// adds nothing to it.
pub(crate) fn stand_in(absent: &Absent, mistake: &TokenStream) -> TokenStream {
    let Absent { vis, generics, names, conditions } = absent;
    let parameters: Vec<_> = generics.params.iter().map(declaration).collect();
    let lifetimes = generics.lifetimes().map(|parameter| &parameter.lifetime);
    let types = generics.type_params().map(|parameter| &parameter.ident);
    let arguments = generics::arguments(generics);
    let alias = |name: &Ident, ty: &TokenStream| tokens!(#(#[#conditions])* #vis type #name<#(#parameters),*> = #ty;);
    let [first, others @ ..] = names;
    // An alias must use its parameters.
    let erroneous = tokens!(([(); #mistake], #(&#lifetimes (),)* #(*const #types,)*));
    let the_same = tokens!(#first<#(#arguments),*>);
    let others = others.iter().map(|name| alias(name, &the_same));
    iter::once(alias(first, &erroneous)).chain(others).collect()
}
