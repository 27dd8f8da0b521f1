//! kanal, bounded; batches are received with `drain_into`, which takes its lock once.

use kanal::{Receiver as Rx, Sender as Out};

use crate::common::ends::{Receiver, Sender, Waiting, waiting_ends};
use crate::common::message::{Message, sum_up};

/// The receiver, and what it has drained.
pub(crate) struct In<M> {
    receiver: Rx<M>,
    drained: Vec<M>,
}

impl<M> Clone for In<M> {
    fn clone(&self) -> Self {
        Self { receiver: self.receiver.clone(), drained: Vec::new() }
    }
}

pub(crate) fn open<M: Message>(capacity: usize) -> (Out<M>, In<M>) {
    let (sender, receiver) = kanal::bounded(capacity);
    (sender, In { receiver, drained: Vec::new() })
}

/// Ends that wait.
pub(crate) fn open_waiting<M: Message>(capacity: usize) -> (Waiting<Out<M>>, Waiting<Rx<M>>) {
    crate::common::ends::waiting(kanal::bounded(capacity))
}

impl<M: Message> Sender<M> for Out<M> {
    #[inline]
    fn send(&mut self, message: M) -> bool {
        self.try_send(message) == Ok(true)
    }
}

impl<M: Message> Receiver<M> for In<M> {
    #[inline]
    fn receive(&mut self) -> Option<M> {
        self.receiver.try_recv().ok().flatten()
    }

    #[inline]
    fn receive_some(&mut self, _: usize, sum: &mut u64) -> usize {
        self.drained.clear();
        let n = self.receiver.drain_into(&mut self.drained).unwrap_or(0);
        *sum = sum_up(*sum, &self.drained);
        n
    }

    #[inline]
    fn receive_each(&mut self, _: usize, each: &mut impl FnMut(&M)) -> usize {
        self.drained.clear();
        let n = self.receiver.drain_into(&mut self.drained).unwrap_or(0);
        self.drained.iter().for_each(each);
        n
    }
}

waiting_ends! { Out<M>: send, Rx<M>: recv; }
