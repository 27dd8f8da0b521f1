//! A consumer that is slower than the producer: the time of a message, and its CPU time.
//!
//! The consumer works for a while on each message, by spinning. The producer waits for space again
//! and again. The channel is full all the time: the producer fills it before the timed messages,
//! and sends as many again after them.

use std::hint;
use std::thread;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::case::{Contestant, Outcome, Role, Run};
use crate::ends::{Receiver, Sender};
use crate::loops::send;
use crate::message::Message;
use crate::patience::{Course, Gate, Idle};
use crate::statistics::ratio;
use crate::tally::Tally;

/// What a contestant has to do.
#[derive(Clone, Copy)]
pub(crate) struct Slow {
    /// How many messages the channel holds.
    pub(crate) capacity: usize,
    /// How long the consumer works on a message.
    pub(crate) work: Duration,
}

/// A contestant whose consumer is slow. CPU times are of the whole threads: the consumer's contains
/// the work.
pub(crate) fn slow<M: Message, S: Sender<M> + 'static, R: Receiver<M> + 'static>(
    role: Role,
    name: &str,
    Slow { capacity, work }: Slow,
    open: impl Fn() -> (S, R) + 'static,
) -> Contestant {
    let run = move |run: &Run<'_>| {
        let (mut sender, mut receiver) = open();
        let full = capacity as u64;
        let timed = full..full + run.messages;
        let n = timed.end + full;
        let (gate, course) = (Gate::default(), Course::new(n, 1, 1));
        let patience = run.stage.patience(run.placement, 2);
        thread::scope(|scope| {
            let (gate, course, timed) = (&gate, &course, &timed);
            let sending = scope.spawn(move || {
                run.stage.pin(run.placement, 0, 2);
                gate.meet(2, 1);
                let mut cpu = Span::new(cpu_time);
                for number in 0..n {
                    cpu.at(number, timed.start, timed.end);
                    send(&mut sender, M::new(number), patience);
                }
                course.has_sent();
                gate.meet(2, 2);
                cpu.length()
            });
            let receiving = scope.spawn(move || {
                run.stage.pin(run.placement, 1, 2);
                gate.meet(2, 1);
                let mut tally = Tally::default();
                let mut cpu = Span::new(cpu_time);
                let mut clock = Span::new(Instant::now);
                let mut idle = Idle::new(course, 0, patience);
                while tally.count < n {
                    if let Some(message) = receiver.receive() {
                        cpu.at(tally.count, timed.start, timed.end);
                        clock.at(tally.count, timed.start, timed.end);
                        spin(work);
                        tally.add(Tally { count: 1, sum: message.read() });
                    } else if !idle.wait(tally.count) {
                        break;
                    }
                }
                gate.meet(2, 2);
                (tally, clock.length(), cpu.length())
            });
            let producer = sending.join().expect("a sender does not panic");
            let (tally, time, consumer) = receiving.join().expect("a receiver does not panic");
            Tally::of_singles::<M>(0..n).verify(tally)?;
            let of_each = |time: Duration| ratio(time.as_nanos(), run.messages);
            let cpu = [producer, consumer].map(of_each);
            Ok(Outcome { cpu: Some(cpu), ..Outcome::of_time(of_each(time)) })
        })
    };
    Contestant { role, name: name.into(), run: Box::new(run) }
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
    fn at(&mut self, number: u64, first: u64, last: u64) {
        if number == first {
            self.start = Some((self.read)());
        } else if number == last {
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
