//! The ends that are told without a thread that sleeps: by a notifier, by a stream, by a future.
//!
//! ```text
//!   nodes      0            1            2            one for each end, made when it registers
//!            ┌────────┐   ┌────────┐   ┌────────┐
//!   notifier │ armed  │──►│        │   │ armed  │     a list of those that are armed
//!   stream   │        │   │ waker  │   │        │     a list of wakers
//!   future   │ waker  │◄──┼────────┼───│ waker  │     a queue of wakers: the first is called first
//!            └────────┘   └────────┘   └────────┘
//! ```
//!
//! An end has one slot for each way of being told, and each slot is used by itself: to fill or to
//! empty one changes nothing in the others. Slots are linked by index, so that filling one
//! allocates nothing.
//!
//! * A **future** answers a call: it comes and looks, or it is dropped and hands the call on. So as
//!   many are called as there are messages.
//! * A **stream** and a **notifier** may not answer. Nothing tells whether the task will poll the
//!   stream again, or whether a thread watches the descriptor. So all of them are told of every
//!   message that finds the bell set, and none of them takes a call away from a future.
//! * The **end of the channel** concerns every slot, and every notifier that is attached, armed or
//!   not.
//!
//! Each filled slot has a ticket, and they grow. Telling stops at the ticket that was next when it
//! began. So a waker that fills its slot again at once is not told again, and telling ends.

use std::mem;
use std::sync::Arc;
#[cfg(feature = "futures")]
use std::task::Waker;

use crate::wait::notifier::EventNotifier;

/// A way of being told: the index of a slot in its node.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Notifier,
    Stream,
    Future,
}

const WAYS: [Way; 3] = [Way::Notifier, Way::Stream, Way::Future];

/// What is told, once.
pub(crate) enum Listener {
    Notifier(Arc<EventNotifier>),
    #[cfg(feature = "futures")]
    Waker(Waker),
}

impl Listener {
    pub(super) fn tell(self) {
        match self {
            Self::Notifier(notifier) => notifier.notify(),
            #[cfg(feature = "futures")]
            Self::Waker(waker) => waker.wake(),
        }
    }
}

/// Counted from 0 in every alarm, for each slot that is filled.
type Ticket = u64;

/// An index into the nodes.
pub(super) type Index = u32;

/// No node.
const NONE: Index = Index::MAX;

struct Slot {
    ear: Option<Listener>,
    ticket: Ticket,
    /// The neighbours in the list of its way, while it is filled.
    before: Index,
    after: Index,
}

impl Slot {
    const EMPTY: Self = Self { ear: None, ticket: 0, before: NONE, after: NONE };
}

struct Node {
    slots: [Slot; WAYS.len()],
    /// The notifier of the end, armed or not.
    attached: Option<Arc<EventNotifier>>,
    /// The next node without an end, if this is one.
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

/// What is still to be told.
#[derive(Default)]
struct Debt {
    /// Whether there may be something.
    any: bool,
    /// To all streams and armed notifiers with an earlier ticket than this.
    loose: Ticket,
    /// To so many futures …
    calls: usize,
    /// … with an earlier ticket than this.
    futures: Ticket,
    /// The attached notifiers of the nodes in this range are told of the end.
    end: std::ops::Range<Index>,
}

/// All ends that may listen at an alarm.
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

/// Room for nodes, made without the lock.
pub(super) struct Nodes(Vec<Node>);

impl Nodes {
    pub(super) fn with_capacity(n: usize) -> Self {
        Self(Vec::with_capacity(n))
    }
}

/// What a node has been left with: dropped, or told, without the lock.
#[derive(Default)]
pub(super) struct Left {
    pub(super) ears: [Option<Listener>; WAYS.len()],
    pub(super) attached: Option<Arc<EventNotifier>>,
}

impl Listeners {
    /// Gives a node to a new end. If there is no room for another one, says how much there should
    /// be.
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

    /// Moves the nodes to where there is more room, and leaves the old room to the caller.
    pub(super) fn grow(&mut self, room: &mut Nodes) {
        if room.0.capacity() > self.nodes.capacity() {
            room.0.append(&mut self.nodes);
            mem::swap(&mut self.nodes, &mut room.0);
        }
    }

    /// The end of this node has gone.
    pub(super) fn deregister(&mut self, node: Index) -> Left {
        let ears = WAYS.map(|way| self.leave(node, way));
        let vacant = mem::replace(&mut self.vacant, node);
        let node = &mut self.nodes[node as usize];
        node.vacant = vacant;
        Left { ears, attached: node.attached.take() }
    }

    /// Has this notifier told of the end. Returns what it replaces.
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
        self.slot(node, way).ear.is_some()
    }

    fn slot(&self, node: Index, way: Way) -> &Slot {
        &self.nodes[node as usize].slots[way as usize]
    }

    fn slot_mut(&mut self, node: Index, way: Way) -> &mut Slot {
        &mut self.nodes[node as usize].slots[way as usize]
    }

    /// Fills a slot, behind all others of its way. Returns what was in it.
    pub(super) fn enter(&mut self, node: Index, way: Way, ear: Listener) -> Option<Listener> {
        let previous = self.leave(node, way);
        let (ticket, before) = (self.next, self.lists[way as usize].last);
        self.next += 1;
        *self.slot_mut(node, way) = Slot { ear: Some(ear), ticket, before, after: NONE };
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

    /// Empties a slot. `None` if it was empty: it has never been filled since, or it was told.
    pub(super) fn leave(&mut self, node: Index, way: Way) -> Option<Listener> {
        let slot = self.slot_mut(node, way);
        slot.ear.as_ref()?;
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
        slot.ear
    }

    /// The first in the list of its way, if it came before the ticket.
    fn pop(&mut self, way: Way, before: Ticket) -> Option<Listener> {
        let first = self.lists[way as usize].first;
        if self.waits(way, before) { self.leave(first, way) } else { None }
    }

    /// Whether a slot of this way is filled, with an earlier ticket than this.
    fn waits(&self, way: Way, before: Ticket) -> bool {
        let first = self.lists[way as usize].first;
        first != NONE && self.slot(first, way).ticket < before
    }

    /// From now on all streams and armed notifiers are to be told that wait now, and so many
    /// futures.
    pub(super) fn owe(&mut self, calls: usize) {
        // Every future of an earlier burst was told, or has gone. The calls that are left of that
        // burst must not go to a future that began to wait later.
        if !self.waits(Way::Future, self.debt.futures) {
            self.debt.calls = 0;
        }
        self.debt.any = true;
        self.debt.loose = self.next;
        self.debt.futures = self.next;
        self.debt.calls = self.debt.calls.saturating_add(calls);
    }

    /// From now on all are to be told that wait now, and all notifiers that are attached now.
    pub(super) fn owe_end(&mut self) {
        self.owe(usize::MAX);
        self.debt.end = 0..Index::try_from(self.nodes.len()).unwrap_or(NONE);
    }

    /// The next one that is to be told. `None` if nothing is owed any more.
    pub(super) fn next(&mut self) -> Option<Listener> {
        let loose = self.debt.loose;
        let ear = self
            .pop(Way::Notifier, loose)
            .or_else(|| self.pop(Way::Stream, loose))
            .or_else(|| self.next_future())
            .or_else(|| self.next_attached());
        self.debt.any = ear.is_some();
        ear
    }

    fn next_future(&mut self) -> Option<Listener> {
        if self.debt.calls == 0 {
            return None;
        }
        let ear = self.pop(Way::Future, self.debt.futures);
        // Those who come later look for themselves, so a call that is left over is for nobody.
        self.debt.calls = if ear.is_some() { self.debt.calls - 1 } else { 0 };
        ear
    }

    fn next_attached(&mut self) -> Option<Listener> {
        let nodes = &self.nodes;
        let attached = |node: Index| nodes.get(node as usize)?.attached.clone();
        self.debt.end.find_map(attached).map(Listener::Notifier)
    }

    /// Whether [`next`](Self::next) may have one: until it has said that there is none.
    pub(super) fn is_in_debt(&self) -> bool {
        self.debt.any
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
