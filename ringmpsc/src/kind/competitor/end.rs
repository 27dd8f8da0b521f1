//! How a competing consumer settles the end, prepares to sleep, and leaves.

use crate::consumer::claim_source::ClaimSource as _;
use crate::consumer::competing::Competing;
use crate::consumer::{AfterEmpty, Source as _};
use crate::fence::{self, Owed};
use crate::kind::competitor::{Competitor, RingOf};
use crate::kind::consumer_group::{ConsumerGroup, Quota};
use crate::kind::control::{self, Producers};
use crate::kind::orphans::Orphan;
use crate::ring::layout::Ring;
use crate::sync::Arc;

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
    let needs_fence = |side: &Competing<RingOf<S>>| {
        let flags = side.ring().lines().cold.doorbell.load_when_empty();
        !flags.is_producer_gone() && !flags.is_finished()
    };
    if source.sides().iter().any(needs_fence) {
        fence::heavy(source.membership().group().mode);
    }
    if !source.sides_mut().iter_mut().all(Competing::finish) {
        return AfterEmpty::Retry;
    }

    // A consumer may have left with a claim since this one last loaded the list of such claims. So
    // load it once more, and not before this point. A message that a consumer still holds is
    // received by that consumer.
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
        || source.held() == 0 && control::is_drained(source.rings(), membership.group())
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
    let current = source.current_index();
    let ring = u32::try_from(current).expect("an index is a `u32`");
    let claim = source.sides_mut().get_mut(current).and_then(Competing::give_up);
    let claim = claim.map(|(from, n)| Orphan { ring, from, n });
    let membership = source.membership_mut();
    membership.abandoned = membership.registration.leave(claim);
    if membership.abandoned {
        source.rings().abandon();
    }
    source.has_left();
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
