//! The names of the generated types.

use proc_macro2::Ident;
use quote::format_ident;

use crate::parse::{Options, Setting, Sibling, Target};
use crate::terms::Consumers;

/// The names, which all begin with the same stem.
///
/// They have the span of the stem, so that an editor leads from a generated name to the user's
/// source.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    pub(crate) channel: Ident,
    pub(crate) producer: Ident,
    pub(crate) consumer: Ident,
    pub(crate) ring: Ident,
    pub(crate) reservation: Ident,
    pub(crate) readable: Ident,
    pub(crate) peek_iter: Ident,
    pub(crate) drain: Ident,
    pub(crate) claim: Ident,
    pub(crate) shared: Ident,
    pub(crate) shared_producer: Ident,
    pub(crate) shared_consumer: Ident,
    /// Whether there is a channel between processes.
    is_shared: bool,
    /// An exclusive consumer has `readable`, `peek_iter` and `drain`; a competing one has `claim`.
    consumers: Consumers,
}

impl Names {
    /// The names, if they are free.
    pub(crate) fn decide(options: &Options, target: &Target) -> Option<Self> {
        Names::requested(options, target).filter(|names| {
            let taken = target.siblings.iter().any(|sibling| names.taken_by(sibling).is_some());
            names.conflict_with(target).is_none() && !taken
        })
    }

    /// Takes the stem from `name`, else from the item. `None` if `name` has been reported.
    pub(crate) fn requested(options: &Options, target: &Target) -> Option<Self> {
        let consumers = options.kind.value().map_or(Consumers::Exclusive, |kind| kind.consumers);
        let stem = match &options.name {
            Setting::Absent => &target.ident,
            Setting::Reported => return None,
            Setting::Given(name) => &name.value.0,
        };
        let is_shared = options.shared.value().is_some();
        Some(Names { is_shared, ..Names::from_stem(stem, consumers) })
    }

    /// A raw stem loses its `r#`: `r#type` makes `typeChannel`.
    fn from_stem(stem: &Ident, consumers: Consumers) -> Self {
        Names {
            channel: format_ident!("{}Channel", stem),
            producer: format_ident!("{}Producer", stem),
            consumer: format_ident!("{}Consumer", stem),
            ring: format_ident!("{}Ring", stem),
            reservation: format_ident!("{}Reservation", stem),
            readable: format_ident!("{}Readable", stem),
            peek_iter: format_ident!("{}PeekIter", stem),
            drain: format_ident!("{}Drain", stem),
            claim: format_ident!("{}Claim", stem),
            shared: format_ident!("{}Shared", stem),
            shared_producer: format_ident!("{}SharedProducer", stem),
            shared_consumer: format_ident!("{}SharedConsumer", stem),
            is_shared: false,
            consumers,
        }
    }

    /// The generated name that equals the name of the item.
    pub(crate) fn conflict_with(&self, target: &Target) -> Option<&Ident> {
        self.all().find(|name| **name == target.ident)
    }

    /// The first name that the other attribute on the item generates, too.
    ///
    /// Two stems may differ: `OrderSharedProducer` is the producer of the channel `OrderShared`,
    /// and of `Order` between processes.
    pub(crate) fn taken_by(&self, sibling: &Sibling) -> Option<&Ident> {
        let stem = sibling.stem.as_ref()?;
        let is_shared = sibling.is_shared;
        let theirs = Names { is_shared, ..Names::from_stem(stem, self.consumers) };
        self.all().find(|ours| theirs.all().any(|their| their == *ours))
    }

    /// All generated names.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Ident> {
        let ends = [&self.channel, &self.producer, &self.consumer, &self.ring, &self.reservation];
        let views = match self.consumers {
            Consumers::Exclusive => vec![&self.readable, &self.peek_iter, &self.drain],
            Consumers::Competing => vec![&self.claim],
        };
        let shared = [&self.shared, &self.shared_producer, &self.shared_consumer];
        ends.into_iter().chain(views).chain(shared.into_iter().filter(|_| self.is_shared))
    }
}
