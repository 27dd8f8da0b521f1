//! Reads the attribute and the item, with spans and without defaults.
//!
//! Parsing continues after a mistake, so that one attribute reports all its mistakes at once:
//!
//! 1. [`split`] cuts the attribute into entries at its commas.
//! 2. [`entries`] finds the option that each entry names.
//! 3. [`options`] reads each entry as the type of its option.
//!
//! The module does not decide whether options fit together. [`model`](crate::model) does.

mod conditional;
mod definition;
mod display;
mod entries;
mod flag;
mod header;
mod integer;
mod keyword;
mod metrics;
mod numa;
mod option_input;
mod options;
mod path;
mod size;
mod split;
mod target;
mod visibility;

pub(crate) use conditional::Cases;
pub(crate) use options::{Options, Setting};
pub(crate) use target::{Sibling, Size, Target};
