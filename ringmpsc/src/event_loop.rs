//! A thread that hands the messages of a channel to a function.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};

use crate::ends::{AlarmClock, Consume};
use crate::error::TryRecvError;
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
struct Shared {
    /// Stored Release by the caller of `stop`, loaded Acquire by the loop, which so sees what that
    /// caller did before. A loop that parks is woken by the alarm clock, which is rung after the store
    /// and carries it too (see `AlarmClock::ring`). A loop that does not park loads it again.
    stopped: AtomicBool,
    processed: AtomicU64,
}

impl EventLoop {
    /// Starts a thread that hands every message to `handler`, waiting as `strategy` says while there is none.
    ///
    /// The thread ends, and drops the consumer, when the channel has ended, when it is
    /// [stopped](EventLoopHandle::stop), or when the handler panics. In the first two cases everything that any
    /// send reported as `Ok` was handed to the handler before. A strategy with a timeout begins anew when the time
    /// is up: the loop does not end because nothing happened.
    ///
    /// # Panics
    ///
    /// If the system starts no more threads.
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
    /// let (channel, consumer) = NumberChannel::open();
    /// let add = |number| _ = SUM.fetch_add(number, Ordering::Relaxed);
    /// let event_loop = EventLoop::spawn(consumer, add, WaitStrategy::Blocking);
    ///
    /// let mut producer = channel.register().unwrap();
    /// producer.send_slice(&[1, 2, 3]);
    /// event_loop.stop();
    /// let stats = event_loop.join().expect("the handler does not panic");
    /// assert_eq!((SUM.load(Ordering::Relaxed), stats.processed), (6, 3));
    /// assert!(producer.try_send(4).unwrap_err().is_closed());
    /// ```
    pub fn spawn<T, C, F>(consumer: C, handler: F, strategy: WaitStrategy) -> EventLoopHandle
    where
        C: Consume<T> + Send + 'static,
        F: FnMut(T) + Send + 'static,
    {
        let shared = Arc::new(Shared::default());
        let alarm_clock = consumer.alarm_clock();
        let run = {
            let shared = Arc::clone(&shared);
            move || run(consumer, handler, strategy, &shared)
        };
        let thread = thread::Builder::new().name("event loop".into());
        let thread = thread.spawn(run).expect("the system starts another thread");
        EventLoopHandle { shared, alarm_clock, thread }
    }
}

fn run<T>(
    mut consumer: impl Consume<T>,
    mut handler: impl FnMut(T),
    strategy: WaitStrategy,
    shared: &Shared,
) -> LoopStats {
    let mut waiter = Waiter::new(strategy);
    let mut stats = LoopStats::default();
    let mut handle = |message| {
        handler(message);
        // This thread alone counts.
        shared.processed.store(shared.processed.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    };
    let mut open = true;
    loop {
        if open && shared.stopped.load(Ordering::Acquire) {
            // What was sent until now is drained below; after that the channel says that it has ended.
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
    stats.processed = shared.processed.load(Ordering::Relaxed);
    stats
}

/// An event loop that is running. Dropping it leaves the loop to itself, until its channel ends.
pub struct EventLoopHandle {
    shared: Arc<Shared>,
    alarm_clock: AlarmClock,
    thread: JoinHandle<LoopStats>,
}

impl EventLoopHandle {
    /// Closes the channel, and lets the loop end when everything that was sent is processed. From any thread;
    /// does not wait for it.
    ///
    /// Where consumers share the channel it stays open for the others, and the loop processes no more messages than
    /// are waiting when it learns of this.
    pub fn stop(&self) {
        self.shared.stopped.store(true, Ordering::Release);
        self.alarm_clock.ring();
    }

    /// Waits until the loop has ended.
    ///
    /// # Errors
    ///
    /// If the handler has panicked, with what it panicked with.
    pub fn join(self) -> thread::Result<LoopStats> {
        self.thread.join()
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

impl fmt::Debug for EventLoopHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventLoopHandle")
            .field("processed", &self.processed())
            .field("finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}
