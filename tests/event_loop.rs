//! An event loop handles everything, ends when it should, and says how.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use ringmpsc::{
    Consume, EventLoop, EventLoopHandle, LoopEnd, LoopPanic, TryRecvError, WaitStrategy,
    ring_channel,
};
use ringmpsc_tests::channels::{mpmc_4, mpmc_64, mpsc_4, spmc_4, spmc_64, spsc_4};
use ringmpsc_tests::{Ledger, Memory, Tracked, Watchdog, alone, panic_wanted};

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
fn summing<C: Consume<u64> + Send + 'static>(
    consumer: C,
    strategy: WaitStrategy,
) -> (EventLoopHandle<C>, mpsc::Receiver<u64>) {
    let (seen, sums) = mpsc::channel();
    let add = move |number| seen.send(number).expect("the test listens");
    (EventLoop::spawn(consumer, add, strategy).unwrap(), sums)
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
        let stats = event_loop.join().unwrap().stats;
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
        assert_eq!(event_loop.join().unwrap().stats.processed, 8, "{strategy:?}");
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
        assert_eq!(event_loop.join().unwrap().stats.processed, 0);
        assert!(channel.register().unwrap_err().is_closed());
    }
}

#[test]
fn an_idle_timeout_ends_nothing() {
    static SEEN: AtomicU64 = AtomicU64::new(0);

    let (mut producer, consumer) = OneChannel::open();
    let strategy = WaitStrategy::TimedBlocking { timeout: Duration::from_nanos(1) };
    let see = |n| SEEN.store(n, Ordering::Relaxed);
    let event_loop = EventLoop::spawn(consumer, see, strategy).unwrap();
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
    assert_eq!(event_loop.join().unwrap().stats.processed, 100);
}

/// Handles messages, and panics at this one.
fn panics_at(number: usize) -> impl FnMut(Tracked) + Send + 'static {
    move |message| {
        if message.number() == number {
            panic_wanted();
        }
    }
}

/// The handler panics at each message in turn. Another loop goes on with the consumer, and handles
/// the rest.
macro_rules! another_loop_goes_on {
    ($ledger:ident, $open:expr) => {
        for number in 0..4 {
            let $ledger = Ledger::new();
            let (mut producer, consumer) = $open;
            assert_eq!(producer.send_iter($ledger.messages(4)), 4);
            let handler = panics_at(number);
            let event_loop = EventLoop::spawn(consumer, handler, WaitStrategy::Blocking).unwrap();
            let panic = event_loop.join().unwrap_err();
            assert_eq!(panic.stats.processed, number as u64);
            assert_eq!(panic.message(), Some("this panic is part of the test"));
            let text = "the handler of an event loop has panicked: this panic is part of the test";
            assert_eq!(panic.to_string(), text);
            assert!(format!("{panic:?}").starts_with("LoopPanic { message: Some("), "{panic:?}");
            let LoopPanic { mut consumer, .. } = panic;
            assert_eq!($ledger.dropped(), number + 1, "the rest is there");
            assert_eq!(
                consumer.try_recv().ok().map(|message| message.number()),
                match number {
                    3 => None,
                    _ => Some(number + 1),
                }
            );
            producer.try_send($ledger.message()).unwrap();
            drop(producer);
            let event_loop = EventLoop::spawn(consumer, drop, WaitStrategy::Blocking).unwrap();
            let LoopEnd { mut consumer, stats, .. } = event_loop.join().unwrap();
            assert_eq!(stats.processed, 3_u64.saturating_sub(number as u64 + 1) + 1);
            assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
            $ledger.assert_settled();
        }
    };
}

#[test]
fn a_handler_that_panics_gives_the_consumer_back() {
    another_loop_goes_on!(ledger, spsc_4::MessageChannel::open());
    another_loop_goes_on!(ledger, {
        let (channel, consumer) = mpsc_4::MessageChannel::open();
        (channel.register().unwrap(), consumer)
    });
    another_loop_goes_on!(ledger, {
        let (channel, producer) = spmc_4::open_at(0);
        (producer, channel.register_consumer().unwrap())
    });
    another_loop_goes_on!(ledger, {
        let (channel, producer) = mpmc_4::open_at(0);
        (producer, channel.register_consumer().unwrap())
    });
}

/// Until the handle is joined or dropped the channel is open.
#[test]
fn a_consumer_lives_as_long_as_the_handle_of_its_loop() {
    let ledger = Ledger::new();
    let (channel, consumer) = mpsc_4::MessageChannel::open();
    let mut producer = channel.register().unwrap();
    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    let event_loop = EventLoop::spawn(consumer, panics_at(2), WaitStrategy::Blocking).unwrap();
    while !event_loop.is_finished() {
        thread::yield_now();
    }
    assert_eq!((event_loop.processed(), channel.consumer_count(), channel.len()), (2, 1, 1));
    drop(event_loop);
    assert!(producer.try_send(ledger.message()).unwrap_err().is_closed());
    ledger.assert_settled();
}

/// Messages that are handled one after another are a batch each, and between them the loop waits.
#[test]
fn it_counts_its_batches_and_its_waits() {
    for strategy in STRATEGIES {
        let (mut producer, consumer) = OneChannel::open();
        let (event_loop, seen) = summing(consumer, strategy);
        for number in 0..5 {
            producer.try_send(number).unwrap();
            assert_eq!(seen.recv(), Ok(number));
            while event_loop.processed() <= number {
                thread::yield_now();
            }
            // The next message may come before the batch has ended, and be part of it.
            thread::sleep(Duration::from_millis(5));
        }
        let shown = format!("{event_loop:?}");
        let expected = "EventLoopHandle { processed: 5, finished: false";
        assert!(shown.starts_with(expected), "{shown}");
        drop(producer);
        let stats = event_loop.join().unwrap().stats;
        assert_eq!(stats.processed, 5);
        assert!((1..=5).contains(&stats.batches), "{strategy:?}: {stats:?}");
        assert!(stats.waits > 0, "{strategy:?}: {stats:?}");
    }
}

#[test]
fn a_loop_that_is_stopped_gives_the_consumer_back() {
    let (mut producer, consumer) = OneChannel::open();
    let (event_loop, _seen) = summing(consumer, WaitStrategy::Blocking);
    event_loop.stop();
    let end = event_loop.join().unwrap();
    assert!(format!("{end:?}").starts_with("LoopEnd { stats: LoopStats {"), "{end:?}");
    let mut consumer = end.consumer;
    assert!(producer.try_send(0).unwrap_err().is_closed());
    assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));
}

/// What a handler has kept is dropped on the loop's thread. If that panics it is reported too.
#[test]
fn a_handler_whose_drop_panics_is_reported() {
    struct Panics;
    impl Drop for Panics {
        fn drop(&mut self) {
            panic_wanted();
        }
    }

    let (mut producer, consumer) = OneChannel::open();
    producer.try_send(1).unwrap();
    drop(producer);
    let kept = Panics;
    let handler = move |_| _ = &kept;
    let event_loop = EventLoop::spawn(consumer, handler, WaitStrategy::Blocking).unwrap();
    assert_eq!(event_loop.join().unwrap_err().stats.processed, 1);
}

/// A loop that was left to itself drops its consumer. If a message's drop panics there, this
/// concerns the loop's thread only. If the loop has ended before, the panic goes to the caller that
/// drops the handle.
#[test]
fn a_message_whose_drop_panics_in_a_loop_left_to_itself_ends_that_thread() {
    for ended_before in [false, true] {
        let ledger = Ledger::new();
        let (channel, consumer) = mpsc_4::MessageChannel::open();
        let mut producer = channel.register().unwrap();
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
        ledger.panic_at_drop(2);
        let (go, may_go) = mpsc::channel::<()>();
        let handler = move |_: Tracked| {
            may_go.recv().unwrap();
            panic_wanted();
        };
        let event_loop = EventLoop::spawn(consumer, handler, WaitStrategy::Blocking).unwrap();
        if ended_before {
            go.send(()).unwrap();
            while !event_loop.is_finished() {
                thread::yield_now();
            }
            let dropped =
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(event_loop)));
            assert!(dropped.is_err());
        } else {
            drop(event_loop);
            go.send(()).unwrap();
        }
        while ledger.dropped() < 4 {
            thread::yield_now();
        }
        assert!(producer.try_send(ledger.message()).unwrap_err().is_closed());
        ledger.assert_settled();
    }
}

/// The stack of another thread does not fit into what the process may map.
#[test]
fn a_thread_that_cannot_be_had_is_an_error() {
    alone("a_thread_that_cannot_be_had_is_an_error", || {
        let (mut producer, consumer) = OneChannel::open();
        let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: the call writes one `rlimit`, which is alive.
        assert_eq!(unsafe { libc::getrlimit(libc::RLIMIT_AS, &raw mut limit) }, 0);
        let mapped = Memory::now().mapped + (1 << 20);
        let low = libc::rlimit { rlim_cur: mapped as libc::rlim_t, ..limit };
        // SAFETY: the call reads one `rlimit`, which is alive.
        assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_AS, &raw const low) }, 0);
        let error = EventLoop::spawn(consumer, |_| (), WaitStrategy::Blocking);
        // SAFETY: as above.
        assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_AS, &raw const limit) }, 0);
        assert_eq!(error.unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
        assert!(producer.try_send(1).unwrap_err().is_closed(), "the consumer was dropped");
    });
}

/// Of two loops the handler of one panics, in the middle of what it has claimed. The other one
/// handles the rest.
macro_rules! one_of_two_panics {
    ($channel:ident, $messages:literal) => {
        for at in [0, 1, $messages / 2, $messages - 1] {
            let ledger = Ledger::new();
            let (channel, mut producer) = $channel::open_at(0);
            let [first, second] = [(); 2].map(|()| channel.register_consumer().unwrap());
            assert_eq!(producer.send_iter(ledger.messages($messages)), $messages);
            let handler = panics_at(at);
            let panics = EventLoop::spawn(first, handler, WaitStrategy::Blocking).unwrap();
            assert!(panics.join().is_err());
            assert_eq!((ledger.dropped(), channel.len()), (at + 1, $messages - at - 1));
            let (tell, told) = mpsc::channel();
            let handler = move |message: Tracked| tell.send(message.number()).unwrap();
            let goes_on = EventLoop::spawn(second, handler, WaitStrategy::Blocking).unwrap();
            let mut seen: Vec<_> = (at + 1..$messages).map(|_| told.recv().unwrap()).collect();
            seen.sort_unstable();
            assert!(seen.into_iter().eq(at + 1..$messages), "{at}");
            for number in $messages..$messages + 100 {
                let mut message = ledger.message();
                while let Err(error) = producer.try_send(message) {
                    assert!(error.is_full(), "somebody still receives");
                    message = error.into_inner();
                    thread::yield_now();
                }
                assert_eq!(told.recv(), Ok(number));
            }
            drop((channel, producer));
            let processed = goes_on.join().unwrap().stats.processed;
            assert_eq!(processed, ($messages - at - 1 + 100) as u64);
            ledger.assert_settled();
        }
    };
}

#[test]
fn a_handler_that_panics_leaves_its_messages_to_the_other_loops() {
    let _watchdog = Watchdog::start();
    one_of_two_panics!(spmc_4, 4);
    one_of_two_panics!(mpmc_4, 4);
    // More than a consumer claims at a time.
    one_of_two_panics!(spmc_64, 64);
    one_of_two_panics!(mpmc_64, 64);
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
        of_one.unparker().unpark();
        of_one.park(None);
        of_many.unparker().unpark();
        of_many.park(None);
    }
}
