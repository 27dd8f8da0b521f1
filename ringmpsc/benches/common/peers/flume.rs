//! flume, bounded; batches are received with `drain`, which takes its lock once.

use flume::{Receiver as In, Sender as Out};

use crate::common::ends::{Receiver, Sender, Waiting, waiting_ends};
use crate::common::message::Message;

pub(crate) fn open<M: Message>(capacity: usize) -> (Out<M>, In<M>) {
    flume::bounded(capacity)
}

impl<M: Message> Sender<M> for Out<M> {
    #[inline]
    fn send(&mut self, message: M) -> bool {
        self.try_send(message).is_ok()
    }
}

impl<M: Message> Receiver<M> for In<M> {
    #[inline]
    fn receive(&mut self) -> Option<M> {
        self.try_recv().ok()
    }

    #[inline]
    fn receive_some(&mut self, _: usize, sum: &mut u64) -> usize {
        self.drain().map(|message| *sum = sum.wrapping_add(message.read())).count()
    }

    #[inline]
    fn receive_each(&mut self, _: usize, each: &mut impl FnMut(&M)) -> usize {
        self.drain().map(|message| each(&message)).count()
    }
}

waiting_ends! { Out<M>: send, In<M>: recv; }
