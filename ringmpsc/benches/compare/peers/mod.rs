//! The contestants, each in the fastest of its documented ways: one file for each crate.

pub(crate) mod array_queue;
pub(crate) mod async_channel;
pub(crate) mod crossbeam;
pub(crate) mod crossfire;
pub(crate) mod disruptor;
pub(crate) mod flume;
pub(crate) mod kanal;
pub(crate) mod ringbuf;
pub(crate) mod ringmpsc;
pub(crate) mod rtrb;
pub(crate) mod std_sync;
#[cfg(feature = "futures")]
pub(crate) mod tasks;
pub(crate) mod thingbuf;
