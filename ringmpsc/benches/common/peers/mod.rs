//! Contestants from other crates, each in the fastest of its documented ways: one file for each.

pub(crate) mod array_queue;
pub(crate) mod async_channel;
pub(crate) mod crossbeam;
pub(crate) mod flume;
pub(crate) mod kanal;
pub(crate) mod rtrb;
pub(crate) mod std_sync;
