//! Executes a [`WaitStrategy`], one step at a time.

use std::thread;
use std::time::{Duration, Instant};

use crate::cpus;
use crate::error::{GaveUp, RecvTimeoutError, TryRecvError};
use crate::sync::MODELLED;
use crate::wait::WaitStrategy;
use crate::wait::backoff;

/// The number of pauses before `Yielding` yields and `Sleeping` sleeps.
const PAUSES: u32 = 64;

/// How many steps pause before parking. Each pauses twice as long as the last one: 127 pauses in
/// all, a few microseconds. Parking and waking cost about as much.
const DOUBLINGS: u32 = if MODELLED { 0 } else { 7 };

/// A wait in progress: what a thread does between one check and the next.
///
/// ```
/// use std::thread;
/// use std::time::{Duration, Instant};
/// use ringmpsc::{WaitStrategy, Waiter};
///
/// let mut waiter = Waiter::new(WaitStrategy::TimedBlocking { timeout: Duration::from_millis(1) });
/// let mut polls = 0;
/// let sleep = |deadline: Option<Instant>| {
///     thread::park_timeout(deadline.unwrap().saturating_duration_since(Instant::now()));
/// };
/// while waiter.wait(sleep) {
///     polls += 1; // no message yet
/// }
/// assert!(polls > 0);
/// waiter.reset(); // The next wait has the whole millisecond again.
/// ```
#[derive(Clone, Debug)]
pub struct Waiter {
    strategy: WaitStrategy,
    /// When to give up. `TimedBlocking` sets it when the wait begins.
    deadline: Option<Instant>,
    /// The number of steps so far.
    step: u32,
    /// How many steps paused or yielded.
    spins: u64,
}

impl Waiter {
    /// Creates a wait that has not begun.
    pub const fn new(strategy: WaitStrategy) -> Self {
        Self { strategy, deadline: None, step: 0, spins: 0 }
    }

    /// Blocks until `deadline`, or for ever without one.
    pub(crate) const fn until(deadline: Option<Instant>) -> Self {
        Self { strategy: WaitStrategy::Blocking, deadline, step: 0, spins: 0 }
    }

    /// Blocks for `timeout`, or for ever if the clock does not reach that far.
    pub(crate) fn timeout(timeout: Duration) -> Self {
        Self::until(Instant::now().checked_add(timeout))
    }

    /// Waits a little. Returns `true` if the caller should check again, and `false` when the time
    /// is up.
    ///
    /// A strategy that parks calls `park` with the deadline, if there is one. `park` may return at
    /// any time. Check once before the first call: if the time is up already, this returns `false`
    /// at once.
    pub fn wait(&mut self, park: impl FnOnce(Option<Instant>)) -> bool {
        if let (0, WaitStrategy::TimedBlocking { timeout }) = (self.step, self.strategy) {
            self.deadline = Instant::now().checked_add(timeout);
        }
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return false;
        }
        let step = self.step;
        self.step = step.saturating_add(1);
        let spun = match self.strategy {
            WaitStrategy::BusySpin => pause(1),
            WaitStrategy::Yielding | WaitStrategy::Sleeping { .. } if step < PAUSES => pause(1),
            WaitStrategy::Yielding => yield_now(),
            WaitStrategy::Sleeping { sleep } => {
                thread::sleep(sleep);
                false
            }
            WaitStrategy::Blocking | WaitStrategy::TimedBlocking { .. } if step < DOUBLINGS => {
                pause(1 << step)
            }
            WaitStrategy::PhasedBackoff { spins, .. } if step < spins => pause(1),
            WaitStrategy::PhasedBackoff { spins, yields } if step - spins < yields => yield_now(),
            WaitStrategy::Blocking
            | WaitStrategy::TimedBlocking { .. }
            | WaitStrategy::PhasedBackoff { .. } => {
                park(self.deadline);
                false
            }
        };
        self.spins += u64::from(spun);
        true
    }

    /// Waits one step of an operation of an end, after an attempt that failed. `Ok` means: try
    /// again.
    ///
    /// `interrupted` tells whether the end took an interrupt after the attempt. `park` returns
    /// whether it took one: see [`interrupt`](crate::wait::interrupt).
    pub(crate) fn step(
        &mut self,
        interrupted: bool,
        park: impl FnOnce(Option<Instant>) -> bool,
    ) -> Result<(), GaveUp> {
        if interrupted {
            return Err(GaveUp::Interrupted);
        }
        let mut interrupted = false;
        let again = self.wait(|deadline| interrupted = park(deadline));
        if interrupted {
            Err(GaveUp::Interrupted)
        } else if again {
            Ok(())
        } else {
            Err(GaveUp::TimedOut)
        }
    }

    /// Receives with `attempt`. While that finds nothing, waits one step with `step`.
    pub(crate) fn receive<C, T>(
        mut self,
        consumer: &mut C,
        mut attempt: impl FnMut(&mut C) -> Result<T, TryRecvError>,
        mut step: impl FnMut(&mut C, &mut Self) -> Result<(), GaveUp>,
    ) -> Result<T, RecvTimeoutError> {
        loop {
            match attempt(consumer) {
                Ok(received) => return Ok(received),
                Err(TryRecvError::Closed) => return Err(RecvTimeoutError::Closed),
                Err(TryRecvError::Empty) => step(consumer, &mut self)?,
            }
        }
    }

    /// Returns how many steps have paused or yielded since the wait began, or was
    /// [reset](Self::reset). A step that slept or parked does not count.
    ///
    /// ```
    /// use ringmpsc::{WaitStrategy, Waiter};
    ///
    /// let mut waiter = Waiter::new(WaitStrategy::PhasedBackoff { spins: 2, yields: 1 });
    /// for _ in 0..5 {
    ///     waiter.wait(|_| ()); // no message yet
    /// }
    /// assert_eq!(waiter.spins(), 3);
    /// ```
    pub const fn spins(&self) -> u64 {
        self.spins
    }

    /// Begins again, with all phases and the whole timeout. Call it after a check that succeeded.
    pub const fn reset(&mut self) {
        self.step = 0;
        self.spins = 0;
    }
}

/// Pauses `n` times, or yields once if the process has one CPU. Returns `true`: the step is a spin.
fn pause(n: u32) -> bool {
    // With one CPU the thread yields, which is a system call in any case. With several this loads a
    // word.
    if cpus::settle() {
        return yield_now();
    }
    backoff::pause(n);
    true
}

/// Yields to the scheduler. Returns `true`: the step is a spin.
fn yield_now() -> bool {
    thread::yield_now();
    true
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests {
    use super::*;

    /// The first `n` steps of a strategy: whether each parked.
    fn parks(strategy: WaitStrategy, n: usize) -> Vec<bool> {
        let mut waiter = Waiter::new(strategy);
        let step = |_| {
            let mut parked = false;
            assert!(waiter.wait(|_| parked = true));
            parked
        };
        (0..n).map(step).collect()
    }

    #[test]
    fn spinning_yielding_and_sleeping_never_park() {
        let sleep = Duration::from_nanos(1);
        for strategy in
            [WaitStrategy::BusySpin, WaitStrategy::Yielding, WaitStrategy::Sleeping { sleep }]
        {
            assert!(!parks(strategy, 100).contains(&true), "{strategy:?}");
        }
    }

    #[test]
    fn a_step_that_pauses_is_a_spin_and_pauses_twice_as_long_before_parking() {
        if cpus::settle() {
            // Then a pause is a yield.
            return;
        }
        let mut waiter = Waiter::new(WaitStrategy::Blocking);
        let steps: [u32; 9] =
            core::array::from_fn(|_| backoff::tests::pauses(|| assert!(waiter.wait(|_| ()))));
        assert_eq!((steps, waiter.spins()), ([1, 2, 4, 8, 16, 32, 64, 0, 0], 7));
        waiter.reset();
        assert_eq!(waiter.spins(), 0);

        let sleep = Duration::from_nanos(1);
        for (strategy, spins) in [
            (WaitStrategy::BusySpin, 100),
            (WaitStrategy::Yielding, 100),
            (WaitStrategy::Sleeping { sleep }, 64),
            (WaitStrategy::PhasedBackoff { spins: 3, yields: 4 }, 7),
        ] {
            let mut waiter = Waiter::new(strategy);
            assert!((0..100).all(|_| waiter.wait(|_| ())));
            assert_eq!(waiter.spins(), spins, "{strategy:?}");
        }
    }

    #[test]
    fn blocking_parks_after_its_pauses_and_again_after_a_reset() {
        let pauses = DOUBLINGS as usize;
        let expected: Vec<_> = (0..20).map(|step| step >= pauses).collect();
        assert_eq!(parks(WaitStrategy::Blocking, 20), expected);

        let mut waiter = Waiter::new(WaitStrategy::Blocking);
        let mut parked = 0;
        for _ in 0..20 {
            waiter.wait(|_| parked += 1);
        }
        waiter.reset();
        for _ in 0..20 {
            waiter.wait(|_| parked += 1);
        }
        assert_eq!(parked, 2 * (20 - pauses));
    }

    #[test]
    fn phases_have_the_lengths_that_were_asked_for() {
        let strategy = WaitStrategy::PhasedBackoff { spins: 3, yields: 4 };
        assert_eq!(parks(strategy, 9), [vec![false; 7], vec![true; 2]].concat());
        assert_eq!(parks(WaitStrategy::PhasedBackoff { spins: 0, yields: 0 }, 1), [true]);
        let forever = WaitStrategy::PhasedBackoff { spins: u32::MAX, yields: u32::MAX };
        assert_eq!(parks(forever, 9), [false; 9]);
    }

    #[test]
    fn a_timeout_begins_with_the_wait_and_anew_after_a_reset() {
        let mut waiter = Waiter::new(WaitStrategy::TimedBlocking { timeout: Duration::ZERO });
        for _ in 0..2 {
            assert!(!waiter.wait(|_| unreachable!("the time is up before it parks")));
            waiter.reset();
        }
        let mut waiter = Waiter::new(WaitStrategy::TimedBlocking { timeout: Duration::MAX });
        for _ in 0..20 {
            assert!(waiter.wait(|deadline| assert_eq!(deadline, None, "that is for ever")));
        }
    }

    #[test]
    fn park_gets_the_deadline() {
        let deadline = Instant::now() + Duration::from_secs(3600);
        let mut waiter = Waiter::until(Some(deadline));
        for _ in 0..20 {
            assert!(waiter.wait(|until| assert_eq!(until, Some(deadline))));
        }
        assert!(!Waiter::until(Some(Instant::now())).wait(|_| unreachable!()));
        assert!(!Waiter::timeout(Duration::ZERO).wait(|_| unreachable!()));
    }
}
