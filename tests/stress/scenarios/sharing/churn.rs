//! Producers and consumers are registered and dropped all the time: nothing may grow. Where there
//! may be no more rings, they change hands while some of their slots are still claimed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use ringmpsc::TryRecvError;

use crate::ledger;
use crate::memory;
use crate::message::Message;
use crate::pace::pause;
use crate::random::Random;
use crate::scenarios::churn::{NUMBERS, check_pages, message};
use crate::sharing::channels::{
    TrackedOneRingChannel, TrackedOneRingProducer, TrackedShardsChannel, TrackedThreeRingsChannel,
};
use crate::suite::Load;
use crate::watchdog::{Patience, moved};

/// Cycles of one thread that does everything.
const ALONE: u32 = 10_000;

/// Cycles of each of several threads.
const TOGETHER: u32 = 10_000;

/// Threads that register producers.
const PRODUCERS: u32 = 3;

/// Threads that register consumers.
const CONSUMERS: u32 = 3;

/// Messages that may wait before nobody registers any more: a ring with a message in it is not
/// reused.
const PENDING: usize = 16;

/// Receives with one consumer after another until the channel has ended, holding claims for a
/// while. Returns how many messages that were, and how many consumers.
macro_rules! receive {
    ($channel:expr, $random:expr) => {{
        let (channel, random): (_, &mut Random) = ($channel, $random);
        let mut patience = Patience::new("consumer");
        let (mut received, mut consumers) = (0, 0);
        'channel: while let Ok(mut consumer) = channel.register_consumer() {
            consumers += 1;
            for _ in 0..random.up_to(50) {
                if let Some(claim) = consumer.steal(2) {
                    pause(random.below(200));
                    claim.for_each(|message| {
                        message.stamp();
                        received += 1;
                    });
                    patience.moved();
                    continue;
                }
                match consumer.try_recv() {
                    Ok(_) => received += 1,
                    Err(TryRecvError::Empty) => patience.idle(&consumer),
                    Err(TryRecvError::Closed) => break 'channel,
                }
            }
        }
        (received, consumers)
    }};
}

/// Several threads register at the same time. Returns how many rings and consumers that took.
macro_rules! many_threads {
    ($Channel:ident, $cycles:expr, $most:expr, $random:expr) => {{
        let (cycles, random): (u32, &mut Random) = ($cycles, $random);
        ledger::open(PRODUCERS * NUMBERS * 16);
        let channel = $Channel::open();
        let sent = AtomicU64::new(0);
        let (rings, consumers) = thread::scope(|scope| {
            let sending: Vec<_> = (0..PRODUCERS)
                .map(|thread| {
                    let (channel, sent, mut random) = (channel.clone(), &sent, random.fork());
                    scope.spawn(move || {
                        let mut patience = Patience::new("registering");
                        for k in 0..cycles {
                            while channel.len() >= PENDING {
                                patience.rest(&channel);
                            }
                            let mut producer = channel.register().expect("the channel is open");
                            // Where slots are still claimed there may be no space.
                            if random.once_in(2) && producer.try_send(message(thread, k)).is_ok() {
                                sent.fetch_add(1, Ordering::Relaxed);
                            }
                            patience.moved();
                        }
                    })
                })
                .collect();
            let receiving: Vec<_> = (0..CONSUMERS)
                .map(|_| {
                    let (channel, mut random) = (channel.clone(), random.fork());
                    scope.spawn(move || receive!(&channel, &mut random))
                })
                .collect();
            for thread in sending {
                thread.join().expect("a panic ends the process");
            }
            channel.close();
            let (mut received, mut consumers) = (0, 0);
            for thread in receiving {
                let (messages, times) = thread.join().expect("a panic ends the process");
                received += messages;
                consumers += times;
            }
            assert_eq!(received, sent.load(Ordering::Relaxed));
            assert_eq!((channel.producer_count(), channel.consumer_count()), (0, 0));
            (memory::rings(), consumers)
        });
        assert!(rings <= $most, "{rings} rings for {PRODUCERS} producers at a time");
        drop(channel);
        ledger::close();
        (rings, consumers)
    }};
}

pub(crate) fn run(load: &Load) -> String {
    let (alone, together) = (load.times(ALONE), load.times(TOGETHER));
    assert_eq!(memory::rings(), 0);
    one_thread(alone);
    assert_eq!(memory::rings(), 0, "the channel is gone, and with it its rings");
    let mut random = load.random();
    // One for each message that waits or is about to, one for each producer, and one for each
    // claim.
    let most = PENDING + (2 * PRODUCERS + CONSUMERS) as usize;
    many_threads!(TrackedShardsChannel, together / 10, most, &mut random);
    many_threads!(TrackedThreeRingsChannel, together / 10, PRODUCERS as usize, &mut random);
    let pages = memory::resident_pages();
    let (rings, consumers) = many_threads!(TrackedShardsChannel, together, most, &mut random);
    let limited = PRODUCERS as usize;
    let (three, more) = many_threads!(TrackedThreeRingsChannel, together, limited, &mut random);
    check_pages(pages);
    assert_eq!(memory::rings(), 0, "the channel is gone, and with it its rings");
    format!(
        "{alone} rings taken over in the middle of a claim and no allocation, {together} producers \
         of each of {PRODUCERS} threads and {consumers} consumers with {rings} rings, and {more} \
         with {three}, memory flat"
    )
}

fn send(producer: &mut TrackedOneRingProducer, thread: u32, k: u32) -> bool {
    producer.try_send(message(thread, k)).is_ok()
}

/// One thread does everything, so everything is exact: the ring has two slots, of which a claim
/// holds one.
fn one_thread(cycles: u32) {
    ledger::open(NUMBERS * 16);
    let channel = TrackedOneRingChannel::open();
    let register = || channel.register().expect("the channel is open");
    let mut slow = channel.register_consumer().expect("the channel is open");
    let mut quick = channel.register_consumer().expect("the channel is open");
    let mut cycle = |k: u32| {
        let mut first = register();
        assert!(send(&mut first, 0, 4 * k) && send(&mut first, 0, 4 * k + 1));
        let claim = slow.steal(1).expect("there are two");
        assert!(quick.try_recv().is_ok());
        drop(first);
        // There may be no other, so it is the next one's. The slot that came back is behind the one
        // that is held.
        let mut next = register();
        assert_eq!((next.len(), next.available_capacity()), (0, 0));
        assert!(!send(&mut next, 0, 4 * k + 2), "it would be where a message is");
        assert!(claim.map(|message| message.stamp().seq).eq([u64::from(4 * k)]));
        assert!(send(&mut next, 0, 4 * k + 3));
        assert!(slow.try_recv().is_ok());
        assert!(quick.try_recv().is_err_and(|error| error.is_empty()));
        drop(next);
        // A consumer that leaves is forgotten.
        drop(channel.register_consumer().expect("the channel is open"));
    };
    let warm_up = 100.min(cycles);
    (0..warm_up).for_each(&mut cycle);
    let pages = memory::resident_pages();
    let allocations = memory::allocations();
    for k in warm_up..cycles {
        cycle(k);
        if k.is_multiple_of(1 << 8) {
            moved();
        }
    }
    assert_eq!(memory::rings(), 1, "one producer at a time needs one ring");
    let allocated = memory::allocations() - allocations;
    assert!(allocated <= 64 * u64::from(cycles), "{allocated} allocations, for consumers only");
    check_pages(pages);
    drop((channel, slow, quick));
    ledger::close();
}
