//! The decided channel, which is the only input of code generation.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Generics, Lifetime, Path, Type, Visibility, parse_quote};

use super::attributes::Attributes;
use super::features::{Limits, Waking, favor, shard, shared};
use super::generics;
use super::layout::Layout;
use super::names::Names;
use crate::parse::{Options, Setting, Size, Target};
use crate::terms::{Favor, Fence, Kind, Metrics, Placement};

/// One channel for one message type. All defaults are filled in, and its parts agree.
#[derive(Debug)]
pub(crate) struct Channel {
    /// The visibility of every generated item: that of the option `vis`, else that of the item.
    pub(crate) vis: Visibility,
    /// The attributes that the generated items inherit.
    pub(crate) attributes: Attributes,
    /// The message type with its parameters: `Order<'a, T, N>`.
    pub(crate) message: Type,
    /// Where the compiler reports an alias of a type that is more private than the alias.
    pub(crate) message_place: Span,
    /// The parameters of the message type, which the generated types repeat.
    pub(crate) generics: Generics,
    /// The lifetime of types that borrow a producer or a consumer. It is not in `generics`.
    pub(crate) borrow: Lifetime,
    pub(crate) names: Names,
    pub(crate) kind: Kind,
    pub(crate) layout: Layout,
    /// Whether the compiler rejects the message, so that there is no layout to check.
    pub(crate) is_rejected: bool,
    pub(crate) limits: Limits,
    /// The number of home rings per consumer. `None` unless the kind is mpmc.
    pub(crate) shard: Option<u32>,
    pub(crate) waking: Waking,
    /// `None` counts nothing.
    pub(crate) metrics: Option<Metrics>,
    /// Whether to count spins and failed reservations.
    pub(crate) contention: bool,
    /// `None` leaves the placement of memory to the allocator.
    pub(crate) placement: Option<Placement>,
    /// The smallest batch to prefetch, at most the capacity.
    pub(crate) prefetch: Option<u32>,
    /// The definition of the message, if a channel between processes is generated as well.
    pub(crate) shared: Option<String>,
    /// Whether a channel between processes maps all pages at once.
    pub(crate) prefault: bool,
    pub(crate) fence: Fence,
    pub(crate) favor: Favor,
    pub(crate) library: Library,
}

/// The path of the library.
#[derive(Debug)]
pub(crate) struct Library {
    pub(crate) path: Path,
    /// Whether the path comes from the option `crate`, so that it can be wrong.
    pub(crate) is_given: bool,
}

impl Channel {
    /// Fills in the defaults. An option with a reported mistake gets its default, too.
    ///
    /// Returns `None` without a kind, a message with a size, a library, or free names. A guess
    /// would only cause more errors, and the mistake has been reported.
    pub(crate) fn decide(options: &Options, target: &Target) -> Option<Self> {
        let kind = *options.kind.value()?;
        if target.size == Size::Unsized {
            return None;
        }
        let preset = options.preset.value().map(|preset| preset.values(kind));
        let message = generics::message(target);
        let generics = generics::parameters(target, &message);
        let layout = Layout::decide(options, kind);
        let prefetch = options.prefetch.value().map(|prefetch| prefetch.0);
        Some(Channel {
            vis: visibility(options, target),
            attributes: Attributes::decide(&target.attributes),
            borrow: generics::borrow(&generics),
            message,
            message_place: target.place,
            generics,
            names: Names::decide(options, target)?,
            kind,
            layout,
            is_rejected: target.size == Size::RejectedByCompiler,
            limits: Limits::decide(options, kind, preset),
            shard: shard(options, kind, preset),
            waking: Waking::decide(options),
            metrics: options.metrics.value().copied(),
            contention: options.contention.value().is_some(),
            placement: options.numa.value().copied(),
            prefetch: prefetch.filter(|smallest| *smallest <= layout.capacity),
            shared: shared(options, target, kind),
            prefault: options.prefault.value().is_some(),
            fence: options.fence.value().copied().unwrap_or_default(),
            favor: favor(options, preset),
            library: Library::decide(options)?,
        })
    }
}

/// Takes the visibility from the option `vis`, else from the item.
pub(crate) fn visibility(options: &Options, target: &Target) -> Visibility {
    options.vis.value().map_or_else(|| target.vis.clone(), |vis| vis.0.clone())
}

impl Default for Library {
    fn default() -> Self {
        Library { path: parse_quote!(::ringmpsc), is_given: false }
    }
}

impl Library {
    /// Takes the path from the option `crate`. Returns `None` if that has been reported.
    pub(crate) fn decide(options: &Options) -> Option<Self> {
        match &options.library {
            Setting::Absent => Some(Library::default()),
            Setting::Reported => None,
            Setting::Given(given) => Some(Library { path: given.value.0.clone(), is_given: true }),
        }
    }

    /// The module with every name that an expansion uses.
    ///
    /// If the path is wrong, the compiler reports it at the end of the path.
    pub(crate) fn private(&self) -> TokenStream {
        let path = &self.path;
        let end = path.segments.last().map_or_else(Span::call_site, |end| end.ident.span());
        let span = if self.is_given { end } else { Span::call_site() };
        let private = Ident::new("__private", Span::mixed_site().located_at(span));
        quote!(#path::#private)
    }
}
