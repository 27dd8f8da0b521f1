//! Many consumers: who receives, and who may still come to.
//!
//! Every consumer may take any message. What they share of the rings is in
//! [`crate::consumer::competing`]; this is about the consumers themselves. Joining and leaving take
//! a lock, for which no receive waits. The second one to join also waits until the first is not
//! just claiming: see [`crate::consumer::biased`].
//!
//! * A consumer that **waits** has set the bells of all rings, like one that owns them, and rings
//!   for as many as there are messages: a publish of `n` messages wakes `n` of those who wait, and
//!   leaves the bell set for the others. If no more than `n` wait it clears the bell, and everybody
//!   looks. So a bell that is set when nobody waits costs one publish one look, and one that is
//!   clear was cleared before the alarm rang for all: who had set it does not sleep.
//! * A consumer that **leaves** wakes all consumers that wait, whatever they wait with. It may have
//!   been called, and not have looked. What it has claimed and not taken goes to the
//!   [others](crate::kind::orphans): to the first consumer that finds its rings empty, or whose
//!   turn with other rings has come. When the last consumer and the last control handle leave,
//!   these messages are dropped.
//! * A consumer whose handler has **panicked** has not left. It keeps its claim until its next
//!   operation takes it, or until the consumer is dropped. A consumer in a poisoned `Mutex`, or in
//!   the handle of an event loop that is not joined, keeps the claim as long as it is there.
//! * A consumer that has **closed**, and wants no more than there is, does not wait; what it was
//!   called for before that it hands on.
//! * When the last consumer is gone, and the last control handle that could make another, the
//!   channel is **abandoned**: it closes, and what nobody received is dropped, once.
//!
//! A panic cannot leave the table in between two states, so a poisoned lock is taken all the same.
//! A forked child does not wait for the lock: see [`crate::fork`]. It registers no consumer.

use crate::consumer::biased::BiasedClaim;
use crate::cpus;
use crate::error::RegisterError;
use crate::fence::Mode;
use crate::fork::ForkMutex;
use crate::kind::orphans::{Orphan, Orphans};
use crate::metrics::{StealCounters, StealStats};
use crate::sync::{Arc, AtomicUsize, MutexGuard, Ordering, StdArc};
use crate::wait::Waiters;

/// What the consumers of a channel share.
pub(crate) struct ConsumerGroup {
    /// Wakes consumers.
    pub(crate) messages: StdArc<Waiters>,
    /// Consumers, and control handles that can make one.
    pub(crate) receivers: AtomicUsize,
    /// The most consumers there may be.
    pub(crate) limit: usize,
    pub(crate) mode: Mode,
    /// What consumers had claimed that have left. Filled under the table's lock.
    pub(crate) orphans: Orphans,
    pub(crate) table: ForkMutex<Table>,
}

pub(crate) struct Table {
    /// The consumers, in the order in which they came.
    berths: Vec<Listed>,
    /// Consumers there have ever been: the next identity.
    registered: ConsumerId,
    /// What was counted by consumers that have left.
    past: StealStats,
    /// That of the only consumer, until there is another one.
    pub(crate) biased: Option<Arc<BiasedClaim>>,
}

/// Which consumer of its channel, counted from 0: the consumers there were before it.
pub(crate) type ConsumerId = u64;

/// One consumer in the table.
pub(crate) struct Listed {
    who: ConsumerId,
    pub(crate) counters: Arc<StealCounters>,
}

impl ConsumerGroup {
    /// Nobody yet, but one control handle.
    pub(crate) fn new(messages: StdArc<Waiters>, limit: usize, mode: Mode) -> Self {
        let past = StealStats::default();
        let table = Table { berths: Vec::new(), registered: 0, past, biased: None };
        let receivers = AtomicUsize::new(1);
        let orphans = Orphans::new();
        Self { messages, receivers, limit, mode, orphans, table: ForkMutex::new(table) }
    }

    /// Locks the table. `None` only in a forked child, if another thread held the lock at the fork.
    pub(crate) fn table(&self) -> Option<MutexGuard<'_, Table>> {
        self.table.lock()
    }

    /// Fails in a child that was forked since the channel was opened.
    pub(crate) fn check_process(&self) -> Result<(), RegisterError> {
        if self.table.was_forked() { Err(RegisterError::Forked) } else { Ok(()) }
    }

    /// Gives a berth to a new consumer. The caller has a control handle, so the channel is not
    /// abandoned meanwhile.
    pub(crate) fn join(group: &Arc<Self>) -> Result<ConsumerRegistration, RegisterError> {
        cpus::settle();
        let mut table = group.table().ok_or(RegisterError::Forked)?;
        if table.berths.len() >= group.limit {
            return Err(RegisterError::ConsumerLimitReached { limit: group.limit });
        }
        let reserved = group.orphans.reserve(table.berths.len() + 1);
        reserved.map_err(|_| RegisterError::OutOfMemory)?;
        let biased = table.admit(group.mode);
        let who = table.registered;
        let counters = Arc::new(StealCounters::default());
        table.registered += 1;
        table.berths.push(Listed { who, counters: Arc::clone(&counters) });
        group.add_consumer_owner();
        Ok(ConsumerRegistration { group: Arc::clone(group), who, counters, biased })
    }

    pub(crate) fn add_consumer_owner(&self) {
        // Relaxed: the new receiver is made from one that is counted.
        self.receivers.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns whether this was the last one. `AcqRel` makes what all of them did happen before
    /// that.
    #[must_use = "the last receiver leaves an abandoned channel behind"]
    pub(crate) fn remove_consumer_owner(&self) -> bool {
        self.receivers.fetch_sub(1, Ordering::AcqRel) == 1
    }

    /// How many consumers there are. 0 in a forked child that cannot know.
    pub(crate) fn count(&self) -> usize {
        self.table().map_or(0, |table| table.berths.len())
    }

    /// What all consumers there have been have received. Nothing in a forked child that cannot
    /// know.
    pub(crate) fn stats(&self) -> StealStats {
        let Some(table) = self.table() else { return StealStats::default() };
        let present = table.berths.iter().map(|listed| listed.counters.read());
        present.chain([table.past]).sum()
    }
}

impl Table {
    /// Another consumer comes. If it is the only one it may claim without an exchange, unless that
    /// takes a fence on each claim; and whoever was the only one may not any longer.
    ///
    /// A consumer that has left claims nothing more, and what it claimed happens before this: it
    /// left under the lock.
    pub(crate) fn admit(&mut self, mode: Mode) -> Option<Arc<BiasedClaim>> {
        let before = self.biased.take();
        if self.berths.is_empty() {
            self.biased = (mode == Mode::Asymmetric).then(Arc::default);
        } else if let Some(biased) = before {
            biased.end();
        }
        self.biased.clone()
    }
}

/// How many messages more a consumer wants.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quota(pub(crate) usize);

impl Quota {
    /// Whatever comes.
    pub(crate) const BOUNDLESS: Self = Self(usize::MAX);
    pub(crate) const EXHAUSTED: Self = Self(0);

    pub(crate) fn is_bounded(self) -> bool {
        self != Self::BOUNDLESS
    }

    /// It has had `n` messages.
    #[inline]
    pub(crate) fn had(&mut self, n: usize) {
        if self.is_bounded() {
            self.0 = self.0.saturating_sub(n);
        }
    }

    /// It wants no more than the `n` messages that there are.
    pub(crate) fn bound(&mut self, n: usize) {
        self.0 = self.0.min(n);
    }
}

/// One consumer's place in its crew.
pub(crate) struct ConsumerRegistration {
    pub(crate) group: Arc<ConsumerGroup>,
    who: ConsumerId,
    pub(crate) counters: Arc<StealCounters>,
    /// Present if it came when there was no other.
    pub(crate) biased: Option<Arc<BiasedClaim>>,
}

impl ConsumerRegistration {
    /// Which of the consumers this is, counted from 0. `None` if somebody else has the table: a
    /// receive does not wait.
    pub(crate) fn rank(&self) -> Option<usize> {
        let table = self.group.table.try_lock()?;
        table.berths.iter().position(|listed| listed.who == self.who)
    }

    /// The consumer leaves, and leaves to the others what it has claimed. Returns whether it leaves
    /// the channel abandoned; then there are no others.
    ///
    /// A forked child that cannot have the lock leaves the table as it is. The child's copies of
    /// the messages in the claim are then never dropped.
    pub(crate) fn leave(&self, claim: Option<Orphan>) -> bool {
        if let Some(mut table) = self.group.table() {
            if let Some(claim) = claim {
                self.group.orphans.put(claim);
            }
            let rank = table.berths.iter().position(|listed| listed.who == self.who);
            if let Some(rank) = rank {
                let left = table.berths.remove(rank);
                table.past = [table.past, left.counters.read()].into_iter().sum();
            }
        }
        let abandoned = self.group.remove_consumer_owner();
        // The others look for the claim. And this consumer may have been called, and not have
        // looked.
        self.group.messages.signal();
        abandoned
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
