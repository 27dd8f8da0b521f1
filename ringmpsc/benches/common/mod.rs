//! What both benchmarks are made of: `compare`, which measures the library beside others, and
//! `paired`, which measures it beside itself.

#![allow(dead_code, reason = "a benchmark uses a part of what is here")]

pub(crate) mod ends;
pub(crate) mod generated;
pub(crate) mod loops;
pub(crate) mod message;
pub(crate) mod order;
pub(crate) mod patience;
pub(crate) mod peers;
pub(crate) mod pinning;
pub(crate) mod selection;
pub(crate) mod shared_buffer;
pub(crate) mod statistics;
pub(crate) mod tally;
pub(crate) mod watchdog;
