//! Threads that sleep whenever they can, and must be woken.
//!
//! Nobody pauses before it parks, and the pauses in between are random, so that a wake-up comes at
//! every moment of falling asleep. A wake-up that is lost ends the scenario: the watchdog sees to
//! that. Before, after a second, it is reported what the channels look like.

use std::fmt::Debug;
use std::hint;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use ringmpsc::{WaitStrategy, ring_channel};

use crate::random::Random;
use crate::suite::Load;
use crate::watchdog;

#[ring_channel(kind = spsc, bits = 1, wait, name = One)]
#[ring_channel(kind = spsc, bits = 1, wait, fence = asymmetric, name = OneAsymmetric)]
#[ring_channel(kind = spsc, bits = 1, wait, fence = full, name = OneFull)]
#[ring_channel(kind = mpsc, bits = 1, wait, name = Many)]
#[ring_channel(kind = mpsc, bits = 1, wait, fence = asymmetric, name = ManyAsymmetric)]
#[ring_channel(kind = mpsc, bits = 1, wait, fence = full, name = ManyFull)]
type Number = u64;

const AT_ONCE: WaitStrategy = WaitStrategy::PhasedBackoff { spins: 0, yields: 0 };

/// Rounds of each of the four kinds of exchange, by each of the six channels.
const ROUNDS: u32 = 3_000;

/// So long a round may take before it is reported.
const SLOW: Duration = Duration::from_secs(1);

/// Four messages through a ring of two: the sender waits for space, the receiver for messages.
const BURST: [u64; 4] = [1, 2, 3, 4];

/// Opens a channel and returns its handle and two ends.
macro_rules! open {
    ($channel:ident, one) => {{
        let (producer, consumer) = $channel::open();
        (producer.channel(), producer, consumer)
    }};
    ($channel:ident, many) => {{
        let (channel, consumer) = $channel::open();
        let producer = channel.register().expect("the channel is open");
        (channel, producer, consumer)
    }};
}
/// One number there and one back, then a burst there, by two threads. Returns how many rounds were
/// slow.
macro_rules! exchange {
    ($channel:ident, $kind:ident, $rounds:expr, $random:expr) => {{
        let (there, mut ping, mut pinged) = open!($channel, $kind);
        let (back, mut pong, mut ponged) = open!($channel, $kind);
        let rounds: u64 = $rounds;
        let mut here = Random::new($random.next());
        let mut elsewhere = Random::new($random.next());
        let pace = Pace::default();
        thread::scope(|scope| {
            let watching = scope.spawn(|| pace.watch(&[&there, &back]));
            let answering = scope.spawn(move || {
                for round in 0..rounds {
                    dawdle(&mut elsewhere);
                    assert_eq!(pinged.recv(), Ok(round));
                    dawdle(&mut elsewhere);
                    pong.send(round).expect("the channel is open");
                    let mut burst = Vec::new();
                    while burst.len() < BURST.len() {
                        dawdle(&mut elsewhere);
                        pinged
                            .consume_batch_wait(|&number| burst.push(number), AT_ONCE)
                            .expect("the channel is open");
                    }
                    assert_eq!(burst, BURST);
                }
            });
            for round in 0..rounds {
                dawdle(&mut here);
                ping.send(round).expect("the channel is open");
                let mut answer = None;
                ponged
                    .consume_batch_wait(|&number| answer = Some(number), AT_ONCE)
                    .expect("the channel is open");
                assert_eq!(answer, Some(round));
                dawdle(&mut here);
                ping.send_all(&BURST, AT_ONCE).expect("the channel is open");
                pace.moved();
            }
            answering.join().expect("a panic ends the process");
            pace.ended.store(true, Ordering::Relaxed);
            watching.thread().unpark();
            watching.join().expect("a panic ends the process")
        })
    }};
}
pub(crate) fn run(load: &Load) -> String {
    let mut random = load.random();
    let rounds = u64::from(load.times(ROUNDS));
    let mut reports = 0;
    reports += exchange!(OneChannel, one, rounds, random);
    reports += exchange!(OneAsymmetricChannel, one, rounds, random);
    reports += exchange!(OneFullChannel, one, rounds, random);
    reports += exchange!(ManyChannel, many, rounds, random);
    reports += exchange!(ManyAsymmetricChannel, many, rounds, random);
    reports += exchange!(ManyFullChannel, many, rounds, random);
    let all = 6 * rounds;
    format!("{all} rounds of six messages there and back, {reports} of over {SLOW:?}")
}

/// Lets the other side get on, for a random time that is often too short for anything.
fn dawdle(random: &mut Random) {
    let limit = [1, 16, 256, 2048][random.below(4)];
    (0..random.below(limit)).for_each(|_| hint::spin_loop());
}

/// How two threads get on.
#[derive(Default)]
struct Pace {
    rounds: AtomicU64,
    ended: AtomicBool,
}

impl Pace {
    fn moved(&self) {
        self.rounds.fetch_add(1, Ordering::Relaxed);
        watchdog::moved();
    }

    /// Reports what the channels look like whenever nothing has moved for too long.
    fn watch(&self, channels: &[&(dyn Debug + Sync)]) -> u32 {
        let mut reports = 0;
        let mut last = u64::MAX;
        while !self.ended.load(Ordering::Relaxed) {
            thread::park_timeout(SLOW);
            let rounds = self.rounds.load(Ordering::Relaxed);
            if rounds == last && !self.ended.load(Ordering::Relaxed) {
                reports += 1;
                eprintln!("after {rounds} rounds nothing has moved for {SLOW:?}: {channels:?}");
            }
            last = rounds;
        }
        reports
    }
}
