//! What a waiting end does with the [`Waiters`] of the other side: it registers, listens, and gives
//! up.

use std::mem;
use std::sync::Arc;
#[cfg(feature = "futures")]
use std::task::{Context, Waker};

#[cfg(feature = "futures")]
use crate::sync;
use crate::sync::Ordering;
use crate::wait::listeners::{Left, Listener, Listeners, Nodes, Way};
use crate::wait::notifier::EventNotifier;
use crate::wait::waiters::{ListenerId, Waiters, discard, notify};
#[cfg(feature = "futures")]
use crate::wait::waker_cell::{Refused, WakerCell};

/// The methods of an end that may listen.
impl Waiters {
    /// Makes a place for a new end. Allocates here, so that no later operation has to.
    pub(crate) fn register(&self) -> ListenerId {
        loop {
            let registered = self.change(Listeners::register);
            let Some(Err(room)) = registered else {
                return ListenerId { node: registered.and_then(Result::ok), owner: false };
            };
            let mut room = Nodes::with_capacity(room);
            self.change(|listeners| listeners.grow(&mut room));
        }
    }

    /// Makes a place for an end without competitors. Its tasks wait without the lock. `notifies`
    /// says whether it may have a notifier.
    ///
    /// # Panics
    ///
    /// Panics if there is an owner.
    pub(crate) fn register_owner(&self, notifies: bool) -> ListenerId {
        // Acquire pairs with the Release of `deregister`: what an earlier owner did is visible.
        let owned = self.owned.swap(true, Ordering::Acquire);
        assert!(!owned, "these waiters have an owner");
        let node = if notifies { self.register().node } else { None };
        ListenerId { node, owner: true }
    }

    /// Removes the place of an end that has gone.
    pub(crate) fn deregister(&self, id: &mut ListenerId) {
        #[cfg(feature = "futures")]
        for way in [Way::Stream, Way::Future] {
            drop(self.recall(id, way));
        }
        if mem::take(&mut id.owner) {
            self.owned.store(false, Ordering::Release);
        }
        let left = id
            .node
            .take()
            .and_then(|node| self.change(|listeners| listeners.deregister(node)))
            .unwrap_or_default();
        let Left { listeners, attached } = left;
        listeners.into_iter().for_each(discard);
        drop(attached);
    }

    /// Attaches a notifier: it is notified when the channel ends. It is not armed.
    pub(crate) fn attach(&self, id: &ListenerId, notifier: Option<Arc<EventNotifier>>) {
        let Some(node) = id.node else { return };
        let before = self.change(|listeners| {
            (listeners.leave(node, Way::Notifier), listeners.attach(node, notifier))
        });
        drop(before);
    }

    /// Arms the notifier for the next notification. The caller then checks the channel, for a
    /// message or its end.
    pub(crate) fn arm(&self, id: &ListenerId, notifier: &Arc<EventNotifier>) {
        notifier.clear();
        self.listen(id, Way::Notifier, Listener::Notifier(Arc::clone(notifier)));
    }

    /// Whether the notifier was armed, and has not been notified since then.
    pub(crate) fn is_armed(&self, id: &ListenerId) -> bool {
        let Some(node) = id.node.filter(|_| !self.has_no_slot_filled()) else {
            return false;
        };
        self.change(|listeners| listeners.has(node, Way::Notifier)).unwrap_or(false)
    }

    /// The end listens: it is notified of the next event, after all ends that listened before. The
    /// caller then sets the doorbell, or executes [`fence_after_listening`] and finds it set. Then
    /// it checks the channel, for a message or its end.
    pub(super) fn listen(&self, id: &ListenerId, way: Way, listener: Listener) {
        let Some(node) = id.node else { return discard(Some(listener)) };
        let previous = self.change(|listeners| listeners.enter(node, way, listener));
        discard(previous.flatten());
    }

    /// The notifier is armed no longer.
    pub(crate) fn disarm(&self, id: &ListenerId) {
        discard(self.empty(id, Way::Notifier));
    }

    /// The end no longer listens in this way. Returns whether it did.
    #[cfg(any(test, feature = "futures"))]
    pub(crate) fn cancel(&self, id: &mut ListenerId, way: Way) -> bool {
        let listener = self.take(id, way);
        let did = listener.is_some();
        discard(listener);
        did
    }

    /// As [`cancel`](Self::cancel). If the end listened, it is notified.
    pub(crate) fn cancel_and_notify(&self, id: &mut ListenerId, way: Way) -> bool {
        let listener = self.take(id, way);
        let did = listener.is_some();
        listener.into_iter().for_each(notify);
        did
    }

    fn take(&self, id: &mut ListenerId, way: Way) -> Option<Listener> {
        #[cfg(feature = "futures")]
        if let (true, Some(cell)) = (id.owner, self.cell(way)) {
            // SAFETY: as in `recall`.
            return unsafe { cell.take_back() }.map(Listener::Waker);
        }
        self.empty(id, way)
    }

    /// Empties a slot, and returns what was in it.
    fn empty(&self, id: &ListenerId, way: Way) -> Option<Listener> {
        let node = id.node.filter(|_| !self.has_no_slot_filled())?;
        self.change(|listeners| listeners.leave(node, way)).flatten()
    }
}

/// The methods of an end whose task waits.
///
/// # What the unsafe code relies on
///
/// One [`ListenerId`] at a time has `owner`: that of the end for which `owned` was set. The end
/// lends it exclusively, and uses it with these `Waiters`. So one thread at a time has it. What an
/// earlier owner did happens before `owned` is set again.
#[cfg(feature = "futures")]
impl Waiters {
    /// Whether the end may still listen in this way. If not, there is nothing to
    /// [recall](Self::recall). The owner's own waker is in the cell until it is taken. The Acquire
    /// load of `listener_count` is the one with which other ends recall: see the head of the
    /// module.
    #[inline]
    pub(crate) fn may_listen(&self, id: &ListenerId, way: Way) -> bool {
        match self.cell(way) {
            Some(cell) if id.owner => cell.is_full(),
            _ => !self.has_no_slot_filled(),
        }
    }

    /// The end no longer listens in this way. Returns its waker if it was not notified, so that the
    /// end can listen with it again.
    #[inline]
    pub(crate) fn recall(&self, id: &mut ListenerId, way: Way) -> Recalled {
        if let (true, Some(cell)) = (id.owner, self.cell(way)) {
            // SAFETY: the caller is the owner.
            return Recalled(unsafe { cell.take_back() });
        }
        self.recall_from_slot(id, way)
    }

    fn recall_from_slot(&self, id: &mut ListenerId, way: Way) -> Recalled {
        match self.take(id, way) {
            Some(Listener::Waker(waker)) => Recalled(Some(waker)),
            other => {
                discard(other);
                Recalled(None)
            }
        }
    }

    /// The end listens with a waker, as [`listen`](Self::listen) says. It has
    /// [recalled](Self::recall) its last waker.
    ///
    /// Returns false if the end does not listen, because a notifying thread is taking the last
    /// waker. Then the poll is pending: that thread is about to wake the task of `context`, or the
    /// task was woken here.
    #[inline]
    pub(crate) fn listen_by_waker(
        &self,
        id: &mut ListenerId,
        way: Way,
        recalled: Recalled,
        context: &Context<'_>,
    ) -> bool {
        let waker = recalled.renewed(context.waker());
        let (true, Some(cell)) = (id.owner, self.cell(way)) else {
            self.listen(id, way, Listener::Waker(waker));
            return true;
        };
        // SAFETY: the caller is the owner.
        let put = unsafe { cell.put(waker) };
        put.map_err(|refused| refuse(refused, context)).is_ok()
    }

    #[inline]
    pub(super) fn cell(&self, way: Way) -> Option<&WakerCell> {
        match way {
            Way::Notifier => None,
            Way::Stream => Some(&self.wakers[0]),
            Way::Future => Some(&self.wakers[1]),
        }
    }
}

/// A waker was not put into its cell. Wakes its task, unless a notifying thread is about to do so.
#[cfg(feature = "futures")]
#[cold]
fn refuse(Refused { waker, will_be_woken }: Refused, context: &Context<'_>) {
    discard(Some(Listener::Waker(waker)));
    if !will_be_woken {
        // The model checker must run the thread that is taking the last waker.
        sync::let_others_run();
        context.waker().wake_by_ref();
    }
}

/// What an end has taken back: a waker, if it was not notified. Dropping it catches a panic.
#[cfg(feature = "futures")]
#[derive(Default)]
pub(crate) struct Recalled(Option<Waker>);

#[cfg(feature = "futures")]
impl Recalled {
    /// A waker that wakes the same task as this one. Clones it only if the old one wakes another
    /// task.
    #[inline]
    pub(in crate::wait) fn renewed(mut self, waker: &Waker) -> Waker {
        match self.0.take() {
            Some(old) if old.will_wake(waker) => old,
            old => {
                drop(Self(old));
                waker.clone()
            }
        }
    }
}

#[cfg(feature = "futures")]
impl Drop for Recalled {
    #[inline]
    fn drop(&mut self) {
        if let Some(waker) = self.0.take() {
            discard(Some(Listener::Waker(waker)));
        }
    }
}
