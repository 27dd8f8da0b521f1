//! A run: segment after segment, until enough of them were not disturbed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use hdrhistogram::Histogram;

use super::arrivals::Arrivals;
use super::clock::Clock;
use super::flow::{End, Receiving, Sampling, Sending};
use super::switches::Switches;
use crate::case::{Contestant, Outcome, Role, Run, Segments};
use crate::common::ends::{Receiver, Sender};
use crate::common::message::Message;
use crate::common::patience::{Course, Gate, Idle, Patience};
use crate::common::tally::{Mismatch, Tally};

/// What is in the channel when a flow begins.
#[derive(Clone, Copy)]
pub(crate) enum Start {
    Empty,
    Backlog(usize),
    Full,
}

/// What a contestant has to carry.
#[derive(Clone, Copy)]
pub(crate) struct Flow {
    pub(crate) arrivals: Arrivals,
    pub(crate) start: Start,
    /// How many messages the channel holds.
    pub(crate) capacity: usize,
}

/// A minute, in nanoseconds: what takes longer counts as one.
const LONGEST: u64 = 60_000_000_000;

/// A sender that does not look at the clock for so many nanoseconds, while it does nothing else,
/// was stopped by an interrupt or a hypervisor.
const STALL: u64 = 5000;

/// A run gives up after so many times as many segments as it should have.
const PATIENCE: usize = 4;

/// Between the meeting of the threads and the time from which the first message is counted, in
/// nanoseconds.
const LEAD: f64 = 2000.0;

/// In a contestant's worst state it takes so many nanoseconds to receive a message of a backlog.
const RECOVERY: f64 = 30.0;

impl Flow {
    /// Messages of a segment that are not timed: those that are due while even a slow contestant
    /// still receives the backlog, and the first few.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "these are small numbers"
    )]
    fn untimed(&self) -> usize {
        let recovery = self.backlog() as f64 * RECOVERY;
        16 + (recovery / self.arrivals.mean()).ceil() as usize
    }

    /// How many messages the producer sends in advance, at most.
    fn backlog(&self) -> usize {
        match self.start {
            Start::Empty => 0,
            Start::Backlog(n) => n,
            // Some have room for one more.
            Start::Full => self.capacity,
        }
    }
}

/// A contestant that carries a flow.
pub(crate) fn open_loop<
    M: Message,
    S: Sender<M> + Send + 'static,
    R: Receiver<M> + Send + 'static,
>(
    role: Role,
    name: &str,
    flow: Flow,
    open: impl Fn() -> (S, R) + 'static,
) -> Contestant {
    let run = move |run: &Run<'_>| {
        let (sender, receiver) = open();
        let (mut sender, mut receiver) = (End::<M, _>::new(sender), End::<M, _>::new(receiver));
        carry(run, &flow, &mut sender, &mut receiver)
    };
    Contestant { role, name: name.into(), run: Box::new(run) }
}

/// What both threads know.
struct Shared<'a> {
    run: &'a Run<'a>,
    clock: Clock,
    /// When messages are due, in ticks after the start of a segment.
    times: Vec<u64>,
    /// How many messages are in the channel when a segment begins.
    backlog: usize,
    sampling: usize,
    /// How many samples of a segment do not count.
    untimed: usize,
    patience: Patience,
    gate: Gate,
    segments: Vec<Segment>,
}

/// What the threads tell one another about a segment.
struct Segment {
    course: Course,
    /// Whether a thread was switched out, or the sender was stopped.
    disturbed: AtomicBool,
}

fn carry(
    run: &Run<'_>,
    flow: &Flow,
    sender: &mut dyn Sending,
    receiver: &mut dyn Receiving,
) -> Result<Outcome, Mismatch> {
    let clock = Clock::new();
    let patience = run.stage.patience(run.placement, 2);
    // Every slot is touched before the first segment. Some channels have more slots than they
    // should.
    let slots = sender.fill(flow.capacity);
    let course = Course::new(slots as u64, 1, 1);
    course.has_sent();
    let touched = receiver.drain(slots, Idle::new(&course, 0, patience));
    sender.tally(&mut (0..slots as u64)).verify(touched)?;

    let untimed = flow.untimed();
    let n = untimed + usize::try_from(run.messages).unwrap_or(usize::MAX);
    let backlog = flow.backlog().min(slots);
    let segment = || Segment {
        course: Course::new((backlog + n) as u64, 1, 1),
        disturbed: AtomicBool::new(false),
    };
    let most = if run.trial { 1 } else { PATIENCE * run.segments };
    let due = flow.arrivals.due(n, run.round as u64);
    let sampling = flow.arrivals.sampling();
    let shared = Shared {
        run,
        times: due.into_iter().map(|nanos| clock.ticks_of(LEAD + nanos)).collect(),
        clock,
        backlog,
        sampling,
        untimed: untimed / sampling,
        patience,
        gate: Gate::default(),
        segments: (0..most).map(|_| segment()).collect(),
    };
    thread::scope(|scope| {
        let shared = &shared;
        let sending = scope.spawn(move || shared.send(sender));
        let receiving = scope.spawn(move || shared.receive(receiver));
        let sent = sending.join().expect("a sender does not panic");
        let got = receiving.join().expect("a receiver does not panic");
        sent.verify(got.tally).map(|()| got.outcome())
    })
}

/// What the receiver has.
struct Received {
    tally: Tally,
    segments: Segments,
    clean: Histogram<u64>,
    spoilt: Histogram<u64>,
}

impl Received {
    /// If every segment was disturbed, their latencies are what there is, and the counts say so.
    #[expect(clippy::cast_precision_loss, reason = "nanoseconds of a run are far below 2^52")]
    fn outcome(self) -> Outcome {
        let latencies = if self.segments.clean > 0 { self.clean } else { self.spoilt };
        let nanos = latencies.value_at_quantile(0.5).max(1) as f64;
        let segments = Some(self.segments);
        Outcome { latencies: Some(latencies), segments, ..Outcome::of_time(nanos) }
    }
}

impl Shared<'_> {
    /// Does a thread's part of a segment, between two meetings of both threads. Returns what the
    /// part returns, and whether the segment was disturbed.
    fn meet<T>(&self, nth: usize, part: impl FnOnce() -> T) -> (T, bool) {
        let disturbed = &self.segments[nth].disturbed;
        self.gate.meet(2, 2 * nth + 1);
        let switches = Switches::now();
        let result = part();
        if switches.have_happened() {
            disturbed.store(true, Ordering::Release);
        }
        self.gate.meet(2, 2 * nth + 2);
        (result, disturbed.load(Ordering::Acquire))
    }

    /// Whether there were enough segments. Both threads count the same.
    fn is_enough(&self, segments: Segments) -> bool {
        segments.clean == self.run.segments
    }

    /// Returns what the receiver should have received.
    fn send(&self, sender: &mut dyn Sending) -> Tally {
        self.run.stage.pin(self.run.placement, 0, 2);
        let (mut tally, mut segments) = (Tally::default(), Segments::default());
        for (nth, segment) in self.segments.iter().enumerate() {
            sender.fill(self.backlog);
            let (start, disturbed) = self.meet(nth, || {
                let start = self.clock.ticks();
                let longest = sender.flow(&self.clock, start, &self.times, self.patience);
                segment.course.has_sent();
                if self.clock.nanos(longest) > STALL {
                    segment.disturbed.store(true, Ordering::Release);
                }
                start
            });
            let times = self.times.iter().map(|time| start + time);
            tally.add(sender.tally(&mut (0..self.backlog as u64).chain(times)));
            segments.count(disturbed);
            if self.is_enough(segments) {
                break;
            }
        }
        tally
    }

    fn receive(&self, receiver: &mut dyn Receiving) -> Received {
        self.run.stage.pin(self.run.placement, 1, 2);
        let n = self.backlog + self.times.len();
        let (mut tally, mut segments) = (Tally::default(), Segments::default());
        let (mut clean, mut spoilt) = (histogram(), histogram());
        // The first touch of memory takes long, so it is not in a segment.
        let mut late = vec![0; n / self.sampling + 1];
        for (nth, segment) in self.segments.iter().enumerate() {
            late.clear();
            let (got, disturbed) = self.meet(nth, || {
                let sampling = Sampling { after: self.backlog as u64, every: self.sampling };
                let idle = Idle::new(&segment.course, 0, self.patience);
                receiver.flow(&self.clock, n, sampling, &mut late, idle)
            });
            tally.add(got);
            let times = if disturbed { &mut spoilt } else { &mut clean };
            for ticks in late.iter().skip(self.untimed) {
                times.saturating_record(self.clock.nanos(*ticks));
            }
            segments.count(disturbed);
            if self.is_enough(segments) {
                break;
            }
        }
        Received { tally, segments, clean, spoilt }
    }
}

fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, LONGEST, 3).expect("these are possible")
}
