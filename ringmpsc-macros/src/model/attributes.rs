//! The attributes of the item that speak for what is generated beside it, too.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

/// What the generated items take over.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attributes {
    /// For every item: when it is there. They keep their place, so that the compiler complains
    /// once.
    pub(crate) conditions: Vec<TokenStream>,
    /// For every item: the levels of lints. What is wrong with the user's name, say, is wrong with a name
    /// made from it.
    pub(crate) lints: Vec<TokenStream>,
    /// For every type: whether it is deprecated, or hidden in the documentation.
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

    /// Takes over what `meta` says, as `wrap` makes it depend on something.
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
            ("allow" | "warn" | "deny", Meta::List(_)) => self.lints.push(wrap(ours(meta))),
            // Nobody promises that it also fires in what is generated.
            ("expect", Meta::List(list)) => {
                let lints = ours(&list.tokens);
                self.lints.push(wrap(quote_spanned!(Span::mixed_site()=> allow(#lints))));
            }
            ("deprecated", _) => {
                self.types.push(wrap(ours(meta)));
                // The items mention the message, and one another.
                let allow = quote_spanned!(Span::mixed_site()=> allow(deprecated));
                self.lints.push(wrap(allow));
            }
            ("doc", Meta::List(list)) if list.tokens.to_string() == "hidden" => {
                self.types.push(wrap(ours(meta)));
            }
            _ => {}
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.conditions.is_empty() && self.lints.is_empty() && self.types.is_empty()
    }
}

/// The tokens as if they stood in this crate: a mistake in them is the user's, who has been told of it.
fn ours(tokens: &impl ToTokens) -> TokenStream {
    let ours = |token| match token {
        TokenTree::Group(group) => Group::new(group.delimiter(), ours(&group.stream())).into(),
        TokenTree::Ident(word) => Ident::new(&word.to_string(), Span::mixed_site()).into(),
        mut token => {
            token.set_span(Span::mixed_site());
            token
        }
    };
    tokens.to_token_stream().into_iter().map(ours).collect()
}
