//! What the consumers of all kinds have in common: they find messages, learn that there are none,
//! and leave.

mod batch;
pub(crate) mod biased;
pub(crate) mod blocking;
pub(crate) mod claim;
pub(crate) mod claim_source;
pub(crate) mod competing;
pub(crate) mod exclusive;
#[cfg(feature = "futures")]
pub(crate) mod futures;
pub(crate) mod iter;
pub(crate) mod rotation;
mod steal;
pub(crate) mod views;

use core::fmt;
use core::mem;
use core::num::NonZeroUsize;
use std::sync::Arc;

use crate::error::TryRecvError;
use crate::ring::layout::{HasMetrics, HasNotifier, Message, Options as _, Ring};
use crate::ring::slots::Buffer;
use crate::sync::{AtomicBool, StdArc};
#[cfg(feature = "futures")]
use crate::wait::budget::Budget;
use crate::wait::notifier::EventNotifier;
use crate::wait::{ListenerId, Waiters, Way};

/// The rings from which one consumer takes its messages.
pub trait Source {
    /// The ring type.
    type Ring: Ring;

    /// The statistics of a consumer.
    type Stats;

    /// Takes one message. Returns `None` only if it saw every ring empty during the call, or if
    /// this consumer has been closed and wants no more messages.
    fn take(&mut self) -> Option<Message<Self::Ring>>;

    /// Passes up to `max` available messages to `f`, and returns their number. Returns 0 only if it
    /// saw every ring empty during the call, or if this consumer has been closed and wants no more
    /// messages.
    fn drain_with(&mut self, max: usize, f: impl FnMut(Message<Self::Ring>)) -> usize;

    /// Tells what the consumer can expect after it found no message.
    fn after_empty(&mut self) -> AfterEmpty;

    /// Whether no new message can be sent.
    fn is_closed(&self) -> bool;

    /// Whether no new message can be sent and every message was received.
    fn is_drained(&self) -> bool;

    /// Stops this consumer after the queued messages.
    fn close(&mut self);

    /// Removes this consumer from its channel. The caller then calls
    /// [`drop_remaining`](Self::drop_remaining).
    fn leave(&mut self);

    /// Drops the messages that no consumer can receive once this consumer has left. The caller
    /// calls it again if a message's drop panics.
    fn drop_remaining(&mut self);

    /// The waiters that are notified when a message arrives and when the channel ends.
    fn waiters(&self) -> &StdArc<Waiters>;

    /// Stops polling: the next message on any ring notifies the [waiters](Self::waiters). Returns
    /// true if there is still no message and no end.
    ///
    /// `DORMANT` stays set after the wait: a task or a notifier of this consumer may still need it.
    /// The producer that finds it set clears it, and notifies all ways of waiting. An `mpsc`
    /// consumer clears it itself for a ring in which it finds a message. A doorbell that stays set
    /// costs the next publish one slow path.
    fn prepare_park(&mut self) -> bool;

    /// Whether this consumer knows of a message that it has not taken. Polls no ring.
    fn knows_of_any(&self) -> bool;

    /// The number of messages in all rings.
    fn len(&self) -> usize;

    /// The statistics of what this consumer has received.
    fn stats(&self) -> Self::Stats;

    /// Resets the statistics to zero.
    fn reset_stats(&mut self);
}

/// What a consumer can expect that found no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterEmpty {
    /// A producer may still send.
    Open,
    /// The consumer found messages while it settled the close. Poll again.
    Retry,
    /// Every message was received, and no new message can be sent. This is final.
    Closed,
}

/// A consumer. Its source decides which rings it polls, and in which order.
pub struct Consumer<S: Source> {
    pub(crate) rings: S,
    pub(crate) notified: Notified,
    /// Whether a task waits with a future, or was notified and has not polled since.
    #[cfg(feature = "futures")]
    pub(crate) awaited: bool,
    /// Counts consecutive polls that were ready.
    #[cfg(feature = "futures")]
    pub(crate) budget: Budget,
    /// Whether the consumer, as a stream, has returned `None`.
    #[cfg(feature = "futures")]
    pub(crate) is_terminated: bool,
    /// Whether its [unparker](crate::Unparker) was used since the consumer last checked.
    pub(crate) interrupted: StdArc<AtomicBool>,
}

/// The notifier of a consumer, if it has one, and the consumer's registration as a listener.
pub(crate) struct Notified {
    notifier: Option<Arc<EventNotifier>>,
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
    /// unless the doorbell was cleared since then. A producer clears the doorbell, or an `mpsc`
    /// consumer that finds a message; then the notifier is not needed. Before that producer
    /// publishes again, one of two things has happened:
    ///
    /// * The producer has notified all listeners. Then the notifier is not armed any more.
    /// * The producer has left this to a thread that holds the listeners' lock (see
    ///   [`crate::wait`]). Then the notifier is signalled after the poll before this call.
    #[cold]
    fn arm<S: Source>(&self, rings: &mut S) -> bool {
        let Some(notifier) = &self.notifier else { return true };
        // The notifier may serve other channels too. Their signals are not for this consumer.
        if !notifier.clear() && rings.waiters().is_armed(&self.listener) {
            return true;
        }
        self.arm_anew(rings)
    }

    /// Like [`arm`](Self::arm), for a notifier that is not armed.
    fn arm_anew<S: Source>(&self, rings: &mut S) -> bool {
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

impl<S: Source> Consumer<S> {
    /// Whether other consumers may take its messages.
    const COMPETES: bool = S::Ring::RECEIPTS.is_some();

    /// Makes the consumer of this source.
    pub(crate) fn new(rings: S) -> Self {
        let interrupted = StdArc::new(AtomicBool::new(false));
        let listens = S::Ring::NOTIFY || cfg!(feature = "futures") && S::Ring::CAN_WAIT;
        let listener = if !listens {
            ListenerId::default()
        } else if Self::COMPETES {
            rings.waiters().register()
        } else {
            rings.waiters().register_owner(S::Ring::NOTIFY)
        };
        Self {
            rings,
            notified: Notified { notifier: None, listener },
            #[cfg(feature = "futures")]
            awaited: false,
            #[cfg(feature = "futures")]
            budget: Budget::default(),
            #[cfg(feature = "futures")]
            is_terminated: false,
            interrupted,
        }
    }

    /// Calls `poll` until it finds something. If it finds nothing, this returns the reason. If the
    /// channel is closed, this settles the close.
    #[inline]
    pub(crate) fn found<T>(
        &mut self,
        mut poll: impl FnMut(&mut S) -> Option<T>,
    ) -> Result<T, TryRecvError> {
        loop {
            if let Some(found) = poll(&mut self.rings) {
                return Ok(found);
            }
            self.nothing()?;
        }
    }

    /// Handles a poll that found nothing. Returns the reason as an error, or `Ok` if the caller
    /// should poll again. Not inlined, so that the successful path can be inlined.
    #[inline(never)]
    fn nothing(&mut self) -> Result<(), TryRecvError> {
        match self.rings.after_empty() {
            AfterEmpty::Open if S::Ring::NOTIFY && !self.notified.arm(&mut self.rings) => Ok(()),
            AfterEmpty::Open => Err(TryRecvError::Empty),
            AfterEmpty::Closed => Err(TryRecvError::Closed),
            AfterEmpty::Retry => Ok(()),
        }
    }

    /// Receives one message.
    #[expect(clippy::inline_always, reason = "a call costs half as much as all of this")]
    #[inline(always)]
    pub fn try_recv(&mut self) -> Result<Message<S::Ring>, TryRecvError> {
        let message = self.found(S::take)?;
        self.notified.has_taken(&mut self.rings, false);
        Ok(message)
    }

    /// Passes every available message to `f` by value.
    #[inline]
    pub fn consume_batch_owned(&mut self, f: impl FnMut(Message<S::Ring>)) -> usize {
        self.drain_with(usize::MAX, f)
    }

    /// Passes up to `max` messages to `f` by value.
    #[inline]
    pub fn drain_with(&mut self, max: usize, f: impl FnMut(Message<S::Ring>)) -> usize {
        self.try_drain_with(max, f).map_or(0, NonZeroUsize::get)
    }

    /// Like [`drain_with`](Self::drain_with), but returns the reason if there is no message.
    #[inline]
    pub(crate) fn try_drain_with(
        &mut self,
        max: usize,
        mut f: impl FnMut(Message<S::Ring>),
    ) -> Result<NonZeroUsize, TryRecvError> {
        if max == 0 {
            return Err(TryRecvError::Empty);
        }
        loop {
            let mut taking = Taking::new(&mut self.rings, &self.notified, true);
            if let Some(n) = NonZeroUsize::new(taking.rings.drain_with(max, &mut f)) {
                taking.all = n.get() < max;
                return Ok(n);
            }
            // No message was taken. `nothing` decides what to do with the notifier.
            mem::forget(taking);
            self.nothing()?;
        }
    }

    /// The capacity of one ring.
    #[inline]
    pub fn capacity(&self) -> usize {
        <<S::Ring as Ring>::Slots as Buffer>::CAPACITY
    }

    /// The number of messages that wait to be received.
    #[inline]
    pub fn len(&self) -> usize {
        self.rings.len()
    }

    /// Whether no message is waiting.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether no new message can be sent. Messages may still wait to be received.
    pub fn is_closed(&self) -> bool {
        self.rings.is_closed()
    }

    /// Whether no new message can be sent and every message was received.
    pub fn is_fully_drained(&self) -> bool {
        self.rings.is_drained()
    }

    /// Formats an end with the type name `name` for `Debug`.
    pub fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("len", &self.len())
            .field("capacity", &self.capacity())
            .field("closed", &self.is_closed())
            .finish()
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

impl<S: Source> Consumer<S> {
    /// Stops this consumer after the queued messages. Wakes everything that waits with it, because
    /// there is an end to find. From now on this consumer does not wait, so it is not notified of
    /// messages that it does not want.
    pub fn close(&mut self) {
        self.rings.close();
        let waiters = self.rings.waiters();
        let Notified { notifier, listener } = &mut self.notified;
        waiters.dismiss(listener, Way::Notifier);
        if let Some(notifier) = notifier {
            notifier.notify();
        }
        #[cfg(feature = "futures")]
        {
            waiters.dismiss(listener, Way::Stream);
            let waits = waiters.dismiss(listener, Way::Future);
            if core::mem::take(&mut self.awaited) && !waits {
                self.pass_call_on();
            }
        }
    }

    /// Passes a notification on. This consumer was notified and may not poll. If a message is still
    /// there, another consumer is notified.
    ///
    /// The caller has noticed the notification in one of two ways: under the lock of the listeners,
    /// under which it was made, or by a load that synchronises with the holder of that lock. See
    /// [`crate::wait::Waiters`]. So the poll in this function sees the message.
    #[cfg(feature = "futures")]
    pub(crate) fn pass_call_on(&self) {
        if !self.is_empty() {
            self.rings.waiters().call(1);
        }
    }
}

impl<S: Source<Ring: HasNotifier>> Consumer<S> {
    /// Sets the notifier to signal when there is a message, and when the channel ends.
    pub fn set_notifier(&mut self, notifier: Option<Arc<EventNotifier>>) {
        // A signal in progress may still reach the previous notifier.
        let Self { rings, notified, .. } = self;
        rings.waiters().attach(&notified.listener, notifier.clone());
        notified.notifier = notifier;
        if !notified.arm_anew(rings)
            && let Some(notifier) = &notified.notifier
        {
            notifier.notify();
        }
    }
}

impl<S: Source<Ring: HasMetrics>> Consumer<S> {
    /// The statistics of what this consumer has received so far.
    pub fn metrics(&self) -> S::Stats {
        self.rings.stats()
    }

    /// See the generated method of this name.
    pub fn reset_metrics(&mut self) {
        self.rings.reset_stats();
    }
}

impl<S: Source> Drop for Consumer<S> {
    fn drop(&mut self) {
        self.rings.waiters().deregister(&mut self.notified.listener);
        self.rings.leave();
        resume_after_panic(|| self.rings.drop_remaining());
    }
}

/// Calls `drop_remaining`, and calls it again if a message's drop panics. If another drop panics,
/// the process aborts, as it does for a vector.
pub(crate) fn resume_after_panic(drop_remaining: impl FnMut()) {
    struct Resume<F: FnMut()>(F);
    impl<F: FnMut()> Drop for Resume<F> {
        fn drop(&mut self) {
            (self.0)();
        }
    }

    let mut resume_after_panic = Resume(drop_remaining);
    (resume_after_panic.0)();
    mem::forget(resume_after_panic);
}
