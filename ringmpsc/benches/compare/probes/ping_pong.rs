//! A bare cache line that two threads pass to one another: a message, and whose turn it is.

use std::cell::UnsafeCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::ends::{Receiver, Sender};
use crate::message::Message;

#[repr(align(128))]
struct Shared<M> {
    /// Whether there is a message to be read.
    full: AtomicBool,
    message: UnsafeCell<M>,
}

// SAFETY: the message is the `Writing` side's alone while `full` is false, and the `Reading` side's alone while it is
// true. Each hands it over with a release, and the other takes it with an acquire. There is one side of each kind,
// which is not `Clone` and works through `&mut self`.
unsafe impl<M: Message> Sync for Shared<M> {}

/// The side that writes.
pub(crate) struct Writing<M>(Arc<Shared<M>>);

/// The side that reads.
pub(crate) struct Reading<M>(Arc<Shared<M>>);

pub(crate) fn open<M: Message>() -> (Writing<M>, Reading<M>) {
    let message = UnsafeCell::new(M::default());
    let shared = Arc::new(Shared { full: AtomicBool::new(false), message });
    (Writing(Arc::clone(&shared)), Reading(shared))
}

impl<M: Message> Sender<M> for Writing<M> {
    #[inline]
    fn send(&mut self, message: M) -> bool {
        let Self(shared) = self;
        if shared.full.load(Ordering::Acquire) {
            return false;
        }
        // SAFETY: the line is this side's, as it is not full: see `Shared`.
        unsafe { *shared.message.get() = message };
        shared.full.store(true, Ordering::Release);
        true
    }
}

impl<M: Message> Receiver<M> for Reading<M> {
    #[inline]
    fn receive(&mut self) -> Option<M> {
        let Self(shared) = self;
        if !shared.full.load(Ordering::Acquire) {
            return None;
        }
        // SAFETY: the line is this side's, as it is full: see `Shared`.
        let message = unsafe { *shared.message.get() };
        shared.full.store(false, Ordering::Release);
        Some(message)
    }
}
