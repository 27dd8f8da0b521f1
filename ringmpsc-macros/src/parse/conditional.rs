//! Generic parameters and fields with `cfg`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, GenericParam, Generics, Item, Meta, Token};

/// The two forms of an item with a conditional parameter.
pub(crate) struct Cases {
    /// The condition of the parameter.
    pub(crate) condition: TokenStream,
    /// The item with the parameter.
    pub(crate) with: TokenStream,
    /// The item without the parameter.
    pub(crate) without: TokenStream,
}

impl Cases {
    /// The two cases of the first conditional parameter. `None` if there is no such parameter.
    pub(crate) fn of(item: &TokenStream) -> Option<Self> {
        let (mut with, mut without) = (parse(item)?, parse(item)?);
        let parameters = &mut generics(&mut with)?.params;
        let at =
            parameters.iter_mut().position(|parameter| is_conditional(attributes(parameter)))?;
        let attributes = attributes(&mut parameters[at]);
        let conditions: Vec<_> =
            attributes.iter().filter_map(|attribute| condition(&attribute.meta)).collect();
        attributes.retain(|attribute| condition(&attribute.meta).is_none());

        let parameters = &mut generics(&mut without)?.params;
        let others = parameters.iter().enumerate().filter(|(k, _)| *k != at);
        *parameters = others.map(|(_, parameter)| parameter.clone()).collect();
        Some(Cases {
            condition: quote!(all(#(#conditions),*)),
            with: with.into_token_stream(),
            without: without.into_token_stream(),
        })
    }
}

/// Whether a field or a variant of the item has a condition.
pub(super) fn has_conditional_fields(item: &Item) -> bool {
    let in_fields = |fields: &Fields| fields.iter().any(|field| is_conditional(&field.attrs));
    match item {
        Item::Struct(item) => in_fields(&item.fields),
        Item::Enum(item) => item
            .variants
            .iter()
            .any(|variant| is_conditional(&variant.attrs) || in_fields(&variant.fields)),
        Item::Union(item) => item.fields.named.iter().any(|field| is_conditional(&field.attrs)),
        _ => false,
    }
}

fn is_conditional(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| condition(&attribute.meta).is_some())
}

fn parse(item: &TokenStream) -> Option<Item> {
    syn::parse2(item.clone()).ok()
}

fn generics(item: &mut Item) -> Option<&mut Generics> {
    match item {
        Item::Struct(item) => Some(&mut item.generics),
        Item::Enum(item) => Some(&mut item.generics),
        Item::Union(item) => Some(&mut item.generics),
        Item::Type(item) => Some(&mut item.generics),
        _ => None,
    }
}

fn attributes(parameter: &mut GenericParam) -> &mut Vec<Attribute> {
    match parameter {
        GenericParam::Lifetime(parameter) => &mut parameter.attrs,
        GenericParam::Type(parameter) => &mut parameter.attrs,
        GenericParam::Const(parameter) => &mut parameter.attrs,
    }
}

/// The condition in an attribute of the parameter, if the attribute has one.
fn condition(meta: &Meta) -> Option<TokenStream> {
    let Meta::List(list) = meta else {
        return None;
    };
    if list.path.is_ident("cfg") {
        return Some(list.tokens.clone());
    }
    if !list.path.is_ident("cfg_attr") {
        return None;
    }
    let metas = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()?;
    let mut metas = metas.iter();
    let applied = metas.next()?;
    let conditions: Vec<_> = metas.filter_map(condition).collect();
    (!conditions.is_empty()).then(|| quote!(any(not(#applied), all(#(#conditions),*))))
}
