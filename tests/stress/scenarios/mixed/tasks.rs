//! A task that its own thread polls.

use std::future::Future;
use std::pin::pin;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// Flags are never freed: `ThreadSanitizer` does not see the order in which std drops them. They
/// hang here, so that `LeakSanitizer` finds them. No lock: the sanitizer does not see std's either.
static KEPT: AtomicPtr<Kept> = AtomicPtr::new(ptr::null_mut());

/// An entry of the list.
struct Kept {
    #[expect(dead_code, reason = "it is kept")]
    flag: Arc<WakeFlag>,
    next: AtomicPtr<Kept>,
}

fn keep(flag: Arc<WakeFlag>) {
    let kept: &'static Kept = Box::leak(Box::new(Kept { flag, next: AtomicPtr::default() }));
    let push = |top| {
        kept.next.store(top, Ordering::Relaxed);
        Some(ptr::from_ref(kept).cast_mut())
    };
    // Nothing reads the entries, so there is nothing to order.
    let _top = KEPT.fetch_update(Ordering::Relaxed, Ordering::Relaxed, push);
}

struct WakeFlag {
    woken: AtomicBool,
    thread: Thread,
}

impl Wake for WakeFlag {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

pub(super) struct Task {
    flag: Arc<WakeFlag>,
    waker: Waker,
}

impl Task {
    /// A task of the calling thread.
    pub(super) fn new() -> Self {
        let flag = Arc::new(WakeFlag { woken: AtomicBool::new(false), thread: thread::current() });
        keep(Arc::clone(&flag));
        Self { waker: Waker::from(Arc::clone(&flag)), flag }
    }

    pub(super) fn context(&self) -> Context<'_> {
        Context::from_waker(&self.waker)
    }

    /// Polls whenever it is woken, until the future is ready, and sleeps in between.
    pub(super) fn run<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut self.context()) {
                return output;
            }
            self.sleep();
        }
    }

    /// Forgets that it was woken.
    pub(super) fn forget(&self) {
        self.flag.woken.store(false, Ordering::Relaxed);
    }

    /// Sleeps until it is woken, or was since it forgot.
    pub(super) fn sleep(&self) {
        while !self.flag.woken.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

/// Polls once, with a waker that does nothing, and drops the future.
pub(super) fn poll_once<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}
