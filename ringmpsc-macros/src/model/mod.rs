//! What was decided: every default filled in, every rule checked.

mod attributes;
pub(crate) mod availability;
mod channel;
mod features;
pub(crate) mod generics;
mod kind;
mod layout;
mod names;
mod preset;
pub(crate) mod rules;
pub(crate) mod wording;

pub(crate) use attributes::Attributes;
pub(crate) use channel::{Absent, Channel, Library};
pub(crate) use features::{DEFAULT_SHARD, Favor, Fence, Metrics, Placement};
pub(crate) use kind::{Consumers, Kind, Producers};
pub(crate) use preset::Preset;
