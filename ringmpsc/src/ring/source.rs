//! What all consumers have in common, whether they own their rings or share them: looking for messages, being
//! told that there are none, and leaving.

use core::cell::Cell;
use core::fmt;
use core::marker::PhantomData;
use core::mem;
use core::num::NonZeroUsize;
use std::sync::Arc;

use crate::error::TryRecvError;
use crate::notifier::EventNotifier;
use crate::ring::memory::RingRef;
use crate::ring::parts::{Counted, Message, Notifies, Options as _, Parts};
use crate::ring::slots::Buffer;
use crate::sync::{AtomicBool, StdArc};
use crate::wait::{Alarm, Place};

/// Where the messages of one consumer come from.
pub trait Source {
    /// The ring type.
    type Ring: Parts;

    /// What is counted of a consumer.
    type Stats;

    /// Takes one message. `None` only if every ring was seen empty during the call.
    fn take(&mut self) -> Option<Message<Self::Ring>>;

    /// Hands up to `max` messages to `f`, of those that are there, and returns how many. 0 only if every ring was seen
    /// empty during the call.
    fn hand_out(&mut self, max: usize, f: impl FnMut(Message<Self::Ring>)) -> usize;

    /// What is to be expected after nothing was found.
    fn outlook(&mut self) -> Outlook;

    /// Whether nothing new can be sent any more.
    fn is_closed(&self) -> bool;

    /// Whether nothing can be sent any more and everything was received.
    fn is_drained(&self) -> bool;

    /// Wants no more messages than there are.
    fn close(&mut self);

    /// The consumer leaves. [`empty`](Self::empty) follows.
    fn leave(&mut self);

    /// Drops what nobody can receive any more, now that this consumer has left. Called again if a message's drop
    /// panics.
    fn empty(&mut self);

    /// What rings when a message comes, and when the channel ends.
    fn alarm(&self) -> &StdArc<Alarm>;

    /// Stops polling: the next message on any ring rings the [alarm](Self::alarm). Returns whether
    /// there is still nothing: no message, and no end.
    ///
    /// The consumer never clears a bell that it has set here. Another way of waiting of this end may
    /// rely on the bell: a task, a notifier. The producer that finds the bell set clears it, and tells
    /// all of them. A bell that is left set costs the next publish one visit to the slow path.
    fn fall_asleep(&mut self) -> bool;

    /// How many messages are waiting in all rings.
    fn len(&self) -> usize;

    /// What this consumer has received.
    fn stats(&self) -> Self::Stats;

    /// Begins to count anew at zero.
    fn reset_stats(&mut self);
}

/// What an empty-handed consumer may expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
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
    /// What is to be armed when nothing is found.
    notifier: Option<Arc<EventNotifier>>,
    /// Where the notifier waits to be told, if it is armed.
    armed: Place,
    /// Where a task waits to be woken, or did and has not looked.
    #[cfg(feature = "futures")]
    pub(super) listening: Place,
    /// Whether its [alarm clock](crate::AlarmClock) has rung, and it has not taken note.
    pub(crate) interrupted: StdArc<AtomicBool>,
    /// Two threads must not share a single reader, not even for reading its private cursors.
    not_sync: PhantomData<Cell<()>>,
}

impl<S: Source> Consumer<S> {
    /// Takes the role of the consumer of this source.
    pub(crate) fn new(rings: S) -> Self {
        let interrupted = StdArc::new(AtomicBool::new(false));
        Self {
            rings,
            notifier: None,
            armed: Place::default(),
            #[cfg(feature = "futures")]
            listening: Place::default(),
            interrupted,
            not_sync: PhantomData,
        }
    }

    /// Looks for something in the source. If there is nothing, this says what to expect; and if the channel is closed,
    /// the end is settled then.
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

    /// Nothing was found. Returns why, unless it is worth looking again. Not inlined: what finds something is to be.
    #[inline(never)]
    fn nothing(&mut self) -> Result<(), TryRecvError> {
        match self.rings.outlook() {
            Outlook::Open if S::Ring::NOTIFY && !self.arm() => Ok(()),
            Outlook::Open => Err(TryRecvError::Empty),
            Outlook::Ended => Err(TryRecvError::Closed),
            Outlook::More => Ok(()),
        }
    }

    /// There is nothing: has the next message, or the end, signal the notifier, if there is one. Returns whether there
    /// is still nothing. If there is something it is not armed: who is busy must not be called in place of somebody who
    /// is not.
    ///
    /// Where consumers share, it may be armed still, from a look in vain before. Then that is all, and nobody is interrupted
    /// by another heavy fence. For that look set the bells, or found them set, and fenced. What is published on a ring and
    /// was missed by the look just now comes after that fence, so its producer sees the bell set, and calls; unless the
    /// bell was cleared since then. Only that producer clears it, and before it publishes again it tells everybody in the
    /// queue: if it has, we are not in the queue any more, and if it has yet to, we shall be told.
    #[cold]
    fn arm(&mut self) -> bool {
        let Some(notifier) = &self.notifier else { return true };
        if RingRef::<S::Ring>::SHARED && self.rings.alarm().is_armed(&self.armed, notifier) {
            return true;
        }
        self.rings.alarm().arm(&mut self.armed, notifier);
        let nothing = self.rings.fall_asleep();
        if !nothing {
            self.rings.alarm().leave(&mut self.armed);
        }
        nothing
    }

    /// Receives one message.
    #[inline]
    pub fn try_recv(&mut self) -> Result<Message<S::Ring>, TryRecvError> {
        self.found(S::take)
    }

    /// Hands everything available to `f` by value.
    #[inline]
    pub fn consume_batch_owned(&mut self, f: impl FnMut(Message<S::Ring>)) -> usize {
        self.hand_out(usize::MAX, f)
    }

    /// Hands up to `max` messages to `f` by value.
    #[inline]
    pub fn hand_out(&mut self, max: usize, f: impl FnMut(Message<S::Ring>)) -> usize {
        self.try_hand_out(max, f).map_or(0, NonZeroUsize::get)
    }

    /// As [`hand_out`](Self::hand_out); it says why there is nothing.
    #[inline]
    pub(super) fn try_hand_out(
        &mut self,
        max: usize,
        mut f: impl FnMut(Message<S::Ring>),
    ) -> Result<NonZeroUsize, TryRecvError> {
        if max == 0 {
            return Err(TryRecvError::Empty);
        }
        self.found(|rings| NonZeroUsize::new(rings.hand_out(max, &mut f)))
    }

    /// The capacity of one ring.
    #[inline]
    pub fn capacity(&self) -> usize {
        <<S::Ring as Parts>::Slots as Buffer>::CAPACITY
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

impl<S: Source> Consumer<S> {
    /// Wants no more messages than there are. Who waited with it is told: there is an end to look at. From now on it
    /// does not wait, and so is not called for what it does not want.
    pub(crate) fn close(&mut self) {
        self.rings.close();
        let alarm = self.rings.alarm();
        let called = alarm.dismiss(&mut self.armed);
        #[cfg(feature = "futures")]
        let called = alarm.dismiss(&mut self.listening) || called;
        if called {
            self.hand_on();
        }
    }

    /// This consumer was called and may not come. If what it was called for is still there, another one is.
    ///
    /// Who has called it did so under the lock under which it has noticed, so this look sees the message.
    pub(crate) fn hand_on(&self) {
        if !self.is_empty() {
            self.rings.alarm().call(1);
        }
    }
}

impl<S: Source<Ring: Notifies>> Consumer<S> {
    /// Has `notifier` signalled when there is something to look at, or none any more.
    pub fn set_notifier(&mut self, notifier: Option<Arc<EventNotifier>>) {
        // A signal that is under way may still come to the one before.
        let called = self.rings.alarm().leave(&mut self.armed);
        self.notifier = notifier;
        if called && self.notifier.is_none() {
            self.hand_on();
        }
        if !self.arm()
            && let Some(notifier) = &self.notifier
        {
            // An eventfd cannot refuse; a sandbox that does leaves the message where it is.
            let _ = notifier.signal();
        }
    }
}

impl<S: Source<Ring: Counted>> Consumer<S> {
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
        self.rings.alarm().leave(&mut self.armed);
        #[cfg(feature = "futures")]
        self.rings.alarm().leave(&mut self.listening);
        self.rings.leave();
        go_on(|| self.rings.empty());
    }
}

/// Drops messages, and goes on when a message's drop panics. If another one does, the process aborts, as it does for a
/// vector.
pub(crate) fn go_on(empty: impl FnMut()) {
    struct GoOn<F: FnMut()>(F);
    impl<F: FnMut()> Drop for GoOn<F> {
        fn drop(&mut self) {
            (self.0)();
        }
    }

    let mut go_on = GoOn(empty);
    (go_on.0)();
    mem::forget(go_on);
}
