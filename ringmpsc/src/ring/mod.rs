//! The protocol.

pub(crate) mod claim;
pub(crate) mod consumer;
pub(crate) mod cursor;
pub(crate) mod doorbell;
pub(crate) mod index;
pub(crate) mod memory;
pub(crate) mod owned;
pub(crate) mod parts;
mod prefetch;
pub(crate) mod producer;
pub(crate) mod slots;
pub(crate) mod solo;
pub(crate) mod views;
