//! crossbeam-queue's `ArrayQueue`, behind an `Arc`.

use std::sync::Arc;

use crossbeam_queue::ArrayQueue;

use crate::common::ends::{Receiver, Sender};
use crate::common::message::Message;

/// Either end.
pub(crate) type End<M> = Arc<ArrayQueue<M>>;

pub(crate) fn open<M: Message>(capacity: usize) -> (End<M>, End<M>) {
    let queue = Arc::new(ArrayQueue::new(capacity));
    (Arc::clone(&queue), queue)
}

impl<M: Message> Sender<M> for End<M> {
    #[inline]
    fn send(&mut self, message: M) -> bool {
        self.push(message).is_ok()
    }
}

impl<M: Message> Receiver<M> for End<M> {
    #[inline]
    fn receive(&mut self) -> Option<M> {
        self.pop()
    }
}
