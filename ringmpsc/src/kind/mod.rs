//! The four kinds of channel, and what their control handles keep.

pub(crate) mod append_vec;
mod by_id;
pub(crate) mod consumer_group;
pub(crate) mod mpmc;
pub(crate) mod mpsc;
pub(crate) mod orphans;
pub(crate) mod poll_set;
mod polled_ring;
pub(crate) mod registry;
pub(crate) mod snapshot;
mod spares;
pub(crate) mod spmc;
pub(crate) mod spsc;
pub(crate) mod vacant;
