//! membarrier(2), simulated by the threads of a model.
//!
//! The call makes every running thread execute a full fence at some point before it returns. Loom
//! cannot make one thread execute a fence for another, so the threads do it themselves. The caller
//! requests a fence and waits. Each [`RunningThread`] executes one as soon as it comes to its next
//! named edge. This simulates an interrupt at the latest moment at which it can matter.
//!
//! A model can make the call fail although the registration was accepted, from the beginning or
//! after some calls. Then the caller waits until the store buffers have drained ([`drain`]). A
//! running thread simulates this as it simulates the call: its stores become visible at the latest
//! before its next named edge. The models assume that the buffers drain in time, and do not check
//! it.
//!
//! All this is bookkeeping in plain memory, which loom does not see. Only the fences are real.

use std::io;
use std::sync::Mutex as StdMutex;
use std::sync::atomic::{AtomicBool, AtomicUsize as StdAtomicUsize, Ordering};
use std::time::Duration;

use loom::thread::{self, Thread, ThreadId};

use crate::sync::loom::{AtomicUsize, FENCES};

static OFFERED: AtomicBool = AtomicBool::new(false);

/// How many calls of one execution succeed.
static GRANTED: StdAtomicUsize = StdAtomicUsize::new(usize::MAX);

/// Sets whether channels that are opened from now on find membarrier(2). If not, they use full
/// fences. After `granted` calls, later calls of an execution fail.
pub fn offer_membarrier(offered: bool, granted: usize) {
    OFFERED.store(offered, Ordering::Relaxed);
    GRANTED.store(granted, Ordering::Relaxed);
}

/// The state of one execution of a model.
#[derive(Default)]
struct Calls {
    /// The number of calls so far that succeeded.
    granted: usize,
    /// The number of rounds of fences so far: one for each call that succeeded, and one for each
    /// drain.
    made: usize,
    /// The running threads, and the number of rounds for which each has executed a fence.
    running: Vec<(ThreadId, usize)>,
    /// The threads that wait for these fences.
    callers: Vec<Thread>,
}

loom::lazy_static! {
    static ref CALLS: StdMutex<Calls> = StdMutex::new(Calls::default());
}

impl Calls {
    fn with<R>(f: impl FnOnce(&mut Self) -> R) -> R {
        f(&mut CALLS.lock().expect("never poisoned"))
    }

    /// A thread has executed its fence: wakes the callers, which then see what the thread did
    /// before.
    fn wake_callers(&mut self) {
        for caller in self.callers.drain(..) {
            caller.unpark();
        }
    }
}

/// membarrier(2) is not offered.
pub(crate) struct Unavailable;

/// Fails if the model does not offer membarrier(2).
///
/// Every channel calls this when it is opened, before there are threads. So the statics are
/// initialised here. Loom orders the initialisation of a static before each of its uses, and this
/// must not add an order between two threads.
pub(crate) fn register() -> Result<(), Unavailable> {
    let _: (&AtomicUsize, &StdMutex<Calls>) = (&FENCES, &CALLS);
    if OFFERED.load(Ordering::Relaxed) { Ok(()) } else { Err(Unavailable) }
}

/// The call itself.
pub(crate) fn heavy() -> io::Result<()> {
    let granted = Calls::with(|calls| {
        let granted = calls.granted < GRANTED.load(Ordering::Relaxed);
        calls.granted += usize::from(granted);
        granted
    });
    if !granted {
        return Err(io::ErrorKind::OutOfMemory.into());
    }
    fence_everywhere();
    Ok(())
}

/// Waits until every running thread's stores are visible to this thread, and its own stores to
/// them.
pub(crate) fn drain(_time: Duration) {
    fence_everywhere();
}

/// Waits until every running thread has executed a full fence.
fn fence_everywhere() {
    super::fence(super::Ordering::SeqCst);
    let call = Calls::with(|calls| {
        calls.made += 1;
        calls.made
    });
    let me = thread::current().id();
    let done = || {
        Calls::with(|calls| calls.running.iter().all(|&(id, fenced)| id == me || fenced >= call))
    };
    while !done() {
        Calls::with(|calls| calls.callers.push(thread::current()));
        // Not a yield: after a yield, loom does not return values that were seen before it.
        thread::park();
    }
    super::fence(super::Ordering::SeqCst);
}

/// A point at which a running thread can be interrupted.
pub(crate) fn interrupt() {
    if !OFFERED.load(Ordering::Relaxed) {
        return;
    }
    let me = thread::current().id();
    let asked = Calls::with(|calls| {
        let made = calls.made;
        calls.running.iter().any(|&(id, fenced)| id == me && fenced < made).then_some(made)
    });
    let Some(made) = asked else { return };
    super::fence(super::Ordering::SeqCst);
    Calls::with(|calls| {
        for (_, fenced) in calls.running.iter_mut().filter(|(id, _)| *id == me) {
            *fenced = made;
        }
        calls.wake_callers();
    });
}

/// A context switch is a full fence. Channels without membarrier(2) must not rely on it.
fn fence_if_offered() {
    if OFFERED.load(Ordering::Relaxed) {
        super::fence(super::Ordering::SeqCst);
    }
}

/// A thread of a model that publishes. While this value lives, [`heavy`] waits for the thread's
/// fence.
///
/// A thread must not have one while it waits for another thread: it would not come to its next
/// edge.
pub struct RunningThread(());

impl RunningThread {
    /// Makes the current thread a running thread.
    #[must_use]
    pub fn start() -> Self {
        fence_if_offered();
        Calls::with(|calls| calls.running.push((thread::current().id(), calls.made)));
        Self(())
    }
}

impl Drop for RunningThread {
    fn drop(&mut self) {
        fence_if_offered();
        let me = thread::current().id();
        Calls::with(|calls| {
            calls.running.retain(|&(id, _)| id != me);
            calls.wake_callers();
        });
    }
}
