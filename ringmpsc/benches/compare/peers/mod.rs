//! The contestants, each in the fastest of its documented ways: one file for each crate.

pub(crate) mod crossfire;
pub(crate) mod disruptor;
pub(crate) mod ringbuf;
pub(crate) mod ringmpsc;
#[cfg(feature = "futures")]
pub(crate) mod tasks;
pub(crate) mod thingbuf;

pub(crate) use crate::common::peers::{
    array_queue, async_channel, crossbeam, flume, kanal, rtrb, std_sync,
};
