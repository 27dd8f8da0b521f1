//! What the producer does after a publish that found the doorbell set: it wakes consumers, and
//! settles a close.

use crate::error::TrySendError;
use crate::producer::{Producer, Registration};
use crate::ring::doorbell::Flags;
use crate::ring::handle::RingRef;
use crate::ring::index;
use crate::ring::layout::{Message, Ring};
use crate::ring::slots::Buffer;

impl<R: Ring, S: Registration<R>> Producer<R, S> {
    /// The doorbell was not zero after a publish of `n` messages. If it asks for a fence, this
    /// executes it and loads the flags again. Returns how many messages were taken back.
    #[cold]
    pub(super) fn answer(&mut self, flags: Flags, n: usize) -> usize {
        let lines = self.ring.lines();
        // If `FULL_FENCE` is set, execute a full fence and load the flags again. A sleeping
        // exclusive consumer needs no fence: the read-modify-write that clears `DORMANT` is the
        // later load.
        let flags = if flags.is_dormant() && !RingRef::<R>::SHARED {
            lines.producer.spent.renew();
            flags
        } else {
            lines.cold.doorbell.load_fenced(flags, &lines.producer.spent)
        };
        if flags.is_quiet() { 0 } else { self.answer_set(flags, n) }
    }

    /// Handles the flags that were set at a publish of `n` messages: notifies the consumer, and
    /// settles a close. Returns how many messages were taken back.
    #[inline(never)]
    fn answer_set(&mut self, flags: Flags, n: usize) -> usize {
        // Wake consumers.
        let flags = if flags.is_dormant() {
            self.registration.notify_consumer(&self.ring, n, flags)
        } else {
            flags
        };
        // Settle a close.
        let returned = if flags.is_closed() { self.settle() } else { 0 };
        // The caller reads this many messages from the slots that it has just written.
        assert!(returned <= n, "what was accepted stays accepted");
        returned
    }

    /// Settles a close at the last publish. Returns how many messages the consumer will not
    /// receive.
    ///
    /// If the consumer has not set `FINISHED`, it loads `tail` once more before it does. Then every
    /// published message counts as sent. If the consumer has set `FINISHED`, it never reads the
    /// slots from its last `head` on again. Then the producer takes them back.
    ///
    /// A competing consumer that does not know of `FINISHED` may still claim some of these
    /// messages. The producer claims the rest.
    fn settle(&mut self) -> usize {
        // Set `SETTLED`. If the consumer has not finished, it will find the messages.
        if !self.ring.lines().cold.doorbell.settle().is_finished() {
            return 0;
        }
        // The consumer has finished. Take back the messages that it has not received: with
        // competing consumers by a claim, else by moving `tail` back to `head`.
        let shared = self.ring.receipts().is_some();
        let end = if shared {
            self.ring.claim_rest(self.tail)
        } else {
            let end = self.ring.lines().consumer.observe();
            self.ring.lines().producer.publish(end);
            end
        };
        // This returns no message of an earlier publish. After such a publish, one of two cases
        // holds. Either the producer saw `CLOSED` and settled. Or the consumer's fence came after
        // it, and the consumer saw its messages before it finished.
        let returned = index::distance(end, self.tail);
        self.tail = end;
        // With competing consumers the ring's `tail` stays where it is. It must not be behind the
        // claimed messages. So the counter needs a correction.
        if shared && let Some(sent) = self.ring.sent_line() {
            sent.claimed_back(returned);
        }
        returned
    }

    /// Ends sending: from now on every send is refused as after a close, and the producer counts as
    /// gone. A second call does nothing.
    pub fn resign(&mut self) {
        // Only this producer sets the flag in its ring.
        if !self.ring.lines().cold.doorbell.load().is_producer_gone() {
            self.registration.resign(&self.ring);
        }
    }

    /// Takes back the message that was just published: the consumer had finished before it could
    /// see it. Only [`try_send`](Self::try_send) calls this, after `publish` has returned the
    /// message's slot.
    #[cold]
    #[inline(never)]
    pub(super) fn take_back(&mut self) -> TrySendError<Message<R>> {
        // SAFETY: `publish` returned the slot with the message in it, and moved the producer's
        // `tail` back to it. The consumer no longer reads the slot. The next send writes over it
        // without a drop. So the message is read once.
        TrySendError::Closed(unsafe { self.ring.slots().read(self.tail) })
    }
}
