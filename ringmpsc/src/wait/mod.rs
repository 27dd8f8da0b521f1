//! Waiting for the other side, without loss and without waste.
//!
//! A side that waits goes through the phases of its [strategy](WaitStrategy), and most of them end
//! with *parking*: sleeping in the kernel until the other side rings. Parking is the same on both
//! sides and for every kind of channel:
//!
//! ```text
//!   who waits                                      who publishes or releases
//!     key of the event count      (Acquire)          cursor.store              (Release)
//!     set the bell                                   light fence
//!     heavy fence                                    bell set?  no: done
//!     look again: something? then do not sleep         clear it; and if it was set:
//!     FUTEX_WAIT until the count is not the key        count += 1              (Release)
//!                                                      FUTEX_WAKE, if anybody sleeps
//! ```
//!
//! Each side executes one fence, so either the ringer sees the bell or the sleeper sees the cursor.
//! [`crate::fence`] says when both are full fences, and that no wake-up is lost then. If the ringer
//! comes between the sleeper's look and its sleep, the key is out of date and the kernel does not
//! put it to sleep. A side that ends (`close()`, a drop) sets its flag first and then rings without
//! looking at the bell; who has read the new count sees the flag.
//!
//! The waiting end never clears the bell, however its wait ends. A task or a notifier of the same
//! end may rely on it. The other side clears it, and tells everything that waits.
//!
//! * A **consumer** waits on the doorbells of its rings: all of them go dormant. That is the state
//!   in which a ring is that is not polled, so waiting adds nothing to a send.
//! * **Consumers that share** do the same, each with a fence of its own, and leave the bells set
//!   when they wake up. Who publishes `n` messages and finds the bell set wakes `n` of them, and
//!   clears the bell only if no more than `n` wait; then all are woken, and the clearing comes
//!   before the count. So whoever found the bell set, or set it, and is not woken either finds it
//!   set still, or has a key that is out of date.
//! * A **producer** waits on the *room* bell of its ring. With the option `wait` the consumer looks
//!   at it whenever it releases slots. A thread first sleeps for a limited time, and is woken once
//!   for many slots: see [`crate::producer::patience`].

mod backoff;
#[cfg(feature = "futures")]
pub(crate) mod budget;
mod catch_panic;
pub(crate) mod debts;
mod event_count;
mod listeners;
pub(crate) mod notifier;
mod strategy;
mod waiter;
mod waiters;

pub use self::backoff::Backoff;
pub(crate) use self::listeners::Way;
pub use self::notifier::EventNotifier;
pub use self::strategy::WaitStrategy;
pub use self::waiter::Waiter;
pub(crate) use self::waiters::{ListenerId, Waiters, fence_listening};
