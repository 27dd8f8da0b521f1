//! async-channel, bounded, used by threads.

use async_channel::{Receiver as In, Sender as Out};

use crate::common::ends::{Receiver, Sender, Waiting, channel_ends, waiting_ends};
use crate::common::message::Message;

pub(crate) fn open<M: Message>(capacity: usize) -> (Out<M>, In<M>) {
    async_channel::bounded(capacity)
}

channel_ends! { Out<M>, In<M>; }
waiting_ends! { Out<M>: send_blocking, In<M>: recv_blocking; }
