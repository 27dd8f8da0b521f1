//! The registry of a channel with many producers: which producer has which ring.
//!
//! Every producer owns a ring, and consumers visit the rings. Registering, leaving and closing take
//! a lock. Sending and receiving never wait for this lock. Counting messages does not either:
//! readers read the [list of rings](crate::kind::append_vec) without it.
//!
//! * **A new ring is dormant.** An exclusive consumer does not know it yet. The producer's first
//!   publish finds `UNPOLLED` in the doorbell, and the producer pushes the ring to the [ready
//!   stack](crate::ring::ready_stack). The consumer takes it from there. So the consumer learns
//!   only of rings that had messages, and a producer counts as a sender only once its ring is in
//!   the list. Competing consumers read the list of rings when the epoch has changed, when they
//!   find nothing and the channel has ended, and before they wait.
//! * **A ring without a producer is [vacant](crate::kind::vacant).** It is *drained* when all its
//!   slots have come back, including those that competing consumers have claimed. The next producer
//!   gets a drained ring if there is one. This takes constant time, amortised: the registry does
//!   not search. A producer that leaves a drained ring puts it on the list of drained rings.
//!   Otherwise the consumer that gives back the last slots [reports](crate::ring::vacancy) the
//!   ring, and the next producer that registers moves it to that list.
//! * **The next producer starts at the cursor where the previous producer stopped.** So the
//!   consumer need not know of the change. The number of rings is bounded by the sum of three
//!   numbers: the largest number of producers at one time, the rings with messages that were not
//!   received, and one ring for each consumer that is about to report it.
//! * **`max_producers` bounds the number of rings.** At the bound, if no ring is drained, the next
//!   producer gets the vacant ring with the fewest outstanding slots. Its messages follow those
//!   that are still in the ring.
//! * **With `numa` a drained ring goes to a producer that wants it on its node**: the producer's
//!   node, or with `numa(consumer)` a [consumer's](crate::kind::nodes). A producer takes a ring of
//!   another node only where `max_producers` allows no new one. So the bound above holds for each
//!   node.
//! * **The channel is over** when it was closed, or when the last control handle and the last
//!   producer are gone. A close takes the lock under which rings are added, so it misses no ring.
//!   It wakes the waiters after it has released the lock.
//!
//! A panic cannot leave the table in an intermediate state, so a thread takes a poisoned lock all
//! the same. A forked child does not wait for the lock: see [`crate::fork`]. It registers no
//! producer.

mod observe;
mod recycling;

use crate::error::RegisterError;
use crate::fork::ForkMutex;
use crate::kind::append_vec::AppendVec;
use crate::kind::consumer_group::ConsumerGroup;
use crate::kind::nodes::Nodes;
use crate::kind::snapshot::StatsSum;
use crate::kind::spares::Spares;
use crate::kind::vacant::Vacant;
use crate::ring::handle::{RingRef, Start};
use crate::ring::layout::{Place, Ring};
use crate::ring::ready_stack::ReadyStack;
use crate::sync::{Arc, AtomicBool, AtomicU32, AtomicUsize, MutexGuard, Ordering, StdArc, present};
use crate::wait::Waiters;

/// The state of a channel that all its ends and handles use.
pub struct Registry<R: Ring> {
    /// Rings that the consumer does not poll, and that have messages now.
    pub(crate) ready: ReadyStack,
    /// Vacant rings that consumers have emptied and reported.
    pub(crate) reported: StdArc<ReadyStack>,
    /// The waiters for messages: wakes consumers.
    pub(crate) messages: StdArc<Waiters>,
    /// All rings. The index of a ring never changes. Pushed to under the table's lock.
    pub(crate) rings: AppendVec<RingRef<R>>,
    /// Set once, when the channel is over. Release and Acquire. A thread that loads `true` sees one
    /// of two things: all rings that will ever exist, with `CLOSED`; or everything that the senders
    /// did.
    pub(crate) over: AtomicBool,
    /// The number of senders: control handles, and producers. A producer counts until it has
    /// resigned, or has given its ring back.
    pub(crate) senders: AtomicUsize,
    /// The competing consumers, for the control handles that producers return. `None` if the
    /// channel has one consumer.
    pub(crate) group: Option<Arc<ConsumerGroup>>,
    /// The initial state of the rings of this channel.
    pub(crate) start: Start,
    /// The nodes of the machine, if it matters on which node a producer or a consumer runs.
    pub(crate) nodes: Option<Nodes>,
    /// Changes whenever a producer registers, resigns or leaves, or a competing consumer leaves.
    /// The change (Release) is made under the table's lock, or after the table has changed. A
    /// thread that loads it (Acquire) finds the change in the table and in the list of rings. A new
    /// consumer changes the home of no other consumer, so it does not change the epoch.
    pub(crate) epoch: AtomicU32,
    pub(crate) table: ForkMutex<Table<R>>,
}

/// The part of the registry that its lock protects.
pub(crate) struct Table<R: Ring> {
    /// The rings without a producer.
    pub(crate) vacant: Vacant,
    /// The number of rings, including those in allocation.
    rings: usize,
    /// The number of producers, including those whose ring is in allocation.
    live: usize,
    /// The number of producers that have resigned: they send nothing more, and still hold their
    /// ring.
    resigned: usize,
    /// The number of producers ever registered. It is the identity of the next producer.
    registered: u64,
    /// The counters of producers whose rings have other producers now.
    pub(crate) past: StatsSum,
    /// The spares of each consumer.
    pub(crate) spares: Vec<StdArc<Spares<R>>>,
    closed: bool,
    /// 1 while the consumer lives. Only for the kinds with one consumer.
    consumers: usize,
}

impl<R: Ring> Registry<R> {
    /// Makes the registry of a channel with one control handle and no producers.
    pub(crate) fn new(start: Start) -> Self {
        Self {
            ready: ReadyStack::new(),
            reported: StdArc::new(ReadyStack::new()),
            messages: StdArc::default(),
            rings: AppendVec::new(),
            over: AtomicBool::new(false),
            senders: AtomicUsize::new(1),
            group: None,
            start,
            nodes: Nodes::discover::<R>(start),
            epoch: AtomicU32::new(0),
            table: ForkMutex::new(Table {
                vacant: Vacant::new(),
                rings: 0,
                live: 0,
                resigned: 0,
                registered: 0,
                past: StatsSum::default(),
                spares: Vec::new(),
                closed: false,
                consumers: 1,
            }),
        }
    }

    /// Locks the table. Returns `None` only in a forked child, if another thread held the lock at
    /// the fork.
    pub(crate) fn table(&self) -> Option<MutexGuard<'_, Table<R>>> {
        self.table.lock()
    }

    /// Checks that this process opened the channel.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Forked`] in a child that was forked since then.
    pub(crate) fn check_process(&self) -> Result<(), RegisterError> {
        if self.table.was_forked() { Err(RegisterError::Forked) } else { Ok(()) }
    }

    /// Returns the node on which the ring of a producer that registers is wanted: that of the
    /// calling thread, or that of a consumer. `None` if the option `numa` chooses neither, or if
    /// the machine has one node.
    pub(crate) fn wanted_node(&self) -> Option<u32> {
        let nodes = self.nodes.as_ref()?;
        if R::PLACE == Place::Consumer { nodes.near_consumer() } else { Nodes::current() }
    }

    /// Notes on which node the calling thread runs, which is that of a consumer. Does nothing
    /// unless rings are wanted there.
    #[inline]
    pub(crate) fn note_consumer(&self) {
        if R::PLACE == Place::Consumer
            && let Some(nodes) = &self.nodes
            && let Some(node) = Nodes::current()
        {
            nodes.note_consumer(node);
        }
    }

    /// Changes the epoch. Release pairs with the Acquire load of [`epoch`](Self::epoch).
    pub(crate) fn changed(&self) {
        self.epoch.fetch_add(1, Ordering::Release);
    }

    /// Counts one sender more.
    pub(crate) fn add_producer_owner(&self) {
        // Relaxed: the caller is, or holds, a sender that is counted.
        self.senders.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts one sender more, unless there is none. Returns whether it did.
    ///
    /// Relaxed: the exchange reads a count that is not 0. So the last sender has not left before
    /// it, and does not leave before the caller.
    pub(crate) fn try_add_producer_owner(&self) -> bool {
        let mut count = self.senders.load(Ordering::Relaxed);
        while count > 0 || !present("owners.none") {
            let more = self.senders.compare_exchange_weak(
                count,
                count + 1,
                Ordering::Relaxed,
                Ordering::Relaxed,
            );
            match more {
                Ok(_) => return true,
                Err(now) => count = now,
            }
        }
        false
    }

    /// Counts one sender less. The last sender ends the channel. `AcqRel`: everything that any
    /// sender did happens before this end.
    pub(crate) fn remove_producer_owner(&self) {
        if self.senders.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.end();
        }
    }

    /// Ends the channel: no message can follow. Wakes the consumers that wait.
    pub(crate) fn end(&self) {
        self.over.store(true, Ordering::Release);
        self.messages.end();
    }

    /// Closes the channel: refuses new producers and new messages, and wakes all waiters.
    /// Idempotent.
    pub(crate) fn close(&self) {
        self.refuse(|table| table.closed = true);
        self.wake_all();
    }

    /// Closes the channel, because its only consumer has left.
    pub(crate) fn consumer_left(&self) {
        self.refuse(|table| {
            table.closed = true;
            table.consumers = 0;
        });
        self.wake_all();
    }

    /// Refuses new producers, which `note` writes to the table, and new messages of the present
    /// producers. In a forked child no producer can register, so there it works without the lock,
    /// too.
    pub(crate) fn refuse(&self, note: impl FnOnce(&mut Table<R>)) {
        let mut table = self.table();
        if let Some(table) = &mut table {
            note(table);
        }
        self.rings.iter_from(0).for_each(RingRef::refuse);
        self.over.store(true, Ordering::Release);
    }

    /// Wakes all waiters, after [`refuse`](Self::refuse). The caller does not hold the table's
    /// lock: a waker may drop a producer, and that takes the lock.
    pub(crate) fn wake_all(&self) {
        self.messages.end();
        // No ring is added after `refuse`.
        self.rings.iter_from(0).for_each(|ring| ring.space_waiters().end());
    }

    /// Returns whether the channel is over. True once no producer can register and, as far as this
    /// thread sees, no message can be sent.
    #[inline]
    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }

    /// Returns whether no message can be sent any more, and every message was received. A forked
    /// child that cannot have the lock does not know the number of producers. It assumes that there
    /// is one.
    pub(crate) fn is_drained(&self) -> bool {
        let empty = |ring: &RingRef<R>| ring.occupied() == 0;
        let finished =
            |ring: &RingRef<R>| ring.lines().cold.doorbell.load_when_empty().is_finished();
        let table = self.table();
        self.is_over()
            && (self.rings.iter_from(0).all(finished)
                || table.is_some_and(|table| table.producers() == 0)
                    && self.rings.iter_from(0).all(empty))
    }

    /// Returns the number of rings, including those in allocation: for models.
    #[cfg(ringmpsc_loom)]
    pub(crate) fn ring_count(&self) -> usize {
        self.table().expect("a model does not fork").rings
    }

    /// Returns the number of messages in all rings. Linear in the number of rings.
    pub(crate) fn len(&self) -> usize {
        self.rings.iter_from(0).map(RingRef::occupied).sum()
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
