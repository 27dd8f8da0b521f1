//! The views of an exclusive consumer: messages in their slots, and messages one at a time.
//!
//! Each view borrows the consumer exclusively, so its messages do not change.

use core::fmt;
use core::iter::FusedIterator;
use core::ops::Deref;
use core::slice;

use crate::consumer::rotation::{Pass, Rings};
use crate::consumer::{Notified, Taking};
use crate::ring::layout::Message;

/// The messages at the front of one ring, as a slice. Dropping it consumes nothing.
///
/// ```
/// use ringmpsc::spsc;
///
/// let (mut producer, mut consumer) = spsc::channel::<u32>();
/// assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
/// let readable = consumer.readable().unwrap();
/// assert_eq!(readable[..2], [1, 2]);
/// readable.advance(2);
/// consumer.readable().unwrap().advance_all();
/// assert!(consumer.readable().is_none());
/// ```
#[must_use = "nothing is consumed until `advance`"]
pub struct Readable<'a, S: Rings> {
    /// Ring 0 has messages.
    rings: &'a mut S,
    notified: &'a Notified,
}

impl<'a, S: Rings> Readable<'a, S> {
    /// Makes the view. The caller has found messages in ring 0.
    #[inline]
    pub(crate) fn new(rings: &'a mut S, notified: &'a Notified) -> Self {
        Self { rings, notified }
    }

    /// Consumes the first `n` messages and drops them.
    ///
    /// # Panics
    ///
    /// Panics if the slice has fewer than `n` messages. Then nothing is consumed.
    #[inline]
    pub fn advance(self, n: usize) {
        assert!(n <= self.len(), "advanced by {n} in a slice of {}", self.len());
        if n == 0 {
            return;
        }
        let this = Taking::new(self.rings, self.notified, false);
        Pass::new(&mut *this.rings).next().discard(n);
    }

    /// Consumes all messages of the slice and drops them.
    #[inline]
    pub fn advance_all(self) {
        let n = self.len();
        self.advance(n);
    }
}

impl<S: Rings> Deref for Readable<'_, S> {
    type Target = [Message<S::Ring>];

    #[inline]
    fn deref(&self) -> &Self::Target {
        self.rings.ring(0).run(0, usize::MAX)
    }
}

impl<S: Rings> fmt::Debug for Readable<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Readable").field("len", &self.len()).finish()
    }
}

/// Messages by reference. Iterate over `&mut seen`, or call [`next`](Self::next). Then call
/// [`consume_seen`](Self::consume_seen) to consume the messages that the iterator has returned.
/// Without `consume_seen`, nothing is consumed.
///
/// The references live as long as the borrow of the `PeekIter`, not as long as the borrow of the
/// consumer. So they cannot outlive `consume_seen`.
///
/// ```
/// use ringmpsc::spsc;
///
/// let (mut producer, mut consumer) = spsc::channel::<u32>();
/// assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
/// let mut seen = consumer.peek_iter();
/// while seen.next().is_some_and(|&message| message < 2) {}
/// assert_eq!(seen.consume_seen(), 2);
/// assert_eq!(consumer.try_recv(), Ok(3));
/// ```
#[must_use = "nothing is consumed until `consume_seen`"]
pub struct PeekIter<'a, S: Rings> {
    rings: &'a mut S,
    notified: &'a Notified,
    turns: usize,
    progress: Progress,
}

/// The iterator has returned all known messages of the first `rings` rings, and the first
/// `messages` messages of the next ring.
#[derive(Clone, Copy)]
struct Progress {
    rings: usize,
    messages: usize,
}

impl<'a, S: Rings> PeekIter<'a, S> {
    /// Makes the view. If the caller has `found` no message, the view has none, and polls no ring.
    pub(crate) fn new(rings: &'a mut S, notified: &'a Notified, found: bool) -> Self {
        let turns = if found { rings.turns() } else { 0 };
        for k in 0..turns {
            rings.poll(k);
        }
        Self { rings, notified, turns, progress: Progress { rings: 0, messages: 0 } }
    }

    /// Returns the next message.
    #[expect(clippy::should_implement_trait, reason = "it lends: see the type")]
    pub fn next(&mut self) -> Option<&Message<S::Ring>> {
        self.into_iter().next()
    }

    /// Consumes the messages that the iterator has returned, drops them, and returns their number.
    pub fn consume_seen(self) -> usize {
        let Progress { rings, messages } = self.progress;
        let mut this = Taking::new(self.rings, self.notified, false);
        let mut pass = Pass::new(&mut *this.rings);
        let mut consumed = 0;
        while pass.over < rings {
            consumed += pass.next().discard(usize::MAX);
        }
        if messages > 0 {
            consumed += pass.next().discard(messages);
        }
        drop(pass);
        this.any = consumed > 0;
        consumed
    }
}

#[expect(clippy::into_iter_without_iter, reason = "an `iter_mut` would give out shared references")]
impl<'b, S: Rings> IntoIterator for &'b mut PeekIter<'_, S> {
    type Item = &'b Message<S::Ring>;
    type IntoIter = Messages<'b, S>;

    fn into_iter(self) -> Messages<'b, S> {
        Messages {
            rings: self.rings,
            turns: self.turns,
            progress: &mut self.progress,
            run: [].iter(),
        }
    }
}

impl<S: Rings> fmt::Debug for PeekIter<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PeekIter").finish_non_exhaustive()
    }
}

/// The iterator of [`PeekIter`].
///
/// ```
/// use ringmpsc::spsc;
///
/// let (mut producer, mut consumer) = spsc::channel::<u32>();
/// assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
/// let mut seen = consumer.peek_iter();
/// assert_eq!((&mut seen).into_iter().sum::<u32>(), 6);
/// ```
pub struct Messages<'b, S: Rings> {
    rings: &'b S,
    turns: usize,
    progress: &'b mut Progress,
    /// The rest of the current slice.
    run: slice::Iter<'b, Message<S::Ring>>,
}

impl<'b, S: Rings> Iterator for Messages<'b, S> {
    type Item = &'b Message<S::Ring>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(message) = self.run.next() {
                self.progress.messages += 1;
                return Some(message);
            }
            if self.progress.rings == self.turns {
                return None;
            }
            let run = self.rings.ring(self.progress.rings).run(self.progress.messages, usize::MAX);
            if run.is_empty() {
                *self.progress = Progress { rings: self.progress.rings + 1, messages: 0 };
            }
            self.run = run.iter();
        }
    }
}

impl<S: Rings> FusedIterator for Messages<'_, S> {}

impl<S: Rings> fmt::Debug for Messages<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages").finish_non_exhaustive()
    }
}

/// Messages by value: all that were available when the iterator was made. Dropping it drops the
/// rest, as for a vector's `Drain`.
///
/// ```
/// use ringmpsc::spsc;
///
/// let (mut producer, mut consumer) = spsc::channel::<u32>();
/// assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
/// let messages = consumer.drain();
/// assert_eq!(messages.len(), 3);
/// assert!(messages.eq([1, 2, 3]));
/// ```
#[must_use = "dropping it drops the messages; to do only that, call `consume_count`"]
pub struct Drain<'a, S: Rings> {
    rings: &'a mut S,
    notified: &'a Notified,
    /// The number of rings that have a turn.
    turns: usize,
    /// The ring that is being drained.
    ring: usize,
    /// The messages that were taken from this ring and are not counted yet.
    uncounted: usize,
    /// The messages that are left, in all rings.
    left: usize,
    /// Whether there was a message at the beginning.
    any: bool,
}

impl<'a, S: Rings> Drain<'a, S> {
    /// Makes the view. If the caller has `found` no message, the view has none, and polls no ring.
    pub(crate) fn new(rings: &'a mut S, notified: &'a Notified, found: bool) -> Self {
        let turns = if found { rings.turns() } else { 0 };
        let left = (0..turns).map(|k| rings.poll(k)).sum();
        Self { rings, notified, turns, ring: 0, uncounted: 0, left, any: left > 0 }
    }

    fn count(&mut self) {
        if self.uncounted > 0 {
            self.rings.ring(self.ring).count(self.uncounted);
            self.uncounted = 0;
        }
    }
}

impl<S: Rings> Iterator for Drain<'_, S> {
    type Item = Message<S::Ring>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        while self.left > 0 {
            if let Some(message) = self.rings.ring_mut(self.ring).take() {
                self.uncounted += 1;
                self.left -= 1;
                return Some(message);
            }
            self.count();
            self.ring += 1;
        }
        None
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<S: Rings> ExactSizeIterator for Drain<'_, S> {}
impl<S: Rings> FusedIterator for Drain<'_, S> {}

impl<S: Rings> Drop for Drain<'_, S> {
    fn drop(&mut self) {
        self.count();
        let mut this = Taking::new(&mut *self.rings, self.notified, true);
        this.any = self.any;
        let mut pass = Pass::new(&mut *this.rings);
        pass.over = self.ring;
        while self.left > 0 {
            let ring = pass.next();
            let known = ring.cached_len();
            self.left -= known;
            ring.discard(known);
        }
        // The last rings may have had no messages. They have had their turn as well.
        pass.over = self.turns;
    }
}

impl<S: Rings> fmt::Debug for Drain<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drain").field("left", &self.left).finish()
    }
}
