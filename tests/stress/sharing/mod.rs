//! What the scenarios with consumers that share have in common.

pub(crate) mod channels;
pub(crate) mod ends;
pub(crate) mod share;
pub(crate) mod taker;
pub(crate) mod team;
