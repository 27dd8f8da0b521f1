//! The notifier of a consumer: when a consumer arms it, and when it signals it itself.

use std::sync::Arc;

use crate::consumer::Source;
use crate::ring::layout::Options as _;
use crate::wait::ListenerId;
use crate::wait::notifier::EventNotifier;

/// The notifier of a consumer, if it has one, and the consumer's registration as a listener.
pub(crate) struct Notified {
    pub(super) notifier: Option<Arc<EventNotifier>>,
    pub(crate) listener: ListenerId,
}

impl Notified {
    /// Arms the notifier, if there is one, after the consumer found no message. The next message,
    /// or the end of the channel, then signals it. Returns true if there is still no message and no
    /// end. Otherwise the notifier is not armed.
    ///
    /// The notifier may still be armed by an earlier call. Then this function returns at once, and
    /// no heavy fence interrupts other threads. That call set the doorbells, or found them set, and
    /// executed a fence. Consider a message that the poll before this call has missed. Its producer
    /// published after that fence, so the producer sees the doorbell set and signals the notifier,
    /// unless the doorbell was cleared since then. Only a producer clears it, after a publish.
    /// Before that producer publishes again, one of two things has happened:
    ///
    /// * The producer has notified all listeners. Then the notifier is not armed any more.
    /// * The producer has left this to a thread that holds the listeners' lock (see
    ///   [`crate::wait`]). Then the notifier is signalled after the poll before this call.
    #[cold]
    pub(super) fn arm<S: Source>(&self, rings: &mut S) -> bool {
        let Some(notifier) = &self.notifier else { return true };
        // The notifier may serve other channels too. Their signals are not for this consumer.
        if !notifier.clear() && rings.waiters().is_armed(&self.listener) {
            return true;
        }
        self.arm_anew(rings)
    }

    /// Like [`arm`](Self::arm), for a notifier that is not armed.
    pub(super) fn arm_anew<S: Source>(&self, rings: &mut S) -> bool {
        let Some(notifier) = &self.notifier else { return true };
        rings.waiters().arm(&self.listener, notifier);
        let nothing = rings.prepare_park();
        if !nothing {
            rings.waiters().disarm(&self.listener);
        }
        nothing
    }

    /// Signals or arms the notifier after an operation has taken messages. If the consumer knows of
    /// no other message, the caller may wait for its notifier next. `all`: the operation returned
    /// fewer messages than it was asked for, so the caller may wait in any case.
    ///
    /// While the event is signalled and the caller has not consumed it, this is one load.
    #[inline]
    pub(crate) fn has_taken<S: Source>(&self, rings: &mut S, all: bool) {
        if S::Ring::NOTIFY
            && let Some(notifier) = &self.notifier
            && !notifier.is_signalled()
        {
            self.keep_notified(rings, all);
        }
    }

    #[cold]
    #[inline(never)]
    fn keep_notified<S: Source>(&self, rings: &mut S, all: bool) {
        let is_told = if rings.knows_of_any() {
            !all
        } else {
            // Poll once more before the heavy fence: messages may have arrived since the operation.
            rings.waiters().is_armed(&self.listener) || rings.len() == 0 && self.arm_anew(rings)
        };
        if !is_told && let Some(notifier) = &self.notifier {
            notifier.notify();
        }
    }
}

/// Guards an operation that passes messages to user code. However the operation ends, by a panic
/// too, the notifier is signalled or armed if the caller may wait for it.
pub(crate) struct Taking<'a, S: Source> {
    pub(crate) rings: &'a mut S,
    notified: &'a Notified,
    /// Whether the caller expects that no message is left: see [`Notified::has_taken`].
    pub(crate) all: bool,
    /// Whether the operation has taken a message. If not, the notifier stays as it is: the poll
    /// that found nothing has armed it, or has found the end.
    pub(crate) any: bool,
}

impl<'a, S: Source> Taking<'a, S> {
    #[inline]
    pub(crate) fn new(rings: &'a mut S, notified: &'a Notified, all: bool) -> Self {
        Self { rings, notified, all, any: true }
    }
}

impl<S: Source> Drop for Taking<'_, S> {
    #[inline]
    fn drop(&mut self) {
        if self.any {
            self.notified.has_taken(self.rings, self.all);
        }
    }
}
