//! Latency: each message on its own, into a histogram.

use std::hint;
use std::ops::Range;
use std::thread;
use std::time::Instant;

use hdrhistogram::Histogram;
use rustix::time::{ClockId, clock_gettime};

use crate::case::{Contestant, Outcome, Role, Run};
use crate::common::ends::{Receiver, Sender, Side};
use crate::common::loops::send;
use crate::common::message::Message;
use crate::common::patience::{Course, Gate, Idle, Patience};
use crate::common::statistics::{Spread, ratio};
use crate::common::tally::Tally;

/// Round trips that are not timed: every slot of the rings is touched.
pub(crate) const WARM_UP: u64 = 1 << 11;

/// A contestant that carries one message there and back: the time of the round trip.
pub(crate) fn round_trip<M: Message, A: Side<M> + Send + 'static, B: Side<M> + Send + 'static>(
    role: Role,
    name: &str,
    open: impl Fn() -> (A, B) + 'static,
) -> Contestant {
    let run = move |run: &Run<'_>| {
        let (mut near, mut far) = open();
        let warm_up = if run.trial { 0 } else { WARM_UP };
        let phases = [0..warm_up, warm_up..warm_up + run.messages];
        let end = phases[1].end;
        let patience = run.stage.patience(run.placement, 2);
        thread::scope(|scope| {
            scope.spawn(move || {
                run.stage.pin(run.placement, 1, 2);
                echo(&mut far, end, patience);
            });
            let pinging = scope.spawn(move || {
                run.stage.pin(run.placement, 0, 2);
                phases.map(|numbers| {
                    let (tally, times) = ping(&mut near, numbers.clone(), patience);
                    Tally::of_singles::<M>(numbers).verify(tally).map(|()| times)
                })
            });
            let [warm_up, timed] = pinging.join().expect("a ping does not panic");
            warm_up.and(timed).map(Times::outcome)
        })
    };
    Contestant { role, name: name.into(), run: Box::new(run) }
}

/// Sends each number and awaits its return.
#[inline(never)]
pub(crate) fn ping<M: Message>(
    side: &mut impl Side<M>,
    numbers: Range<u64>,
    patience: Patience,
) -> (Tally, Times) {
    let mut tally = Tally::default();
    let mut times = Times::new();
    for number in numbers {
        let clock = Instant::now();
        let message = M::new(number);
        persist(patience, || side.send(message).then_some(()));
        let message = persist(patience, || side.receive());
        times.record(clock.elapsed().as_nanos());
        tally.add(Tally { count: 1, sum: message.read() });
    }
    (tally, times)
}

/// Sends back what arrives, `n` times.
#[inline(never)]
pub(crate) fn echo<M: Message>(side: &mut impl Side<M>, n: u64, patience: Patience) {
    for _ in 0..n {
        let message = persist(patience, || side.receive());
        persist(patience, || side.send(message).then_some(()));
    }
}

/// Tries until it succeeds. What is lost is awaited for ever: that ends with the
/// [watchdog](crate::common::watchdog).
#[inline]
fn persist<T>(mut patience: Patience, mut attempt: impl FnMut() -> Option<T>) -> T {
    loop {
        if let Some(success) = attempt() {
            return success;
        }
        patience.wait();
    }
}

/// When messages are due.
#[derive(Clone, Copy)]
pub(crate) struct Pace {
    /// Nanoseconds between two.
    pub(crate) interval: u64,
    /// How many are not timed.
    pub(crate) warm_up: u64,
}

/// A contestant that carries messages at a pace, whether the one before has arrived or not. The
/// time from when each was due to when it was received: a channel that holds one up pays for all
/// that are late for it.
pub(crate) fn paced<M: Message, S: Sender<M> + Send + 'static, R: Receiver<M> + Send + 'static>(
    role: Role,
    name: &str,
    pace: Pace,
    open: impl Fn() -> (S, R) + 'static,
) -> Contestant {
    let run = move |run: &Run<'_>| {
        let (mut near, mut far) = open();
        let warm_up = if run.trial { 0 } else { pace.warm_up };
        let n = warm_up + run.messages;
        let course = Course::new(n, 1, 1);
        let patience = run.stage.patience(run.placement, 2);
        let gate = Gate::default();
        thread::scope(|scope| {
            let (gate, course) = (&gate, &course);
            let sending = scope.spawn(move || {
                run.stage.pin(run.placement, 0, 2);
                gate.meet(2, 1);
                let sent = send_paced(&mut near, pace.interval, n, patience);
                course.has_sent();
                gate.meet(2, 2);
                sent
            });
            let receiving = scope.spawn(move || {
                run.stage.pin(run.placement, 1, 2);
                gate.meet(2, 1);
                let received = receive_paced(&mut far, warm_up..n, course, patience);
                gate.meet(2, 2);
                received
            });
            let sent = sending.join().expect("a sender does not panic");
            let (received, times) = receiving.join().expect("a receiver does not panic");
            sent.verify(received).map(|()| times.outcome())
        })
    };
    Contestant { role, name: name.into(), run: Box::new(run) }
}

/// Sends `n` messages, each when it is due. A message carries when that is.
#[inline(never)]
pub(crate) fn send_paced<M: Message>(
    sender: &mut impl Sender<M>,
    interval: u64,
    n: u64,
    patience: Patience,
) -> Tally {
    let mut tally = Tally::default();
    let start = now() + interval;
    for due in (0..n).map(|k| start + k * interval) {
        while now() < due {
            hint::spin_loop();
        }
        let message = M::new(due);
        tally.add(Tally { count: 1, sum: message.read() });
        send(sender, message, patience);
    }
    tally
}

/// Receives messages up to the end of the range, and times those in it.
#[inline(never)]
pub(crate) fn receive_paced<M: Message>(
    receiver: &mut impl Receiver<M>,
    numbers: Range<u64>,
    course: &Course,
    patience: Patience,
) -> (Tally, Times) {
    let mut tally = Tally::default();
    let mut times = Times::new();
    for number in 0..numbers.end {
        let Some(message) = next(receiver, course, patience) else {
            break;
        };
        let now = now();
        if numbers.contains(&number) {
            times.record(u128::from(now.saturating_sub(message.number())));
        }
        tally.add(Tally { count: 1, sum: message.read() });
    }
    (tally, times)
}

/// The next message, or `None` if it was lost.
#[inline]
fn next<M: Message>(
    receiver: &mut impl Receiver<M>,
    course: &Course,
    patience: Patience,
) -> Option<M> {
    let mut idle = Idle::new(course, 0, patience);
    loop {
        if let Some(message) = receiver.receive() {
            return Some(message);
        }
        if !idle.wait(0) {
            return None;
        }
    }
}

/// Nanoseconds of the monotonic clock, which all processes share.
#[inline]
pub(crate) fn now() -> u64 {
    let time = clock_gettime(ClockId::Monotonic);
    // The clock counts from the start of the machine, so neither number is negative.
    time.tv_sec.cast_unsigned() * 1_000_000_000 + time.tv_nsec.cast_unsigned()
}

/// How many messages are averaged: a clock may tick every ten nanoseconds only.
const GROUP: u32 = 64;

/// A minute, in nanoseconds: what takes longer counts as one.
const LONGEST: u64 = 60_000_000_000;

/// Latencies, each on its own, and averages of groups.
pub(crate) struct Times {
    each: Histogram<u64>,
    averages: Vec<f64>,
    /// The group that is not full yet: how many, and their sum.
    group: (u32, u128),
}

impl Times {
    fn new() -> Self {
        // With bounds it never grows while it measures.
        let each = Histogram::new_with_bounds(1, LONGEST, 3).expect("these are possible");
        Self { each, averages: Vec::new(), group: (0, 0) }
    }

    #[inline]
    fn record(&mut self, nanos: u128) {
        self.each.saturating_record(u64::try_from(nanos).unwrap_or(u64::MAX));
        let (n, sum) = &mut self.group;
        *n += 1;
        *sum += nanos;
        if *n == GROUP {
            self.averages.push(ratio(*sum, u64::from(GROUP)));
            self.group = (0, 0);
        }
    }

    /// What the run found: the median of the averages, or of the few there were.
    #[expect(clippy::cast_precision_loss, reason = "nanoseconds of a run are far below 2^52")]
    pub(crate) fn outcome(self) -> Outcome {
        let median = self.each.value_at_quantile(0.5) as f64;
        let nanos = Spread::of(self.averages).map_or(median, |averages| averages.median);
        Outcome { latencies: Some(self.each), ..Outcome::of_time(nanos) }
    }
}
