//! One producer, one consumer, one ring: what the general parts need to know about it.

use core::fmt;

use crate::error::ResetError;
use crate::fence;
use crate::metrics::{self, ChannelStats, ConsumerStats, Tally};
use crate::ring::consumer::{self, Rings};
use crate::ring::memory::{RingRef, Start};
use crate::ring::owned::Owned;
use crate::ring::parts::{Measured, Message, Parts};
use crate::ring::producer::{Producer, Seat};
use crate::ring::source::{Consumer, Outlook, Source};
use crate::sync::StdArc as Arc;
use crate::wait::Alarm;

/// The seat of the only producer.
pub struct Only {
    messages: Arc<Alarm>,
}

impl Only {
    /// A seat whose producer rings `messages`.
    pub(crate) fn new(messages: Arc<Alarm>) -> Self {
        Self { messages }
    }
}

impl<R: Parts> Seat<R> for Only {
    fn summon(&self, ring: &RingRef<R>, n: usize) {
        if ring.answer_bell(&self.messages, n) {
            self.messages.signal();
        }
    }

    fn resign(&mut self, ring: &RingRef<R>) {
        ring.lines().cold.bell.end();
        self.messages.end();
    }

    fn leave(&mut self, ring: &RingRef<R>) {
        if !ring.lines().cold.bell.look().is_ended() {
            <Self as Seat<R>>::resign(self, ring);
        }
    }
}

/// The only ring of a consumer.
pub struct Solo<R: Parts> {
    ring: Owned<R>,
    /// Wakes the consumer.
    messages: Arc<Alarm>,
}

impl<R: Parts> Source for Solo<R> {
    type Ring = R;
    type Stats = ConsumerStats;

    #[inline]
    fn take(&mut self) -> Option<Message<R>> {
        consumer::take(self)
    }

    #[inline]
    fn hand_out(&mut self, max: usize, f: impl FnMut(Message<R>)) -> usize {
        consumer::hand_out(self, max, f)
    }

    #[inline]
    fn outlook(&mut self) -> Outlook {
        let bell = self.ring.ring.lines().cold.bell.look_when_empty();
        if !bell.is_closed() && !bell.is_ended() {
            return Outlook::Open;
        }
        // A producer that has left did so after its last publish, which is visible now.
        if !bell.is_ended() && !bell.is_finished() {
            fence::heavy(self.ring.ring.lines().cold.bell.mode());
        }
        if self.ring.finish() { Outlook::Ended } else { Outlook::More }
    }

    fn is_closed(&self) -> bool {
        is_closed(&self.ring.ring)
    }

    fn is_drained(&self) -> bool {
        is_drained(&self.ring.ring)
    }

    fn close(&mut self) {
        self.ring.ring.close(&self.messages);
    }

    fn leave(&mut self) {
        self.ring.ring.lines().cold.bell.desert();
        self.ring.ring.room().end();
    }

    fn empty(&mut self) {
        consumer::empty(self);
    }

    fn alarm(&self) -> &Arc<Alarm> {
        &self.messages
    }

    fn fall_asleep(&mut self) -> bool {
        let bell = &self.ring.ring.lines().cold.bell;
        // If this consumer has set it before, it has executed the fence as well, and the producer has
        // not answered it: the producer clears the bell and then tells everything that waits. The look
        // after the fence cannot miss that. A parking thread has taken its key before: it came before
        // the producer counted, and does not sleep, or after, and then the cleared bell is visible. A
        // task or notifier has filled its slot before, and the fence orders that before the look.
        if !bell.look().is_dormant() || !bell.look_after_listening().is_dormant() {
            // The partner of its fence is that of `Doorbell::look_after_publish`.
            bell.arm_alone(RingRef::<R>::ADAPTIVE);
        }
        let bell = bell.look();
        self.ring.refresh() == 0 && !bell.is_closed() && !bell.is_ended()
    }

    fn knows_of_any(&self) -> bool {
        self.ring.known() > 0
    }

    fn len(&self) -> usize {
        self.ring.ring.occupied()
    }

    fn stats(&self) -> ConsumerStats {
        metrics::received(&*self.ring.ring).unwrap_or_default()
    }

    fn reset_stats(&mut self) {
        metrics::reset_received(&*self.ring.ring);
    }
}

impl<R: Parts> Rings for Solo<R> {
    #[inline]
    fn find(&mut self) -> bool {
        self.ring.available_apart() > 0
    }

    #[inline]
    fn turns(&mut self) -> usize {
        1
    }

    #[inline]
    fn look(&mut self, _k: usize) -> usize {
        self.ring.refresh()
    }

    #[inline]
    fn look_closely(&mut self, _k: usize) -> usize {
        self.ring.refresh()
    }

    #[inline]
    fn ring(&self, _k: usize) -> &Owned<R> {
        &self.ring
    }

    #[inline]
    fn ring_mut(&mut self, _k: usize) -> &mut Owned<R> {
        &mut self.ring
    }

    #[inline]
    fn pass(&mut self, _k: usize) {}
}

/// Whether nothing can be sent any more.
pub(crate) fn is_closed<R: Parts>(ring: &RingRef<R>) -> bool {
    let bell = ring.lines().cold.bell.look_when_empty();
    bell.is_closed() || bell.is_ended()
}

/// Whether nothing can be sent any more and everything was received. A producer that is alive may have a
/// claim that it has yet to publish; until the consumer has finished, that is received.
pub(crate) fn is_drained<R: Parts>(ring: &RingRef<R>) -> bool {
    let bell = ring.lines().cold.bell.look_when_empty();
    bell.is_finished() || bell.is_ended() && ring.occupied() == 0
}

/// The two halves of a new ring.
pub(crate) type Halves<R> = (Producer<R, Only>, Consumer<Solo<R>>);

/// The control handle of a channel with one ring.
pub struct SoloHandle<R: Parts> {
    ring: RingRef<R>,
    messages: Arc<Alarm>,
}

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
        let start = Start::new::<R>(cursor, false);
        let ring = RingRef::<R>::new(start)
            .unwrap_or_else(|_| panic!("no memory for a ring of {} bytes", size_of::<R>()));
        let messages = Arc::<Alarm>::default();
        let rings = Solo { ring: Owned::new(ring.clone()), messages: Arc::clone(&messages) };
        (Producer::new(ring, Only::new(messages)), Consumer::new(rings))
    }

    /// See the generated method of this name.
    pub fn close(&self) {
        self.ring.close(&self.messages);
    }

    /// See the generated method of this name.
    pub fn is_closed(&self) -> bool {
        is_closed(&self.ring)
    }

    /// See the generated method of this name.
    pub fn len(&self) -> usize {
        self.ring.occupied()
    }

    /// See the generated method of this name.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// See the generated method of this name.
    pub fn is_fully_drained(&self) -> bool {
        is_drained(&self.ring)
    }

    /// See the generated method of this name.
    pub fn producer_count(&self) -> usize {
        usize::from(!self.ring.lines().cold.bell.look().is_ended())
    }

    /// See the generated method of this name.
    pub fn consumer_count(&self) -> usize {
        usize::from(!self.ring.lines().cold.bell.look().is_deserted())
    }

    /// What `Debug` shows of a handle called `name`.
    pub fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("len", &self.len())
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

impl<R: Measured> SoloHandle<R> {
    /// See the generated method of this name.
    pub fn snapshot(&self) -> ChannelStats {
        let mut tally = Tally::default();
        tally.add(&*self.ring, self.ring.occupied());
        tally.finish::<R>(self.producer_count(), self.consumer_count(), self.is_closed())
    }
}

impl<R: Parts> Clone for SoloHandle<R> {
    fn clone(&self) -> Self {
        Self { ring: self.ring.clone(), messages: Arc::clone(&self.messages) }
    }
}

impl<R: Parts> Producer<R, Only> {
    /// A control handle of the channel.
    pub fn handle(&self) -> SoloHandle<R> {
        SoloHandle { ring: self.ring().clone(), messages: Arc::clone(&self.seat().messages) }
    }
}

impl<R: Parts> Consumer<Solo<R>> {
    /// A control handle of the channel.
    pub fn handle(&self) -> SoloHandle<R> {
        let Solo { ring, messages } = &self.rings;
        SoloHandle { ring: ring.ring.clone(), messages: Arc::clone(messages) }
    }

    /// Empties the ring. As both ends are here, it is empty afterwards. A closed channel stays closed.
    pub fn reset(&mut self, producer: &mut Producer<R, Only>) -> Result<(), ResetError> {
        if !self.rings.ring.ring.same_ring(producer.ring()) {
            return Err(ResetError::Foreign);
        }
        self.consume_count();
        Ok(())
    }
}
