//! Decides the channel: fills in every default and checks every rule.

mod attributes;
mod channel;
mod features;
pub(crate) mod generics;
mod layout;
mod names;
mod placeholder;
mod preset;
pub(crate) mod rules;

pub(crate) use attributes::Attributes;
pub(crate) use channel::{Channel, Library};
pub(crate) use features::DEFAULT_SHARD;
pub(crate) use placeholder::Placeholder;
