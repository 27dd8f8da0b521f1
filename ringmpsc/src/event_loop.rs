//! A thread that passes the messages of a channel to a function.

mod outcome;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::{fmt, io};

pub use self::outcome::{LoopEnd, LoopPanic, LoopStats};
use crate::error::TryRecvError;
use crate::traits::Consume;
use crate::wait::{Unparker, WaitStrategy, Waiter};

/// Starts a thread that consumes a channel: [`spawn`](Self::spawn).
#[derive(Debug)]
pub struct EventLoop;

/// The state that the thread and its handle share.
#[derive(Default)]
struct LoopState {
    /// The caller of `stop` stores it with Release, and the loop loads it with Acquire. So the loop
    /// sees what that caller did before. The unparker wakes a loop that parks. The caller uses it
    /// after the store, and it carries the store too (see `Unparker::unpark`). A loop that does not
    /// park loads the flag again.
    stopped: AtomicBool,
    processed: AtomicU64,
}

impl EventLoop {
    /// Starts a thread that passes every message to `handler`. While there is no message, it waits
    /// as `strategy` says. Returns the handle of the loop.
    ///
    /// The thread ends when the channel has ended, when it is [stopped](EventLoopHandle::stop), or
    /// when the handler panics. In the first two cases the handler has got every message whose send
    /// returned `Ok`. A strategy with a timeout starts again when the time has passed: the loop
    /// does not end because no message came.
    ///
    /// The consumer lives until the handle is dropped, or until the result of
    /// [`join`](EventLoopHandle::join) is dropped. A loop whose handle was dropped drops its
    /// consumer when it ends. If a message's drop panics then, the panic ends the loop's thread. A
    /// competing consumer whose handler has panicked keeps its claim until it is dropped.
    ///
    /// # Errors
    ///
    /// An error if the system starts no more threads, as for [`thread::Builder::spawn`]. Then the
    /// consumer and the handler are dropped.
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
        let shared = Arc::new(LoopState::default());
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

/// The place in which the thread leaves its outcome for the handle. The last of these two drops the
/// outcome.
///
/// The outcome is not the result of the thread. The standard library aborts the process if the drop
/// of a thread's result panics. The outcome may own a consumer with messages, whose drops may
/// panic.
type Place<C> = Mutex<Option<Outcome<C>>>;

/// Stores the outcome.
fn put<C>(place: &Place<C>, outcome: Outcome<C>) {
    *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
}

/// Runs the loop, and catches a panic of the handler. This is the body of the thread.
fn catch<T, C: Consume<T>>(
    mut consumer: C,
    handler: impl FnMut(T),
    strategy: WaitStrategy,
    shared: &LoopState,
) -> Outcome<C> {
    let mut stats = LoopStats::default();
    // After a panic, everything that is used here is consistent. The consumer stays consistent when
    // a handler or a drop panics, because it retires a slot before it passes the message on.
    // `stats` holds only numbers. The handler, and the message that it had, are dropped in the
    // closure.
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
    shared: &LoopState,
    stats: &mut LoopStats,
) {
    let mut waiter = Waiter::new(strategy);
    let mut handle = |message| {
        handler(message);
        // Only this thread writes the counter.
        shared.processed.store(shared.processed.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    };
    let mut open = true;
    loop {
        if open && shared.stopped.load(Ordering::Acquire) {
            // The loop below drains the messages that were sent until now. After that the consumer
            // is told `Closed`.
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
                // An interrupt only makes the loop load `stopped` again.
                if !waiter.wait(|deadline| _ = consumer.park(deadline)) {
                    waiter.reset();
                }
            }
        }
    }
}

/// The handle of a running event loop, over a consumer of type `C`. Dropping it detaches the loop,
/// which runs until its channel ends.
///
/// ```
/// use ringmpsc::{EventLoop, WaitStrategy, spsc};
///
/// # fn main() -> std::io::Result<()> {
/// let (mut producer, consumer) = spsc::channel::<u32>();
/// let event_loop = EventLoop::spawn(consumer, |_| (), WaitStrategy::Blocking)?;
/// producer.send(1).unwrap();
/// event_loop.stop();
/// while !event_loop.is_finished() {
///     std::thread::yield_now();
/// }
/// assert_eq!(event_loop.processed(), 1);
/// let end = event_loop.join().unwrap();
/// assert_eq!((end.stats.processed, end.stats.batches), (1, 1));
/// assert!(end.consumer.is_closed());
/// # Ok(())
/// # }
/// ```
#[must_use = "join it to learn how the loop has ended, or drop it to leave the loop to itself"]
pub struct EventLoopHandle<C> {
    shared: Arc<LoopState>,
    unparker: Unparker,
    thread: JoinHandle<()>,
    outcome: Arc<Place<C>>,
}

impl<C> EventLoopHandle<C> {
    /// Closes the channel. The loop ends when every message that was sent is processed. Callable
    /// from any thread. Does not wait for the loop.
    ///
    /// With competing consumers the channel stays open for the other consumers. Then the loop
    /// processes at most the messages that are in the channel when the loop sees the stop.
    pub fn stop(&self) {
        self.shared.stopped.store(true, Ordering::Release);
        self.unparker.unpark();
    }

    /// Waits until the loop has ended, and returns the consumer.
    ///
    /// # Errors
    ///
    /// [`LoopPanic`] if the handler has panicked. It holds the panic's value and the consumer. The
    /// consumer has all messages that the handler did not get, so another loop can go on.
    ///
    /// # Panics
    ///
    /// Resumes a panic of the loop's thread that did not come from the handler. The thread catches
    /// all that it runs, so there is none.
    pub fn join(self) -> Result<LoopEnd<C>, LoopPanic<C>> {
        self.thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        // A `stop` that the loop did not notice must not end a later wait of the consumer. Without
        // one, an unpark is another unparker's, and ends the next wait. Relaxed: `join` owns the
        // handle, so each `stop` happens before this load.
        if self.shared.stopped.load(Ordering::Relaxed) {
            self.unparker.revoke();
        }
        let outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
        outcome.expect("the thread has put it there")
    }

    /// The number of messages for which the handler has returned so far.
    pub fn processed(&self) -> u64 {
        self.shared.processed.load(Ordering::Relaxed)
    }

    /// Whether the loop has ended. Then [`join`](Self::join) does not wait.
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
