//! The four kinds of channel, and the registries behind their control handles.
//!
//! | | one consumer | competing consumers |
//! |---|---|---|
//! | one producer, one ring | [`spsc`] | [`spmc`] |
//! | many producers, one ring each | [`mpsc`] | [`mpmc`] |
//!
//! | file | holds |
//! |---|---|
//! | [`spsc`] | the control handle, the producer's registration, the consumer's source |
//! | [`mpsc`] | the control handle, the producer's registration |
//! | [`poll_set`] | the consumer's source of `mpsc`: which rings it polls, and in which order |
//! | [`polled_ring`] | one ring of a poll set: how often the consumer polls it |
//! | [`spmc`] | the control handle, the consumer's source |
//! | [`mpmc`] | the control handle, the consumer's source: in which order it tries the rings |
//! | [`registry`] | many producers: which producer has which ring |
//! | [`vacant`] | the rings without a producer, and which of them are drained |
//! | [`append_vec`] | a list that readers read without a lock: all rings of a channel |
//! | [`spares`] | memory for the lists of a consumer; the producers that register allocate it |
//! | [`consumer_group`] | competing consumers: registering, leaving, quotas |
//! | [`orphans`] | claims of consumers that have left |
//! | [`by_id`] | counters, lengths and messages of one producer, by its identity |
//! | [`snapshot`] | the sum of the counters over all rings |

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
