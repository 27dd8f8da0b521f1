//! What the threads of a model do.
//!
//! None of them spins. Where it would, it tries a few times, and then joins the thread that it
//! waits for: after a yield, loom does not return old values any more.

use std::sync::atomic::{AtomicBool, Ordering};

use loom::thread::JoinHandle;
use ringmpsc::__private::model::RunningThread;
use ringmpsc::TryRecvError;

use crate::message::Message;

/// Whether a new thread goes first, as long as nothing is tried out yet.
pub(crate) static NEW_THREADS_FIRST: AtomicBool = AtomicBool::new(false);

/// Starts a thread.
pub(crate) fn spawn<T: 'static>(f: impl FnOnce() -> T + 'static) -> JoinHandle<T> {
    if !NEW_THREADS_FIRST.load(Ordering::Relaxed) {
        return loom::thread::spawn(f);
    }
    let parent = loom::thread::current();
    let thread = loom::thread::spawn(move || {
        parent.unpark();
        f()
    });
    loom::thread::park();
    thread
}

/// Starts a thread that publishes.
pub(crate) fn spawn_producer<T: 'static>(f: impl FnOnce() -> T + 'static) -> JoinHandle<T> {
    spawn(|| {
        let _running = RunningThread::start();
        f()
    })
}

/// Tries to receive so many times, and returns the numbers.
pub(crate) fn receive(
    attempts: usize,
    mut try_recv: impl FnMut() -> Result<Message, TryRecvError>,
) -> Vec<u32> {
    (0..attempts).filter_map(|_| try_recv().ok()).map(Message::number).collect()
}

/// Receives until there is nothing, and returns the numbers and why there is nothing more.
pub(crate) fn receive_all(
    mut try_recv: impl FnMut() -> Result<Message, TryRecvError>,
) -> (Vec<u32>, TryRecvError) {
    let mut received = Vec::new();
    loop {
        match try_recv() {
            Ok(message) => received.push(message.number()),
            Err(error) => return (received, error),
        }
    }
}
