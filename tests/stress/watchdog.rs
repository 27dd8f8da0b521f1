//! Ends a run in which nothing moves any more, and says who was waiting for what.

use std::fmt::Debug;
use std::hint;
use std::process;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// How long nothing may move: long enough for a machine with many other things to do.
const LIMIT: Duration = Duration::from_secs(60);

/// So long those who wait may take to say so.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// How long a thread sleeps that has waited in vain for [`YIELDS`] turns.
const NAP: Duration = Duration::from_micros(100);

/// How many turns a thread gives away before it sleeps.
const YIELDS: u32 = 16;

/// Changes when something moves. Threads may overwrite one another's changes: that it changes is
/// enough, and a read-modify-write would be a fence.
static MOVES: AtomicU64 = AtomicU64::new(0);

/// Whether those who wait shall say for what.
static ASKED: AtomicBool = AtomicBool::new(false);

/// Notes that something has moved.
pub(crate) fn moved() {
    MOVES.store(MOVES.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
}

/// Starts the watchdog of this process.
pub(crate) fn start(scenario: &'static str) {
    thread::spawn(move || {
        let tick = Duration::from_secs(1);
        let mut last = MOVES.load(Ordering::Relaxed);
        let mut still = Duration::ZERO;
        while still < LIMIT {
            thread::sleep(tick);
            let moves = MOVES.load(Ordering::Relaxed);
            still = if moves == last { still + tick } else { Duration::ZERO };
            last = moves;
        }
        eprintln!("{scenario}: nothing has moved for {LIMIT:?}; these are waiting:");
        ASKED.store(true, Ordering::Relaxed);
        thread::sleep(LAST_WORDS);
        eprintln!("{scenario}: whoever is missing above is inside an operation that does not end");
        process::abort();
    });
}

/// How one thread waits.
pub(crate) struct Patience {
    who: &'static str,
    steps: u32,
    idle: u32,
    asked: bool,
    yields: u64,
}

impl Patience {
    pub(crate) const fn new(who: &'static str) -> Self {
        Self { who, steps: 0, idle: 0, asked: false, yields: 0 }
    }

    /// The thread has done something.
    pub(crate) fn moved(&mut self) {
        self.idle = 0;
        self.steps = self.steps.wrapping_add(1);
        if self.steps.is_multiple_of(16) {
            moved();
        }
    }

    /// The thread has nothing to do: it spins a little, then lets others run, then sleeps for a
    /// moment. `state` is what it would say if this never ended.
    ///
    /// On a loaded machine a thread that only yields takes the turns of the thread that it waits
    /// for. With the sleep a scenario does the same work there, and takes longer in proportion to
    /// the load.
    pub(crate) fn idle(&mut self, state: &dyn Debug) {
        /// More spins than that make a single processor slow.
        const SPINS: u32 = 32;

        self.idle = self.idle.saturating_add(1);
        if self.idle > SPINS * YIELDS {
            self.answer(state);
            thread::sleep(NAP);
        } else if self.idle.is_multiple_of(SPINS) {
            self.rest(state);
        } else {
            hint::spin_loop();
        }
    }

    /// Lets others run at once.
    pub(crate) fn rest(&mut self, state: &dyn Debug) {
        self.answer(state);
        self.yields += 1;
        thread::yield_now();
    }

    /// Says what this thread waits for, once, if the watchdog has asked.
    fn answer(&mut self, state: &dyn Debug) {
        if !self.asked && ASKED.load(Ordering::Relaxed) {
            self.asked = true;
            eprintln!("  {}: {state:?}", self.who);
        }
    }

    /// How often it let others run.
    pub(crate) const fn yields(&self) -> u64 {
        self.yields
    }
}
