//! A thread that hands the messages of a channel to a function.

use std::any::Any;
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::{fmt, io};

use crate::error::TryRecvError;
use crate::traits::{Consume, Unparker};
use crate::wait::{WaitStrategy, Waiter};

/// A thread that consumes a channel: [`spawn`](Self::spawn).
#[derive(Debug)]
pub struct EventLoop;

/// What an event loop has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoopStats {
    /// Messages that the handler was given, and came back from.
    pub processed: u64,
    /// Batches in which they came.
    pub batches: u64,
    /// How often there was nothing to do.
    pub waits: u64,
}

/// What the thread and its handle share.
#[derive(Default)]
struct Competing {
    /// Stored Release by the caller of `stop`, loaded Acquire by the loop, which so sees what that
    /// caller did before. A loop that parks is woken by the alarm clock, which is rung after the
    /// store and carries it too (see `Unparker::unpark`). A loop that does not park loads it again.
    stopped: AtomicBool,
    processed: AtomicU64,
}

/// A loop that has ended because its channel has, or because it was stopped: what
/// [`join`](EventLoopHandle::join) returns.
#[non_exhaustive]
pub struct LoopEnd<C> {
    /// What the loop has done.
    pub stats: LoopStats,
    /// The consumer. It was told the end: it receives nothing more.
    pub consumer: C,
}

/// A loop that has ended because its handler has panicked: the error of
/// [`join`](EventLoopHandle::join).
#[non_exhaustive]
pub struct LoopPanic<C> {
    /// What the loop has done.
    pub stats: LoopStats,
    /// The consumer, with all messages that the handler was not given. Start another loop with it,
    /// or receive from it.
    pub consumer: C,
    /// What the handler has panicked with, as in [`thread::Result`].
    pub panic: Box<dyn Any + Send + 'static>,
}

impl EventLoop {
    /// Starts a thread that hands every message to `handler`, waiting as `strategy` says while
    /// there is none.
    ///
    /// The thread ends when the channel has ended, when it is [stopped](EventLoopHandle::stop), or
    /// when the handler panics. In the first two cases everything that any send reported as `Ok`
    /// was handed to the handler before. A strategy with a timeout begins anew when the time is up:
    /// the loop does not end because nothing happened.
    ///
    /// The consumer lives until the handle is dropped, or until what
    /// [`join`](EventLoopHandle::join) returns is dropped. A loop whose handle was dropped drops
    /// its consumer when it ends. If a message's drop panics then, the panic ends the loop's
    /// thread. A competing consumer whose handler has panicked keeps what it has claimed until it
    /// is dropped.
    ///
    /// # Errors
    ///
    /// If the system starts no more threads, as for [`thread::Builder::spawn`]. The consumer and
    /// the handler are dropped then.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use ringmpsc::{EventLoop, WaitStrategy, ring_channel};
    ///
    /// #[ring_channel(kind = mpsc)]
    /// type Number = u64;
    ///
    /// static SUM: AtomicU64 = AtomicU64::new(0);
    ///
    /// # fn main() -> std::io::Result<()> {
    /// let (channel, consumer) = NumberChannel::open();
    /// let add = |number| _ = SUM.fetch_add(number, Ordering::Relaxed);
    /// let event_loop = EventLoop::spawn(consumer, add, WaitStrategy::Blocking)?;
    ///
    /// let mut producer = channel.register().unwrap();
    /// producer.send_slice(&[1, 2, 3]);
    /// event_loop.stop();
    /// let end = event_loop.join().expect("the handler does not panic");
    /// assert_eq!((SUM.load(Ordering::Relaxed), end.stats.processed), (6, 3));
    /// assert!(producer.try_send(4).unwrap_err().is_closed());
    /// # Ok(())
    /// # }
    /// ```
    pub fn spawn<T, C, F>(
        consumer: C,
        handler: F,
        strategy: WaitStrategy,
    ) -> io::Result<EventLoopHandle<C>>
    where
        C: Consume<T> + Send + 'static,
        F: FnMut(T) + Send + 'static,
    {
        let shared = Arc::new(Competing::default());
        let unparker = consumer.unparker();
        let outcome = Arc::default();
        let run = {
            let (shared, outcome) = (Arc::clone(&shared), Arc::clone(&outcome));
            move || put(&outcome, catch(consumer, handler, strategy, &shared))
        };
        let thread = thread::Builder::new().name("event loop".into()).spawn(run)?;
        Ok(EventLoopHandle { shared, unparker, thread, outcome })
    }
}

/// How a loop has ended.
type Outcome<C> = Result<LoopEnd<C>, LoopPanic<C>>;

/// Where the thread leaves its outcome for the handle. The last of these two drops it.
///
/// It is not the result of the thread. The standard library aborts the process if the drop of such
/// a result panics, and this one may own a consumer with messages.
type Place<C> = Mutex<Option<Outcome<C>>>;

/// Puts the outcome into its place.
fn put<C>(place: &Place<C>, outcome: Outcome<C>) {
    *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
}

/// What the thread does.
fn catch<T, C: Consume<T>>(
    mut consumer: C,
    handler: impl FnMut(T),
    strategy: WaitStrategy,
    shared: &Competing,
) -> Outcome<C> {
    let mut stats = LoopStats::default();
    // A panic leaves nothing broken that is used after it. The consumer keeps its promises when a
    // handler or a drop panics (a slot is retired before its message is handed out). `stats` is
    // numbers. The handler and the message that it had are dropped in here.
    let result = catch_unwind(AssertUnwindSafe(|| {
        run(&mut consumer, handler, strategy, shared, &mut stats);
    }));
    stats.processed = shared.processed.load(Ordering::Relaxed);
    match result {
        Ok(()) => Ok(LoopEnd { stats, consumer }),
        Err(panic) => Err(LoopPanic { stats, consumer, panic }),
    }
}

fn run<T>(
    consumer: &mut impl Consume<T>,
    mut handler: impl FnMut(T),
    strategy: WaitStrategy,
    shared: &Competing,
    stats: &mut LoopStats,
) {
    let mut waiter = Waiter::new(strategy);
    let mut handle = |message| {
        handler(message);
        // This thread alone counts.
        shared.processed.store(shared.processed.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    };
    let mut open = true;
    loop {
        if open && shared.stopped.load(Ordering::Acquire) {
            // What was sent until now is drained below; after that the channel says that it has
            // ended.
            consumer.close();
            open = false;
        }
        if consumer.consume_batch_owned(&mut handle) > 0 {
            stats.batches += 1;
            waiter.reset();
            continue;
        }
        match consumer.try_recv() {
            Ok(message) => {
                handle(message);
                stats.batches += 1;
                waiter.reset();
            }
            Err(TryRecvError::Closed) => break,
            Err(TryRecvError::Empty) => {
                stats.waits += 1;
                if !waiter.wait(|deadline| consumer.park(deadline)) {
                    waiter.reset();
                }
            }
        }
    }
}

/// An event loop that is running, over a consumer of type `C`. Dropping it leaves the loop to
/// itself, until its channel ends.
#[must_use = "join it to learn how the loop has ended, or drop it to leave the loop to itself"]
pub struct EventLoopHandle<C> {
    shared: Arc<Competing>,
    unparker: Unparker,
    thread: JoinHandle<()>,
    outcome: Arc<Place<C>>,
}

impl<C> EventLoopHandle<C> {
    /// Closes the channel, and lets the loop end when everything that was sent is processed. From
    /// any thread; does not wait for it.
    ///
    /// Where consumers share the channel it stays open for the others, and the loop processes no
    /// more messages than are waiting when it learns of this.
    pub fn stop(&self) {
        self.shared.stopped.store(true, Ordering::Release);
        self.unparker.unpark();
    }

    /// Waits until the loop has ended, and gives back the consumer.
    ///
    /// # Errors
    ///
    /// If the handler has panicked: with the panic, and with the consumer, which has all messages
    /// that the handler was not given. So another loop can go on:
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
    /// let LoopPanic { consumer, stats, .. } = event_loop.join().unwrap_err();
    /// assert_eq!(stats.processed, 1);
    ///
    /// let handler = |number| assert_eq!(number, 3);
    /// let event_loop = EventLoop::spawn(consumer, handler, WaitStrategy::Blocking)?;
    /// assert_eq!(event_loop.join().unwrap().stats.processed, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Goes on with a panic of the loop's thread that was not the handler's. The thread catches
    /// what it runs, so there is none.
    pub fn join(self) -> Result<LoopEnd<C>, LoopPanic<C>> {
        self.thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        let outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
        outcome.expect("the thread has put it there")
    }

    /// How many messages the handler was given, and came back from, so far.
    pub fn processed(&self) -> u64 {
        self.shared.processed.load(Ordering::Relaxed)
    }

    /// Whether the loop has ended, so that [`join`](Self::join) will not wait.
    pub fn is_finished(&self) -> bool {
        self.thread.is_finished()
    }
}

impl<C> fmt::Debug for EventLoopHandle<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventLoopHandle")
            .field("processed", &self.processed())
            .field("finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

impl<C> fmt::Debug for LoopEnd<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoopEnd").field("stats", &self.stats).finish_non_exhaustive()
    }
}

impl<C> LoopPanic<C> {
    /// The text that the handler has panicked with, if it is one: what `panic!` and `assert!` panic
    /// with.
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
