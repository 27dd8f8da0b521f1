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
    /// An exclusive consumer has `readable`, `peek_iter` and `drain`; a competing one has `claim`.
    consumers: Consumers,
}

impl Names {
    /// The names, if they are free.
    pub(crate) fn decide(options: &Options, target: &Target) -> Option<Self> {
        Names::requested(options, target).filter(|names| {
            let taken = target.siblings.iter().any(|sibling| names.taken_by(sibling));
            names.conflict_with(target).is_none() && !taken
        })
    }

    /// Takes the stem from `name`, else from the item. `None` if `name` has been reported.
    pub(crate) fn requested(options: &Options, target: &Target) -> Option<Self> {
        let consumers = options.kind.value().map_or(Consumers::Exclusive, |kind| kind.consumers);
        match &options.name {
            Setting::Absent => Some(Names::from_stem(&target.ident, consumers)),
            Setting::Reported => None,
            Setting::Given(name) => Some(Names::from_stem(&name.value.0, consumers)),
        }
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
            consumers,
        }
    }

    /// The generated name that equals the name of the item.
    pub(crate) fn conflict_with(&self, target: &Target) -> Option<&Ident> {
        self.all().find(|name| **name == target.ident)
    }

    /// Whether the other attribute on the item generates the same names.
    pub(crate) fn taken_by(&self, sibling: &Sibling) -> bool {
        sibling
            .stem
            .as_ref()
            .is_some_and(|stem| Names::from_stem(stem, self.consumers).channel == self.channel)
    }

    /// All generated names.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Ident> {
        let ends = [&self.channel, &self.producer, &self.consumer, &self.ring, &self.reservation];
        let views = match self.consumers {
            Consumers::Exclusive => vec![&self.readable, &self.peek_iter, &self.drain],
            Consumers::Competing => vec![&self.claim],
        };
        ends.into_iter().chain(views)
    }
}
