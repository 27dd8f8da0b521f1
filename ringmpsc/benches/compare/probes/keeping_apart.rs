//! The loop over a shared buffer with sides that keep apart, and bother one another as seldom as
//! they can.
//!
//! The reader takes all there is and gives its slots back when it has read everything that it knew
//! of. A side that finds little when it looks at the other's cursor has come up behind it: it stops
//! for a while, so that they do not use the same cache lines from then on. For throughput that is
//! the cheapest hand-over there is.

use std::hint;

use crate::common::ends::{Receiver, Sender};
use crate::common::message::Message;
use crate::common::shared_buffer::{self, Reading, Writing};

/// What is little, in a ring that has four times as many places.
const FEW: usize = 64;

/// For how many pauses a side stops.
const PAUSES: u32 = 96;

/// A side that keeps away from the other.
pub(crate) struct Away<S> {
    side: S,
    few: usize,
}

/// The capacity is a power of two.
pub(crate) fn open<M: Message>(capacity: usize) -> (Away<Writing<M>>, Away<Reading<M>>) {
    let (writing, reading) = shared_buffer::open(capacity);
    let few = FEW.min(capacity / 4);
    (Away { side: writing, few }, Away { side: reading, few })
}

#[inline(never)]
fn stop() {
    (0..PAUSES).for_each(|_| hint::spin_loop());
}

impl<M: Message> Away<Writing<M>> {
    fn look(&mut self) {
        self.side.look();
        if self.side.free() < self.few {
            stop();
            self.side.look();
        }
    }
}

impl<M: Message> Sender<M> for Away<Writing<M>> {
    #[inline]
    fn send(&mut self, message: M) -> bool {
        if self.side.free() == 0 {
            self.look();
        }
        self.side.write_one(message)
    }

    #[inline]
    fn send_some(&mut self, messages: &[M]) -> usize {
        if self.side.free() < messages.len() {
            self.look();
        }
        self.side.write(messages)
    }
}

impl<M: Message> Away<Reading<M>> {
    #[inline(never)]
    fn look(&mut self) {
        self.side.release();
        self.side.look();
        if self.side.known() < self.few {
            stop();
            self.side.look();
        }
    }
}

impl<M: Message> Receiver<M> for Away<Reading<M>> {
    #[inline]
    fn receive(&mut self) -> Option<M> {
        if self.side.known() == 0 {
            self.look();
        }
        self.side.read_one()
    }

    #[inline]
    fn receive_some(&mut self, _: usize, sum: &mut u64) -> usize {
        if self.side.known() == 0 {
            self.look();
        }
        let n = self.side.read(usize::MAX, sum);
        self.side.release();
        n
    }
}
