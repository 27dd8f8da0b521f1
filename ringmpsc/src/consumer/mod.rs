//! What all consumers have in common, whether they own their rings or share them: looking for
//! messages, being told that there are none, and leaving.

mod batch;
pub(crate) mod biased;
pub(crate) mod blocking;
pub(crate) mod claim;
pub(crate) mod claim_source;
pub(crate) mod competing;
pub(crate) mod exclusive;
#[cfg(feature = "futures")]
pub(crate) mod futures;
pub(crate) mod rotation;
mod steal;
pub(crate) mod views;

use core::cell::Cell;
use core::fmt;
use core::marker::PhantomData;
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

/// Where the messages of one consumer come from.
pub trait Source {
    /// The ring type.
    type Ring: Ring;

    /// What is counted of a consumer.
    type Stats;

    /// Takes one message. `None` only if every ring was seen empty during the call.
    fn take(&mut self) -> Option<Message<Self::Ring>>;

    /// Hands up to `max` messages to `f`, of those that are there, and returns how many. 0 only if
    /// every ring was seen empty during the call.
    fn drain_with(&mut self, max: usize, f: impl FnMut(Message<Self::Ring>)) -> usize;

    /// What is to be expected after nothing was found.
    fn after_empty(&mut self) -> AfterEmpty;

    /// Whether nothing new can be sent any more.
    fn is_closed(&self) -> bool;

    /// Whether nothing can be sent any more and everything was received.
    fn is_drained(&self) -> bool;

    /// Wants no more messages than there are.
    fn close(&mut self);

    /// The consumer leaves. [`empty`](Self::empty) follows.
    fn leave(&mut self);

    /// Drops what nobody can receive any more, now that this consumer has left. Called again if a
    /// message's drop panics.
    fn empty(&mut self);

    /// What rings when a message comes, and when the channel ends.
    fn waiters(&self) -> &StdArc<Waiters>;

    /// Stops polling: the next message on any ring rings the [alarm](Self::waiters). Returns
    /// whether there is still nothing: no message, and no end.
    ///
    /// The consumer never clears a bell that it has set here. Another way of waiting of this end
    /// may rely on the bell: a task, a notifier. The producer that finds the bell set clears it,
    /// and tells all of them. A bell that is left set costs the next publish one visit to the slow
    /// path.
    fn prepare_park(&mut self) -> bool;

    /// Whether this consumer knows of a message that it has not taken. It looks at no ring.
    fn knows_of_any(&self) -> bool;

    /// How many messages are waiting in all rings.
    fn len(&self) -> usize;

    /// What this consumer has received.
    fn stats(&self) -> Self::Stats;

    /// Begins to count anew at zero.
    fn reset_stats(&mut self);
}

/// What an empty-handed consumer may expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterEmpty {
    /// Somebody may still send.
    Open,
    /// Messages turned up while the end was being settled: look again.
    More,
    /// Everything was received, and nothing can be sent any more. Final.
    Ended,
}

/// A consumer: what it does is up to its source.
pub struct Consumer<S: Source> {
    pub(crate) rings: S,
    pub(crate) notified: Notified,
    /// Whether a task waits with a future, or was called and has not looked.
    #[cfg(feature = "futures")]
    pub(crate) awaited: bool,
    /// How many polls were ready one after another.
    #[cfg(feature = "futures")]
    pub(crate) budget: Budget,
    /// Whether its [alarm clock](crate::Unparker) has rung, and it has not taken note.
    pub(crate) interrupted: StdArc<AtomicBool>,
    /// Two threads must not share a single reader, not even for reading its private cursors.
    not_sync: PhantomData<Cell<()>>,
}

/// The notifier of a consumer, if it has one, and the consumer's place at its alarm.
pub(crate) struct Notified {
    notifier: Option<Arc<EventNotifier>>,
    pub(crate) listener: ListenerId,
}

impl Notified {
    /// There is nothing: has the next message, or the end, signal the notifier, if there is one.
    /// Returns whether there is still nothing. If there is something it is not armed.
    ///
    /// It may be armed still, from a look in vain before. Then that is all, and no thread is
    /// interrupted by another heavy fence. That look set the bells, or found them set, and fenced.
    /// If a message is published that the look just now has missed, its producer comes after that
    /// fence, so it sees the bell set and tells the notifier; unless the bell was cleared since
    /// then. Only a producer clears it, and before it publishes again it has told all listeners, or
    /// has left it to a thread that holds their lock (see [`crate::wait`]). In the first case the
    /// notifier is not armed any more. In the second it is told after the look just now.
    #[cold]
    fn arm<S: Source>(&self, rings: &mut S) -> bool {
        let Some(notifier) = &self.notifier else { return true };
        // It serves other channels as well. What those have signalled is not for this one.
        if !notifier.clear() && rings.waiters().is_armed(&self.listener) {
            return true;
        }
        self.arm_anew(rings)
    }

    /// As [`arm`](Self::arm), if it is not armed.
    fn arm_anew<S: Source>(&self, rings: &mut S) -> bool {
        let Some(notifier) = &self.notifier else { return true };
        rings.waiters().arm(&self.listener, notifier);
        let nothing = rings.prepare_park();
        if !nothing {
            rings.waiters().leave(&self.listener, Way::Notifier);
        }
        nothing
    }

    /// An operation has taken messages. If the consumer knows of no other, the caller may go and
    /// wait for its notifier: so that is signalled or armed afterwards. With `all` the caller
    /// believes so in any case, for it has asked for more than it was given.
    ///
    /// As long as the caller does not consume the event, this is one load.
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
            // What has come since the operation looked is looked for before the heavy fence.
            rings.waiters().is_armed(&self.listener) || rings.len() == 0 && self.arm_anew(rings)
        };
        if !is_told && let Some(notifier) = &self.notifier {
            notifier.notify();
        }
    }
}

impl<S: Source> Consumer<S> {
    /// Takes the role of the consumer of this source.
    pub(crate) fn new(rings: S) -> Self {
        let interrupted = StdArc::new(AtomicBool::new(false));
        let listens = S::Ring::NOTIFY || cfg!(feature = "futures") && S::Ring::WAIT;
        let listener = if listens { rings.waiters().register() } else { ListenerId::default() };
        Self {
            rings,
            notified: Notified { notifier: None, listener },
            #[cfg(feature = "futures")]
            awaited: false,
            #[cfg(feature = "futures")]
            budget: Budget::default(),
            interrupted,
            not_sync: PhantomData,
        }
    }

    /// Looks for something in the source. If there is nothing, this says what to expect; and if the
    /// channel is closed, the end is settled then.
    #[inline]
    pub(crate) fn found<T>(
        &mut self,
        mut look: impl FnMut(&mut S) -> Option<T>,
    ) -> Result<T, TryRecvError> {
        loop {
            if let Some(found) = look(&mut self.rings) {
                return Ok(found);
            }
            self.nothing()?;
        }
    }

    /// Nothing was found. Returns why, unless it is worth looking again. Not inlined: what finds
    /// something is to be.
    #[inline(never)]
    fn nothing(&mut self) -> Result<(), TryRecvError> {
        match self.rings.after_empty() {
            AfterEmpty::Open if S::Ring::NOTIFY && !self.notified.arm(&mut self.rings) => Ok(()),
            AfterEmpty::Open => Err(TryRecvError::Empty),
            AfterEmpty::Ended => Err(TryRecvError::Closed),
            AfterEmpty::More => Ok(()),
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

    /// Hands everything available to `f` by value.
    #[inline]
    pub fn consume_batch_owned(&mut self, f: impl FnMut(Message<S::Ring>)) -> usize {
        self.drain_with(usize::MAX, f)
    }

    /// Hands up to `max` messages to `f` by value.
    #[inline]
    pub fn drain_with(&mut self, max: usize, f: impl FnMut(Message<S::Ring>)) -> usize {
        self.try_drain_with(max, f).map_or(0, NonZeroUsize::get)
    }

    /// As [`drain_with`](Self::drain_with); it says why there is nothing.
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
            // Nothing was taken. What to do about the notifier depends on why.
            mem::forget(taking);
            self.nothing()?;
        }
    }

    /// The capacity of one ring.
    #[inline]
    pub fn capacity(&self) -> usize {
        <<S::Ring as Ring>::Slots as Buffer>::CAPACITY
    }

    /// How many messages are waiting.
    #[inline]
    pub fn len(&self) -> usize {
        self.rings.len()
    }

    /// Whether no message is waiting.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether nothing new can be sent any more. Messages may still be waiting.
    pub fn is_closed(&self) -> bool {
        self.rings.is_closed()
    }

    /// Whether nothing new can be sent any more and everything was received.
    pub fn is_fully_drained(&self) -> bool {
        self.rings.is_drained()
    }

    /// What `Debug` shows of an endpoint called `name`.
    pub fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("len", &self.len())
            .field("capacity", &self.capacity())
            .field("closed", &self.is_closed())
            .finish()
    }
}

/// An operation that hands messages to user code. However it ends, also by a panic, the notifier is
/// signalled or armed if the caller may wait for it.
pub(crate) struct Taking<'a, S: Source> {
    pub(crate) rings: &'a mut S,
    notified: &'a Notified,
    /// Whether the caller believes that it was given everything: see [`Notified::has_taken`].
    pub(crate) all: bool,
    /// Whether it has taken any. If it turns out not to have, the notifier stays as it is: the look
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
    /// Wants no more messages than there are. Whatever waits with it is told: there is an end to
    /// look at. From now on it does not wait, and so is not called for what it does not want.
    pub(crate) fn close(&mut self) {
        self.rings.close();
        let waiters = self.rings.waiters();
        let Notified { notifier, listener } = &self.notified;
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

    /// This consumer was called and may not come. If what it was called for is still there, another
    /// one is.
    ///
    /// The caller has noticed the call under the lock of the alarm, under which it was made, or by
    /// a load that synchronises with that lock's holder: see [`crate::wait::Waiters`]. So this look
    /// sees the message.
    #[cfg(feature = "futures")]
    pub(crate) fn pass_call_on(&self) {
        if !self.is_empty() {
            self.rings.waiters().call(1);
        }
    }
}

impl<S: Source<Ring: HasNotifier>> Consumer<S> {
    /// Has `notifier` signalled when there is something to look at, or none any more.
    pub fn set_notifier(&mut self, notifier: Option<Arc<EventNotifier>>) {
        // A signal that is under way may still come to the one before.
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
    /// What this consumer has received so far.
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
        resume_after_panic(|| self.rings.empty());
    }
}

/// Drops messages, and goes on when a message's drop panics. If another one does, the process
/// aborts, as it does for a vector.
pub(crate) fn resume_after_panic(empty: impl FnMut()) {
    struct Resume<F: FnMut()>(F);
    impl<F: FnMut()> Drop for Resume<F> {
        fn drop(&mut self) {
            (self.0)();
        }
    }

    let mut resume_after_panic = Resume(empty);
    (resume_after_panic.0)();
    mem::forget(resume_after_panic);
}
