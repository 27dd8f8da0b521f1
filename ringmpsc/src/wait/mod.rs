//! Waiting for the other side without a lost wake-up.
//!
//! A side that waits goes through the phases of its [strategy](WaitStrategy). Most strategies end
//! with *parking*: the thread sleeps in the kernel until the other side wakes it. Parking is the
//! same on both sides and for every kind of channel:
//!
//! ```text
//!   the waiting thread                             the thread that publishes or releases
//!     sleepers += 1, full fence                      cursor.store              (Release)
//!     key = the event count       (Acquire)          light fence
//!     set DORMANT in the doorbell                    DORMANT set?  no: done
//!     heavy fence                                      clear it; and if it was set: full fence
//!     load the cursor; moved? then do not sleep        sleepers > 0?  no: no thread waits
//!     FUTEX_WAIT while the count equals the key        count += 1              (Release)
//!     sleepers -= 1                                    FUTEX_WAKE
//! ```
//!
//! Each side executes a fence between its store and its load, twice. The first pair: the publishing
//! thread sees the flag, or the waiting thread sees the cursor. [`crate::fence`] says when both are
//! full fences, and that no wake-up is lost then. The second pair: the publishing thread sees the
//! sleeper, or the waiting thread sees the cursor and the cleared flag.
//!
//! The publishing thread may act between the waiting thread's load of the cursor and its sleep.
//! Then the key is stale, and the kernel does not put the thread to sleep. A side that ends
//! (`close()`, a drop) sets its flag first. Then it notifies the waiters without loading the
//! doorbell. A thread that has read the new count sees the flag.
//!
//! A task waits in the same way. In place of `sleepers += 1` it leaves its waker, and a notifier
//! its registration: see [`Waiters`].
//!
//! # What waiting costs
//!
//! While no end waits, a publish or a release costs one Relaxed load of the doorbell and a branch.
//! The table counts read-modify-writes (RMW). If the ring of an `mpsc` producer is not polled, the
//! producer executes one more to put it back, and its consumer one to take it. A task that is
//! polled before it is woken executes one more, to take its waker back.
//!
//! | the end waits as | to arm | to wake it |
//! |---|---|---|
//! | a thread | 2 RMW, the fence, `FUTEX_WAIT`, 1 RMW | 2 RMW, `FUTEX_WAKE` |
//! | a task without competitors | 1 RMW, the fence; a clone of the waker | 2 RMW, the waker |
//! | a task of a competing consumer | 3 RMW, the fence; a clone of the waker | 3 RMW, the waker |
//! | a notifier | 4 RMW, the fence | 4 RMW, write(2) |
//!
//! [`crate::fence`] says which fence an arming end executes. If the doorbell is set already, the
//! end does not set it again, and executes a full fence.
//!
//! The end of a wait does not clear the doorbell: a task or a notifier of the same end may rely on
//! it. The other side clears it, and notifies all waiters. There is one exception. An `mpsc`
//! consumer clears the doorbell of a dormant ring in which it finds a message itself, and continues
//! to poll that ring.
//!
//! * A **consumer** waits on the doorbells of its rings. A ring that is not polled has `DORMANT`
//!   anyway, so waiting adds nothing to a send. An `mpsc` consumer keeps polling a few rings after
//!   the wait. If it polls more, all of them go dormant: see `kind/mpsc/dormancy.rs`.
//! * **Competing consumers** do the same. Each executes a fence of its own, and leaves the
//!   doorbells set when it wakes up. A producer that publishes `n` messages and finds the doorbell
//!   set wakes `n` consumers. It clears the doorbell only if at most `n` wait; then all of them are
//!   woken. It clears `DORMANT` before it increments the event count. So a waiter is woken, or
//!   still sees the flag set, or holds a stale key and does not sleep.
//! * A **producer** waits on the `space` doorbell of its ring. With the option `wait` the consumer
//!   loads it after each release. A thread first sleeps for a limited time, and is woken once for
//!   many slots: see [`crate::producer::patience`].
//!
//! A third thread may end a wait: see [`interrupt`].

mod backoff;
#[cfg(feature = "futures")]
pub(crate) mod budget;
mod catch_panic;
pub(crate) mod debts;
mod event_count;
mod interrupt;
mod listeners;
pub(crate) mod notifier;
mod strategy;
mod waiter;
mod waiters;
#[cfg(feature = "futures")]
mod waker_cell;

pub use self::backoff::Backoff;
pub(crate) use self::interrupt::Interrupt;
pub use self::interrupt::Unparker;
pub(crate) use self::listeners::Way;
pub use self::notifier::EventNotifier;
pub use self::strategy::WaitStrategy;
pub use self::waiter::Waiter;
#[cfg(feature = "futures")]
pub(crate) use self::waiters::Recalled;
pub(crate) use self::waiters::{ListenerId, Waiters, fence_after_listening};
