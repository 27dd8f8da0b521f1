//! A loop over a shared buffer for each of several producers, whose reader visits them in turn.

use crate::common::ends::Receiver;
use crate::common::message::Message;

/// The readers of several loops.
pub(crate) struct InTurn<R> {
    readers: Vec<R>,
    turn: usize,
}

/// So many loops: those that write, and the one that reads.
pub(crate) fn open<W, R>(n: usize, open: impl Fn() -> (W, R)) -> (Vec<W>, InTurn<R>) {
    let (writers, readers) = (0..n).map(|_| open()).unzip();
    (writers, InTurn { readers, turn: 0 })
}

impl<R> InTurn<R> {
    /// Visits one after another until `visit` comes back with something, each once at the most.
    #[inline]
    fn visit<T>(&mut self, mut visit: impl FnMut(&mut R) -> Option<T>) -> Option<T> {
        for _ in 0..self.readers.len() {
            let found = visit(&mut self.readers[self.turn]);
            self.turn = if self.turn + 1 == self.readers.len() { 0 } else { self.turn + 1 };
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

impl<M: Message, R: Receiver<M>> Receiver<M> for InTurn<R> {
    #[inline]
    fn receive(&mut self) -> Option<M> {
        self.visit(R::receive)
    }

    #[inline]
    fn receive_some(&mut self, max: usize, sum: &mut u64) -> usize {
        let some = |reader: &mut R| match reader.receive_some(max, sum) {
            0 => None,
            n => Some(n),
        };
        self.visit(some).unwrap_or(0)
    }
}
