//! No send and no receive allocates: every method of every kind, whoever waits.
//!
//! Registering an end allocates, and so may what is the user's: a vector that grows, a waker that
//! is cloned, an iterator.

use std::future::Future;
use std::hint::black_box;
use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use ringmpsc::__private::{Sink, Stream};
use ringmpsc::blocking::{self, Timeout};
use ringmpsc::{Consume, EventNotifier, Produce, WaitStrategy, ring_channel};
use ringmpsc_tests::{Observed, count, counted, open};

#[global_allocator]
static ALLOCATOR: Observed = Observed(count);

/// How often this thread allocates meanwhile.
fn allocations(f: impl FnOnce()) -> u64 {
    counted(f).0
}

#[test]
fn the_allocations_of_this_thread_are_counted() {
    assert_eq!(allocations(|| drop(Box::new(0_u8))), 1);
}

/// One ring, or several; one consumer, or several that compete.
#[ring_channel(
    kind = spsc, bits = 3, name = One, wait, notify, futures, metrics(latency), contention
)]
#[ring_channel(
    kind = mpsc, bits = 3, name = Many, wait, notify, futures, metrics(latency), contention
)]
#[ring_channel(
    kind = spmc, bits = 3, name = Shared, wait, notify, futures, metrics(latency), contention
)]
#[ring_channel(
    kind = mpmc, bits = 3, name = ManyShared, wait, notify, futures, metrics(latency), contention
)]
pub type Number = u64;

const CAPACITY: usize = 8;

/// No time at all.
const NOW: WaitStrategy = WaitStrategy::TimedBlocking { timeout: Duration::ZERO };

/// A look, by a task whose waker allocates nothing. Returns whether it was ready.
fn poll<F: Future>(future: F) -> bool {
    pin!(future).poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

/// How the consumer waits while something is sent.
#[derive(Clone, Copy, Debug)]
enum Waits {
    Not,
    /// It was polled as a stream.
    Stream,
    /// Its future was polled, and is forgotten.
    Future,
    Notifier,
    /// In all ways, those that exclude one another apart.
    All,
}

const WAITS: [Waits; 5] = [Waits::Not, Waits::Stream, Waits::Future, Waits::Notifier, Waits::All];

/// How the producer waits while something is received.
#[derive(Clone, Copy, Debug)]
enum Space {
    /// It does not, and there is one message.
    One,
    /// It does not, and the ring is full.
    Full,
    /// It was polled as a sink, with the ring full.
    Sink,
    /// Its future of a reservation was polled, and left.
    Reserve,
    /// There is nothing to receive.
    Empty,
    /// Nothing either, and the channel is closed.
    Closed,
}

const SPACE: [Space; 6] =
    [Space::One, Space::Full, Space::Sink, Space::Reserve, Space::Empty, Space::Closed];

/// A row: a method, and how often it has allocated in which situation.
type Found = Vec<(&'static str, String, u64)>;

/// Measures each expression, in each situation, with ends that are made anew.
macro_rules! sends {
    ($($name:literal: |$producer:ident| $do:expr;)*) => {
        fn sends() -> Found {
            let mut found = Found::new();
            for waits in WAITS {
                for free in [CAPACITY, 1, 0] {
                    $({
                        let (_channel, mut own, mut consumer) = open();
                        let _ = own.send_slice(&[1; CAPACITY][free..]);
                        // A consumer with messages does not wait.
                        if free == CAPACITY {
                            wait(&mut consumer, waits);
                        }
                        let $producer = &mut own;
                        let n = allocations(|| _ = black_box($do));
                        found.push(($name, format!("{waits:?}, {free} free"), n));
                    })*
                }
            }
            found
        }
    };
}

macro_rules! receives {
    ($($name:literal: |$consumer:ident| $do:expr;)*) => {
        fn receives() -> Found {
            let mut found = Found::new();
            for space in SPACE {
                for others in NEW.iter().copied() {
                    $({
                        let (channel, mut producer, mut own) = open();
                        // The consumer has not met these.
                        let _new = newcomers(&channel, others);
                        fill(&channel, &mut producer, space);
                        let $consumer = &mut own;
                        let n = allocations(|| _ = black_box($do));
                        found.push(($name, format!("{space:?}, {others} new producers"), n));
                    })*
                }
            }
            found
        }
    };
}

/// What all producers have.
macro_rules! producing {
    () => {
        fn wait(consumer: &mut Consumer, waits: Waits) {
            let all = matches!(waits, Waits::All);
            if all || matches!(waits, Waits::Notifier) {
                consumer.set_notifier(Some(Arc::new(EventNotifier::new().unwrap())));
            }
            if all || matches!(waits, Waits::Stream) {
                assert!(next(consumer).is_pending());
            }
            if all || matches!(waits, Waits::Future) {
                let mut future = consumer.recv_async();
                let context = &mut Context::from_waker(Waker::noop());
                assert!(Pin::new(&mut future).poll(context).is_pending());
                std::mem::forget(future);
            }
        }

        fn next(consumer: &mut Consumer) -> std::task::Poll<Option<u64>> {
            Pin::new(consumer).poll_next(&mut Context::from_waker(Waker::noop()))
        }

        fn fill(channel: &Channel, producer: &mut Producer, space: Space) {
            let context = &mut Context::from_waker(Waker::noop());
            match space {
                Space::Empty => {}
                Space::Closed => channel.close(),
                Space::One => assert_eq!(producer.send_slice(&[1]), 1),
                Space::Full | Space::Sink | Space::Reserve => {
                    assert_eq!(producer.send_slice(&[1; CAPACITY]), CAPACITY);
                }
            }
            match space {
                Space::Sink => assert!(Pin::new(producer).poll_ready(context).is_pending()),
                Space::Reserve => assert!(!poll(producer.reserve_async(3))),
                _ => {}
            }
        }

        sends! {
            "try_send": |producer| producer.try_send(7);
            "Produce::try_send": |producer| Produce::try_send(producer, 7);
            "send_slice": |producer| producer.send_slice(&[7; 3]);
            "send_iter": |producer| producer.send_iter([7; 3]);
            "reserve": |producer| {
                if let Ok(mut slots) = producer.reserve(1) {
                    slots.push(7).unwrap();
                    slots.commit().unwrap();
                }
            };
            "reserve_up_to": |producer| {
                if let Ok(mut slots) = producer.reserve_up_to(CAPACITY) {
                    let copied = slots.copy_from_slice(&[7; 2]);
                    let written = copied + slots.fill_from([7; CAPACITY]);
                    assert_eq!(written, slots.capacity());
                    slots.commit().unwrap();
                }
            };
            "reserve_contiguous": |producer| {
                if let Ok(mut slots) = producer.reserve_contiguous(CAPACITY) {
                    let (first, none) = slots.as_uninit_slices();
                    assert!(!first.is_empty() && none.is_empty());
                }
            };
            "reserve_with_backoff": |producer| producer.reserve_with_backoff(2).map(drop);
            "send": |producer| if !producer.is_full() { producer.send(7).unwrap() };
            "send_timeout": |producer| producer.send_timeout(7, Duration::ZERO);
            "send_deadline": |producer| producer.send_deadline(7, Instant::now());
            "send_all": |producer| producer.send_all(&[7; 3], NOW);
            "reserve_wait": |producer| producer.reserve_wait(2, NOW).map(drop);
            "blocking::send": |producer| {
                blocking::send(producer, 7, Timeout::After(Duration::ZERO))
            };
            "a sink": |producer| {
                let context = &mut Context::from_waker(Waker::noop());
                let mut producer = Pin::new(producer);
                if producer.as_mut().poll_ready(context).is_ready() {
                    producer.as_mut().start_send(7).unwrap();
                    assert!(producer.poll_flush(context).is_ready());
                }
            };
            "send_async": |producer| poll(producer.send_async(7));
            "reserve_async": |producer| poll(producer.reserve_async(2));
            "Produce::park": |producer| Produce::park(producer, Some(Instant::now()));
            "what it says": |producer| {
                let space = producer.available_capacity() + producer.len() + producer.capacity();
                let state = producer.is_empty() | producer.is_full() | producer.is_closed();
                (space, state, producer.metrics(), producer.contention(), producer.id())
            };
        }
    };
}

/// What the consumers of all kinds have, and what some have.
macro_rules! consuming {
    ($($name:literal: |$consumer:ident| $do:expr;)*) => {
        receives! {
            "try_recv": |consumer| consumer.try_recv();
            "Consume::try_recv": |consumer| Consume::try_recv(consumer);
            "Consume::consume_batch_owned": |consumer| {
                Consume::consume_batch_owned(consumer, |_| ())
            };
            "consume_batch": |consumer| consumer.consume_batch(|_| ());
            "consume_up_to": |consumer| consumer.consume_up_to(3, |_| ());
            "recv": |consumer| if !consumer.is_empty() { consumer.recv().unwrap(); };
            "recv_timeout": |consumer| consumer.recv_timeout(Duration::ZERO);
            "recv_deadline": |consumer| consumer.recv_deadline(Instant::now());
            "consume_batch_wait": |consumer| consumer.consume_batch_wait(|_| (), NOW);
            "blocking::recv": |consumer| {
                blocking::recv(consumer, Timeout::After(Duration::ZERO))
            };
            "blocking::steal": |consumer| {
                blocking::steal(consumer, |_| (), Timeout::After(Duration::ZERO))
            };
            "poll_next": |consumer| next(consumer);
            "poll_next, with a future": |consumer| {
                let pending = !poll(consumer.recv_async());
                (pending, next(consumer))
            };
            "recv_async": |consumer| poll(consumer.recv_async());
            "recv_many_async": |consumer| {
                VECTOR.with_borrow_mut(|vector| poll(consumer.recv_many_async(vector, 3)))
            };
            "Consume::park": |consumer| Consume::park(consumer, Some(Instant::now()));
            "what it says": |consumer| {
                let state = consumer.is_empty() | consumer.is_closed();
                (consumer.len(), consumer.capacity(), state, consumer.metrics().batches)
            };
            $($name: |$consumer| $do;)*
        }
    };
}

/// The consumer that owns its rings.
macro_rules! exclusive {
    ($($name:literal: |$consumer:ident| $do:expr;)*) => {
        consuming! {
            "consume_batch_owned": |consumer| consumer.consume_batch_owned(|_| ());
            "consume_while": |consumer| consumer.consume_while(|_| ControlFlow::Break(()));
            "consume_count": |consumer| consumer.consume_count();
            "skip": |consumer| consumer.skip(2);
            "recv_slice": |consumer| consumer.recv_slice(&mut [0; 5]);
            "drain_into": |consumer| {
                VECTOR.with_borrow_mut(|vector| consumer.drain_into(vector, 99))
            };
            "peek": |consumer| consumer.peek().copied();
            "peek_many": |consumer| consumer.peek_many(4).map(<[u64]>::len);
            "readable": |consumer| if let Some(readable) = consumer.readable() {
                readable.advance_all();
            };
            "iter": |consumer| {
                let mut iter = consumer.peek_iter();
                let seen = (&mut iter).into_iter().count();
                (seen, iter.consume_seen())
            };
            "drain": |consumer| consumer.drain().count();
            $($name: |$consumer| $do;)*
        }
    };
}

/// Consumers that compete for messages.
macro_rules! competing {
    ($($name:literal: |$consumer:ident| $do:expr;)*) => {
        consuming! {
            "steal": |consumer| consumer.steal(3).map(Iterator::count);
            "steal, dropped": |consumer| consumer.steal(3).map(drop);
            "steal_slice": |consumer| consumer.steal_slice(&mut [0; 5]);
            "steal_into": |consumer| {
                VECTOR.with_borrow_mut(|vector| consumer.steal_into(vector, 99))
            };
            $($name: |$consumer| $do;)*
        }
    };
}

thread_local! {
    /// It has space.
    static VECTOR: std::cell::RefCell<Vec<u64>> =
        std::cell::RefCell::new(Vec::with_capacity(1 << 20));
}

macro_rules! kind {
    (
        $kind:ident: $channel:ident, $producer:ident, $consumer:ident, $open:expr,
        $new:expr, $newcomers:expr, $rows:ident! { $($row:tt)* }
    ) => {
        mod $kind {
            use super::{$channel as Channel, $consumer as Consumer, $producer as Producer, *};

            /// How many producers register before the consumer looks.
            const NEW: &[usize] = &$new;

            fn open() -> (Channel, Producer, Consumer) {
                $open
            }

            fn newcomers(channel: &Channel, n: usize) -> Vec<Producer> {
                let register: fn(&Channel) -> Producer = $newcomers;
                let mut new: Vec<_> = (0..n).map(|_| register(channel)).collect();
                for producer in &mut new {
                    assert!(producer.try_send(1).is_ok());
                }
                new
            }

            producing!();
            $rows! { $($row)* }

            fn check(found: Found) {
                assert!(found.len() > 100, "{} rows", found.len());
                let bad: Vec<_> = found
                    .iter()
                    .filter(|(_, _, n)| *n > 0)
                    .map(|(name, situation, n)| format!("{name} ({situation}): {n}"))
                    .collect();
                assert!(bad.is_empty(), "these allocate:\n{}", bad.join("\n"));
            }

            #[test]
            fn no_send_allocates() {
                check(sends());
            }

            #[test]
            fn no_receive_allocates() {
                VECTOR.with_borrow_mut(Vec::clear);
                check(receives());
            }
        }
    };
}

kind!(
    spsc: OneChannel, OneProducer, OneConsumer,
    open!(spsc, OneChannel),
    [0], |_| unreachable!("there is one already"),
    exclusive! {}
);

kind!(
    mpsc: ManyChannel, ManyProducer, ManyConsumer,
    open!(mpsc, ManyChannel),
    [0, 1, 5, 70], |channel| channel.register().unwrap(),
    exclusive! {
        "consume_all": |consumer| consumer.consume_all(|_| ());
        "consume_all_owned": |consumer| consumer.consume_all_owned(|_| ());
        "consume_all_up_to": |consumer| consumer.consume_all_up_to(3, |_| ());
        "drain_all": |consumer| consumer.drain_all(|_| ());
        "hottest": |consumer| consumer.hottest();
    }
);

kind!(
    spmc: SharedChannel, SharedProducer, SharedConsumer,
    open!(spmc, SharedChannel),
    [0], |_| unreachable!("there is one already"),
    competing! {}
);

kind!(
    mpmc: ManySharedChannel, ManySharedProducer, ManySharedConsumer,
    open!(mpmc, ManySharedChannel),
    [0, 1, 5, 70], |channel| channel.register().unwrap(),
    competing! {
        "steal_batch": |consumer| consumer.steal_batch(|_| ());
    }
);
