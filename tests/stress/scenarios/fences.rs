//! Ends that sleep at once, while messages come now one by one and now many together.
//!
//! So a flag that asks the other side for fences is set, stands, and is cleared, in all orders with
//! an end that falls asleep. The sender waits until its messages were received before it sends
//! more. A wake-up that is lost ends the scenario: the watchdog sees to that.

use std::hint;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use ringmpsc::{WaitStrategy, ring_channel};

use crate::random::Random;
use crate::suite::Load;
use crate::watchdog::Patience;

#[ring_channel(kind = spsc, bits = 8, wait, name = One)]
#[ring_channel(kind = mpsc, bits = 8, wait, name = Many)]
#[ring_channel(kind = spmc, bits = 8, wait, name = Shared)]
#[ring_channel(kind = mpmc, bits = 8, wait, name = Shards)]
type Number = u64;

const AT_ONCE: WaitStrategy = WaitStrategy::PhasedBackoff { spins: 0, yields: 0 };

/// Bursts through each channel.
const BURSTS: u32 = 20_000;

/// A burst of many has up to so many messages: more than a ring has slots, so that the sender waits
/// for space, and several times as many as publishes clear the flag.
const LONGEST: usize = 600;

/// Sends bursts and waits until each was received. Returns how many messages there were.
macro_rules! send {
    ($producer:ident, $bursts:ident, $random:ident, $received:ident) => {{
        let mut patience = Patience::new("producer");
        let mut sent = 0;
        for _ in 0..$bursts {
            let long = $random.once_in(16);
            let n = if long { $random.up_to(LONGEST) } else { $random.up_to(3) };
            for _ in 0..n {
                if !long {
                    dawdle(&mut $random);
                }
                $producer.send_all(&[sent], AT_ONCE).expect("the channel is open");
                sent += 1;
            }
            while $received.load(Ordering::Acquire) < sent {
                patience.idle(&$producer);
            }
            patience.moved();
        }
        sent
    }};
}

/// Receives until the end.
macro_rules! receive {
    ($consumer:ident, $random:ident, $received:ident) => {{
        loop {
            if $random.once_in(8) {
                dawdle(&mut $random);
            }
            let mut n = 0;
            if $random.once_in(2) {
                let Ok(_) = $consumer.recv() else { break };
                n += 1;
            } else if $consumer.consume_batch_wait(|_| n += 1, AT_ONCE).is_err() {
                break;
            }
            $received.fetch_add(n, Ordering::Release);
        }
    }};
}

macro_rules! exchange {
    ($channel:expr, $producer:expr, $consumers:expr, $bursts:ident, $random:ident) => {{
        let (channel, mut producer) = ($channel, $producer);
        let received = &AtomicU64::new(0);
        thread::scope(|scope| {
            for mut consumer in $consumers {
                let mut random = $random.fork();
                scope.spawn(move || receive!(consumer, random, received));
            }
            let mut random = $random.fork();
            let sent = send!(producer, $bursts, random, received);
            channel.close();
            sent
        })
    }};
}

pub(crate) fn run(load: &Load) -> String {
    let mut random = load.random();
    let bursts = load.times(BURSTS);
    let mut messages = 0;
    messages += {
        let (producer, consumer) = OneChannel::open();
        exchange!(producer.channel(), producer, [consumer], bursts, random)
    };
    messages += {
        let (channel, consumer) = ManyChannel::open();
        let producer = channel.register().expect("the channel is open");
        exchange!(channel, producer, [consumer], bursts, random)
    };
    messages += {
        let (producer, channel) = SharedChannel::open();
        let consumers = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
        exchange!(channel, producer, consumers, bursts, random)
    };
    messages += {
        let channel = ShardsChannel::open();
        let producer = channel.register().expect("the channel is open");
        let consumers = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
        exchange!(channel, producer, consumers, bursts, random)
    };
    format!("{messages} messages in bursts of 1 to {LONGEST}, none stranded")
}

/// Lets the other side get on, for a random time that is often too short for anything.
fn dawdle(random: &mut Random) {
    let limit = [1, 16, 256, 2048][random.below(4)];
    (0..random.below(limit)).for_each(|_| hint::spin_loop());
}
