//! What a thread does between two checks.

use std::time::Duration;

/// How to wait.
///
/// The strategies are ordered by what they cost while no message arrives. The first two burn a CPU
/// and answer within nanoseconds. The blocking ones cost nothing and need a few microseconds to
/// wake up.
///
/// A process may have one CPU, by the affinity masks of its threads or by the quota of its cgroup.
/// There no thread spins, because the other thread needs that CPU: each pause is a `sched_yield`.
/// Threads do spin if each is bound to a CPU of its own.
///
/// The process counts its CPUs when it opens its first channel, or when a [`Waiter`](crate::Waiter)
/// pauses before that. No later wait makes a system call for it. If the process had one CPU, a
/// thread that yields on another CPU ends this, for all threads and for good.
///
/// | strategy | phases | CPU while idle | system calls |
/// |---|---|---|---|
/// | `BusySpin` | pause for ever | all of one | none |
/// | `Yielding` | 64 pauses, then `sched_yield` for ever | all that other threads leave | many |
/// | `Sleeping` | 64 pauses, then sleeps | one wake-up per sleep | one per sleep |
/// | `Blocking` | up to 127 pauses, then parks | none | membarrier(2) and futex(2) to park, futex(2) to wake |
/// | `TimedBlocking` | the same, until the time is up | none | the same |
/// | `PhasedBackoff` | `spins` pauses, `yields` yields, then parks | none | the same |
///
/// A parked thread wakes up after half a second, and then ever more rarely, at last every two
/// seconds. Each time takes some microseconds. This is for a sandbox that refuses futex(2) to the
/// thread that should wake it.
///
/// A wait that does not park executes no membarrier(2) of its own. The polls of an `mpsc` consumer
/// may, when idle rings go dormant.
///
/// ```
/// use std::time::Duration;
/// use ringmpsc::{WaitStrategy, spsc};
///
/// let (mut producer, mut consumer) = spsc::channel::<u32>();
/// producer.send(1).unwrap();
/// assert_eq!(consumer.recv_with(WaitStrategy::PhasedBackoff { spins: 100, yields: 10 }), Ok(1));
/// let brief = WaitStrategy::TimedBlocking { timeout: Duration::from_millis(1) };
/// assert!(consumer.recv_with(brief).unwrap_err().is_timeout());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WaitStrategy {
    /// Pauses and checks again, for ever. For a thread that has a CPU of its own.
    BusySpin,
    /// Pauses a little, then yields to other threads between two checks.
    Yielding,
    /// Pauses a little, then sleeps for `sleep` between two checks.
    Sleeping {
        /// How long each sleep lasts.
        sleep: Duration,
    },
    /// Pauses a little, then parks until the other side wakes it.
    #[default]
    Blocking,
    /// As `Blocking`, but gives up `timeout` after the wait began. `Duration::MAX` is for ever.
    TimedBlocking {
        /// How long to wait in all.
        timeout: Duration,
    },
    /// Pauses `spins` times, yields `yields` times, then parks.
    PhasedBackoff {
        /// How many checks have a pause in between.
        spins: u32,
        /// How many checks have a yield in between.
        yields: u32,
    },
}
