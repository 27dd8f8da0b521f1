//! A producer that registers gets a ring that is drained, if there is one: no channel has more
//! rings than producers at one time and rings with unread messages.

use std::alloc::Layout;
use std::cell::{Cell, RefCell};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use ringmpsc::ring_channel;
use ringmpsc_tests::{Call, Observed, alone, caught, panic_wanted};

#[global_allocator]
static ALLOCATOR: Observed = Observed(note);

thread_local! {
    /// Rings that this thread has made, less those that it has freed.
    static RINGS: Cell<usize> = const { Cell::new(0) };
    /// How often this thread has allocated or freed memory.
    static CALLS: Cell<usize> = const { Cell::new(0) };
}

/// Of all threads, for tests that are alone.
static ALL_RINGS: AtomicUsize = AtomicUsize::new(0);

/// Nothing else here is as large. A ring with receipts takes a little more, to be aligned.
fn is_ring(layout: Layout) -> bool {
    [ManyChannel::TOTAL_MEMORY, CompetingChannel::TOTAL_MEMORY]
        .iter()
        .any(|&size| (size..size + 128).contains(&layout.size()))
}

fn note(call: Call, layout: Layout) {
    CALLS.set(CALLS.get() + 1);
    if !is_ring(layout) {
        return;
    }
    match call {
        Call::Allocate => {
            RINGS.set(RINGS.get() + 1);
            ALL_RINGS.fetch_add(1, Ordering::Relaxed);
        }
        Call::Free => {
            RINGS.set(RINGS.get().wrapping_sub(1));
            ALL_RINGS.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// A line of memory: a ring of 1024 can be told from everything else.
#[ring_channel(kind = mpsc, bits = 10, name = Many)]
#[ring_channel(kind = mpsc, bits = 10, fence = full, name = FencedMany)]
#[ring_channel(kind = mpsc, bits = 10, wait, name = WaitingMany)]
#[ring_channel(kind = mpsc, bits = 10, wait, fence = full, name = FencedWaitingMany)]
#[ring_channel(kind = mpmc, bits = 10, name = Competing)]
#[ring_channel(kind = mpmc, bits = 10, fence = full, name = FencedCompeting)]
#[ring_channel(kind = mpmc, bits = 10, wait, name = WaitingCompeting)]
#[ring_channel(kind = mpmc, bits = 10, wait, fence = full, name = FencedWaitingCompeting)]
#[derive(Clone, Copy, Debug)]
pub struct Line(pub [u64; 8]);

const LINE: Line = Line([7; 8]);

/// Two slots in each of at most so many rings.
#[ring_channel(kind = mpsc, bits = 1, max_producers = 200, name = Many200)]
#[ring_channel(kind = mpmc, bits = 1, max_producers = 200, name = Competing200)]
#[ring_channel(kind = mpsc, bits = 1, max_producers = 80, name = Many80)]
#[ring_channel(kind = mpmc, bits = 1, max_producers = 80, name = Competing80)]
#[ring_channel(kind = mpsc, bits = 1, max_producers = 1, name = One)]
#[ring_channel(kind = mpmc, bits = 1, max_producers = 1, name = CompetingOne)]
type Number = u64;

/// The same test for a channel with one consumer, and for one whose consumers compete.
macro_rules! both {
    ($name:ident, $many:ident, $competing:ident, |$channel:ident, $consumer:ident| $body:block) => {
        #[test]
        fn $name() {
            {
                let ($channel, mut $consumer) = $many::open();
                $body
            }
            {
                let $channel = $competing::open();
                let mut $consumer = $channel.register_consumer().unwrap();
                $body
            }
        }
    };
}

both!(
    a_backlog_of_short_lived_producers_needs_a_ring_for_each,
    ManyChannel,
    CompetingChannel,
    |channel, consumer| {
        const PRODUCERS: usize = 100;

        for round in 0..1000 {
            for _ in 0..PRODUCERS {
                channel.register().unwrap().try_send(LINE).unwrap();
            }
            assert_eq!(channel.len(), PRODUCERS);
            if round % 2 == 0 {
                for _ in 0..PRODUCERS {
                    consumer.try_recv().unwrap();
                }
            } else {
                while consumer.try_recv().is_ok() {}
            }
            assert_eq!(channel.len(), 0);
            assert!(RINGS.get() <= PRODUCERS, "{} rings after round {round}", RINGS.get());
        }
    }
);

both!(
    every_drained_ring_is_used_before_one_that_is_not,
    Many200Channel,
    Competing200Channel,
    |channel, consumer| {
        let empty: Vec<_> = (0..200).map(|_| channel.register().unwrap()).collect();
        drop(empty);
        for k in 0..100 {
            let mut producer = channel.register().unwrap();
            assert_eq!(
                producer.send_slice(&[k; 2]),
                2,
                "producer {k} got a ring that is not empty"
            );
        }
        let mut received = 0;
        while consumer.try_recv().is_ok() {
            received += 1;
        }
        assert_eq!(received, 200);
    }
);

both!(
    a_newcomer_is_not_given_a_full_ring_while_others_are_drained,
    Many80Channel,
    Competing80Channel,
    |channel, consumer| {
        let all: Vec<_> = (0..80).map(|_| channel.register().unwrap()).collect();
        let mut full = Vec::new();
        for (k, mut producer) in all.into_iter().enumerate() {
            if k >= 16 {
                assert_eq!(producer.send_slice(&[1; 2]), 2);
                full.push(producer);
            }
        }
        drop(full);
        for _ in 0..16 {
            let mut newcomer = channel.register().unwrap();
            assert_eq!(newcomer.send_slice(&[2; 2]), 2);
        }
        // Now there is none: a newcomer gets the emptiest one.
        assert!(channel.register().unwrap().try_send(3).unwrap_err().is_full());
        consumer.try_recv().unwrap();
        channel.register().unwrap().try_send(3).unwrap();
        assert!(channel.register().unwrap().try_send(3).unwrap_err().is_full());
    }
);

both!(
    the_only_ring_goes_from_one_producer_to_the_next,
    OneChannel,
    CompetingOneChannel,
    |channel, consumer| {
        for k in 0..1000 {
            let mut producer = channel.register().unwrap();
            producer.try_send(k).unwrap();
            drop(producer);
            match k % 3 {
                0 => assert_eq!(consumer.try_recv(), Ok(k)),
                1 => {
                    channel.register().unwrap().try_send(k).unwrap();
                    assert!(channel.register().unwrap().try_send(k).unwrap_err().is_full());
                    let second = channel.register().unwrap();
                    assert_eq!(consumer.try_recv(), Ok(k));
                    drop(second);
                    assert_eq!(consumer.try_recv(), Ok(k));
                }
                _ => {
                    let second = channel.register().unwrap();
                    assert_eq!(consumer.try_recv(), Ok(k));
                    drop(second);
                }
            }
            assert!(consumer.try_recv().is_err());
        }
    }
);

thread_local! {
    /// Where messages go that are appended: a vector with room.
    static TARGET: RefCell<Vec<Line>> = RefCell::new(Vec::with_capacity(3));
}

/// Producers of three messages come and leave one after another. Each time `receive` receives
/// these.
macro_rules! one_ring_for {
    ($channel:expr, $consumer:expr, $receive:expr, $name:expr) => {{
        let before = RINGS.get();
        for round in 0..20 {
            let mut producer = $channel.register().unwrap();
            assert_eq!(producer.send_slice(&[LINE; 3]), 3);
            drop(producer);
            // It examines the ring of the first, which is not drained, and gets another one. From
            // now on only a report of the consumer can make the first ring a drained one.
            drop($channel.register().unwrap());
            $receive(&mut $consumer);
            assert_eq!($channel.len(), 0, "{} received all", $name);
            let rings = RINGS.get() - before;
            assert_eq!(rings, 2, "{} in round {round}", $name);
        }
    }};
}

/// Every method of the exclusive consumer that gives slots back. Each receives three messages of
/// one producer.
macro_rules! methods {
    ($consumer:ident) => {{
        type Receive = fn(&mut $consumer);
        let methods: &[(&str, Receive)] = &[
            ("try_recv", |consumer| (0..3).for_each(|_| _ = consumer.try_recv().unwrap())),
            ("consume_batch", |consumer| _ = consumer.consume_batch(|_| ())),
            ("consume_batch_owned", |consumer| _ = consumer.consume_batch_owned(drop)),
            ("consume_up_to", |consumer| _ = consumer.consume_up_to(3, |_| ())),
            ("consume_up_to in parts", |consumer| {
                consumer.consume_up_to(2, |_| ());
                consumer.consume_up_to(1, |_| ());
            }),
            ("consume_while", |consumer| {
                let mut left = 3;
                consumer.consume_while(|_| {
                    left -= 1;
                    if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                });
            }),
            ("consume_count", |consumer| _ = consumer.consume_count()),
            ("skip", |consumer| _ = consumer.skip(3)),
            ("recv_slice", |consumer| _ = consumer.recv_slice(&mut [LINE; 3])),
            ("drain_into", |consumer| {
                _ = TARGET.with_borrow_mut(|target| {
                    target.clear();
                    consumer.drain_into(target, 3)
                })
            }),
            ("iter", |consumer| {
                let mut iter = consumer.peek_iter();
                while iter.next().is_some() {}
                iter.consume_seen();
            }),
            ("iter in part", |consumer| {
                consumer.try_recv().unwrap();
                let mut iter = consumer.peek_iter();
                iter.next();
                iter.next();
                iter.consume_seen();
            }),
            ("drain", |consumer| assert_eq!(consumer.drain().count(), 3)),
            ("drain, dropped", |consumer| drop(consumer.drain())),
            ("drain, forgotten", |consumer| {
                let mut drain = consumer.drain();
                (0..3).for_each(|_| _ = drain.next().unwrap());
                std::mem::forget(drain);
            }),
            ("drain_all", |consumer| _ = consumer.drain_all(drop)),
            ("advance_all", |consumer| consumer.readable().unwrap().advance_all()),
            ("advance", |consumer| {
                consumer.readable().unwrap().advance(1);
                consumer.readable().unwrap().advance(2);
            }),
            ("a handler that panics", |consumer| {
                let mut left = 3;
                let panics = || {
                    consumer.consume_batch(|_| {
                        left -= 1;
                        if left == 0 {
                            panic_wanted();
                        }
                    });
                };
                assert!(caught(panics));
            }),
        ];
        methods
    }};
}

macro_rules! every_method {
    ($test:ident, $channel:ident, $consumer:ident) => {
        #[test]
        fn $test() {
            for (name, method) in methods!($consumer) {
                let (channel, mut consumer) = $channel::open();
                one_ring_for!(channel, consumer, method, name);
            }
        }
    };
}

every_method!(every_method_reports_a_ring_that_it_empties, ManyChannel, ManyConsumer);
every_method!(every_method_does_with_full_fences, FencedManyChannel, FencedManyConsumer);
every_method!(every_method_does_if_it_may_wait, WaitingManyChannel, WaitingManyConsumer);
every_method!(every_method_does_with_both, FencedWaitingManyChannel, FencedWaitingManyConsumer);

/// Every method of a competing consumer that gives slots back.
macro_rules! competing_methods {
    ($consumer:ident) => {{
        type Receive = fn(&mut $consumer);
        let methods: &[(&str, Receive)] = &[
            ("try_recv", |consumer| (0..3).for_each(|_| _ = consumer.try_recv().unwrap())),
            ("consume_batch", |consumer| _ = consumer.consume_batch(drop)),
            ("consume_up_to", |consumer| _ = consumer.consume_up_to(3, drop)),
            ("consume_up_to in parts", |consumer| {
                consumer.consume_up_to(2, drop);
                consumer.consume_up_to(1, drop);
            }),
            ("steal", |consumer| assert_eq!(consumer.steal(3).unwrap().count(), 3)),
            ("steal, dropped", |consumer| drop(consumer.steal(3).unwrap())),
            ("steal, used up and forgotten", |consumer| {
                let mut claim = consumer.steal(3).unwrap();
                assert_eq!(claim.by_ref().count(), 3);
                std::mem::forget(claim);
                assert!(consumer.try_recv().is_err());
            }),
            ("steal, forgotten", |consumer| {
                std::mem::forget(consumer.steal(3).unwrap());
                (0..3).for_each(|_| _ = consumer.try_recv().unwrap());
            }),
            ("steal_batch", |consumer| _ = consumer.steal_batch(drop)),
            ("steal_slice", |consumer| _ = consumer.steal_slice(&mut [LINE; 3])),
            ("steal_into", |consumer| {
                _ = TARGET.with_borrow_mut(|target| {
                    target.clear();
                    consumer.steal_into(target, 3)
                })
            }),
            ("a handler that panics", |consumer| {
                let mut left = 3;
                let panics = || {
                    consumer.consume_batch(|_| {
                        left -= 1;
                        if left == 0 {
                            panic_wanted();
                        }
                    });
                };
                assert!(caught(panics));
            }),
        ];
        methods
    }};
}

macro_rules! every_competing_method {
    ($test:ident, $channel:ident, $consumer:ident) => {
        #[test]
        fn $test() {
            for (name, method) in competing_methods!($consumer) {
                // Alone, and with another one that does nothing.
                for others in 0..2 {
                    let channel = $channel::open();
                    let mut consumer = channel.register_consumer().unwrap();
                    let others: Vec<_> =
                        (0..others).map(|_| channel.register_consumer().unwrap()).collect();
                    one_ring_for!(channel, consumer, method, name);
                    drop(others);
                }
            }
        }
    };
}

every_competing_method!(every_competing_method_reports, CompetingChannel, CompetingConsumer);
every_competing_method!(it_does_with_full_fences, FencedCompetingChannel, FencedCompetingConsumer);
every_competing_method!(it_does_if_it_may_wait, WaitingCompetingChannel, WaitingCompetingConsumer);
every_competing_method!(
    it_does_with_both,
    FencedWaitingCompetingChannel,
    FencedWaitingCompetingConsumer
);

/// Claims come back in any order; the last one, wherever it lies, makes the ring a drained one.
#[test]
fn the_last_claim_to_come_back_reports() {
    for last in 0..3 {
        let channel = CompetingChannel::open();
        let mut consumers = [(); 3].map(|()| channel.register_consumer().unwrap());
        for _ in 0..20 {
            assert_eq!(channel.register().unwrap().send_slice(&[LINE; 3]), 3);
            let mut claims =
                Vec::from(consumers.each_mut().map(|consumer| consumer.steal(1).unwrap()));
            let held = claims.remove(last);
            drop(claims);
            drop(channel.register().unwrap());
            assert_eq!(RINGS.get(), 2, "one slot is missing");
            drop(held);
            let producers = [(); 2].map(|()| channel.register().unwrap());
            assert_eq!(RINGS.get(), 2, "both rings are drained");
            drop(producers);
        }
    }
}

/// Short-lived producers of two threads, as fast as they can while the backlog is small.
macro_rules! two_threads {
    ($test:ident, |$channel:ident, $consumer:ident| $open:block) => {
        #[test]
        fn $test() {
            const BACKLOG: usize = 150;
            const CYCLES: usize = 20_000;

            alone(stringify!($test), || {
                let ($channel, mut $consumer) = $open;
                let done = AtomicBool::new(false);
                thread::scope(|scope| {
                    let producers = [(); 2].map(|()| {
                        scope.spawn(|| {
                            for _ in 0..CYCLES {
                                while $channel.len() >= BACKLOG {
                                    thread::yield_now();
                                }
                                $channel.register().unwrap().try_send(LINE).unwrap();
                            }
                        })
                    });
                    let receiving = scope.spawn(|| {
                        let mut received = 0;
                        while received < 2 * CYCLES {
                            // It lets a backlog grow, of more rings than a search would look at.
                            while $channel.len() < BACKLOG - 2 && !done.load(Ordering::Acquire) {
                                thread::yield_now();
                            }
                            while $consumer.try_recv().is_ok() {
                                received += 1;
                            }
                        }
                    });
                    for producer in producers {
                        producer.join().unwrap();
                    }
                    done.store(true, Ordering::Release);
                    receiving.join().unwrap();
                });
                let rings = ALL_RINGS.load(Ordering::Relaxed);
                // Each of two threads may have sent beyond the backlog, and may be about to
                // register. The consumer may be about to report one.
                assert!(rings <= BACKLOG + 2 + 2 + 1, "{rings} rings");
            });
        }
    };
}

two_threads!(two_threads_need_no_more_rings_than_the_backlog, |channel, consumer| {
    ManyChannel::open()
});
two_threads!(two_threads_need_no_more_where_consumers_compete, |channel, consumer| {
    let channel = CompetingChannel::open();
    let consumer = channel.register_consumer().unwrap();
    (channel, consumer)
});

/// One producer after another comes and stays, more than a consumer has space for at first.
macro_rules! nothing_is_allocated {
    ($channel:expr, $consumer:expr, $receive:expr, $name:expr) => {{
        // That of the thread's own variables.
        TARGET.with_borrow_mut(Vec::clear);
        let mut producers = Vec::new();
        for round in 0..70 {
            let mut producer = $channel.register().unwrap();
            assert_eq!(producer.send_slice(&[LINE; 3]), 3);
            producers.push(producer);
            let before = CALLS.get();
            $receive(&mut $consumer);
            let calls = CALLS.get() - before;
            assert_eq!((calls, $channel.len()), (0, 0), "{} in round {round}", $name);
        }
    }};
}

/// A panic allocates, whatever the consumer does.
fn without_panics<'a, T>(
    methods: &'a [(&'static str, T)],
) -> impl Iterator<Item = &'a (&'static str, T)> {
    methods.iter().filter(|(name, _)| *name != "a handler that panics")
}

#[test]
fn no_method_allocates_when_it_meets_new_producers() {
    for (name, method) in without_panics(methods!(ManyConsumer)) {
        let (channel, mut consumer) = ManyChannel::open();
        nothing_is_allocated!(channel, consumer, method, name);
    }
}

#[test]
fn no_method_of_a_competing_consumer_allocates_when_it_meets_new_producers() {
    for (name, method) in without_panics(competing_methods!(CompetingConsumer)) {
        let channel = CompetingChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        nothing_is_allocated!(channel, consumer, method, name);
    }
}

/// It meets many at once, and has no space for any.
#[test]
fn a_consumer_that_comes_late_allocates_nothing_in_a_receive() {
    for many in [1, 3, 4, 5, 40] {
        let channel = CompetingChannel::open();
        let mut producers: Vec<_> = (0..many).map(|_| channel.register().unwrap()).collect();
        let mut consumer = channel.register_consumer().unwrap();
        producers.extend((0..many).map(|_| channel.register().unwrap()));
        for producer in &mut producers {
            producer.try_send(LINE).unwrap();
        }
        let before = CALLS.get();
        assert_eq!(consumer.consume_batch(|_| ()), 2 * many);
        assert_eq!(CALLS.get() - before, 0);
    }
}
