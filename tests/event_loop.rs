//! An event loop handles everything, ends when it should, and says how.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use ringmpsc::{Consume, EventLoop, EventLoopHandle, WaitStrategy, ring_channel};
use ringmpsc_tests::channels::{mpmc_4, mpsc_4, spmc_4};
use ringmpsc_tests::{Ledger, Tracked, Watchdog, panic_wanted};

/// The message.
#[ring_channel(kind = spsc, bits = 3, name = One)]
#[ring_channel(kind = mpsc, bits = 3, name = Many)]
pub type Number = u64;

const STRATEGIES: [WaitStrategy; 6] = [
    WaitStrategy::BusySpin,
    WaitStrategy::Yielding,
    WaitStrategy::Sleeping { sleep: Duration::from_micros(50) },
    WaitStrategy::Blocking,
    WaitStrategy::TimedBlocking { timeout: Duration::from_micros(50) },
    WaitStrategy::PhasedBackoff { spins: 2, yields: 2 },
];

/// Sums up what it handles.
fn summing(
    consumer: impl Consume<u64> + Send + 'static,
    strategy: WaitStrategy,
) -> (EventLoopHandle, mpsc::Receiver<u64>) {
    let (seen, sums) = mpsc::channel();
    let add = move |number| seen.send(number).expect("the test listens");
    (EventLoop::spawn(consumer, add, strategy), sums)
}

#[test]
fn it_handles_everything_and_ends_with_its_channel() {
    const MESSAGES: u64 = 2_000;

    for strategy in STRATEGIES {
        let (channel, consumer) = ManyChannel::open();
        let (event_loop, seen) = summing(consumer, strategy);
        let producers: Vec<_> = (0..3)
            .map(|_| {
                let mut producer = channel.register().unwrap();
                thread::spawn(move || {
                    for number in 0..MESSAGES {
                        while producer.try_send(number).is_err() {
                            thread::yield_now();
                        }
                    }
                })
            })
            .collect();
        drop(channel);
        for producer in producers {
            producer.join().unwrap();
        }
        let stats = event_loop.join().unwrap();
        assert_eq!(stats.processed, 3 * MESSAGES, "{strategy:?}");
        assert!((1..=stats.processed).contains(&stats.batches), "{stats:?}");
        assert_eq!(seen.iter().sum::<u64>(), 3 * MESSAGES * (MESSAGES - 1) / 2);
    }
}

#[test]
fn stopping_drains_and_refuses() {
    for strategy in STRATEGIES {
        let (mut producer, consumer) = OneChannel::open();
        for number in 0..8 {
            producer.try_send(number).unwrap();
        }
        let (event_loop, seen) = summing(consumer, strategy);
        event_loop.stop();
        assert_eq!(event_loop.join().unwrap().processed, 8, "{strategy:?}");
        assert!(seen.iter().eq(0..8));
        assert!(producer.try_send(8).unwrap_err().is_closed());
    }
}

#[test]
fn stopping_wakes_a_loop_that_sleeps() {
    for round in 0..500 {
        let (channel, consumer) = ManyChannel::open();
        let (event_loop, _seen) =
            summing(consumer, WaitStrategy::PhasedBackoff { spins: 0, yields: 0 });
        // At every moment of falling asleep.
        (0..round * 16).for_each(|_| std::hint::spin_loop());
        event_loop.stop();
        assert_eq!(event_loop.join().unwrap().processed, 0);
        assert!(channel.register().unwrap_err().is_closed());
    }
}

#[test]
fn an_idle_timeout_ends_nothing() {
    static SEEN: AtomicU64 = AtomicU64::new(0);

    let (mut producer, consumer) = OneChannel::open();
    let strategy = WaitStrategy::TimedBlocking { timeout: Duration::from_nanos(1) };
    let event_loop = EventLoop::spawn(consumer, |n| SEEN.store(n, Ordering::Relaxed), strategy);
    for number in 1..=100 {
        producer.try_send(number).unwrap();
        while SEEN.load(Ordering::Relaxed) < number {
            thread::yield_now();
        }
        (0..5_000).for_each(|_| std::hint::spin_loop());
        assert!(!event_loop.is_finished());
    }
    assert_eq!(event_loop.processed(), 100);
    drop(producer);
    assert_eq!(event_loop.join().unwrap().processed, 100);
}

#[test]
fn a_handler_that_panics_is_reported() {
    let ledger = Ledger::new();
    let (channel, consumer) = mpsc_4::MessageChannel::open();
    let mut producer = channel.register().unwrap();
    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    let handle = |message: Tracked| {
        if message.number() == 2 {
            panic_wanted();
        }
    };
    let event_loop = EventLoop::spawn(consumer, handle, WaitStrategy::Blocking);
    while !event_loop.is_finished() {
        thread::yield_now();
    }
    assert_eq!(event_loop.processed(), 2);
    assert!(event_loop.join().is_err());
    ledger.assert_settled();
    assert!(producer.try_send(ledger.message()).unwrap_err().is_closed());
    ledger.assert_settled();
}

/// Of two loops the handler of one panics, in the middle of what it has claimed.
macro_rules! one_of_two_panics {
    ($channel:ident) => {{
        let ledger = Ledger::new();
        let (channel, mut producer) = $channel::open_at(0);
        let [first, second] = [(); 2].map(|()| channel.register_consumer().unwrap());
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
        let handle = |message: Tracked| {
            if message.number() == 1 {
                panic_wanted();
            }
        };
        let panics = EventLoop::spawn(first, handle, WaitStrategy::Blocking);
        assert!(panics.join().is_err());
        assert_eq!((ledger.dropped(), channel.len()), (2, 2), "it leaves the rest to the other");
        let (tell, told) = mpsc::channel();
        let handle = move |message: Tracked| tell.send(message.number()).expect("the test listens");
        let goes_on = EventLoop::spawn(second, handle, WaitStrategy::Blocking);
        assert_eq!((told.recv(), told.recv()), (Ok(2), Ok(3)));
        for number in 4..100 {
            let mut message = ledger.message();
            while let Err(error) = producer.try_send(message) {
                assert!(error.is_full(), "somebody still receives");
                message = error.into_inner();
                thread::yield_now();
            }
            assert_eq!(told.recv(), Ok(number));
        }
        drop((channel, producer));
        assert_eq!(goes_on.join().unwrap().processed, 98);
        ledger.assert_settled();
    }};
}

#[test]
fn a_handler_that_panics_leaves_the_channel_to_the_other_loops() {
    let _watchdog = Watchdog::start();
    one_of_two_panics!(spmc_4);
    one_of_two_panics!(mpmc_4);
}

#[test]
fn a_handle_that_is_dropped_leaves_the_loop_to_itself() {
    let (mut producer, consumer) = OneChannel::open();
    let (event_loop, seen) = summing(consumer, WaitStrategy::Blocking);
    drop(event_loop);
    for number in 0..8 {
        producer.try_send(number).unwrap();
    }
    drop(producer);
    assert!(seen.iter().eq(0..8));
}

#[test]
fn an_alarm_clock_that_has_rung_ends_the_next_sleep() {
    let _watchdog = Watchdog::start();
    let (_producer, mut of_one) = OneChannel::open();
    let (_channel, mut of_many) = ManyChannel::open();
    for _ in 0..3 {
        of_one.alarm_clock().ring();
        of_one.park(None);
        of_many.alarm_clock().ring();
        of_many.park(None);
    }
}
