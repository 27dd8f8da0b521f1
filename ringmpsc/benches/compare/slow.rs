//! A consumer that is slower than the producer: the time of a message, and its CPU time.
//!
//! The consumer works for a while on each message, by spinning. The producer waits for space again
//! and again. The channel is full all the time: the producer fills it before the timed messages,
//! and sends as many again after them.

use std::hint;
use std::ops::Range;
use std::thread;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::case::{Contestant, Outcome, Role, Run};
use crate::common::ends::{Receiver, Sender};
use crate::common::loops::send;
use crate::common::message::Message;
use crate::common::patience::{Course, Gate, Idle, Patience};
use crate::common::statistics::ratio;
use crate::common::tally::{Mismatch, Tally};

/// What a contestant has to do.
#[derive(Clone, Copy)]
pub(crate) struct Slow {
    /// How many messages the channel holds.
    pub(crate) capacity: usize,
    /// How long the consumer works on a message.
    pub(crate) work: Duration,
}

/// What both threads of a run know.
struct Plan {
    /// How many messages are sent.
    all: u64,
    /// Those of which the times count.
    timed: Range<u64>,
    work: Duration,
    patience: Patience,
    phase: Course,
}

/// A contestant whose consumer is slow. CPU times are of the whole threads: the consumer's contains
/// the work.
pub(crate) fn slow<M: Message, S: Sender<M> + Send + 'static, R: Receiver<M> + Send + 'static>(
    role: Role,
    name: &str,
    slow: Slow,
    open: impl Fn() -> (S, R) + 'static,
) -> Contestant {
    let run = move |run: &Run<'_>| {
        let (mut sender, mut receiver) = open();
        let mut send = |plan: &Plan| send_all::<M>(&mut sender, plan);
        let mut receive = |plan: &Plan| receive_all::<M>(&mut receiver, plan);
        transfer(run, slow, Tally::of_singles::<M>, &mut send, &mut receive)
    };
    Contestant { role, name: name.into(), run: Box::new(run) }
}

/// A thread's part of a run, behind a pointer: only the loops are compiled for each contestant.
type Part<'a, T> = &'a mut (dyn FnMut(&Plan) -> T + Send);

fn transfer(
    run: &Run<'_>,
    Slow { capacity, work }: Slow,
    of: fn(Range<u64>) -> Tally,
    send: Part<'_, Duration>,
    receive: Part<'_, (Tally, Duration, Duration)>,
) -> Result<Outcome, Mismatch> {
    let full = capacity as u64;
    let timed = full..full + run.messages;
    let all = timed.end + full;
    let patience = run.stage.patience(run.placement, 2);
    let plan = Plan { all, timed, work, patience, phase: Course::new(all, 1, 1) };
    let gate = Gate::default();
    let (producer, (tally, time, consumer)) = thread::scope(|scope| {
        let (gate, plan) = (&gate, &plan);
        let sending = scope.spawn(move || {
            run.stage.pin(run.placement, 0, 2);
            gate.meet(2, 1);
            let cpu = send(plan);
            plan.phase.has_sent();
            gate.meet(2, 2);
            cpu
        });
        let receiving = scope.spawn(move || {
            run.stage.pin(run.placement, 1, 2);
            gate.meet(2, 1);
            let received = receive(plan);
            gate.meet(2, 2);
            received
        });
        let producer = sending.join().expect("a sender does not panic");
        (producer, receiving.join().expect("a receiver does not panic"))
    });
    of(0..all).verify(tally)?;
    let of_each = |time: Duration| ratio(time.as_nanos(), run.messages);
    let cpu = [producer, consumer].map(of_each);
    Ok(Outcome { cpu: Some(cpu), ..Outcome::of_time(of_each(time)) })
}

/// Sends all messages. Returns the CPU time of those that are timed.
#[inline(never)]
fn send_all<M: Message>(sender: &mut impl Sender<M>, plan: &Plan) -> Duration {
    let mut cpu = Span::new(cpu_time);
    for number in 0..plan.all {
        cpu.at(number, &plan.timed);
        send(sender, M::new(number), plan.patience);
    }
    cpu.length()
}

/// Receives all messages, and works on each. Returns what was received, and the time and the CPU
/// time of the messages that are timed.
#[inline(never)]
fn receive_all<M: Message>(
    receiver: &mut impl Receiver<M>,
    plan: &Plan,
) -> (Tally, Duration, Duration) {
    let mut tally = Tally::default();
    let (mut cpu, mut clock) = (Span::new(cpu_time), Span::new(Instant::now));
    let mut idle = Idle::new(&plan.phase, 0, plan.patience);
    while tally.count < plan.all {
        if let Some(message) = receiver.receive() {
            cpu.at(tally.count, &plan.timed);
            clock.at(tally.count, &plan.timed);
            spin(plan.work);
            tally.add(Tally { count: 1, sum: message.read() });
        } else if !idle.wait(tally.count) {
            break;
        }
    }
    (tally, clock.length(), cpu.length())
}

/// Two readings of a clock.
struct Span<T> {
    read: fn() -> T,
    start: Option<T>,
    end: Option<T>,
}

impl<T: Copy + std::ops::Sub<Output = Duration>> Span<T> {
    fn new(read: fn() -> T) -> Self {
        Self { read, start: None, end: None }
    }

    /// Reads the clock at the first message that is timed, and at the first one that is not timed
    /// any more.
    #[inline]
    fn at(&mut self, number: u64, timed: &Range<u64>) {
        if number == timed.start {
            self.start = Some((self.read)());
        } else if number == timed.end {
            self.end = Some((self.read)());
        }
    }

    /// Zero if messages were lost.
    fn length(&self) -> Duration {
        self.start.zip(self.end).map_or(Duration::ZERO, |(start, end)| end - start)
    }
}

/// CPU time of the calling thread. `getrusage` counts the same, but only up to the last tick of the
/// kernel's timer.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.cast_unsigned(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Keeps the CPU busy for so long.
#[inline]
fn spin(time: Duration) {
    let clock = Instant::now();
    while clock.elapsed() < time {
        hint::spin_loop();
    }
}
