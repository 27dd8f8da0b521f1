//! The end of one ring, for a competing consumer: it sets `FINISHED`, or drops what remains first.

use crate::consumer::competing::Competing;
use crate::ring::index;
use crate::ring::layout::Ring;
use crate::sync;

impl<R: Ring> Competing<R> {
    /// Sets `FINISHED`: no consumer will load the ring's `tail` again. Returns false if there is a
    /// message instead.
    ///
    /// As for [`Exclusive::finish`](crate::consumer::exclusive::Exclusive::finish), the caller has
    /// executed a heavy fence since it learned that the channel is closed. A consumer that has not
    /// seen `FINISHED` may still claim a message that a producer has published and is about to
    /// claim back.
    pub(crate) fn finish(&mut self) -> bool {
        // A producer that finds `FINISHED` claims messages back, so this side claims by exchange
        // from now on.
        self.biased = None;
        loop {
            let doorbell = &self.ring.lines().cold.doorbell;
            // Load the doorbell first: the exchange below fails if it changes after this load.
            let seen = doorbell.load_when_empty();
            if self.held() > 0 {
                return false;
            }
            if seen.is_finished() {
                return true;
            }
            self.cached_tail = self.ring.lines().producer.observe();
            // `head` only grows. So if no message lies beyond it, there is nothing to claim.
            // Acquire pairs with the Release of `claim`: if another consumer had left with a claim
            // before these messages were claimed, the caller finds that claim in the list.
            if index::ahead(self.ring.lines().consumer.position(), self.cached_tail) > 0 {
                return false;
            }
            if self.ring.lines().cold.doorbell.finish(seen) {
                return true;
            }
        }
    }

    /// Drops the messages that no consumer has claimed, until the close is settled. The channel is
    /// closed, so the loop ends.
    ///
    /// The caller has executed a heavy fence since it closed the channel, for
    /// [`finish`](Self::finish). No fence follows these last claims, so they are exchanges: see
    /// [`biased`](crate::consumer::biased).
    pub(crate) fn drop_remaining(&mut self) {
        // A drop must not pause.
        self.set_slipping(false);
        if sync::present("claim.last") {
            self.share();
        }
        while {
            while self.claim(usize::MAX) > 0 {
                self.discard(usize::MAX);
            }
            !self.finish()
        } {}
    }
}
