//! Consumers that sleep whenever they can, and must be woken: one for each message, and all at the
//! end.
//!
//! A producer waits until its messages were received before it sends more. So a message that wakes
//! nobody ends the scenario.

use std::future::Future;
use std::hint;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use ringmpsc::{RecvTimeoutError, WaitStrategy, ring_channel};

use crate::random::Random;
use crate::suite::Load;
use crate::watchdog::Patience;

/// Which producer sent it, and which of its burst it is.
#[ring_channel(kind = spmc, bits = 1, wait, futures, name = Shared)]
#[ring_channel(kind = spmc, bits = 1, wait, futures, fence = asymmetric, name = SharedAsymmetric)]
#[ring_channel(kind = spmc, bits = 1, wait, futures, fence = full, name = SharedFull)]
#[ring_channel(kind = mpmc, bits = 1, wait, futures, name = Shards)]
#[ring_channel(kind = mpmc, bits = 1, wait, futures, fence = asymmetric, name = ShardsAsymmetric)]
#[ring_channel(kind = mpmc, bits = 1, wait, futures, fence = full, name = ShardsFull)]
type Parcel = (usize, u64);

const AT_ONCE: WaitStrategy = WaitStrategy::PhasedBackoff { spins: 0, yields: 0 };

/// Bursts of one producer.
const BURSTS: u32 = 1_500;

/// The longest burst. A ring has two slots, so that the producer waits for space as well.
const LONGEST: usize = 5;

/// Producers, if there can be many.
const PRODUCERS: usize = 2;

/// Threads that receive.
const CONSUMERS: usize = 4;

/// What was received of one producer.
#[derive(Default)]
struct Received {
    messages: AtomicU64,
    /// The sum of the places in the bursts.
    places: AtomicU64,
}

impl Received {
    fn note(received: &[Self], (producer, place): Parcel) {
        received[producer].places.fetch_add(place, Ordering::Relaxed);
        received[producer].messages.fetch_add(1, Ordering::Release);
    }
}

/// Opens a channel, with so many producers as there may be.
macro_rules! open {
    ($channel:ident, one) => {{
        let (producer, channel) = $channel::open();
        (channel, vec![producer])
    }};
    ($channel:ident, many) => {{
        let channel = $channel::open();
        let producers = [(); PRODUCERS].map(|()| channel.register().expect("the channel is open"));
        (channel, Vec::from(producers))
    }};
}

/// Receives until the end, in every way that waits, and leaves now and then.
macro_rules! receive {
    ($channel:ident, $random:ident, $received:ident) => {{
        let mut consumer = $channel.register_consumer().expect("the channel is open");
        let note = |parcel| Received::note($received, parcel);
        let note_in_time = |received: Result<Parcel, RecvTimeoutError>| match received {
            Ok(parcel) => {
                note(parcel);
                true
            }
            Err(error) => error.is_timeout(),
        };
        let mut open = true;
        while open {
            dawdle(&mut $random);
            open = match $random.below(8) {
                0 => consumer.recv().map(note).is_ok(),
                1 => {
                    let timeout = Duration::from_micros($random.below(50) as u64);
                    note_in_time(consumer.recv_timeout(timeout))
                }
                2 => note_in_time(consumer.recv_deadline(Instant::now())),
                3 => {
                    // Perhaps it is called then, and does not come.
                    let mut context = Context::from_waker(Waker::noop());
                    match pin!(consumer.recv_async()).poll(&mut context) {
                        Poll::Ready(received) => received.map(note).is_ok(),
                        Poll::Pending => true,
                    }
                }
                4 => {
                    if let Ok(another) = $channel.register_consumer() {
                        consumer = another;
                    }
                    true
                }
                _ => consumer.consume_batch_wait(note, AT_ONCE).is_ok(),
            };
        }
    }};
}

/// Sends bursts, and waits until each was received. Returns the producer, and the sum of the places
/// in the bursts.
macro_rules! send {
    ($producer:ident, $id:ident, $bursts:ident, $random:ident, $received:ident) => {{
        let mut patience = Patience::new("producer");
        let (mut sent, mut places) = (0, 0);
        for _ in 0..$bursts {
            dawdle(&mut $random);
            let n = if $random.once_in(2) { 1 } else { $random.up_to(LONGEST) };
            let burst: Vec<Parcel> = (1..=n as u64).map(|place| ($id, place)).collect();
            $producer.send_all(&burst, AT_ONCE).expect("the channel is open");
            sent += n as u64;
            places += burst.iter().map(|(_, place)| place).sum::<u64>();
            while $received[$id].messages.load(Ordering::Acquire) < sent {
                patience.idle(&$producer);
            }
            patience.moved();
        }
        ($producer, sent, places)
    }};
}

macro_rules! exchange {
    ($channel:ident, $kind:ident, $bursts:ident, $random:ident) => {{
        let (channel, producers) = open!($channel, $kind);
        let received = &[(); PRODUCERS].map(|()| Received::default());
        thread::scope(|scope| {
            let receiving: Vec<_> = (0..CONSUMERS)
                .map(|_| {
                    let (channel, mut random) = (channel.clone(), $random.fork());
                    scope.spawn(move || receive!(channel, random, received))
                })
                .collect();
            let sending: Vec<_> = (0..)
                .zip(producers)
                .map(|(id, mut producer)| {
                    let mut random = $random.fork();
                    scope.spawn(move || send!(producer, id, $bursts, random, received))
                })
                .collect();
            let mut messages = 0;
            for (sender, received) in sending.into_iter().zip(received) {
                let (producer, sent, places) = sender.join().expect("a panic ends the process");
                assert_eq!(received.messages.load(Ordering::Relaxed), sent);
                assert_eq!(received.places.load(Ordering::Relaxed), places);
                messages += sent;
                drop(producer);
            }
            // Those who receive have handles, with which there may be more producers.
            channel.close();
            for taker in receiving {
                taker.join().expect("a panic ends the process");
            }
            messages
        })
    }};
}

pub(crate) fn run(load: &Load) -> String {
    let mut random = load.random();
    let bursts = load.times(BURSTS);
    let mut messages = 0;
    messages += exchange!(SharedChannel, one, bursts, random);
    messages += exchange!(SharedAsymmetricChannel, one, bursts, random);
    messages += exchange!(SharedFullChannel, one, bursts, random);
    messages += exchange!(ShardsChannel, many, bursts, random);
    messages += exchange!(ShardsAsymmetricChannel, many, bursts, random);
    messages += exchange!(ShardsFullChannel, many, bursts, random);
    format!("{messages} messages to {CONSUMERS} consumers that sleep, none stranded")
}

/// Lets the others get on, for a random time that is often too short for anything.
fn dawdle(random: &mut Random) {
    let limit = [1, 16, 256, 2048][random.below(4)];
    (0..random.below(limit)).for_each(|_| hint::spin_loop());
}
