//! rtrb: `push` and `pop`; for batches `push_entire_slice` and `read_chunk`, read in place: a batch
//! at a time, or all there is.

use rtrb::chunks::ChunkError;
use rtrb::{Consumer, Producer, RingBuffer};

use crate::common::ends::{Receiver, Sender};
use crate::common::message::{Message, sum_up};

pub(crate) fn open<M: Message>(capacity: usize) -> (Producer<M>, Consumer<M>) {
    RingBuffer::new(capacity)
}

/// A consumer that reads all there is at a time.
pub(crate) struct Whole<M>(Consumer<M>);

pub(crate) fn open_whole<M: Message>(capacity: usize) -> (Producer<M>, Whole<M>) {
    let (producer, consumer) = RingBuffer::new(capacity);
    (producer, Whole(consumer))
}

impl<M: Message> Sender<M> for Producer<M> {
    #[inline]
    fn send(&mut self, message: M) -> bool {
        self.push(message).is_ok()
    }

    #[inline]
    fn send_some(&mut self, messages: &[M]) -> usize {
        // All or nothing: it does not look at the consumer's cursor while its copy shows enough
        // room.
        self.push_entire_slice(messages).map_or(0, |()| messages.len())
    }
}

impl<M: Message> Receiver<M> for Consumer<M> {
    #[inline]
    fn receive(&mut self) -> Option<M> {
        self.pop().ok()
    }

    #[inline]
    fn receive_some(&mut self, max: usize, sum: &mut u64) -> usize {
        // It does not look at the producer's cursor while its copy shows `max` messages.
        let n = match self.read_chunk(max) {
            Ok(chunk) => return read(chunk, sum),
            Err(ChunkError::TooFewSlots(n)) => n,
        };
        self.read_chunk(n).map_or(0, |chunk| read(chunk, sum))
    }
}

impl<M: Message> Receiver<M> for Whole<M> {
    #[inline]
    fn receive(&mut self) -> Option<M> {
        self.0.receive()
    }

    #[inline]
    fn receive_some(&mut self, _: usize, sum: &mut u64) -> usize {
        match self.0.slots() {
            0 => 0,
            n => self.0.read_chunk(n).map_or(0, |chunk| read(chunk, sum)),
        }
    }
}

#[inline]
fn read<M: Message>(chunk: rtrb::chunks::ReadChunk<'_, M>, sum: &mut u64) -> usize {
    let (front, back) = chunk.as_slices();
    *sum = sum_up(sum_up(*sum, front), back);
    let n = chunk.len();
    chunk.commit_all();
    n
}
