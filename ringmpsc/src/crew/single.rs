//! One producer, one ring, many consumers.

use core::fmt;

use crate::crew::orphans::Orphan;
use crate::crew::shards::{self, Shards};
use crate::crew::{Appetite, Berth, Crew};
use crate::error::RegisterError;
use crate::fence;
use crate::metrics::{ChannelStats, StealCounters, StealStats, Tally};
use crate::ring::memory::{RingRef, Start};
use crate::ring::parts::{Measured, Message, Parts};
use crate::ring::producer::Producer;
use crate::ring::shared::Shared;
use crate::ring::slots::Buffer;
use crate::ring::solo::{self, Only};
use crate::ring::source::{self, Consumer, Outlook, Source};
use crate::sync::{Arc, StdArc};
use crate::wait::Alarm;

/// The only ring, for one of its consumers.
pub struct Single<R: Parts> {
    ring: Shared<R>,
    berth: Berth,
    /// Sated when it has ended, too.
    appetite: Appetite,
    /// Whether it was told that the channel has ended.
    ended: bool,
    /// Whether it has left the channel to nobody.
    abandoned: bool,
}

impl<R: Parts> Single<R> {
    /// Whether it wants no message, other than what it has claimed.
    #[inline]
    fn is_sated(&self) -> bool {
        self.appetite == Appetite::SATED && self.ring.held() == 0
    }

    /// Takes a message that was claimed before, by this consumer or by one that has left.
    #[cold]
    #[inline(never)]
    fn take_slowly(&mut self) -> Option<Message<R>> {
        shards::take(self)
    }

    /// Counts what a forgotten claim has taken.
    #[cold]
    fn settle_forgotten(&mut self) {
        let taken = self.ring.unfiled();
        self.ring.file();
        self.count(taken);
    }

    /// Takes up to `want` messages that a consumer had claimed that has left. Returns whether there
    /// were any.
    #[inline]
    fn adopt(&mut self, want: usize) -> bool {
        if !self.berth.crew.orphans.any() {
            return false;
        }
        let Some(Orphan { from, n, .. }) = self.berth.crew.orphans.take(want) else {
            return false;
        };
        self.ring.adopt(from, n);
        true
    }
}

impl<R: Parts> Shards for Single<R> {
    #[inline]
    fn pass<T>(
        &mut self,
        want: usize,
        mut attempt: impl FnMut(&mut Shared<R>) -> Option<T>,
    ) -> Option<T> {
        if self.is_sated() {
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
    fn settle(&mut self) {
        if self.ring.unfiled() > 0 {
            self.settle_forgotten();
        }
    }

    #[inline]
    fn current(&mut self) -> &mut Shared<R> {
        &mut self.ring
    }

    #[inline]
    fn current_ref(&self) -> &Shared<R> {
        &self.ring
    }

    #[inline]
    fn appetite(&self) -> usize {
        self.appetite.0
    }

    #[inline]
    fn count(&mut self, n: usize) {
        self.appetite.had(n);
        if self.ring.is_counted() {
            self.berth.counters.home(n);
            self.berth.counters.lost(self.ring.take_lost());
        }
    }

    fn counters(&self) -> &StealCounters {
        &self.berth.counters
    }
}

impl<R: Parts> Source for Single<R> {
    type Ring = R;
    type Stats = StealStats;

    #[inline]
    fn take(&mut self) -> Option<Message<R>> {
        if !self.appetite.is_bounded() && !self.ring.has_claim() {
            if let Some(message) = self.ring.take_unclaimed() {
                self.count(1);
                return Some(message);
            }
            if !self.berth.crew.orphans.any() {
                return None;
            }
        }
        self.take_slowly()
    }

    #[inline]
    fn hand_out(&mut self, max: usize, f: impl FnMut(Message<R>)) -> usize {
        shards::hand_out(self, max, f)
    }

    #[inline]
    fn outlook(&mut self) -> Outlook {
        self.settle();
        if self.ended {
            return Outlook::Ended;
        }
        let bell = self.ring.ring().lines().cold.bell.look_when_empty();
        if !bell.is_closed() && !bell.is_ended() {
            if self.appetite.is_bounded() {
                self.appetite = Appetite::SATED;
                return Outlook::Ended;
            }
            return Outlook::Open;
        }
        if self.is_sated() && self.len() > 0 {
            // That is for others, and so is the end. Without it, the end is settled here as by any other.
            return Outlook::Ended;
        }
        // A producer that has left did so after its last publish, which is visible now.
        if !bell.is_ended() && !bell.is_finished() {
            fence::heavy(self.ring.ring().lines().cold.bell.mode());
        }
        if !self.ring.finish() {
            return Outlook::More;
        }
        self.ended = true;
        self.appetite = Appetite::SATED;
        Outlook::Ended
    }

    fn is_closed(&self) -> bool {
        solo::is_closed(self.ring.ring())
    }

    fn is_drained(&self) -> bool {
        let held = self.ring.held() + self.berth.crew.orphans.len();
        self.ended || held == 0 && solo::is_drained(self.ring.ring())
    }

    fn close(&mut self) {
        self.settle();
        self.appetite.bound(self.len());
    }

    fn leave(&mut self) {
        self.settle();
        let claim = self.ring.give_up().map(|(from, n)| Orphan { ring: 0, from, n });
        self.abandoned = self.berth.leave(claim);
        if self.abandoned {
            abandon(self.ring.ring());
        }
    }

    fn empty(&mut self) {
        if self.abandoned {
            empty(&mut self.ring, &self.berth.crew);
        }
    }

    fn alarm(&self) -> &StdArc<Alarm> {
        &self.berth.crew.messages
    }

    fn fall_asleep(&mut self) -> bool {
        self.settle();
        if self.appetite.is_bounded() {
            return false;
        }
        let bell = &self.ring.ring().lines().cold.bell;
        // The bell stays set while consumers wait that were not called. The partner of the fence is
        // that of `Doorbell::look_after_publish`. Each consumer executes its own: the one that has
        // set the bell may not have come to its fence.
        bell.arm_alone(RingRef::<R>::ADAPTIVE);
        let bell = bell.look();
        self.len() == 0 && !bell.is_closed() && !bell.is_ended()
    }

    fn knows_of_any(&self) -> bool {
        self.ring.knows_of_any()
    }

    fn len(&self) -> usize {
        self.ring.held() + len(self.ring.ring(), &self.berth.crew)
    }

    fn stats(&self) -> StealStats {
        self.berth.counters.read()
    }

    fn reset_stats(&mut self) {
        self.berth.counters.reset();
    }
}

/// Nobody can receive any more.
fn abandon<R: Parts>(ring: &RingRef<R>) {
    ring.lines().cold.bell.desert();
    ring.room().end();
}

/// How many messages no live consumer has claimed.
fn len<R: Parts>(ring: &RingRef<R>, crew: &Crew) -> usize {
    // They are looked at one after the other, and a slot may be counted in both.
    (ring.occupied() + crew.orphans.len()).min(<R::Slots as Buffer>::CAPACITY)
}

/// Drops what no consumer has received, until the end is settled. The channel is closed, so there
/// is an end.
fn empty<R: Parts>(ring: &mut Shared<R>, crew: &Crew) {
    while let Some(Orphan { from, n, .. }) = crew.orphans.take(usize::MAX) {
        ring.adopt(from, n);
        ring.discard(n);
    }
    // For `finish`.
    fence::heavy(ring.ring().lines().cold.bell.mode());
    ring.empty();
}

/// The control handle of a channel with one ring and many consumers. It keeps the channel open for new ones.
pub struct SingleHandle<R: Parts> {
    ring: RingRef<R>,
    crew: Arc<Crew>,
}

/// The two ends of a new channel.
pub(crate) type Ends<R> = (Producer<R, Only>, SingleHandle<R>);

impl<R: Parts> SingleHandle<R> {
    /// Opens a channel without consumers.
    ///
    /// # Panics
    ///
    /// Panics if there is no memory for the ring.
    pub fn open() -> Ends<R> {
        Self::open_at(0)
    }

    /// Like [`open`](Self::open), with both cursors at `cursor`: for tests of wrapping.
    ///
    /// # Panics
    ///
    /// As for [`open`](Self::open).
    pub fn open_at(cursor: u64) -> Ends<R> {
        let start = Start::new::<R>(cursor, false);
        let ring = RingRef::<R>::new(start)
            .unwrap_or_else(|_| panic!("no memory for a ring of {} bytes", size_of::<R>()));
        let messages = StdArc::<Alarm>::default();
        let crew = Arc::new(Crew::new(StdArc::clone(&messages), R::MAX_CONSUMERS, start.mode));
        (Producer::new(ring.clone(), Only::new(messages)), Self { ring, crew })
    }

    /// See the generated method of this name.
    pub fn register_consumer(&self) -> Result<Consumer<Single<R>>, RegisterError> {
        self.crew.check_process()?;
        if self.is_fully_drained() {
            return Err(RegisterError::Closed);
        }
        let berth = Crew::join(&self.crew)?;
        let mut ring = Shared::new(self.ring.clone(), berth.sole.clone());
        ring.keep_apart(true);
        let appetite = Appetite::BOUNDLESS;
        Ok(Consumer::new(Single { ring, berth, appetite, ended: false, abandoned: false }))
    }

    /// See the generated method of this name.
    pub fn close(&self) {
        self.ring.close(&self.crew.messages);
    }

    /// See the generated method of this name.
    pub fn is_closed(&self) -> bool {
        solo::is_closed(&self.ring)
    }

    /// See the generated method of this name.
    pub fn len(&self) -> usize {
        len(&self.ring, &self.crew)
    }

    /// See the generated method of this name.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// See the generated method of this name.
    pub fn is_fully_drained(&self) -> bool {
        solo::is_drained(&self.ring) && self.crew.orphans.len() == 0
    }

    /// See the generated method of this name.
    pub fn producer_count(&self) -> usize {
        usize::from(!self.ring.lines().cold.bell.look().is_ended())
    }

    /// See the generated method of this name.
    pub fn consumer_count(&self) -> usize {
        self.crew.count()
    }

    /// What `Debug` shows of a handle called `name`.
    pub fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("consumers", &self.consumer_count())
            .field("len", &self.len())
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

impl<R: Measured> SingleHandle<R> {
    /// See the generated method of this name.
    pub fn snapshot(&self) -> ChannelStats {
        let mut tally = Tally::default();
        tally.add(&*self.ring, self.len());
        tally.add_stolen(self.crew.stats());
        tally.finish::<R>(self.producer_count(), self.consumer_count(), self.is_closed())
    }
}

impl<R: Parts> Clone for SingleHandle<R> {
    fn clone(&self) -> Self {
        self.crew.add_receiver();
        Self { ring: self.ring.clone(), crew: Arc::clone(&self.crew) }
    }
}

impl<R: Parts> Drop for SingleHandle<R> {
    fn drop(&mut self) {
        if self.crew.remove_receiver() {
            abandon(&self.ring);
            let mut ring = Shared::new(self.ring.clone(), None);
            source::go_on(|| empty(&mut ring, &self.crew));
        }
    }
}
