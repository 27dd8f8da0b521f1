//! Many producers: who has a ring, and who may still get one.
//!
//! Every producer owns a ring; the consumers visit them. Registering, leaving and closing take a
//! lock. Sending and receiving never wait for it, and neither does counting messages: the
//! [list of rings](crate::kind::append_vec) is read without it.
//!
//! * **A new ring is a dormant ring.** A consumer that owns its rings does not know it. The first
//!   publish rings its bell, which puts it on the stack of
//!   [rings that rang](crate::ring::ready_stack); there the consumer meets it. So the consumer
//!   never hears of rings without messages, and a producer can never be counted before its ring is
//!   in the table. Competing consumers read the list of rings when the epoch has changed, when they
//!   find nothing and the channel has ended, and before they wait.
//! * **A ring without a producer is [vacant](crate::kind::vacant).** It is *drained* when all its
//!   slots have come back, also those that competing consumers have claimed. The next producer gets
//!   a drained ring if there is one, in constant time, amortised: the registry does not search. A
//!   producer that leaves a drained ring puts it on the list of drained rings. Otherwise the
//!   consumer that gives back the last slots [reports](crate::ring::vacancy) the ring, and the next
//!   producer that registers moves it to that list.
//! * **The newcomer goes on at the cursor where the producer before it stopped.** So the consumer
//!   need not know of the change. The number of rings is bounded by the largest number of producers
//!   at one time, plus the rings with messages that were not received, plus one for each consumer
//!   that is about to report one.
//! * **With `max_producers` there are never more rings than that.** If none is drained, a newcomer
//!   gets the emptiest one, and its messages come after those that are still there.
//! * **With `numa` a drained ring goes to a producer on its own node.** A ring of another node is
//!   only taken where `max_producers` allows no new one. So the bound above holds for each node.
//! * **The channel is over** when it was closed, or when the last control handle and the last
//!   producer are gone. A close happens under the lock under which rings are added, so that no ring
//!   is overlooked; who waits is woken after that.
//!
//! A panic cannot leave the table in between two states, so a poisoned lock is taken all the same.
//! A forked child does not wait for the lock: see [`crate::fork`]. It registers no producer.

use core::ops::Range;

use ringmpsc_runtime::affinity;

use crate::error::RegisterError;
use crate::fence::{self, Mode};
use crate::fork::ForkMutex;
use crate::kind::append_vec::AppendVec;
use crate::kind::snapshot::StatsSum;
use crate::kind::spares::Spares;
use crate::kind::vacant::Vacant;
use crate::metrics::ChannelStats;
use crate::ring::handle::{RingRef, Start};
use crate::ring::layout::{HasSnapshot, Place, Ring};
use crate::ring::ready_stack::ReadyStack;
use crate::sync::{AtomicBool, AtomicU32, AtomicUsize, MutexGuard, Ordering, StdArc};
use crate::wait::Waiters;

/// What all ends of a channel share.
pub(crate) struct Registry<R: Ring> {
    /// Rings that the consumer has stopped polling, or never has, and that have messages now.
    pub(crate) ready: ReadyStack,
    /// Vacant rings that consumers have emptied.
    pub(crate) reported: StdArc<ReadyStack>,
    /// Wakes the consumer.
    pub(crate) messages: StdArc<Waiters>,
    /// All rings; an index is for life. Pushed to under the table's lock.
    pub(crate) rings: AppendVec<RingRef<R>>,
    /// Set once when the channel is over. Release and Acquire: who sees it sees all rings there
    /// will ever be, closed, or everything that the senders did.
    pub(crate) over: AtomicBool,
    /// Control handles and producers. A producer also counts while it holds a ring only.
    pub(crate) senders: AtomicUsize,
    /// How rings of this channel begin.
    pub(crate) start: Start,
    /// Changes whenever a producer comes or goes, or a competing consumer goes. It changes
    /// (Release) under the table's lock, or after that change. A thread that sees it (Acquire)
    /// finds the change in the table and in the list of rings. A consumer that comes changes no
    /// other consumer's home.
    pub(crate) epoch: AtomicU32,
    pub(crate) table: ForkMutex<Table<R>>,
}

pub(crate) struct Table<R: Ring> {
    /// Rings without a producer.
    pub(crate) vacant: Vacant,
    /// Rings, and such that are being made.
    rings: usize,
    /// Producers, and rings that are being made for one.
    live: usize,
    /// Producers that send nothing more, and hold their ring all the same.
    resigned: usize,
    /// Producers there have ever been: the next identity.
    registered: u64,
    /// What was counted by producers whose rings others have now.
    pub(crate) past: StatsSum,
    /// Of each consumer.
    pub(crate) spares: Vec<StdArc<Spares<R>>>,
    closed: bool,
    /// One while the consumer lives.
    consumers: usize,
}

impl<R: Ring> Registry<R> {
    /// A channel without producers, with one control handle.
    pub(crate) fn new(start: Start) -> Self {
        Self {
            ready: ReadyStack::new(),
            reported: StdArc::new(ReadyStack::new()),
            messages: StdArc::default(),
            rings: AppendVec::new(),
            over: AtomicBool::new(false),
            senders: AtomicUsize::new(1),
            start,
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

    /// Locks the table. `None` only in a forked child, if another thread held the lock at the fork.
    pub(crate) fn table(&self) -> Option<MutexGuard<'_, Table<R>>> {
        self.table.lock()
    }

    /// Fails in a child that was forked since the channel was opened.
    pub(crate) fn check_process(&self) -> Result<(), RegisterError> {
        if self.table.was_forked() { Err(RegisterError::Forked) } else { Ok(()) }
    }

    /// The node of the calling thread, if rings are to be there and there are several.
    pub(crate) fn here(&self) -> Option<u32> {
        let wanted = R::PLACE == Place::Local && self.start.has_several_nodes();
        wanted.then(|| affinity::current_node().ok()).flatten()
    }

    /// Gives a ring to a new producer on node `here`: its index and the ring.
    pub(crate) fn admit(&self, here: Option<u32>) -> Result<(u32, RingRef<R>), RegisterError> {
        let mut table = self.table().ok_or(RegisterError::Forked)?;
        table.check_open()?;
        if table.live >= R::MAX_PRODUCERS {
            return Err(RegisterError::LimitReached { limit: R::MAX_PRODUCERS });
        }
        table.live += 1;
        if let Some(index) = self.reuse(&mut table, here) {
            return Ok(self.assign(&mut table, index));
        }
        table.rings += 1;
        drop(table);
        // Memory is allocated, and placed, without the lock.
        let made = RingRef::recycled(self.start, StdArc::clone(&self.reported));
        let made = made.map_err(|_| RegisterError::OutOfMemory);
        let mut table = self.table().ok_or(RegisterError::Forked)?;
        let index = made.and_then(|ring: RingRef<R>| {
            table.check_open()?;
            // Before the ring can be found.
            let rings = self.rings.len();
            ring.lines().cold.index.store(rings, Ordering::Relaxed);
            for spares in &table.spares {
                spares.provide(rings.saturating_add(1));
            }
            let index = self.rings.push(ring).map_err(|_| RegisterError::OutOfMemory)?;
            table.vacant.add(here);
            Ok(index)
        });
        match index {
            Ok(index) => Ok(self.assign(&mut table, index)),
            Err(error) => {
                table.rings -= 1;
                table.live -= 1;
                Err(error)
            }
        }
    }

    pub(crate) fn ring(&self, index: u32) -> &RingRef<R> {
        self.rings.get(index).expect("an index is that of a ring")
    }

    /// Takes a vacant ring for a new producer: a drained one or, if there may be no more rings, the
    /// emptiest. With `numa`, `here` is the node of the caller, and only if there may be no more
    /// rings is it a ring of another node.
    ///
    /// Takes constant time, amortised, unless no ring is drained and there may be no more.
    pub(crate) fn reuse(&self, table: &mut Table<R>, here: Option<u32>) -> Option<u32> {
        let found = table.vacant.take_drained(here).or_else(|| {
            self.collect_reported(&mut table.vacant);
            table.vacant.take_drained(here)
        });
        let found = found.or_else(|| {
            self.examine_unexamined(&mut table.vacant);
            table.vacant.take_drained(here)
        });
        let index = match found {
            Some(index) => index,
            None if table.rings < R::MAX_PRODUCERS => return None,
            None => self.take_any(&mut table.vacant)?,
        };
        table.past.take_over(&**self.ring(index));
        Some(index)
    }

    /// Takes a drained ring of any node, or the emptiest one.
    pub(crate) fn take_any(&self, vacant: &mut Vacant) -> Option<u32> {
        let found = vacant.take_drained_anywhere();
        if found.is_some() {
            return found;
        }
        let index = vacant.undrained().min_by_key(|&index| self.ring(index).outstanding())?;
        vacant.take_undrained(index);
        self.ring(index).lines().cold.vacancy.settle();
        Some(index)
    }

    /// Looks at the rings that consumers have reported.
    pub(crate) fn collect_reported(&self, vacant: &mut Vacant) {
        let mut top = self.reported.take();
        while let Some(index) = top {
            let cold = self.ring(index).lines().cold;
            // Before `collect`: from then on a consumer may push the ring again.
            top = ReadyStack::below(&cold.below_reported);
            cold.vacancy.collect();
            self.examine(vacant, index);
        }
    }

    /// Looks at the rings that became vacant since the last time this was done. After that, a
    /// consumer that gives back their last slots reports them: see
    /// [`vacancy`](crate::ring::vacancy).
    pub(crate) fn examine_unexamined(&self, vacant: &mut Vacant) {
        if !vacant.has_unexamined() {
            return;
        }
        // Its partner is the light fence of `Vacancy::wants_report`.
        fence::heavy(self.start.mode);
        while let Some(index) = vacant.next_unexamined() {
            self.examine(vacant, index);
        }
    }

    /// If the ring `index` is vacant, and all its slots have come back, it is drained from now on.
    pub(crate) fn examine(&self, vacant: &mut Vacant, index: u32) {
        let ring = self.ring(index);
        if vacant.is_undrained(index) && ring.outstanding() == 0 {
            ring.lines().cold.vacancy.settle();
            vacant.put_drained(index);
        }
    }

    pub(crate) fn assign(&self, table: &mut Table<R>, index: u32) -> (u32, RingRef<R>) {
        let ring = self.ring(index).clone();
        ring.lines().cold.id.store(table.registered, Ordering::Relaxed);
        table.registered += 1;
        self.changed();
        (index, ring)
    }

    /// Takes the ring `index` back from its producer, which leaves. Takes the lock. A forked child
    /// that cannot have it does nothing: no producer can register there.
    pub(crate) fn vacate(&self, index: u32) {
        let ring = self.ring(index);
        // The caller is still the producer, and knows best.
        let drained = ring.outstanding() == 0;
        let Some(mut table) = self.table() else { return };
        table.live -= 1;
        if drained {
            table.vacant.put_drained(index);
        } else {
            ring.lines().cold.vacancy.vacate();
            table.vacant.put_undrained(index);
        }
        self.changed();
    }

    /// A producer sends nothing more.
    pub(crate) fn resign(&self) {
        let Some(mut table) = self.table() else { return };
        table.resigned += 1;
        drop(table);
        self.changed();
    }

    /// As [`vacate`](Self::vacate), of a producer that has [resigned](Self::resign).
    pub(crate) fn vacate_resigned(&self, index: u32) {
        let Some(mut table) = self.table() else { return };
        // In a forked child, `resign` may have found the table taken and counted nothing.
        table.resigned = table.resigned.saturating_sub(1);
        drop(table);
        self.vacate(index);
    }

    pub(crate) fn changed(&self) {
        self.epoch.fetch_add(1, Ordering::Release);
    }

    pub(crate) fn add_producer_owner(&self) {
        // Relaxed: the new sender is made from one that is counted.
        self.senders.fetch_add(1, Ordering::Relaxed);
    }

    /// `AcqRel` makes what every sender did happen before the last one says that the channel is
    /// over.
    pub(crate) fn remove_producer_owner(&self) {
        if self.senders.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.end();
        }
    }

    /// Nothing new can come; who waits for messages must not wait any longer.
    pub(crate) fn end(&self) {
        self.over.store(true, Ordering::Release);
        self.messages.end();
    }

    /// Refuses new producers, and tells the ones there are. Idempotent.
    pub(crate) fn close(&self) {
        self.refuse(|table| table.closed = true);
        self.tell_everybody();
    }

    pub(crate) fn consumer_left(&self) {
        self.refuse(|table| {
            table.closed = true;
            table.consumers = 0;
        });
        self.tell_everybody();
    }

    /// Refuses new producers, which `note` writes to the table, and messages of those there are. In
    /// a forked child no producer can register, so this is right there without the lock, too.
    pub(crate) fn refuse(&self, note: impl FnOnce(&mut Table<R>)) {
        let mut table = self.table();
        if let Some(table) = &mut table {
            note(table);
        }
        self.rings.iter_from(0).for_each(RingRef::refuse);
        self.over.store(true, Ordering::Release);
    }

    /// After [`refuse`](Self::refuse): nobody must wait any longer. Not under the table's lock,
    /// which a waker may come back for: it may drop a producer.
    pub(crate) fn tell_everybody(&self) {
        self.messages.end();
        // There will be no more rings.
        self.rings.iter_from(0).for_each(|ring| ring.space_waiters().end());
    }

    /// Whether nobody new can come and, as far as it is known, nothing can be sent.
    #[inline]
    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }

    /// Whether nothing can be sent any more and everything was received. A forked child that cannot
    /// have the lock does not know how many producers there are, and takes it that there is one.
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

    #[cfg(ringmpsc_loom)]
    pub(crate) fn ring_count(&self) -> usize {
        self.table().expect("a model does not fork").rings
    }

    pub(crate) fn len(&self) -> usize {
        self.rings.iter_from(0).map(RingRef::occupied).sum()
    }

    pub(crate) fn snapshot(&self) -> ChannelStats
    where
        R: HasSnapshot,
    {
        let (tally, producers) = self.tally();
        tally.finish::<R>(producers, self.consumer_count(), self.is_over())
    }
}

/// What [consumers that share](crate::kind::consumer_group) the rings need of it.
impl<R: Ring> Registry<R> {
    /// What rings and producers have counted, and how many producers there are. A forked child that
    /// cannot have the lock misses what earlier owners of the rings have counted, and says 0.
    pub(crate) fn tally(&self) -> (StatsSum, usize) {
        let table = self.table();
        let mut tally = table.as_ref().map_or_else(StatsSum::default, |table| table.past);
        for ring in self.rings.iter_from(0) {
            tally.add(&**ring, ring.occupied());
        }
        (tally, table.map_or(0, |table| table.producers()))
    }

    /// 0 in a forked child that cannot have the lock.
    pub(crate) fn producer_count(&self) -> usize {
        self.table().map_or(0, |table| table.producers())
    }

    /// Of the kinds with one consumer. 0 in a forked child that cannot have the lock.
    pub(crate) fn consumer_count(&self) -> usize {
        self.table().map_or(0, |table| table.consumers)
    }

    /// Whether there are producers. True in a forked child that cannot have the lock.
    pub(crate) fn may_have_producers(&self) -> bool {
        self.table().is_none_or(|table| table.producers() > 0)
    }

    /// Changes whenever it may be worth looking at the rest here again.
    #[inline]
    pub(crate) fn epoch(&self) -> u32 {
        self.epoch.load(Ordering::Acquire)
    }

    /// A competing consumer has gone.
    pub(crate) fn consumers_changed(&self) {
        self.changed();
    }

    /// Spares for a new consumer: from now on there is always one for all rings that it can find.
    pub(crate) fn provide_spares(&self) -> StdArc<Spares<R>> {
        let spares = StdArc::new(Spares::new());
        // A forked child registers no consumer, and so does not come here.
        if let Some(mut table) = self.table() {
            spares.provide(self.rings.len());
            table.spares.push(StdArc::clone(&spares));
        }
        spares
    }

    /// The consumer that has these spares receives no more.
    pub(crate) fn remove_spares(&self, spares: &StdArc<Spares<R>>) {
        if let Some(mut table) = self.table() {
            table.spares.retain(|others| !StdArc::ptr_eq(others, spares));
        }
    }

    /// The rings from `first` on, in the order in which they were made.
    pub(crate) fn rings_from(&self, first: u32) -> impl Iterator<Item = &RingRef<R>> {
        self.rings.iter_from(first)
    }

    /// The rings at these indices, which are below [`rings`](Self::rings).
    pub(crate) fn ring_range(&self, indices: Range<u32>) -> impl Iterator<Item = &RingRef<R>> {
        self.rings.range(indices)
    }

    /// Marks the rings that have no producer, as far as they are in the list, by index. `None` if
    /// somebody else has the table: a receive waits for nobody who comes or goes.
    pub(crate) fn try_mark_vacant(&self, marks: &mut [bool]) -> Option<()> {
        let table = self.table.try_lock()?;
        for (mark, vacant) in marks.iter_mut().zip(table.vacant.marks()) {
            *mark = vacant;
        }
        Some(())
    }

    /// How many rings there are.
    pub(crate) fn rings(&self) -> u32 {
        self.rings.len()
    }

    pub(crate) fn messages(&self) -> &StdArc<Waiters> {
        &self.messages
    }

    pub(crate) fn mode(&self) -> Mode {
        self.start.mode
    }
}

impl<R: Ring> Table<R> {
    /// Producers that may send, and rings that are being made for one.
    pub(crate) fn producers(&self) -> usize {
        self.live - self.resigned
    }

    pub(crate) fn check_open(&self) -> Result<(), RegisterError> {
        if self.closed { Err(RegisterError::Closed) } else { Ok(()) }
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
