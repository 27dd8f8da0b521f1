//! How a third thread ends the wait of one end: [`Unparker`].
//!
//! Each end has at most one flag. All unparkers of the end share it.
//!
//! ```text
//!   the thread that waits                          the thread that calls `unpark`
//!  1  try the operation; done? then return           flag.swap(true)            (Release)
//!  2  flag set? clear it, return Interrupted         full fence
//!  3  sleepers += 1, full fence                      sleepers > 0?  no: done
//!     key = the event count       (Acquire)            count += 1               (Release)
//!  4  flag set? clear it, sleepers -= 1,               FUTEX_WAKE
//!     return Interrupted
//!     set DORMANT, load the cursor, as always
//!     FUTEX_WAIT while the count equals the key
//!     sleepers -= 1
//!  5  flag set? clear it, wake another consumer,
//!     return Interrupted
//!     go to 1
//! ```
//!
//! * *Only the end's own thread clears the flag.* An end is used through `&mut`, so one thread
//!   waits with it at a time. An unpark ends one wait. Unparks that come before the flag is cleared
//!   count as one.
//! * *Other ends that use the same waiters* are woken too. Their flags are not set, so they sleep
//!   again.
//! * *An unpark that comes before a wait* leaves the flag set. The next operation that would wait
//!   ends instead. An operation that succeeds at once leaves the flag set.
//! * *No unpark is lost.* Both threads execute a full fence between their store and their load. So
//!   the unparking thread sees the sleeper, or the waiting thread sees the flag. If the unparking
//!   thread sees the sleeper, it moves the count, and the key is stale or the sleep ends.
//! * *No message is stranded.* In step 5 the thread may have been woken for a message, in place of
//!   another consumer that waits. It does not poll for that message. So it passes the notification
//!   on: it wakes one of the other consumers. The unpark wakes all of them, but the unparking
//!   thread may stall between its two steps.
//! * *A strategy that does not park* loads the flag between two attempts, and nowhere else. A send
//!   or a receive that succeeds at once does not load it.
//! * *An unparker of an end that is gone* sets a flag that no thread loads. It may wake the thread
//!   of a later producer of the same ring, which sleeps again.

use core::fmt;

use crate::sync::{AtomicBool, Ordering, StdArc, edge};
use crate::wait::Waiters;

/// The flag of one end. A clone is the same flag.
#[derive(Clone)]
pub(crate) struct Interrupt(StdArc<AtomicBool>);

impl Default for Interrupt {
    fn default() -> Self {
        Self(StdArc::new(AtomicBool::new(false)))
    }
}

impl Interrupt {
    /// Sets the flag. The caller then notifies the waiters.
    ///
    /// Release pairs with the Acquire of [`take`](Self::take). A thread that takes this interrupt
    /// sees what the caller did before, for example that it set a stop flag. This is an exchange
    /// and not a store, so that a later call of another thread does not hide this one. An Acquire
    /// reads from the whole release sequence, and a plain store would begin a new one.
    pub(crate) fn set(&self) {
        self.0.swap(true, edge("interrupt.set", Ordering::Release));
    }

    /// Clears the flag. Returns whether it was set.
    ///
    /// The load may be Relaxed. If it misses a [`set`](Self::set) before a sleep, the unparking
    /// thread sees that this thread is announced, because both execute a full fence. It moves the
    /// event count. The count has not moved before this thread took the key (Acquire; the flag is
    /// set before the count moves). So the key is stale, and the kernel does not put the thread to
    /// sleep.
    ///
    /// Acquire pairs with the Release of `set`. After the wait the thread sees what the unparking
    /// thread did before. Without it the thread could use up the interrupt, miss the stop flag that
    /// the interrupt announces, and sleep for ever.
    pub(crate) fn take(&self) -> bool {
        let acquire = edge("interrupt.take", Ordering::Acquire);
        self.is_set() && self.0.swap(false, acquire)
    }

    /// Returns whether the flag is set. Relaxed: see [`take`](Self::take).
    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Ends a wait of one end from another thread: a [`park`](crate::Consume::park), or an operation
/// that blocks.
///
/// Such an operation then fails with its variant `Interrupted`. These operations are `recv`,
/// `send`, their variants with a time or a strategy, `recv_many`, `send_all`, `reserve_wait`,
/// `wait_closed` and the like. A blocking iterator returns `None`. A future is not interrupted:
/// drop it.
///
/// An unparker works from any thread, also after its end is gone.
///
/// ```
/// use std::thread;
/// use ringmpsc::{Consume, RecvError, spsc};
///
/// let (_producer, mut consumer) = spsc::channel::<u32>();
/// let unparker = consumer.unparker();
/// let receiver = thread::spawn(move || consumer.recv());
/// unparker.unpark();
/// assert_eq!(receiver.join().unwrap(), Err(RecvError::Interrupted));
/// ```
#[derive(Clone)]
pub struct Unparker {
    /// Other ends that use the same waiters are woken too, and sleep again.
    waiters: StdArc<Waiters>,
    /// The flag of the one end that this unparker belongs to.
    interrupt: Interrupt,
}

impl Unparker {
    pub(crate) fn new(waiters: &StdArc<Waiters>, interrupt: &Interrupt) -> Self {
        Self { waiters: StdArc::clone(waiters), interrupt: interrupt.clone() }
    }

    /// Ends the wait in progress. If there is none, ends the next one.
    ///
    /// Each call ends one wait. Calls that come before the end has noticed count as one. An
    /// operation that succeeds at once does not notice. So set a flag of your own before the call,
    /// and load it after each operation.
    ///
    /// The thread of the end sees, after that wait, what the calling thread did before this call.
    /// So a flag that gives the reason may be `Relaxed`.
    ///
    /// A strategy that does not park notices between two attempts. `Sleeping` notices after its
    /// sleep. Lock-free.
    pub fn unpark(&self) {
        // `notify_all` begins with the fence that must follow this exchange.
        self.interrupt.set();
        self.waiters.notify_all();
    }

    /// Takes back an `unpark` that the end has not noticed.
    pub(crate) fn revoke(&self) {
        self.interrupt.take();
    }
}

impl fmt::Debug for Unparker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unparker").finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "futures", not(ringmpsc_loom)))]
mod tests;
