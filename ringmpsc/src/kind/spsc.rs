//! One producer, one consumer, one ring.

use core::fmt;

use crate::consumer::exclusive::Exclusive;
use crate::consumer::rotation::{self, Rings};
use crate::consumer::{AfterEmpty, Consumer, Source};
use crate::error::ResetError;
use crate::fence;
use crate::kind::snapshot::StatsSum;
use crate::metrics::{ChannelStats, ConsumerStats};
use crate::producer::{Producer, Registration};
use crate::ring::counts;
use crate::ring::handle::{RingRef, Start};
use crate::ring::layout::{HasSnapshot, Message, Ring};
use crate::sync::StdArc as Arc;
use crate::wait::Waiters;

/// The registration of the only producer.
pub struct Fixed {
    messages: Arc<Waiters>,
}

impl Fixed {
    /// A registration whose producer notifies `messages`.
    pub(crate) fn new(messages: Arc<Waiters>) -> Self {
        Self { messages }
    }
}

impl<R: Ring> Registration<R> for Fixed {
    fn notify_consumer(&self, ring: &RingRef<R>, n: usize) {
        if ring.answer_doorbell(&self.messages, n) {
            self.messages.signal();
        }
    }

    fn resign(&mut self, ring: &RingRef<R>) {
        ring.lines().cold.doorbell.set_producer_gone();
        self.messages.end();
    }

    fn leave(&mut self, ring: &RingRef<R>) {
        if !ring.lines().cold.doorbell.load().is_producer_gone() {
            <Self as Registration<R>>::resign(self, ring);
        }
    }
}

/// The only ring, for its only consumer.
pub struct Spsc<R: Ring> {
    ring: Exclusive<R>,
    /// The waiters for messages: wakes the consumer.
    messages: Arc<Waiters>,
}

impl<R: Ring> Source for Spsc<R> {
    type Ring = R;
    type Stats = ConsumerStats;

    #[inline]
    fn take(&mut self) -> Option<Message<R>> {
        rotation::take(self)
    }

    #[inline]
    fn drain_with(&mut self, max: usize, f: impl FnMut(Message<R>)) -> usize {
        rotation::drain_with(self, max, f)
    }

    #[inline]
    fn after_empty(&mut self) -> AfterEmpty {
        let bell = self.ring.ring.lines().cold.doorbell.load_when_empty();
        if !bell.is_closed() && !bell.is_producer_gone() {
            return AfterEmpty::Open;
        }
        // A producer leaves after its last publish. The Acquire load above has made that publish
        // visible, so this case needs no fence.
        if !bell.is_producer_gone() && !bell.is_finished() {
            fence::heavy(self.ring.ring.lines().cold.doorbell.mode());
        }
        if self.ring.finish() { AfterEmpty::Closed } else { AfterEmpty::Retry }
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
        self.ring.ring.lines().cold.doorbell.set_consumer_gone();
        self.ring.ring.space_waiters().end();
    }

    fn drop_remaining(&mut self) {
        rotation::drop_remaining(self);
    }

    fn waiters(&self) -> &Arc<Waiters> {
        &self.messages
    }

    fn prepare_park(&mut self) -> bool {
        let bell = &self.ring.ring.lines().cold.doorbell;
        // A doorbell that is still `DORMANT` was set by this consumer earlier, with a fence. The
        // producer has not answered it. To answer, the producer clears the doorbell, and then
        // notifies all waiters. The load after the fence cannot miss that:
        //
        // * A parking thread has taken its key before. If the key is older than the producer's
        //   count, the thread does not sleep. Otherwise the cleared doorbell is visible.
        // * A task or a notifier has filled its slot before. The fence orders that before the load.
        if !bell.load().is_dormant() || !bell.load_after_listening().is_dormant() {
            // The partner of this fence is the fence of `Doorbell::load_after_publish`.
            bell.arm_alone(RingRef::<R>::ADAPTIVE);
        }
        let bell = bell.load();
        self.ring.refresh() == 0 && !bell.is_closed() && !bell.is_producer_gone()
    }

    fn knows_of_any(&self) -> bool {
        self.ring.cached_len() > 0
    }

    fn len(&self) -> usize {
        self.ring.ring.occupied()
    }

    fn stats(&self) -> ConsumerStats {
        counts::received(&*self.ring.ring).unwrap_or_default()
    }

    fn reset_stats(&mut self) {
        counts::reset_received(&*self.ring.ring);
    }
}

impl<R: Ring> Rings for Spsc<R> {
    #[inline]
    fn find(&mut self) -> bool {
        self.ring.available_slipping() > 0
    }

    #[inline]
    fn turns(&mut self) -> usize {
        1
    }

    #[inline]
    fn poll_if_due(&mut self, _k: usize) -> usize {
        self.ring.refresh()
    }

    #[inline]
    fn poll(&mut self, _k: usize) -> usize {
        self.ring.refresh()
    }

    #[inline]
    fn ring(&self, _k: usize) -> &Exclusive<R> {
        &self.ring
    }

    #[inline]
    fn ring_mut(&mut self, _k: usize) -> &mut Exclusive<R> {
        &mut self.ring
    }

    #[inline]
    fn end_turns(&mut self, _k: usize) {}
}

/// Returns whether no message can be sent any more.
pub(crate) fn is_closed<R: Ring>(ring: &RingRef<R>) -> bool {
    let bell = ring.lines().cold.doorbell.load_when_empty();
    bell.is_closed() || bell.is_producer_gone()
}

/// Returns whether no message can be sent any more, and every message was received. A live producer
/// may hold a claim that it has not published. The consumer still receives such messages until it
/// sets `FINISHED`.
pub(crate) fn is_drained<R: Ring>(ring: &RingRef<R>) -> bool {
    let bell = ring.lines().cold.doorbell.load_when_empty();
    bell.is_finished() || bell.is_producer_gone() && ring.occupied() == 0
}

/// The two ends of a new ring.
pub(crate) type Halves<R> = (Producer<R, Fixed>, Consumer<Spsc<R>>);

/// The control handle of a channel with one ring.
pub struct SpscHandle<R: Ring> {
    ring: RingRef<R>,
    messages: Arc<Waiters>,
}

impl<R: Ring> SpscHandle<R> {
    /// Opens a channel, and returns its two ends.
    ///
    /// # Panics
    ///
    /// Panics if there is no memory for the ring.
    pub fn open() -> Halves<R> {
        Self::open_at(0)
    }

    /// As [`open`](Self::open), with both cursors at `cursor`: for tests of wrapping.
    ///
    /// # Panics
    ///
    /// As for [`open`](Self::open).
    pub fn open_at(cursor: u64) -> Halves<R> {
        let start = Start::new::<R>(cursor, false);
        let ring = RingRef::<R>::new(start)
            .unwrap_or_else(|_| panic!("no memory for a ring of {} bytes", size_of::<R>()));
        let messages = Arc::<Waiters>::default();
        let rings = Spsc { ring: Exclusive::new(ring.clone()), messages: Arc::clone(&messages) };
        (Producer::new(ring, Fixed::new(messages)), Consumer::new(rings))
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
        usize::from(!self.ring.lines().cold.doorbell.load().is_producer_gone())
    }

    /// See the generated method of this name.
    pub fn consumer_count(&self) -> usize {
        usize::from(!self.ring.lines().cold.doorbell.load().is_consumer_gone())
    }

    /// Formats the handle for `Debug`, under the name `name`.
    pub fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("len", &self.len())
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

impl<R: HasSnapshot> SpscHandle<R> {
    /// See the generated method of this name.
    pub fn snapshot(&self) -> ChannelStats {
        let mut sum = StatsSum::default();
        sum.add(&*self.ring, self.ring.occupied());
        sum.finish::<R>(self.producer_count(), self.consumer_count(), self.is_closed())
    }
}

impl<R: Ring> Clone for SpscHandle<R> {
    fn clone(&self) -> Self {
        Self { ring: self.ring.clone(), messages: Arc::clone(&self.messages) }
    }
}

impl<R: Ring> Producer<R, Fixed> {
    /// Returns a control handle of the channel.
    pub fn handle(&self) -> SpscHandle<R> {
        SpscHandle {
            ring: self.ring().clone(),
            messages: Arc::clone(&self.registration().messages),
        }
    }
}

impl<R: Ring> Consumer<Spsc<R>> {
    /// Returns a control handle of the channel.
    pub fn handle(&self) -> SpscHandle<R> {
        let Spsc { ring, messages } = &self.rings;
        SpscHandle { ring: ring.ring.clone(), messages: Arc::clone(messages) }
    }

    /// Drops all messages. The caller has both ends, so the ring is empty afterwards. A closed
    /// channel stays closed.
    ///
    /// # Errors
    ///
    /// [`ResetError::Foreign`] if `producer` is of another channel.
    pub fn reset(&mut self, producer: &mut Producer<R, Fixed>) -> Result<(), ResetError> {
        if !self.rings.ring.ring.same_ring(producer.ring()) {
            return Err(ResetError::Foreign);
        }
        self.consume_count();
        Ok(())
    }
}
