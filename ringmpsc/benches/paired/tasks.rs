//! Tasks of tokio that wait for one another, with each of the three fences; and what a thread loses
//! beside them that has nothing to do with them.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use tokio::runtime::{Builder, Runtime};

use crate::case::Case;
use crate::common::generated::channels;
use crate::common::patience::Gate;
use crate::common::statistics::{Spread, ratio};
use crate::common::tally::{Mismatch, Tally};
use crate::fences::{self, runs};
use crate::run::{Messages, Run, SLICES};

channels! {
    spsc:
    adaptive(bits = 4, futures, fence = adaptive);
    asymmetric(bits = 4, futures, fence = asymmetric);
    full(bits = 4, futures, fence = full);
}

/// The index of the contestant with full fences.
const FULL: usize = 2;

/// Round trips before the clock starts.
const WARM_UP: u64 = 1 << 10;

/// Steps of the unrelated thread that are timed.
const STEPS: u64 = 1 << 26;

/// Two tasks send one number to and fro, in so many round trips or until they are told to stop.
/// Evaluates to what came back, and the nanoseconds of a round trip.
macro_rules! play {
    ($channel:ident, $runtime:expr, $trips:expr, $stop:expr) => {{
        let (mut to, mut out) = $channel::open::<u64>();
        let (mut back, mut home) = $channel::open::<u64>();
        let (trips, stop): (u64, &'static AtomicBool) = ($trips, $stop);
        let runtime: Runtime = $runtime;
        let answering = runtime.spawn(async move {
            while let Ok(number) = out.recv_async().await {
                back.send_async(number).await.expect("the other task stays until the end");
            }
        });
        let playing = runtime.spawn(async move {
            let mut tally = Tally::default();
            let mut clock = Instant::now();
            for number in 0..WARM_UP + trips {
                if number == WARM_UP {
                    (tally, clock) = (Tally::default(), Instant::now());
                }
                to.send_async(number).await.expect("the other task stays until the end");
                let answer = home.recv_async().await.expect("the other task stays until the end");
                tally.add(Tally { count: 1, sum: answer });
                if stop.load(Ordering::Relaxed) {
                    break;
                }
            }
            (tally, clock.elapsed().as_nanos())
        });
        let played = runtime.block_on(async move {
            let played = playing.await.expect("a task does not panic");
            answering.await.expect("a task does not panic");
            played
        });
        played
    }};
}

static NEVER: AtomicBool = AtomicBool::new(false);

macro_rules! timed {
    ($run:ident, $channel:ident, $runtime:expr) => {{
        let (tally, nanos) = play!($channel, $runtime, $run.count, &NEVER);
        $run.verify(&(WARM_UP..WARM_UP + $run.count), tally)?;
        Ok(ratio(nanos, $run.count))
    }};
}

macro_rules! on_one_worker {
    ($run:ident, $channel:ident) => {
        timed!($run, $channel, one_worker())
    };
}

macro_rules! on_two_workers {
    ($run:ident, $channel:ident) => {
        timed!($run, $channel, two_workers())
    };
}

macro_rules! beside_one_worker {
    ($run:ident, $channel:ident) => {
        beside($run, |stop| play!($channel, one_worker(), u64::MAX - WARM_UP, stop).0)
    };
}

macro_rules! spsc_runs {
    ($run:ident) => {
        runs!($run, [adaptive, asymmetric, full] of spsc)
    };
}

pub(crate) fn cases() -> Vec<Case> {
    let volleys = Messages::Volleys;
    vec![
        fences::case("fences/tokio, one worker", volleys, spsc_runs!(on_one_worker), FULL, 1.05),
        fences::case("fences/tokio, two workers", volleys, spsc_runs!(on_two_workers), FULL, 1.05),
        fences::case("fences/bystander", volleys, spsc_runs!(beside_one_worker), FULL, 1.05),
    ]
}

/// The calling thread runs all tasks.
fn one_worker() -> Runtime {
    Builder::new_current_thread().build().expect("there are descriptors")
}

fn two_workers() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).build().expect("there are threads")
}

/// Times steps of a thread that has nothing to do with what `plays` does on the other CPU.
fn beside(run: &Run<'_>, plays: fn(&'static AtomicBool) -> Tally) -> Result<f64, Mismatch> {
    let stop: &'static AtomicBool = Box::leak(Box::default());
    let gate = Gate::default();
    thread::scope(|scope| {
        let gate = &gate;
        let playing = scope.spawn(move || {
            run.pin_producer();
            gate.meet(2, 1);
            plays(stop)
        });
        run.pin_consumer();
        gate.meet(2, 1);
        let steps = if run.count < 1 << 14 { STEPS >> 10 } else { STEPS } / SLICES;
        let slices = (0..SLICES).map(|_| {
            let clock = Instant::now();
            work(steps);
            ratio(clock.elapsed().as_nanos(), steps)
        });
        let slices = Spread::of(slices).expect("there are slices");
        stop.store(true, Ordering::Relaxed);
        let played = playing.join().expect("a panic ends the program");
        assert!(played.count > 0, "no number came back");
        Ok(slices.median)
    })
}

/// A chain of steps in registers.
#[inline(never)]
fn work(steps: u64) {
    let mut x = black_box(1_u64);
    for _ in 0..steps {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    black_box(x);
}
