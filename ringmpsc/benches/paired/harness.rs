//! Rounds, pairs and medians.
//!
//! One *run* of a contestant opens a channel, moves messages from a producer thread to this thread,
//! and checks their count and sum. The first [`WARM_UP`] messages touch every slot and are not
//! timed; then both sides meet at a [`Gate`], and the clock starts. The rest is timed in [`SLICES`]
//! slices, and the run counts as its median slice. A slice in or next to which one of the threads
//! [lost its CPU](Watch) does not count. Several producers share the messages, and one CPU; there
//! losing it is part of the work, and all slices count.
//!
//! One *round* is one run of every contestant of a case, in a shuffled order. A comparison is the
//! median over the rounds of the ratio of two contestants in the same round.

use std::fmt;
use std::fs::File;
use std::hint;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use ringmpsc::affinity;

use crate::ends::{Receiver, Sender, receive_batches, receive_numbers, send_batches, send_numbers};

/// Messages before the clock starts. At least two times around every ring.
pub(crate) const WARM_UP: u64 = 1 << 17;

/// Parts of a run that are timed on their own.
pub(crate) const SLICES: u64 = 64;

/// Messages in a batch, in the cases that send batches.
pub(crate) const BATCH: usize = 256;

/// What the command line asks for, and what the machine has.
pub(crate) struct Settings {
    pub(crate) rounds: usize,
    filter: String,
    /// A trial of the program, not a measurement.
    pub(crate) trial: bool,
    stage: Stage,
}

impl Settings {
    pub(crate) fn from_args(mut args: impl Iterator<Item = String>) -> Result<Self, String> {
        const USAGE: &str = "usage: [--rounds N] [--filter TEXT]";
        let mut settings =
            Self { rounds: 31, filter: String::new(), trial: true, stage: Stage::new() };
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or(USAGE);
            match arg.as_str() {
                "--bench" => settings.trial = false,
                "--filter" => settings.filter = value()?,
                "--rounds" => settings.rounds = value()?.parse().map_err(|_| USAGE)?,
                _ => return Err(USAGE.into()),
            }
        }
        if settings.trial {
            settings.rounds = 1;
        }
        settings.rounds = settings.rounds.max(1);
        Ok(settings)
    }

    pub(crate) fn wants(&self, name: &str) -> bool {
        name.contains(&self.filter)
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rounds, {}", self.rounds, self.stage)
    }
}

/// Where the two threads run.
pub(crate) struct Stage {
    /// The CPUs of producer and consumer, if there are two.
    cpus: Option<(usize, usize)>,
}

impl Stage {
    fn new() -> Self {
        let cpus = affinity::usable_cpus().unwrap_or_default();
        Self { cpus: cpus.first().copied().zip(cpus.get(1).copied()) }
    }

    /// These, or whatever there is.
    pub(crate) fn cpus(&self) -> Vec<usize> {
        match self.cpus {
            Some((producer, consumer)) => vec![producer, consumer],
            None => affinity::usable_cpus().expect("a thread may ask"),
        }
    }

    pub(crate) fn pin(&self, end: impl Fn((usize, usize)) -> usize) {
        // Where it is refused, the threads go where the scheduler puts them.
        let _ = self.cpus.map(|cpus| affinity::bind_to_cpu(end(cpus)));
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cpus {
            Some((producer, consumer)) => {
                write!(f, "producer on CPU {producer}, consumer on CPU {consumer}")
            }
            None => f.write_str("not pinned: there are not two usable CPUs"),
        }
    }
}

/// Where the threads meet before a phase.
pub(crate) struct Gate {
    threads: usize,
    arrivals: AtomicUsize,
}

impl Gate {
    pub(crate) fn new(threads: usize) -> Self {
        Self { threads, arrivals: AtomicUsize::new(0) }
    }

    /// Waits until all threads have come for the `nth` time, counted from 1.
    pub(crate) fn meet(&self, nth: usize) {
        self.arrivals.fetch_add(1, Ordering::AcqRel);
        let mut patience = Patience::default();
        while self.arrivals.load(Ordering::Acquire) < self.threads * nth {
            patience.wait();
        }
    }
}

/// Waiting of a contestant that finds its ring full or empty: the same for all.
#[derive(Default)]
pub(crate) struct Patience(u32);

impl Patience {
    /// Pauses; lets somebody else run if that has not helped for long.
    #[inline]
    pub(crate) fn wait(&mut self) {
        self.0 += 1;
        if self.0.is_multiple_of(1024) {
            thread::yield_now();
        } else {
            hint::spin_loop();
        }
    }
}

/// What a consumer has received.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Tally {
    pub(crate) count: u64,
    pub(crate) sum: u64,
}

/// Messages for a phase: the numbers of the range, or batches.
#[derive(Clone, Copy)]
pub(crate) enum Messages {
    /// Message `i` is `i`.
    Single,
    /// [`BATCH`] messages at a time. Message `k` of a batch is `k`, but the first is the number of
    /// the batch.
    Batches,
    /// Message `i` is `i`, and is sent back before the next one: see [`volley`](crate::volley).
    Volleys,
}

impl Messages {
    /// How many are timed in a run.
    fn count(self, trial: bool) -> u64 {
        match self {
            Self::Volleys if trial => 1 << 10,
            Self::Volleys => 1 << 14,
            _ if trial => 1 << 14,
            Self::Single => 1 << 22,
            Self::Batches => 1 << 23,
        }
    }

    /// What is timed.
    fn unit(self) -> &'static str {
        match self {
            Self::Single | Self::Batches => "message",
            Self::Volleys => "round trip",
        }
    }

    /// What receiving all of them comes to.
    fn tally(self, range: &Range<u64>) -> Tally {
        let numbers = |range: Range<u64>| range.fold(0_u64, u64::wrapping_add);
        let count = range.end - range.start;
        let batch = BATCH as u64;
        let sum = match self {
            Self::Single | Self::Volleys => numbers(range.clone()),
            Self::Batches => {
                let batches = range.start / batch..range.end / batch;
                let rest = numbers(1..batch).wrapping_mul(count / batch);
                numbers(batches).wrapping_add(rest)
            }
        };
        Tally { count, sum }
    }
}

/// A contestant received something other than what was sent.
#[derive(Debug)]
pub(crate) struct Mismatch {
    pub(crate) contestant: String,
    pub(crate) sent: Tally,
    pub(crate) received: Tally,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { contestant, sent, received } = self;
        write!(f, "{contestant}: sent {sent:?}, received {received:?}")
    }
}

/// One run: see the module.
pub(crate) struct Run<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) messages: Messages,
    pub(crate) count: u64,
    contestant: &'a str,
}

impl Run<'_> {
    /// Moves the messages from one end to the other and returns the nanoseconds per message.
    pub(crate) fn transfer(
        &self,
        (sender, receiver): (impl Sender, impl Receiver),
    ) -> Result<f64, Mismatch> {
        self.gather((vec![sender], receiver))
    }

    /// The same from several ends, each of which sends its part of the messages.
    pub(crate) fn gather(
        &self,
        (senders, mut receiver): (Vec<impl Sender>, impl Receiver),
    ) -> Result<f64, Mismatch> {
        let phases = [0..WARM_UP, WARM_UP..WARM_UP + self.count];
        let gate = Gate::new(senders.len() + 1);
        thread::scope(|scope| {
            let gate = &gate;
            let (watch, watches) = mpsc::sync_channel(senders.len());
            let parts = senders.len() as u64;
            for (part, mut sender) in (0..).zip(senders) {
                let ranges = phases.clone().map(|range| part_of(&range, part, parts));
                let watch = watch.clone();
                scope.spawn(move || {
                    self.stage.pin(|(cpu, _)| cpu);
                    let mine = if parts == 1 { Watch::new() } else { None };
                    watch.send(mine).expect("the other thread waits for it");
                    for (nth, range) in (1..).zip(ranges) {
                        gate.meet(nth);
                        match self.messages {
                            Messages::Batches => send_batches(&mut sender, range),
                            _ => send_numbers(&mut sender, range),
                        }
                    }
                });
            }
            self.stage.pin(|(_, cpu)| cpu);
            let mut receive = |tally: &mut Tally, n| match self.messages {
                Messages::Batches => receive_batches(&mut receiver, tally, n),
                _ => receive_numbers(&mut receiver, tally, n),
            };
            let watches = watches.recv().ok().flatten().zip(Watch::new());
            let mut warm_up = Tally::default();
            gate.meet(1);
            receive(&mut warm_up, WARM_UP);
            let mut timed = Tally::default();
            let mut slices = Vec::new();
            gate.meet(2);
            for slice in 1..=SLICES {
                let before = timed.count;
                let clock = Instant::now();
                receive(&mut timed, self.count / SLICES * slice);
                let nanos = clock.elapsed().as_secs_f64() * 1e9;
                let switches = watches.as_ref().map(|(a, b)| (a.switches(), b.switches()));
                // What comes in batches may have come with the slice before.
                if timed.count > before {
                    slices.push((per_message(nanos, timed.count - before), switches));
                }
            }
            for (range, received) in phases.iter().zip([warm_up, timed]) {
                self.verify(range, received)?;
            }
            Ok(Spread::of(undisturbed(&slices)).median)
        })
    }

    /// Compares what was received with the messages of the range.
    pub(crate) fn verify(&self, range: &Range<u64>, received: Tally) -> Result<(), Mismatch> {
        let sent = self.messages.tally(range);
        if received == sent {
            return Ok(());
        }
        Err(Mismatch { contestant: self.contestant.to_owned(), sent, received })
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
struct Watch(File);

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

#[expect(clippy::cast_precision_loss, reason = "counts of a benchmark are far below 2^52")]
pub(crate) fn per_message(nanos: f64, messages: u64) -> f64 {
    nanos / messages as f64
}

/// One way of doing the work.
pub(crate) struct Contestant {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&Run<'_>) -> Result<f64, Mismatch>,
}

/// The time of one contestant over that of another, by their places in [`Case::contestants`].
pub(crate) struct Ratio {
    pub(crate) of: usize,
    pub(crate) to: usize,
    /// It should not be more. Without one it is printed for information.
    pub(crate) target: Option<f64>,
}

/// The same work done by several contestants.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) messages: Messages,
    pub(crate) contestants: Vec<Contestant>,
    pub(crate) ratios: Vec<Ratio>,
}

impl Case {
    pub(crate) fn run(&self, settings: &Settings) -> Result<(), Mismatch> {
        if !settings.wants(self.name) {
            return Ok(());
        }
        let count = self.messages.count(settings.trial);
        let mut shuffle = Shuffle(0x9E37_79B9_7F4A_7C15);
        let mut times = vec![Vec::with_capacity(settings.rounds); self.contestants.len()];
        for _ in 0..settings.rounds {
            for k in shuffle.order(self.contestants.len()) {
                let Contestant { name, run } = self.contestants[k];
                let stage = &settings.stage;
                let nanos = run(&Run { stage, messages: self.messages, count, contestant: name })?;
                times[k].push(nanos);
            }
        }
        self.report(&times);
        Ok(())
    }

    fn report(&self, times: &[Vec<f64>]) {
        let unit = self.messages.unit();
        println!("\n{:<44} {:>8} {:>8} {:>8}   ns per {unit}", self.name, "min", "median", "max");
        for (Contestant { name, .. }, times) in self.contestants.iter().zip(times) {
            let Spread { min, median, max } = Spread::of(times.clone());
            println!("  {name:<42} {min:>8.3} {median:>8.3} {max:>8.3}");
        }
        for &Ratio { of, to, target } in &self.ratios {
            let names = format!("{} / {}", self.contestants[of].name, self.contestants[to].name);
            let rounds = times[of].iter().zip(&times[to]).map(|(of, to)| of / to).collect();
            let ratio = Spread::of(rounds);
            let median = |k: usize| Spread::of(times[k].clone()).median;
            print!("  {names}\n      paired {:.3} ", ratio.median);
            print!(
                "({:.3} … {:.3}), of medians {:.3}",
                ratio.min,
                ratio.max,
                median(of) / median(to)
            );
            match target {
                Some(target) if ratio.median <= target => println!(", target ≤ {target:.2}: ok"),
                Some(target) => println!(", target ≤ {target:.2}: MISSED"),
                None => println!(),
            }
        }
    }
}

/// The least, the middle and the largest of some numbers.
pub(crate) struct Spread {
    min: f64,
    pub(crate) median: f64,
    max: f64,
}

impl Spread {
    pub(crate) fn of(mut numbers: Vec<f64>) -> Self {
        numbers.sort_by(f64::total_cmp);
        let middle = numbers.len() / 2;
        let median = if numbers.len().is_multiple_of(2) {
            f64::midpoint(numbers[middle - 1], numbers[middle])
        } else {
            numbers[middle]
        };
        Self { min: numbers[0], median, max: numbers[numbers.len() - 1] }
    }
}

/// A generator of orders (Marsaglia's xorshift). The same in every run of the program.
struct Shuffle(u64);

impl Shuffle {
    fn order(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<_> = (0..n).collect();
        order.sort_by_cached_key(|_| {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0
        });
        order
    }
}
