//! Iterators that receive: each message by value, by the same steps as a receive of one message.
//!
//! So what holds for `try_recv` and `recv` holds for them: the order of the rings, the notifier,
//! the wake-ups, and a close while a thread waits. An iterator holds no message. A message that it
//! has not returned stays in the channel.

use core::fmt;
use core::iter::FusedIterator;

use crate::consumer::{Consumer, Source};
use crate::ring::layout::{HasWait, Message};

/// The messages that are available: `try_iter` of every consumer.
///
/// It ends when it finds no message. A later call of `next` may find one. Under producers that are
/// faster than the loop it does not end; `drain` or `consume_up_to` bound the number of messages.
///
/// ```
/// use ringmpsc::spsc;
///
/// let (mut producer, mut consumer) = spsc::channel::<u32>();
/// assert_eq!(producer.send_slice(&[1, 2]), 2);
/// assert!(consumer.try_iter().eq([1, 2]));
/// assert_eq!(consumer.try_iter().next(), None);
/// ```
#[must_use = "an iterator receives nothing until it is used"]
pub struct TryIter<'a, S: Source> {
    consumer: &'a mut Consumer<S>,
}

impl<S: Source> Iterator for TryIter<'_, S> {
    type Item = Message<S::Ring>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.consumer.try_recv().ok()
    }
}

impl<S: Source> fmt::Debug for TryIter<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TryIter").finish_non_exhaustive()
    }
}

/// All messages: `iter` of a consumer with the option `wait`, and `for` over `&mut consumer`.
///
/// `next` blocks while there is no message and a producer may send. It ends when every message was
/// received and none can be sent any more, or when an [`Unparker`](crate::Unparker) ends the wait.
/// After an unpark, a new iterator continues.
///
/// ```
/// use ringmpsc::spsc;
///
/// let (mut producer, mut consumer) = spsc::channel::<u32>();
/// assert_eq!(producer.send_slice(&[1, 2]), 2);
/// drop(producer);
/// let mut sum = 0;
/// for message in &mut consumer {
///     sum += message;
/// }
/// assert_eq!((sum, consumer.iter().next()), (3, None));
/// ```
#[must_use = "an iterator receives nothing until it is used"]
pub struct Iter<'a, S: Source> {
    consumer: &'a mut Consumer<S>,
    has_ended: bool,
}

impl<S: Source<Ring: HasWait>> Iterator for Iter<'_, S> {
    type Item = Message<S::Ring>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        next(self.consumer, &mut self.has_ended)
    }
}

/// It stays at its end, also after an unpark.
impl<S: Source<Ring: HasWait>> FusedIterator for Iter<'_, S> {}

impl<S: Source> fmt::Debug for Iter<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iter").finish_non_exhaustive()
    }
}

/// All messages, like [`Iter`], by an iterator that owns the consumer: `for` over a consumer with
/// the option `wait`. Dropping it drops the consumer, also after an unpark. Take [`Iter`] if an
/// [`Unparker`](crate::Unparker) is used and the messages are to be received later.
///
/// ```
/// use std::thread;
/// use ringmpsc::spsc;
///
/// let (mut producer, consumer) = spsc::channel::<u32>();
/// let sum = thread::spawn(move || consumer.into_iter().sum::<u32>());
/// (1..=4).for_each(|message| producer.send(message).unwrap());
/// drop(producer);
/// assert_eq!(sum.join().unwrap(), 10);
/// ```
#[must_use = "an iterator receives nothing until it is used"]
pub struct IntoIter<S: Source> {
    consumer: Consumer<S>,
    has_ended: bool,
}

impl<S: Source<Ring: HasWait>> Iterator for IntoIter<S> {
    type Item = Message<S::Ring>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        next(&mut self.consumer, &mut self.has_ended)
    }
}

/// Receives the next message of a blocking iterator.
#[inline]
fn next<S: Source<Ring: HasWait>>(
    consumer: &mut Consumer<S>,
    has_ended: &mut bool,
) -> Option<Message<S::Ring>> {
    if *has_ended {
        return None;
    }
    let message = consumer.recv().ok();
    *has_ended = message.is_none();
    message
}

/// As for [`Iter`].
impl<S: Source<Ring: HasWait>> FusedIterator for IntoIter<S> {}

impl<S: Source> fmt::Debug for IntoIter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntoIter").finish_non_exhaustive()
    }
}

impl<S: Source> Consumer<S> {
    /// See the generated method of this name.
    pub fn try_iter(&mut self) -> TryIter<'_, S> {
        TryIter { consumer: self }
    }
}

impl<S: Source<Ring: HasWait>> Consumer<S> {
    /// See the generated method of this name.
    pub fn iter(&mut self) -> Iter<'_, S> {
        Iter { consumer: self, has_ended: false }
    }
}

impl<S: Source<Ring: HasWait>> IntoIterator for Consumer<S> {
    type Item = Message<S::Ring>;
    type IntoIter = IntoIter<S>;

    fn into_iter(self) -> IntoIter<S> {
        IntoIter { consumer: self, has_ended: false }
    }
}
