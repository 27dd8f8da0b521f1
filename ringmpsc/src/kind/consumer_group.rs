//! The competing consumers of a channel: registering and leaving.
//!
//! Every consumer may take any message. [`crate::consumer::competing`] describes how consumers
//! claim messages. This file describes the consumers themselves. Registering and leaving take a
//! lock, and no receive waits for this lock. Registering a second consumer also waits for a claim
//! in progress of the first one: see [`crate::consumer::biased`].
//!
//! * A consumer that **waits** has set `DORMANT` in the doorbells of all rings, as an exclusive
//!   consumer does. A publish of `n` messages that finds `DORMANT` notifies `n` of the consumers
//!   that wait, and leaves the doorbell set for the others. If no more than `n` wait, the producer
//!   clears the doorbell and notifies all of them. So a doorbell that is set while no consumer
//!   waits costs one publish one visit to the slow path. A doorbell that is clear was cleared
//!   before all waiters were notified. So a consumer that had set it does not sleep.
//! * A consumer that **leaves** notifies all consumers that wait, by any means. It may itself have
//!   been notified, and not have polled since. The messages that it has claimed and not
//!   taken go to [other consumers](crate::kind::orphans). The first consumer takes them that finds
//!   its rings empty, or whose turn with another ring has come. When the last consumer and the last
//!   control handle leave, these messages are dropped.
//! * A consumer whose handler has **panicked** has not left. It keeps its claim until its next
//!   operation takes the claim, or until the consumer is dropped. A consumer in a poisoned `Mutex`,
//!   or in the handle of an event loop that is not joined, keeps its claim while it exists.
//! * A consumer that has **closed** takes no more than the queued messages, and does not wait. It
//!   passes a notification that it got before on to another consumer.
//! * When the last consumer and the last control handle are gone, no new consumer can register. The
//!   channel is **abandoned**: it closes, and the messages that no consumer has received are
//!   dropped, once.
//!
//! A panic cannot leave the table in an intermediate state, so a thread takes a poisoned lock all
//! the same. A forked child does not wait for the lock: see [`crate::fork`]. It registers no
//! consumer.

use core::mem;

use crate::consumer::biased::BiasedClaim;
use crate::cpus;
use crate::error::RegisterError;
use crate::fence::Mode;
use crate::fork::ForkMutex;
use crate::kind::orphans::{Orphan, Orphans};
use crate::metrics::{StealCounters, StealStats};
use crate::sync::{Arc, AtomicUsize, MutexGuard, Ordering, StdArc, present};
use crate::wait::Waiters;

/// The state that the consumers and control handles of a channel use.
pub struct ConsumerGroup {
    /// The waiters for messages: wakes consumers.
    pub(crate) messages: StdArc<Waiters>,
    /// The number of receivers: consumers, and control handles, which can register one.
    pub(crate) receivers: AtomicUsize,
    /// The largest number of consumers.
    pub(crate) limit: usize,
    pub(crate) mode: Mode,
    /// The claims of consumers that have left. Filled under the table's lock.
    pub(crate) orphans: Orphans,
    pub(crate) table: ForkMutex<Table>,
}

/// The part of the group that its lock protects.
pub(crate) struct Table {
    /// The consumers, in the order in which they registered.
    members: Vec<Member>,
    /// The number of consumers ever registered. It is the identity of the next consumer.
    registered: ConsumerId,
    /// The counters of consumers that have left.
    past: StealStats,
    /// The biased claim of the only consumer, until a second one registers.
    pub(crate) biased: Option<Arc<BiasedClaim>>,
}

/// The identity of a consumer in its channel: how many consumers had registered before it.
pub(crate) type ConsumerId = u64;

/// One consumer in the table.
pub(crate) struct Member {
    id: ConsumerId,
    pub(crate) counters: Arc<StealCounters>,
    /// The NUMA node on which the consumer ran last, if it matters.
    node: Option<u32>,
}

impl ConsumerGroup {
    /// Makes a group without consumers, with one control handle.
    pub(crate) fn new(messages: StdArc<Waiters>, limit: usize, mode: Mode) -> Self {
        let past = StealStats::default();
        let table = Table { members: Vec::new(), registered: 0, past, biased: None };
        let receivers = AtomicUsize::new(1);
        let orphans = Orphans::new();
        Self { messages, receivers, limit, mode, orphans, table: ForkMutex::new(table) }
    }

    /// Locks the table. Returns `None` only in a forked child, if another thread held the lock at
    /// the fork.
    pub(crate) fn table(&self) -> Option<MutexGuard<'_, Table>> {
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

    /// Registers a new consumer. The caller has a control handle, so the channel is not abandoned
    /// meanwhile.
    ///
    /// # Errors
    ///
    /// [`RegisterError::ConsumerLimitReached`], [`RegisterError::OutOfMemory`];
    /// [`RegisterError::Forked`] in a forked child that cannot have the lock.
    pub(crate) fn join(group: &Arc<Self>) -> Result<ConsumerRegistration, RegisterError> {
        cpus::settle();
        let mut table = group.table().ok_or(RegisterError::Forked)?;
        if table.members.len() >= group.limit {
            return Err(RegisterError::ConsumerLimitReached { limit: group.limit });
        }
        let reserved = group.orphans.reserve(table.members.len() + 1);
        reserved.map_err(|_| RegisterError::OutOfMemory)?;
        let biased = table.bias_or_revoke(group.mode);
        let id = table.registered;
        let counters = Arc::new(StealCounters::default());
        table.registered += 1;
        table.members.push(Member { id, counters: Arc::clone(&counters), node: None });
        group.add_consumer_owner();
        Ok(ConsumerRegistration { group: Arc::clone(group), id, counters, biased })
    }

    /// Counts one receiver more.
    pub(crate) fn add_consumer_owner(&self) {
        // Relaxed: the caller is, or holds, a receiver that is counted.
        self.receivers.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts one receiver more, unless there is none. Returns whether it did.
    ///
    /// Relaxed: the exchange reads a count that is not 0. So the last receiver has not left before
    /// it, and does not leave before the caller.
    pub(crate) fn try_add_consumer_owner(&self) -> bool {
        let mut count = self.receivers.load(Ordering::Relaxed);
        while count > 0 || !present("owners.none") {
            let more = self.receivers.compare_exchange_weak(
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

    /// Counts one receiver less. Returns whether it was the last one. `AcqRel`: everything that any
    /// receiver did happens before that return.
    #[must_use = "the last receiver leaves an abandoned channel behind"]
    pub(crate) fn remove_consumer_owner(&self) -> bool {
        self.receivers.fetch_sub(1, Ordering::AcqRel) == 1
    }

    /// Returns the number of consumers. 0 in a forked child that cannot have the lock.
    pub(crate) fn count(&self) -> usize {
        self.table().map_or(0, |table| table.members.len())
    }

    /// Returns the sum of the counters of all consumers, including those that have left. Zero in a
    /// forked child that cannot have the lock.
    pub(crate) fn stats(&self) -> StealStats {
        let Some(table) = self.table() else { return StealStats::default() };
        let present = table.members.iter().map(|member| member.counters.read());
        present.chain([table.past]).sum()
    }
}

impl Table {
    /// Admits a new consumer. If it is the only one, it may claim with a store, unless each claim
    /// would take a full fence. If it is the second one, this revokes the right of the first to do
    /// so, and waits for a claim in progress.
    ///
    /// A consumer that has left claims no more. It left under the lock, so its claims happen before
    /// this.
    pub(crate) fn bias_or_revoke(&mut self, mode: Mode) -> Option<Arc<BiasedClaim>> {
        let before = self.biased.take();
        if self.members.is_empty() {
            self.biased = (mode == Mode::Asymmetric).then(Arc::default);
        } else if let Some(biased) = before {
            biased.revoke();
        }
        self.biased.clone()
    }
}

/// How many more messages a consumer takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quota(pub(crate) usize);

impl Quota {
    /// The consumer takes all messages.
    pub(crate) const BOUNDLESS: Self = Self(usize::MAX);
    pub(crate) const EXHAUSTED: Self = Self(0);

    pub(crate) fn is_bounded(self) -> bool {
        self != Self::BOUNDLESS
    }

    /// Notes that the consumer has taken `n` messages.
    #[inline]
    pub(crate) fn had(&mut self, n: usize) {
        if self.is_bounded() {
            self.0 = self.0.saturating_sub(n);
        }
    }

    /// Bounds the quota to the `n` messages that are queued now.
    pub(crate) fn bound(&mut self, n: usize) {
        self.0 = self.0.min(n);
    }
}

/// The registration of one consumer in its group.
pub(crate) struct ConsumerRegistration {
    pub(crate) group: Arc<ConsumerGroup>,
    id: ConsumerId,
    pub(crate) counters: Arc<StealCounters>,
    /// Present if this consumer was the only one when it registered.
    pub(crate) biased: Option<Arc<BiasedClaim>>,
}

impl ConsumerRegistration {
    /// Notes that this consumer runs on `node`. Returns its rank, and whether it ran on another
    /// node before. The rank is the number of present consumers on this node that registered before
    /// this one. Returns `None` if another thread holds the lock: a receive does not wait.
    pub(crate) fn rank(&self, node: Option<u32>) -> Option<(usize, bool)> {
        let mut table = self.group.table.try_lock()?;
        let at = table.members.iter().position(|member| member.id == self.id)?;
        let moved = mem::replace(&mut table.members[at].node, node) != node;
        let before = table.members[..at].iter().filter(|member| member.node == node);
        Some((before.count(), moved))
    }

    /// Takes the consumer out of the group, and leaves its claim to the other consumers. Returns
    /// whether it was the last receiver: then the channel is abandoned.
    ///
    /// A forked child that cannot have the lock leaves the table as it is. The child's copies of
    /// the messages in the claim are then never dropped.
    pub(crate) fn leave(&self, claim: Option<Orphan>) -> bool {
        if let Some(mut table) = self.group.table() {
            if let Some(claim) = claim {
                self.group.orphans.put(claim);
            }
            let rank = table.members.iter().position(|member| member.id == self.id);
            if let Some(rank) = rank {
                let left = table.members.remove(rank);
                table.past = [table.past, left.counters.read()].into_iter().sum();
            }
        }
        let abandoned = self.group.remove_consumer_owner();
        // Notify the other consumers: they search for the claim. This consumer may also have been
        // notified, and not have polled since.
        self.group.messages.notify_all();
        abandoned
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
