//! The bound: a ring in shared memory with nothing but two cursors, each checked as a hostile peer
//! demands. It has no doorbell, so no fence; no close, no liveness, no layout.

use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use ringmpsc_runtime::futex;

use super::memory::Memory;
use crate::common::ends::{Receiver, Sender};
use crate::processes::{Attempt, Route};

/// Bytes of a line of the header. The lines are that of `tail`, that of `head`, and that of the
/// word on which a receiver sleeps.
const LINE: usize = 128;
const LINES: usize = 3;

/// The words of a ring, in memory that both processes have mapped.
struct Ring {
    memory: Memory,
    mask: u64,
}

impl Ring {
    fn bytes(capacity: usize) -> usize {
        LINES * LINE + capacity * size_of::<u64>()
    }

    /// The address of the word at so many bytes.
    #[inline]
    fn at<T>(&self, offset: usize) -> NonNull<T> {
        debug_assert!(offset + size_of::<T>() <= self.memory.mapping.size().get());
        // SAFETY: the callers pass the offsets of lines, and of slots with an index within the
        // mask: within the mapping.
        unsafe { self.memory.mapping.as_ptr().add(offset) }.cast()
    }

    #[inline]
    fn word(&self, offset: usize) -> &AtomicU64 {
        // SAFETY: all offsets are multiples of 8 from the start of a page, and the mapping lives as
        // long as `self`. Both processes access the words by atomics of this size only.
        unsafe { self.at(offset).as_ref() }
    }

    #[inline]
    fn tail(&self) -> &AtomicU64 {
        self.word(0)
    }

    #[inline]
    fn head(&self) -> &AtomicU64 {
        self.word(LINE)
    }

    #[inline]
    fn slot(&self, cursor: u64) -> &AtomicU64 {
        #[expect(clippy::cast_possible_truncation, reason = "the mask is that of a capacity")]
        let index = (cursor & self.mask) as usize;
        self.word(LINES * LINE + index * size_of::<u64>())
    }

    /// The word on which the receiver sleeps.
    fn word_to_sleep_on(&self) -> &AtomicU32 {
        // SAFETY: as in `word`. The third line has this word only.
        unsafe { self.at(2 * LINE).as_ref() }
    }
}

/// The end that writes.
pub(crate) struct Writing {
    ring: Ring,
    tail: u64,
    /// A copy of the reader's cursor.
    head: u64,
}

/// The end that reads.
pub(crate) struct Reading {
    ring: Ring,
    head: u64,
    /// A copy of the writer's cursor.
    tail: u64,
}

/// Both ends try again.
pub(crate) struct Polled;

impl Route for Polled {
    const NAME: &'static str = "bound: a hand-written ring with checked cursors";
    type Link = Memory;
    type Sender = Writing;
    type Receiver = Reading;

    fn create(capacity: usize) -> Attempt<(Memory, String)> {
        Memory::create(Ring::bytes(capacity))
    }

    fn join(address: &str, capacity: usize) -> Attempt<Memory> {
        Memory::join(address, Ring::bytes(capacity))
    }

    fn sender(memory: Memory) -> Attempt<Writing> {
        Ok(Writing { ring: ring(memory), tail: 0, head: 0 })
    }

    fn receiver(memory: Memory) -> Attempt<Reading> {
        Ok(Reading { ring: ring(memory), head: 0, tail: 0 })
    }
}

fn ring(memory: Memory) -> Ring {
    let capacity = (memory.mapping.size().get() - LINES * LINE) / size_of::<u64>();
    assert!(capacity.is_power_of_two(), "slots are found with a mask");
    Ring { memory, mask: capacity as u64 - 1 }
}

impl Writing {
    #[inline]
    fn room(&self) -> u64 {
        self.ring.mask + 1 - self.tail.wrapping_sub(self.head)
    }

    /// Loads the reader's cursor. It must not step back, and must not pass this end's.
    #[inline]
    fn load(&mut self) {
        // Acquire: with the store of `head` by the reader.
        let head = self.ring.head().load(Ordering::Acquire);
        let filled = self.tail.wrapping_sub(self.head);
        assert!(head.wrapping_sub(self.head) <= filled, "an impossible cursor");
        self.head = head;
    }
}

impl Sender<u64> for Writing {
    #[inline]
    fn send(&mut self, message: u64) -> bool {
        if self.room() == 0 {
            self.load();
            if self.room() == 0 {
                return false;
            }
        }
        // Relaxed: `tail` publishes it.
        self.ring.slot(self.tail).store(message, Ordering::Relaxed);
        self.tail = self.tail.wrapping_add(1);
        // Release: with the load of `tail` by the reader.
        self.ring.tail().store(self.tail, Ordering::Release);
        true
    }

    #[inline]
    fn send_some(&mut self, messages: &[u64]) -> usize {
        if self.room() < messages.len() as u64 {
            self.load();
        }
        #[expect(clippy::cast_possible_truncation, reason = "there are no more messages")]
        let n = self.room().min(messages.len() as u64) as usize;
        for (cursor, message) in (self.tail..).zip(&messages[..n]) {
            self.ring.slot(cursor).store(*message, Ordering::Relaxed);
        }
        self.tail = self.tail.wrapping_add(n as u64);
        self.ring.tail().store(self.tail, Ordering::Release);
        n
    }
}

impl Reading {
    #[inline]
    fn known(&self) -> u64 {
        self.tail.wrapping_sub(self.head)
    }

    /// Loads the writer's cursor. It must not step back, and must not pass the capacity.
    #[inline]
    fn load(&mut self) {
        // Acquire: with the store of `tail` by the writer.
        let tail = self.ring.tail().load(Ordering::Acquire);
        let (before, after) = (self.known(), tail.wrapping_sub(self.head));
        assert!(before <= after && after <= self.ring.mask + 1, "an impossible cursor");
        self.tail = tail;
    }
}

impl Receiver<u64> for Reading {
    #[inline]
    fn receive(&mut self) -> Option<u64> {
        if self.known() == 0 {
            self.load();
            if self.known() == 0 {
                return None;
            }
        }
        // Relaxed: the load of `tail` has acquired it.
        let message = self.ring.slot(self.head).load(Ordering::Relaxed);
        self.head = self.head.wrapping_add(1);
        // Release: with the load of `head` by the writer.
        self.ring.head().store(self.head, Ordering::Release);
        Some(message)
    }

    #[inline]
    fn receive_some(&mut self, max: usize, sum: &mut u64) -> usize {
        if self.known() < max as u64 {
            self.load();
        }
        let n = self.known().min(max as u64);
        for cursor in self.head..self.head + n {
            *sum = sum.wrapping_add(self.ring.slot(cursor).load(Ordering::Relaxed));
        }
        if n > 0 {
            self.head = self.head.wrapping_add(n);
            self.ring.head().store(self.head, Ordering::Release);
        }
        #[expect(clippy::cast_possible_truncation, reason = "it is at most `max`")]
        let n = n as usize;
        n
    }
}

/// The receiver sleeps on a word that counts messages, and each send wakes it.
pub(crate) struct Sleeping;

pub(crate) struct Waking(Writing);

pub(crate) struct Woken {
    reading: Reading,
    seen: u32,
}

impl Route for Sleeping {
    const NAME: &'static str = "bare: a shared futex";
    type Link = Memory;
    type Sender = Waking;
    type Receiver = Woken;

    fn create(capacity: usize) -> Attempt<(Memory, String)> {
        Polled::create(capacity)
    }

    fn join(address: &str, capacity: usize) -> Attempt<Memory> {
        Polled::join(address, capacity)
    }

    fn sender(memory: Memory) -> Attempt<Waking> {
        Polled::sender(memory).map(Waking)
    }

    fn receiver(memory: Memory) -> Attempt<Woken> {
        Ok(Woken { reading: Polled::receiver(memory)?, seen: 0 })
    }
}

impl Sender<u64> for Waking {
    fn send(&mut self, message: u64) -> bool {
        let is_sent = self.0.send(message);
        if is_sent {
            let word = self.0.ring.word_to_sleep_on();
            word.fetch_add(1, Ordering::Release);
            futex::shared::wake_one(word);
        }
        is_sent
    }
}

impl Receiver<u64> for Woken {
    fn receive(&mut self) -> Option<u64> {
        let word = self.reading.ring.word_to_sleep_on();
        while word.load(Ordering::Acquire) == self.seen {
            futex::shared::wait(word, self.seen, None);
        }
        self.seen = self.seen.wrapping_add(1);
        self.reading.receive()
    }
}
