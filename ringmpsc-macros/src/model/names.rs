//! The names of what is generated.

use proc_macro2::Ident;
use quote::format_ident;

use super::kind::Consumers;
use crate::parse::{Options, Setting, Sibling, Target};

/// The generated types, all of which begin with one stem.
///
/// They carry the span of the stem, so that an editor leads from a generated name to the word the
/// user wrote, and never to this crate.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    pub(crate) channel: Ident,
    pub(crate) producer: Ident,
    pub(crate) consumer: Ident,
    pub(crate) ring: Ident,
    pub(crate) reservation: Ident,
    pub(crate) readable: Ident,
    pub(crate) iter: Ident,
    pub(crate) drain: Ident,
    pub(crate) claim: Ident,
    /// Whose views are generated: those of one that owns its rings, or the claim of one that shares them.
    consumers: Consumers,
}

impl Names {
    /// The names that the user asked for, if they are free.
    pub(crate) fn decide(options: &Options, target: &Target) -> Option<Self> {
        Names::wanted(options, target).filter(|names| {
            let taken = target.siblings.iter().any(|sibling| names.taken_by(sibling));
            names.hiding(target).is_none() && !taken
        })
    }

    /// Takes the stem from `name`, else from the item; there is none if `name` has been reported.
    pub(crate) fn wanted(options: &Options, target: &Target) -> Option<Self> {
        let consumers = options.kind.value().map_or(Consumers::Owned, |kind| kind.consumers);
        match &options.name {
            Setting::Absent => Some(Names::of(&target.ident, consumers)),
            Setting::Reported => None,
            Setting::Given(name) => Some(Names::of(&name.value.0, consumers)),
        }
    }

    /// A raw stem loses its `r#`: `r#type` makes `typeChannel`.
    fn of(stem: &Ident, consumers: Consumers) -> Self {
        Names {
            channel: format_ident!("{}Channel", stem),
            producer: format_ident!("{}Producer", stem),
            consumer: format_ident!("{}Consumer", stem),
            ring: format_ident!("{}Ring", stem),
            reservation: format_ident!("{}Reservation", stem),
            readable: format_ident!("{}Readable", stem),
            iter: format_ident!("{}Iter", stem),
            drain: format_ident!("{}Drain", stem),
            claim: format_ident!("{}Claim", stem),
            consumers,
        }
    }

    /// The generated name that would be a second one for the item itself.
    pub(crate) fn hiding(&self, target: &Target) -> Option<&Ident> {
        self.all().find(|name| **name == target.ident)
    }

    /// Whether another attribute on the item generates the same names.
    pub(crate) fn taken_by(&self, sibling: &Sibling) -> bool {
        sibling
            .stem
            .as_ref()
            .is_some_and(|stem| Names::of(stem, self.consumers).channel == self.channel)
    }

    /// Every name that is generated.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Ident> {
        let ends = [&self.channel, &self.producer, &self.consumer, &self.ring, &self.reservation];
        let views = match self.consumers {
            Consumers::Owned => vec![&self.readable, &self.iter, &self.drain],
            Consumers::Shared => vec![&self.claim],
        };
        ends.into_iter().chain(views)
    }
}
