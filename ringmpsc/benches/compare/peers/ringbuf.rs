//! ringbuf: `try_push` and `try_pop`; for batches `push_slice` and `as_slices`, read in place. Its
//! ends keep copies of one another's index.

use ringbuf::traits::{Consumer, Producer, Split};
use ringbuf::{HeapCons, HeapProd, HeapRb};

use crate::common::ends::{Receiver, Sender};
use crate::common::message::{Message, sum_up};

pub(crate) fn open<M: Message>(capacity: usize) -> (HeapProd<M>, HeapCons<M>) {
    HeapRb::new(capacity).split()
}

impl<M: Message> Sender<M> for HeapProd<M> {
    #[inline]
    fn send(&mut self, message: M) -> bool {
        self.try_push(message).is_ok()
    }

    #[inline]
    fn send_some(&mut self, messages: &[M]) -> usize {
        self.push_slice(messages)
    }
}

impl<M: Message> Receiver<M> for HeapCons<M> {
    #[inline]
    fn receive(&mut self) -> Option<M> {
        self.try_pop()
    }

    #[inline]
    fn receive_some(&mut self, _: usize, sum: &mut u64) -> usize {
        let (front, back) = self.as_slices();
        *sum = sum_up(sum_up(*sum, front), back);
        let n = front.len() + back.len();
        self.skip(n)
    }
}
