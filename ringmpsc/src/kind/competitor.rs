//! What the competing consumers of one ring and of many rings have in common.
//!
//! A kind says which ring a consumer tries next: it implements [`Competitor`]. Everything else is
//! here, for both kinds, and in [`end`]: how a consumer settles the end, prepares to sleep, and
//! leaves.

pub(crate) mod end;

use crate::consumer::claim_source::{self, ClaimSource};
use crate::consumer::competing::Competing;
use crate::consumer::{AfterEmpty, Consumer, Source};
use crate::error::RegisterError;
use crate::kind::consumer_group::{ConsumerGroup, ConsumerRegistration, Quota};
use crate::kind::control::{self, Control, Producers};
use crate::kind::orphans::Orphan;
use crate::metrics::{StealCounters, StealStats};
use crate::ring::layout::Message;
use crate::sync::{Arc, StdArc};
use crate::wait::Waiters;

/// A consumer's state in its group.
pub struct Membership {
    pub(crate) registration: ConsumerRegistration,
    /// How many more messages this consumer takes. `EXHAUSTED` also once it has ended.
    pub(crate) quota: Quota,
    /// Whether this consumer has settled the end of the channel.
    ended: bool,
    /// Whether this consumer was the last one to leave, and no control handle was left.
    abandoned: bool,
}

impl Membership {
    /// Makes a consumer of these rings a member of the group.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Closed`] if no message can come any more; those of
    /// [`ConsumerGroup::join`].
    pub(crate) fn new(
        rings: &impl Producers,
        group: &Arc<ConsumerGroup>,
    ) -> Result<Self, RegisterError> {
        group.check_process()?;
        if control::is_drained(rings, group) {
            return Err(RegisterError::Closed);
        }
        let registration = ConsumerGroup::join(group)?;
        Ok(Self { registration, quota: Quota::BOUNDLESS, ended: false, abandoned: false })
    }

    pub(crate) fn group(&self) -> &Arc<ConsumerGroup> {
        &self.registration.group
    }
}

/// The ring type of a competing consumer.
pub(crate) type RingOf<S> = <<S as Competitor>::Rings as Producers>::Ring;

/// What differs between the competing consumers of one ring and those of many rings.
pub trait Competitor: Sized {
    /// The rings of the channel.
    type Rings: Producers;

    /// Makes the source of a consumer that has just registered.
    fn new(rings: &Self::Rings, membership: Membership) -> Self;

    fn rings(&self) -> &Self::Rings;

    fn membership(&self) -> &Membership;
    fn membership_mut(&mut self) -> &mut Membership;

    /// The consumer's sides of the rings that it knows, by ring index.
    fn sides(&self) -> &[Competing<RingOf<Self>>];
    fn sides_mut(&mut self) -> &mut [Competing<RingOf<Self>>];

    /// The index of the [current](ClaimSource::current) ring.
    fn current_index(&self) -> usize;

    /// Adds the rings that this consumer does not know.
    fn learn(&mut self) {}

    /// See [`Source::take`].
    fn take(&mut self) -> Option<Message<RingOf<Self>>>;

    /// See [`ClaimSource::try_rings`].
    fn try_rings<T>(
        &mut self,
        want: usize,
        attempt: impl FnMut(&mut Competing<RingOf<Self>>) -> Option<T>,
    ) -> Option<T>;

    /// See [`ClaimSource::count`].
    fn count(&mut self, n: usize);

    /// Called once this consumer has left its group.
    fn has_left(&mut self) {}

    /// The number of messages that this consumer has claimed and not taken.
    fn held(&self) -> usize {
        self.sides().iter().map(Competing::held).sum()
    }

    /// Whether this consumer takes no more messages. It still takes those that it has claimed.
    #[inline]
    fn is_exhausted(&self) -> bool {
        self.membership().quota == Quota::EXHAUSTED && self.held() == 0
    }
}

/// Registers a consumer of these rings.
pub(crate) fn register<S: Competitor>(
    rings: &S::Rings,
    group: &Arc<ConsumerGroup>,
) -> Result<Consumer<S>, RegisterError> {
    let membership = Membership::new(rings, group)?;
    Ok(Consumer::new(S::new(rings, membership)))
}

impl<P: Producers> Control<P, Arc<ConsumerGroup>> {
    /// Registers a consumer of this kind, unless the consumers' side of the channel has ended.
    pub(crate) fn register_competitor<S: Competitor<Rings = P>>(
        &self,
    ) -> Result<Consumer<S>, RegisterError> {
        if !self.registers_consumers {
            return Err(RegisterError::Closed);
        }
        register(&self.rings, &self.consumers)
    }
}

impl<S: Competitor> Consumer<S> {
    /// See the generated method of this name.
    pub fn try_clone(&self) -> Result<Self, RegisterError> {
        register(self.rings.rings(), self.rings.membership().group())
    }

    /// Returns a control handle of the channel.
    pub fn handle(&self) -> Control<S::Rings, Arc<ConsumerGroup>> {
        Control::another(self.rings.rings(), self.rings.membership().group())
    }

    /// See the generated method of this name.
    pub fn same_channel(&self, other: &Self) -> bool {
        self.rings.rings().is_same(other.rings.rings())
    }
}

/// Takes a claim of up to `want` messages of a consumer that has left. Returns `None` if there is
/// none.
#[inline]
pub(crate) fn take_left_behind(membership: &Membership, want: usize) -> Option<Orphan> {
    let orphans = &membership.group().orphans;
    if orphans.any() { orphans.take(want) } else { None }
}

/// Files the receipt of a forgotten claim of the current ring, and counts the messages that were
/// taken from it.
#[cold]
fn file_forgotten<S: Competitor>(source: &mut S) {
    let current = source.current();
    let taken = current.unfiled();
    current.file();
    Competitor::count(source, taken);
}

impl<S: Competitor> ClaimSource for S {
    #[inline]
    fn try_rings<T>(
        &mut self,
        want: usize,
        attempt: impl FnMut(&mut Competing<RingOf<S>>) -> Option<T>,
    ) -> Option<T> {
        Competitor::try_rings(self, want, attempt)
    }

    #[inline]
    fn file_forgotten(&mut self) {
        if let Some(ring) = self.sides().get(self.current_index())
            && ring.unfiled() > 0
        {
            file_forgotten(self);
        }
    }

    #[inline]
    fn current(&mut self) -> &mut Competing<RingOf<S>> {
        let current = self.current_index();
        &mut self.sides_mut()[current]
    }

    #[inline]
    fn current_ref(&self) -> &Competing<RingOf<S>> {
        &self.sides()[self.current_index()]
    }

    #[inline]
    fn quota(&self) -> usize {
        self.membership().quota.0
    }

    #[inline]
    fn count(&mut self, n: usize) {
        Competitor::count(self, n);
    }

    fn counters(&self) -> &StealCounters {
        &self.membership().registration.counters
    }
}

impl<S: Competitor> Source for S {
    type Ring = RingOf<S>;
    type Stats = StealStats;

    #[inline]
    fn take(&mut self) -> Option<Message<RingOf<S>>> {
        Competitor::take(self)
    }

    #[inline]
    fn drain_with(&mut self, max: usize, f: impl FnMut(Message<RingOf<S>>)) -> usize {
        claim_source::drain_with(self, max, f)
    }

    fn after_empty(&mut self) -> AfterEmpty {
        end::after_empty(self)
    }

    fn is_closed(&self) -> bool {
        self.rings().is_closed()
    }

    fn is_drained(&self) -> bool {
        end::is_drained(self)
    }

    fn close(&mut self) {
        end::close(self);
    }

    fn leave(&mut self) {
        end::leave(self);
    }

    fn drop_remaining(&mut self) {
        end::drop_remaining(self);
    }

    fn waiters(&self) -> &StdArc<Waiters> {
        &self.membership().group().messages
    }

    fn prepare_park(&mut self) -> bool {
        end::prepare_park(self)
    }

    fn knows_of_any(&self) -> bool {
        self.sides().iter().any(Competing::knows_of_any)
    }

    fn len(&self) -> usize {
        self.held() + control::len(self.rings(), self.membership().group())
    }

    fn stats(&self) -> StealStats {
        self.counters().read()
    }

    fn reset_stats(&mut self) {
        self.counters().reset();
    }
}
