//! The four kinds of channel.
//!
//! | | one consumer | competing consumers |
//! |---|---|---|
//! | one producer, one ring | [`spsc`] | [`spmc`] |
//! | many producers, one ring each | [`mpsc`] | [`mpmc`] |
//!
//! | file | holds |
//! |---|---|
//! | [`spsc`], [`mpsc`], [`spmc`], [`mpmc`] | how the ends are made, and the consumer's source |
//! | [`control`] | the control handle: its methods, for all kinds |
//! | [`one_ring`] | one producer: its ring, and its registration |
//! | [`registered`] | many producers: the registration of one of them |
//! | [`registry`] | many producers: which producer has which ring |
//! | [`polled_ring`] | a ring of an `mpsc` consumer: how often the consumer polls it |
//! | [`competitor`] | competing consumers: how one settles the end, sleeps and leaves |
//! | [`vacant`] | the rings without a producer, and which of them are drained |
//! | [`append_vec`] | a list that readers read without a lock: all rings of a channel |
//! | [`nodes`] | the NUMA nodes, where consumers run, and how far rings are |
//! | [`spares`] | memory for the lists of a consumer; the producers that register allocate it |
//! | [`consumer_group`] | competing consumers: registering, leaving, quotas |
//! | [`orphans`] | claims of consumers that have left |
//! | [`by_id`] | counters, lengths and messages of one producer, by its identity |
//! | [`snapshot`] | the sum of the counters over all rings |
//! | [`weak`] | control handles that do not keep the channel open |

pub(crate) mod append_vec;
mod by_id;
pub(crate) mod competitor;
pub(crate) mod consumer_group;
pub(crate) mod control;
pub(crate) mod mpmc;
pub(crate) mod mpsc;
pub(crate) mod nodes;
pub(crate) mod one_ring;
pub(crate) mod orphans;
mod polled_ring;
pub(crate) mod registered;
pub(crate) mod registry;
pub(crate) mod snapshot;
mod spares;
pub(crate) mod spmc;
pub(crate) mod spsc;
pub(crate) mod vacant;
pub(crate) mod weak;
