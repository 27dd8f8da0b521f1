//! One run of a contestant.
//!
//! A run opens a channel, moves messages from producers to this thread, and checks their count and
//! sum. The first [`WARM_UP`] messages touch every slot and are not timed; then all threads meet at
//! a [`Gate`], and the clock starts. The rest is timed in [`SLICES`] slices, and the run counts as
//! its median slice. A slice in or next to which one of the threads [lost its CPU](Watch) does not
//! count. Several producers share the messages, and one CPU; there losing it is part of the work,
//! and all slices count.

use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use crate::common::ends::{Receiver, Sender};
use crate::common::loops::{receive_batches, receive_singles, send_batches, send_singles};
use crate::common::message::Batch;
use crate::common::patience::{Course, Gate, Idle, Patience};
use crate::common::pinning::{Placement, Stage};
use crate::common::statistics::{Spread, ratio};
use crate::common::tally::{Mismatch, Tally};

/// Messages before the clock starts. At least two times around every ring.
pub(crate) const WARM_UP: u64 = 1 << 17;

/// Parts of a run that are timed on their own.
pub(crate) const SLICES: u64 = 64;

/// Messages in a batch, in the cases that send batches.
pub(crate) const BATCH: usize = 256;

/// How the messages of a case are sent and received.
#[derive(Clone, Copy)]
pub(crate) enum Messages {
    /// One by one.
    Single,
    /// [`BATCH`] are sent at a time, and up to so many are received.
    Batches(usize),
    /// One by one, and each is sent back before the next one: see [`volley`](crate::volley).
    Volleys,
}

impl Messages {
    /// How many are timed in a run.
    pub(crate) fn count(self, is_trial: bool) -> u64 {
        match self {
            Self::Volleys if is_trial => 1 << 10,
            Self::Volleys => 1 << 14,
            _ if is_trial => 1 << 14,
            Self::Single => 1 << 22,
            Self::Batches(_) => 1 << 23,
        }
    }

    /// What a time is.
    pub(crate) fn unit(self) -> &'static str {
        match self {
            Self::Single | Self::Batches(_) => "ns per message",
            Self::Volleys => "ns per round trip",
        }
    }

    /// The batches that a range of messages consists of.
    fn batches(range: &Range<u64>) -> Range<u64> {
        range.start / BATCH as u64..range.end / BATCH as u64
    }

    /// What receiving all messages of the range comes to.
    fn tally(self, range: &Range<u64>) -> Tally {
        match self {
            Self::Single | Self::Volleys => Tally::of_singles::<u64>(range.clone()),
            Self::Batches(_) => Tally::of_batches::<u64>(Self::batches(range), BATCH as u64),
        }
    }
}

/// One run: see the module.
pub(crate) struct Run<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) messages: Messages,
    pub(crate) count: u64,
    /// Which round this is a part of.
    pub(crate) round: usize,
}

/// Receives until so many messages of a phase are in the tally.
pub(crate) type Receive<'a> = &'a mut dyn FnMut(&mut Tally, u64);

impl Run<'_> {
    /// Moves the messages from one end to the other and returns the nanoseconds per message.
    pub(crate) fn transfer(
        &self,
        (sender, receiver): (impl Sender<u64> + Send, impl Receiver<u64>),
    ) -> Result<f64, Mismatch> {
        self.gather((vec![sender], receiver))
    }

    /// The same from several ends, each of which sends its part of the messages.
    pub(crate) fn gather(
        &self,
        ends: (Vec<impl Sender<u64> + Send>, impl Receiver<u64>),
    ) -> Result<f64, Mismatch> {
        self.phases(ends, |watches, receive| {
            let mut tally = Tally::default();
            let mut slices = Vec::new();
            for slice in 1..=SLICES {
                let (before, clock) = (tally.count, Instant::now());
                receive(&mut tally, self.count / SLICES * slice);
                let nanos = clock.elapsed().as_nanos();
                let switches = watches.map(|(a, b)| (a.switches(), b.switches()));
                // What comes in batches may have come with the slice before.
                if tally.count > before {
                    slices.push((ratio(nanos, tally.count - before), switches));
                }
            }
            (tally, Spread::of(undisturbed(&slices)).map_or(0.0, |slices| slices.median))
        })
    }

    /// Warms up, and has `timed` receive the rest. It returns what it received. One producer and
    /// the consumer are watched.
    pub(crate) fn phases<T>(
        &self,
        (senders, mut receiver): (Vec<impl Sender<u64> + Send>, impl Receiver<u64>),
        timed: impl FnOnce(Option<&(Watch, Watch)>, Receive<'_>) -> (Tally, T),
    ) -> Result<T, Mismatch> {
        let threads = senders.len() + 1;
        let parts = senders.len() as u64;
        let phases = [0..WARM_UP, WARM_UP..WARM_UP + self.count];
        let courses = [WARM_UP, self.count].map(|total| Course::new(total, senders.len(), 1));
        let gate = Gate::default();
        let patience = self.stage.patience(Placement::Spread, threads);
        thread::scope(|scope| {
            let (gate, courses) = (&gate, &courses);
            let (watch, watches) = mpsc::sync_channel(senders.len());
            for (part, mut sender) in (0..).zip(senders) {
                let ranges = phases.clone().map(|range| part_of(&range, part, parts));
                let watch = watch.clone();
                scope.spawn(move || {
                    self.pin_producer();
                    let mine = if parts == 1 { Watch::new() } else { None };
                    watch.send(mine).expect("the other thread waits for it");
                    for (meeting, (range, course)) in (1..).zip(ranges.into_iter().zip(courses)) {
                        gate.meet(threads, meeting);
                        self.send(&mut sender, range, patience);
                        course.has_sent();
                    }
                });
            }
            self.pin_consumer();
            let watches = watches.recv().ok().flatten().zip(Watch::new());
            let mut receive = |course, tally: &mut Tally, until| {
                let idle = Idle::new(course, tally.count, patience);
                self.receive(&mut receiver, tally, until, idle);
            };
            gate.meet(threads, 1);
            let mut tally = Tally::default();
            receive(&courses[0], &mut tally, WARM_UP);
            // The producers wait at the gate: a mismatch is reported after the run.
            let warm_up = self.verify(&phases[0], tally);
            gate.meet(threads, 2);
            let (tally, result) = timed(watches.as_ref(), &mut |tally, until| {
                receive(&courses[1], tally, until);
            });
            warm_up.and(self.verify(&phases[1], tally)).map(|()| result)
        })
    }

    /// Producers share a CPU.
    pub(crate) fn pin_producer(&self) {
        self.stage.pin(Placement::Spread, 0, 2);
    }

    /// Consumers share the other one.
    pub(crate) fn pin_consumer(&self) {
        self.stage.pin(Placement::Spread, 1, 2);
    }

    /// Sends the messages of the range.
    pub(crate) fn send(
        &self,
        sender: &mut impl Sender<u64>,
        range: Range<u64>,
        patience: Patience,
    ) {
        match self.messages {
            Messages::Single | Messages::Volleys => send_singles(sender, range, patience),
            Messages::Batches(_) => {
                let mut batch = Batch::<u64>::new(BATCH as u64, self.round);
                send_batches(sender, batch.messages(), Messages::batches(&range), patience);
            }
        }
    }

    /// Receives until there are so many messages in the tally, or no more to wait for.
    pub(crate) fn receive(
        &self,
        receiver: &mut impl Receiver<u64>,
        tally: &mut Tally,
        until: u64,
        idle: Idle<'_>,
    ) {
        match self.messages {
            Messages::Single | Messages::Volleys => receive_singles(receiver, tally, until, idle),
            Messages::Batches(max) => receive_batches(receiver, tally, max, until, idle),
        }
    }

    /// Compares what was received with the messages of the range.
    pub(crate) fn verify(&self, range: &Range<u64>, received: Tally) -> Result<(), Mismatch> {
        self.messages.tally(range).verify(received)
    }
}

/// One of so many equal parts of a range.
pub(crate) fn part_of(range: &Range<u64>, part: u64, parts: u64) -> Range<u64> {
    let len = (range.end - range.start) / parts;
    range.start + part * len..range.start + (part + 1) * len
}

/// The times of the slices during and around which the numbers of context switches stayed the same;
/// all of them if there are none.
fn undisturbed<N: PartialEq>(slices: &[(f64, N)]) -> Vec<f64> {
    let calm = |around: &&[(f64, N)]| around.iter().all(|(_, switches)| *switches == around[0].1);
    let calm: Vec<_> = slices.windows(4).filter(calm).map(|around| around[2].0).collect();
    if calm.is_empty() { slices.iter().map(|&(nanos, _)| nanos).collect() } else { calm }
}

/// Tells how often a thread was given a CPU, and so whether it lost it in between.
pub(crate) struct Watch(File);

impl Watch {
    /// Watches the calling thread; `None` if the kernel does not tell.
    fn new() -> Option<Self> {
        File::open("/proc/thread-self/schedstat").ok().map(Self)
    }

    /// A number that grows when the thread is given a CPU.
    fn switches(&self) -> Option<u64> {
        let mut text = [0; 64];
        let n = self.0.read_at(&mut text, 0).ok()?;
        std::str::from_utf8(&text[..n]).ok()?.split_whitespace().nth(2)?.parse().ok()
    }
}
