//! Tasks that are polled by the thread of a test.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use crate::Watchdog;

/// Counts how often it is woken, and wakes a thread.
#[derive(Debug)]
struct Count {
    wakes: AtomicUsize,
    thread: thread::Thread,
}

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.wakes.fetch_add(1, Ordering::Release);
        self.thread.unpark();
    }
}

/// A task that is polled by this thread.
#[derive(Debug)]
pub struct Task {
    count: Arc<Count>,
    waker: Waker,
    /// A task that is not woken would sleep for ever.
    _watchdog: Watchdog,
}

impl Task {
    /// A task that was not polled.
    #[expect(clippy::new_without_default, reason = "every task is a new one")]
    pub fn new() -> Self {
        let count = Arc::new(Count { wakes: AtomicUsize::new(0), thread: thread::current() });
        Self { waker: Waker::from(Arc::clone(&count)), count, _watchdog: Watchdog::start() }
    }

    /// Polls once.
    pub fn poll<F: Future>(&self, future: Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut self.context())
    }

    /// How often it was woken.
    pub fn wakes(&self) -> usize {
        self.count.wakes.load(Ordering::Acquire)
    }

    /// What it is polled with.
    pub fn context(&self) -> Context<'_> {
        Context::from_waker(&self.waker)
    }

    /// Polls until it is ready, and sleeps in between.
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        loop {
            let wakes = self.wakes();
            if let Poll::Ready(output) = self.poll(future.as_mut()) {
                return output;
            }
            while self.wakes() == wakes {
                thread::park();
            }
        }
    }
}
