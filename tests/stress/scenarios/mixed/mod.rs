//! Ends that wait in every way, at random, one after another and several at once.
//!
//! A producer often waits until its messages were received before it sends more. So a message or
//! room that wakes no thread ends the scenario: the watchdog sees to that.

mod receiving;
mod sending;
mod tasks;

use std::hint;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use ringmpsc::{EventNotifier, ring_channel};

use self::receiving::{Receiver, Receives, UnparkingThread};
use self::sending::{Sender, Sends};
use crate::random::Random;
use crate::suite::Load;

/// Which producer sent it, and as the how manieth, from 1.
#[ring_channel(kind = spsc, bits = 1, wait, notify, futures, name = One)]
#[ring_channel(
    kind = spsc, bits = 1, wait, notify, futures, fence = asymmetric, name = OneAsymmetric
)]
#[ring_channel(kind = spsc, bits = 1, wait, notify, futures, fence = full, name = OneFull)]
#[ring_channel(kind = mpsc, bits = 1, wait, notify, futures, name = Many)]
#[ring_channel(
    kind = mpsc, bits = 1, wait, notify, futures, fence = asymmetric, name = ManyAsymmetric
)]
#[ring_channel(kind = mpsc, bits = 1, wait, notify, futures, fence = full, name = ManyFull)]
#[ring_channel(kind = spmc, bits = 1, wait, notify, futures, name = Shared)]
#[ring_channel(
    kind = spmc, bits = 1, wait, notify, futures, fence = asymmetric, name = SharedAsymmetric
)]
#[ring_channel(kind = spmc, bits = 1, wait, notify, futures, fence = full, name = SharedFull)]
#[ring_channel(kind = mpmc, bits = 1, wait, notify, futures, name = Shards)]
#[ring_channel(
    kind = mpmc, bits = 1, wait, notify, futures, fence = asymmetric, name = ShardsAsymmetric
)]
#[ring_channel(kind = mpmc, bits = 1, wait, notify, futures, fence = full, name = ShardsFull)]
type Parcel = (usize, u64);

/// How often each channel is opened.
const EPISODES: u32 = 24;

/// Bursts of one producer in one episode.
const BURSTS: u32 = 60;

/// The longest burst. A ring has two slots, so the producer waits for space as well.
const LONGEST: usize = 5;

/// Producers, if there can be many.
const PRODUCERS: usize = 2;

/// Consumers, if there can be many.
const CONSUMERS: usize = 3;

/// How many messages of each producer were received.
type Received = [AtomicU64; PRODUCERS];

/// Opens a channel: a handle, its producers and its consumers.
macro_rules! open {
    ($channel:ident, spsc) => {{
        let (producer, consumer) = $channel::open();
        (producer.channel(), vec![producer], vec![consumer])
    }};
    ($channel:ident, mpsc) => {{
        let (channel, consumer) = $channel::open();
        let producers = [(); PRODUCERS].map(|()| channel.register().expect("it is open"));
        (channel, Vec::from(producers), vec![consumer])
    }};
    ($channel:ident, spmc) => {{
        let (producer, channel) = $channel::open();
        let consumers = [(); CONSUMERS].map(|()| channel.register_consumer().expect("it is open"));
        (channel, vec![producer], Vec::from(consumers))
    }};
    ($channel:ident, mpmc) => {{
        let channel = $channel::open();
        let producers = [(); PRODUCERS].map(|()| channel.register().expect("it is open"));
        let consumers = [(); CONSUMERS].map(|()| channel.register_consumer().expect("it is open"));
        (channel, Vec::from(producers), Vec::from(consumers))
    }};
}

/// The producers of one episode send, its consumers receive, and then the channel ends. Returns how
/// many messages there were.
fn episode<P: Sends + Send, C: Receives + Send>(
    producers: Vec<P>,
    consumers: Vec<C>,
    end: impl FnOnce(),
    random: &mut Random,
) -> u64 {
    let received = Received::default();
    let unparking_threads: Vec<_> =
        consumers.iter().map(|consumer| UnparkingThread::new(consumer)).collect();
    let complete = consumers.len() == 1;
    // This thread drops them, after it has joined the others: `ThreadSanitizer` does not see the
    // order in which std's `Arc` drops a value.
    let notifiers: Vec<_> = consumers
        .iter()
        .map(|_| Arc::new(EventNotifier::new().expect("there are descriptors")))
        .collect();
    thread::scope(|scope| {
        let unparks: Vec<_> = unparking_threads
            .iter()
            .map(|unparking| {
                let random = random.fork();
                scope.spawn(move || unparking.run(random))
            })
            .collect();
        let receiving: Vec<_> = consumers
            .into_iter()
            .zip(unparking_threads.iter().zip(&notifiers))
            .map(|(consumer, (unparking, notifier))| {
                let (random, received) = (random.fork(), &received);
                scope.spawn(move || {
                    Receiver::new(consumer, unparking, notifier, complete, received, random).run();
                })
            })
            .collect();
        let sending: Vec<_> = (0..)
            .zip(producers)
            .map(|(id, producer)| {
                let (random, received) = (random.fork(), &received[id]);
                scope.spawn(move || Sender::new(producer, id, received, random).run(BURSTS))
            })
            .collect();
        let sent: Vec<u64> = sending
            .into_iter()
            .map(|sender| sender.join().expect("a panic ends the process"))
            .collect();
        end();
        for receiver in receiving {
            receiver.join().expect("a panic ends the process");
        }
        unparking_threads.iter().for_each(UnparkingThread::stop);
        for thread in unparks {
            thread.join().expect("a panic ends the process");
        }
        for (received, sent) in received.iter().zip(&sent) {
            assert_eq!(received.load(Ordering::Relaxed), *sent);
        }
        sent.iter().sum()
    })
}

macro_rules! episodes {
    ($episodes:expr, $random:ident, $($channel:ident $kind:ident;)*) => {{
        let mut messages = 0;
        for number in 0..$episodes {
            $({
                let (channel, producers, consumers) = open!($channel, $kind);
                let end = || if number % 2 == 0 { channel.close() } else { drop(channel) };
                messages += episode(producers, consumers, end, &mut $random);
            })*
        }
        messages
    }};
}

pub(crate) fn run(load: &Load) -> String {
    let mut random = load.random();
    let messages: u64 = episodes! {
        load.times(EPISODES), random,
        OneChannel spsc; OneAsymmetricChannel spsc; OneFullChannel spsc;
        ManyChannel mpsc; ManyAsymmetricChannel mpsc; ManyFullChannel mpsc;
        SharedChannel spmc; SharedAsymmetricChannel spmc; SharedFullChannel spmc;
        ShardsChannel mpmc; ShardsAsymmetricChannel mpmc; ShardsFullChannel mpmc;
    };
    format!("{messages} messages to ends that wait in {} ways, none stranded", receiving::WAYS)
}

/// Lets the other side get on, for a random time that is often too short for anything.
fn dawdle(random: &mut Random) {
    let limit = random.choose(&[1, 16, 256, 2048]);
    (0..random.below(limit)).for_each(|_| hint::spin_loop());
}
