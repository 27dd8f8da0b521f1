//! Runs the example `tally` on generated trees, and compares it with the commands that it stands
//! for.

mod command_line;
#[path = "../common/mod.rs"]
mod common;
mod corpus;
mod problems;
mod support;
mod totals;
mod tree;
mod words;
