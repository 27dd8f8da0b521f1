//! Counters: the options `metrics`, `metrics(latency)` and `contention`.
//!
//! Each counter has one writer, so counting is a load and a store of the writer's own cache line, never a
//! read-modify-write and never a line that two threads write. Readers get snapshots. Two numbers may be
//! from different moments; and while a batch is on its way, a reader on another thread may for that moment
//! count its messages one by one, as so many batches.

use core::iter::Sum;
use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;

use ringmpsc_runtime::clock;

use crate::ring::cursor::{ConsumerLine, ProducerLine};
use crate::ring::index;
use crate::ring::parts::Parts;

/// A counter with one writer.
#[derive(Default)]
#[repr(transparent)]
struct Counter(AtomicU64);

impl Counter {
    #[inline]
    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    #[inline]
    fn set(&self, value: u64) {
        self.0.store(value, Ordering::Relaxed);
    }

    #[inline]
    fn add(&self, n: u64) {
        self.set(self.get().wrapping_add(n));
    }

    #[inline]
    fn raise(&self, value: u64) {
        if value > self.get() {
            self.set(value);
        }
    }
}

/// How many messages passed one end of a ring, and in what batches.
///
/// The end's cursor counts the messages anyway. So all that is counted here is by how many the messages are more than the
/// batches. A single message is a batch of one: counting costs it nothing.
#[derive(Default)]
#[repr(C)]
struct Flow {
    /// Where the cursor was when nothing was counted.
    origin: Counter,
    /// All but one message of each batch. Counted after the cursor has moved.
    surplus: Counter,
    largest: Counter,
}

/// What [`Flow::read`] finds: with the single messages.
struct Flown {
    messages: u64,
    batches: u64,
    largest: u64,
}

impl Flow {
    #[inline]
    fn count(&self, n: usize) {
        if n > 1 {
            let n = n as u64;
            self.largest.raise(n);
            // Release: who reads this number reads a cursor that is no older.
            self.surplus.0.store(self.surplus.get().wrapping_add(n - 1), Ordering::Release);
        }
    }

    /// `cursor` reads the end's cursor. The origin changes only while no message passes.
    fn read(&self, cursor: impl FnOnce() -> u64) -> Flown {
        let surplus = self.surplus.0.load(Ordering::Acquire);
        let cursor = cursor();
        let messages = index::snapshot(self.origin.get(), cursor, usize::MAX) as u64;
        Flown {
            messages,
            batches: messages.saturating_sub(surplus),
            largest: self.largest.get().max(u64::from(messages > 0)),
        }
    }

    /// The cursor has passed `n` messages that do not count: the last ones, while no other passes.
    fn pass_over(&self, n: usize) {
        self.origin.add(n as u64);
    }

    /// Begins anew at zero.
    fn restart(&self, cursor: u64) {
        for counter in [&self.surplus, &self.largest] {
            counter.set(0);
        }
        self.origin.set(cursor);
    }
}

/// What a producer counts. Zeroes are valid.
#[repr(C, align(128))]
pub struct ProducerCounters(Flow);

impl ProducerCounters {
    #[inline]
    pub(crate) fn count(&self, n: usize) {
        self.0.count(n);
    }

    /// Of the messages that were published `n` were claimed back.
    pub(crate) fn claimed_back(&self, n: usize) {
        self.0.pass_over(n);
    }

    pub(crate) fn restart(&self, cursor: u64) {
        self.0.restart(cursor);
    }

    pub(crate) fn read(&self, line: &ProducerLine) -> ProducerStats {
        let Flown { messages: sent, batches, largest: largest_batch } =
            self.0.read(|| line.observe());
        ProducerStats { sent, batches, largest_batch }
    }
}

/// What a consumer counts, per ring. Zeroes are valid.
#[derive(Default)]
#[repr(C, align(128))]
pub struct ConsumerCounters {
    flow: Flow,
    timed: Counter,
    total: Counter,
    shortest: Counter,
    longest: Counter,
}

impl ConsumerCounters {
    #[inline]
    pub(crate) fn count(&self, n: usize) {
        self.flow.count(n);
    }

    pub(crate) fn restart(&self, cursor: u64) {
        self.flow.restart(cursor);
    }

    fn time(&self, nanos: u64) {
        if self.timed.get() == 0 || nanos < self.shortest.get() {
            self.shortest.set(nanos);
        }
        self.longest.raise(nanos);
        self.total.add(nanos);
        // Release: who reads this number finds the others no older.
        self.timed.0.store(self.timed.get() + 1, Ordering::Release);
    }

    pub(crate) fn read(&self, line: &ConsumerLine) -> ConsumerStats {
        self.read_with(|| line.observe())
    }

    fn read_with(&self, cursor: impl FnOnce() -> u64) -> ConsumerStats {
        let Flown { messages: received, batches, largest: largest_batch } = self.flow.read(cursor);
        let timed = self.timed.0.load(Ordering::Acquire);
        ConsumerStats {
            received,
            batches,
            largest_batch,
            latency: (timed > 0).then(|| Latency {
                batches: timed,
                total: Duration::from_nanos(self.total.get()),
                min: Duration::from_nanos(self.shortest.get()),
                max: Duration::from_nanos(self.longest.get()),
            }),
        }
    }
}

/// What one of several consumers counts. On no ring's line, since it takes from all of them.
#[derive(Default)]
pub struct StealCounters {
    claimed: Counter,
    counters: ConsumerCounters,
    home: Counter,
    fullest: Counter,
    random: Counter,
    lost: Counter,
}

impl StealCounters {
    fn count(&self, n: usize, origin: &Counter) {
        // Before the batch is counted, which whoever reads it finds then.
        self.claimed.add(n as u64);
        origin.add(n as u64);
        self.counters.count(n);
    }

    /// A batch from a ring that it is at home in.
    #[inline]
    pub(crate) fn home(&self, n: usize) {
        self.count(n, &self.home);
    }

    /// A batch from the ring that was the fullest.
    #[inline]
    pub(crate) fn fullest(&self, n: usize) {
        self.count(n, &self.fullest);
    }

    /// A batch from a ring that was drawn by lot, or whose turn it was.
    #[inline]
    pub(crate) fn random(&self, n: usize) {
        self.count(n, &self.random);
    }

    /// So often another consumer came first.
    #[inline]
    pub(crate) fn lost(&self, races: u64) {
        self.lost.add(races);
    }

    /// Where the time of a batch is counted.
    pub(crate) fn batches(&self) -> &ConsumerCounters {
        &self.counters
    }

    pub(crate) fn read(&self) -> StealStats {
        let ConsumerStats { received: claimed, batches, largest_batch, latency } =
            self.counters.read_with(|| self.claimed.get());
        StealStats {
            claimed,
            batches,
            largest_batch,
            latency,
            home: self.home.get(),
            fullest: self.fullest.get(),
            random: self.random.get(),
            lost_races: self.lost.get(),
        }
    }
}

/// What a producer that finds no room counts. Zeroes are valid.
#[repr(C, align(128))]
pub struct ContentionCounters {
    spins: Counter,
    failures: Counter,
    waited: Counter,
}

impl ContentionCounters {
    pub(crate) fn spun(&self) {
        self.spins.add(1);
    }

    pub(crate) fn refused(&self) {
        self.failures.add(1);
    }

    /// Whoever waits for room has waited so long.
    pub(crate) fn waited(&self, time: Duration) {
        self.waited.add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
    }

    pub(crate) fn read(&self) -> Contention {
        Contention {
            spins: self.spins.get(),
            failures: self.failures.get(),
            waited: Duration::from_nanos(self.waited.get()),
        }
    }

    fn clear(&self) {
        self.spins.set(0);
        self.failures.set(0);
        self.waited.set(0);
    }
}

/// Two clock reads around a batch, or nothing without `metrics(latency)`.
pub(crate) struct Stopwatch(Option<u64>);

impl Stopwatch {
    #[inline]
    pub(crate) fn start(wanted: bool) -> Self {
        Self(wanted.then(clock::now_nanos))
    }

    #[inline]
    pub(crate) fn stop(self, counters: Option<&ConsumerCounters>) {
        if let (Some(start), Some(counters)) = (self.0, counters) {
            counters.time(clock::now_nanos().saturating_sub(start));
        }
    }
}

/// What one producer has sent: `metrics()` of a producer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProducerStats {
    /// Messages that were accepted.
    pub sent: u64,
    /// Publishes; a single send is one.
    pub batches: u64,
    /// The largest number of messages in one publish.
    pub largest_batch: u64,
}

/// What one consumer has received: `metrics()` of a consumer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConsumerStats {
    /// Messages that were taken out, whether they were looked at or skipped.
    pub received: u64,
    /// Releases of slots; a single receive is one.
    pub batches: u64,
    /// The largest number of messages in one batch.
    pub largest_batch: u64,
    /// How long handlers took, with `metrics(latency)` and once there was a batch.
    pub latency: Option<Latency>,
}

impl Sum for ConsumerStats {
    fn sum<I: Iterator<Item = Self>>(stats: I) -> Self {
        stats.fold(Self::default(), |sum, ring| Self {
            received: sum.received + ring.received,
            batches: sum.batches + ring.batches,
            largest_batch: sum.largest_batch.max(ring.largest_batch),
            latency: Latency::merge(sum.latency, ring.latency),
        })
    }
}

/// What one of several consumers has received: `metrics()` of a consumer that shares its rings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StealStats {
    /// Messages that it has claimed and taken.
    pub claimed: u64,
    /// Claims that came to something; a single receive is one.
    pub batches: u64,
    /// The largest number of messages in one batch.
    pub largest_batch: u64,
    /// How long handlers took, with `metrics(latency)` and once there was a batch.
    pub latency: Option<Latency>,
    /// Messages from a ring of its home shard. With one ring, all of them.
    pub home: u64,
    /// Messages from a ring that was the fullest of all, or of 16 if there are more.
    pub fullest: u64,
    /// Messages from a ring that was drawn by lot, or whose turn it was.
    pub random: u64,
    /// How often another consumer came first, and it had to try again.
    pub lost_races: u64,
}

impl Sum for StealStats {
    fn sum<I: Iterator<Item = Self>>(stats: I) -> Self {
        stats.fold(Self::default(), |sum, one| Self {
            claimed: sum.claimed + one.claimed,
            batches: sum.batches + one.batches,
            largest_batch: sum.largest_batch.max(one.largest_batch),
            latency: Latency::merge(sum.latency, one.latency),
            home: sum.home + one.home,
            fullest: sum.fullest + one.fullest,
            random: sum.random + one.random,
            lost_races: sum.lost_races + one.lost_races,
        })
    }
}

/// How long batches took, from the first message handed to the handler to the last one dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Latency {
    /// Batches that were timed.
    pub batches: u64,
    /// The sum of their times.
    pub total: Duration,
    /// The shortest.
    pub min: Duration,
    /// The longest.
    pub max: Duration,
}

impl Latency {
    /// The mean time of a batch.
    pub fn mean(&self) -> Duration {
        let nanos = self.total.as_nanos() / u128::from(self.batches.max(1));
        // The sum may be of one batch more than were counted when it was read.
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX)).min(self.max)
    }

    fn merge(a: Option<Self>, b: Option<Self>) -> Option<Self> {
        match (a, b) {
            (Some(a), Some(b)) => Some(Self {
                batches: a.batches + b.batches,
                total: a.total + b.total,
                min: a.min.min(b.min),
                max: a.max.max(b.max),
            }),
            (one, other) => one.or(other),
        }
    }
}

/// How often producers found no room: `contention()`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contention {
    /// Rounds of waiting in `reserve_with_backoff`.
    pub spins: u64,
    /// Sends and reservations that were refused because the ring was full.
    pub failures: u64,
    /// How long the operations of the option `wait` have waited for room.
    pub waited: Duration,
}

/// A channel at one moment: `snapshot()`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChannelStats {
    /// Producers that are registered.
    pub producers: usize,
    /// Consumers that are alive.
    pub consumers: usize,
    /// Messages that are waiting.
    pub pending: usize,
    /// Whether nothing new can be sent.
    pub closed: bool,
    /// Messages sent, by all producers there have been.
    pub sent: u64,
    /// Messages received.
    pub received: u64,
    /// Batches received.
    pub batches: u64,
    /// The largest batch received.
    pub largest_batch: u64,
    /// With `contention`: rounds of waiting for room.
    pub reserve_spins: u64,
    /// With `contention`: sends and reservations refused for want of room.
    pub reserve_failures: u64,
    /// With `contention`: how long producers have waited for room.
    pub waited: Duration,
    /// With `metrics(latency)`: how long batches took.
    pub latency: Option<Latency>,
}

/// What the producer of a ring has counted. All zero without the option `metrics`.
pub(crate) fn sent<R: Parts>(ring: &R) -> ProducerStats {
    ring.sent_line().map(|sent| sent.read(ring.lines().producer)).unwrap_or_default()
}

/// What the consumer of a ring has counted. `None` without the option `metrics`.
pub(crate) fn received<R: Parts>(ring: &R) -> Option<ConsumerStats> {
    ring.received_line().map(|received| received.read(ring.lines().consumer))
}

/// The sum over rings that becomes a [`ChannelStats`].
#[derive(Clone, Copy, Default)]
pub(crate) struct Tally {
    sent: u64,
    pending: usize,
    received: ConsumerStats,
    contention: Contention,
}

impl Tally {
    pub(crate) fn add<R: Parts>(&mut self, ring: &R, pending: usize) {
        self.pending += pending;
        self.received = [self.received].into_iter().chain(received(ring)).sum();
        self.add_producer(ring);
    }

    /// Adds what consumers have taken that share the rings.
    pub(crate) fn add_stolen(&mut self, stolen: StealStats) {
        let StealStats { claimed: received, batches, largest_batch, latency, .. } = stolen;
        let stolen = ConsumerStats { received, batches, largest_batch, latency };
        self.received = [self.received, stolen].into_iter().sum();
    }

    fn add_producer<R: Parts>(&mut self, ring: &R) {
        self.sent += sent(ring).sent;
        if let Some(contention) = ring.contention_line().map(ContentionCounters::read) {
            self.contention.spins += contention.spins;
            self.contention.failures += contention.failures;
            self.contention.waited += contention.waited;
        }
    }

    /// Takes over what the producers of a ring have counted; the next one begins at zero. The caller is
    /// the only one who may write these counters.
    pub(crate) fn take_over<R: Parts>(&mut self, ring: &R) {
        self.add_producer(ring);
        if let Some(sent) = ring.sent_line() {
            sent.restart(ring.lines().producer.position());
        }
        if let Some(contention) = ring.contention_line() {
            contention.clear();
        }
    }

    pub(crate) fn finish(self, producers: usize, consumers: usize, closed: bool) -> ChannelStats {
        ChannelStats {
            producers,
            consumers,
            pending: self.pending,
            closed,
            sent: self.sent,
            received: self.received.received,
            batches: self.received.batches,
            largest_batch: self.received.largest_batch,
            reserve_spins: self.contention.spins,
            reserve_failures: self.contention.failures,
            waited: self.contention.waited,
            latency: self.received.latency,
        }
    }
}
