//! Many producers, each with a ring, and one consumer.
//!
//! The consumer has a private list of the rings, and polls some of them:
//!
//! * [`poll_set`]: which ring it polls next;
//! * [`dormancy`]: when it stops polling a ring, and when it polls the ring again;
//! * [`operations`]: the operations that a consumer of one ring does not have.

mod dormancy;
mod operations;
mod poll_set;

use crate::consumer::rotation::{self, Rings};
use crate::consumer::{AfterEmpty, Consumer, Source};
use crate::kind::control::{Control, Only};
use crate::kind::mpsc::dormancy::KEPT;
pub use crate::kind::mpsc::poll_set::Mpsc;
use crate::kind::mpsc::poll_set::RUN;
use crate::kind::registry::Registry;
use crate::metrics::ConsumerStats;
use crate::ring::counts;
use crate::ring::handle::Start;
use crate::ring::layout::{Message, Ring};
use crate::sync::{Arc, StdArc};
use crate::wait::Waiters;

/// The control handle of a channel with many producers. While it exists, the channel stays open for
/// new producers, unless it is closed explicitly.
pub type MpscHandle<R> = Control<Arc<Registry<R>>, Only>;

/// The two ends of a new channel.
pub(crate) type Ends<R> = (MpscHandle<R>, Consumer<Mpsc<R>>);

impl<R: Ring> MpscHandle<R> {
    /// Opens a channel without producers. Returns a control handle and the consumer.
    pub fn open() -> Ends<R> {
        Self::open_at(0)
    }

    /// As [`open`](Self::open), with the cursors of all rings starting at `cursor`: for tests of
    /// wrapping.
    pub fn open_at(cursor: u64) -> Ends<R> {
        let start = Start::new::<R>(cursor, true);
        let registry = Arc::new(Registry::new(start));
        registry.note_consumer();
        let consumer = Consumer::new(Mpsc::new(Arc::clone(&registry)));
        (Self::first(registry, Only), consumer)
    }
}

impl<R: Ring> Consumer<Mpsc<R>> {
    /// Returns a control handle of the channel.
    pub fn handle(&self) -> MpscHandle<R> {
        Control::another(&self.rings.registry, &Only)
    }
}

impl<R: Ring> Source for Mpsc<R> {
    type Ring = R;
    type Stats = ConsumerStats;

    #[inline]
    fn take(&mut self) -> Option<Message<R>> {
        loop {
            // Fast path: take a known message of the ring whose turn it is. A run of messages ends
            // with the last known one, or after `RUN` of them. Then another ring has its turn.
            if let Some(ring) = self.known.get_mut(self.current as usize)
                && let Some((message, ends_run)) = ring.side.take_of_run(RUN)
            {
                if ends_run {
                    self.end_run();
                }
                return Some(message);
            }
            // Find a ring that has messages, and give it the turn.
            if !self.find() {
                return None;
            }
        }
    }

    #[inline]
    fn drain_with(&mut self, max: usize, f: impl FnMut(Message<R>)) -> usize {
        rotation::drain_with(self, max, f)
    }

    #[inline]
    fn after_empty(&mut self) -> AfterEmpty {
        if self.ended {
            AfterEmpty::Closed
        } else if self.registry.is_over() {
            self.finish_all()
        } else {
            AfterEmpty::Open
        }
    }

    fn is_closed(&self) -> bool {
        self.registry.is_over()
    }

    fn is_drained(&self) -> bool {
        self.ended || self.registry.is_drained()
    }

    fn close(&mut self) {
        self.registry.close();
    }

    fn leave(&mut self) {
        self.registry.consumer_left();
    }

    fn drop_remaining(&mut self) {
        rotation::drop_remaining(self);
    }

    fn waiters(&self) -> &StdArc<Waiters> {
        &self.registry.messages
    }

    fn prepare_park(&mut self) -> bool {
        if self.registry.ready.is_non_empty() || self.registry.is_over() {
            return false;
        }
        self.registry.note_consumer();
        if self.polled.len() <= KEPT { self.arm_polled() } else { self.make_all_dormant() }
    }

    fn knows_of_any(&self) -> bool {
        (0..self.polled.len()).any(|k| self.ring(k).cached_len() > 0)
    }

    fn len(&self) -> usize {
        self.registry.len()
    }

    fn stats(&self) -> ConsumerStats {
        self.known.iter().filter_map(|ring| counts::received(&*ring.side.ring)).sum()
    }

    fn reset_stats(&mut self) {
        self.known.iter().for_each(|ring| counts::reset_received(&*ring.side.ring));
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
