//! Throughput: messages from producers to consumers, as fast as they go.
//!
//! Of a run, first as many messages as there are places touch every slot, and are not timed; then
//! all threads meet at a gate, and the clock starts. One producer and one consumer are timed in
//! slices, of which the median counts: losing a CPU for a moment spoils a slice. With more threads
//! losing the CPU is part of the work, and all of it counts.

use std::ops::Range;
use std::thread;
use std::time::Instant;

use crate::case::{Contestant, Outcome, Role, Run};
use crate::common::ends::{Receiver, Sender};
use crate::common::loops::{receive_batches, receive_singles, send_batches, send_singles};
use crate::common::message::{Batch, Message};
use crate::common::patience::{Course, Gate, Idle, Patience};
use crate::common::statistics::{Spread, ratio};
use crate::common::tally::{Mismatch, Tally};

/// Parts of a run that are timed on their own.
pub(crate) const SLICES: u64 = 32;

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

    fn tally<M: Message>(self, batches: Range<u64>) -> Tally {
        match self.way {
            Way::Singles | Way::Mixed(_) => Tally::of_singles::<M>(batches),
            Way::Batches(_) => Tally::of_batches::<M>(batches, self.batch()),
        }
    }
}

/// An end that sends, behind a pointer: only its loops are compiled for each contestant.
trait Sending: Send {
    /// Sends batches, or single messages.
    fn send(&mut self, work: Work, round: usize, batches: Range<u64>, patience: Patience);
}

/// An end that receives, behind a pointer.
trait Receiving: Send {
    /// Receives until there are `until` messages in the tally, or no more to wait for.
    fn receive(&mut self, work: Work, tally: &mut Tally, until: u64, idle: Idle<'_>);
}

/// An end for messages of a type. Two threads use two of them, so they share no cache line.
#[repr(align(128))]
struct End<M, E> {
    end: E,
    /// What a sender sends, once it has sent a batch.
    batch: Option<Batch<M>>,
}

/// Ends behind pointers.
type Boxes<T> = Vec<Box<T>>;

impl<M: Message, S: Sender<M> + Send> Sending for End<M, S> {
    fn send(&mut self, work: Work, round: usize, batches: Range<u64>, patience: Patience) {
        match work.way {
            Way::Singles | Way::Mixed(_) => send_singles(&mut self.end, batches, patience),
            Way::Batches(_) => {
                let batch = self.batch.get_or_insert_with(|| Batch::new(work.batch(), round));
                send_batches(&mut self.end, batch.messages(), batches, patience);
            }
        }
    }
}

impl<M: Message, R: Receiver<M> + Send> Receiving for End<M, R> {
    fn receive(&mut self, work: Work, tally: &mut Tally, until: u64, idle: Idle<'_>) {
        match work.way {
            Way::Singles => receive_singles(&mut self.end, tally, until, idle),
            Way::Mixed(max) | Way::Batches(max) => {
                receive_batches(&mut self.end, tally, max, until, idle);
            }
        }
    }
}

/// Moves messages from all senders to all receivers. `of` says what batches of a range are.
fn transfer(
    run: &Run<'_>,
    work: Work,
    of: &dyn Fn(Range<u64>) -> Tally,
    senders: Boxes<dyn Sending>,
    receivers: Boxes<dyn Receiving>,
) -> Result<Outcome, Mismatch> {
    let (producers, consumers) = (senders.len(), receivers.len());
    let threads = producers + consumers;
    let each = |messages: u64| messages.div_ceil(producers as u64 * work.batch());
    let warm_up = if run.trial { 0 } else { each(work.capacity as u64) };
    let timed = each(run.messages).max(2);
    // Which batches each producer sends in the two phases.
    let phases = [0..warm_up, warm_up..warm_up + timed];
    let sent = phases.clone().map(|batches| of(batches).times(producers as u64));
    let courses = sent.map(|sent| Course::new(sent.count, producers, consumers));
    let gate = Gate::default();
    let patience = run.stage.patience(run.placement, threads);
    let received = thread::scope(|scope| {
        let (gate, courses, phases) = (&gate, &courses, &phases);
        for (nth, mut sender) in senders.into_iter().enumerate() {
            scope.spawn(move || {
                run.stage.pin(run.placement, nth, threads);
                for (meeting, (batches, course)) in (1..).zip(phases.iter().zip(courses)) {
                    gate.meet(threads, meeting);
                    sender.send(work, run.round, batches.clone(), patience);
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
                            receiver.receive(work, tally, until, idle);
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
    let nanos = match &received[..] {
        [[_, timed]] if threads == 2 => timed.nanos(),
        _ => ratio(whole.unwrap_or_default(), sent[1].count),
    };
    Ok(Outcome::of_time(nanos))
}

/// What one consumer received in one phase.
pub(crate) struct Received {
    pub(crate) tally: Tally,
    started: Instant,
    ended: Instant,
    /// Nanoseconds per message.
    slices: Vec<f64>,
}

impl Received {
    /// Receives slice after slice: `receive` is told up to which count.
    pub(crate) fn all(slices: u64, until: u64, mut receive: impl FnMut(&mut Tally, u64)) -> Self {
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

    /// Nanoseconds per message: the median over the slices.
    pub(crate) fn nanos(&self) -> f64 {
        let whole = ratio(self.ended.duration_since(self.started).as_nanos(), self.tally.count);
        Spread::of(self.slices.iter().copied()).map_or(whole, |slices| slices.median)
    }
}

/// A contestant with so many ends as `open` gives it.
pub(crate) fn crowd<M: Message, S: Sender<M> + Send + 'static, R: Receiver<M> + Send + 'static>(
    role: Role,
    name: impl Into<String>,
    work: Work,
    open: impl Fn() -> (Vec<S>, Vec<R>) + 'static,
) -> Contestant {
    let run = move |run: &Run<'_>| {
        let (senders, receivers) = open();
        let sending = senders
            .into_iter()
            .map(|end| -> Box<dyn Sending> { Box::new(End::<M, S> { end, batch: None }) });
        let receiving = receivers
            .into_iter()
            .map(|end| -> Box<dyn Receiving> { Box::new(End::<M, R> { end, batch: None }) });
        let of: fn(Work, Range<u64>) -> Tally = Work::tally::<M>;
        let of = |batches| of(work, batches);
        transfer(run, work, &of, sending.collect(), receiving.collect())
    };
    Contestant { role, name: name.into(), run: Box::new(run) }
}

/// A contestant with one producer and one consumer.
pub(crate) fn pair<M: Message, S: Sender<M> + Send + 'static, R: Receiver<M> + Send + 'static>(
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
