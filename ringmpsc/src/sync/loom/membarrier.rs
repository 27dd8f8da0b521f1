//! membarrier(2), played by the threads of a model.
//!
//! The call makes every running thread execute a full fence at some point before it returns. Loom
//! cannot make one thread execute something for another, so the threads do it themselves: the
//! caller asks for a fence and waits, and each [`RunningThread`] executes one as soon as it comes
//! to its next named edge. That is an interrupt that arrives at the latest moment at which it can
//! matter.
//!
//! A model can have the call refused although the registration was accepted, from the beginning or
//! after some calls. Then the caller waits until the store buffers have drained ([`drain`]). A
//! running thread plays this as it plays the call: its stores become visible at the latest before
//! its next named edge. That the buffers drain in time is assumed, and no model shows it.
//!
//! All this is bookkeeping in plain memory, which loom does not see; only the fences are real.

use std::io;
use std::sync::Mutex as StdMutex;
use std::sync::atomic::{AtomicBool, AtomicUsize as StdAtomicUsize, Ordering};
use std::time::Duration;

use loom::thread::{self, Thread, ThreadId};

use crate::sync::loom::{AtomicUsize, FENCES};

static OFFERED: AtomicBool = AtomicBool::new(false);

/// How many calls of one execution are granted.
static GRANTED: StdAtomicUsize = StdAtomicUsize::new(usize::MAX);

/// Whether channels that are opened from now on find membarrier(2); if not, they use full fences.
/// After so many `granted` calls the next ones of an execution are refused.
pub fn offer_membarrier(offered: bool, granted: usize) {
    OFFERED.store(offered, Ordering::Relaxed);
    GRANTED.store(granted, Ordering::Relaxed);
}

/// The state of one execution of a model.
#[derive(Default)]
struct Calls {
    /// Calls there have been that were not refused.
    granted: usize,
    /// Rounds of fences there have been: one for each call that was granted, and for each drain.
    made: usize,
    /// The running threads, and how many calls each has executed a fence for.
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

    /// A thread has executed its fence, and what it did before is to be seen by the callers.
    fn wake_callers(&mut self) {
        for caller in self.callers.drain(..) {
            caller.unpark();
        }
    }
}

/// Membarrier(2) is not offered.
pub(crate) struct Unavailable;

/// Every channel comes by here when it is opened, before there are threads. So it is here that the
/// statics are made: loom lets the making of a static happen before each of its uses, which must
/// not add an order between two threads.
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

/// Waits until every running thread's stores are visible to this thread, and its own to them.
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
        // Not a yield: after one, loom does not return what was seen before it.
        thread::park();
    }
    super::fence(super::Ordering::SeqCst);
}

/// Where a running thread can be interrupted.
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

/// Being switched in or out is a full fence. Channels without membarrier(2) must not rely on it.
fn fence_if_offered() {
    if OFFERED.load(Ordering::Relaxed) {
        super::fence(super::Ordering::SeqCst);
    }
}

/// A thread of a model that publishes: as long as this lives, [`heavy`] waits for its fence.
///
/// A thread must not have one when it waits for another thread: it would not come to its next edge.
pub struct RunningThread(());

impl RunningThread {
    /// Makes the current thread one.
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
