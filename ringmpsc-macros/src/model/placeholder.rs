//! The names of a channel that cannot be generated, for the types that replace it.

use proc_macro2::{Ident, TokenStream};
use syn::{Generics, Visibility};

use super::attributes::Attributes;
use super::channel::visibility;
use super::names::Names;
use crate::parse::{Options, Target};

/// The generated types of a channel that cannot be decided.
#[derive(Debug)]
pub(crate) struct Placeholder {
    pub(crate) vis: Visibility,
    pub(crate) generics: Generics,
    /// The types that every kind has and that borrow nothing.
    pub(crate) names: [Ident; 4],
    /// The conditions of the item, each a `cfg`.
    pub(crate) conditions: Vec<TokenStream>,
}

impl Placeholder {
    /// Returns `None` if the names are unknown or already taken.
    pub(crate) fn decide(options: &Options, target: &Target) -> Option<Self> {
        let Names { channel, producer, consumer, ring, .. } = Names::decide(options, target)?;
        Some(Placeholder {
            vis: visibility(options, target),
            generics: target.generics.clone(),
            names: [channel, producer, consumer, ring],
            conditions: Attributes::decide(&target.attributes).conditions,
        })
    }
}
