//! The decided channel: the one input of code generation.

use syn::{Generics, Lifetime, Path, Type, Visibility, parse_quote};

use super::attributes::Attributes;
use super::features::{Fence, Limits, Metrics, Placement, Waking, shard};
use super::generics;
use super::kind::Kind;
use super::layout::Layout;
use super::names::Names;
use crate::parse::{Options, Setting, Target};

/// One channel for one message type. Nothing in it is open, and no part contradicts another.
#[derive(Debug)]
pub(crate) struct Channel {
    /// The user's visibility, which every generated item gets.
    pub(crate) vis: Visibility,
    /// What every generated item takes over from the user's.
    pub(crate) attributes: Attributes,
    /// The message type with its parameters: `Order<'a, T, N>`.
    pub(crate) message: Type,
    /// The parameters of the message type, for the generated types to repeat.
    pub(crate) generics: Generics,
    /// The lifetime of types that borrow an endpoint; not among the parameters.
    pub(crate) borrow: Lifetime,
    pub(crate) names: Names,
    pub(crate) kind: Kind,
    pub(crate) layout: Layout,
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
    /// The path of the library.
    pub(crate) library: Path,
}

impl Channel {
    /// Fills in what the user left open, and what was reported: an option nobody can read is one that was
    /// not written.
    ///
    /// There is no channel without a kind, a type, a library, or free names, because any guess would only
    /// make more mistakes. What is missing has been reported.
    pub(crate) fn decide(options: &Options, target: &Target) -> Option<Self> {
        let kind = *options.kind.value()?;
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
            generics,
            names: Names::decide(options, target)?,
            kind,
            layout,
            limits: Limits::decide(options, kind, preset),
            shard: shard(options, kind, preset),
            waking: Waking::decide(options),
            metrics: options.metrics.value().copied(),
            contention: options.contention.value().is_some(),
            placement: options.numa.value().copied(),
            prefetch: prefetch.filter(|least| *least <= layout.capacity),
            shared: options.shared.value().is_some(),
            fence: options.fence.value().copied().unwrap_or_default(),
            library: library(options)?,
        })
    }
}

fn library(options: &Options) -> Option<Path> {
    match &options.library {
        Setting::Absent => Some(parse_quote!(::ringmpsc)),
        Setting::Reported => None,
        Setting::Given(library) => Some(library.value.0.clone()),
    }
}
