//! One producer, one consumer, one ring.

use crate::consumer::exclusive::Exclusive;
use crate::consumer::rotation::{self, Rings};
use crate::consumer::{AfterEmpty, Consumer, Source};
use crate::error::ResetError;
use crate::kind::control::{Control, Only, Producers as _};
use crate::kind::one_ring::{Fixed, OneRing};
use crate::metrics::ConsumerStats;
use crate::producer::Producer;
use crate::ring::counts;
use crate::ring::handle::Start;
use crate::ring::layout::{Message, Ring};
use crate::sync::StdArc;
use crate::wait::Waiters;

/// The control handle of a channel with one ring and one consumer.
pub type SpscHandle<R> = Control<OneRing<R>, Only>;

/// The two ends of a new channel.
pub(crate) type Ends<R> = (Producer<R, Fixed>, Consumer<Spsc<R>>);

impl<R: Ring> SpscHandle<R> {
    /// Opens a channel, and returns its two ends.
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
        let rings = OneRing::new(Start::new::<R>(cursor, false));
        let producer = rings.producer(None);
        (producer, Consumer::new(Spsc { ring: Exclusive::new(rings.ring.clone()), rings }))
    }
}

impl<R: Ring> Consumer<Spsc<R>> {
    /// Returns a control handle of the channel.
    pub fn handle(&self) -> SpscHandle<R> {
        Control::another(&self.rings.rings, &Only)
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

/// The only ring, for its only consumer.
pub struct Spsc<R: Ring> {
    ring: Exclusive<R>,
    rings: OneRing<R>,
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
        self.ring.after_empty()
    }

    fn is_closed(&self) -> bool {
        self.rings.is_closed()
    }

    fn is_drained(&self) -> bool {
        self.rings.is_drained()
    }

    fn close(&mut self) {
        self.rings.close();
    }

    fn leave(&mut self) {
        self.rings.abandon();
    }

    fn drop_remaining(&mut self) {
        rotation::drop_remaining(self);
    }

    fn waiters(&self) -> &StdArc<Waiters> {
        &self.rings.messages
    }

    fn prepare_park(&mut self) -> bool {
        self.ring.prepare_park()
    }

    fn knows_of_any(&self) -> bool {
        self.ring.cached_len() > 0
    }

    fn len(&self) -> usize {
        self.rings.len()
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
