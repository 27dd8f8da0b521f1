//! A bare eventfd: written for each message, and a receiver that polls it.

use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;

use ringmpsc_runtime::eventfd::EventFd;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

use crate::common::ends::{Receiver, Sender};
use crate::common::message::Message;
use crate::common::shared_buffer::{self, Reading, Writing};

/// Sleeps until the descriptor is readable: poll(2).
pub(crate) fn await_signal(fd: BorrowedFd<'_>) {
    let mut fds = [PollFd::new(&fd, PollFlags::IN)];
    match poll(&mut fds, None) {
        // Whoever was interrupted looks, and comes back.
        Ok(_) | Err(Errno::INTR) => {}
        Err(refused) => panic!("poll(2): {refused}"),
    }
}

/// The side that wakes.
pub(crate) struct Waking<M> {
    buffer: Writing<M>,
    event: Arc<EventFd>,
}

/// The side that sleeps.
pub(crate) struct Sleeping<M> {
    buffer: Reading<M>,
    event: Arc<EventFd>,
}

pub(crate) fn open<M: Message>(capacity: usize) -> (Waking<M>, Sleeping<M>) {
    let (writing, reading) = shared_buffer::open(capacity);
    let event = Arc::new(EventFd::new().expect("eventfd(2) is not refused"));
    let waking = Waking { buffer: writing, event: Arc::clone(&event) };
    (waking, Sleeping { buffer: reading, event })
}

impl<M: Message> Sender<M> for Waking<M> {
    fn send(&mut self, message: M) -> bool {
        let is_sent = self.buffer.send(message);
        if is_sent {
            self.event.signal().expect("write(2) is not refused");
        }
        is_sent
    }
}

impl<M: Message> Receiver<M> for Sleeping<M> {
    fn receive(&mut self) -> Option<M> {
        loop {
            if let Some(message) = self.buffer.receive() {
                return Some(message);
            }
            await_signal(self.event.as_fd());
            self.event.consume().expect("read(2) is not refused");
        }
    }
}
