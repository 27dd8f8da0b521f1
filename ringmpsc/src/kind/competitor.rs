//! What the competing consumers of one ring and of many rings have in common: they settle the end,
//! prepare to sleep, and leave.

use crate::consumer::AfterEmpty;
use crate::consumer::claim_source::ClaimSource;
use crate::consumer::competing::Competing;
use crate::error::RegisterError;
use crate::fence::{self, Owed};
use crate::kind::consumer_group::{ConsumerGroup, ConsumerRegistration, Quota};
use crate::kind::control::{self, Producers};
use crate::kind::orphans::Orphan;
use crate::ring::layout::Ring;
use crate::sync::Arc;

/// A consumer's state in its group.
pub(crate) struct Membership {
    pub(crate) registration: ConsumerRegistration,
    /// How many more messages this consumer takes. `EXHAUSTED` also once it has ended.
    pub(crate) quota: Quota,
    /// Whether this consumer has settled the end of the channel.
    ended: bool,
    /// Whether this consumer was the last one to leave, and no control handle was left.
    abandoned: bool,
}

impl Membership {
    /// Registers a consumer of these rings.
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

/// The source of a competing consumer.
pub(crate) trait Competitor: ClaimSource {
    /// The rings of the channel.
    fn producers(&self) -> &impl Producers<Ring = Self::Ring>;

    fn membership(&self) -> &Membership;
    fn membership_mut(&mut self) -> &mut Membership;

    /// The consumer's sides of the rings that it knows, by ring index.
    fn sides(&self) -> &[Competing<Self::Ring>];
    fn sides_mut(&mut self) -> &mut [Competing<Self::Ring>];

    /// Adds the rings that this consumer does not know.
    fn learn(&mut self);

    /// The index of the [current](ClaimSource::current) ring.
    fn current_index(&self) -> u32;

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

/// Files the receipt of a forgotten claim of the current ring, and counts the messages that were
/// taken from it.
#[cold]
pub(crate) fn file_forgotten(source: &mut impl Competitor) {
    let taken = source.current().unfiled();
    source.current().file();
    source.count(taken);
}

/// Takes a claim of up to `want` messages of a consumer that has left. Returns `None` if there is
/// none.
#[inline]
pub(crate) fn take_left_behind(membership: &Membership, want: usize) -> Option<Orphan> {
    let orphans = &membership.group().orphans;
    if orphans.any() { orphans.take(want) } else { None }
}

/// See [`Source::after_empty`](crate::consumer::Source::after_empty).
pub(crate) fn after_empty<S: Competitor>(source: &mut S) -> AfterEmpty {
    source.file_forgotten();
    if source.membership().ended {
        return AfterEmpty::Closed;
    }
    if !source.is_closed() {
        if source.membership().quota.is_bounded() {
            source.membership_mut().quota = Quota::EXHAUSTED;
            return AfterEmpty::Closed;
        }
        return AfterEmpty::Open;
    }
    if source.is_exhausted() && source.len() > 0 {
        // The remaining messages are for other consumers, which settle the end as well. If none
        // remain, this consumer settles the end below.
        return AfterEmpty::Closed;
    }

    // Finish every ring: from here on no message can be claimed.
    source.learn();
    // One fence for all rings: they had `CLOSED` before the channel was closed. A ring needs none
    // without a producer: that producer's last publish was visible when it was gone (Acquire).
    let needs_fence = |side: &Competing<S::Ring>| {
        let flags = side.ring().lines().cold.doorbell.load_when_empty();
        !flags.is_producer_gone() && !flags.is_finished()
    };
    if source.sides().iter().any(needs_fence) {
        fence::heavy(source.membership().group().mode);
    }
    if !source.sides_mut().iter_mut().all(Competing::finish) {
        return AfterEmpty::Retry;
    }

    // A consumer may have left with a claim since this one last looked for such claims. So look
    // once more, and not before this point. A message that a consumer still holds is received by
    // that consumer.
    if source.membership().group().orphans.len() > 0 {
        return AfterEmpty::Retry;
    }
    let membership = source.membership_mut();
    membership.ended = true;
    membership.quota = Quota::EXHAUSTED;
    AfterEmpty::Closed
}

/// See [`Source::is_drained`](crate::consumer::Source::is_drained).
pub(crate) fn is_drained(source: &impl Competitor) -> bool {
    let membership = source.membership();
    membership.ended
        || source.held() == 0 && control::is_drained(source.producers(), membership.group())
}

/// See [`Source::len`](crate::consumer::Source::len).
pub(crate) fn len(source: &impl Competitor) -> usize {
    source.held() + control::len(source.producers(), source.membership().group())
}

/// See [`Source::close`](crate::consumer::Source::close).
pub(crate) fn close(source: &mut impl Competitor) {
    source.file_forgotten();
    let len = source.len();
    source.membership_mut().quota.bound(len);
}

/// See [`Source::prepare_park`](crate::consumer::Source::prepare_park).
///
/// Doorbells stay `DORMANT` while consumers wait that were not notified. So each consumer executes
/// its own fence: the consumer that set a doorbell may not have executed its fence yet. The partner
/// is the fence of `Doorbell::load_after_publish`. A ring that `learn` missed starts with
/// `DORMANT`. Its producer notifies all waiters at its first publish.
pub(crate) fn prepare_park(source: &mut impl Competitor) -> bool {
    source.file_forgotten();
    if source.membership().quota.is_bounded() {
        return false;
    }
    let group = Arc::clone(source.membership().group());
    // Before the list of rings and the doorbells are loaded: see the head of `wait::waiters`.
    group.messages.fence_if_listening();
    source.learn();
    let sides = source.sides_mut();
    let owed = sides.iter_mut().map(Competing::arm).fold(Owed::Own, Owed::and);
    owed.pay(group.mode);
    sides.iter_mut().for_each(Competing::confirm);
    sides.iter().all(Competing::is_empty) && group.orphans.len() == 0 && !source.is_closed()
}

/// See [`Source::leave`](crate::consumer::Source::leave).
pub(crate) fn leave(source: &mut impl Competitor) {
    source.file_forgotten();
    // Only the current ring can have messages that this consumer has claimed.
    let ring = source.current_index();
    let claim = source.sides_mut().get_mut(ring as usize).and_then(Competing::give_up);
    let claim = claim.map(|(from, n)| Orphan { ring, from, n });
    let membership = source.membership_mut();
    membership.abandoned = membership.registration.leave(claim);
    if membership.abandoned {
        source.producers().abandon();
    }
}

/// See [`Source::drop_remaining`](crate::consumer::Source::drop_remaining).
pub(crate) fn drop_remaining(source: &mut impl Competitor) {
    if source.membership().abandoned {
        source.learn();
        let group = Arc::clone(source.membership().group());
        group.drop_remaining(source.sides_mut());
    }
}

impl ConsumerGroup {
    /// Drops all messages that no consumer has received, until the end of every ring is settled.
    /// The channel is closed, so there is an end.
    pub(crate) fn drop_remaining<R: Ring>(&self, sides: &mut [Competing<R>]) {
        while let Some(Orphan { ring, from, n }) = self.orphans.take(usize::MAX) {
            let side = &mut sides[ring as usize];
            side.adopt(from, n);
            side.discard(n);
        }
        // For `finish`, which needs a heavy fence before it.
        fence::heavy(self.mode);
        sides.iter_mut().for_each(Competing::drop_remaining);
    }
}
