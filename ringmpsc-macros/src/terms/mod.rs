//! The terms of the attribute: kinds, values, option names, and the texts of all errors.
//!
//! This module uses no other module of the crate. All others use it.

pub(crate) mod availability;
mod kind;
pub(crate) mod messages;
pub(crate) mod synonyms;
mod values;
pub(crate) mod vocabulary;

pub(crate) use kind::{Consumers, Kind, Producers};
pub(crate) use values::{Favor, Fence, Metrics, Placement, Preset};
