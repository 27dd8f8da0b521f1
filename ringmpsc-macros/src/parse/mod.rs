//! What the user wrote, with spans and without defaults.
//!
//! Reading never stops at the first mistake. The attribute is cut at its commas ([`split`]) into entries
//! ([`entries`]), so that one entry nobody can read does not hide the others; an entry with a known
//! name is then read as the type of its option ([`options`]). What an option means together with
//! other options is not decided here.

mod conditional;
pub(crate) mod elsewhere;
mod entries;
mod header;
mod integer;
mod keyword;
mod metrics;
mod numa;
mod options;
mod path;
mod shown;
mod size;
mod split;
mod switch;
mod target;
mod value;
pub(crate) mod vocabulary;

pub(crate) use conditional::Cases;
pub(crate) use options::{Options, Setting};
pub(crate) use target::{Sibling, Size, Target};
