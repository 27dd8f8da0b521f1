//! The decided channel: the one input of code generation.

use syn::{Generics, Lifetime, Path, Type, Visibility, parse_quote};

use super::features::{Fence, Limits, Metrics, Placement, Waking, shard};
use super::generics;
use super::kind::Kind;
use super::layout::Layout;
use super::names::Names;
use crate::parse::{Options, Target};

/// One channel for one message type. Nothing in it is open, and no part contradicts another.
#[derive(Debug)]
pub(crate) struct Channel {
    /// The user's visibility, which every generated item gets.
    pub(crate) vis: Visibility,
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
    pub(crate) shared: bool,
    pub(crate) fence: Fence,
    /// The path of the library.
    pub(crate) library: Path,
}

impl Channel {
    /// Fills in what the user left open.
    ///
    /// There is no channel without a kind or a type; the rules have reported why. If they reported
    /// anything else, what comes out is as good as the options that could be read.
    pub(crate) fn decide(options: &Options, target: &Target) -> Option<Self> {
        let kind = *options.kind.value()?;
        let preset = options.preset.value().map(|preset| preset.parts(kind));
        let message = generics::message(target);
        let generics = generics::parameters(target, &message);
        Some(Channel {
            vis: target.vis.clone(),
            borrow: generics::borrow(&generics),
            message,
            generics,
            names: Names::decide(options, target)?,
            kind,
            layout: Layout::decide(options)?,
            limits: Limits::decide(options, preset),
            shard: shard(options, kind, preset),
            waking: Waking::decide(options),
            metrics: options.metrics.value().copied(),
            contention: options.contention.value().is_some(),
            placement: options.numa.value().copied(),
            prefetch: options.prefetch.value().map(|prefetch| prefetch.0),
            shared: options.shared.value().is_some(),
            fence: options.fence.value().copied().unwrap_or_default(),
            library: match options.library.value() {
                Some(library) => library.0.clone(),
                None => parse_quote!(::ringmpsc),
            },
        })
    }
}
