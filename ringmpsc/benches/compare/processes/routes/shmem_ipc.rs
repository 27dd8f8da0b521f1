//! The crate shmem-ipc: a ring in a memfd, between processes that do not trust one another. Its
//! eventfds are for ends that sleep, so this uses the ring without them.

use std::ptr;

use shmem_ipc::ringbuf::{self, channel_bufsize};

use super::memory::Memory;
use crate::common::ends;
use crate::common::message::sum_up;
use crate::processes::{Attempt, Route};

pub(crate) struct ShmemIpc;

/// The end that sends.
pub(crate) struct Sender {
    ring: ringbuf::Sender<u64>,
    _memory: Memory,
}

/// The end that receives.
pub(crate) struct Receiver {
    ring: ringbuf::Receiver<u64>,
    _memory: Memory,
}

impl Route for ShmemIpc {
    const NAME: &'static str = "shmem-ipc";
    type Link = Memory;
    type Sender = Sender;
    type Receiver = Receiver;

    fn create(capacity: usize) -> Attempt<(Memory, String)> {
        Memory::create(channel_bufsize::<u64>(capacity))
    }

    fn join(address: &str, capacity: usize) -> Attempt<Memory> {
        Memory::join(address, channel_bufsize::<u64>(capacity))
    }

    fn sender(memory: Memory) -> Attempt<Sender> {
        let (start, bytes) = (memory.mapping.as_ptr().as_ptr(), memory.mapping.size().get());
        // SAFETY: `start` is the first of so many bytes, which are mapped as long as `memory` is
        // there. The end owns it.
        let ring = unsafe { ringbuf::Sender::attach(start, bytes)? };
        Ok(Sender { ring, _memory: memory })
    }

    fn receiver(memory: Memory) -> Attempt<Receiver> {
        let (start, bytes) = (memory.mapping.as_ptr().as_ptr(), memory.mapping.size().get());
        // SAFETY: as in `sender`.
        let ring = unsafe { ringbuf::Receiver::attach(start, bytes)? };
        Ok(Receiver { ring, _memory: memory })
    }
}

impl ends::Sender<u64> for Sender {
    #[inline]
    fn send(&mut self, message: u64) -> bool {
        self.send_some(&[message]) == 1
    }

    #[inline]
    fn send_some(&mut self, messages: &[u64]) -> usize {
        let mut sent = 0;
        let write = |slots: *mut u64, room: usize| {
            sent = room.min(messages.len());
            // SAFETY: the ring lends `room` slots, and no more than those are written. The messages
            // are borrowed, so they lie elsewhere.
            unsafe { ptr::copy_nonoverlapping(messages.as_ptr(), slots, sent) };
            sent
        };
        self.ring.send(write).map_or(0, |_| sent)
    }
}

impl ends::Receiver<u64> for Receiver {
    #[inline]
    fn receive(&mut self) -> Option<u64> {
        let mut sum = 0;
        (self.receive_some(1, &mut sum) == 1).then_some(sum)
    }

    #[inline]
    fn receive_some(&mut self, max: usize, sum: &mut u64) -> usize {
        let mut received = 0;
        let read = |slots: *const u64, available: usize| {
            received = available.min(max);
            let slots = ptr::slice_from_raw_parts(slots, received);
            // SAFETY: the ring lends `available` slots, which hold numbers. The partner of a
            // benchmark does not write them meanwhile.
            *sum = sum_up(*sum, unsafe { &*slots });
            received
        };
        self.ring.recv(read).map_or(0, |_| received)
    }
}
