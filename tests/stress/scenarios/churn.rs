//! Producers are registered and dropped, millions of times: nothing may grow.
//!
//! Cost is counted, not timed: in rings, since a consumer polls no more than there are; in
//! allocations; and in pages of memory.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use ringmpsc::TryRecvError;
use ringmpsc_tests::Memory;

use crate::channels::{Tracked, TrackedManyTwoChannel, TrackedManyTwoConsumer};
use crate::ledger;
use crate::memory;
use crate::message::{Message, Stamp};
use crate::random::Random;
use crate::suite::Load;
use crate::watchdog::{Patience, moved};

/// Cycles of register and drop, in all.
const CYCLES: u32 = 200_000;

/// Threads that register at the same time.
const THREADS: u32 = 3;

/// Messages that may wait before nobody registers any more: a ring with a message in it is not
/// reused.
const PENDING: usize = 16;

/// Memory that may come and go for other reasons.
const SLACK_PAGES: u64 = 256;

/// The same under a sanitizer, whose shadow and history of accesses are in memory too. What the
/// rings take is counted exactly in any case.
const SANITIZED_PAGES: u64 = 8192;

/// Whether there is a sanitizer: they map terabytes.
fn is_sanitized() -> bool {
    Memory::now().mapped > 1 << 40
}

pub(crate) fn run(load: &Load) -> String {
    let alone = load.times(CYCLES / 2);
    let together = load.times(CYCLES / 2 / THREADS) * THREADS;
    assert_eq!(memory::rings(), 0);
    one_thread(alone);
    assert_eq!(memory::rings(), 0, "the channel is gone, and with it its rings");
    let mut random = load.random();
    many_threads(together / THREADS / 10, &mut random);
    let pages = memory::resident_pages();
    let rings = many_threads(together / THREADS, &mut random);
    check_pages(pages);
    assert_eq!(memory::rings(), 0, "the channel is gone, and with it its rings");
    format!(
        "{alone} cycles with 2 rings and no allocation, {together} cycles of {THREADS} threads \
         with {rings} rings, memory flat"
    )
}

/// Numbers that one thread uses, again and again.
pub(super) const NUMBERS: u32 = 1 << 15;

/// The `k`-th message of a thread. Its last message with the same number is long gone.
pub(super) fn message(thread: u32, k: u32) -> Tracked {
    // Numbers of messages without memory of their own.
    let number = (thread * NUMBERS + k % NUMBERS) * 16 + 1;
    ledger::recycle(number);
    Tracked::new(Stamp { producer: thread, seq: k.into() }, number)
}

/// One thread does everything, so everything is exact.
fn one_thread(cycles: u32) {
    ledger::open(NUMBERS * 16);
    let (channel, mut consumer) = TrackedManyTwoChannel::open();
    let mut kept = channel.register().expect("the channel is open");
    let mut cycle = |k: u32| {
        let mut producer = channel.register().expect("the channel is open");
        match k % 4 {
            0 => {}
            1 => kept.try_send(message(0, k)).expect("there is space"),
            2 => producer.try_send(message(0, k)).expect("there is space"),
            _ => {
                // It leaves before its message is received.
                producer.try_send(message(0, k)).expect("there is space");
                drop(producer);
                consumer.try_recv().expect("the message is not lost");
                return;
            }
        }
        drop(producer);
        assert_eq!(consumer.try_recv().is_ok(), !k.is_multiple_of(4));
        assert!(consumer.try_recv().is_err_and(|error| error.is_empty()));
        assert_eq!(channel.producer_count(), 1);
    };
    let warm_up = 1_000.min(cycles);
    (0..warm_up).for_each(&mut cycle);
    let pages = memory::resident_pages();
    let allocations = memory::allocations();
    for k in warm_up..cycles {
        cycle(k);
        if k.is_multiple_of(1 << 10) {
            moved();
        }
    }
    assert_eq!(memory::rings(), 2, "two producers at a time need two rings");
    let allocated = memory::allocations() - allocations;
    assert_eq!(allocated, 0, "reuse allocates nothing");
    check_pages(pages);
    drop((channel, kept, consumer));
    ledger::close();
}

pub(super) fn check_pages(before: u64) {
    let now = memory::resident_pages();
    let slack = if is_sanitized() { SANITIZED_PAGES } else { SLACK_PAGES };
    assert!(now <= before + slack, "{before} pages were in memory, now {now}");
}

/// Several threads register at the same time. Returns how many rings that took.
fn many_threads(cycles: u32, random: &mut Random) -> usize {
    ledger::open(THREADS * NUMBERS * 16);
    let (channel, mut consumer) = TrackedManyTwoChannel::open();
    let sent = AtomicU64::new(0);
    let rings = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (channel, sent, mut random) = (channel.clone(), &sent, random.fork());
                scope.spawn(move || {
                    let mut patience = Patience::new("registering");
                    for k in 0..cycles {
                        while channel.len() >= PENDING {
                            patience.rest(&channel);
                        }
                        let mut producer = channel.register().expect("the channel is open");
                        if random.once_in(2) {
                            producer.try_send(message(thread, k)).expect("there is space");
                            sent.fetch_add(1, Ordering::Relaxed);
                        }
                        patience.moved();
                    }
                })
            })
            .collect();
        let receiving = scope.spawn(move || {
            let received = receive(&mut consumer);
            (received, consumer)
        });
        for thread in threads {
            thread.join().expect("a panic ends the process");
        }
        drop(channel);
        let (received, consumer) = receiving.join().expect("a panic ends the process");
        assert_eq!(received, sent.load(Ordering::Relaxed));
        let rings = memory::rings();
        drop(consumer);
        rings
    });
    // One for each message that waits or is about to, and one for each producer.
    let most = PENDING + 2 * THREADS as usize;
    assert!(rings <= most, "{rings} rings for {THREADS} producers at a time");
    ledger::close();
    rings
}

/// Receives until the last producer is gone.
fn receive(consumer: &mut TrackedManyTwoConsumer) -> u64 {
    let mut patience = Patience::new("consumer");
    let mut received = 0;
    loop {
        match consumer.try_recv() {
            Ok(message) => {
                message.stamp();
                received += 1;
                patience.moved();
            }
            Err(TryRecvError::Empty) => patience.idle(&*consumer),
            Err(TryRecvError::Closed) => return received,
        }
    }
}
