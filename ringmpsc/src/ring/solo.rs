//! One producer, one consumer, one ring: what the general parts need to know about it.

use core::fmt;

use crate::error::ResetError;
use crate::fence::{self, Mode};
use crate::metrics::{self, ChannelStats, ConsumerStats, Tally};
use crate::ring::consumer::{Consumer, Outlook, Rings};
use crate::ring::memory::{RingRef, Start};
use crate::ring::owned::Owned;
use crate::ring::parts::{Counted, Parts};
use crate::ring::producer::{Producer, Seat};
use crate::wait::Alarm;

/// The seat of the only producer.
pub struct Only;

impl<R: Parts> Seat<R> for Only {
    fn summon(&self, ring: &RingRef<R>) {
        ring.alarms().messages.signal();
    }

    fn leave(&mut self, ring: &RingRef<R>) {
        ring.lines().cold.bell.end();
        ring.alarms().messages.signal();
    }
}

/// The only ring of a consumer.
pub struct Solo<R: Parts>(Owned<R>);

impl<R: Parts> Rings for Solo<R> {
    type Ring = R;

    #[inline]
    fn find(&mut self) -> bool {
        self.0.available_apart() > 0
    }

    #[inline]
    fn turns(&mut self) -> usize {
        1
    }

    #[inline]
    fn look(&mut self, _k: usize) -> usize {
        self.0.refresh()
    }

    #[inline]
    fn look_closely(&mut self, _k: usize) -> usize {
        self.0.refresh()
    }

    #[inline]
    fn ring(&self, _k: usize) -> &Owned<R> {
        &self.0
    }

    #[inline]
    fn ring_mut(&mut self, _k: usize) -> &mut Owned<R> {
        &mut self.0
    }

    #[inline]
    fn pass(&mut self, _k: usize) {}

    #[inline]
    fn outlook(&mut self) -> Outlook {
        let bell = self.0.ring.lines().cold.bell.look_when_empty();
        if !bell.is_closed() && !bell.is_ended() {
            return Outlook::Open;
        }
        // A producer that has left did so after its last publish, which is visible now.
        if !bell.is_ended() && !bell.is_finished() {
            fence::heavy(self.0.ring.lines().cold.bell.mode());
        }
        if self.0.finish() { Outlook::Ended } else { Outlook::More }
    }

    fn is_closed(&self) -> bool {
        let bell = self.0.ring.lines().cold.bell.look_when_empty();
        bell.is_closed() || bell.is_ended()
    }

    fn is_drained(&self) -> bool {
        is_drained(&self.0.ring)
    }

    fn leave(&mut self) {
        self.0.ring.lines().cold.bell.desert();
        self.0.ring.alarms().room.signal();
    }

    fn alarm(&self) -> &Alarm {
        &self.0.ring.alarms().messages
    }

    fn fall_asleep(&mut self) -> bool {
        let bell = &self.0.ring.lines().cold.bell;
        bell.doze();
        // Its partner is the light fence of `Doorbell::look_after_publish`.
        fence::heavy(bell.mode());
        let bell = bell.look();
        self.0.refresh() == 0 && !bell.is_closed() && !bell.is_ended()
    }

    fn wake_up(&mut self) {
        self.0.ring.lines().cold.bell.rouse();
    }

    fn len(&self) -> usize {
        self.0.ring.occupied()
    }

    fn stats(&self) -> ConsumerStats {
        metrics::received(&*self.0.ring).unwrap_or_default()
    }
}

/// Whether nothing can be sent any more and everything was received. A producer that is alive may have a
/// claim that it has yet to publish; until the consumer has finished, that is received.
fn is_drained<R: Parts>(ring: &RingRef<R>) -> bool {
    let bell = ring.lines().cold.bell.look_when_empty();
    bell.is_finished() || bell.is_ended() && ring.occupied() == 0
}

/// The two halves of a new ring.
pub(crate) type Halves<R> = (Producer<R, Only>, Consumer<Solo<R>>);

/// The control handle of a channel with one ring.
pub struct SoloHandle<R: Parts>(RingRef<R>);

impl<R: Parts> SoloHandle<R> {
    /// Makes a ring and gives out its two roles.
    ///
    /// # Panics
    ///
    /// Panics if there is no memory for the ring.
    pub fn open() -> Halves<R> {
        Self::open_at(0)
    }

    /// Like [`open`](Self::open), with both cursors at `cursor`: for tests of wrapping.
    ///
    /// # Panics
    ///
    /// As for [`open`](Self::open).
    pub fn open_at(cursor: u64) -> Halves<R> {
        let start = Start { cursor, mode: Mode::choose(R::FENCE), dormant: false };
        let ring = RingRef::<R>::new(start)
            .unwrap_or_else(|_| panic!("no memory for a ring of {} bytes", size_of::<R>()));
        let consumer = Consumer::new(Solo(Owned::new(ring.clone())));
        (Producer::new(ring, Only), consumer)
    }

    /// See the generated method of this name.
    pub fn close(&self) {
        self.0.close();
        self.0.alarms().messages.signal();
    }

    /// See the generated method of this name.
    pub fn is_closed(&self) -> bool {
        let bell = self.0.lines().cold.bell.look_when_empty();
        bell.is_closed() || bell.is_ended()
    }

    /// See the generated method of this name.
    pub fn len(&self) -> usize {
        self.0.occupied()
    }

    /// See the generated method of this name.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// See the generated method of this name.
    pub fn is_fully_drained(&self) -> bool {
        is_drained(&self.0)
    }

    /// See the generated method of this name.
    pub fn producer_count(&self) -> usize {
        usize::from(!self.0.lines().cold.bell.look().is_ended())
    }

    /// See the generated method of this name.
    pub fn consumer_count(&self) -> usize {
        usize::from(!self.0.lines().cold.bell.look().is_deserted())
    }

    /// What `Debug` shows of a handle called `name`.
    pub fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("len", &self.len())
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

impl<R: Counted> SoloHandle<R> {
    /// See the generated method of this name.
    pub fn snapshot(&self) -> ChannelStats {
        let mut tally = Tally::default();
        tally.add(&*self.0, self.0.occupied());
        tally.finish(self.producer_count(), self.consumer_count(), self.is_closed())
    }
}

impl<R: Parts> Clone for SoloHandle<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R: Parts> Producer<R, Only> {
    /// A control handle of the channel.
    pub fn handle(&self) -> SoloHandle<R> {
        SoloHandle(self.ring().clone())
    }
}

impl<R: Parts> Consumer<Solo<R>> {
    /// A control handle of the channel.
    pub fn handle(&self) -> SoloHandle<R> {
        SoloHandle(self.rings.0.ring.clone())
    }

    /// Empties the ring. As both ends are here, it is empty afterwards. A closed channel stays closed.
    pub fn reset(&mut self, producer: &mut Producer<R, Only>) -> Result<(), ResetError> {
        if !self.rings.0.ring.same_ring(producer.ring()) {
            return Err(ResetError::Foreign);
        }
        self.consume_count();
        Ok(())
    }
}
