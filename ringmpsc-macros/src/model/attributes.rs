//! The attributes of the item that the generated items inherit.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

/// The inherited attributes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attributes {
    /// For every item: its conditions. They keep their spans, so that the compiler reports a
    /// mistake in them once.
    pub(crate) conditions: Vec<TokenStream>,
    /// For every item: the lint levels. A lint on the item's name, for example, also applies to
    /// the names made from it.
    pub(crate) lints: Vec<TokenStream>,
    /// For every type: `deprecated` and `doc(hidden)`.
    pub(crate) types: Vec<TokenStream>,
}

impl Attributes {
    pub(crate) fn decide(attributes: &[Attribute]) -> Self {
        let mut decided = Attributes::default();
        for Attribute { meta, .. } in attributes {
            decided.add(meta, &|meta| meta);
        }
        decided
    }

    /// Adds `meta` if it is inherited. `wrap` puts it into the `cfg_attr` around it.
    fn add(&mut self, meta: &Meta, wrap: &dyn Fn(TokenStream) -> TokenStream) {
        let Some(name) = meta.path().get_ident() else {
            return;
        };
        match (name.to_string().as_str(), meta) {
            ("cfg", Meta::List(_)) => self.conditions.push(wrap(meta.to_token_stream())),
            ("cfg_attr", Meta::List(list)) => {
                let parse = Punctuated::<Meta, Token![,]>::parse_terminated;
                let Ok(metas) = list.parse_args_with(parse) else {
                    return;
                };
                let mut metas = metas.iter();
                let condition = metas.next();
                for meta in metas {
                    self.add(meta, &|meta| {
                        wrap(quote_spanned!(Span::mixed_site()=> cfg_attr(#condition, #meta)))
                    });
                }
            }
            ("allow" | "warn" | "deny", Meta::List(_)) => self.lints.push(wrap(respanned(meta))),
            // An `expect` would fail if the lint does not fire in the generated items.
            ("expect", Meta::List(list)) => {
                let lints = respanned(&list.tokens);
                self.lints.push(wrap(quote_spanned!(Span::mixed_site()=> allow(#lints))));
            }
            ("deprecated", _) => {
                self.types.push(wrap(respanned(meta)));
                // The generated items use the message and one another.
                let allow = quote_spanned!(Span::mixed_site()=> allow(deprecated));
                self.lints.push(wrap(allow));
            }
            ("doc", Meta::List(list)) if list.tokens.to_string() == "hidden" => {
                self.types.push(wrap(respanned(meta)));
            }
            _ => {}
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.conditions.is_empty() && self.lints.is_empty() && self.types.is_empty()
    }
}

/// The tokens with spans of this crate. The compiler has reported mistakes in the original ones.
fn respanned(tokens: &impl ToTokens) -> TokenStream {
    let respan = |token| match token {
        TokenTree::Group(group) => Group::new(group.delimiter(), respanned(&group.stream())).into(),
        TokenTree::Ident(word) => Ident::new(&word.to_string(), Span::mixed_site()).into(),
        mut token => {
            token.set_span(Span::mixed_site());
            token
        }
    };
    tokens.to_token_stream().into_iter().map(respan).collect()
}
