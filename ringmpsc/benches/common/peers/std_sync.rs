//! The standard library's `sync_channel`.

use std::sync::mpsc::{Receiver as In, SyncSender as Out, sync_channel};

use crate::common::ends::{Receiver, Sender, Waiting, channel_ends, waiting_ends};
use crate::common::message::Message;

pub(crate) fn open<M: Message>(capacity: usize) -> (Out<M>, In<M>) {
    sync_channel(capacity)
}

channel_ends! { Out<M>, In<M>; }
waiting_ends! { Out<M>: send, In<M>: recv; }
