//! Throughput: messages from producers to consumers, as fast as they go.
//!
//! Of a run, first as many messages as there are places touch every slot, and are not timed; then all threads meet
//! at a gate, and the clock starts. One producer and one consumer are timed in slices, of which the median counts:
//! losing a CPU for a moment spoils a slice. With more threads losing the CPU is part of the work, and all of it counts.

use std::ops::Range;
use std::thread;
use std::time::Instant;

use crate::case::{Contestant, Outcome, Role, Run};
use crate::ends::{Receiver, Sender};
use crate::loops::{receive_batches, receive_singles, send_batches, send_singles};
use crate::message::{Batch, Message};
use crate::patience::{Course, Gate, Idle, Patience};
use crate::statistics::{Spread, ratio};
use crate::tally::{Mismatch, Tally};

/// Parts of a run that are timed on their own.
const SLICES: u64 = 32;

/// How messages are sent and received.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    /// One by one.
    Singles,
    /// Sent one by one, received as many as there are, up to so many.
    Mixed(usize),
    /// So many at a time.
    Batches(usize),
}

/// What is to be moved.
#[derive(Clone, Copy)]
pub(crate) struct Work {
    pub(crate) way: Way,
    /// How many messages the channel holds in all.
    pub(crate) capacity: usize,
}

impl Work {
    /// How many messages are sent at a time.
    fn batch(self) -> u64 {
        match self.way {
            Way::Singles | Way::Mixed(_) => 1,
            Way::Batches(size) => size as u64,
        }
    }

    /// Sends batches, or single messages.
    fn send<M: Message>(
        self,
        sender: &mut impl Sender<M>,
        batch: &mut [M],
        batches: Range<u64>,
        patience: Patience,
    ) {
        match self.way {
            Way::Singles | Way::Mixed(_) => send_singles(sender, batches, patience),
            Way::Batches(_) => send_batches(sender, batch, batches, patience),
        }
    }

    fn receive<M: Message>(
        self,
        receiver: &mut impl Receiver<M>,
        tally: &mut Tally,
        until: u64,
        idle: Idle<'_>,
    ) {
        match self.way {
            Way::Singles => receive_singles(receiver, tally, until, idle),
            Way::Mixed(max) | Way::Batches(max) => {
                receive_batches(receiver, tally, max, until, idle);
            }
        }
    }

    fn tally<M: Message>(self, batches: Range<u64>) -> Tally {
        match self.way {
            Way::Singles | Way::Mixed(_) => Tally::of_singles::<M>(batches),
            Way::Batches(_) => Tally::of_batches::<M>(batches, self.batch()),
        }
    }
}

/// Moves messages from all senders to all receivers.
fn transfer<M: Message>(
    run: &Run<'_>,
    work: Work,
    senders: Vec<impl Sender<M>>,
    receivers: Vec<impl Receiver<M>>,
) -> Result<Outcome, Mismatch> {
    let (producers, consumers) = (senders.len(), receivers.len());
    let threads = producers + consumers;
    let each = |messages: u64| messages.div_ceil(producers as u64 * work.batch());
    let warm_up = if run.trial { 0 } else { each(work.capacity as u64) };
    let timed = each(run.messages).max(2);
    // Which batches each producer sends in the two phases.
    let phases = [0..warm_up, warm_up..warm_up + timed];
    let sent = phases.clone().map(|batches| work.tally::<M>(batches).times(producers as u64));
    let courses = sent.map(|sent| Course::new(sent.count, producers, consumers));
    let gate = Gate::default();
    let patience = run.stage.patience(run.placement, threads);
    let received = thread::scope(|scope| {
        let (gate, courses, phases) = (&gate, &courses, &phases);
        for (nth, mut sender) in senders.into_iter().enumerate() {
            scope.spawn(move || {
                run.stage.pin(run.placement, nth, threads);
                let mut batch = Batch::new(work.batch(), run.round);
                for (meeting, (batches, course)) in (1..).zip(phases.iter().zip(courses)) {
                    gate.meet(threads, meeting);
                    work.send(&mut sender, batch.messages(), batches.clone(), patience);
                    course.has_sent();
                }
                // Ends are closed after the clock has stopped.
                gate.meet(threads, 3);
            });
        }
        let receiving: Vec<_> = (producers..)
            .zip(receivers)
            .map(|(nth, mut receiver)| {
                scope.spawn(move || {
                    run.stage.pin(run.placement, nth, threads);
                    let slices = if threads == 2 { SLICES } else { 1 };
                    let phases = [(1, &courses[0], 1), (2, &courses[1], slices)];
                    let received = phases.map(|(meeting, course, slices)| {
                        gate.meet(threads, meeting);
                        // Several consumers share the messages, and none knows its share.
                        let until = if consumers == 1 { course.total() } else { u64::MAX };
                        let slices = if consumers == 1 { slices } else { 1 };
                        Received::all(slices, until, |tally, until| {
                            let idle = Idle::new(course, tally.count, patience);
                            work.receive(&mut receiver, tally, until, idle);
                        })
                    });
                    gate.meet(threads, 3);
                    received
                })
            })
            .collect();
        // Panics of a contestant are passed on by the scope.
        receiving.into_iter().map_while(|thread| thread.join().ok()).collect::<Vec<_>>()
    });
    for (phase, sent) in sent.into_iter().enumerate() {
        let mut tally = Tally::default();
        for phases in &received {
            tally.add(phases[phase].tally);
        }
        sent.verify(tally)?;
    }
    let started = received.iter().map(|[_, timed]| timed.started).min();
    let ended = received.iter().map(|[_, timed]| timed.ended).max();
    let whole = started.zip(ended).map(|(start, end)| end.duration_since(start).as_nanos());
    let slices = received.iter().flat_map(|[_, timed]| timed.slices.iter().copied());
    let nanos = match Spread::of(slices) {
        Some(slices) if threads == 2 => slices.median,
        _ => ratio(whole.unwrap_or_default(), sent[1].count),
    };
    Ok(Outcome { nanos, latencies: None })
}

/// What one consumer received in one phase.
struct Received {
    tally: Tally,
    started: Instant,
    ended: Instant,
    /// Nanoseconds per message.
    slices: Vec<f64>,
}

impl Received {
    /// Receives slice after slice: `receive` is told up to which count.
    fn all(slices: u64, until: u64, mut receive: impl FnMut(&mut Tally, u64)) -> Self {
        let mut tally = Tally::default();
        let mut times = Vec::new();
        let started = Instant::now();
        let mut ended = started;
        for slice in 1..=slices {
            let (before, clock) = (tally.count, ended);
            receive(&mut tally, until * slice / slices);
            ended = Instant::now();
            // What comes in batches may have come with the slice before.
            if tally.count > before {
                times.push(ratio(ended.duration_since(clock).as_nanos(), tally.count - before));
            }
        }
        Self { tally, started, ended, slices: times }
    }
}

/// A contestant with so many ends as `open` gives it.
pub(crate) fn crowd<M: Message, S: Sender<M> + 'static, R: Receiver<M> + 'static>(
    role: Role,
    name: impl Into<String>,
    work: Work,
    open: impl Fn() -> (Vec<S>, Vec<R>) + 'static,
) -> Contestant {
    let run = move |run: &Run<'_>| {
        let (senders, receivers) = open();
        transfer(run, work, senders, receivers)
    };
    Contestant { role, name: name.into(), run: Box::new(run) }
}

/// A contestant with one producer and one consumer.
pub(crate) fn pair<M: Message, S: Sender<M> + 'static, R: Receiver<M> + 'static>(
    role: Role,
    name: impl Into<String>,
    work: Work,
    open: impl Fn() -> (S, R) + 'static,
) -> Contestant {
    crowd(role, name, work, move || {
        let (sender, receiver) = open();
        (vec![sender], vec![receiver])
    })
}
