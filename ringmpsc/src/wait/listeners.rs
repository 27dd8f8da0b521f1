//! The ends that are notified without a sleeping thread: by a notifier, by a stream, by a future.
//!
//! ```text
//!   nodes      0            1            2            one for each end, made when it registers
//!            ┌────────┐   ┌────────┐   ┌────────┐
//!   notifier │ armed  │──►│        │   │ armed  │     a list of the armed notifiers
//!   stream   │        │   │ waker  │   │        │     a list of wakers
//!   future   │ waker  │◄──┼────────┼───│ waker  │     a queue of wakers: first in, first notified
//!            └────────┘   └────────┘   └────────┘
//! ```
//!
//! An end has one slot for each way of being notified. The slots are independent: filling or
//! emptying one changes nothing in the others. Slots are linked by index, so filling one allocates
//! nothing.
//!
//! * A **future** answers a notification: its task polls it, or the future is dropped and passes
//!   the notification on. So `n` messages notify `n` futures.
//! * A **stream** and a **notifier** may not answer. The channel cannot tell whether the task will
//!   poll the stream again, or whether a thread watches the descriptor. So all of them are notified
//!   of every message that finds the doorbell set. None of them takes a notification away from a
//!   future.
//! * The **end of the channel** notifies every slot, and every attached notifier, armed or not.
//!
//! Each filled slot has a ticket, and tickets grow. A notifying thread stops at the ticket that was
//! next when it began. So a waker that fills its slot again at once is not notified again, and the
//! notifying thread ends.

use std::mem;
use std::sync::Arc;
#[cfg(feature = "futures")]
use std::task::Waker;

use crate::wait::notifier::EventNotifier;

/// A way of being notified: the index of a slot in its node.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Notifier,
    Stream,
    Future,
}

const WAYS: [Way; 3] = [Way::Notifier, Way::Stream, Way::Future];

/// A listener, which is notified once.
pub(crate) enum Listener {
    Notifier(Arc<EventNotifier>),
    #[cfg(feature = "futures")]
    Waker(Waker),
}

impl Listener {
    pub(super) fn notify(self) {
        match self {
            Self::Notifier(notifier) => notifier.notify(),
            #[cfg(feature = "futures")]
            Self::Waker(waker) => waker.wake(),
        }
    }
}

/// Counted from 0 in each `Listeners`, for each slot that is filled.
type Ticket = u64;

/// An index into the nodes.
pub(super) type Index = u32;

/// No node.
const NONE: Index = Index::MAX;

struct Slot {
    listener: Option<Listener>,
    ticket: Ticket,
    /// The neighbours in the list of its way, while the slot is filled.
    before: Index,
    after: Index,
}

impl Slot {
    const EMPTY: Self = Self { listener: None, ticket: 0, before: NONE, after: NONE };
}

struct Node {
    slots: [Slot; WAYS.len()],
    /// The notifier of the end, armed or not.
    attached: Option<Arc<EventNotifier>>,
    /// The next vacant node, if this node is vacant.
    vacant: Index,
}

impl Node {
    const EMPTY: Self = Self { slots: [Slot::EMPTY; WAYS.len()], attached: None, vacant: NONE };
}

/// The filled slots of one way, in the order of their tickets.
#[derive(Clone, Copy)]
struct List {
    first: Index,
    last: Index,
    len: usize,
}

/// The notifications that are still to be delivered.
#[derive(Default)]
struct Debt {
    /// Whether there may be any.
    any: bool,
    /// All streams and armed notifiers with an earlier ticket than this are owed one.
    loose: Ticket,
    /// So many futures are owed one …
    notifications: usize,
    /// … that have an earlier ticket than this.
    futures: Ticket,
    /// The attached notifiers of the nodes in this range are owed the end of the channel.
    end: std::ops::Range<Index>,
}

/// All ends that may listen to one side.
pub(super) struct Listeners {
    nodes: Vec<Node>,
    vacant: Index,
    lists: [List; WAYS.len()],
    next: Ticket,
    debt: Debt,
}

impl Default for Listeners {
    fn default() -> Self {
        let lists = [List { first: NONE, last: NONE, len: 0 }; WAYS.len()];
        Self { nodes: Vec::new(), vacant: NONE, lists, next: 0, debt: Debt::default() }
    }
}

/// Memory for nodes, allocated without the lock.
pub(super) struct Nodes(Vec<Node>);

impl Nodes {
    pub(super) fn with_capacity(n: usize) -> Self {
        Self(Vec::with_capacity(n))
    }
}

/// What was left in a node. The caller drops it, or notifies it, without the lock.
#[derive(Default)]
pub(super) struct Left {
    pub(super) listeners: [Option<Listener>; WAYS.len()],
    pub(super) attached: Option<Arc<EventNotifier>>,
}

impl Listeners {
    /// Gives a node to a new end. If the memory is full, returns the capacity that the caller must
    /// allocate.
    pub(super) fn register(&mut self) -> Result<Index, usize> {
        if self.vacant != NONE {
            let node = self.vacant;
            self.vacant = self.nodes[node as usize].vacant;
            return Ok(node);
        }
        let len = self.nodes.len();
        if len == self.nodes.capacity() {
            return Err(2 * len + 1);
        }
        self.nodes.push(Node::EMPTY);
        Ok(Index::try_from(len).expect("ends are counted in a `u32`"))
    }

    /// Moves the nodes to larger memory, and leaves the old memory to the caller.
    pub(super) fn grow(&mut self, room: &mut Nodes) {
        if room.0.capacity() > self.nodes.capacity() {
            room.0.append(&mut self.nodes);
            mem::swap(&mut self.nodes, &mut room.0);
        }
    }

    /// Makes the node of an end that has gone vacant. Returns what was in it.
    pub(super) fn deregister(&mut self, node: Index) -> Left {
        let listeners = WAYS.map(|way| self.leave(node, way));
        let vacant = mem::replace(&mut self.vacant, node);
        let node = &mut self.nodes[node as usize];
        node.vacant = vacant;
        Left { listeners, attached: node.attached.take() }
    }

    /// Attaches a notifier, which is notified of the end. Returns the notifier that it replaces.
    pub(super) fn attach(
        &mut self,
        node: Index,
        notifier: Option<Arc<EventNotifier>>,
    ) -> Option<Arc<EventNotifier>> {
        mem::replace(&mut self.nodes[node as usize].attached, notifier)
    }

    pub(super) fn len(&self) -> usize {
        self.lists.iter().map(|list| list.len).sum()
    }

    /// How many futures wait.
    pub(super) fn futures(&self) -> usize {
        self.lists[Way::Future as usize].len
    }

    pub(super) fn has(&self, node: Index, way: Way) -> bool {
        self.slot(node, way).listener.is_some()
    }

    fn slot(&self, node: Index, way: Way) -> &Slot {
        &self.nodes[node as usize].slots[way as usize]
    }

    fn slot_mut(&mut self, node: Index, way: Way) -> &mut Slot {
        &mut self.nodes[node as usize].slots[way as usize]
    }

    /// Fills a slot, behind all others of its way. Returns what was in it.
    pub(super) fn enter(&mut self, node: Index, way: Way, listener: Listener) -> Option<Listener> {
        let previous = self.leave(node, way);
        let (ticket, before) = (self.next, self.lists[way as usize].last);
        self.next += 1;
        *self.slot_mut(node, way) = Slot { listener: Some(listener), ticket, before, after: NONE };
        let list = &mut self.lists[way as usize];
        list.last = node;
        list.len += 1;
        if before == NONE {
            list.first = node;
        } else {
            self.slot_mut(before, way).after = node;
        }
        previous
    }

    /// Empties a slot. Returns `None` if it was empty: it was never filled, or the listener was
    /// notified.
    pub(super) fn leave(&mut self, node: Index, way: Way) -> Option<Listener> {
        let slot = self.slot_mut(node, way);
        slot.listener.as_ref()?;
        let slot = mem::replace(slot, Slot::EMPTY);
        let list = &mut self.lists[way as usize];
        list.len -= 1;
        if slot.before == NONE {
            list.first = slot.after;
        }
        if slot.after == NONE {
            list.last = slot.before;
        }
        if slot.before != NONE {
            self.slot_mut(slot.before, way).after = slot.after;
        }
        if slot.after != NONE {
            self.slot_mut(slot.after, way).before = slot.before;
        }
        slot.listener
    }

    /// Takes the first listener of a way, if its ticket is earlier than `before`.
    fn pop(&mut self, way: Way, before: Ticket) -> Option<Listener> {
        let first = self.lists[way as usize].first;
        if self.waits(way, before) { self.leave(first, way) } else { None }
    }

    /// Whether a slot of this way is filled, with an earlier ticket than `before`.
    fn waits(&self, way: Way, before: Ticket) -> bool {
        let first = self.lists[way as usize].first;
        first != NONE && self.slot(first, way).ticket < before
    }

    /// Adds a debt: all streams and armed notifiers that wait now, and so many futures that
    /// wait now.
    pub(super) fn owe(&mut self, notifications: usize) {
        // If no future waits with an earlier ticket, every future of an earlier burst was notified,
        // or has gone. The notifications that are left of that burst must not go to a future that
        // began to wait later.
        if !self.waits(Way::Future, self.debt.futures) {
            self.debt.notifications = 0;
        }
        self.debt.any = true;
        self.debt.loose = self.next;
        self.debt.futures = self.next;
        self.debt.notifications = self.debt.notifications.saturating_add(notifications);
    }

    /// Adds a debt: all listeners that wait now, and all notifiers that are attached now.
    pub(super) fn owe_end(&mut self) {
        self.owe(usize::MAX);
        self.debt.end = 0..Index::try_from(self.nodes.len()).unwrap_or(NONE);
    }

    /// Takes the next listener to notify. Returns `None` if no debt is left.
    pub(super) fn next(&mut self) -> Option<Listener> {
        let loose = self.debt.loose;
        let listener = self
            .pop(Way::Notifier, loose)
            .or_else(|| self.pop(Way::Stream, loose))
            .or_else(|| self.next_future())
            .or_else(|| self.next_attached());
        self.debt.any = listener.is_some();
        listener
    }

    fn next_future(&mut self) -> Option<Listener> {
        if self.debt.notifications == 0 {
            return None;
        }
        let listener = self.pop(Way::Future, self.debt.futures);
        // Futures that come later check the channel themselves. So notifications that are
        // left over are dropped.
        self.debt.notifications = if listener.is_some() { self.debt.notifications - 1 } else { 0 };
        listener
    }

    fn next_attached(&mut self) -> Option<Listener> {
        let nodes = &self.nodes;
        let attached = |node: Index| nodes.get(node as usize)?.attached.clone();
        self.debt.end.find_map(attached).map(Listener::Notifier)
    }

    /// Whether [`next`](Self::next) may return a listener. False once it has returned `None`.
    pub(super) fn is_in_debt(&self) -> bool {
        self.debt.any
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
