//! The decided channel: the one input of code generation.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Generics, Lifetime, Path, Type, Visibility, parse_quote};

use super::attributes::Attributes;
use super::features::{Favor, Fence, Limits, Metrics, Placement, Waking, favor, shard};
use super::generics;
use super::kind::Kind;
use super::layout::Layout;
use super::names::Names;
use crate::parse::{Options, Setting, Size, Target};

/// One channel for one message type. Nothing in it is open, and no part contradicts another.
#[derive(Debug)]
pub(crate) struct Channel {
    /// The user's visibility, which every generated item gets.
    pub(crate) vis: Visibility,
    /// What every generated item takes over from the user's.
    pub(crate) attributes: Attributes,
    /// The message type with its parameters: `Order<'a, T, N>`.
    pub(crate) message: Type,
    /// Where the compiler should point if an alias stands for a type that is more private than
    /// itself.
    pub(crate) message_place: Span,
    /// The parameters of the message type, for the generated types to repeat.
    pub(crate) generics: Generics,
    /// The lifetime of types that borrow an endpoint; not among the parameters.
    pub(crate) borrow: Lifetime,
    pub(crate) names: Names,
    pub(crate) kind: Kind,
    pub(crate) layout: Layout,
    /// Whether the compiler finds a mistake in the message, so that there is no layout to check.
    pub(crate) is_refused: bool,
    pub(crate) limits: Limits,
    /// Rings per home shard; mpmc has it, the other kinds do not.
    pub(crate) shard: Option<u32>,
    pub(crate) waking: Waking,
    /// `None` counts nothing.
    pub(crate) metrics: Option<Metrics>,
    /// Counts spins and failed reservations, with or without `metrics`.
    pub(crate) contention: bool,
    /// `None` leaves placement to the allocator.
    pub(crate) placement: Option<Placement>,
    /// The smallest batch to prefetch; never above the capacity.
    pub(crate) prefetch: Option<u32>,
    /// Whether there is a cross-process variant as well.
    #[cfg_attr(not(test), expect(dead_code, reason = "it is checked, but not generated yet"))]
    pub(crate) shared: bool,
    pub(crate) fence: Fence,
    pub(crate) favor: Favor,
    pub(crate) library: Library,
}

/// Where the library is.
#[derive(Debug)]
pub(crate) struct Library {
    pub(crate) path: Path,
    /// Whether the user has said so, and may be wrong.
    pub(crate) is_given: bool,
}

impl Channel {
    /// Fills in what the user left open, and what was reported: an option nobody can read is one that was
    /// not written.
    ///
    /// There is no channel without a kind, a type with a size, a library, or free names, because
    /// any guess would only make more mistakes. What is missing has been reported.
    pub(crate) fn decide(options: &Options, target: &Target) -> Option<Self> {
        let kind = *options.kind.value()?;
        if target.size == Size::None {
            return None;
        }
        let preset = options.preset.value().map(|preset| preset.parts(kind));
        let message = generics::message(target);
        let generics = generics::parameters(target, &message);
        let layout = Layout::decide(options, kind);
        let prefetch = options.prefetch.value().map(|prefetch| prefetch.0);
        Some(Channel {
            vis: target.vis.clone(),
            attributes: Attributes::decide(&target.attributes),
            borrow: generics::borrow(&generics),
            message,
            message_place: target.place,
            generics,
            names: Names::decide(options, target)?,
            kind,
            layout,
            is_refused: target.size == Size::Refused,
            limits: Limits::decide(options, kind, preset),
            shard: shard(options, kind, preset),
            waking: Waking::decide(options),
            metrics: options.metrics.value().copied(),
            contention: options.contention.value().is_some(),
            placement: options.numa.value().copied(),
            prefetch: prefetch.filter(|least| *least <= layout.capacity),
            shared: options.shared.value().is_some(),
            fence: options.fence.value().copied().unwrap_or_default(),
            favor: favor(options, preset),
            library: Library::decide(options)?,
        })
    }
}

impl Default for Library {
    fn default() -> Self {
        Library { path: parse_quote!(::ringmpsc), is_given: false }
    }
}

impl Library {
    /// What `crate` says; there is none if it has been reported.
    pub(crate) fn decide(options: &Options) -> Option<Self> {
        match &options.library {
            Setting::Absent => Some(Library::default()),
            Setting::Reported => None,
            Setting::Given(given) => Some(Library { path: given.value.0.clone(), is_given: true }),
        }
    }

    /// The module with everything that an expansion names. If there is none at the path, the error
    /// is there.
    pub(crate) fn private(&self) -> TokenStream {
        let path = &self.path;
        let end = path.segments.last().map_or_else(Span::call_site, |end| end.ident.span());
        let span = if self.is_given { end } else { Span::call_site() };
        let private = Ident::new("__private", Span::mixed_site().located_at(span));
        quote!(#path::#private)
    }
}

/// The names of a channel that cannot be decided.
#[derive(Debug)]
pub(crate) struct Absent {
    pub(crate) vis: Visibility,
    pub(crate) generics: Generics,
    /// Those that do not depend on the kind and borrow nothing.
    pub(crate) names: [Ident; 4],
    /// The conditions of the item, each a `cfg`.
    pub(crate) conditions: Vec<TokenStream>,
}

impl Absent {
    /// There is nothing to stand in for if the names cannot be told, or are not free.
    pub(crate) fn decide(options: &Options, target: &Target) -> Option<Self> {
        let Names { channel, producer, consumer, ring, .. } = Names::decide(options, target)?;
        Some(Absent {
            vis: target.vis.clone(),
            generics: target.generics.clone(),
            names: [channel, producer, consumer, ring],
            conditions: Attributes::decide(&target.attributes).conditions,
        })
    }
}
