//! A bare futex: a word that counts messages, and a receiver that sleeps on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ringmpsc_runtime::futex;

use crate::common::ends::{Receiver, Sender};
use crate::common::message::Message;
use crate::common::shared_buffer::{self, Reading, Writing};

/// The side that wakes.
pub(crate) struct Waking<M> {
    buffer: Writing<M>,
    word: Arc<AtomicU32>,
}

/// The side that sleeps.
pub(crate) struct Sleeping<M> {
    buffer: Reading<M>,
    word: Arc<AtomicU32>,
    seen: u32,
}

pub(crate) fn open<M: Message>(capacity: usize) -> (Waking<M>, Sleeping<M>) {
    let (writing, reading) = shared_buffer::open(capacity);
    let word = Arc::new(AtomicU32::new(0));
    let waking = Waking { buffer: writing, word: Arc::clone(&word) };
    (waking, Sleeping { buffer: reading, word, seen: 0 })
}

impl<M: Message> Sender<M> for Waking<M> {
    fn send(&mut self, message: M) -> bool {
        let is_sent = self.buffer.send(message);
        if is_sent {
            self.word.fetch_add(1, Ordering::Release);
            futex::wake_one(&self.word);
        }
        is_sent
    }
}

impl<M: Message> Receiver<M> for Sleeping<M> {
    fn receive(&mut self) -> Option<M> {
        while self.word.load(Ordering::Acquire) == self.seen {
            futex::wait(&self.word, self.seen, None);
        }
        self.seen = self.seen.wrapping_add(1);
        self.buffer.receive()
    }
}
