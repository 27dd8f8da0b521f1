//! How an event loop has ended.

use std::any::Any;
use std::error::Error;
use std::fmt;

/// The statistics of an event loop.
///
/// ```
/// use ringmpsc::{EventLoop, WaitStrategy, spsc};
///
/// # fn main() -> std::io::Result<()> {
/// let (mut producer, consumer) = spsc::channel::<u32>();
/// let event_loop = EventLoop::spawn(consumer, |_| (), WaitStrategy::Blocking)?;
/// producer.send(1).unwrap();
/// drop(producer);
/// let stats = event_loop.join().unwrap().stats;
/// assert_eq!((stats.processed, stats.batches), (1, 1));
/// println!("found no message {} times", stats.waits);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoopStats {
    /// The messages for which the handler returned.
    pub processed: u64,
    /// The batches in which these messages were received.
    pub batches: u64,
    /// How often the loop found no message.
    pub waits: u64,
}

/// The result of a loop whose channel has ended, or that was stopped:
/// [`join`](crate::EventLoopHandle::join) returns it.
///
/// ```
/// use ringmpsc::{EventLoop, WaitStrategy, spsc};
///
/// # fn main() -> std::io::Result<()> {
/// let (mut producer, consumer) = spsc::channel::<u32>();
/// let event_loop = EventLoop::spawn(consumer, |_| (), WaitStrategy::Blocking)?;
/// producer.send(1).unwrap();
/// drop(producer);
/// let end = event_loop.join().unwrap();
/// assert_eq!((end.stats.processed, end.stats.batches), (1, 1));
/// assert!(end.consumer.is_closed());
/// # Ok(())
/// # }
/// ```
#[non_exhaustive]
pub struct LoopEnd<C> {
    /// What the loop has done.
    pub stats: LoopStats,
    /// The consumer. It was told `Closed`, and receives nothing more.
    pub consumer: C,
}

/// The result of a loop whose handler has panicked: the error of
/// [`join`](crate::EventLoopHandle::join).
///
/// ```
/// use ringmpsc::{EventLoop, LoopPanic, WaitStrategy, ring_channel};
///
/// #[ring_channel(kind = spsc)]
/// type Number = u64;
///
/// # fn main() -> std::io::Result<()> {
/// let (mut producer, consumer) = NumberChannel::open();
/// producer.send_slice(&[1, 2, 3]);
/// drop(producer);
///
/// let handler = |number| assert_ne!(number, 2, "not this one");
/// let event_loop = EventLoop::spawn(consumer, handler, WaitStrategy::Blocking)?;
/// let end = event_loop.join().unwrap_err();
/// assert!(end.message().is_some_and(|message| message.contains("not this one")));
/// let LoopPanic { consumer, stats, .. } = end;
/// assert_eq!(stats.processed, 1);
///
/// let handler = |number| assert_eq!(number, 3);
/// let event_loop = EventLoop::spawn(consumer, handler, WaitStrategy::Blocking)?;
/// assert_eq!(event_loop.join().unwrap().stats.processed, 1);
/// # Ok(())
/// # }
/// ```
#[non_exhaustive]
pub struct LoopPanic<C> {
    /// What the loop has done.
    pub stats: LoopStats,
    /// The consumer, with all messages that the handler did not get. Start another loop with it, or
    /// receive from it.
    pub consumer: C,
    /// The value with which the handler panicked, as in [`std::thread::Result`].
    pub panic: Box<dyn Any + Send + 'static>,
}

impl<C> fmt::Debug for LoopEnd<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoopEnd").field("stats", &self.stats).finish_non_exhaustive()
    }
}

impl<C> LoopPanic<C> {
    /// Returns the text of the panic, if its value is a text, as that of `panic!` and `assert!` is.
    pub fn message(&self) -> Option<&str> {
        let text = self.panic.downcast_ref::<&'static str>().copied();
        text.or_else(|| self.panic.downcast_ref::<String>().map(String::as_str))
    }
}

impl<C> fmt::Debug for LoopPanic<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoopPanic")
            .field("message", &self.message())
            .field("stats", &self.stats)
            .finish_non_exhaustive()
    }
}

impl<C> fmt::Display for LoopPanic<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the handler of an event loop has panicked")?;
        self.message().map_or(Ok(()), |message| write!(f, ": {message}"))
    }
}

impl<C> Error for LoopPanic<C> {}
