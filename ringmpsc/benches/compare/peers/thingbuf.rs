//! thingbuf: a `ThingBuf` behind an `Arc`, its slots written and read in place; its channel where
//! ends wait.

use std::sync::Arc;

use thingbuf::ThingBuf;
use thingbuf::mpsc::blocking;

use crate::common::ends::{Receiver, Sender, Waiting};
use crate::common::message::Message;

/// Either end.
pub(crate) type End<M> = Arc<ThingBuf<M>>;

pub(crate) fn open<M: Message>(capacity: usize) -> (End<M>, End<M>) {
    let queue = Arc::new(ThingBuf::new(capacity));
    (Arc::clone(&queue), queue)
}

impl<M: Message> Sender<M> for End<M> {
    #[inline]
    fn send(&mut self, message: M) -> bool {
        self.push_with(|slot| *slot = message).is_ok()
    }

    /// Copies each message once.
    #[inline]
    fn send_some(&mut self, messages: &[M]) -> usize {
        let refused = messages.iter().position(|it| self.push_with(|slot| *slot = *it).is_err());
        refused.unwrap_or(messages.len())
    }
}

impl<M: Message> Receiver<M> for End<M> {
    #[inline]
    fn receive(&mut self) -> Option<M> {
        self.pop_with(|slot| *slot)
    }

    /// Reads each message where it lies.
    #[inline]
    fn receive_some(&mut self, max: usize, sum: &mut u64) -> usize {
        let mut read = || self.pop_with(|slot| *sum = sum.wrapping_add(slot.read()));
        (0..max).position(|_| read().is_none()).unwrap_or(max)
    }
}

/// Ends of its channel, which wait.
pub(crate) type Blocking<M> = (Waiting<blocking::Sender<M>>, Waiting<blocking::Receiver<M>>);

pub(crate) fn open_waiting<M: Message>(capacity: usize) -> Blocking<M> {
    crate::common::ends::waiting(blocking::channel(capacity))
}

impl<M: Message> Sender<M> for Waiting<blocking::Sender<M>> {
    #[inline]
    fn send(&mut self, message: M) -> bool {
        self.0.send_ref().map(|mut slot| *slot = message).is_ok()
    }
}

impl<M: Message> Receiver<M> for Waiting<blocking::Receiver<M>> {
    #[inline]
    fn receive(&mut self) -> Option<M> {
        self.0.recv_ref().map(|slot| *slot)
    }
}
