//! What the consumer of a ring does when it finds no message: it settles the end, or prepares to
//! sleep.

use crate::consumer::AfterEmpty;
use crate::consumer::exclusive::Exclusive;
use crate::fence;
use crate::ring::handle::RingRef;
use crate::ring::layout::Ring;

impl<R: Ring> Exclusive<R> {
    /// For the consumer of a single ring: see
    /// [`Source::after_empty`](crate::consumer::Source::after_empty).
    #[inline]
    pub(crate) fn after_empty(&mut self) -> AfterEmpty {
        let doorbell = &self.ring.lines().cold.doorbell;
        let flags = doorbell.load_when_empty();
        if !flags.is_closed() && !flags.is_producer_gone() {
            return AfterEmpty::Open;
        }
        // A producer leaves after its last publish. The Acquire load above has made that publish
        // visible, so this case needs no fence.
        if !flags.is_producer_gone() && !flags.is_finished() {
            fence::heavy(doorbell.mode());
        }
        if self.finish() { AfterEmpty::Closed } else { AfterEmpty::Retry }
    }

    /// For the consumer of a single ring: see
    /// [`Source::prepare_park`](crate::consumer::Source::prepare_park).
    pub(crate) fn prepare_park(&mut self) -> bool {
        let doorbell = &self.ring.lines().cold.doorbell;
        // A doorbell that is still `DORMANT` was set by this consumer earlier, with a fence. The
        // producer has not answered it. To answer, the producer clears the doorbell, and then
        // notifies all waiters. The load after the fence cannot miss that:
        //
        // * A parking thread has taken its key before. If the key is older than the producer's
        //   count, the thread does not sleep. Otherwise the cleared doorbell is visible.
        // * A task or a notifier has filled its slot before. The fence orders that before the load.
        if !doorbell.load().is_dormant() || !doorbell.load_after_listening().is_dormant() {
            // The partner of this fence is the fence of `Doorbell::load_after_publish`.
            doorbell.arm_alone(RingRef::<R>::ADAPTIVE);
        }
        let flags = doorbell.load();
        self.refresh() == 0 && !flags.is_closed() && !flags.is_producer_gone()
    }

    /// Sets `FINISHED`: this side will never load the ring's `tail` again. Returns false, and does
    /// not set it, if there is a message.
    ///
    /// The caller has executed [`fence::heavy`](crate::fence::heavy) since it learned that the
    /// channel is closed, or knows that the ring has no producer. Consider a producer that
    /// publishes a message which the load of `tail` here misses. That producer sees `CLOSED`
    /// afterwards, and settles. The side that changes the doorbell first decides: see
    /// [`Doorbell::settle`].
    ///
    /// [`Doorbell::settle`]: crate::ring::doorbell::Doorbell::settle
    pub(crate) fn finish(&mut self) -> bool {
        while !self.finished {
            // Load the doorbell first: the exchange below fails if it changes after this load.
            let seen = self.ring.lines().cold.doorbell.load_when_empty();
            if self.refresh() > 0 {
                return false;
            }
            self.finished = self.ring.lines().cold.doorbell.finish(seen);
        }
        true
    }
}
