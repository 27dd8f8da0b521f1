//! Those who wait to be told without sleeping for it, in the order in which they came.

use std::collections::VecDeque;
use std::sync::Arc;
#[cfg(feature = "futures")]
use std::task::Waker;

use crate::notifier::EventNotifier;

/// Who is told, once.
pub(crate) enum Ear {
    /// Whoever watches it comes, as long as it is readable.
    Notifier(Arc<EventNotifier>),
    /// Of a task with a future, which comes, or is dropped and hands the call on.
    #[cfg(feature = "futures")]
    Future(Waker),
    /// Of a task that has polled a stream. Nobody knows whether it will again, and it leaves nothing behind whose drop
    /// would say so.
    #[cfg(feature = "futures")]
    Stream(Waker),
}

impl Ear {
    /// Whether a call is answered, by a look that comes after it.
    fn answers(&self) -> bool {
        match self {
            Self::Notifier(_) => true,
            #[cfg(feature = "futures")]
            Self::Future(_) => true,
            #[cfg(feature = "futures")]
            Self::Stream(_) => false,
        }
    }

    pub(super) fn tell(self) {
        match self {
            // An eventfd cannot refuse; a sandbox that does leaves the message where it is.
            Self::Notifier(notifier) => _ = notifier.signal(),
            #[cfg(feature = "futures")]
            Self::Future(waker) | Self::Stream(waker) => waker.wake(),
        }
    }
}

/// Where somebody waits, or did when it was told. It is for one queue, and one that waits in two ways has two.
#[derive(Default)]
pub(crate) struct Place(Option<Ticket>);

/// Counted from 0 in every queue.
type Ticket = u64;

impl Place {
    /// Whether nobody has come in since this place was left.
    pub(super) fn is_nowhere(&self) -> bool {
        self.0.is_none()
    }
}

/// Each has a ticket, and they grow from the front to the back: so who came first is told first, and whoever leaves is
/// found by halves.
#[derive(Default)]
pub(super) struct Queue {
    listeners: VecDeque<(Ticket, Ear)>,
    next: Ticket,
}

impl Queue {
    pub(super) fn len(&self) -> usize {
        self.listeners.len()
    }

    /// Comes in at the back. The place has been left.
    pub(super) fn enter(&mut self, place: &mut Place, ear: Ear) {
        debug_assert!(place.is_nowhere());
        self.listeners.push_back((self.next, ear));
        place.0 = Some(self.next);
        self.next += 1;
    }

    /// Leaves, and takes its ear back, unless that has been told.
    pub(super) fn leave(&mut self, place: &mut Place) -> Option<Ear> {
        let at = self.position(place.0.take()?)?;
        self.listeners.remove(at).map(|(_, ear)| ear)
    }

    pub(super) fn has(&self, place: &Place) -> bool {
        place.0.and_then(|ticket| self.position(ticket)).is_some()
    }

    fn position(&self, ticket: Ticket) -> Option<usize> {
        self.listeners.binary_search_by_key(&ticket, |&(ticket, _)| ticket).ok()
    }

    /// Takes from the front, until there are `n` that answer, and with them those that may not.
    pub(super) fn call(&mut self, n: usize) -> Vec<Ear> {
        let answering = self.listeners.iter().enumerate().filter(|(_, (_, ear))| ear.answers());
        let last = answering.map(|(at, _)| at).nth(n.saturating_sub(1));
        let taken = last.map_or(self.listeners.len(), |at| at + 1);
        self.listeners.drain(..taken).map(|(_, ear)| ear).collect()
    }
}
