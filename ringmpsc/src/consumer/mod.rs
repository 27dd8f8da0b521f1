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
mod notified;
pub(crate) mod rotation;
mod steal;
pub(crate) mod views;

use core::fmt;
use core::mem;
use core::num::NonZeroUsize;
use std::sync::Arc;

pub(crate) use crate::consumer::notified::{Notified, Taking};
use crate::error::TryRecvError;
use crate::ring::layout::{HasMetrics, HasNotifier, Message, Options as _, Ring};
use crate::ring::slots::Buffer;
use crate::sync::StdArc;
#[cfg(feature = "futures")]
use crate::wait::budget::Budget;
use crate::wait::notifier::EventNotifier;
use crate::wait::{Interrupt, ListenerId, Waiters, Way};

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
    /// The producer that finds it set clears it, and notifies all ways of waiting. A doorbell that
    /// stays set costs the next publish one slow path.
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
    /// Set by its [unparker](crate::Unparker).
    pub(crate) interrupt: Interrupt,
}

impl<S: Source> Consumer<S> {
    /// Whether other consumers may take its messages.
    const COMPETES: bool = S::Ring::RECEIPTS.is_some();

    /// Makes the consumer of this source.
    pub(crate) fn new(rings: S) -> Self {
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
            interrupt: Interrupt::default(),
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
        // Take a message. If there is none, return the reason.
        let message = self.found(S::take)?;
        // The caller may wait for its notifier next, so signal it if more messages are known.
        if S::Ring::NOTIFY {
            self.notified.has_taken(&mut self.rings, false);
        }
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

impl<S: Source> Consumer<S> {
    /// Stops this consumer after the queued messages. Wakes everything that waits with it, because
    /// there is an end to find. From now on this consumer does not wait, so it is not notified of
    /// messages that it does not want.
    pub fn close(&mut self) {
        self.rings.close();
        let waiters = self.rings.waiters();
        let Notified { notifier, listener } = &mut self.notified;
        waiters.cancel_and_notify(listener, Way::Notifier);
        if let Some(notifier) = notifier {
            notifier.notify();
        }
        #[cfg(feature = "futures")]
        {
            waiters.cancel_and_notify(listener, Way::Stream);
            let waits = waiters.cancel_and_notify(listener, Way::Future);
            if core::mem::take(&mut self.awaited) && !waits {
                self.pass_notification_on();
            }
        }
    }

    /// Passes a notification on. This consumer was notified and may not poll. If a message is still
    /// there, another consumer is notified. An exclusive consumer has no other one to notify.
    ///
    /// The caller has noticed the notification in one of two ways: under the lock of the listeners,
    /// under which it was made, or by a load that synchronises with the holder of that lock. See
    /// [`crate::wait::Waiters`]. So the poll in this function sees the message.
    #[cfg(feature = "futures")]
    pub(crate) fn pass_notification_on(&self) {
        if Self::COMPETES && !self.is_empty() {
            self.rings.waiters().notify(1);
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
