//! One producer, one ring, competing consumers.

use core::fmt;

use crate::consumer::claim_source::{self, ClaimSource};
use crate::consumer::competing::Competing;
use crate::consumer::{AfterEmpty, Consumer, Source, resume_after_panic};
use crate::error::RegisterError;
use crate::fence;
use crate::kind::consumer_group::{ConsumerGroup, ConsumerRegistration, Quota};
use crate::kind::orphans::Orphan;
use crate::kind::snapshot::StatsSum;
use crate::kind::spsc::{self, Fixed};
use crate::metrics::{ChannelStats, StealCounters, StealStats};
use crate::producer::Producer;
use crate::ring::handle::{RingRef, Start};
use crate::ring::layout::{HasSnapshot, Message, Ring};
use crate::ring::slots::Buffer;
use crate::sync::{Arc, StdArc};
use crate::wait::Waiters;

/// The only ring, for one of its consumers.
pub struct Spmc<R: Ring> {
    ring: Competing<R>,
    registration: ConsumerRegistration,
    /// How many more messages this consumer takes. `EXHAUSTED` also once it has ended.
    quota: Quota,
    /// Whether this consumer has settled the end of the channel.
    ended: bool,
    /// Whether this consumer was the last one to leave, and no control handle was left.
    abandoned: bool,
}

impl<R: Ring> Spmc<R> {
    /// Registers a consumer. The caller is a receiver that is counted, so the channel is not
    /// abandoned meanwhile.
    fn register(
        ring: &RingRef<R>,
        group: &Arc<ConsumerGroup>,
    ) -> Result<Consumer<Self>, RegisterError> {
        group.check_process()?;
        if is_drained(ring, group) {
            return Err(RegisterError::Closed);
        }
        let registration = ConsumerGroup::join(group)?;
        let mut ring = Competing::new(ring.clone(), registration.biased.clone());
        ring.set_slipping(true);
        let quota = Quota::BOUNDLESS;
        Ok(Consumer::new(Self { ring, registration, quota, ended: false, abandoned: false }))
    }

    /// Returns whether this consumer takes no more messages. It still takes those that it has
    /// claimed.
    #[inline]
    fn is_exhausted(&self) -> bool {
        self.quota == Quota::EXHAUSTED && self.ring.held() == 0
    }

    /// Takes a message that this consumer, or one that has left, has claimed before. Otherwise
    /// claims one.
    #[cold]
    #[inline(never)]
    fn take_slowly(&mut self) -> Option<Message<R>> {
        claim_source::take(self)
    }

    /// Files the receipt of a forgotten claim, and counts the messages that were taken from it.
    #[cold]
    fn file_forgotten_claim(&mut self) {
        let taken = self.ring.unfiled();
        self.ring.file();
        self.count(taken);
    }

    /// Takes over up to `want` messages of the claim of a consumer that has left. Returns whether
    /// there were any.
    #[inline]
    fn adopt(&mut self, want: usize) -> bool {
        if !self.registration.group.orphans.any() {
            return false;
        }
        let Some(Orphan { from, n, .. }) = self.registration.group.orphans.take(want) else {
            return false;
        };
        self.ring.adopt(from, n);
        true
    }
}

impl<R: Ring> ClaimSource for Spmc<R> {
    #[inline]
    fn try_rings<T>(
        &mut self,
        want: usize,
        mut attempt: impl FnMut(&mut Competing<R>) -> Option<T>,
    ) -> Option<T> {
        if self.is_exhausted() {
            return None;
        }
        loop {
            let found = attempt(&mut self.ring);
            if found.is_some() || !self.adopt(want) {
                return found;
            }
        }
    }

    #[inline]
    fn file_forgotten(&mut self) {
        if self.ring.unfiled() > 0 {
            self.file_forgotten_claim();
        }
    }

    #[inline]
    fn current(&mut self) -> &mut Competing<R> {
        &mut self.ring
    }

    #[inline]
    fn current_ref(&self) -> &Competing<R> {
        &self.ring
    }

    #[inline]
    fn quota(&self) -> usize {
        self.quota.0
    }

    #[inline]
    fn count(&mut self, n: usize) {
        self.quota.had(n);
        if self.ring.is_counted() {
            self.registration.counters.home(n);
            self.registration.counters.lost(self.ring.take_lost());
        }
    }

    fn counters(&self) -> &StealCounters {
        &self.registration.counters
    }
}

impl<R: Ring> Source for Spmc<R> {
    type Ring = R;
    type Stats = StealStats;

    #[inline]
    fn take(&mut self) -> Option<Message<R>> {
        if !self.quota.is_bounded() && !self.ring.has_claim() {
            if let Some(message) = self.ring.take_unclaimed() {
                self.count(1);
                return Some(message);
            }
            if !self.registration.group.orphans.any() {
                return None;
            }
        }
        self.take_slowly()
    }

    #[inline]
    fn drain_with(&mut self, max: usize, f: impl FnMut(Message<R>)) -> usize {
        claim_source::drain_with(self, max, f)
    }

    #[inline]
    fn after_empty(&mut self) -> AfterEmpty {
        self.file_forgotten();
        if self.ended {
            return AfterEmpty::Closed;
        }
        let bell = self.ring.ring().lines().cold.doorbell.load_when_empty();
        if !bell.is_closed() && !bell.is_producer_gone() {
            if self.quota.is_bounded() {
                self.quota = Quota::EXHAUSTED;
                return AfterEmpty::Closed;
            }
            return AfterEmpty::Open;
        }
        if self.is_exhausted() && self.len() > 0 {
            // The remaining messages are for other consumers, which settle the end as well. If none
            // remain, this consumer settles the end below.
            return AfterEmpty::Closed;
        }
        // A producer leaves after its last publish. The Acquire load above has made that publish
        // visible, so this case needs no fence.
        if !bell.is_producer_gone() && !bell.is_finished() {
            fence::heavy(self.ring.ring().lines().cold.doorbell.mode());
        }
        // From here on no message of this ring can be claimed. A consumer may have left with a
        // claim since this one last looked for such claims. So it looks once more, and not before
        // this point. A message that a consumer still holds is received by that consumer.
        if !self.ring.finish() || self.registration.group.orphans.len() > 0 {
            return AfterEmpty::Retry;
        }
        self.ended = true;
        self.quota = Quota::EXHAUSTED;
        AfterEmpty::Closed
    }

    fn is_closed(&self) -> bool {
        spsc::is_closed(self.ring.ring())
    }

    fn is_drained(&self) -> bool {
        let held = self.ring.held() + self.registration.group.orphans.len();
        self.ended || held == 0 && spsc::is_drained(self.ring.ring())
    }

    fn close(&mut self) {
        self.file_forgotten();
        self.quota.bound(self.len());
    }

    fn leave(&mut self) {
        self.file_forgotten();
        let claim = self.ring.give_up().map(|(from, n)| Orphan { ring: 0, from, n });
        self.abandoned = self.registration.leave(claim);
        if self.abandoned {
            abandon(self.ring.ring());
        }
    }

    fn drop_remaining(&mut self) {
        if self.abandoned {
            drop_remaining(&mut self.ring, &self.registration.group);
        }
    }

    fn waiters(&self) -> &StdArc<Waiters> {
        &self.registration.group.messages
    }

    fn prepare_park(&mut self) -> bool {
        self.file_forgotten();
        if self.quota.is_bounded() {
            return false;
        }
        // Before the doorbell is loaded: see the head of `wait::waiters`.
        self.registration.group.messages.fence_if_listening();
        let bell = &self.ring.ring().lines().cold.doorbell;
        // The doorbell stays `DORMANT` while consumers wait that were not notified. So each
        // consumer executes its own fence: the consumer that set the doorbell may not have executed
        // its fence yet. The partner is the fence of `Doorbell::load_after_publish`.
        bell.arm_alone(RingRef::<R>::ADAPTIVE);
        let bell = bell.load();
        self.len() == 0 && !bell.is_closed() && !bell.is_producer_gone()
    }

    fn knows_of_any(&self) -> bool {
        self.ring.knows_of_any()
    }

    fn len(&self) -> usize {
        self.ring.held() + len(self.ring.ring(), &self.registration.group)
    }

    fn stats(&self) -> StealStats {
        self.registration.counters.read()
    }

    fn reset_stats(&mut self) {
        self.registration.counters.reset();
    }
}

impl<R: Ring> Consumer<Spmc<R>> {
    /// See the generated method of this name.
    pub fn try_clone(&self) -> Result<Self, RegisterError> {
        Spmc::register(self.rings.ring.ring(), &self.rings.registration.group)
    }
}

/// Closes the ring: no consumer can receive any more.
fn abandon<R: Ring>(ring: &RingRef<R>) {
    ring.lines().cold.doorbell.set_consumer_gone();
    ring.space_waiters().end();
}

/// Returns the number of messages that no live consumer has claimed.
fn len<R: Ring>(ring: &RingRef<R>, group: &ConsumerGroup) -> usize {
    // The two numbers are loaded one after the other, so a slot may be counted in both.
    (ring.occupied() + group.orphans.len()).min(<R::Slots as Buffer>::CAPACITY)
}

/// Returns whether no message can be sent any more, and a consumer has taken every message.
fn is_drained<R: Ring>(ring: &RingRef<R>, group: &ConsumerGroup) -> bool {
    spsc::is_drained(ring) && group.orphans.len() == 0
}

/// Drops all messages that no consumer has received, until the end is settled. The channel is
/// closed, so there is an end.
fn drop_remaining<R: Ring>(ring: &mut Competing<R>, group: &ConsumerGroup) {
    while let Some(Orphan { from, n, .. }) = group.orphans.take(usize::MAX) {
        ring.adopt(from, n);
        ring.discard(n);
    }
    // For `finish`, which needs a heavy fence before it.
    fence::heavy(ring.ring().lines().cold.doorbell.mode());
    ring.drop_remaining();
}

/// The control handle of a channel with one ring and competing consumers. While it exists, the
/// channel stays open for new consumers.
pub struct SpmcHandle<R: Ring> {
    ring: RingRef<R>,
    group: Arc<ConsumerGroup>,
}

/// The two ends of a new channel.
pub(crate) type Ends<R> = (Producer<R, Fixed>, SpmcHandle<R>);

impl<R: Ring> SpmcHandle<R> {
    /// Opens a channel without consumers. Returns the producer and a control handle.
    ///
    /// # Panics
    ///
    /// Panics if there is no memory for the ring.
    pub fn open() -> Ends<R> {
        Self::open_at(0)
    }

    /// As [`open`](Self::open), with both cursors at `cursor`: for tests of wrapping.
    ///
    /// # Panics
    ///
    /// As for [`open`](Self::open).
    pub fn open_at(cursor: u64) -> Ends<R> {
        let start = Start::new::<R>(cursor, false);
        let ring = RingRef::<R>::new(start)
            .unwrap_or_else(|_| panic!("no memory for a ring of {} bytes", size_of::<R>()));
        let messages = StdArc::<Waiters>::default();
        let group =
            Arc::new(ConsumerGroup::new(StdArc::clone(&messages), R::MAX_CONSUMERS, start.mode));
        (Producer::new(ring.clone(), Fixed::new(messages)), Self { ring, group })
    }

    /// See the generated method of this name.
    pub fn register_consumer(&self) -> Result<Consumer<Spmc<R>>, RegisterError> {
        Spmc::register(&self.ring, &self.group)
    }

    /// See the generated method of this name.
    pub fn close(&self) {
        self.ring.close(&self.group.messages);
    }

    /// See the generated method of this name.
    pub fn is_closed(&self) -> bool {
        spsc::is_closed(&self.ring)
    }

    /// See the generated method of this name.
    pub fn len(&self) -> usize {
        len(&self.ring, &self.group)
    }

    /// See the generated method of this name.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// See the generated method of this name.
    pub fn is_fully_drained(&self) -> bool {
        is_drained(&self.ring, &self.group)
    }

    /// See the generated method of this name.
    pub fn producer_count(&self) -> usize {
        usize::from(!self.ring.lines().cold.doorbell.load().is_producer_gone())
    }

    /// See the generated method of this name.
    pub fn consumer_count(&self) -> usize {
        self.group.count()
    }

    /// Formats the handle for `Debug`, under the name `name`.
    pub fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("consumers", &self.consumer_count())
            .field("len", &self.len())
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

impl<R: HasSnapshot> SpmcHandle<R> {
    /// See the generated method of this name.
    pub fn snapshot(&self) -> ChannelStats {
        let mut sum = StatsSum::default();
        sum.add(&*self.ring, self.len());
        sum.add_stolen(self.group.stats());
        sum.finish::<R>(self.producer_count(), self.consumer_count(), self.is_closed())
    }
}

impl<R: Ring> Clone for SpmcHandle<R> {
    fn clone(&self) -> Self {
        self.group.add_consumer_owner();
        Self { ring: self.ring.clone(), group: Arc::clone(&self.group) }
    }
}

impl<R: Ring> Drop for SpmcHandle<R> {
    fn drop(&mut self) {
        if self.group.remove_consumer_owner() {
            abandon(&self.ring);
            let mut ring = Competing::new(self.ring.clone(), None);
            resume_after_panic(|| drop_remaining(&mut ring, &self.group));
        }
    }
}
