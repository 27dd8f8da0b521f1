//! What is allocated, and what waits for who allocates.

use std::alloc::Layout;
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use ringmpsc::{TryRecvError, ring_channel};
use ringmpsc_tests::channels::{mpmc_copy_4, spmc_copy_4};
use ringmpsc_tests::{Call, Observed, Watchdog, alone, count, counted};

/// The message of a channel with so much space that its ends keep a distance.
#[ring_channel(kind = spsc, bits = 9)]
pub type Roomy = u64;

#[global_allocator]
static ALLOCATOR: Observed = Observed(note);

thread_local! {
    /// Whether this thread is held up wherever it allocates or frees memory.
    static HELD_UP: Cell<bool> = const { Cell::new(false) };
}

/// How often a thread was held up, and how often it was let go on.
static STOPS: AtomicU64 = AtomicU64::new(0);
static STARTS: AtomicU64 = AtomicU64::new(0);

/// As if it were preempted here. It allocates nothing.
fn stop() {
    if HELD_UP.get() {
        let stop = STOPS.fetch_add(1, Ordering::AcqRel) + 1;
        while STARTS.load(Ordering::Acquire) < stop {
            thread::yield_now();
        }
    }
}

fn note(call: Call, layout: Layout) {
    count(call, layout);
    stop();
}

/// How often this thread allocates meanwhile.
fn allocations(f: impl FnOnce()) -> u64 {
    counted(f).0
}

#[test]
fn the_allocations_of_this_thread_are_counted() {
    assert_eq!(allocations(|| drop(Box::new(0_u8))), 1);
}

#[test]
fn neither_a_send_nor_a_receive_allocates() {
    let (mut producer, channel) = {
        let (channel, producer) = spmc_copy_4::open_at(0);
        (producer, channel)
    };
    let mut consumer = channel.register_consumer().unwrap();
    let mut slice = [0; 2];
    let all = allocations(|| {
        for round in 0..100 {
            assert_eq!(producer.send_slice(&[round; 4]), 4);
            assert_eq!(consumer.try_recv(), Ok(round));
            assert_eq!(consumer.steal_slice(&mut slice), 2);
            assert_eq!(consumer.consume_batch(|_| ()), 1);
            assert!(consumer.try_recv().is_err());
        }
    });
    assert_eq!(all, 0);
}

/// The consumer finds one message at each load of the cursor. So it tries pauses: the first one
/// after some 70 messages, then more and more rarely. Messages this close together are needed for
/// that.
#[test]
fn a_pause_allocates_nothing() {
    alone("a_pause_allocates_nothing", || {
        let (mut producer, mut consumer) = RoomyChannel::open();
        let all = allocations(|| {
            for _ in 0..20_000 {
                assert!(producer.try_send(7).is_ok());
                assert_eq!(consumer.try_recv(), Ok(7));
            }
        });
        assert_eq!(all, 0);
    });
}

/// Wherever the consumer is at home, whose turn it is, and wherever it has to search.
#[test]
fn neither_a_send_nor_a_receive_of_many_allocates() {
    const RINGS: usize = 40;

    let channel = mpmc_copy_4::MessageChannel::open();
    let mut consumers = [(); 2].map(|()| channel.register_consumer().unwrap());
    let mut producers = [(); RINGS].map(|()| channel.register().unwrap());
    for consumer in &mut consumers {
        assert!(consumer.try_recv().is_err(), "it has met all rings now");
    }
    let mut slice = [0; 2];
    let all = allocations(|| {
        for round in 0..1000 {
            let producer = &mut producers[round * 7 % RINGS];
            let consumer = &mut consumers[round % 2];
            assert_eq!(producer.send_slice(&[1; 4]), 4);
            assert_eq!(consumer.try_recv(), Ok(1));
            assert_eq!(consumer.steal_slice(&mut slice), 2);
            assert_eq!(consumer.consume_batch(|_| ()), 1);
            assert!(consumer.try_recv().is_err());
        }
    });
    assert_eq!(all, 0);
}

/// Runs `f` on another thread, and calls `meanwhile` wherever that thread allocates or frees
/// memory. Returns how often that was. One test at a time.
fn at_every_stop<T: Send>(f: impl FnOnce() -> T + Send, mut meanwhile: impl FnMut()) -> (u64, T) {
    let before = STOPS.load(Ordering::Acquire);
    thread::scope(|scope| {
        let held_up = scope.spawn(|| {
            HELD_UP.set(true);
            let result = f();
            HELD_UP.set(false);
            result
        });
        let mut stops = 0;
        loop {
            if STOPS.load(Ordering::Acquire) > before + stops {
                meanwhile();
                stops += 1;
                STARTS.store(before + stops, Ordering::Release);
            } else if held_up.is_finished() {
                return (stops, held_up.join().unwrap());
            }
            thread::yield_now();
        }
    })
}

#[test]
fn no_receive_waits_for_who_comes_or_goes() {
    let watchdog = Watchdog::start();
    let channel = mpmc_copy_4::MessageChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    let mut producer = channel.register().unwrap();
    let mut receive = || {
        watchdog.feed();
        producer.try_send(7).unwrap();
        assert_eq!(consumer.try_recv(), Ok(7));
        assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
    };
    let (mut producers, mut consumers) = (Vec::new(), Vec::new());
    let mut stops = 0;
    // Each time another one comes or goes before, so that the consumer would like to know who there
    // is.
    for _ in 0..10 {
        consumers.push(channel.register_consumer().unwrap());
        let (n, registered) = at_every_stop(|| channel.register().unwrap(), &mut receive);
        producers.push(registered);
        consumers.push(channel.register_consumer().unwrap());
        let (m, registered) = at_every_stop(|| channel.register_consumer().unwrap(), &mut receive);
        consumers.push(registered);
        stops += n + m;
    }
    for going in producers {
        drop(consumers.pop());
        stops += at_every_stop(|| drop(going), &mut receive).0;
    }
    while let (Some(gone), Some(going)) = (consumers.pop(), consumers.pop()) {
        drop(gone);
        stops += at_every_stop(|| drop(going), &mut receive).0;
    }
    assert!(stops > 20, "{stops}");
}
