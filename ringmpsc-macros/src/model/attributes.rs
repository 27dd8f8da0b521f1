//! The attributes of the item that speak for what is generated beside it, too.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{Attribute, Meta};

/// What the generated items take over.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attributes {
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
            let Some(name) = meta.path().get_ident() else {
                continue;
            };
            match (name.to_string().as_str(), meta) {
                ("allow" | "warn" | "deny", Meta::List(_)) => decided.lints.push(ours(meta)),
                // Nobody promises that it also fires in what is generated.
                ("expect", Meta::List(list)) => {
                    let lints = ours(&list.tokens);
                    decided.lints.push(quote_spanned!(Span::mixed_site()=> allow(#lints)));
                }
                ("deprecated", _) => {
                    decided.types.push(ours(meta));
                    // The items mention the message, and one another.
                    decided.lints.push(quote_spanned!(Span::mixed_site()=> allow(deprecated)));
                }
                ("doc", Meta::List(list)) if list.tokens.to_string() == "hidden" => {
                    decided.types.push(ours(meta));
                }
                _ => {}
            }
        }
        decided
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lints.is_empty() && self.types.is_empty()
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
